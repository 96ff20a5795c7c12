//! Changes of a token's life that can be made to one or many: disable, enable, revoke, delete, restore, purge.

use crate::{audit::Action, reason::Reason};

/// A change of life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LifeChange {
    /// Off, until it is enabled again.
    Disable,
    /// On again.
    Enable,
    /// Off for good.
    Revoke(Reason),
    /// To the trash, for [`LifeChange::TRASH_DAYS`] days.
    Delete,
    /// Out of the trash, as it was.
    Restore,
    /// Out of the trash, for good.
    Purge,
}

impl LifeChange {
    /// How long the trash keeps a token.
    pub const TRASH_DAYS: i64 = 30;

    /// The entry that it leaves in the audit log.
    pub const fn action(&self) -> Action {
        match self {
            Self::Disable => Action::Disabled,
            Self::Enable => Action::Enabled,
            Self::Revoke(_) => Action::Revoked,
            Self::Delete => Action::Deleted,
            Self::Restore => Action::Restored,
            Self::Purge => Action::Purged,
        }
    }

    /// The change that takes this one back; none: it is final.
    pub const fn inverse(&self) -> Option<Self> {
        match self {
            Self::Disable => Some(Self::Enable),
            Self::Enable => Some(Self::Disable),
            Self::Delete => Some(Self::Restore),
            Self::Restore => Some(Self::Delete),
            Self::Revoke(_) | Self::Purge => None,
        }
    }
}
