//! The chain of the audit log: each entry's hash covers the entry and the hash of the one before it.
//!
//! What it proves, and what it can't: `docs/decisions/0018-audit-chain.md`.

use core::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use thiserror::Error;

/// The hash of an entry and all before it; written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryHash([u8; 32]);

/// A text is no [`EntryHash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("this is not the head of an audit log: it has 64 digits, 0-9 and a-f")]
pub struct NoEntryHash;

/// An entry as it is stored, to the byte: also one that nobody can read any more has its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredEntry<'e> {
    /// Its place in the log, from 1.
    pub number: i64,
    /// When, as Unix ms.
    pub at_ms: i64,
    /// Who.
    pub actor: &'e [u8],
    /// The client's address, where it came over HTTP.
    pub address: Option<&'e [u8]>,
    /// The action's word.
    pub action: &'e [u8],
    /// The token's number.
    pub token: Option<i64>,
    /// The name of what was changed.
    pub subject: &'e [u8],
    /// What changed, as text.
    pub changes: &'e [u8],
}

/// The end of a chain. The default is that of a log without entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainHead {
    /// The last entry's number; 0: there is none.
    pub number: i64,
    /// Its hash.
    pub hash: EntryHash,
}

/// What is wrong with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// This entry, or what stood before it, is not what was written.
    Altered {
        /// The entry's number.
        number: i64,
    },
    /// Entries are gone, the first of them with this number.
    Missing {
        /// The first that is gone.
        first: i64,
        /// The last that is gone.
        last: i64,
    },
    /// Entries stand behind the head: they were not written by the desk.
    Foreign {
        /// The first of them.
        number: i64,
    },
    /// The head that was noted is nowhere in the log: it was cut and written anew since.
    NotedHeadGone,
}

impl EntryHash {
    /// The hash of these bytes; none: they are not 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for EntryHash {
    type Err = NoEntryHash;

    fn from_str(text: &str) -> Result<Self, NoEntryHash> {
        let text = text.trim().as_bytes();
        let (digits, []) = text.as_chunks::<2>() else { return Err(NoEntryHash) };
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let byte = |[high, low]: &[u8; 2]| u8::try_from(digit(*high)? << 4 | digit(*low)?).ok();
        let bytes: Option<Vec<u8>> = digits.iter().map(byte).collect();
        bytes.and_then(|bytes| Self::from_bytes(&bytes)).ok_or(NoEntryHash)
    }
}

impl StoredEntry<'_> {
    /// The bytes that are hashed, piece by piece. Each text stands behind its length, so that no two entries have
    /// the same.
    fn encode(&self, mut take: impl FnMut(&[u8])) {
        take(&self.number.to_be_bytes());
        take(&self.at_ms.to_be_bytes());
        match self.token {
            Some(token) => {
                take(&[1]);
                take(&token.to_be_bytes());
            }
            None => take(&[0]),
        }
        take(&[u8::from(self.address.is_some())]);
        for text in [self.actor, self.address.unwrap_or_default(), self.action, self.subject, self.changes] {
            take(&(text.len() as u64).to_be_bytes());
            take(text);
        }
    }
}

impl ChainHead {
    /// The end after this entry.
    #[must_use]
    pub fn then(self, entry: &StoredEntry<'_>) -> Self {
        let mut hash = Sha256::new_with_prefix(self.hash.0);
        entry.encode(|bytes| hash.update(bytes));
        Self { number: entry.number, hash: EntryHash(hash.finalize().into()) }
    }

    /// The end after this entry, whose hash is said to be `hash`; else what is wrong.
    pub fn follow(self, entry: &StoredEntry<'_>, hash: Option<EntryHash>) -> Result<Self, ChainFault> {
        let next = self.then(entry);
        if Some(next.hash) == hash {
            Ok(next)
        } else if entry.number > self.number + 1 {
            Err(ChainFault::Missing { first: self.number + 1, last: entry.number - 1 })
        } else {
            Err(ChainFault::Altered { number: entry.number })
        }
    }
}

/// A log that is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intact {
    /// Its entries.
    pub entries: u64,
    /// Its end, for an admin to note elsewhere.
    pub head: ChainHead,
    /// The number of the entry whose head was noted; none: none was asked for.
    pub noted: Option<i64>,
}

/// A log that is looked through from its first entry to its last.
pub struct ChainCheck {
    head: ChainHead,
    end: ChainHead,
    entries: u64,
    noted: Option<EntryHash>,
    noted_at: Option<i64>,
}

impl ChainCheck {
    /// Begins. `head` is where the log says that it ends; `noted` is a head that was noted earlier.
    pub fn new(head: ChainHead, noted: Option<EntryHash>) -> Self {
        let mut check = Self { head, end: ChainHead::default(), entries: 0, noted, noted_at: None };
        check.look_for_noted();
        check
    }

