//! What a request costs: charged in the data file at once, for it must be exact over crashes and over all verifiers.

use std::{sync::atomic::Ordering, time::Duration};

use chrono::{DateTime, Utc};
use tokendesk_domain::{access::Refusal, amount::Amount, limit::LimitWindow, token::TokenId};
use tokendesk_store_sqlite::{Left, Periods, Reserved, Settled, Shortage, StoreError};

use super::{
    Charge, Shared,
    charge::{COME_AGAIN, Outcome},
};

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
    #[cold]
    pub(super) fn pay(
        &self,
        token: TokenId,
        cost: Amount,
        charge: Charge<'_>,
        now: DateTime<Utc>,
    ) -> Outcome {
        let periods = self.periods(now);
        let paid = match charge {
            Charge::Reserve { name, time } => {
                let until = now + time;
                let reserve =
                    self.store.add(|write| write.reserve((token, name), cost, &periods, (now, until)));
                match reserve {
                    Ok(Some(Reserved::Taken)) => return Outcome::refused(Refusal::ReservationTaken, None),
                    Ok(Some(Reserved::Done(left))) => Ok(Some(Left::Enough(left))),
                    Ok(Some(Reserved::Short(shortage))) => Ok(Some(Left::Short(shortage))),
                    Ok(None) => Ok(None),
                    Err(error) => Err(error),
                }
            }
            Charge::Once { .. } if cost > Amount::ZERO => {
                self.store.add(|write| write.spend(token, cost, &periods, now))
            }
            Charge::Once { .. } | Charge::Nothing => {
                self.store.read().and_then(|read| read.left_to_spend(token, cost, &periods))
            }
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

    /// Books what work did cost.
    pub(super) fn settle_cost(
        &self,
        token: TokenId,
        settlement: &Settlement<'_>,
    ) -> Result<Booked, SettlementError> {
        let now = (self.clock)();
        let periods = self.periods(now);
        let Settlement { name, cost } = *settlement;
        let settled = self.store.add(|write| write.settle_booking((token, name), cost, &periods, now))?;
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
            self.store.add(|write| write.give_back_overdue(None, now, AT_MOST))?;
        }
        Ok(())
    }
}
