//! Advances: what a verifier takes of a token's quotas before it grants anything of it.
//!
//! An advance is charged to the token's life, its day and its month like a cost, on the disk before anything of it is
//! spent. What was not spent of it is given back to those periods that are still the ones that counted it.

use rusqlite::{OptionalExtension, params};
use tokendesk_domain::{amount::Amount, token::TokenId};

use crate::{Node, Periods, Read, Settlement, Spent, StoreError, Write};

/// What a verifier asks for.
#[derive(Clone, Copy, Debug)]
pub struct AdvanceAsk {
    /// Of which token's quotas.
    pub token: TokenId,
    /// The serial of a new advance: never the slot's present one.
    pub serial: i64,
    /// How much will be spent before long. No more is taken, and never more than this verifier's share of what is left.
    pub want: Amount,
    /// Less is not worth a place on the disk: nothing is taken then.
    pub least: Amount,
    /// Verifiers that share the quotas, this one included; from 1.
    pub nodes: u64,
}

/// Units that a verifier may spend without asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advance {
    /// Which advance.
    pub serial: i64,
    /// All of it.
    pub granted: Amount,
    /// When its day ends, in Unix milliseconds: nothing is spent of it after that.
    pub until_ms: i64,
    /// What is left beside it of the quota that has the least left; none: unlimited.
    pub left: Option<Amount>,
}

/// A row of `advances`.
struct Held {
    granted: u64,
    serial: i64,
    day_until_ms: i64,
    month_until_ms: i64,
}

impl Held {
    /// What was not spent of it.
    fn rest(&self, how: Settlement) -> u64 {
        match how {
            Settlement::BySlot(Some(Spent { serial, used })) if serial == self.serial => {
                self.granted.saturating_sub(used)
            }
            // Another one's slot: this advance was taken, and never opened.
            Settlement::BySlot(_) => self.granted,
            Settlement::Forfeit => 0,
        }
    }
}

impl Read<'_> {
    fn held_advance(&self, node: &Node, token: TokenId) -> Result<Option<Held>, StoreError> {
        let sql = "SELECT granted, serial, day_until_ms, month_until_ms FROM advances
                   WHERE node = ?1 AND token_id = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let held = statement.query_one(params![node, token.0], |row| {
            Ok(Held {
                granted: row.get::<_, i64>(0)?.unsigned_abs(),
                serial: row.get(1)?,
                day_until_ms: row.get(2)?,
                month_until_ms: row.get(3)?,
            })
        });
        Ok(held.optional()?)
    }
}

impl Write<'_> {
    /// Takes units of a token whose former advance is ended. None: too little is left, or the token is gone.
    pub fn advance(
        &self,
        node: &Node,
        ask: &AdvanceAsk,
        periods: &Periods,
    ) -> Result<Option<Advance>, StoreError> {
        let Some(mut purse) = self.purse(ask.token, periods)? else { return Ok(None) };
        let share = |left: Amount| left.units() / ask.nodes.max(1).saturating_mul(4);
        // What is counted never comes to its end, where giving back would take away more than was added.
        let most = (i64::MAX.unsigned_abs() - purse.total).min(purse.least_left().map_or(u64::MAX, share));
        let granted = Amount::saturating(ask.want.units().min(most));
        if granted < ask.least || granted == Amount::ZERO {
            return Ok(None);
        }
        purse.add(granted);
        self.keep_purse(ask.token, &purse)?;
        let sql = "INSERT INTO advances (node, token_id, granted, serial, day_until_ms, month_until_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        self.connection.prepare_cached(sql)?.execute(params![
            node,
            ask.token.0,
            granted.units().cast_signed(),
            ask.serial,
            purse.day.until_ms,
            purse.month.until_ms,
        ])?;
        let left = purse.least_left();
        Ok(Some(Advance { serial: ask.serial, granted, until_ms: purse.day.until_ms, left }))
    }

    /// Ends what a verifier holds of a token's quotas; nothing where it holds nothing.
    pub fn end_advance(&self, node: &Node, token: TokenId, how: Settlement) -> Result<(), StoreError> {
        let Some(held) = self.held_advance(node, token)? else { return Ok(()) };
        self.give_back(token, held.rest(how), held.day_until_ms, held.month_until_ms)?;
        let sql = "DELETE FROM advances WHERE node = ?1 AND token_id = ?2";
        self.connection.prepare_cached(sql)?.execute(params![node, token.0])?;
        Ok(())
    }

    /// Ends up to `at_most` of a verifier's advances, each as `how` says; the answer is how many there were.
    pub fn end_advances(
        &self,
        node: &Node,
        at_most: u32,
        how: impl Fn(TokenId) -> Settlement,
    ) -> Result<usize, StoreError> {
        let sql = "SELECT token_id FROM advances WHERE node = ?1 ORDER BY token_id LIMIT ?2";
        let tokens: Vec<i64> = self
            .connection
            .prepare_cached(sql)?
            .query_map(params![node, at_most], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for token in tokens.iter().copied().map(TokenId) {
            self.end_advance(node, token, how(token))?;
        }
        Ok(tokens.len())
    }
}

#[cfg(test)]
mod tests;
