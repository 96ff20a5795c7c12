//! Charges a request: its rate, its amount of the request limit, what it costs; all or nothing, and once only.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokendesk_domain::{access::Refusal, amount::Amount};

use super::{
    Charge, Question, Shared,
    slot::{Level, Slot, Spend},
    table::Found,
};

/// While the limit can't be counted: when to come again.
pub(super) const COME_AGAIN: Duration = Duration::from_secs(1);
/// All that one request waits for leases, however often others take them away.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a request takes, or would take.
#[derive(Clone, Copy)]
struct Wish<'r> {
    /// Of the request limit; all or nothing.
    amount: u64,
    charge: Charge<'r>,
    /// Of its quotas, also one of nothing; none: there is no quota, and no cost.
    cost: Option<Amount>,
    /// For the disk.
    may_wait: bool,
}

/// What became of a charge; by default it is done, or there is nothing to charge.
#[derive(Default)]
pub(super) struct Outcome {
    /// Why not.
    pub(super) refusal: Option<Refusal>,
    /// When to come again, where that helps.
    pub(super) retry_after: Option<Duration>,
    /// Only looked at: nothing is leased of its limit here, and so much of it is used.
    pub(super) looked: Option<Level>,
    /// What is left of the quota that has the least left; none: it was not looked at, or is unlimited.
    pub(super) left: Option<Amount>,
}

impl Outcome {
    pub(super) fn refused(refusal: Refusal, retry_after: Option<Duration>) -> Self {
        Self { refusal: Some(refusal), retry_after, ..Self::default() }
    }
}

impl Shared {
    /// The slot of a token, which it is given with its first use; none: there is no room on the disk.
    #[inline]
    pub(super) fn slot(&self, found: &Found<'_>) -> Option<Slot<'_>> {
        self.slots.get(found.number).or_else(|| self.slots.add(found.number, found.terms.id))
    }

    /// Charges a request that may pass but for this. None: the disk must be waited for, and the caller can't.
    #[inline]
    pub(super) fn charge(
        &self,
        found: &Found<'_>,
        question: &Question<'_>,
        charge: Charge<'_>,
        now: DateTime<Utc>,
        may_wait: bool,
    ) -> Option<Outcome> {
        let has_quota = self.table.shared.extras(found.terms.extras).has_quota;
        let is_paid = has_quota || question.cost > Amount::ZERO || matches!(charge, Charge::Reserve { .. });
        if !is_paid && found.terms.limit.is_none() && found.terms.rate == 0 {
            return Some(Outcome::default());
        }
        let wish = Wish { amount: 1, charge, cost: is_paid.then_some(question.cost), may_wait };
        if matches!(charge, Charge::Nothing) && !self.knows_limit(found, now) {
            return may_wait.then(|| self.look_up(found, &wish, now));
        }
        let Some(slot) = self.slot(found) else {
            return Some(Outcome::refused(Refusal::CountingUnavailable, Some(COME_AGAIN)));
        };
        let outcome = self.try_charge(found, slot, &wish, now);
        if outcome.is_none() && may_wait { Some(self.wait_and_charge(found, slot, &wish)) } else { outcome }
    }

    #[cold]
    fn wait_and_charge(&self, found: &Found<'_>, slot: Slot<'_>, wish: &Wish<'_>) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.desk.await_lease(found.number, wish.amount) {
            let Some(terms) = found.entry.read() else { break };
            let found = Found { terms, ..*found };
            if let Some(outcome) = self.try_charge(&found, slot, wish, (self.clock)()) {
                return outcome;
            }
        }
        Outcome::refused(Refusal::CountingUnavailable, Some(COME_AGAIN))
    }

