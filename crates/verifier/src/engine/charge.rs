//! Charges a request: its rate, then one of its request limit; both or none, and once only.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokendesk_domain::access::Refusal;

use super::{
    Charge, Shared,
    entries::NOWHERE,
    slots::{Slot, Spend},
    table::Found,
};

/// While the limit can't be counted: when to come again.
const COME_AGAIN: Duration = Duration::from_secs(1);
/// All that one request waits for leases, however often others take them away.
const PATIENCE: Duration = Duration::from_secs(1);

/// What became of a charge.
pub(super) enum Outcome {
    /// Done, or there is nothing to charge.
    Passed,
    /// Why not, and when to come again.
    Refused(Refusal, Option<Duration>),
    /// A lease must be taken first, and the caller can't wait.
    MustWait,
}

impl Shared {
    /// The slot of a token, which it is given with its first use; none: there is no room on the disk.
    #[inline]
    pub(super) fn slot(&self, found: &Found<'_>) -> Option<Slot<'_>> {
        let number = found.entry.slot.load(std::sync::atomic::Ordering::Acquire);
        if number != NOWHERE {
            return Some(self.slots.get(number));
        }
        self.slots.add(found.terms.id, &found.entry.slot).map(|number| self.slots.get(number))
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
        let Some(slot) = self.slot(found) else {
            return Outcome::Refused(Refusal::CountingUnavailable, Some(COME_AGAIN));
        };
        let (take, request_id) = match charge {
            Charge::Once { request_id } => (true, request_id),
            Charge::Nothing => (false, None),
        };
        if let Some(outcome) = self.try_charge(found, slot, take, request_id, now) {
            return outcome;
        }
        if may_wait { self.wait_and_charge(found, slot, take, request_id) } else { Outcome::MustWait }
    }

    #[cold]
    fn wait_and_charge(
        &self,
        found: &Found<'_>,
        slot: Slot<'_>,
        take: bool,
        request_id: Option<&str>,
    ) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline && self.desk.await_lease(found.number) {
            let Some(terms) = found.entry.read(None) else { break };
            let found = Found { terms, ..*found };
            if let Some(outcome) = self.try_charge(&found, slot, take, request_id, (self.clock)()) {
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
        take: bool,
        request_id: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Outcome> {
        let now_ms = now.timestamp_millis();
        // Held to the end: the same request asked for twice at once is charged once.
        let claim = request_id.map(|id| self.charged.claim(found.number, id, now_ms));
        if claim.as_ref().is_some_and(super::charged::Claim::is_charged) {
            return Some(Outcome::Passed);
        }
        let rate = self.table.shared.rate(found.terms.rate);
        let since_epoch_ns = now.timestamp_nanos_opt().map_or(0, i64::cast_unsigned);
        let too_fast = |wait| Some(Outcome::Refused(Refusal::RateLimited, Some(wait)));
        if let Some(Err(wait)) = rate.map(|rate| slot.take_rate(rate, since_epoch_ns, false)) {
            return too_fast(wait);
        }
        let mut taken_of = None;
        if found.terms.limit.is_some() {
            match slot.spend(now_ms, take) {
                Spend::Taken { renew, serial } => {
                    taken_of = Some(serial);
                    if renew {
                        self.desk.ask(found.number);
                    }
                }
                Spend::UsedUp => return Some(used_up(slot, now_ms)),
                // Nothing is known of this window: nothing was used of it here.
                Spend::Empty if !take => return Some(Outcome::Passed),
                Spend::Empty => return None,
            }
        }
        if let Some(Err(wait)) = rate.filter(|_| take).map(|rate| slot.take_rate(rate, since_epoch_ns, true))
        {
            if let Some(serial) = taken_of {
                slot.give_back(serial);
            }
            return too_fast(wait);
        }
        if let Some(claim) = claim {
            claim.keep();
        }
        Some(Outcome::Passed)
    }
}

fn used_up(slot: Slot<'_>, now_ms: i64) -> Outcome {
    let until_ms = slot.level().until_ms;
    let wait =
        until_ms.map(|until_ms| Duration::from_millis(until_ms.saturating_sub(now_ms).max(0).unsigned_abs()));
    Outcome::Refused(Refusal::LimitReached, wait)
}
