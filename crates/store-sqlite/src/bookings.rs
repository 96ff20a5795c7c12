//! Bookings: a cost that is reserved before the work and settled after it, or told afterwards alone.
//!
//! A reservation is charged like any other cost. What is settled is the truth: the work is done, so the whole cost is
//! booked, also where it is more than was reserved and more than is left. What is not settled in time is given back.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{amount::Amount, token::TokenId};

use crate::{Left, Periods, Read, Shortage, StoreError, Write};

/// How long a settled booking is remembered: its name may come again within that time and changes nothing.
const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// What became of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// It is reserved, now or by an earlier call of the same name and amount. So much is left then of the quota that
    /// has the least left; none: unlimited.
    Done(Option<Amount>),
    /// Nothing was reserved.
    Short(Shortage),
    /// The name stands for another amount, or is settled already.
    Taken,
}

/// What became of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is booked.
    Done {
        /// What was charged beyond what was reserved, in units; negative: given back.
        difference: i64,
        /// By an earlier call of the same name and cost.
        is_repeated: bool,
        /// What is left of the quota that has the least left; none: unlimited.
        left: Option<Amount>,
    },
    /// The name was settled with another cost.
    Taken,
    /// More would be given back than was ever spent.
    TooMuchBack,
}

struct Booking {
    reserved: i64,
    cost: Option<i64>,
    day_until_ms: i64,
    month_until_ms: i64,
}

impl Read<'_> {
    /// Whether something reserved waits to be given back.
    pub fn is_overdue(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM bookings WHERE until_ms <= ?1)";
        Ok(self.connection.prepare_cached(sql)?.query_one([now.timestamp_millis()], |row| row.get(0))?)
    }

    fn booking(&self, token: TokenId, name: &str) -> Result<Option<Booking>, StoreError> {
        let sql = "SELECT reserved, cost, day_until_ms, month_until_ms FROM bookings
                   WHERE token_id = ?1 AND name = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let booking = statement.query_one(params![token.0, name], |row| {
            Ok(Booking {
                reserved: row.get(0)?,
                cost: row.get(1)?,
                day_until_ms: row.get(2)?,
                month_until_ms: row.get(3)?,
            })
        });
        Ok(booking.optional()?)
    }
}

impl Write<'_> {
    /// Reserves `cost` under a name until `until`, if every quota has that much left. None: the token is gone.
    pub fn reserve(
        &self,
        (token, name): (TokenId, &str),
        cost: Amount,
        periods: &Periods,
        (now, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Option<Reserved>, StoreError> {
        self.give_back_overdue(Some(token), now, u32::MAX)?;
        let Some(purse) = self.purse(token, periods)? else { return Ok(None) };
        if let Some(booking) = self.booking(token, name)? {
            let same = booking.cost.is_none() && booking.reserved.unsigned_abs() == cost.units();
            return Ok(Some(if same { Reserved::Done(purse.least_left()) } else { Reserved::Taken }));
        }
        let left = match self.spend(token, cost, periods, now)? {
            Some(Left::Enough(left)) => left,
            Some(Left::Short(short)) => return Ok(Some(Reserved::Short(short))),
            None => return Ok(None),
        };
        let booking = Booking {
            reserved: cost.units().cast_signed(),
            cost: None,
            day_until_ms: purse.day.until_ms,
            month_until_ms: purse.month.until_ms,
        };
        self.keep_booking(token, name, &booking, until)?;
        Ok(Some(Reserved::Done(left)))
    }

    /// Books what the work cost, in units; without a reservation of the name a negative one gives back. None: the token
    /// is gone.
    pub fn settle_booking(
        &self,
        (token, name): (TokenId, &str),
        cost: i64,
        periods: &Periods,
        now: DateTime<Utc>,
    ) -> Result<Option<Settled>, StoreError> {
        self.give_back_overdue(Some(token), now, u32::MAX)?;
        let Some(mut purse) = self.purse(token, periods)? else { return Ok(None) };
        let booking = self.booking(token, name)?;
        let reserved = booking.as_ref().map_or(0, |booking| booking.reserved);
        let difference = cost.saturating_sub(reserved);
        if let Some(known) = booking.as_ref().and_then(|booking| booking.cost) {
            let done = Settled::Done { difference, is_repeated: true, left: purse.least_left() };
            return Ok(Some(if known == cost { done } else { Settled::Taken }));
        }
        let back = difference.min(0).unsigned_abs();
        if back > purse.total || (cost < 0 && booking.is_some()) {
            return Ok(Some(Settled::TooMuchBack));
        }
        let booking = booking.unwrap_or(Booking {
            reserved: 0,
            cost: None,
            day_until_ms: purse.day.until_ms,
            month_until_ms: purse.month.until_ms,
        });
        purse.add(Amount::saturating(difference.max(0).unsigned_abs()));
        purse.take_back(back, booking.day_until_ms, booking.month_until_ms);
        self.keep_purse(token, &purse)?;
        self.keep_booking(token, name, &Booking { cost: Some(cost), ..booking }, now + REMEMBERED)?;
        Ok(Some(Settled::Done { difference, is_repeated: false, left: purse.least_left() }))
    }

    /// Gives back what was reserved and not settled in time, of one token or of all, and forgets what was settled long
    /// ago; up to `at_most` bookings. The answer is how many there were.
    pub fn give_back_overdue(
        &self,
        token: Option<TokenId>,
        now: DateTime<Utc>,
        at_most: u32,
    ) -> Result<usize, StoreError> {
        let sql = "SELECT token_id, name, reserved, cost, day_until_ms, month_until_ms FROM bookings
                   WHERE until_ms <= ?1 AND (?2 IS NULL OR token_id = ?2) LIMIT ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let overdue = statement.query_map(
            params![now.timestamp_millis(), token.map(|token| token.0), at_most],
            |row| {
                let booking = Booking {
                    reserved: row.get(2)?,
                    cost: row.get(3)?,
                    day_until_ms: row.get(4)?,
                    month_until_ms: row.get(5)?,
                };
                Ok((TokenId(row.get(0)?), row.get::<_, String>(1)?, booking))
            },
        )?;
        let overdue: Vec<_> = overdue.collect::<Result<_, _>>()?;
        for (token, name, booking) in &overdue {
            self.end_reservation(*token, name, booking)?;
        }
        Ok(overdue.len())
    }

    /// How many reservations were not settled in time and so were given back, in this transaction so far.
    pub const fn given_back(&self) -> u64 {
        self.given_back.get()
    }

    fn end_reservation(&self, token: TokenId, name: &str, booking: &Booking) -> Result<(), StoreError> {
        if booking.cost.is_none() {
            let reserved = booking.reserved.unsigned_abs();
            self.give_back(token, reserved, booking.day_until_ms, booking.month_until_ms)?;
            self.given_back.set(self.given_back.get() + 1);
        }
        let sql = "DELETE FROM bookings WHERE token_id = ?1 AND name = ?2";
        self.connection.prepare_cached(sql)?.execute(params![token.0, name])?;
        Ok(())
    }

    fn keep_booking(
        &self,
        token: TokenId,
        name: &str,
        booking: &Booking,
        until: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO bookings (token_id, name, reserved, cost, until_ms, day_until_ms, month_until_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                   ON CONFLICT (token_id, name) DO UPDATE SET cost = excluded.cost, until_ms = excluded.until_ms";
        self.connection.prepare_cached(sql)?.execute(params![
            token.0,
            name,
            booking.reserved,
            booking.cost,
            until.timestamp_millis(),
            booking.day_until_ms,
            booking.month_until_ms,
        ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
