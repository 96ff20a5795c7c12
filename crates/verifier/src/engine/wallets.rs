//! Wallets: what was taken in advance of tokens' quotas, so that a cost waits for the disk every few seconds.
//!
//! A wallet is a slot like that of a request limit: raised before the reply, and true after `kill -9`. Who uses a token
//! now and then pays each cost in the data file; from the second in a row on, some is taken ahead. What is not
//! used up within five seconds is given back.

use std::{
    collections::HashMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use tokendesk_domain::{amount::Amount, token::TokenId};
use tokendesk_store_sqlite::{Advance, Lease, Node, Settlement, Spent, Store, StoreError};

use super::{
    Shared, VerifierError, locked,
    slot::{Slot, Spend},
    slots::Slots,
};

/// Parts with a lock of their own.
const SHARDS: usize = 64;
/// How long an advance is to last, and how soon one cost must follow the other for there to be one.
const LASTS: Duration = Duration::from_secs(3);
/// One that was not used up for so long is given back.
const IDLE: Duration = Duration::from_secs(5);
/// An advance is no more than so many times the one before.
const GROWTH: u64 = 64;
/// As much as a slot can count.
const MOST: u64 = 1 << 47;
/// Ended in one transaction.
const BATCH: usize = 500;
/// How often this verifier says that it is there while it takes advances.
const SEE_EVERY: TimeDelta = TimeDelta::seconds(20);

/// The number of no verifier.
const NOBODY: Node = [0; 16];
/// Stands for what is left where there is no quota.
const UNLIMITED: u64 = u64::MAX;

/// All wallets of one verifier.
pub(super) struct Wallets {
    slots: Slots,
    /// Those of them that wallets have.
    given: Mutex<u32>,
    shards: [RwLock<HashMap<TokenId, Arc<Wallet>>>; SHARDS],
    /// Those with something in them.
    open: Mutex<HashMap<TokenId, Arc<Wallet>>>,
    seen_ms: AtomicI64,
}

/// One token's.
pub(super) struct Wallet {
    slot: u32,
    /// How often it was closed because its token changed.
    changes: AtomicU64,
    /// Held while an advance is taken or ended: nobody else changes what is in it then.
    pub(super) pace: Mutex<Pace>,
}

impl Wallet {
    /// How often it was closed because its token changed.
    pub(super) fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }
}

/// How fast a token spends.
#[derive(Default)]
pub(super) struct Pace(Option<(Instant, u64)>);

impl Pace {
    /// How much a token will spend before long that spends `cost` now; nothing: it spends now and then.
    pub(super) fn want(&self, cost: Amount, now: Instant) -> Amount {
        let Some((at, size)) = self.0 else { return Amount::ZERO };
        let lasted = now.saturating_duration_since(at);
        if lasted > LASTS {
            return Amount::ZERO;
        }
        if cost == Amount::ZERO {
            // One unit in hand proves that something is left.
            return Amount::saturating(1);
        }
        let in_time = u128::from(size) * LASTS.as_nanos() / lasted.as_nanos().max(1);
        let most = size.saturating_mul(GROWTH).min(MOST);
        Amount::saturating(u64::try_from(in_time).unwrap_or(most).min(most))
    }

    /// So much was spent or taken at once.
    pub(super) fn note(&mut self, size: Amount, now: Instant) {
        self.0 = Some((now, size.units().max(1)));
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.0.is_none_or(|(at, _)| now.saturating_duration_since(at) >= IDLE)
    }
}

/// What a wallet says is left of the quota that has the least left; none: unlimited.
type InHand = Option<Amount>;

impl Wallets {
    /// Opens the wallets in a verifier's folder and ends the advances of its former run.
    pub(super) fn open(folder: &Path, store: &Store, node: &Node) -> Result<Self, VerifierError> {
        let (slots, former) = Slots::open(folder, "wallets", NOBODY)?;
        // A file that was not there, or is another verifier's, does not tell what was spent.
        let is_true = former.is_true && slots.node() == node;
        let spent: HashMap<_, _> = former.slots.iter().map(|(token, spent, ..)| (*token, *spent)).collect();
        end_all(store, node, |token| {
            if is_true { Settlement::BySlot(spent.get(&token).copied()) } else { Settlement::Forfeit }
        })?;
        let slots = slots.of_node(*node);
        slots.begin()?;
        Ok(Self {
            slots,
            given: Mutex::default(),
            shards: std::array::from_fn(|_| RwLock::default()),
            open: Mutex::default(),
            seen_ms: AtomicI64::new(i64::MIN),
        })
    }

    fn shard(&self, token: TokenId) -> &RwLock<HashMap<TokenId, Arc<Wallet>>> {
        &self.shards[usize::try_from(token.0.unsigned_abs() % SHARDS as u64).unwrap_or_default()]
    }

    /// A token's wallet; none: it has not spent anything here.
    pub(super) fn of(&self, token: TokenId) -> Option<Arc<Wallet>> {
        self.shard(token).read().unwrap_or_else(PoisonError::into_inner).get(&token).cloned()
    }

    /// A token's wallet, which it is given with its first cost; none: there is no room on the disk.
    pub(super) fn of_or_new(&self, token: TokenId) -> Option<Arc<Wallet>> {
        if let Some(wallet) = self.of(token) {
            return Some(wallet);
        }
        let mut wallets = self.shard(token).write().unwrap_or_else(PoisonError::into_inner);
        if let Some(wallet) = wallets.get(&token) {
            return Some(Arc::clone(wallet));
        }
        let mut given = locked(&self.given);
        self.slots.add(*given, token)?;
        let wallet = Arc::new(Wallet { slot: *given, changes: AtomicU64::new(0), pace: Mutex::default() });
        *given += 1;
        wallets.insert(token, Arc::clone(&wallet));
        Some(wallet)
    }

