//! Leases: what a verifier takes of a token's limit before it grants anything of it.
//!
//! Of a window's requests `used` are told, `leased` are in the hands of verifiers; both together never pass the limit.
//! A window never goes back: where a clock was set back, what is asked for counts in the later window.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params, types::ValueRef};
use tokendesk_domain::{limit::LimitWindow, token::TokenId};

use crate::{
    Read, StoreError, Write,
    lease::{Lease, LeaseAsk, Node, Settlement, Spent},
};

/// The count of a token's window.
#[derive(Clone, Copy, Default)]
struct Count {
    used: u64,
    leased: u64,
    until_ms: Option<i64>,
}

/// All that is known of a token's limit.
struct Counted {
    /// Nothing was counted yet.
    is_new: bool,
    count: Count,
    /// What it counts over; none: it is not written down.
    window: Option<LimitWindow>,
    held: Option<Held>,
}

/// A row of `leases`.
#[derive(Clone, Copy)]
struct Held {
    until_ms: Option<i64>,
    granted: u64,
    used: u64,
    serial: i64,
}

impl Held {
    /// What was used of it by the word of its slot.
    fn spent(&self, spent: Option<Spent>) -> u64 {
        match spent {
            Some(Spent { serial, used }) if serial == self.serial => used.clamp(self.used, self.granted),
            // Another lease's slot: this one was taken, and never opened.
            _ => self.used,
        }
    }
}

