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

    fn open_kept_key(&self, id: TokenId) -> Result<Key, DeskError> {
        self.follow_slots()?;
        let token = self.store().read()?.token(id)?.ok_or(DeskError::NotFound)?;
        self.open_copy(&token)
    }

    /// As [`Desk::kept_key`] for each of these, without audit entries; `None` where no key is kept. The slots are
    /// followed once.
    pub(crate) fn open_kept_keys<'t>(
        &'t self,
        tokens: &'t [Token],
    ) -> Result<impl Iterator<Item = Option<Result<Key, DeskError>>> + 't, DeskError> {
        self.follow_slots()?;
        let open = |token: &Token| {
            self.open_copy(token).or_else(|error| match error {
                // Perhaps sealed anew meanwhile, with a data key that is in the slots by now.
                DeskError::KeyDamaged(id) => self.open_kept_key(id),
                error => Err(error),
            })
        };
        let is_kept = |token: &&Token| token.visibility == Visibility::Copyable;
        Ok(tokens.iter().map(move |token| Some(token).filter(is_kept).map(open)))
    }

    /// By the slots that were followed last.
    fn open_copy(&self, token: &Token) -> Result<Key, DeskError> {
        let id = token.id;
        let sealed = self.store().read()?.sealed_key(id)?.ok_or(match token.visibility {
            Visibility::ShowOnce => DeskError::KeyNotKept,
            Visibility::Copyable => DeskError::KeyDamaged(id),
        })?;
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
