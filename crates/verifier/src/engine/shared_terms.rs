//! What many tokens have in common, kept once: address lists, scopes, rates; and names too long for an entry.
//!
//! Added to, never taken away: an entry names its parts by their numbers.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
};

use boxcar::Vec as Shelf;
use tokendesk_domain::{
    address::AddressRange,
    address_list::AddressRules,
    group::Group,
    model::{ModelName, Models},
    rate::Rate,
    scope::ScopeName,
    token::TokenId,
};
use tokendesk_store_sqlite::{StoreError, VerifierRow};

use super::{
    address_book::{AddressBook, Lists},
    entries::PackedName,
};

/// Lists that are recognised when they come again. Where there are more, they are as good as never the same.
const RECOGNISED: usize = 4_096;
/// Bytes of a name that stand in its entry; the first byte is their number.
const INLINE: usize = size_of::<PackedName>() - 1;
/// In place of the number of bytes: the number of a longer name follows.
const LONG: u8 = u8::MAX;

/// What a token may do.
#[derive(Default)]
pub(super) struct ScopeSet {
    /// Sorted.
    pub(super) names: Box<[ScopeName]>,
    /// With a space between.
    pub(super) joined: Box<str>,
}

/// What few tokens have beside the rest.
#[derive(Default)]
pub(super) struct Extras {
    /// What it may spend is limited.
    pub(super) has_quota: bool,
    pub(super) models: Models,
    pub(super) group: Group,
}

/// The parts of all entries.
pub(super) struct SharedTerms {
    addresses: AddressBook,
    scopes: Shelf<ScopeSet>,
    rates: Shelf<Rate>,
    extras: Shelf<Extras>,
    /// Those of nearly all tokens: found without a look at the shelf.
    no_extras: Extras,
    names: Shelf<Box<str>>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    rules: HashMap<Box<str>, u32>,
    scopes: HashMap<Box<str>, u32>,
    extras: HashMap<Box<str>, u32>,
}

/// A name as an entry has it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Name<'t> {
    /// So many bytes.
    Short([u8; INLINE], u8),
    /// Somewhere else.
    Long(&'t str),
}

impl Name<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Short(bytes, len) => std::str::from_utf8(&bytes[..usize::from(*len)]).unwrap_or_default(),
            Self::Long(name) => name,
        }
    }
}

impl<'t> From<&'t str> for Name<'t> {
    fn from(name: &'t str) -> Self {
        Self::Long(name)
    }
}

