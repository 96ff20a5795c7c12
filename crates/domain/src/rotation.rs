//! Rotating a token's key: a new one for the same token, while the old one passes for a while.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    field_error::{Field, FieldError, Problem},
    key::KeyHint,
    token::Terms,
};

/// A rotation as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RotationForm {
    /// How long the old key still passes: `now`, or a time such as `30m`, `24h`, `7d`.
    pub grace: String,
    /// After how long without a call it ends sooner; blank: it does not.
    pub quiet_for: String,
}

/// What becomes of the old key when a token gets a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    grace: TimeDelta,
    /// Without a call for so long, the old key ends before its grace period; none: it does not.
    pub quiet: Option<TimeDelta>,
}

impl Rotation {
    /// The longest time, in days; uses are kept for longer, so that those of an old key can be told.
    pub const MAX_DAYS: i64 = 30;
    /// The most old keys of a token that pass at the same time.
    pub const MOST_OLD_KEYS: usize = 3;

    /// Reads a rotation as typed, or all that is wrong with it.
    pub fn read(form: &RotationForm) -> Result<Self, Vec<FieldError>> {
        let grace = match form.grace.trim() {
            "now" | "0" => Ok(TimeDelta::zero()),
            typed => parse_time(typed),
        };
        let quiet = match form.quiet_for.trim() {
            "" => Ok(None),
            typed => parse_time(typed).map(Some),
        };
        match (grace, quiet) {
            (Ok(grace), Ok(quiet)) => Ok(Self { grace, quiet }),
            (grace, quiet) => {
                let grace = grace.err().map(|problem| FieldError::new(Field::Grace, problem));
                let quiet = quiet.err().map(|problem| FieldError::new(Field::QuietFor, problem));
                Err(grace.into_iter().chain(quiet).collect())
            }
        }
    }

    /// Whether the old key ends with the rotation.
    pub fn ends_at_once(&self) -> bool {
        self.grace.is_zero()
    }

    /// The moment from which the old key is dead: never later than the token itself.
    pub fn until(&self, terms: &Terms, now: DateTime<Utc>) -> DateTime<Utc> {
        let end = now + self.grace;
        terms.expires.map_or(end, |expires| end.min(expires))
    }
}

/// `30m`, `24h`, `7d`: from one minute to [`Rotation::MAX_DAYS`] days.
fn parse_time(typed: &str) -> Result<TimeDelta, Problem> {
    crate::time::parse(typed, Rotation::MAX_DAYS)
}

/// A key that was rotated out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldKey {
    /// Which of the token's keys, from 1.
    pub generation: u32,
    /// The part of it that may be shown.
    pub hint: KeyHint,
    /// Since when it is not the present one.
    pub rotated: DateTime<Utc>,
    /// The moment from which it is dead.
    pub until: DateTime<Utc>,
    /// Without a call for so long it ends before that; none: it does not.
    pub quiet: Option<TimeDelta>,
    /// Requests with it that passed since it was rotated out, as far as verifiers have told.
    pub uses: u64,
    /// Requests of its token that passed since then, with whatever key.
    pub calls: u64,
    /// The last of its uses.
    pub last_used: Option<DateTime<Utc>>,
    /// Where that came from, where it is known.
    pub last_address: Option<String>,
}

impl OldKey {
    /// Whether it passes still. Half-open: at its instant it is dead.
    pub fn passes(&self, now: DateTime<Utc>) -> bool {
        now < self.until
    }

