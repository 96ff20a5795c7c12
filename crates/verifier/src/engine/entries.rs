//! The terms of each token, two cache lines each: written by one, read by any number at the same time.
//!
//! Every field is an atomic of its own. Which of them belong together is told by a version: odd while they are being
//! written, and another one afterwards (a sequence lock). Entries are never moved and never taken away.

use std::sync::{
    OnceLock,
    atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering, fence},
};

use tokendesk_domain::{
    limit::{LimitWindow, RequestLimit},
    token::TokenId,
};

/// Entries that are made room for at once.
const CHUNK: usize = 1 << 16;
/// 67 million tokens.
const CHUNKS: usize = 1 << 10;
/// Not there.
pub(super) const NOWHERE: u32 = u32::MAX;
const NEVER_MS: i64 = i64::MAX;

/// Characteristics that hold or not.
pub(super) mod flag {
    pub(in crate::engine) const LIVES: u32 = 1;
    pub(in crate::engine) const DELETED: u32 = 2;
    pub(in crate::engine) const REVOKED: u32 = 4;
    pub(in crate::engine) const DISABLED: u32 = 8;
}

/// A name of up to 23 bytes, or the number of a longer one.
pub(super) type PackedName = [u64; 3];

/// What a token is judged by, as it stood at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) id: TokenId,
    pub(super) flags: u32,
    pub(super) expires_ms: Option<i64>,
    pub(super) limit: Option<RequestLimit>,
    /// Numbers in the table's lists of what many tokens share.
    pub(super) rules: u32,
    pub(super) scopes: u32,
    pub(super) rate: u32,
    pub(super) generation: u32,
    pub(super) name: PackedName,
}

impl Terms {
    /// In the place of a token that can't be read: no key finds it.
    pub(super) const fn of_nobody(id: TokenId) -> Self {
        Self {
            id,
            flags: 0,
            expires_ms: None,
            limit: None,
            rules: 0,
            scopes: 0,
            rate: 0,
            generation: 0,
            name: [0; 3],
        }
    }
}

/// Two lines: fetched as a pair.
#[repr(align(128))]
pub(super) struct Entry {
    version: AtomicU32,
    flags: AtomicU32,
    id: AtomicI64,
    digest: [AtomicU64; 4],
    expires_ms: AtomicI64,
    limit: AtomicU64,
    rules: AtomicU32,
    scopes: AtomicU32,
    rate: AtomicU32,
    generation: AtomicU32,
    name: [AtomicU64; 3],
    /// The token's slot, once it was used.
    pub(super) slot: AtomicU32,
    /// Where it was used from last, as the usage knows addresses.
    pub(super) address: AtomicU64,
}

impl Entry {
    const fn empty() -> Self {
        Self {
            version: AtomicU32::new(0),
            flags: AtomicU32::new(0),
            id: AtomicI64::new(0),
            digest: [const { AtomicU64::new(0) }; 4],
            expires_ms: AtomicI64::new(0),
            limit: AtomicU64::new(0),
            rules: AtomicU32::new(0),
            scopes: AtomicU32::new(0),
            rate: AtomicU32::new(0),
            generation: AtomicU32::new(0),
            name: [const { AtomicU64::new(0) }; 3],
            slot: AtomicU32::new(NOWHERE),
            address: AtomicU64::new(0),
        }
    }

    /// The terms if this is, and stays, the entry of the key with this digest; or of whatever key, if none is given.
    #[inline]
    pub(super) fn read(&self, digest: Option<&[u64; 4]>) -> Option<Terms> {
        loop {
            let version = self.version.load(Ordering::Acquire);
            let of_key = digest.is_none_or(|digest| *digest == self.digest());
            let terms = self.terms();
            fence(Ordering::Acquire);
            if version.is_multiple_of(2) && self.version.load(Ordering::Relaxed) == version {
                return (of_key && terms.flags & flag::LIVES != 0).then_some(terms);
            }
            std::hint::spin_loop();
        }
    }

    fn terms(&self) -> Terms {
        let expires_ms = self.expires_ms.load(Ordering::Relaxed);
        Terms {
            id: TokenId(self.id.load(Ordering::Relaxed)),
            flags: self.flags.load(Ordering::Relaxed),
            expires_ms: (expires_ms != NEVER_MS).then_some(expires_ms),
            limit: unpack_limit(self.limit.load(Ordering::Relaxed)),
            rules: self.rules.load(Ordering::Relaxed),
            scopes: self.scopes.load(Ordering::Relaxed),
            rate: self.rate.load(Ordering::Relaxed),
            generation: self.generation.load(Ordering::Relaxed),
            name: self.name.each_ref().map(|word| word.load(Ordering::Relaxed)),
        }
    }

    /// The digest, for the one who writes.
    pub(super) fn digest(&self) -> [u64; 4] {
        self.digest.each_ref().map(|word| word.load(Ordering::Relaxed))
    }

    /// The token's number, for the one who writes: it never changes.
    fn id(&self) -> TokenId {
        TokenId(self.id.load(Ordering::Relaxed))
    }

