//! Getting a kept key back, for the clipboard or the eye.

use tokendesk_domain::{
    audit::Action,
    key::Key,
    token::{Token, TokenId, Visibility},
};
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
        let key = match opened {
            Ok(secret) => Key::from_secret(secret),
            Err(OpenError::NotUnlocked(status)) => return Err(refused(status)),
            Err(OpenError::Sealed(_)) => return Err(DeskError::KeyDamaged(id)),
        };
        self.record_key_use(id, purpose)?;
        Ok(key)
    }

    /// Writes down that a key that is still at hand (it was just issued) was copied or shown.
    pub fn record_key_use(&self, id: TokenId, purpose: KeyUse) -> Result<(), DeskError> {
        let now = self.now();
        let action = match purpose {
            KeyUse::Copy => Action::KeyCopied,
            KeyUse::Reveal => Action::KeyRevealed,
        };
        self.store().write(|write| {
            let token = write.token(id)?.ok_or(DeskError::NotFound)?;
            self.record(write, now, action, (Some(id), token.name.as_str()), Vec::new())
        })
    }
}
