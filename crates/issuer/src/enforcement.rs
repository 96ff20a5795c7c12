//! Whether the console enforces tokens by itself.

use tokendesk_domain::{audit::Action, enforcement::Enforcement};

use crate::{Desk, DeskError};

impl Desk {
    /// The choice.
    pub fn enforcement(&self) -> Result<Enforcement, DeskError> {
        Ok(self.store().read()?.enforcement()?)
    }

    /// Keeps the choice, so that it holds after a restart too.
    pub fn save_enforcement(&self, chosen: &Enforcement) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let changes = write.save_enforcement(chosen)?;
            if changes.is_empty() {
                return Ok(());
            }
            self.record(write, now, Action::SettingsChanged, (None, "enforcement"), changes)
        })
    }
}
