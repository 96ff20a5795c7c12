//! A token's counters: one cache line, raised before the reply, by any number of threads at once.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tokendesk_domain::{rate::Rate, token::TokenId};
use tokendesk_store_sqlite::{Lease, Spent};

use super::mapping::fetch;

/// As many fill a cache line.
pub(super) const WORDS: usize = 8;

/// What each word of a slot is.
mod word {
    pub(super) const TOKEN: usize = 0;
    /// Whether the lease is closed, its serial, and what was used of it.
    pub(super) const STATE: usize = 1;
    /// How large the last lease was, as a power of two, and all that was granted.
    pub(super) const GRANTED: usize = 2;
    pub(super) const UNTIL_MS: usize = 3;
    /// Requests of the window that are no part of the lease.
    pub(super) const ELSEWHERE: usize = 4;
    /// Which hour, the requests in it that were not told yet, and those of them from the latest address.
    pub(super) const ACTIVITY: usize = 5;
    pub(super) const LAST_MS: usize = 6;
    /// What a rate keeps of the past, in nanoseconds.
    pub(super) const ARRIVAL: usize = 7;
}

const CLOSED: u64 = 1 << 63;
const SERIAL_SHIFT: u32 = 48;
const SERIAL_MASK: u64 = (1 << 15) - 1;
const USED_MASK: u64 = (1 << SERIAL_SHIFT) - 1;
const SIZE_SHIFT: u32 = 48;
const GRANTED_MASK: u64 = (1 << SIZE_SHIFT) - 1;
const NEVER_MS: u64 = u64::MAX;

/// A slot.
#[derive(Clone, Copy)]
pub(super) struct Slot<'s>(pub(super) &'s [AtomicU64; WORDS]);

/// What a request got of a lease: all that it needs, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spend {
    /// All of it.
    Taken {
        /// Whether it is time for the next lease.
        renew: bool,
        /// Of which lease.
        serial: i64,
    },
    /// There is no lease of this window.
    NoLease,
    /// Less than that is left of the lease.
    Short,
}

/// How far a limit is used, as a slot knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) used: u64,
    /// What is left of the lease.
    pub(super) rest: u64,
    /// Unix milliseconds; none: never.
    pub(super) until_ms: Option<i64>,
}

impl Level {
    /// What is used, here or elsewhere, and what is leased here.
    pub(super) const fn all(self) -> u64 {
        self.used + self.rest
    }
}

impl<'s> Slot<'s> {
    fn load(self, word: usize) -> u64 {
        self.0[word].load(Ordering::Acquire)
    }

    fn store(self, word: usize, value: u64) {
        self.0[word].store(value, Ordering::Release);
    }

    /// Becomes a token's: closed, with nothing counted.
    pub(super) fn begin(self, token: TokenId) {
        self.store(word::STATE, CLOSED);
        self.store(word::TOKEN, token.0.cast_unsigned());
    }

    /// Whose it is; number 0: nobody's.
    pub(super) fn token(self) -> TokenId {
        TokenId(self.load(word::TOKEN).cast_signed())
    }

    /// Has it brought near, for whoever needs it before long.
    #[inline]
    pub(super) fn fetch(self) {
        fetch(&self.0[word::STATE]);
    }

