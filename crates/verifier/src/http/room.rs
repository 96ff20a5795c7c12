//! How many may be connected at once: within what the system lets this process have open.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Gateways.
const GATEWAYS: usize = 16_384;
/// Callers from elsewhere, who are only told that they are none.
const FOREIGN: usize = 64;
/// Files that are open besides: the data file's, the counters, what the system itself needs.
const OTHERS: usize = 128;

/// Room for so many connections.
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    /// For gateways: fewer where the limit of open files is low, so that one more caller is turned away and the data
    /// file can still be opened.
    pub(super) fn for_gateways() -> Self {
        let room = within(rustix::process::getrlimit(rustix::process::Resource::Nofile).current);
        if room < GATEWAYS {
            tracing::warn!(connections = room, wanted = GATEWAYS, "the limit of open files is low");
        }
        Self::new(room)
    }

    /// For everybody else.
    pub(super) fn for_foreigners() -> Self {
        Self::new(FOREIGN)
    }

    fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most)))
    }

    /// Room for one connection; none: there is no more.
    pub(super) fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

/// The connections of gateways where so many files may be open; none: any number.
fn within(open_files: Option<u64>) -> usize {
    let most = open_files.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX));
    most.saturating_sub(OTHERS + FOREIGN).min(GATEWAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_room_for_other_files() {
        assert_eq!([None, Some(1 << 20), Some(1_024), Some(100)].map(within), [16_384, 16_384, 832, 0]);
    }

    #[test]
    fn a_connection_that_ends_makes_room_for_another_one() {
        let room = Room::new(1);
        let permit = room.take();
        assert!(permit.is_some() && room.take().is_none());
        drop(permit);
        assert!(room.take().is_some());
    }
}
