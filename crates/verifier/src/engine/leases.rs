//! Takes leases: one thread for all who wait, many tokens in one transaction.
//!
//! What is granted stands in the data file, flushed, before anything of it is given. While the data file can't be
//! written, nobody waits: what is leased goes on being used, and nothing beyond it.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{Lease, LeaseAsk, Settlement, Spent, StoreError};

use super::{Shared, entries::NOWHERE, locked};

/// How long a request waits for its lease. Gateways give up after two seconds.
const PATIENCE: Duration = Duration::from_secs(1);
/// While leases can't be taken: how often it is tried again.
const AGAIN: Duration = Duration::from_millis(100);
/// Tokens in one transaction.
const BATCH: usize = 1_000;
/// Tokens that wait for a lease nobody waits for.
const MOST: usize = 100_000;
/// How often limits that are used up are looked at again, where other verifiers may give something back.
const SHARED_EVERY: Duration = Duration::from_secs(1);
/// A verifier that has not written for so long has no part in what is left.
const SEEN: TimeDelta = TimeDelta::minutes(1);
/// How often this one says that it is there.
const SEE_EVERY: Duration = Duration::from_secs(20);

/// What is asked for, and by whom.
#[derive(Default)]
pub(super) struct Desk {
    wanted: Mutex<Wanted>,
    news: Condvar,
    leases: AtomicU64,
}

#[derive(Default)]
struct Wanted {
    /// By entry.
    asks: HashMap<u32, Ask>,
    /// The data file can't be written: nobody waits.
    is_shut: bool,
    is_over: bool,
}

#[derive(Clone, Default)]
struct Ask {
    ticket: Arc<Ticket>,
    /// The limit changed: what is leased of the former one is given back first.
    anew: bool,
}

/// The answer that some wait for.
#[derive(Default)]
struct Ticket {
    is_done: Mutex<Option<bool>>,
    done: Condvar,
}

impl Ticket {
    fn finish(&self, is_taken: bool) {
        *locked(&self.is_done) = Some(is_taken);
        self.done.notify_all();
    }
}

impl Desk {
    /// Asks for a lease, and waits for nothing.
    pub(super) fn ask(&self, entry: u32) {
        let mut wanted = locked(&self.wanted);
        if wanted.asks.len() < MOST {
            wanted.asks.entry(entry).or_default();
            self.news.notify_one();
        }
    }

    /// Asks for a lease of a limit that changed.
    pub(super) fn ask_anew(&self, entry: u32) {
        locked(&self.wanted).asks.entry(entry).or_default().anew = true;
        self.news.notify_one();
    }

    /// Asks for a lease and waits for it. False: there is none to be had now.
    pub(super) fn await_lease(&self, entry: u32) -> bool {
        let mut wanted = locked(&self.wanted);
        let is_shut = wanted.is_shut || wanted.is_over;
        if is_shut && wanted.asks.len() >= MOST {
            return false;
        }
        let ticket = Arc::clone(&wanted.asks.entry(entry).or_default().ticket);
        self.news.notify_one();
        drop(wanted);
        if is_shut {
            return false;
        }
        let wait = ticket.done.wait_timeout_while(locked(&ticket.is_done), PATIENCE, |done| done.is_none());
        let is_done = *wait.unwrap_or_else(PoisonError::into_inner).0;
        if is_done.is_none() {
            locked(&self.wanted).is_shut = true;
        }
        is_done == Some(true)
    }

    /// Whether leases can't be taken.
    pub(super) fn is_shut(&self) -> bool {
        locked(&self.wanted).is_shut
    }

    /// Tokens of whose limit something is leased.
    pub(super) fn leases(&self) -> u64 {
        self.leases.load(Ordering::Relaxed)
    }

    /// No more leases.
    pub(super) fn end(&self) {
        locked(&self.wanted).is_over = true;
        self.news.notify_all();
    }

