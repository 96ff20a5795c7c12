//! What a list knows of a token: enough to choose, sort and search it, not to show it.

use std::num::NonZeroU64;

use chrono::{DateTime, Utc};

use crate::{status::Exhaustion, token::TokenId};

/// One token as lists see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    /// Which token.
    pub id: TokenId,
    /// Whether it is switched on.
    pub switch: Switch,
    /// Whether it lies in the trash.
    pub deleted: bool,
    /// When it was issued.
    pub created: DateTime<Utc>,
    /// The moment from which it is dead; none: never.
    pub expires: Option<DateTime<Utc>>,
    /// Requests that it may make in its window; none: unlimited.
    pub limit: Option<NonZeroU64>,
    /// For how long its request limit or a quota is used up; none: nothing is.
    pub exhaustion: Option<Exhaustion>,
    /// The last request that passed.
    pub last_used: Option<DateTime<Utc>>,
    /// What a search looks in, in lower case: the name is the first line, the visible parts of the key are the last
    /// two, the description is what lies between.
    pub text: String,
}

/// [`State`](crate::token::State) without its reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// May be used.
    Enabled,
    /// Refused until it is enabled again.
    Disabled,
    /// Refused for good.
    Revoked,
}
