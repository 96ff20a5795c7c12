//! Charges a request: its rate, then its amount of the request limit; both or none, and once only.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokendesk_domain::access::Refusal;

use super::{
    Charge, Shared,
    slot::{Level, Slot, Spend},
    slots::number_at,
    table::Found,
};

/// While the limit can't be counted: when to come again.
const COME_AGAIN: Duration = Duration::from_secs(1);
/// All that one request waits for leases, however often others take them away.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a request takes, or would take.
#[derive(Clone, Copy)]
struct Wish<'r> {
    /// Of the request limit; all or nothing.
    amount: u64,
    /// Otherwise it only looks.
    take: bool,
    request_id: Option<&'r str>,
}

/// What became of a charge.
pub(super) enum Outcome {
    /// Done, or there is nothing to charge.
    Passed,
    /// Only looked at: nothing is leased of its limit here, and so much of it is used.
    Looked(Level),
    /// Why not, and when to come again.
    Refused(Refusal, Option<Duration>),
    /// A lease must be taken first, and the caller can't wait.
    MustWait,
}

impl Shared {
    /// The slot of a token, which it is given with its first use; none: there is no room on the disk.
    #[inline]
    pub(super) fn slot(&self, found: &Found<'_>) -> Option<Slot<'_>> {
        let place = found.entry.slot();
        let number = number_at(place).or_else(|| self.slots.add(found.terms.id, place));
        number.map(|number| self.slots.get(number))
    }

    /// Charges a request that may pass but for this.
    #[inline]
    pub(super) fn charge(
        &self,
        found: &Found<'_>,
        charge: Charge<'_>,
        now: DateTime<Utc>,
        may_wait: bool,
    ) -> Outcome {
        if found.terms.limit.is_none() && found.terms.rate == 0 {
            return Outcome::Passed;
        }
        let (take, request_id) = match charge {
            Charge::Once { request_id } => (true, request_id),
            Charge::Nothing => (false, None),
        };
        if !take && !self.knows_limit(found, now) {
            return if may_wait { self.look_up(found) } else { Outcome::MustWait };
        }
        let Some(slot) = self.slot(found) else {
            return Outcome::Refused(Refusal::CountingUnavailable, Some(COME_AGAIN));
        };
        let wish = Wish { amount: 1, take, request_id };
        if let Some(outcome) = self.try_charge(found, slot, wish, now) {
            return outcome;
        }
        if may_wait { self.wait_and_charge(found, slot, wish) } else { Outcome::MustWait }
    }

    #[cold]
    fn wait_and_charge(&self, found: &Found<'_>, slot: Slot<'_>, wish: Wish<'_>) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.desk.await_lease(found.number, wish.amount) {
            let Some(terms) = found.entry.read(None) else { break };
            let found = Found { terms, ..*found };
            if let Some(outcome) = self.try_charge(&found, slot, wish, (self.clock)()) {
                return outcome;
            }
        }
        Outcome::Refused(Refusal::CountingUnavailable, Some(COME_AGAIN))
    }

    /// None: there must be a lease first.
    #[inline]
    fn try_charge(
        &self,
        found: &Found<'_>,
        slot: Slot<'_>,
        wish: Wish<'_>,
        now: DateTime<Utc>,
    ) -> Option<Outcome> {
        let Wish { amount, take, request_id } = wish;
        let now_ms = now.timestamp_millis();
        // Held to the end: the same request asked for twice at once is charged once.
        let mut claim = request_id.map(|id| self.charged.claim(found.number, id, now_ms));
        if claim.as_mut().is_some_and(super::charged::Claim::is_free) {
            return Some(Outcome::Passed);
        }
        let rate = self.table.shared.rate(found.terms.rate);
        let take_rate =
            |rate, take| slot.take_rate(rate, now.timestamp_nanos_opt().map_or(0, i64::cast_unsigned), take);
        let too_fast = |wait| Some(Outcome::Refused(Refusal::RateLimited, Some(wait)));
        if let Some(Err(wait)) = rate.map(|rate| take_rate(rate, false)) {
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
                    return Some(Outcome::Refused(refusal, wait));
                }
                Spend::Short if !take => return Some(Outcome::Passed),
                Spend::Short | Spend::NoLease => return None,
            }
        }
        if let Some(Err(wait)) = rate.filter(|_| take).map(|rate| take_rate(rate, true)) {
            if let Some(serial) = taken_of {
                slot.give_back(serial, amount);
            }
            return too_fast(wait);
        }
        if let Some(claim) = claim {
            claim.keep();
        }
        Some(Outcome::Passed)
    }

    /// Whether its limit can be told without the data file; one without a limit has nothing to tell.
    fn knows_limit(&self, found: &Found<'_>, now: DateTime<Utc>) -> bool {
        let is_leased = || {
            number_at(found.entry.slot()).is_some_and(|number| {
                self.slots.get(number).spend(now.timestamp_millis(), 1, false) != Spend::NoLease
            })
        };
        found.terms.limit.is_none() || is_leased()
    }

    /// Looks into the data file how far a limit is used.
    #[cold]
    fn look_up(&self, found: &Found<'_>) -> Outcome {
        let Some(limit) = found.terms.limit else { return Outcome::Passed };
        let ask = self.first_ask(found.terms.id, limit);
        match self.store.read().and_then(|read| read.limit_used(self.slots.node(), &ask)) {
            Ok(Some((used, until_ms))) => Outcome::Looked(Level { used, rest: 0, until_ms }),
            Ok(None) => Outcome::Passed,
            Err(error) => {
                tracing::debug!(%error, "how far a limit is used can't be told");
                Outcome::Passed
            }
        }
    }
}

/// A limit that is used up, and when there is more of it.
pub(super) fn used_up(level: Level, now_ms: i64) -> (Refusal, Option<Duration>) {
    let wait = level.until_ms.map(|until_ms| until_ms.saturating_sub(now_ms).max(0).unsigned_abs());
    (Refusal::LimitReached, wait.map(Duration::from_millis))
}
