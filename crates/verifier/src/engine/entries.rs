//! The terms of each token, two cache lines each: written by one, read by any number at the same time.
//!
//! Every word is an atomic of its own. Which of them belong together is told by a version: odd while they are being
//! written, and another one afterwards (a sequence lock). Entries are never moved and never taken away.

use std::{
    array,
    sync::{
        OnceLock,
        atomic::{AtomicU32, AtomicU64, Ordering, fence},
    },
};

use tokendesk_domain::{
    limit::{LimitWindow, RequestLimit},
    token::TokenId,
};

use super::mapping::Mapping;

/// Entries that are made room for at once.
const CHUNK: usize = 1 << 16;
/// 67 million tokens.
const CHUNKS: usize = 1 << 10;
/// Two cache lines, which the processor fetches as a pair.
const WORDS: usize = 16;
const CHUNK_BYTES: usize = CHUNK * WORDS * size_of::<u64>();
const NEVER_MS: i64 = i64::MAX;

/// What each word of an entry is; two halves where two are named, the lower one first.
mod word {
    pub(super) const VERSION: usize = 0;
    pub(super) const ID: usize = 1;
    pub(super) const DIGEST: usize = 2;
    pub(super) const EXPIRES_MS: usize = 6;
    pub(super) const LIMIT: usize = 7;
    pub(super) const FLAGS_GENERATION: usize = 8;
    pub(super) const RULES_SCOPES: usize = 9;
    pub(super) const RATE_EXTRAS: usize = 10;
    pub(super) const NAME: usize = 11;
    /// Where it was used from last, as the usage knows addresses.
    pub(super) const ADDRESS: usize = 14;
}

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
    pub(super) extras: u32,
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
            extras: 0,
            generation: 0,
            name: [0; 3],
        }
    }
}

/// The words of one token; all zero where there was none yet.
#[derive(Clone, Copy)]
pub(super) struct Entry<'e>(&'e [AtomicU64; WORDS]);

impl<'e> Entry<'e> {
    fn load(self, word: usize) -> u64 {
        self.0[word].load(Ordering::Relaxed)
    }

    fn store(self, word: usize, value: u64) {
        self.0[word].store(value, Ordering::Relaxed);
    }

