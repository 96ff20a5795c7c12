//! Keys of scripts that administer tokens: issue, list, revoke, recognise.

use chrono::Local;
use tokendesk_domain::{
    admin_key::{AdminKey, AdminKeyForm, AdminKeyId},
    audit::Action,
    change::{ChangedField, FieldChange},
    field_error::{Field, FieldError, Problem},
    key::{Key, KeyHash},
};

use crate::{Desk, DeskError, random::DrawAhead};

/// An admin key and its secret, which is here and nowhere else.
pub struct IssuedAdminKey {
    /// As it stands in the store.
    pub key: AdminKey,
    /// What the script shows.
    pub secret: Key,
}

impl Desk {
    /// All admin keys, also those that are revoked, newest first.
    pub fn admin_keys(&self) -> Result<Vec<AdminKey>, DeskError> {
        Ok(self.store().read()?.admin_keys()?)
    }

    /// Issues an admin key. Its name must be free among those that are not revoked.
    pub fn issue_admin_key(&self, form: &AdminKeyForm) -> Result<IssuedAdminKey, DeskError> {
        let now = self.now();
        let new = form.read(now, &Local).map_err(DeskError::Invalid)?;
        let secret = new.draw(&mut DrawAhead::new());
        let key = self.store().write(|write| {
            if write.is_admin_key_name(&new.name)? {
                let problem = Problem::Taken { name: new.name.to_string() };
                return Err(DeskError::Invalid(vec![FieldError::new(Field::Name, problem)]));
            }
            let hint = secret.hint();
            let id = write.insert_admin_key(&new, secret.hash(), &hint, now)?;
            let values = new.first_values(&hint);
            self.record(write, now, Action::AdminKeyIssued, (None, new.name.as_str()), values)?;
            write.admin_key(id)?.ok_or(DeskError::NotFound)
        })?;
        Ok(IssuedAdminKey { key, secret })
    }

    /// Refuses an admin key from now on; one that is revoked already stays as it is.
    pub fn revoke_admin_key(&self, id: AdminKeyId) -> Result<AdminKey, DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let key = write.admin_key(id)?.ok_or(DeskError::NotFound)?;
            if write.revoke_admin_key(id, now)? {
                let shown =
                    FieldChange { field: ChangedField::Key, before: Some(key.hint.to_string()), after: None };
                self.record(write, now, Action::AdminKeyRevoked, (None, key.name.as_str()), vec![shown])?;
            }
            write.admin_key(id)?.ok_or(DeskError::NotFound)
        })
    }

    /// The admin key whose secret has this hash, in whatever state it is.
    pub fn admin_key_of(&self, secret: KeyHash) -> Result<Option<AdminKey>, DeskError> {
        Ok(self.store().read()?.admin_key_of(secret)?)
    }

    /// Writes down that an admin key was used just now.
    pub fn touch_admin_key(&self, id: AdminKeyId) -> Result<(), DeskError> {
        let now = self.now();
        // Tokens are issued by nothing of it.
        self.store().add(|write| Ok(write.touch_admin_key(id, now)?))
    }
}
