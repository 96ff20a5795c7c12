//! The half-filled Issue form: kept over Esc, a crash and a restart. It holds no key.

use crate::{Desk, DeskError};

impl Desk {
    /// The form that was kept last, as the window gave it.
    pub fn draft(&self) -> Result<Option<String>, DeskError> {
        Ok(self.store().read()?.draft()?)
    }

    /// Keeps a form in place of the one before.
    pub fn save_draft(&self, form: &str) -> Result<(), DeskError> {
        self.store().write(|write| Ok(write.save_draft(form)?))
    }

    /// Forgets the form.
    pub fn discard_draft(&self) -> Result<(), DeskError> {
        self.store().write(|write| Ok(write.discard_draft()?))
    }
}
