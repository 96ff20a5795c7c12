//! The verifier itself: a table of all tokens that follows the data file, counters that lose nothing, the decision.

mod address_book;
mod charge;
mod charged;
mod counters;
mod decision;
mod digest_index;
mod entries;
mod figures;
mod follow;
mod hot_keys;
mod lag;
mod lease_desk;
mod leases;
mod mapping;
mod old_keys;
mod pace;
mod purchase;
mod recent;
mod shared_terms;
mod slot;
mod slots;
mod table;
mod tell;
mod unreadable;
mod usage;
mod verdict;
mod waiting;
mod wallets;
mod zone;

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use arc_swap::ArcSwap;
use rand::{Rng, rand_core::UnwrapErr, rngs::SysRng};
use tokendesk_domain::{
    access::{Credential, Refusal},
    route::RouteTable,
    token::TokenId,
};
use tokendesk_store_sqlite::{Birth, Node, Settlement, Store, StoreError};

pub(crate) use self::counters::{SHARDS, shard};
use self::{
    charged::Charged,
    counters::Counters,
    follow::{Position, read_routes},
    lag::Lag,
    lease_desk::Desk,
    old_keys::OldKeys,
    recent::Recent,
    slots::Slots,
    table::Table,
    tell::Former,
    usage::{Tally, is_told},
    wallets::Wallets,
};
pub use self::{
    figures::{Figures, RecentDecision},
    purchase::{Booked, Settlement as CostSettlement, SettlementError},
    slots::SlotsError,
    verdict::{Charge, LimitView, Question, TokenView, Verdict},
    zone::Zone,
};
use crate::Clock;

/// What a verifier is opened with.
pub struct VerifierOptions {
    /// The data file; it must be there.
    pub file: PathBuf,
    /// Where it keeps its counters; made where it is missing. No two verifiers share one.
    pub state_dir: PathBuf,
    /// Where the calendar of the request limits is read.
    pub zone: Zone,
    /// Tells the time.
    pub clock: Clock,
}

/// Why a verifier can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum VerifierError {
    /// There is no data file.
    #[error("there is no data file at {}", .0.display())]
    NoFile(PathBuf),
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The counters.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// The system has no more threads.
    #[error("the verifier can't start its threads: {0}")]
    Threads(#[source] io::Error),
}

/// What the threads have in common.
struct Shared {
    store: Store,
    table: Table,
    routes: ArcSwap<RouteTable>,
    /// Without any, a decision does not even look at them.
    has_routes: AtomicBool,
    slots: Slots,
    wallets: Wallets,
    charged: Charged,
    /// Those with a cost: whoever has claimed one may wait for the disk.
    charged_by_disk: Charged,
    desk: Desk,
    tally: Tally,
    counters: Counters,
    recent: Recent,
    lag: Lag,
    /// What is wrong with the data file, by who says so.
    problems: Mutex<HashMap<&'static str, String>>,
    over: Mutex<bool>,
    end: Condvar,
    zone: Zone,
    clock: Clock,
}

/// Decides. Any number of threads may ask.
///
/// When it is dropped it gives back what is leased and writes what was counted.
pub struct Verifier {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Verifier {
    /// Reads all tokens, settles what a former run left, and begins to follow the data file.
    pub fn open(options: VerifierOptions) -> Result<Self, VerifierError> {
        let VerifierOptions { file, state_dir, zone, clock } = options;
        if !file.exists() {
            return Err(VerifierError::NoFile(file));
        }
        let mut new_node = Node::default();
        UnwrapErr(SysRng).fill_bytes(&mut new_node);
        let store = Store::open(&file, &Birth { vault_id: new_node, scopes: Vec::new() })?;
        let (slots, former) = Slots::open(&state_dir, "slots", new_node)?;
        let former = settle_former(&store, slots.node(), former)?;
        slots.begin()?;
        let wallets = Wallets::open(&state_dir, &store, slots.node())?;
        let position = Position::new(store.read()?.last_audit_id()?);
        let table = Table::load(&store)?;
        let routes = read_routes(&store.read()?)?;
        let old_keys = OldKeys::new(clock());
        let shared = Shared {
            store,
            table,
            has_routes: AtomicBool::new(!routes.routes().is_empty()),
            routes: ArcSwap::from_pointee(routes),
            slots,
            wallets,
            charged: Charged::default(),
            charged_by_disk: Charged::default(),
            desk: Desk::default(),
            tally: Tally::default(),
            counters: Counters::default(),
            recent: Recent::default(),
            lag: Lag::default(),
            problems: Mutex::default(),
            over: Mutex::default(),
            end: Condvar::new(),
            zone,
            clock,
        };
        let mut verifier = Self { shared: Arc::new(shared), threads: Vec::new() };
        verifier.spawn("follow", move |shared| shared.follow(position))?;
        verifier.spawn("leases", Shared::take_leases)?;
        verifier.spawn("usage", move |shared| shared.tell_usage(former, old_keys))?;
        Ok(verifier)
    }

