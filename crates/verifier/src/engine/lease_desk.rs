//! Who asks for leases, and waits for them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::locked;

/// How long a request waits for its lease. Gateways give up after two seconds.
const PATIENCE: Duration = Duration::from_secs(1);
/// Tokens in one transaction.
const BATCH: usize = 1_000;
/// Tokens that wait for a lease nobody waits for.
const MOST: usize = 100_000;

/// What is asked for, and by whom.
#[derive(Default)]
pub(super) struct Desk {
    wanted: Mutex<Wanted>,
    news: Condvar,
    pub(super) leases: AtomicU64,
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
pub(super) struct Ask {
    pub(super) ticket: Arc<Ticket>,
    /// The most that one of those who ask needs at once.
    pub(super) need: u64,
    /// What is leased is given back first: the limit changed, or the lease is not used.
    pub(super) anew: bool,
}

/// The answer that some wait for.
#[derive(Default)]
pub(super) struct Ticket {
    is_done: Mutex<Option<bool>>,
    done: Condvar,
}

impl Ticket {
    pub(super) fn finish(&self, is_taken: bool) {
        *locked(&self.is_done) = Some(is_taken);
        self.done.notify_all();
    }
}

impl Wanted {
    fn ask(&mut self, entry: u32, need: u64) -> &mut Ask {
        let ask = self.asks.entry(entry).or_default();
        ask.need = ask.need.max(need);
        ask
    }
}

impl Desk {
    /// Asks for a lease of at least `need`, and waits for nothing.
    pub(super) fn ask(&self, entry: u32, need: u64) {
        let mut wanted = locked(&self.wanted);
        if wanted.asks.len() < MOST {
            wanted.ask(entry, need);
            self.news.notify_one();
        }
    }

    /// Asks for a lease in place of the present one.
    pub(super) fn ask_anew(&self, entry: u32) {
        locked(&self.wanted).asks.entry(entry).or_default().anew = true;
        self.news.notify_one();
    }

    /// Asks for a lease of at least `need` and waits for it. False: there is none to be had now.
    pub(super) fn await_lease(&self, entry: u32, need: u64) -> bool {
        let mut wanted = locked(&self.wanted);
        let is_shut = wanted.is_shut || wanted.is_over;
        if is_shut && wanted.asks.len() >= MOST {
            return false;
        }
        let ticket = Arc::clone(&wanted.ask(entry, need).ticket);
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
    pub(super) fn next(&self, until: Instant) -> Option<Vec<(u32, Ask)>> {
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

    pub(super) fn set_shut(&self, is_shut: bool) {
        locked(&self.wanted).is_shut = is_shut;
    }
}
