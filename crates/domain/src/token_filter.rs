//! Which tokens a change of many is for.

use chrono::TimeDelta;

use crate::{
    field_error::{Field, FieldError, Problem},
    group::Group,
    list_query::ListQuery,
    scope::ScopeName,
};

/// Tokens of a list that fulfil all of these conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenFilter {
    /// The list.
    pub query: ListQuery,
    /// Its group.
    pub group: Option<Group>,
    /// A scope that it holds.
    pub scope: Option<ScopeName>,
    /// It is not expired, and ends within this time.
    pub ends_within: Option<TimeDelta>,
    /// Nobody used it for this time, or ever; one that is younger does not count.
    pub unused_for: Option<TimeDelta>,
}

impl TokenFilter {
    /// The longest time, in days.
    pub const MAX_DAYS: i64 = 36_500;

    /// `30m`, `24h`, `7d`: whole minutes, hours or days, from one minute to [`TokenFilter::MAX_DAYS`] days.
    pub fn parse_time(raw: &str) -> Result<TimeDelta, Problem> {
        crate::time::parse(raw.trim(), Self::MAX_DAYS)
    }

    /// A group as typed; a blank one is refused, for it is nearly always a variable that was not set.
    pub fn parse_group(raw: &str) -> Result<Group, FieldError> {
        match raw.trim() {
            "" => Err(FieldError::new(Field::Group, Problem::Required)),
            text => Group::parse(text).map_err(|problem| FieldError::new(Field::Group, problem)),
        }
    }
}