    /// Where its latest address stands.
    #[inline]
    pub(super) fn address(self) -> &'e AtomicU64 {
        &self.0[word::ADDRESS]
    }

    /// The terms, if there are any.
    #[inline]
    pub(super) fn read(self) -> Option<Terms> {
        self.read_if(|_| true).map(|(_, terms)| terms)
    }

    /// The terms if this is the entry of the key with this digest.
    #[inline]
    pub(super) fn read_of(self, digest: &[u64; 4]) -> Option<Terms> {
        self.read_if(|_| self.has(digest)).map(|(_, terms)| terms)
    }

    /// The terms if nothing was written since it had this version.
    #[inline]
    pub(super) fn read_at(self, version: u32) -> Option<Terms> {
        self.read_if(|now| now == u64::from(version)).map(|(_, terms)| terms)
    }

    /// The version in which this is the entry of the key with this digest; none also for one that was written more often
    /// than can be told.
    pub(super) fn version_of(self, digest: &[u64; 4]) -> Option<u32> {
        self.read_if(|_| self.has(digest)).and_then(|(version, _)| u32::try_from(version).ok())
    }

    /// The version, and the terms if they hold and, by what this version has, are those asked for.
    #[inline]
    fn read_if(self, is_it: impl Fn(u64) -> bool) -> Option<(u64, Terms)> {
        loop {
            let version = self.0[word::VERSION].load(Ordering::Acquire);
            let is_it = is_it(version);
            let terms = self.terms();
            fence(Ordering::Acquire);
            if version.is_multiple_of(2) && self.load(word::VERSION) == version {
                return (is_it && terms.flags & flag::LIVES != 0).then_some((version, terms));
            }
            std::hint::spin_loop();
        }
    }

    fn terms(self) -> Terms {
        let expires_ms = self.load(word::EXPIRES_MS).cast_signed();
        let (flags, generation) = halves(self.load(word::FLAGS_GENERATION));
        let (rules, scopes) = halves(self.load(word::RULES_SCOPES));
        let (rate, extras) = halves(self.load(word::RATE_EXTRAS));
        Terms {
            id: self.id(),
            flags,
            expires_ms: (expires_ms != NEVER_MS).then_some(expires_ms),
            limit: unpack_limit(self.load(word::LIMIT)),
            rules,
            scopes,
            rate,
            extras,
            generation,
            name: array::from_fn(|part| self.load(word::NAME + part)),
        }
    }

    /// Part by part: copies of both would be read wider than they were just written, which the processor waits for.
    fn has(self, digest: &[u64; 4]) -> bool {
        digest.iter().enumerate().all(|(part, value)| self.load(word::DIGEST + part) == *value)
    }

    /// The digest, for the one who writes.
    pub(super) fn digest(self) -> [u64; 4] {
        array::from_fn(|part| self.load(word::DIGEST + part))
    }

    /// The token's number, for the one who writes: it never changes.
    fn id(self) -> TokenId {
        TokenId(self.load(word::ID).cast_signed())
    }

    /// Gives it other terms. One thread writes at a time.
    pub(super) fn write(self, digest: &[u64; 4], terms: &Terms) {
        let version = self.load(word::VERSION);
        self.store(word::VERSION, version.wrapping_add(1));
        fence(Ordering::Release);
        for (part, value) in digest.iter().enumerate() {
            self.store(word::DIGEST + part, *value);
        }
        self.store(word::ID, terms.id.0.cast_unsigned());
        self.store(word::EXPIRES_MS, terms.expires_ms.unwrap_or(NEVER_MS).cast_unsigned());
        self.store(word::LIMIT, terms.limit.map_or(0, pack_limit));
        self.store(word::FLAGS_GENERATION, both(terms.flags, terms.generation));
        self.store(word::RULES_SCOPES, both(terms.rules, terms.scopes));
        self.store(word::RATE_EXTRAS, both(terms.rate, terms.extras));
        for (part, value) in terms.name.iter().enumerate() {
            self.store(word::NAME + part, *value);
        }
        self.0[word::VERSION].store(version.wrapping_add(2), Ordering::Release);
    }

    /// For the load, before anybody reads.
    pub(super) fn set_scopes(self, scopes: u32) {
        let (rules, _) = halves(self.load(word::RULES_SCOPES));
        self.store(word::RULES_SCOPES, both(rules, scopes));
    }

    /// The token is gone for good.
    pub(super) fn remove(self) {
        self.write(&[0; 4], &Terms { flags: 0, ..self.terms() });
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half")]
const fn halves(word: u64) -> (u32, u32) {
    (word as u32, (word >> 32) as u32)
}

fn both(lower: u32, upper: u32) -> u64 {
    u64::from(lower) | u64::from(upper) << 32
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
    chunks: Box<[OnceLock<Mapping>]>,
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
    pub(super) fn get(&self, number: u32) -> Entry<'_> {
        let chunk = self.chunks[number as usize / CHUNK].get().expect("the number was given out");
        Entry(&chunk.words().as_chunks().0[number as usize % CHUNK])
    }

    /// Adds an entry and gives its number out; none: there is no more room. One thread adds at a time.
    pub(super) fn push(&self, digest: &[u64; 4], terms: &Terms) -> Option<u32> {
        let number = self.len();
        let chunk = self.chunks.get(number as usize / CHUNK)?;
        if chunk.get().is_none() {
            chunk.set(Mapping::in_large_pages(CHUNK_BYTES).ok()?).ok()?;
        }
        self.get(number).write(digest, terms);
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
            extras: n,
            generation: n,
            name: [n.into(); 3],
        }
    }

    #[test]
    fn terms_read_back_for_their_key_alone() {
        let entries = Entries::new();
        let number = entries.push(&[7; 4], &terms(7)).unwrap();
        let entry = entries.get(number);
        assert_eq!(entry.read_of(&[7; 4]), Some(terms(7)));
        assert_eq!(entry.read_of(&[7, 7, 7, 8]), None);
        let unlimited = Terms { limit: None, expires_ms: None, ..terms(7) };
        entry.write(&[7; 4], &unlimited);
        assert_eq!(entry.read(), Some(unlimited));
        entry.remove();
        assert_eq!(entry.read(), None);
        assert_eq!(entries.of_token(TokenId(7)), Some(number));
    }

    #[test]
    fn terms_of_a_version_are_read_until_anything_is_written() {
        let entries = Entries::new();
        let entry = entries.get(entries.push(&[7; 4], &terms(7)).unwrap());
        let version = entry.version_of(&[7; 4]).unwrap();
        assert_eq!(entry.version_of(&[8; 4]), None);
        assert_eq!(entry.read_at(version), Some(terms(7)));
        entry.write(&[7; 4], &terms(7));
        assert_eq!(entry.read_at(version), None);
        let version = entry.version_of(&[7; 4]).unwrap();
        entry.remove();
        assert_eq!((entry.read_at(version), entry.version_of(&[7; 4])), (None, None));
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
                let seen = entry.read().unwrap();
                assert_eq!(seen, terms(seen.rules));
            }
        });
    }
}
