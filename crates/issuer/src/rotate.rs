//! Giving a token a new key, and ending the old ones.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    audit::Action,
    change::{ChangedField, FieldChange},
    rotation::{OldKey, Rotation, RotationForm},
    token::{Token, TokenId, Visibility},
};
use tokendesk_store_sqlite::{NewKeyRow, Write};
use tokendesk_vault::{SealedKey, SlotChange};

use crate::{Desk, DeskError, Details, Issued, issue_rules::IssueRules, new_key::NewKey, random::DrawAhead};

impl Desk {
    /// Gives a token a new key for real: the key, its sealed copy, the old key's end and the audit entry in one
    /// transaction. A revoked or deleted token gets none; nor does one that has [`Rotation::MOST_OLD_KEYS`] old keys
    /// that pass, unless the present key is to end at once.
    pub fn rotate(&self, id: TokenId, form: &RotationForm) -> Result<Issued, DeskError> {
        let rotation = Rotation::read(form).map_err(DeskError::Invalid)?;
        loop {
            let rules = self.issue_rules()?;
            // The visibility is fixed at issue: what is read here holds inside the transaction too.
            let token = self.store().read()?.token(id)?.ok_or(DeskError::NotFound)?;
            let is_copyable = token.visibility == Visibility::Copyable;
            let stored = self.store_keys(is_copyable, |change| {
                let new = self.draw_key(token.visibility, &rules.prefix, change, &mut DrawAhead::new())?;
                let details = self.store_rotation(id, &rotation, &new, change, &rules)?;
                Ok(details.map(|details| Issued { details, key: new.key }))
            })?;
            if let Some(issued) = stored {
                return Ok(issued);
            }
        }
    }

    /// None: the rules are over, or another program set the vault up first; nothing was stored.
    fn store_rotation(
        &self,
        id: TokenId,
        rotation: &Rotation,
        new: &NewKey,
        change: Option<&SlotChange>,
        rules: &IssueRules,
    ) -> Result<Option<Details>, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            if !self.still_hold(write, rules)? {
                return Ok(None);
            }
            if let Some(change) = change
                && !self.keep_with(write, change)?
            {
                return Ok(None);
            }
            let token = rotatable(write, id)?;
            let until = rotation.until(&token.terms, now);
            let passing = write.rotated_keys(id)?.iter().filter(|old| old.passes(now)).count();
            if until > now && passing >= Rotation::MOST_OLD_KEYS {
                return Err(DeskError::TooManyOldKeys);
            }
            write.rotate_key(&NewKeyRow {
                token: &token,
                hash: new.key.hash(),
                hint: &new.hint,
                sealed: new.sealed.as_ref().map(SealedKey::as_bytes),
                until,
                quiet: rotation.quiet.filter(|_| until > now),
                now,
            })?;
            let end = until.max(now).timestamp_millis().to_string();
            let changes = vec![
                FieldChange {
                    field: ChangedField::Key,
                    before: Some(token.hint.to_string()),
                    after: Some(new.hint.to_string()),
                },
                FieldChange { field: ChangedField::OldKeyUntil, before: None, after: Some(end) },
            ];
            self.record(write, now, Action::Rotated, (Some(id), token.name.as_str()), changes)?;
            // Read before the commit: after it nothing may fail.
            Details::read(write, id, now).map(Some)
        })
    }

    /// Ends an old key now. Whether it was: it may have ended before. The present key is not an old one.
    pub fn revoke_old_key(&self, id: TokenId, generation: u32) -> Result<bool, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let token = write.token(id)?.ok_or(DeskError::NotFound)?;
            let keys = write.rotated_keys(id)?;
            let old = keys
                .iter()
                .find(|old| old.generation == generation)
                .ok_or(DeskError::NoSuchKey(generation))?;
            if !write.end_old_key(id, generation, now)? {
                return Ok(false);
            }
            let moment = |at: DateTime<Utc>| Some(at.timestamp_millis().to_string());
            let changes = vec![
                FieldChange { field: ChangedField::Key, before: Some(old.hint.to_string()), after: None },
                FieldChange {
                    field: ChangedField::OldKeyUntil,
                    before: moment(old.until),
                    after: moment(now),
                },
            ];
            self.record(write, now, Action::OldKeyEnded, (Some(id), token.name.as_str()), changes)?;
            Ok(true)
        })
    }

    /// A token's keys that were rotated out, the latest first; with those that have ended since the last rotation.
    pub fn old_keys(&self, id: TokenId) -> Result<Vec<OldKey>, DeskError> {
        let read = self.store().read()?;
        read.token(id)?.ok_or(DeskError::NotFound)?;
        Ok(read.rotated_keys(id)?)
    }
}

fn rotatable(write: &Write<'_>, id: TokenId) -> Result<Token, DeskError> {
    let token = write.token(id)?.ok_or(DeskError::NotFound)?;
    if token.is_editable() { Ok(token) } else { Err(DeskError::NotEditable) }
}
