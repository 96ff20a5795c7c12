//! Daily backups: whether they are wanted, and who makes the one that is due. Rows of the settings.

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::change::{ChangedField, FieldChange};

use crate::{
    Read, StoreError, Write,
    settings::{SWITCH, read, value, word},
};

const DAILY: &str = ChangedField::DailyBackup.code();
const CLAIMED: &str = "backup_claimed_ms";

/// Whoever claimed one and did not make it within this time will not.
const CLAIM_HOLDS: TimeDelta = TimeDelta::minutes(10);

impl Read<'_> {
    /// Whether a backup is made each day; in a new console it is.
    pub fn daily_backups(&self) -> Result<bool, StoreError> {
        Ok(read(&self.kept_settings()?, DAILY, |text| value(&SWITCH, text)).unwrap_or(true))
    }
}

impl Write<'_> {
    /// Keeps whether a backup is made each day; the answer is what that changes.
    pub fn save_daily_backups(&self, are_wanted: bool) -> Result<Vec<FieldChange>, StoreError> {
        let row = |are_wanted| [(ChangedField::DailyBackup, word(&SWITCH, are_wanted).to_owned())];
        self.change_settings(&row(self.daily_backups()?), &row(are_wanted))
    }

    /// Whether the caller is the one who makes the backup that is due; nobody else is for ten minutes.
    pub fn claim_backup(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let claimed = read(&self.kept_settings()?, CLAIMED, |text| text.parse().ok());
        let claimed = claimed.and_then(DateTime::from_timestamp_millis);
        // A clock that was set back must not keep everybody from it.
        let is_claimed = claimed.is_some_and(|at| (now - at).abs() < CLAIM_HOLDS);
        if !is_claimed {
            self.keep_settings(&[(CLAIMED, &now.timestamp_millis().to_string())])?;
        }
        Ok(!is_claimed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{store::tests::store, tokens::tests::now};

    #[test]
    fn a_backup_is_claimed_by_one_and_by_another_when_that_one_did_not_make_it() {
        let (_folder, store) = store();
        let claim = |at| store.write(|write| write.claim_backup(at)).unwrap();
        assert!(claim(now()));
        assert!(!claim(now()));
        assert!(!claim(now() + TimeDelta::minutes(9)));
        assert!(claim(now() + TimeDelta::minutes(10)));
        assert!(claim(now() - TimeDelta::days(1)), "the clock was set back");
    }

    #[test]
    fn daily_backups_are_made_unless_they_are_switched_off() {
        let (_folder, store) = store();
        assert!(store.read().unwrap().daily_backups().unwrap());
        store.write(|write| write.save_daily_backups(false)).unwrap();
        assert!(!store.read().unwrap().daily_backups().unwrap());
    }
}
