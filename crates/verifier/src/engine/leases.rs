//! Takes leases: one thread for all who wait, many tokens in one transaction.
//!
//! What is granted stands in the data file, flushed, before anything of it is given. While the data file can't be
//! written, nobody waits: what is leased goes on being used, and nothing beyond it.

use std::{
    collections::HashMap,
    sync::atomic::Ordering,
    thread,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use tokendesk_domain::{limit::RequestLimit, token::TokenId};
use tokendesk_store_sqlite::{LeaseAsk, Settlement, Spent, StoreError};

use super::{Shared, lease_desk::Ask, pace::Paces, wallets};

/// While leases can't be taken: how often it is tried again.
const AGAIN: Duration = Duration::from_millis(100);
/// How often limits that are used up are looked at again, where other verifiers may give something back; and leases
/// that are not used.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A verifier that has not written for so long has no part in what is left.
pub(super) const SEEN: TimeDelta = TimeDelta::minutes(1);
/// How often this one says that it is there: while it takes leases, and while it takes none.
const SEE_EVERY: Duration = Duration::from_secs(20);
const SEE_IDLE_EVERY: Duration = Duration::from_hours(1);
/// A verifier that has not written for so long will not come back: its folder is lost. What it held counts as used.
const LOST: TimeDelta = TimeDelta::days(30);

impl Shared {
    /// Takes leases until it is over.
    pub(super) fn take_leases(&self) {
        let (mut paces, mut shared) = (Paces::default(), HashMap::new());
        let (mut look_at, mut seen_at) = (Instant::now() + LOOK_EVERY, None::<Instant>);
        while let Some(asks) = self.desk.next(look_at) {
            let now = Instant::now();
            if now >= look_at {
                look_at = now + LOOK_EVERY;
                for (entry, need) in shared.drain() {
                    self.desk.ask(entry, need);
                }
                for entry in paces.sweep(now) {
                    self.desk.ask_anew(entry);
                }
            }
            let see = match seen_at {
                Some(at) => now >= at + if asks.is_empty() { SEE_IDLE_EVERY } else { SEE_EVERY },
                // One that never leased anything has nothing that others could take for lost.
                None => !asks.is_empty(),
            };
            if asks.is_empty() && !see {
                continue;
            }
            let taken = self.take_batch(&asks, see, &mut paces);
            self.desk.set_shut(taken.is_err());
            self.tell_store("leases", taken.as_ref().err());
            if let Ok(used_up) = &taken {
                shared.extend(used_up.iter().copied());
            }
            // After a failure it may be that this one is not known any more.
            seen_at = taken.as_ref().ok().and(if see { Some(now) } else { seen_at });
            for (entry, ask) in asks {
                ask.ticket.finish(taken.is_ok());
                if taken.is_err() && ask.anew {
                    self.desk.ask_anew(entry);
                }
            }
            if taken.is_err() {
                thread::sleep(AGAIN);
            }
        }
    }

    /// One transaction; the answer is whose limit is used up, for what is needed, while others hold something of it.
    fn take_batch(
        &self,
        asks: &[(u32, Ask)],
        see: bool,
        paces: &mut Paces,
    ) -> Result<Vec<(u32, u64)>, StoreError> {
        let (now, instant, node) = ((self.clock)(), Instant::now(), self.slots.node());
        let mut asks: Vec<_> = asks
            .iter()
            .filter_map(|(entry, ask)| Some((*entry, self.lease_ask(*entry, ask, paces, instant)?)))
            .collect();
        let leases = self.store.write(|write| {
            if see {
                write.see_verifier(node, now)?;
            }
            let nodes = write.count_verifiers(now - SEEN)?.max(1);
            asks.iter_mut()
                .map(|(_, ask)| {
                    ask.nodes = nodes;
                    write.lease(node, ask)
                })
                .collect::<Result<Vec<_>, StoreError>>()
        })?;
        let mut shared = Vec::new();
        for ((entry, ask), lease) in asks.iter().zip(leases) {
            let (Some(lease), Some(slot)) = (lease, self.slots.get(*entry)) else { continue };
            let before = u64::from(slot.granted() > 0);
            slot.take_over(&lease);
            self.desk.leases.fetch_add(u64::from(slot.granted() > 0), Ordering::Relaxed);
            self.desk.leases.fetch_sub(before, Ordering::Relaxed);
            paces.note(*entry, lease.added, ask.need, instant);
            if lease.is_shared && (lease.added == 0 || slot.level().rest < ask.need) {
                shared.push((*entry, ask.need));
            }
        }
        Ok(shared)
    }

    /// What to ask for a token; none: it has no limit, or is gone.
    fn lease_ask(&self, entry: u32, ask: &Ask, paces: &Paces, now: Instant) -> Option<LeaseAsk> {
        let terms = self.table.entries.get(entry).read()?;
        let (limit, slot) = (terms.limit?, self.slots.get(entry)?);
        if ask.anew {
            slot.close();
        }
        let need = ask.need.max(1);
        Some(LeaseAsk {
            is_closed: slot.is_closed(),
            spent: Some(slot.spent()),
            next_serial: slot.next_serial(),
            need,
            want: paces.want(entry, need, now),
            ..self.first_ask(terms.id, limit)
        })
    }

    /// What to ask for where nothing is leased, and nobody else is there.
    pub(super) fn first_ask(&self, token: TokenId, limit: RequestLimit) -> LeaseAsk {
        let (start, until) = self.zone.window_at(limit.window, (self.clock)());
        LeaseAsk {
            token,
            limit,
            start_ms: start.timestamp_millis(),
            until_ms: until.map(|until| until.timestamp_millis()),
            spent: None,
            is_closed: false,
            next_serial: 0,
            need: 1,
            want: 1,
            nodes: 1,
        }
    }

    /// Gives back all that is leased; nothing is taken of it any more.
    pub(super) fn give_back(&self) -> Result<(), StoreError> {
        let mut spent: HashMap<TokenId, Spent> = HashMap::new();
        for slot in self.slots.all() {
            slot.close();
            spent.insert(slot.token(), slot.spent());
        }
        settle(&self.store, self.slots.node(), |token| Settlement::BySlot(spent.get(&token).copied()))
    }
}

impl Shared {
    /// Ends what verifiers hold that are lost. Their slots are not there to tell what was used: all counts as used, so
    /// that nothing is granted twice, also where one of them comes back.
    pub(super) fn settle_lost(&self) {
        let settle_one = || -> Result<bool, StoreError> {
            let before = (self.clock)() - LOST;
            let Some(node) = self.store.read()?.lost_verifier(before)? else { return Ok(false) };
            if node == *self.slots.node() {
                self.store.write(|write| write.see_verifier(&node, (self.clock)()))?;
                return Ok(true);
            }
            settle(&self.store, &node, |_| Settlement::Forfeit)?;
            wallets::end_all(&self.store, &node, |_| Settlement::Forfeit)?;
            self.store.write(|write| write.forget_verifier(&node, before))?;
            tracing::warn!("a verifier has not been seen for 30 days: what it had leased counts as used");
            Ok(true)
        };
        loop {
            match settle_one() {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return tracing::warn!(%error, "what lost verifiers hold could not be ended"),
            }
        }
    }
}

/// Ends all leases of a verifier, a batch at a time.
pub(super) fn settle(
    store: &tokendesk_store_sqlite::Store,
    node: &tokendesk_store_sqlite::Node,
    how: impl Fn(TokenId) -> Settlement,
) -> Result<(), StoreError> {
    let at_most = 10_000;
    while store.write(|write| write.settle_leases(node, at_most, &how))? == at_most as usize {}
    Ok(())
}
