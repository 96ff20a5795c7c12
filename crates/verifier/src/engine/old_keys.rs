//! Keys that were rotated out: who still uses them is said in the log, and those that nobody uses are ended.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use tokendesk_domain::token::TokenId;
use tokendesk_store_sqlite::{OldKeyUse, StoreError};

use super::Shared;

/// Whom the audit log names.
const ACTOR: &str = "verifier";
const HOUR_MS: i64 = 3_600_000;
/// Lines of the log in an hour; what is used is told in the data file, whatever the log says.
const MOST_LINES: usize = 1_000;

/// Looks after old keys, on the thread that tells of use.
pub(super) struct OldKeys {
    /// From here on this verifier would have heard a call.
    since: DateTime<Utc>,
    hour: i64,
    /// Named in this hour.
    named: HashSet<(TokenId, u32)>,
}

impl OldKeys {
    pub(super) fn new(since: DateTime<Utc>) -> Self {
        Self { since, hour: 0, named: HashSet::new() }
    }

    /// Says once an hour of each old key that it is used.
    pub(super) fn log(&mut self, uses: &[OldKeyUse]) {
        for OldKeyUse { token, generation, at_ms, address, count } in uses {
            if self.is_due((*token, *generation), *at_ms) {
                tracing::info!(
                    token_id = token.0,
                    key_generation = generation,
                    calls = count,
                    address,
                    "an old key is used"
                );
            }
        }
    }

    fn is_due(&mut self, key: (TokenId, u32), at_ms: i64) -> bool {
        let hour = at_ms / HOUR_MS;
        if hour > self.hour {
            self.hour = hour;
            self.named.clear();
        }
        self.named.len() < MOST_LINES && self.named.insert(key)
    }

    /// Ends those that were quiet for as long as the desk has said. What this verifier knows of use is written: the
    /// data file has what all of them have heard.
    pub(super) fn end_quiet(&self, shared: &Shared) -> Result<(), StoreError> {
        let now = (shared.clock)();
        if shared.store.read()?.has_quiet_keys(now, self.since)? {
            shared.store.write(|write| write.end_quiet_keys(now, self.since, &ACTOR.into()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_old_key_is_named_once_an_hour_and_no_more_than_a_log_can_bear() {
        let mut keys = OldKeys::new(DateTime::UNIX_EPOCH);
        let (one, two) = ((TokenId(1), 1), (TokenId(1), 2));
        let due = [(one, 0), (one, HOUR_MS - 1), (two, 5), (one, HOUR_MS), (one, 10)];
        assert_eq!(due.map(|(key, at_ms)| keys.is_due(key, at_ms)), [true, false, true, true, false]);
        let many = (0..2_000).filter(|id| keys.is_due((TokenId(*id), 7), HOUR_MS)).count();
        assert_eq!(many, MOST_LINES - 1);
    }
}
