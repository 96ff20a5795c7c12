//! Data files with any number of tokens, made at the desk itself: each row is as the desk writes it.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Result, anyhow};
use chrono::{DateTime, TimeDelta, Utc};
use rand::{SeedableRng, rngs::StdRng};
use rusqlite::{Connection, params};
use tokendesk_domain::{life_change::LifeChange, reason::Reason, token::TokenId};
use tokendesk_issuer::{Clock, Desk, Target, data_file, system_clock};

use crate::desk::open_desk_at;
use crate::token_mix::{Fate, Plan, Usage, plan};

/// Opens the vault of every file made here.
pub const PASSPHRASE: &str = "benchmark passphrase";

/// The first token of a file was issued so long ago.
const DAYS: u32 = 700;

/// Tokens issued at one moment: the more, the fewer flushes.
const MOST_AT_A_MOMENT: u64 = 1_000;

/// Tokens after which the later changes of all of them are made.
const A_ROUND: usize = 20_000;

/// Makes a data file with `tokens` tokens in `folder` and returns its path. They were issued one after the other
/// over the last 700 days; names, terms and what became of them follow from `seed`, keys are random. `progress` is
/// told how many there are so far.
pub fn generate(folder: &Path, tokens: u64, seed: u64, progress: impl Fn(u64)) -> Result<PathBuf> {
    let file = data_file(folder);
    let now = system_clock()();
    let hands = Arc::new(AtomicI64::new(now.timestamp_millis()));
    let desk = open_desk_at(&file, clock(Arc::clone(&hands)))?;
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE)?;

    let mut rng = StdRng::seed_from_u64(seed);
    let at_a_moment = (tokens / u64::from(DAYS)).clamp(1, MOST_AT_A_MOMENT);
    let mut round = Vec::with_capacity(A_ROUND);
    for first in (1..=tokens).step_by(usize::try_from(at_a_moment)?) {
        let created = issued_at(first, tokens, now);
        let numbers = first..(first + at_a_moment).min(tokens + 1);
        let plans: Vec<_> = numbers.clone().map(|number| plan(number, created, now, &mut rng)).collect();
        hands.store(created.timestamp_millis(), Ordering::Relaxed);
        round.extend(issue(&desk, &plans)?.into_iter().zip(plans));
        if round.len() >= A_ROUND || numbers.end > tokens {
            hands.store(now.timestamp_millis(), Ordering::Relaxed);
            happen(&desk, &file, &round)?;
            round.clear();
            progress(numbers.end - 1);
        }
    }
    drop(desk);
    // The write-ahead log goes into the file, so that the file can be copied alone.
    Connection::open(&file)?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(file)
}

/// A clock whose hands are set.
fn clock(hands: Arc<AtomicI64>) -> Clock {
    Box::new(move || {
        DateTime::from_timestamp_millis(hands.load(Ordering::Relaxed)).expect("it was set to a moment")
    })
}

/// Spread evenly, the last of them a day ago.
fn issued_at(number: u64, tokens: u64, now: DateTime<Utc>) -> DateTime<Utc> {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let age = f64::from(DAYS) * (tokens - number) as f64 / tokens as f64;
    #[expect(clippy::cast_possible_truncation, reason = "whole minutes")]
    let minutes = (age * 24.0 * 60.0) as i64;
    now - TimeDelta::days(1) - TimeDelta::minutes(minutes)
}

fn issue(desk: &Desk, plans: &[Plan]) -> Result<Vec<TokenId>> {
    let forms: Vec<_> = plans.iter().map(|plan| &plan.form).collect();
    let issued = desk.issue_many(&forms)?.into_iter();
    issued
        .map(|token| {
            token.map(|token| token.details.token.id).map_err(|why| anyhow!("a plan is refused: {why:?}"))
        })
        .collect()
}

/// What was done to these tokens since, and what gateways counted.
fn happen(desk: &Desk, file: &Path, tokens: &[(TokenId, Plan)]) -> Result<()> {
    let reason = Reason::parse("leaked in a log").map_err(|why| anyhow!("{why:?}"))?;
    let mut fates: HashMap<Fate, Vec<TokenId>> = HashMap::new();
    for (id, plan) in tokens {
        fates.entry(plan.fate).or_default().push(*id);
    }
    for (fate, change) in [
        (Fate::Disabled, LifeChange::Disable),
        (Fate::Revoked, LifeChange::Revoke(reason)),
        (Fate::Deleted, LifeChange::Delete),
    ] {
        desk.change(&Target::Ids(fates.remove(&fate).unwrap_or_default()), &change)?;
    }
    write_usage(file, tokens)
}

/// The desk itself never writes usage: gateways do.
fn write_usage(file: &Path, tokens: &[(TokenId, Plan)]) -> Result<()> {
    let mut connection = Connection::open(file)?;
    let transaction = connection.transaction()?;
    {
        let sql = "INSERT INTO token_usage (token_id, used, until_ms, last_used_ms) VALUES (?1, ?2, ?3, ?4)";
        let mut insert = transaction.prepare(sql)?;
        for (id, plan) in tokens {
            if let Some(Usage { used, until_ms, last_used_ms }) = plan.usage {
                insert.execute(params![id.0, used.cast_signed(), until_ms, last_used_ms])?;
            }
        }
    }
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chip_has_members_and_kept_keys_open() {
        let folder = tempfile::tempdir().unwrap();
        let file = generate(folder.path(), 400, 1, |_| ()).unwrap();
        let desk = open_desk_at(&file, system_clock()).unwrap();
        let counts = desk.counts().unwrap();
        assert_eq!(counts.all + counts.trash, 400);
        for (chip, count) in [
            ("active", counts.active),
            ("expiring", counts.expiring),
            ("expired", counts.expired),
            ("exhausted", counts.exhausted),
            ("disabled", counts.disabled),
            ("revoked", counts.revoked),
            ("never used", counts.never_used),
            ("trash", counts.trash),
        ] {
            assert!(count >= 5, "{chip}: {count}");
        }
        desk.unlock_vault(PASSPHRASE).unwrap();
        let copyable: i64 = Connection::open(&file)
            .unwrap()
            .query_one("SELECT max(token_id) FROM sealed_keys", [], |row| row.get(0))
            .unwrap();
        assert!(desk.kept_key(TokenId(copyable), tokendesk_issuer::KeyUse::Copy).is_ok());
    }
}
