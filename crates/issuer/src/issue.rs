//! Issuing a token.

use chrono::{DateTime, Local, Utc};
use tokendesk_domain::{
    audit::Action,
    change::{ChangedField, FieldChange},
    form::Reading,
    issue::{IssueForm, NewToken},
    key::Key,
    token::{Terms, Visibility},
};
use tokendesk_store_sqlite::{NewTokenRow, Write};
use tokendesk_vault::SlotChange;

use crate::{Desk, DeskError, list::Details};

/// A form as read, and what the catalogue and the list say about it.
pub struct IssueReview {
    /// Errors, warnings and exact values.
    pub reading: Reading<NewToken>,
    /// Living tokens of the same name.
    pub same_name: u32,
}

/// A token and its key. The key is here and nowhere else, unless a sealed copy is kept.
pub struct Issued {
    /// The token as it stands in the store.
    pub details: Details,
    /// Its secret key.
    pub key: Key,
}

/// What became of one try to store a token.
enum Stored {
    Done(Box<Details>),
    /// Another program set the vault up first; nothing was stored.
    VaultTaken,
}

impl Desk {
    /// Reads a form as typed; saves nothing.
    pub fn review_issue(&self, form: &IssueForm) -> Result<IssueReview, DeskError> {
        let read = self.store().read()?;
        let reading = form.read(&read.catalogue()?, self.now(), &Local);
        let name = tokendesk_domain::name::TokenName::parse(&form.name).ok();
        let same_name = name.map_or(Ok(0), |name| read.count_of_name(&name, None))?;
        Ok(IssueReview { reading, same_name })
    }

    /// Issues a token for real: the token, its sealed copy and its audit entry in one transaction.
    pub fn issue(&self, form: &IssueForm) -> Result<Issued, DeskError> {
        let now = self.now();
        let new = {
            let catalogue = self.store().read()?.catalogue()?;
            form.read(&catalogue, now, &Local).value.map_err(DeskError::Invalid)?
        };
        loop {
            let change = match new.visibility {
                Visibility::Copyable => self.ready_to_seal()?,
                Visibility::ShowOnce => None,
            };
            let prefix = self.store().read()?.settings()?.key_prefix;
            let key = Key::generate(&prefix, &mut Self::rng());
            match self.store_token(&new, &key, change.as_ref(), now) {
                // From here on nothing may fail: the key would be lost.
                Ok(Stored::Done(details)) => {
                    if let Some(change) = change {
                        self.adopt(change);
                    }
                    return Ok(Issued { details: *details, key });
                }
                // The next round finds the other program's slots.
                Ok(Stored::VaultTaken) => self.discard(change),
                Err(error) => {
                    self.discard(change);
                    return Err(error);
                }
            }
        }
    }

    fn store_token(
        &self,
        new: &NewToken,
        key: &Key,
        change: Option<&SlotChange>,
        now: DateTime<Utc>,
    ) -> Result<Stored, DeskError> {
        let sealed = match new.visibility {
            Visibility::Copyable => Some(self.seal(change, key.expose())?),
            Visibility::ShowOnce => None,
        };
        let row = NewTokenRow { token: new, hash: key.hash(), hint: &key.hint(), created: now };
        self.store().write(|write: &Write<'_>| {
            if let Some(change) = change
                && !self.keep_with(write, change)?
            {
                return Ok(Stored::VaultTaken);
            }
            let id = write.insert_token(&row)?;
            if let Some(sealed) = &sealed {
                write.insert_sealed_key(id, sealed.as_bytes())?;
            }
            self.record(write, now, Action::Issued, (Some(id), new.name.as_str()), first_values(new))?;
            Ok(Stored::Done(Box::new(Details::read(write, id, now)?)))
        })
    }
}

fn first_values(new: &NewToken) -> Vec<FieldChange> {
    let value = |field, text: &str| FieldChange { field, before: None, after: Some(text.to_owned()) };
    let mut values = vec![value(ChangedField::Name, new.name.as_str())];
    values.extend(Terms::changes(None, &new.terms));
    values.push(value(ChangedField::Visibility, new.visibility.code()));
    values
}
