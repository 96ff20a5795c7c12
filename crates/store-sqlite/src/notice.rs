//! What the desktop was told last of tokens that need a look: two rows of the settings.

use chrono::DateTime;
use tokendesk_domain::notice::Told;

use crate::{Read, StoreError, Write, settings::read};

const AT: &str = "posture_told_ms";
const USED: &str = "posture_told_used";

impl Read<'_> {
    /// What was told last; none: nothing yet.
    pub fn told_of_posture(&self) -> Result<Option<Told>, StoreError> {
        let kept = self.kept_settings()?;
        let at = read(&kept, AT, |text| DateTime::from_timestamp_millis(text.parse().ok()?));
        Ok(at.map(|at| Told { at, used: read(&kept, USED, |text| text.parse().ok()).unwrap_or_default() }))
    }
}

impl Write<'_> {
    /// Keeps what was told.
    pub fn keep_told_of_posture(&self, told: &Told) -> Result<(), StoreError> {
        let (at, used) = (told.at.timestamp_millis().to_string(), told.used.to_string());
        self.keep_settings(&[(AT, &at), (USED, &used)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::store;

    #[test]
    fn what_was_told_reads_back() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().told_of_posture().unwrap(), None);
        let told = Told { at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(), used: 3 };
        store.write(|write| write.keep_told_of_posture(&told)).unwrap();
        assert_eq!(store.read().unwrap().told_of_posture().unwrap(), Some(told));
    }
}
