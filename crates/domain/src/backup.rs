//! Backups of the data file: what they are called, when the next one is due, which ones are kept.

use core::{fmt, str::FromStr};

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};

/// How many of the daily ones are kept.
pub const KEPT_DAILY: usize = 7;

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackupKind {
    /// By itself, once a day.
    Daily,
    /// Somebody wanted it.
    ByHand,
    /// Another one was about to be put back: this is what stood there before.
    BeforeRestore,
}

impl BackupKind {
    const ALL: [Self; 3] = [Self::Daily, Self::ByHand, Self::BeforeRestore];

    /// The word that scripts and names of files use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::ByHand => "by-hand",
            Self::BeforeRestore => "before-restore",
        }
    }
}

/// What a backup in the folder of backups is called: `tokendesk-2026-11-22T190633Z-daily.db`, the moment in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BackupName {
    made: DateTime<Utc>,
    kind: BackupKind,
}

/// It is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no name of a backup")]
pub struct NoBackupName;

const BEFORE: &str = "tokendesk-";
const MOMENT: &str = "%Y-%m-%dT%H%M%SZ";
const AFTER: &str = ".db";

impl BackupName {
    /// The name of one that is made now.
    pub fn new(now: DateTime<Utc>, kind: BackupKind) -> Self {
        let whole_second = DateTime::from_timestamp(now.timestamp(), 0);
        Self { made: whole_second.unwrap_or(now), kind }
    }

    /// When it was made, to the second.
    pub const fn made(self) -> DateTime<Utc> {
        self.made
    }

    /// Why.
    pub const fn kind(self) -> BackupKind {
        self.kind
    }
}

impl fmt::Display for BackupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEFORE}{}-{}{AFTER}", self.made.format(MOMENT), self.kind.code())
    }
}

impl FromStr for BackupName {
    type Err = NoBackupName;

    fn from_str(text: &str) -> Result<Self, NoBackupName> {
        let inner =
            text.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)).ok_or(NoBackupName)?;
        let (moment, code) =
            inner.split_once("Z-").map(|(moment, code)| (format!("{moment}Z"), code)).ok_or(NoBackupName)?;
        let made = NaiveDateTime::parse_from_str(&moment, MOMENT).map_err(|_| NoBackupName)?.and_utc();
        let kind = BackupKind::ALL.into_iter().find(|kind| kind.code() == code).ok_or(NoBackupName)?;
        let name = Self { made, kind };
        // One moment has one name: 2026-1-2 is none of ours.
        if name.to_string() == text { Ok(name) } else { Err(NoBackupName) }
    }
}

/// What a data file that can't be used is called, once a backup has taken its place: `tokendesk-…Z-unreadable.db`, the
/// moment in UTC. It is no [`BackupName`]: nothing can be restored from it.
pub fn name_put_aside(now: DateTime<Utc>) -> String {
    format!("{BEFORE}{}-unreadable{AFTER}", now.format(MOMENT))
}

/// Whether a daily backup is due: none of these was made on the day that it is at `zone`.
pub fn is_due<Z: TimeZone>(names: &[BackupName], now: DateTime<Utc>, zone: &Z) -> bool {
    let day = |at: DateTime<Utc>| at.with_timezone(zone).date_naive();
    !names.iter().any(|name| name.kind == BackupKind::Daily && day(name.made) == day(now))
}

/// Those that are too many: the oldest daily ones beyond [`KEPT_DAILY`]. All others are kept.
pub fn surplus(names: &[BackupName]) -> Vec<BackupName> {
    let mut daily: Vec<_> = names.iter().copied().filter(|name| name.kind == BackupKind::Daily).collect();
    daily.sort_unstable_by(|one, other| other.cmp(one));
    daily.split_off(daily.len().min(KEPT_DAILY))
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, TimeDelta};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn name(text: &str, kind: BackupKind) -> BackupName {
        BackupName::new(at(text), kind)
    }

    #[test]
    fn a_file_that_cannot_be_used_says_so_in_its_name_and_is_no_backup() {
        let aside = name_put_aside(at("2026-11-22T19:06:33.999Z"));
        assert_eq!(aside, "tokendesk-2026-11-22T190633Z-unreadable.db");
        assert_eq!(aside.parse::<BackupName>(), Err(NoBackupName));
    }

    #[test]
    fn a_name_tells_when_and_why() {
        let made = name("2026-11-22T19:06:33.999Z", BackupKind::BeforeRestore);
        assert_eq!(made.to_string(), "tokendesk-2026-11-22T190633Z-before-restore.db");
        assert_eq!(made.to_string().parse(), Ok(made));
    }

    #[test]
    fn other_files_are_no_backups() {
        for text in [
            "",
            "tokendesk.db",
            "tokendesk-2026-11-22T190633Z.db",
            "tokendesk-2026-11-22T190633Z-weekly.db",
            "tokendesk-2026-11-22T190633Z-daily.db-wal",
            "tokendesk-2026-1-2T190633Z-daily.db",
            "tokendesk-2026-02-30T190633Z-daily.db",
            "../tokendesk-2026-11-22T190633Z-daily.db",
        ] {
            assert_eq!(text.parse::<BackupName>(), Err(NoBackupName), "{text}");
        }
    }

    #[test]
    fn one_is_due_on_each_day_of_the_place_where_it_is_made() {
        let seoul = FixedOffset::east_opt(9 * 3600).unwrap();
        let made = [name("2026-11-22T14:59:00Z", BackupKind::Daily)];
        assert!(!is_due(&made, at("2026-11-22T14:59:59Z"), &seoul));
        assert!(is_due(&made, at("2026-11-22T15:00:00Z"), &seoul), "it is the 23rd there");
        assert!(is_due(
            &[name("2026-11-22T14:59:00Z", BackupKind::ByHand)],
            at("2026-11-22T14:59:59Z"),
            &seoul
        ));
        assert!(is_due(&[], at("2026-11-22T14:59:59Z"), &seoul));
    }

    #[test]
    fn seven_daily_ones_are_kept_and_all_others() {
        let day = |n| name("2026-11-01T00:00:00Z", BackupKind::Daily).made + TimeDelta::days(n);
        let mut names: Vec<_> = (0..9).map(|n| BackupName::new(day(n), BackupKind::Daily)).collect();
        names.extend((0..20).map(|n| BackupName::new(day(n), BackupKind::ByHand)));
        names.push(BackupName::new(day(0), BackupKind::BeforeRestore));
        names.reverse();
        let mut gone: Vec<_> = surplus(&names).into_iter().map(BackupName::made).collect();
        gone.sort_unstable();
        assert_eq!(gone, [day(0), day(1)]);
        assert_eq!(surplus(&names[..5]), []);
    }

    proptest! {
        /// Whatever is read is written as it was read.
        #[test]
        fn a_name_is_read_as_it_is_written(seconds in 0_i64..253_402_300_800, kind in 0_usize..3) {
            let made = BackupName::new(DateTime::from_timestamp(seconds, 0).unwrap(), BackupKind::ALL[kind]);
            prop_assert_eq!(made.to_string().parse(), Ok(made));
        }
    }
}
