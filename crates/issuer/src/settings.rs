//! The console's settings.

use tokendesk_domain::{
    audit::Action,
    settings::{Settings, SettingsForm},
};

use crate::{Desk, DeskError};

impl Desk {
    /// The settings.
    pub fn settings(&self) -> Result<Settings, DeskError> {
        Ok(self.store().read()?.settings()?)
    }

    /// Reads and keeps the settings.
    pub fn save_settings(&self, form: SettingsForm) -> Result<Settings, DeskError> {
        let settings = form.read().map_err(DeskError::Invalid)?;
        let now = self.now();
        self.store().write(|write| {
            let changes = write.save_settings(&settings)?;
            if changes.is_empty() {
                return Ok(());
            }
            self.record(write, now, Action::SettingsChanged, (None, "settings"), changes)
        })?;
        Ok(settings)
    }
}