    /// What it says of its lease; as good as none for a slot that was never opened.
    pub(super) fn spent(self) -> Spent {
        let state = self.load(word::STATE);
        Spent { serial: (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed(), used: state & USED_MASK }
    }

    /// Never the present one's.
    pub(super) fn next_serial(self) -> i64 {
        (self.spent().serial + 1) & SERIAL_MASK.cast_signed()
    }

    /// Whether nothing may be taken of the lease.
    pub(super) fn is_closed(self) -> bool {
        self.load(word::STATE) & CLOSED != 0
    }

    /// All that was granted in this window.
    pub(super) fn granted(self) -> u64 {
        self.load(word::GRANTED) & GRANTED_MASK
    }

    /// From now on nothing is taken of the lease: what it says was used is final.
    pub(super) fn close(self) {
        self.0[word::STATE].fetch_or(CLOSED, Ordering::AcqRel);
    }

    /// Takes `amount`, or only looks whether there is that much.
    #[inline]
    pub(super) fn spend(self, now_ms: i64, amount: u64, take: bool) -> Spend {
        loop {
            let state = self.load(word::STATE);
            let granted = self.load(word::GRANTED);
            let until_ms = self.load(word::UNTIL_MS);
            if state & CLOSED != 0 || (until_ms != NEVER_MS && until_ms.cast_signed() <= now_ms) {
                return Spend::NoLease;
            }
            let rest = (granted & GRANTED_MASK).saturating_sub(state & USED_MASK);
            let Some(left) = rest.checked_sub(amount) else { return Spend::Short };
            let serial = (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed();
            if !take {
                return Spend::Taken { renew: false, serial };
            }
            // Fails also where the lease became another one meanwhile: its serial is part of the word.
            let raised = self.0[word::STATE].compare_exchange_weak(
                state,
                state + amount,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if raised.is_ok() {
                let low = (1 << (granted >> SIZE_SHIFT)) / 4;
                return Spend::Taken { renew: left <= low && low < rest, serial };
            }
        }
    }

    /// Gives back `amount`, which was just taken. Where the lease was closed meanwhile, it stays used.
    pub(super) fn give_back(self, serial: i64, amount: u64) {
        let give = |state: u64| {
            let same = (state >> SERIAL_SHIFT & SERIAL_MASK).cast_signed() == serial;
            (same && state & CLOSED == 0 && state & USED_MASK >= amount).then(|| state - amount)
        };
        let _ = self.0[word::STATE].fetch_update(Ordering::AcqRel, Ordering::Acquire, give);
    }

    /// What is left of the lease.
    pub(super) fn rest(self) -> u64 {
        self.granted().saturating_sub(self.spent().used)
    }

    /// What the lease says of what is no part of it.
    pub(super) fn elsewhere(self) -> u64 {
        self.load(word::ELSEWHERE)
    }

    /// How far the limit is used.
    pub(super) fn level(self) -> Level {
        let (elsewhere, used) = (self.load(word::ELSEWHERE), self.spent().used);
        let until_ms = self.load(word::UNTIL_MS);
        Level {
            used: elsewhere + used,
            rest: self.granted().saturating_sub(used),
            until_ms: (until_ms != NEVER_MS).then_some(until_ms.cast_signed()),
        }
    }

    /// Takes over what stands in the data file; `lease` came of what this slot said before. One that was closed
    /// meanwhile stays so, unless this is another one.
    pub(super) fn take_over(self, lease: &Lease) {
        if lease.serial != self.spent().serial {
            // Nobody takes of the former lease by what stands in the new one.
            self.close();
            self.store(word::GRANTED, 0);
            self.store(word::UNTIL_MS, lease.until_ms.map_or(NEVER_MS, i64::cast_unsigned));
            self.store(word::STATE, (lease.serial.cast_unsigned() & SERIAL_MASK) << SERIAL_SHIFT);
        }
        self.store(word::ELSEWHERE, lease.elsewhere);
        // Rounded up: the next lease is asked for with a quarter to a half left.
        let size = u64::from(lease.added.max(1).next_power_of_two().ilog2());
        self.store(word::GRANTED, size << SIZE_SHIFT | lease.granted);
    }

    /// Takes one request of a rate, or only looks whether there is one; the error is how long to wait.
    pub(super) fn take_rate(self, rate: Rate, now_ns: u64, take: bool) -> Result<(), Duration> {
        let mut arrival = self.load(word::ARRIVAL);
        loop {
            let next = rate.take(arrival, now_ns)?;
            if !take {
                return Ok(());
            }
            let taken = self.0[word::ARRIVAL].compare_exchange_weak(
                arrival,
                next,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            match taken {
                Ok(_) => return Ok(()),
                Err(found) => arrival = found,
            }
        }
    }

    /// Gives back one request of a rate, which was just taken.
    pub(super) fn give_back_rate(self, rate: Rate) {
        let give = |arrival| Some(rate.give_back(arrival));
        let _ = self.0[word::ARRIVAL].fetch_update(Ordering::AcqRel, Ordering::Acquire, give);
    }

    /// The word of the activity.
    #[inline]
    pub(super) fn activity(self) -> &'s AtomicU64 {
        &self.0[word::ACTIVITY]
    }

    /// When it was used last.
    #[inline]
    pub(super) fn last_ms(self) -> &'s AtomicU64 {
        &self.0[word::LAST_MS]
    }
}

#[cfg(test)]
mod tests;