    /// The next asks; none: it is over.
    fn next(&self, until: Instant) -> Option<Vec<(u32, Ask)>> {
        let wanted = locked(&self.wanted);
        let patience = until.saturating_duration_since(Instant::now());
        let idle = |wanted: &mut Wanted| wanted.asks.is_empty() && !wanted.is_over;
        let wait = self.news.wait_timeout_while(wanted, patience, idle);
        let mut wanted = wait.unwrap_or_else(PoisonError::into_inner).0;
        if wanted.is_over {
            wanted.asks.drain().for_each(|(_, ask)| ask.ticket.finish(false));
            return None;
        }
        let entries: Vec<u32> = wanted.asks.keys().copied().take(BATCH).collect();
        Some(entries.into_iter().filter_map(|entry| wanted.asks.remove_entry(&entry)).collect())
    }

    fn set_shut(&self, is_shut: bool) {
        locked(&self.wanted).is_shut = is_shut;
    }
}

impl Shared {
    /// Takes leases until it is over.
    pub(super) fn take_leases(&self) {
        let mut shared = HashSet::new();
        let (mut shared_at, mut seen_at) = (Instant::now() + SHARED_EVERY, Instant::now());
        while let Some(asks) = self.desk.next(shared_at) {
            if Instant::now() >= shared_at {
                shared_at = Instant::now() + SHARED_EVERY;
                for entry in shared.drain() {
                    self.desk.ask(entry);
                }
            }
            if asks.is_empty() {
                continue;
            }
            let see = Instant::now() >= seen_at;
            let taken = self.take_batch(&asks, see);
            self.desk.set_shut(taken.is_err());
            self.tell_store("leases", taken.as_ref().err());
            if let Ok(used_up) = &taken {
                seen_at = if see { Instant::now() + SEE_EVERY } else { seen_at };
                shared.extend(used_up);
            }
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

    /// One transaction; the answer is whose limit is used up while others hold something of it.
    fn take_batch(&self, asks: &[(u32, Ask)], see: bool) -> Result<Vec<u32>, StoreError> {
        let now = (self.clock)();
        let node = self.slots.node();
        let nodes = self.store.read()?.count_verifiers(now - SEEN)?.max(1);
        let asks: Vec<_> =
            asks.iter().filter_map(|(entry, ask)| self.lease_ask(*entry, ask.anew, nodes)).collect();
        let leases = self.store.write(|write| {
            if see {
                write.see_verifier(node, now)?;
            }
            asks.iter()
                .map(|(_, _, ask)| write.lease(node, ask))
                .collect::<Result<Vec<Option<Lease>>, StoreError>>()
        })?;
        let mut shared = Vec::new();
        for ((entry, slot, _), lease) in asks.iter().zip(leases) {
            if let Some(lease) = lease {
                let slot = self.slots.get(*slot);
                let before = u64::from(slot.has_lease());
                slot.take_over(&lease);
                self.desk.leases.fetch_add(u64::from(slot.has_lease()), Ordering::Relaxed);
                self.desk.leases.fetch_sub(before, Ordering::Relaxed);
                if lease.added == 0 && lease.is_shared {
                    shared.push(*entry);
                }
            }
        }
        Ok(shared)
    }

    /// What to ask for a token; none: it has no limit, or is gone.
    fn lease_ask(&self, entry: u32, anew: bool, nodes: u64) -> Option<(u32, u32, LeaseAsk)> {
        let kept = self.table.entries.get(entry);
        let terms = kept.read(None)?;
        let limit = terms.limit?;
        let number = kept.slot.load(Ordering::Acquire);
        if number == NOWHERE {
            return None;
        }
        let slot = self.slots.get(number);
        if anew {
            slot.close();
        }
        let (start, until) = self.zone.window_at(limit.window, (self.clock)());
        let ask = LeaseAsk {
            token: terms.id,
            limit,
            start_ms: start.timestamp_millis(),
            until_ms: until.map(|until| until.timestamp_millis()),
            is_closed: slot.is_closed(),
            spent: Some(slot.spent()),
            next_serial: slot.next_serial(),
            nodes,
        };
        Some((entry, number, ask))
    }

    /// Gives back all that is leased; nothing is taken of it any more.
    pub(super) fn give_back(&self) -> Result<(), StoreError> {
        let mut spent: HashMap<TokenId, Spent> = HashMap::new();
        for number in 0..self.slots.len() {
            let slot = self.slots.get(number);
            slot.close();
            spent.insert(slot.token(), slot.spent());
        }
        settle(&self.store, self.slots.node(), |token| Settlement::BySlot(spent.get(&token).copied()))
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
