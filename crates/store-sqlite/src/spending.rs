//! Spending: a cost is charged to the token's life, its day and its month at once, all or nothing.
//!
//! Each charge is a transaction of its own, on the disk before anything is granted: a crash neither gives anything
//! twice nor takes away what was not spent. A period never goes back: where a clock was set back, what is charged
//! counts in the later one.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{amount::Amount, token::TokenId};

use crate::{Read, StoreError, Write};

/// The day and the month that it is, in the time zone that counts. Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Where the day begins.
    pub day_start_ms: i64,
    /// Where it ends.
    pub day_until_ms: i64,
    /// Where the month begins.
    pub month_start_ms: i64,
    /// Where it ends.
    pub month_until_ms: i64,
}

/// What is left of a token's quotas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// So much of the quota that has the least left; none: unlimited.
    Enough(Option<Amount>),
    /// Less than is needed.
    Short(Shortage),
}

/// A cost that is more than is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// What is left of the quota that has the least left.
    pub left: Amount,
    /// When there is enough, in Unix milliseconds; none: never.
    pub until_ms: Option<i64>,
}

/// A token's quotas and what is spent of them.
pub(crate) struct Purse {
    quotas: [Option<u64>; 3],
    pub(crate) total: u64,
    pub(crate) day: Spent,
    pub(crate) month: Spent,
}

/// What is spent in a period.
#[derive(Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) units: u64,
    pub(crate) until_ms: i64,
}

impl Spent {
    /// The period that it is now, or a later one that was counted already.
    fn at(units: u64, until_ms: Option<i64>, start_ms: i64, now_until_ms: i64) -> Self {
        match until_ms {
            Some(until_ms) if until_ms > start_ms => Self { units, until_ms },
            _ => Self { units: 0, until_ms: now_until_ms },
        }
    }
}

impl Purse {
    /// Quota, spent and end of each period.
    fn periods(&self) -> [(Option<u64>, u64, Option<i64>); 3] {
        let [total, daily, monthly] = self.quotas;
        [
            (total, self.total, None),
            (daily, self.day.units, Some(self.day.until_ms)),
            (monthly, self.month.units, Some(self.month.until_ms)),
        ]
    }

    /// What is left of the quota that has the least left; none: unlimited.
    pub(crate) fn least_left(&self) -> Option<Amount> {
        let left = |(quota, spent, _): (Option<u64>, u64, _)| Some(quota?.saturating_sub(spent));
        self.periods().into_iter().filter_map(left).min().map(Amount::saturating)
    }

    /// Whether there is `need` left; nothing needed: anything at all.
    pub(crate) fn left(&self, need: Amount) -> Left {
        let need = need.units().max(1);
        let mut shortage = None;
        for (quota, spent, end_ms) in self.periods() {
            let Some(quota) = quota.filter(|quota| quota.saturating_sub(spent) < need) else { continue };
            // It takes until the last of those that are short begins anew; a quota that is too small has no better day.
            let end_ms = end_ms.filter(|_| quota >= need);
            shortage = Some(match shortage {
                None => end_ms,
                Some(other_ms) => {
                    end_ms.zip(other_ms).map(|(end_ms, other_ms): (i64, i64)| end_ms.max(other_ms))
                }
            });
        }
        let left = self.least_left();
        match shortage {
            None => Left::Enough(left),
            Some(until_ms) => Left::Short(Shortage { left: left.unwrap_or_default(), until_ms }),
        }
    }

    /// Adds to every period, whatever the quotas say.
    pub(crate) fn add(&mut self, cost: Amount) {
        for units in [&mut self.total, &mut self.day.units, &mut self.month.units] {
            *units = units.saturating_add(cost.units()).min(i64::MAX.unsigned_abs());
        }
    }

