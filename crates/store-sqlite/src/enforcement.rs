//! Whether the console enforces tokens by itself: two rows of the settings.

use tokendesk_domain::{
    change::{ChangedField, FieldChange},
    enforcement::Enforcement,
};

use crate::{
    Read, StoreError, Write,
    settings::{SWITCH, read, value, word},
};

const IS_ON: ChangedField = ChangedField::Enforce;
const PLACE: ChangedField = ChangedField::EnforcePlace;

impl Read<'_> {
    /// The choice; as in a new console where there is none.
    pub fn enforcement(&self) -> Result<Enforcement, StoreError> {
        let kept = self.kept_settings()?;
        Ok(Enforcement {
            is_on: read(&kept, IS_ON.code(), |text| value(&SWITCH, text)).unwrap_or_default(),
            place: read(&kept, PLACE.code(), |text| text.parse().ok()).unwrap_or_default(),
        })
    }
}

impl Write<'_> {
    /// Keeps the choice; the answer is what that changes.
    pub fn save_enforcement(&self, chosen: &Enforcement) -> Result<Vec<FieldChange>, StoreError> {
        let rows = |choice: &Enforcement| {
            [(IS_ON, word(&SWITCH, choice.is_on).to_owned()), (PLACE, choice.place.to_string())]
        };
        self.change_settings(&rows(&self.enforcement()?), &rows(chosen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    #[test]
    fn the_choice_reads_back_beside_the_other_settings() {
        let (_folder, store) = store();
        let settings = store.read().unwrap().settings().unwrap();
        assert_eq!(store.read().unwrap().enforcement().unwrap(), Enforcement::default());
        let chosen = Enforcement { is_on: true, place: "[::1]:9000".parse().unwrap() };
        store.write(|write| write.save_enforcement(&chosen)).unwrap();
        assert_eq!(store.read().unwrap().enforcement().unwrap(), chosen);
        store.write(|write| write.save_settings(&settings)).unwrap();
        assert_eq!(store.read().unwrap().enforcement().unwrap(), chosen);
    }
}