    /// Takes the next entry, with the hash that stands beside it.
    pub fn take(&mut self, entry: &StoredEntry<'_>, hash: Option<EntryHash>) -> Result<(), ChainFault> {
        if entry.number > self.head.number {
            // What the head still counts went first.
            self.reach_head()?;
            return Err(ChainFault::Foreign { number: entry.number });
        }
        self.end = self.end.follow(entry, hash)?;
        self.entries += 1;
        self.look_for_noted();
        Ok(())
    }

    /// After the last entry.
    pub fn finish(self) -> Result<Intact, ChainFault> {
        self.reach_head()?;
        if self.noted.is_some() && self.noted_at.is_none() {
            return Err(ChainFault::NotedHeadGone);
        }
        Ok(Intact { entries: self.entries, head: self.head, noted: self.noted_at })
    }

    fn reach_head(&self) -> Result<(), ChainFault> {
        if self.end == self.head {
            Ok(())
        } else if self.end.number < self.head.number {
            Err(ChainFault::Missing { first: self.end.number + 1, last: self.head.number })
        } else {
            Err(ChainFault::Altered { number: self.head.number })
        }
    }

    fn look_for_noted(&mut self) {
        if self.noted == Some(self.end.hash) {
            self.noted_at = Some(self.end.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;

    type Owned = (i64, i64, Option<i64>, Option<Vec<u8>>, [Vec<u8>; 4]);

    fn stored((number, at_ms, token, address, [actor, action, subject, changes]): &Owned) -> StoredEntry<'_> {
        StoredEntry {
            number: *number,
            at_ms: *at_ms,
            actor,
            address: address.as_deref(),
            action,
            token: *token,
            subject,
            changes,
        }
    }

    fn encoded(entry: &StoredEntry<'_>) -> Vec<u8> {
        let mut bytes = Vec::new();
        entry.encode(|piece| bytes.extend_from_slice(piece));
        bytes
    }

    /// Few values, so that two of them are alike but for the borders of their texts.
    fn entry() -> impl Strategy<Value = Owned> {
        let text = || vec(0_u8..3, 0..4);
        let number = || -1_i64..3;
        (number(), number(), option::of(number()), option::of(text()), [text(), text(), text(), text()])
    }

    fn sample() -> StoredEntry<'static> {
        StoredEntry {
            number: 1,
            at_ms: 1_800_000_000_000,
            actor: b"desk:anna",
            address: None,
            action: b"issued",
            token: Some(5),
            subject: b"billing",
            changes: b"[]",
        }
    }

    #[test]
    fn the_encoding_stays_what_it_is() {
        // Checked with: sha256sum of 32 zero bytes and the encoding, written by another program.
        let head = ChainHead::default().then(&sample());
        assert_eq!(head.number, 1);
        assert_eq!(head.hash.to_string(), "255426ddc5fd184a2602cc406342ae26f86d6b420b4cadfd10aade4c6c9d4f5e");
    }

    #[test]
    fn an_entry_that_does_not_follow_is_named_by_what_is_wrong_with_it() {
        let first = ChainHead::default().then(&sample());
        let second = StoredEntry { number: 2, ..sample() };
        let hash = first.then(&second).hash;
        assert_eq!(first.follow(&second, Some(hash)), Ok(ChainHead { number: 2, hash }));
        let changed = StoredEntry { subject: b"other", ..second };
        assert_eq!(first.follow(&changed, Some(hash)), Err(ChainFault::Altered { number: 2 }));
        assert_eq!(first.follow(&second, None), Err(ChainFault::Altered { number: 2 }));
        let gap = ChainFault::Missing { first: 1, last: 1 };
        assert_eq!(ChainHead::default().follow(&second, Some(hash)), Err(gap));
    }

    proptest! {
        /// No two entries are hashed alike.
        #[test]
        fn different_entries_are_encoded_differently(one in entry(), other in entry()) {
            let (one, other) = (stored(&one), stored(&other));
            prop_assert_eq!(encoded(&one) == encoded(&other), one == other);
        }

        /// An entry in another place, or after another one, has another hash.
        #[test]
        fn the_hash_covers_what_came_before(one in entry(), other in entry(), last in entry()) {
            let (one, other, last) = (stored(&one), stored(&other), stored(&last));
            let after = |entry| ChainHead::default().then(entry).then(&last).hash;
            prop_assert_eq!(after(&one) == after(&other), one == other);
        }

        /// A head that was noted is read as it was written, in either case.
        #[test]
        fn a_head_reads_back(bytes: [u8; 32]) {
            let text = EntryHash(bytes).to_string();
            prop_assert_eq!(text.parse(), Ok(EntryHash(bytes)));
            prop_assert_eq!(text.to_uppercase().parse(), Ok(EntryHash(bytes)));
        }

        /// Nothing else is a head.
        #[test]
        fn what_is_no_head_is_refused(text in "\\PC{0,70}") {
            let is_head = text.trim().len() == 64 && text.trim().bytes().all(|b| b.is_ascii_hexdigit());
            prop_assert_eq!(text.parse::<EntryHash>().is_ok(), is_head);
        }
    }
}