    /// Takes out of each period that still is the one that counted it.
    pub(crate) fn take_back(&mut self, units: u64, day_until_ms: i64, month_until_ms: i64) {
        self.total = self.total.saturating_sub(units);
        for (spent, until_ms) in [(&mut self.day, day_until_ms), (&mut self.month, month_until_ms)] {
            if spent.until_ms == until_ms {
                spent.units = spent.units.saturating_sub(units);
            }
        }
    }
}

impl Read<'_> {
    /// How much a token could spend now; none: the token is gone.
    pub fn left_to_spend(
        &self,
        token: TokenId,
        need: Amount,
        periods: &Periods,
    ) -> Result<Option<Left>, StoreError> {
        Ok(self.purse(token, periods)?.map(|purse| purse.left(need)))
    }

    pub(crate) fn purse(&self, token: TokenId, periods: &Periods) -> Result<Option<Purse>, StoreError> {
        let sql =
            "SELECT t.quota, t.daily_quota, t.monthly_quota, coalesce(s.spent, 0), coalesce(s.day_spent, 0),
                          s.day_until_ms, coalesce(s.month_spent, 0), s.month_until_ms
                   FROM tokens t LEFT JOIN token_spending s ON s.token_id = t.id WHERE t.id = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        let purse = statement.query_one([token.0], |row| {
            let units = |at| row.get::<_, i64>(at).map(i64::unsigned_abs);
            let quota = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(i64::unsigned_abs));
            let Periods { day_start_ms, day_until_ms, month_start_ms, month_until_ms } = *periods;
            Ok(Purse {
                quotas: [quota(0)?, quota(1)?, quota(2)?],
                total: units(3)?,
                day: Spent::at(units(4)?, row.get(5)?, day_start_ms, day_until_ms),
                month: Spent::at(units(6)?, row.get(7)?, month_start_ms, month_until_ms),
            })
        });
        Ok(purse.optional()?)
    }
}

impl Write<'_> {
    /// Charges `cost` if every quota has that much left, else nothing; none: the token is gone. What was reserved and
    /// not settled in time is given back first.
    pub fn spend(
        &self,
        token: TokenId,
        cost: Amount,
        periods: &Periods,
        now: DateTime<Utc>,
    ) -> Result<Option<Left>, StoreError> {
        self.give_back_overdue(Some(token), now, u32::MAX)?;
        let Some(mut purse) = self.purse(token, periods)? else { return Ok(None) };
        let left = purse.left(cost);
        if matches!(left, Left::Short(_)) {
            return Ok(Some(left));
        }
        purse.add(cost);
        self.keep_purse(token, &purse)?;
        Ok(Some(Left::Enough(purse.least_left())))
    }

    /// Gives units back to the token's life, and to the day and the month that counted them.
    pub(crate) fn give_back(
        &self,
        token: TokenId,
        units: u64,
        day_until_ms: i64,
        month_until_ms: i64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE token_spending SET spent = max(spent - ?2, 0),
                       day_spent = iif(day_until_ms = ?3, max(day_spent - ?2, 0), day_spent),
                       month_spent = iif(month_until_ms = ?4, max(month_spent - ?2, 0), month_spent)
                   WHERE token_id = ?1";
        let back = params![token.0, units.cast_signed(), day_until_ms, month_until_ms];
        self.connection.prepare_cached(sql)?.execute(back)?;
        Ok(())
    }

    pub(crate) fn keep_purse(&self, token: TokenId, purse: &Purse) -> Result<(), StoreError> {
        let sql = "INSERT INTO token_spending (token_id, spent, day_spent, day_until_ms, month_spent, month_until_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (token_id) DO UPDATE SET spent = excluded.spent, day_spent = excluded.day_spent,
                       day_until_ms = excluded.day_until_ms, month_spent = excluded.month_spent,
                       month_until_ms = excluded.month_until_ms";
        self.connection.prepare_cached(sql)?.execute(params![
            token.0,
            purse.total.cast_signed(),
            purse.day.units.cast_signed(),
            purse.day.until_ms,
            purse.month.units.cast_signed(),
            purse.month.until_ms,
        ])?;
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
