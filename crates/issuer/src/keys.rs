//! Getting a kept key back, for the clipboard or the eye.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    audit::Action,
    key::Key,
    token::{Token, TokenId, Visibility},
};
use tokendesk_store_sqlite::Write;
use tokendesk_vault::OpenError;

use crate::{Desk, DeskError, desk::locked, vault::refused};

/// What a key is fetched for; each use is an entry in the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// To the clipboard.
    Copy,
    /// Shown.
    Reveal,
}

impl Desk {
    /// Opens the sealed copy of a token's key and writes down that it was. A vault that is locked is asked for
    /// through [`crate::VaultProblem::Locked`].
    pub fn kept_key(&self, id: TokenId, purpose: KeyUse) -> Result<Key, DeskError> {
        let key = self.open_kept_key(id)?;
        self.record_key_use(id, purpose)?;
        Ok(key)
    }

    /// As [`Desk::kept_key`] for each of these, with their audit entries in one transaction. A key that can't be had
    /// does not stop the others.
    pub fn kept_keys(
        &self,
        ids: &[TokenId],
        purpose: KeyUse,
    ) -> Result<Vec<Result<Key, DeskError>>, DeskError> {
        let keys: Vec<_> = ids.iter().map(|id| self.open_kept_key(*id)).collect();
        let opened = ids.iter().zip(&keys).filter(|(_, key)| key.is_ok());
        self.record_key_uses(&opened.map(|(id, _)| *id).collect::<Vec<_>>(), purpose)?;
        Ok(keys)
    }

    pub(crate) fn open_kept_key(&self, id: TokenId) -> Result<Key, DeskError> {
        self.follow_slots()?;
        let sealed = {
            let read = self.store().read()?;
            let token: Token = read.token(id)?.ok_or(DeskError::NotFound)?;
            match read.sealed_key(id)? {
                Some(sealed) => sealed,
                None if token.visibility == Visibility::ShowOnce => return Err(DeskError::KeyNotKept),
                None => return Err(DeskError::KeyDamaged(id)),
            }
        };
        let opened = locked(&self.seat).vault().open(sealed.hash.as_bytes(), &sealed.sealed);
        match opened {
            Ok(secret) => Ok(Key::from_secret(secret)),
            Err(OpenError::NotUnlocked(status)) => Err(refused(status)),
            Err(OpenError::Sealed(_)) => Err(DeskError::KeyDamaged(id)),
        }
    }

    /// Writes down that a key that is still at hand (it was just issued) was copied or shown.
    pub fn record_key_use(&self, id: TokenId, purpose: KeyUse) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| self.record_use(write, now, id, purpose))
    }

    /// As [`Desk::record_key_use`] for each of these, in one transaction.
    pub fn record_key_uses(&self, ids: &[TokenId], purpose: KeyUse) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| ids.iter().try_for_each(|id| self.record_use(write, now, *id, purpose)))
    }

    fn record_use(
        &self,
        write: &Write<'_>,
        now: DateTime<Utc>,
        id: TokenId,
        purpose: KeyUse,
    ) -> Result<(), DeskError> {
        let action = match purpose {
            KeyUse::Copy => Action::KeyCopied,
            KeyUse::Reveal => Action::KeyRevealed,
        };
        let token = write.token(id)?.ok_or(DeskError::NotFound)?;
        self.record(write, now, action, (Some(id), token.name.as_str()), Vec::new())
    }
}
