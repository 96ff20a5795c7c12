//! Follows the data file: what changed at the desk holds here a few milliseconds later.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokendesk_domain::route::RouteTable;
use tokendesk_store_sqlite::StoreError;

use super::Shared;

/// How often it is asked whether the file changed: some microseconds each time.
const EVERY: Duration = Duration::from_millis(5);
/// While the data file is away.
const AWAY: Duration = Duration::from_millis(100);
/// Entries of the audit log that are taken over between two looks at the clock.
const BATCH: u32 = 1_000;

/// Up to where the data file is known.
pub(super) struct Position {
    version: Option<i64>,
    /// Of the audit log.
    entry: i64,
    routes_changed: bool,
}

impl Position {
    /// All up to this entry is known.
    pub(super) const fn new(entry: i64) -> Self {
        Self { version: None, entry, routes_changed: true }
    }
}

impl Shared {
    /// Follows until it is over.
    pub(super) fn follow(&self, mut position: Position) {
        let mut pause = EVERY;
        while !self.sleep(pause) {
            let followed = self.follow_once(&mut position);
            self.tell_store("follow", followed.as_ref().err());
            pause = if followed.is_ok() { EVERY } else { AWAY };
        }
    }

    /// Takes over all that changed.
    fn follow_once(&self, position: &mut Position) -> Result<(), StoreError> {
        let version = self.store.version()?;
        if position.version == Some(version) {
            return Ok(());
        }
        loop {
            let read = self.store.read()?;
            let changes = read.verifier_changes(position.entry, BATCH)?;
            for id in &changes.tokens {
                self.wallets.close(*id);
                let Some((number, limit_changed)) = self.table.follow(&read, *id)? else { continue };
                if let Some(slot) = self.slots.get(number).filter(|_| limit_changed) {
                    slot.close();
                    self.desk.ask_anew(number);
                }
            }
            position.routes_changed |= changes.others;
            position.entry = changes.up_to;
            let Some(at_ms) = changes.at_ms else { break };
            let lag_ms = (self.clock)().timestamp_millis().saturating_sub(at_ms);
            self.lag.note(lag_ms.max(0).unsigned_abs());
        }
        // Last: routes that can't be read keep no token from being followed, and the former ones hold.
        if position.routes_changed {
            let routes = read_routes(&self.store.read()?)?;
            let has_routes = !routes.routes().is_empty();
            self.routes.store(Arc::new(routes));
            self.has_routes.store(has_routes, Ordering::Release);
            position.routes_changed = false;
        }
        position.version = Some(version);
        Ok(())
    }
}

/// What requests need.
pub(super) fn read_routes(read: &tokendesk_store_sqlite::Read<'_>) -> Result<RouteTable, StoreError> {
    let routes = read.routes()?.into_iter().map(|kept| kept.route).collect();
    Ok(RouteTable::new(routes, read.unmatched()?))
}