    fn spawn(
        &mut self,
        name: &str,
        work: impl FnOnce(&Shared) + Send + 'static,
    ) -> Result<(), VerifierError> {
        let shared = Arc::clone(&self.shared);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || work(&shared));
        self.threads.push(thread.map_err(VerifierError::Threads)?);
        Ok(())
    }

    /// May this request pass? Waits for the disk, a second at most, where some of a limit must be leased first, and where
    /// what it costs must be charged there.
    pub fn verify(
        &self,
        credential: Credential<&str>,
        question: &Question<'_>,
        charge: Charge<'_>,
    ) -> Verdict<'_> {
        let verdict = self.shared.decide(credential, question, charge, true);
        verdict.unwrap_or_else(|| Verdict::refused(Refusal::CountingUnavailable))
    }

    /// The same without waiting. None: it would have to; nothing is counted then, and [`Self::verify`] is to be asked.
    pub fn try_verify(
        &self,
        credential: Credential<&str>,
        question: &Question<'_>,
        charge: Charge<'_>,
    ) -> Option<Verdict<'_>> {
        self.shared.decide(credential, question, charge, false)
    }

    /// The token that a key is of, whatever became of it; none: nobody's.
    pub fn token_of(&self, key: &str) -> Option<TokenId> {
        self.shared.token_of(key)
    }

    /// Books what work did cost, reserved before or not, whatever became of the token since. Waits for the disk.
    ///
    /// # Errors
    /// It is not booked.
    pub fn settle(&self, token: TokenId, settlement: &CostSettlement<'_>) -> Result<Booked, SettlementError> {
        self.shared.settle_cost(token, settlement)
    }

    /// Refuses a request whose path can be read in more than one way, and so is asked about nowhere.
    pub fn refuse_path(&self, address: Option<IpAddr>, method: &str, target: &str) -> Verdict<'_> {
        self.shared.refuse_path(address, method, target)
    }

    /// What happened so far.
    pub fn figures(&self) -> Figures {
        let shared = &*self.shared;
        let (allowed, refused) = shared.counters.sums();
        let (lag_ms, max_lag_ms) = shared.lag.get();
        let [charged, reserved, settled, given_back] = shared.counters.bookings.all();
        Figures {
            allowed,
            allowed_by_old_key: shared.counters.by_old_key.load(Ordering::Relaxed),
            refused,
            charged,
            reserved,
            settled,
            given_back,
            tokens: shared.table.len() as u64,
            unreadable_tokens: shared.table.unreadable.len(),
            lag_ms,
            max_lag_ms,
            leases: shared.desk.leases(),
            slots: shared.slots.len().into(),
            is_counting: !shared.desk.is_shut() && !shared.slots.is_full(),
            store_problem: shared.store_problem(),
            usage_lost: shared.tally.lost.load(Ordering::Relaxed),
        }
    }

    /// The last 100 decisions, newest first; where there are many hundreds a second, some are left out.
    pub fn decisions(&self) -> Vec<RecentDecision> {
        self.shared.recent.all()
    }

    /// Ends in good order: gives back what is leased, writes what was counted.
    pub fn close(self) {
        drop(self);
    }
}

impl Drop for Verifier {
    fn drop(&mut self) {
        *locked(&self.shared.over) = true;
        self.shared.end.notify_all();
        self.shared.desk.end();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a thread of the verifier panicked");
            }
        }
        if let Err(error) = self.shared.give_back().and_then(|()| self.shared.empty_wallets()) {
            tracing::warn!(%error, "what is leased could not be given back: the next run does it");
        }
    }
}

impl Shared {
    fn store_problem(&self) -> Option<String> {
        let problem = locked(&self.problems).values().next().cloned();
        problem.or_else(|| self.desk.is_shut().then(|| StoreError::Busy.to_string()))
    }

    /// Waits, and tells whether it is over.
    fn sleep(&self, time: Duration) -> bool {
        let wait = self.end.wait_timeout_while(locked(&self.over), time, |over| !*over);
        *wait.unwrap_or_else(PoisonError::into_inner).0
    }

    /// What is wrong with the data file, or that nothing is; logged when it begins and when it ends.
    fn tell_store(&self, who: &'static str, error: Option<&StoreError>) {
        let mut problems = locked(&self.problems);
        if let Some(error) = error {
            if problems.insert(who, error.to_string()).is_none() {
                tracing::error!(who, %error, "the data file can't be used: going on from memory");
            }
        } else if problems.remove(who).is_some() {
            tracing::info!(who, "the data file can be used again");
        }
    }
}

/// Ends the leases of the former run; the answer is what it had not told of use.
fn settle_former(store: &Store, node: &Node, former: slots::Former) -> Result<Former, StoreError> {
    let spent: HashMap<_, _> = former.slots.iter().map(|(token, spent, ..)| (*token, *spent)).collect();
    leases::settle(store, node, |token| {
        let by_slot = Settlement::BySlot(spent.get(&token).copied());
        if former.is_true { by_slot } else { Settlement::Forfeit }
    })?;
    let untold = former.slots.into_iter().filter(|(_, _, word, _)| !is_told(*word));
    Ok(untold.map(|(token, _, word, last_ms)| (token, word, last_ms)).collect())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
