//! What a request costs: of the token's wallet, or in the data file at once; exact over crashes and over all verifiers.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::{access::Refusal, amount::Amount, limit::LimitWindow, token::TokenId};
use tokendesk_store_sqlite::{
    AdvanceAsk, Left, Periods, Reserved, Settled, Settlement as LeaseEnd, Shortage, StoreError, Write,
};

use super::{
    Charge, Shared,
    charge::{COME_AGAIN, Outcome},
    leases::SEEN,
    locked,
    wallets::Wallets,
};

/// An advance for fewer costs than that is not taken.
const WORTH: u64 = 8;

/// What work did cost.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'r> {
    /// That of the reservation; or another one, where nothing was reserved. Told twice it is booked once.
    pub name: &'r str,
    /// In units. Without a reservation a negative one gives back.
    pub cost: i64,
}

/// Why a settlement is not booked.
#[derive(Debug, thiserror::Error)]
pub enum SettlementError {
    /// It is gone, or has never been.
    #[error("there is no such token")]
    NoToken,
    /// The name stands for another cost.
    #[error("the name was settled with another cost")]
    Taken,
    /// More would be given back than was spent, or a reservation would cost less than nothing.
    #[error("more would be given back than was spent")]
    TooMuchBack,
    /// The data file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A settlement that is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// What was charged beyond what was reserved, in units; negative: given back.
    pub difference: i64,
    /// It was booked by an earlier call.
    pub is_repeated: bool,
    /// What is left of the quota that has the least left; none: unlimited.
    pub left: Option<Amount>,
}

impl Shared {
    fn periods(&self, now: DateTime<Utc>) -> Periods {
        let window = |window| {
            let (start, until) = self.zone.window_at(window, now);
            (start.timestamp_millis(), until.map_or(i64::MAX, |until| until.timestamp_millis()))
        };
        let (day_start_ms, day_until_ms) = window(LimitWindow::Day);
        let (month_start_ms, month_until_ms) = window(LimitWindow::Month);
        Periods { day_start_ms, day_until_ms, month_start_ms, month_until_ms }
    }

    /// Charges a cost to all of a token's quotas or to none; one of nothing is only looked at: whether anything is left.
    /// None: the disk must be waited for, and the caller can't.
    pub(super) fn pay(
        &self,
        token: TokenId,
        cost: Amount,
        charge: Charge<'_>,
        now: DateTime<Utc>,
        may_wait: bool,
    ) -> Option<Outcome> {
        if let Charge::Once { .. } = charge
            && let Some(left) = self.wallets.take(token, cost, now.timestamp_millis())
        {
            self.counters.bookings.count(charge, cost);
            return Some(Outcome { left, ..Outcome::default() });
        }
        may_wait.then(|| self.pay_on_disk(token, cost, charge, now))
    }

    /// The same in the data file.
    #[cold]
    pub(super) fn pay_on_disk(
        &self,
        token: TokenId,
        cost: Amount,
        charge: Charge<'_>,
        now: DateTime<Utc>,
    ) -> Outcome {
        let paid = match charge {
            Charge::Once { .. } => self.spend(token, cost, now),
            Charge::Reserve { name, time } => match self.reserve((token, name), cost, now, time) {
                Ok(Some(Reserved::Taken)) => return Outcome::refused(Refusal::ReservationTaken, None),
                Ok(Some(Reserved::Done(left))) => Ok(Some(Left::Enough(left))),
                Ok(Some(Reserved::Short(shortage))) => Ok(Some(Left::Short(shortage))),
                Ok(None) => Ok(None),
                Err(error) => Err(error),
            },
            Charge::Nothing => self.look(token, cost, now),
        };
        match paid {
            Ok(Some(Left::Enough(left))) => {
                self.counters.bookings.count(charge, cost);
                Outcome { left, ..Outcome::default() }
            }
            Ok(Some(Left::Short(Shortage { left, until_ms }))) => {
                let wait =
                    |until_ms: i64| until_ms.saturating_sub(now.timestamp_millis()).max(0).unsigned_abs();
                let wait = until_ms.map(wait).map(Duration::from_millis);
                Outcome { left: Some(left), ..Outcome::refused(Refusal::QuotaExhausted, wait) }
            }
            // It is gone since it was found.
            Ok(None) => Outcome::refused(Refusal::Deleted, None),
            Err(error) => {
                tracing::warn!(%error, "a cost can't be charged");
                Outcome::refused(Refusal::CountingUnavailable, Some(COME_AGAIN))
            }
        }
    }

