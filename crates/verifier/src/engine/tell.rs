//! Writes what is told of use into the data file: little at a time, and never in the way of a decision.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{StoreError, UsageBatch};

use super::{Shared, old_keys::OldKeys, usage::tell_former, waiting::Waiting};

/// How often.
const EVERY: Duration = Duration::from_millis(500);
/// Tokens at once: some 20 ms of writing. Those that wait keep counting at their slots.
const BATCH: usize = 500;
/// How long the hours are kept.
const KEPT: TimeDelta = TimeDelta::days(31);
const FORGET_EVERY: Duration = Duration::from_hours(1);
/// Rows that are forgotten at once.
const FORGET: u32 = 5_000;
/// At the end: how long it may take. What is left stays at the slots, for the next run.
const LAST: Duration = Duration::from_secs(5);

/// What a former run left to tell: a token, its slot's word, when it was used last.
pub(super) type Former = Vec<(TokenId, u64, i64)>;

/// What is still to be written.
struct Untold {
    /// Of the tokens that were used.
    waiting: Waiting,
    former: Former,
    /// What could not be written the last time. Nothing is added to it.
    pending: Option<UsageBatch>,
    old_keys: OldKeys,
}

impl Shared {
    /// Writes until it is over.
    pub(super) fn tell_usage(&self, former: Former, old_keys: OldKeys) {
        let mut untold = Untold { waiting: Waiting::default(), former, pending: None, old_keys };
        let mut forget_at = Instant::now();
        while !self.sleep(EVERY) {
            let told = self
                .tell_once(&mut untold, BATCH)
                .and_then(|_| untold.old_keys.end_quiet(self))
                .and_then(|()| self.give_back_overdue())
                .and_then(|()| self.give_back_idle());
            self.tell_store("usage", told.as_ref().err());
            if told.is_ok() && Instant::now() >= forget_at {
                forget_at = Instant::now() + FORGET_EVERY;
                self.forget_hours();
                self.settle_lost();
            }
        }
        let deadline = Instant::now() + LAST;
        while let Ok(true) = self.tell_once(&mut untold, 10 * BATCH) {
            if Instant::now() > deadline {
                break;
            }
        }
    }

    /// Whether there was anything. What can't be written is tried again.
    fn tell_once(&self, untold: &mut Untold, at_most: usize) -> Result<bool, StoreError> {
        let Untold { waiting, former, pending, old_keys } = untold;
        let now_ms = (self.clock)().timestamp_millis();
        let batch = pending.get_or_insert_with(|| {
            let mut batch = self.take_usage(waiting, at_most, now_ms);
            let begin = former.len().saturating_sub(at_most);
            tell_former(&former.split_off(begin), &mut batch, now_ms);
            batch
        });
        let is_something = !batch.is_empty();
        if is_something {
            self.store.write(|write| write.add_usage(batch))?;
            old_keys.log(&batch.old_keys);
        }
        *pending = None;
        Ok(is_something)
    }

    fn forget_hours(&self) {
        let before = (self.clock)() - KEPT;
        loop {
            match self.store.write(|write| write.forget_hours(before, FORGET)) {
                Ok(forgotten) if forgotten == FORGET as usize => {
                    if self.sleep(EVERY) {
                        return;
                    }
                }
                Ok(_) => return,
                Err(error) => return tracing::warn!(%error, "old hours of usage could not be forgotten"),
            }
        }
    }
}
