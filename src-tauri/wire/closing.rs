//! What closing the window would lose.

use serde::Serialize;
use ts_rs::TS;

/// Keys that nobody has but this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub(crate) struct AtStake {
    /// Drawn by imports and not saved.
    pub(crate) imported: u32,
    /// Just issued to be shown once, and neither copied nor looked at.
    pub(crate) uncopied: u32,
}

impl AtStake {
    pub(crate) const fn is_nothing(self) -> bool {
        self.imported == 0 && self.uncopied == 0
    }
}