    /// None: there must be a lease first, or the disk must be waited for and the caller can't.
    #[inline]
    fn try_charge(
        &self,
        found: &Found<'_>,
        slot: Slot<'_>,
        wish: &Wish<'_>,
        now: DateTime<Utc>,
    ) -> Option<Outcome> {
        let Wish { amount, charge, cost, may_wait } = *wish;
        let (take, request_id) = match charge {
            Charge::Once { request_id } => (true, request_id),
            Charge::Reserve { name, .. } => (true, Some(name)),
            Charge::Nothing => (false, None),
        };
        let pay = |cost| self.pay(found.terms.id, cost, charge, now, may_wait);
        let now_ms = now.timestamp_millis();
        // Held to the end: the same request asked for twice at once is charged once.
        let (charged, may_wait) =
            if cost.is_some() { (&self.charged_by_disk, may_wait) } else { (&self.charged, true) };
        let mut claim = match request_id {
            Some(id) => Some(charged.claim(found.number, id, now_ms, may_wait)?),
            None => None,
        };
        if claim.as_mut().is_some_and(super::charged::Claim::is_free) {
            // What is reserved already, or given back meanwhile, the data file knows.
            let reserved = cost.filter(|_| matches!(charge, Charge::Reserve { .. }));
            return reserved.map_or_else(|| Some(Outcome::default()), pay);
        }
        let rate = self.table.shared.rate(found.terms.rate);
        let clock_ns = || now.timestamp_nanos_opt().map_or(0, i64::cast_unsigned);
        let too_fast = |wait| Some(Outcome::refused(Refusal::RateLimited, Some(wait)));
        if let Some(Err(wait)) = rate.map(|rate| slot.take_rate(rate, clock_ns(), false)) {
            return too_fast(wait);
        }
        let mut taken_of = None;
        if let Some(limit) = found.terms.limit {
            match slot.spend(now_ms, amount, take) {
                Spend::Taken { renew, serial } => {
                    taken_of = Some(serial);
                    if renew && slot.level().all() < limit.max.get() {
                        self.desk.ask(found.number, amount);
                    }
                }
                // What this verifier does not hold, others used or hold.
                Spend::Short if slot.level().used.saturating_add(amount) > limit.max.get() => {
                    let (refusal, wait) = used_up(slot.level(), now_ms);
                    return Some(Outcome::refused(refusal, wait));
                }
                Spend::Short if !take => {}
                Spend::Short | Spend::NoLease => return None,
            }
        }
        let give_back = || {
            if let Some(serial) = taken_of.filter(|_| take) {
                slot.give_back(serial, amount);
            }
        };
        let rate = rate.filter(|_| take);
        if let Some(Err(wait)) = rate.map(|rate| slot.take_rate(rate, clock_ns(), true)) {
            give_back();
            return too_fast(wait);
        }
        // Last: it alone can't be given back without a trace.
        let outcome = cost.map_or_else(|| Some(Outcome::default()), pay);
        if outcome.as_ref().is_none_or(|outcome| outcome.refusal.is_some()) {
            give_back();
            if let Some(rate) = rate {
                slot.give_back_rate(rate);
            }
        } else if let Some(claim) = claim {
            claim.keep();
        }
        outcome
    }

    /// Whether its limit can be told without the data file; one without a limit has nothing to tell.
    fn knows_limit(&self, found: &Found<'_>, now: DateTime<Utc>) -> bool {
        let is_leased = || {
            let slot = self.slots.get(found.number);
            slot.is_some_and(|slot| slot.spend(now.timestamp_millis(), 1, false) != Spend::NoLease)
        };
        found.terms.limit.is_none() || is_leased()
    }

    /// Looks into the data file how far a limit is used, and whether its quotas have what it costs.
    #[cold]
    fn look_up(&self, found: &Found<'_>, wish: &Wish<'_>, now: DateTime<Utc>) -> Outcome {
        let Some(limit) = found.terms.limit else { return Outcome::default() };
        let ask = self.first_ask(found.terms.id, limit);
        let looked = match self.store.read().and_then(|read| read.limit_used(self.slots.node(), &ask)) {
            Ok(used) => used.map(|(used, until_ms)| Level { used, rest: 0, until_ms }),
            Err(error) => {
                tracing::debug!(%error, "how far a limit is used can't be told");
                None
            }
        };
        let exhausted = looked.filter(|level| level.used.saturating_add(wish.amount) > limit.max.get());
        let outcome = match (exhausted, wish.cost) {
            (Some(level), _) => {
                let (refusal, wait) = used_up(level, now.timestamp_millis());
                Outcome::refused(refusal, wait)
            }
            (None, Some(cost)) => self.pay_on_disk(found.terms.id, cost, wish.charge, now),
            (None, None) => Outcome::default(),
        };
        Outcome { looked, ..outcome }
    }
}

/// A limit that is used up, and when there is more of it.
pub(super) fn used_up(level: Level, now_ms: i64) -> (Refusal, Option<Duration>) {
    let wait = level.until_ms.map(|until_ms| until_ms.saturating_sub(now_ms).max(0).unsigned_abs());
    (Refusal::LimitReached, wait.map(Duration::from_millis))
}
