//! What closing the window would lose.

use serde::Serialize;
use ts_rs::TS;

/// Keys that nobody has but this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct AtStake {
    /// Drawn by imports and not saved.
    pub(crate) imported: u32,
    /// An import is being made: it would end, and what it draws is not saved.
    pub(crate) is_importing: bool,
    /// Just issued to be shown once, and neither copied nor looked at.
    pub(crate) uncopied: u32,
}

impl AtStake {
    pub(crate) const fn is_nothing(self) -> bool {
        self.imported == 0 && self.uncopied == 0 && !self.is_importing
    }
}