    /// How much of the token's use is its own, in percent from 0 to 100: 0 only if it was not used, 100 only if
    /// nothing else was. None: nothing was used.
    pub fn share_percent(&self) -> Option<u8> {
        // Uses of both kinds are told apart from each other: for a moment one may be ahead.
        let calls = self.calls.max(self.uses);
        let percent = u128::from(self.uses) * 100 / u128::from(calls.max(1));
        let percent = match percent {
            0 if self.uses > 0 => 1,
            other => u8::try_from(other).unwrap_or(100),
        };
        (calls > 0).then_some(percent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{address_list::AddressRules, description::Description};

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn terms(expires: Option<DateTime<Utc>>) -> Terms {
        let (description, addresses) = (Description::default(), AddressRules::default());
        Terms {
            description,
            expires,
            addresses,
            limit: None,
            rate: None,
            scopes: Vec::new(),
            quota: crate::quota::Quota::default(),
            models: crate::model::Models::All,
            group: crate::group::Group::default(),
        }
    }

    fn read(grace: &str, quiet_for: &str) -> Result<Rotation, Vec<FieldError>> {
        Rotation::read(&RotationForm { grace: grace.into(), quiet_for: quiet_for.into() })
    }

    fn old_key(uses: u64, calls: u64) -> OldKey {
        OldKey {
            generation: 1,
            hint: KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
            rotated: now(),
            until: now() + TimeDelta::hours(1),
            quiet: None,
            uses,
            calls,
            last_used: None,
            last_address: None,
        }
    }

    #[test]
    fn times_are_read_in_minutes_hours_and_days() {
        for (typed, minutes) in
            [("now", 0), ("0", 0), (" 30m ", 30), ("1h", 60), ("7d", 10_080), ("720h", 43_200)]
        {
            let rotation = read(typed, "").unwrap();
            assert_eq!(rotation.until(&terms(None), now()), now() + TimeDelta::minutes(minutes), "{typed}");
            assert_eq!((rotation.ends_at_once(), rotation.quiet), (minutes == 0, None));
        }
        assert_eq!(read("7d", "24h").unwrap().quiet, Some(TimeDelta::days(1)));
    }

    #[test]
    fn what_is_no_time_is_refused_at_its_field_all_at_once() {
        let wrong = Problem::NotATime { max_days: 30 };
        for typed in
            ["7", "d", "-1d", "1.5h", "1w", "0h", "31d", "721h", "٣d", "7 d", "99999999999999999999d"]
        {
            let errors = [Field::Grace, Field::QuietFor].map(|field| FieldError::new(field, wrong.clone()));
            assert_eq!(read(typed, typed), Err(errors.to_vec()), "{typed}");
        }
        assert_eq!(read("", ""), Err(vec![FieldError::new(Field::Grace, Problem::Required)]));
        assert!(read("7d", "0").is_err(), "an old key that ends at once is what `now` is for");
    }

    #[test]
    fn the_share_is_nought_only_for_what_is_not_used() {
        for ((uses, calls), percent) in [
            ((0, 0), None),
            ((0, 9), Some(0)),
            ((1, 9999), Some(1)),
            ((12, 100), Some(12)),
            ((99, 100), Some(99)),
            ((9999, 10_000), Some(99)),
            ((5, 5), Some(100)),
            ((6, 5), Some(100)),
            ((u64::MAX, u64::MAX), Some(100)),
        ] {
            assert_eq!(old_key(uses, calls).share_percent(), percent, "{uses} of {calls}");
        }
    }

    #[test]
    fn an_old_key_is_dead_at_its_instant() {
        let key = old_key(0, 0);
        assert!(key.passes(key.until - TimeDelta::milliseconds(1)));
        assert!(!key.passes(key.until));
    }

    proptest! {
        /// An old key never outlives its token, nor the grace period.
        #[test]
        fn an_old_key_ends_with_its_token_at_the_latest(minutes in 0..=43_200_i64, expires in -50_000..50_000_i64) {
            let grace = if minutes == 0 { "now".to_owned() } else { format!("{minutes}m") };
            let expires = now() + TimeDelta::minutes(expires);
            let until = read(&grace, "").unwrap().until(&terms(Some(expires)), now());
            prop_assert!(until <= expires && until <= now() + TimeDelta::minutes(minutes));
            prop_assert!(until == expires || until == now() + TimeDelta::minutes(minutes));
        }

        /// Whatever is typed is read or refused.
        #[test]
        fn nothing_that_is_typed_panics(grace in ".*", quiet in "[0-9mhd.٣ -]{0,6}") {
            let _ = read(&grace, &quiet);
        }
    }
}