    pub(super) fn slot(&self, wallet: &Wallet) -> Slot<'_> {
        self.slots.get(wallet.slot).expect("it was given out")
    }

    /// Takes a cost of what is in hand, all or nothing; none: there is not that much. A cost of nothing needs one unit to
    /// be there, and takes none.
    pub(super) fn take(&self, token: TokenId, cost: Amount, now_ms: i64) -> Option<InHand> {
        let wallets = self.shard(token).read().unwrap_or_else(PoisonError::into_inner);
        Self::take_of(self.slot(wallets.get(&token)?), cost, now_ms)
    }

    /// The same of a wallet's slot.
    pub(super) fn take_of(slot: Slot<'_>, cost: Amount, now_ms: i64) -> Option<InHand> {
        match slot.spend(now_ms, cost.units().max(1), cost > Amount::ZERO) {
            Spend::Taken { .. } => Some(in_hand(slot)),
            Spend::NoLease | Spend::Short => None,
        }
    }

    /// What is in hand of a token's quotas.
    pub(super) fn rest(&self, token: TokenId, now_ms: i64) -> Amount {
        let Some(wallet) = self.of(token) else { return Amount::ZERO };
        let slot = self.slot(&wallet);
        let is_open = slot.spend(now_ms, 0, false) != Spend::NoLease;
        Amount::saturating(if is_open { slot.rest() } else { 0 })
    }

    /// What is in hand may not be spent any more: its token changed.
    pub(super) fn close(&self, token: TokenId) {
        if let Some(wallet) = self.of(token) {
            // First: whoever fills it at this moment looks at this afterwards.
            wallet.changes.fetch_add(1, Ordering::SeqCst);
            self.slot(&wallet).close();
        }
    }

    /// Puts an advance in that was asked for after so many [`Wallet::changes`]; where there were more meanwhile, it was
    /// taken by what does not hold any more, and nothing is spent of it.
    pub(super) fn fill(&self, token: TokenId, wallet: &Arc<Wallet>, advance: &Advance, changes: u64) {
        let granted = advance.granted.units();
        self.slot(wallet).take_over(&Lease {
            serial: advance.serial,
            granted,
            added: granted,
            until_ms: Some(advance.until_ms),
            elsewhere: advance.left.map_or(UNLIMITED, Amount::units),
            is_shared: false,
        });
        if wallet.changes() != changes {
            self.slot(wallet).close();
        }
        locked(&self.open).insert(token, Arc::clone(wallet));
    }

    /// Whether it is time to say that this verifier is there.
    pub(super) fn must_be_seen(&self, now_ms: i64) -> bool {
        let seen_ms = self.seen_ms.load(Ordering::Relaxed);
        now_ms.abs_diff(seen_ms) >= SEE_EVERY.num_milliseconds().unsigned_abs()
    }

    pub(super) fn was_seen(&self, now_ms: i64) {
        self.seen_ms.store(now_ms, Ordering::Relaxed);
    }
}

fn in_hand(slot: Slot<'_>) -> InHand {
    let beside = slot.elsewhere();
    (beside != UNLIMITED).then(|| Amount::saturating(beside.saturating_add(slot.rest())))
}

impl Shared {
    /// Gives back what was taken in advance and not used up in time.
    pub(super) fn give_back_idle(&self) -> Result<(), StoreError> {
        let now = Instant::now();
        let open: Vec<_> = locked(&self.wallets.open)
            .iter()
            .filter(|(_, wallet)| wallet.pace.try_lock().is_ok_and(|pace| pace.is_idle(now)))
            .map(|(token, wallet)| (*token, Arc::clone(wallet)))
            .collect();
        for batch in open.chunks(BATCH) {
            // Whoever takes an advance at this moment ends the former one.
            let locks: Vec<_> = batch
                .iter()
                .filter_map(|(token, wallet)| Some((*token, wallet, wallet.pace.try_lock().ok()?)))
                .collect();
            let ends: Vec<_> = locks
                .iter()
                .map(|(token, wallet, _)| {
                    let slot = self.wallets.slot(wallet);
                    slot.close();
                    (*token, slot.spent())
                })
                .collect();
            self.store.add(|write| {
                ends.iter().try_for_each(|(token, spent)| {
                    write.end_advance(self.slots.node(), *token, Settlement::BySlot(Some(*spent)))
                })
            })?;
            let mut open = locked(&self.wallets.open);
            for (token, _) in &ends {
                open.remove(token);
            }
        }
        Ok(())
    }

    /// Gives back all that was taken in advance; nothing is spent of it any more.
    pub(super) fn empty_wallets(&self) -> Result<(), StoreError> {
        let mut spent: HashMap<TokenId, Spent> = HashMap::new();
        for slot in self.wallets.slots.all() {
            slot.close();
            spent.insert(slot.token(), slot.spent());
        }
        end_all(&self.store, self.slots.node(), |token| Settlement::BySlot(spent.get(&token).copied()))
    }
}

/// Ends all advances of a verifier, a batch at a time.
pub(super) fn end_all(
    store: &Store,
    node: &Node,
    how: impl Fn(TokenId) -> Settlement,
) -> Result<(), StoreError> {
    let at_most = 10_000;
    while store.write(|write| write.end_advances(node, at_most, &how))? == at_most as usize {}
    Ok(())
}