    /// Gives it other terms. One thread writes at a time.
    pub(super) fn write(&self, digest: &[u64; 4], terms: &Terms) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version.wrapping_add(1), Ordering::Relaxed);
        fence(Ordering::Release);
        for (word, value) in self.digest.iter().zip(digest) {
            word.store(*value, Ordering::Relaxed);
        }
        self.id.store(terms.id.0, Ordering::Relaxed);
        self.flags.store(terms.flags, Ordering::Relaxed);
        self.expires_ms.store(terms.expires_ms.unwrap_or(NEVER_MS), Ordering::Relaxed);
        self.limit.store(terms.limit.map_or(0, pack_limit), Ordering::Relaxed);
        self.rules.store(terms.rules, Ordering::Relaxed);
        self.scopes.store(terms.scopes, Ordering::Relaxed);
        self.rate.store(terms.rate, Ordering::Relaxed);
        self.generation.store(terms.generation, Ordering::Relaxed);
        for (word, value) in self.name.iter().zip(terms.name) {
            word.store(value, Ordering::Relaxed);
        }
        self.version.store(version.wrapping_add(2), Ordering::Release);
    }

    /// For the load, before anybody reads.
    pub(super) fn set_scopes(&self, scopes: u32) {
        self.scopes.store(scopes, Ordering::Relaxed);
    }

    /// The token is gone for good.
    pub(super) fn remove(&self) {
        self.write(&[0; 4], &Terms { flags: 0, ..self.terms() });
    }
}

const WINDOW_BITS: u32 = 3;

fn pack_limit(limit: RequestLimit) -> u64 {
    let window = LimitWindow::ALL.iter().position(|window| *window == limit.window).unwrap_or(0);
    limit.max.get() << WINDOW_BITS | window as u64
}

fn unpack_limit(packed: u64) -> Option<RequestLimit> {
    let max = std::num::NonZeroU64::new(packed >> WINDOW_BITS)?;
    let window = LimitWindow::ALL[(packed & 7) as usize % LimitWindow::ALL.len()];
    Some(RequestLimit { max, window })
}

/// All entries, in the order of the tokens' numbers: a new token has the largest.
pub(super) struct Entries {
    chunks: Box<[OnceLock<Box<[Entry]>>]>,
    len: AtomicU32,
}

impl Entries {
    pub(super) fn new() -> Self {
        Self { chunks: (0..CHUNKS).map(|_| OnceLock::new()).collect(), len: AtomicU32::new(0) }
    }

    /// How many were ever there.
    pub(super) fn len(&self) -> u32 {
        self.len.load(Ordering::Acquire)
    }

    /// The entry of a number that was given out.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &Entry {
        let chunk = self.chunks[number as usize / CHUNK].get().expect("the number was given out");
        &chunk[number as usize % CHUNK]
    }

    /// Adds an entry and gives its number out; none: there is no more room. One thread adds at a time.
    pub(super) fn push(&self, digest: &[u64; 4], terms: &Terms) -> Option<u32> {
        let number = self.len();
        let chunk = self.chunks.get(number as usize / CHUNK)?;
        let chunk = chunk.get_or_init(|| (0..CHUNK).map(|_| Entry::empty()).collect());
        chunk[number as usize % CHUNK].write(digest, terms);
        self.len.store(number + 1, Ordering::Release);
        Some(number)
    }

    /// The entry of a token, also one that is gone.
    pub(super) fn of_token(&self, id: TokenId) -> Option<u32> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).id().cmp(&id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::{num::NonZeroU64, sync::atomic::AtomicBool, thread};

    use super::*;

    fn terms(n: u32) -> Terms {
        Terms {
            id: TokenId(n.into()),
            flags: flag::LIVES,
            expires_ms: Some(n.into()),
            limit: NonZeroU64::new(n.into()).map(|max| RequestLimit { max, window: LimitWindow::Month }),
            rules: n,
            scopes: n,
            rate: n,
            generation: n,
            name: [n.into(); 3],
        }
    }

    #[test]
    fn an_entry_fills_two_cache_lines() {
        assert_eq!(size_of::<Entry>(), 128);
    }

    #[test]
    fn terms_read_back_for_their_key_alone() {
        let entries = Entries::new();
        let number = entries.push(&[7; 4], &terms(7)).unwrap();
        let entry = entries.get(number);
        assert_eq!(entry.read(Some(&[7; 4])), Some(terms(7)));
        assert_eq!(entry.read(Some(&[7, 7, 7, 8])), None);
        let unlimited = Terms { limit: None, expires_ms: None, ..terms(7) };
        entry.write(&[7; 4], &unlimited);
        assert_eq!(entry.read(None), Some(unlimited));
        entry.remove();
        assert_eq!(entry.read(None), None);
        assert_eq!(entries.of_token(TokenId(7)), Some(number));
    }

    #[test]
    fn tokens_are_found_by_their_number() {
        let entries = Entries::new();
        for n in (0..200_000).step_by(3) {
            entries.push(&[n.into(); 4], &terms(n)).unwrap();
        }
        assert_eq!(entries.of_token(TokenId(150_000)), Some(50_000));
        assert_eq!(entries.of_token(TokenId(150_001)), None);
    }

    #[test]
    fn who_reads_while_another_writes_sees_the_one_or_the_other_whole() {
        let entries = Entries::new();
        let number = entries.push(&[1; 4], &terms(1)).unwrap();
        let entry = entries.get(number);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                for n in (1..20_000).map(|n| n % 5 + 1) {
                    entry.write(&[n.into(); 4], &terms(n));
                }
                done.store(true, Ordering::Release);
            });
            while !done.load(Ordering::Acquire) {
                let seen = entry.read(None).unwrap();
                assert_eq!(seen, terms(seen.rules));
            }
        });
    }
}