    /// Charges in the data file, and takes an advance where the token spends fast.
    fn spend(&self, token: TokenId, cost: Amount, now: DateTime<Utc>) -> Result<Option<Left>, StoreError> {
        let (periods, node) = (self.periods(now), self.slots.node());
        let Some(wallet) = self.wallets.of_or_new(token) else {
            return self.book(|write| write.spend(token, cost, &periods, now));
        };
        let mut pace = locked(&wallet.pace);
        let slot = self.wallets.slot(&wallet);
        // Another caller may have filled it meanwhile.
        if let Some(left) = Wallets::take_of(slot, cost, now.timestamp_millis()) {
            return Ok(Some(Left::Enough(left)));
        }
        let instant = Instant::now();
        let want = pace.want(cost, instant);
        if cost == Amount::ZERO && want == Amount::ZERO {
            pace.note(cost, instant);
            return self.look(token, cost, now);
        }
        let changes = wallet.changes();
        slot.close();
        let ask = AdvanceAsk {
            token,
            serial: slot.next_serial(),
            want,
            least: Amount::saturating(cost.units().saturating_mul(WORTH).max(1)),
            nodes: 1,
        };
        let former = LeaseEnd::BySlot(Some(slot.spent()));
        let see = self.wallets.must_be_seen(now.timestamp_millis());
        let (left, advance) = self.book(|write| {
            write.end_advance(node, token, former)?;
            let left = if cost == Amount::ZERO {
                write.left_to_spend(token, cost, &periods)?
            } else {
                write.spend(token, cost, &periods, now)?
            };
            if want == Amount::ZERO || !matches!(left, Some(Left::Enough(_))) {
                return Ok((left, None));
            }
            if see {
                write.see_verifier(node, now)?;
            }
            let nodes = write.count_verifiers(now - SEEN)?.max(1);
            Ok((left, write.advance(node, &AdvanceAsk { nodes, ..ask }, &periods)?))
        })?;
        if let Some(advance) = &advance {
            self.wallets.fill(token, &wallet, advance, changes);
            if see {
                self.wallets.was_seen(now.timestamp_millis());
            }
        }
        pace.note(advance.map_or(cost, |advance| advance.granted), instant);
        Ok(left)
    }

    /// Whether there is `cost` left, charging nothing.
    fn look(&self, token: TokenId, cost: Amount, now: DateTime<Utc>) -> Result<Option<Left>, StoreError> {
        let in_hand = self.wallets.rest(token, now.timestamp_millis());
        let read = self.store.read()?;
        let left = read.left_to_spend(token, cost.less(in_hand), &self.periods(now))?;
        Ok(left.map(|left| match left {
            Left::Enough(Some(left)) => Left::Enough(Some(left.plus(in_hand))),
            Left::Short(Shortage { left, until_ms }) => {
                Left::Short(Shortage { left: left.plus(in_hand), until_ms })
            }
            Left::Enough(None) => Left::Enough(None),
        }))
    }

    /// Reserves in the data file, with what is in hand given back first.
    fn reserve(
        &self,
        (token, name): (TokenId, &str),
        cost: Amount,
        now: DateTime<Utc>,
        time: TimeDelta,
    ) -> Result<Option<Reserved>, StoreError> {
        let periods = self.periods(now);
        self.empty_handed(token, |write| write.reserve((token, name), cost, &periods, (now, now + time)))
    }

    /// Writes with nothing in hand of the token's quotas.
    fn empty_handed<T>(
        &self,
        token: TokenId,
        work: impl FnOnce(&Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let wallet = self.wallets.of(token);
        let lock = wallet.as_ref().map(|wallet| locked(&wallet.pace));
        let former = wallet.as_ref().map(|wallet| {
            let slot = self.wallets.slot(wallet);
            slot.close();
            slot.spent()
        });
        let done = self.book(|write| {
            if let Some(spent) = former {
                write.end_advance(self.slots.node(), token, LeaseEnd::BySlot(Some(spent)))?;
            }
            work(write)
        });
        drop(lock);
        done
    }

    /// Books what work did cost.
    pub(super) fn settle_cost(
        &self,
        token: TokenId,
        settlement: &Settlement<'_>,
    ) -> Result<Booked, SettlementError> {
        let now = (self.clock)();
        let periods = self.periods(now);
        let Settlement { name, cost } = *settlement;
        let settle = |write: &Write<'_>| write.settle_booking((token, name), cost, &periods, now);
        // What is given back without a reservation is measured by what was spent, and by nothing that is only in hand.
        let settled = if cost < 0 { self.empty_handed(token, settle) } else { self.book(settle) }?;
        match settled.ok_or(SettlementError::NoToken)? {
            Settled::Taken => Err(SettlementError::Taken),
            Settled::TooMuchBack => Err(SettlementError::TooMuchBack),
            Settled::Done { difference, is_repeated, left } => {
                self.counters.bookings.settled.fetch_add(1, Ordering::Relaxed);
                Ok(Booked { difference, is_repeated, left })
            }
        }
    }

    /// Gives back what was reserved and not settled in time.
    pub(super) fn give_back_overdue(&self) -> Result<(), StoreError> {
        const AT_MOST: u32 = 1_000;
        let now = (self.clock)();
        while self.store.read()?.is_overdue(now)? {
            self.book(|write| write.give_back_overdue(None, now, AT_MOST))?;
        }
        Ok(())
    }

    /// One transaction about costs; what it gives back is counted.
    fn book<T>(&self, work: impl FnOnce(&Write<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let (done, given_back) =
            self.store.add(|write| work(write).map(|done| (done, write.given_back())))?;
        self.counters.bookings.given_back.fetch_add(given_back, Ordering::Relaxed);
        Ok(done)
    }
}