impl Read<'_> {
    /// How many verifiers have written since `moment`.
    pub fn count_verifiers(&self, moment: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut statement =
            self.connection.prepare_cached("SELECT count(*) FROM verifiers WHERE seen_ms >= ?1")?;
        Ok(statement.query_one([moment.timestamp_millis()], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// How much of a limit is used or in the hands of other verifiers than `node`, and when its window ends; none: the
    /// token is gone.
    pub fn limit_used(&self, node: &Node, ask: &LeaseAsk) -> Result<Option<(u64, Option<i64>)>, StoreError> {
        let Some(counted) = self.counted(node, ask.token)? else { return Ok(None) };
        if counted.is_new || !ask.is_within(&counted) {
            return Ok(Some((0, ask.until_ms)));
        }
        let Counted { count, held, .. } = counted;
        let held = held.filter(|held| held.until_ms == count.until_ms);
        let own = held.map_or(0, |held| held.granted - held.used);
        Ok(Some((count.used + count.leased.saturating_sub(own), count.until_ms)))
    }

    /// A verifier that has not written since `moment`, with leases or without; none: all have.
    pub fn lost_verifier(&self, moment: DateTime<Utc>) -> Result<Option<Node>, StoreError> {
        let sql = "SELECT node FROM verifiers WHERE seen_ms < ?1 ORDER BY seen_ms LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_one([moment.timestamp_millis()], |row| row.get(0)).optional()?)
    }

    /// What is counted of a token, and what this verifier holds of it; none: the token is gone.
    fn counted(&self, node: &Node, token: TokenId) -> Result<Option<Counted>, StoreError> {
        let sql = r#"SELECT u.used, u.leased, u.until_ms, u."window", l.until_ms, l.granted, l.used, l.serial
                     FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                                   LEFT JOIN leases l ON l.token_id = t.id AND l.node = ?1
                     WHERE t.id = ?2"#;
        let mut statement = self.connection.prepare_cached(sql)?;
        let counted = statement.query_one(params![node, token.0], |row| {
            let number = |at| row.get::<_, Option<i64>>(at).map(|number| number.unwrap_or(0).unsigned_abs());
            let held = match row.get(7)? {
                Some(serial) => {
                    Some(Held { until_ms: row.get(4)?, granted: number(5)?, used: number(6)?, serial })
                }
                None => None,
            };
            Ok(Counted {
                is_new: row.get_ref(0)? == ValueRef::Null,
                count: Count { used: number(0)?, leased: number(1)?, until_ms: row.get(2)? },
                window: row.get_ref(3)?.as_str().ok().and_then(LimitWindow::from_code),
                held,
            })
        });
        Ok(counted.optional()?)
    }
}

impl Write<'_> {
    /// Says that this verifier is there.
    pub fn see_verifier(&self, node: &Node, now: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "INSERT INTO verifiers (node, started_ms, seen_ms) VALUES (?1, ?2, ?2)
                   ON CONFLICT (node) DO UPDATE SET seen_ms = excluded.seen_ms";
        self.connection.prepare_cached(sql)?.execute(params![node, now.timestamp_millis()])?;
        Ok(())
    }

    /// Takes more of a token's limit; what the slot says was used is told at the same time. None: the token is gone.
    pub fn lease(&self, node: &Node, ask: &LeaseAsk) -> Result<Option<Lease>, StoreError> {
        let Some(counted) = self.counted(node, ask.token)? else { return Ok(None) };
        let mut count = if counted.is_new || !ask.is_within(&counted) {
            Count { until_ms: ask.until_ms, ..Count::default() }
        } else {
            counted.count
        };
        let mut held = counted.held.filter(|held| held.until_ms == count.until_ms);
        if let Some(held) = &mut held {
            let used = held.spent(ask.spent);
            count.used += used - held.used;
            count.leased = count.leased.saturating_sub(used - held.used);
            held.used = used;
        }
        let is_open = held
            .is_some_and(|held| !ask.is_closed && ask.spent.is_some_and(|spent| spent.serial == held.serial));
        if let Some(closed) = held.filter(|_| !is_open) {
            count.leased = count.leased.saturating_sub(closed.granted - closed.used);
            held = None;
        }
        let left = ask.limit.max.get().saturating_sub(count.used + count.leased);
        let added = ask.size(left, held.map_or(0, |held| held.granted - held.used));
        count.leased += added;
        let lease = match held {
            Some(held) => Held { granted: held.granted + added, ..held },
            None => Held { until_ms: count.until_ms, granted: added, used: 0, serial: ask.next_serial },
        };
        self.keep_count(ask.token, &count, ask.limit.window)?;
        self.keep_lease(node, ask.token, &lease)?;
        let others = count.leased.saturating_sub(lease.granted - lease.used);
        Ok(Some(Lease {
            serial: lease.serial,
            granted: lease.granted,
            added,
            until_ms: count.until_ms,
            elsewhere: (count.used + others).saturating_sub(lease.used),
            is_shared: others > 0,
        }))
    }

    /// Ends up to `at_most` of a verifier's leases, each as `how` says; the answer is how many there were.
    pub fn settle_leases(
        &self,
        node: &Node,
        at_most: u32,
        how: impl Fn(TokenId) -> Settlement,
    ) -> Result<usize, StoreError> {
        let sql = "SELECT token_id FROM leases WHERE node = ?1 ORDER BY token_id LIMIT ?2";
        let tokens: Vec<i64> = self
            .connection
            .prepare_cached(sql)?
            .query_map(params![node, at_most], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for token in tokens.iter().copied().map(TokenId) {
            self.settle(node, token, how(token))?;
        }
        Ok(tokens.len())
    }

    /// Forgets a verifier that holds no lease any more, unless it has written since `moment`.
    pub fn forget_verifier(&self, node: &Node, moment: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "DELETE FROM verifiers WHERE node = ?1 AND seen_ms < ?2";
        self.connection.prepare_cached(sql)?.execute(params![node, moment.timestamp_millis()])?;
        Ok(())
    }

    fn settle(&self, node: &Node, token: TokenId, how: Settlement) -> Result<(), StoreError> {
        let Some(held) = self.counted(node, token)?.and_then(|counted| counted.held) else { return Ok(()) };
        let used = match how {
            Settlement::BySlot(spent) => held.spent(spent),
            Settlement::Forfeit => held.granted,
        };
        // A lease of an earlier window has no part in this one.
        let sql = "UPDATE token_usage SET used = used + ?3, leased = max(leased - ?4, 0)
                   WHERE token_id = ?1 AND until_ms IS ?2";
        self.connection.prepare_cached(sql)?.execute(params![
            token.0,
            held.until_ms,
            (used - held.used).cast_signed(),
            (held.granted - held.used).cast_signed(),
        ])?;
        let sql = "DELETE FROM leases WHERE node = ?1 AND token_id = ?2";
        self.connection.prepare_cached(sql)?.execute(params![node, token.0])?;
        Ok(())
    }

    fn keep_count(&self, token: TokenId, count: &Count, window: LimitWindow) -> Result<(), StoreError> {
        let sql = r#"INSERT INTO token_usage (token_id, used, leased, until_ms, "window") VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (token_id) DO UPDATE SET used = excluded.used, leased = excluded.leased,
                         until_ms = excluded.until_ms, "window" = excluded."window""#;
        self.connection.prepare_cached(sql)?.execute(params![
            token.0,
            count.used.cast_signed(),
            count.leased.cast_signed(),
            count.until_ms,
            window.code(),
        ])?;
        Ok(())
    }

    fn keep_lease(&self, node: &Node, token: TokenId, lease: &Held) -> Result<(), StoreError> {
        if lease.granted == 0 {
            let sql = "DELETE FROM leases WHERE node = ?1 AND token_id = ?2";
            self.connection.prepare_cached(sql)?.execute(params![node, token.0])?;
            return Ok(());
        }
        let sql = "INSERT INTO leases (node, token_id, until_ms, granted, used, serial)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (node, token_id) DO UPDATE SET until_ms = excluded.until_ms,
                       granted = excluded.granted, used = excluded.used, serial = excluded.serial";
        self.connection.prepare_cached(sql)?.execute(params![
            node,
            token.0,
            lease.until_ms,
            lease.granted.cast_signed(),
            lease.used.cast_signed(),
            lease.serial,
        ])?;
        Ok(())
    }
}

impl LeaseAsk {
    /// Whether what was counted belongs to the window that it is now, or to a later one.
    fn is_within(&self, counted: &Counted) -> bool {
        let same_kind = counted.window.is_none_or(|window| window == self.limit.window);
        same_kind
            && match (counted.count.until_ms, self.until_ms) {
                (None, None) => true,
                (Some(until), Some(_)) => until > self.start_ms,
                _ => false,
            }
    }
}

#[cfg(test)]
mod tests;