impl SharedTerms {
    pub(super) fn new() -> Self {
        let terms = Self {
            addresses: AddressBook::new(),
            scopes: Shelf::new(),
            rates: Shelf::new(),
            extras: Shelf::new(),
            no_extras: Extras::default(),
            names: Shelf::new(),
            known: Mutex::default(),
        };
        terms.scopes.push(ScopeSet::default());
        terms
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The address lists of a row.
    pub(super) fn add_rules(&self, row: &VerifierRow<'_>) -> Result<u32, StoreError> {
        if row.allow.is_empty() && row.block.is_empty() {
            return Ok(AddressBook::NO_LISTS);
        }
        // One of few lists of many tokens, or one of many lists of few.
        let text = [row.allow, "\n\n", row.block].concat();
        let mut known = self.known();
        if let Some(number) = known.rules.get(text.as_str()) {
            return Ok(*number);
        }
        let read = |text: &str, column| {
            let ranges = text.lines().map(AddressRange::parse).collect::<Result<_, _>>();
            ranges.map_err(|_| StoreError::Corrupt { table: "tokens", column, row: row.id.0 })
        };
        let rules =
            AddressRules { allow: read(row.allow, "allow_ips")?, block: read(row.block, "block_ips")? };
        let number = self.addresses.add(&rules);
        if known.rules.len() < RECOGNISED {
            known.rules.insert(text.into(), number);
        }
        Ok(number)
    }

    /// A set of scopes, sorted, with a space between.
    pub(super) fn add_scopes(&self, token: TokenId, joined: &str) -> Result<u32, StoreError> {
        if joined.is_empty() {
            return Ok(0);
        }
        let mut known = self.known();
        if let Some(number) = known.scopes.get(joined) {
            return Ok(*number);
        }
        let names = joined.split(' ').map(ScopeName::parse).collect::<Result<_, _>>();
        let corrupt = StoreError::Corrupt { table: "token_scopes", column: "scope", row: token.0 };
        let set = ScopeSet { names: names.map_err(|_| corrupt)?, joined: joined.into() };
        let number = number_of(self.scopes.push(set));
        if known.scopes.len() < RECOGNISED {
            known.scopes.insert(joined.into(), number);
        }
        Ok(number)
    }

    /// A rate; there are few different ones. 0: none.
    pub(super) fn add_rate(&self, rate: Option<Rate>) -> u32 {
        let Some(rate) = rate else { return 0 };
        let _one = self.known();
        let known = self.rates.iter().find(|(_, known)| **known == rate).map(|(number, _)| number);
        number_of(known.unwrap_or_else(|| self.rates.push(rate))) + 1
    }

    /// What a row has of the rest. 0: no quota, all models, the default group.
    pub(super) fn add_extras(&self, row: &VerifierRow<'_>) -> Result<u32, StoreError> {
        if !row.has_quota && row.models.is_none() && row.group == Group::DEFAULT {
            return Ok(0);
        }
        let text =
            [if row.has_quota { "1" } else { "0" }, row.group, row.models.unwrap_or_default()].join("\n");
        let mut known = self.known();
        if let Some(number) = known.extras.get(text.as_str()) {
            return Ok(*number);
        }
        let corrupt = |column| StoreError::Corrupt { table: "tokens", column, row: row.id.0 };
        let models =
            match row.models.map(|names| names.lines().map(ModelName::parse).collect::<Result<_, _>>()) {
                None => Models::All,
                Some(Ok(names)) => Models::Only(names),
                Some(Err(_)) => return Err(corrupt("models")),
            };
        let group = Group::parse(row.group).map_err(|_| corrupt("token_group"))?;
        let number = number_of(self.extras.push(Extras { has_quota: row.has_quota, models, group })) + 1;
        if known.extras.len() < RECOGNISED {
            known.extras.insert(text.into(), number);
        }
        Ok(number)
    }

    /// A name, in an entry's own room if it fits.
    pub(super) fn add_name(&self, name: &str) -> PackedName {
        let mut bytes = [0; size_of::<PackedName>()];
        if name.len() <= INLINE {
            bytes[0] = u8::try_from(name.len()).unwrap_or(0);
            bytes[1..=name.len()].copy_from_slice(name.as_bytes());
        } else {
            bytes[0] = LONG;
            bytes[1..5].copy_from_slice(&number_of(self.names.push(name.into())).to_le_bytes());
        }
        let (words, _) = bytes.as_chunks::<8>();
        [words[0], words[1], words[2]].map(u64::from_le_bytes)
    }

    #[inline]
    pub(super) fn addresses(&self, number: u32) -> Lists<'_> {
        self.addresses.get(number)
    }

    #[inline]
    pub(super) fn scopes(&self, number: u32) -> &ScopeSet {
        &self.scopes[number as usize]
    }

    #[inline]
    pub(super) fn extras(&self, number: u32) -> &Extras {
        NonZeroU32::new(number).map_or(&self.no_extras, |number| &self.extras[number.get() as usize - 1])
    }

    #[inline]
    pub(super) fn rate(&self, number: u32) -> Option<Rate> {
        NonZeroU32::new(number).map(|number| self.rates[number.get() as usize - 1])
    }

    #[inline]
    pub(super) fn name(&self, packed: PackedName) -> Name<'_> {
        let mut bytes = [0; size_of::<PackedName>()];
        for (part, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(packed) {
            *part = word.to_le_bytes();
        }
        let [first, rest @ ..] = bytes;
        if first == LONG {
            let number = u32::from_le_bytes([rest[0], rest[1], rest[2], rest[3]]);
            return Name::Long(&self.names[number as usize]);
        }
        Name::Short(rest, first)
    }
}

fn number_of(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than four billion")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_length_read_back() {
        let terms = SharedTerms::new();
        for length in 0..=50 {
            let name = "결".repeat(length);
            assert_eq!(terms.name(terms.add_name(&name)).as_str(), name);
        }
    }

    #[test]
    fn what_is_the_same_is_kept_once() {
        let terms = SharedTerms::new();
        let one = terms.add_scopes(TokenId(1), "read write").unwrap();
        assert_eq!(terms.add_scopes(TokenId(2), "read write").unwrap(), one);
        assert_ne!(terms.add_scopes(TokenId(2), "read").unwrap(), one);
        assert_eq!(terms.scopes(one).names.len(), 2);
        assert_eq!(terms.add_scopes(TokenId(2), "").unwrap(), 0);
    }
}
