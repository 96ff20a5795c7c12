//! What a token's status and chips are read from, in one byte a row.

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    list_query::Chip,
    list_row::{ListRow, Switch},
    status::{Exhaustion, Signs, Status},
};

/// What holds of a row at any moment.
pub(crate) struct Marks;

impl Marks {
    pub(crate) const DISABLED: u8 = 1;
    pub(crate) const REVOKED: u8 = 1 << 1;
    pub(crate) const DELETED: u8 = 1 << 2;
    /// Its limit or a quota is used up, at least until the window or period ends.
    pub(crate) const USED_UP: u8 = 1 << 3;
    pub(crate) const NEVER_USED: u8 = 1 << 4;
    /// Removed for good; in no list.
    pub(crate) const GONE: u8 = 1 << 5;

    pub(crate) fn of(row: &ListRow) -> u8 {
        let mark = |holds, mark| if holds { mark } else { 0 };
        mark(row.switch == Switch::Disabled, Self::DISABLED)
            | mark(row.switch == Switch::Revoked, Self::REVOKED)
            | mark(row.deleted, Self::DELETED)
            | mark(row.exhaustion.is_some(), Self::USED_UP)
            | mark(row.last_used.is_none(), Self::NEVER_USED)
    }

    /// When what is used up no longer is; none: nothing is, or for good.
    pub(crate) fn used_up_until(row: &ListRow) -> Option<DateTime<Utc>> {
        match row.exhaustion? {
            Exhaustion::Until(end) => Some(end),
            Exhaustion::Forever => None,
        }
    }
}

/// A row's marks together with what holds of it at one moment.
#[derive(Clone, Copy)]
pub(crate) struct Sight(pub(crate) u8);

impl Sight {
    pub(crate) const EXPIRED: u8 = 1 << 6;
    pub(crate) const ENDS_SOON: u8 = 1 << 7;

    /// Every sight there is.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..=u8::MAX).map(Self)
    }

    /// Without what ends or begins by itself.
    pub(crate) const fn lasting(self) -> Self {
        Self(self.0 & !(Marks::USED_UP | Self::EXPIRED | Self::ENDS_SOON))
    }

    const fn has(self, mark: u8) -> bool {
        self.0 & mark != 0
    }

    pub(crate) const fn status(self) -> Status {
        Status::of(Signs {
            deleted: self.has(Marks::DELETED),
            revoked: self.has(Marks::REVOKED),
            disabled: self.has(Marks::DISABLED),
            expired: self.has(Self::EXPIRED),
            used_up: self.has(Marks::USED_UP),
            ends_soon: self.has(Self::ENDS_SOON),
        })
    }

    /// Whether a chip shows it.
    pub(crate) fn is_under(self, chip: Chip) -> bool {
        let status = self.status();
        !self.has(Marks::GONE)
            && match chip {
                Chip::All => status != Status::Deleted,
                Chip::Active => matches!(status, Status::Active | Status::Expiring),
                Chip::Expiring => status == Status::Expiring,
                Chip::Expired => status == Status::Expired,
                Chip::Exhausted => status == Status::Exhausted,
                Chip::Disabled => status == Status::Disabled,
                Chip::Revoked => status == Status::Revoked,
                Chip::NeverUsed => status != Status::Deleted && self.has(Marks::NEVER_USED),
                Chip::Trash => status == Status::Deleted,
            }
    }
}
