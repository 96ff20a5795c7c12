//! The console's settings.

use std::path::Path;

use tokendesk_domain::{
    audit::Action,
    settings::{Settings, SettingsForm},
};
use tokendesk_store_sqlite::settings_of;

use crate::{Desk, DeskError};

/// Whether the settings in this file ask for safe graphics. The question comes before anything else starts:
/// a file that is missing or can't be read asks for nothing, and says why later, in the window.
pub fn wants_safe_graphics(file: &Path) -> bool {
    settings_of(file).is_ok_and(|settings| settings.safe_graphics)
}

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
