//! The two address lists of a token, and how a typed list is read.

use std::{collections::HashSet, net::IpAddr};

use ipnet::IpNet;

use crate::{
    address::{AddressProblem, AddressRange},
    field_error::{Field, FieldError, Problem},
};

/// Who may use a token. Block wins: an address in both lists is blocked.
///
/// An empty allow list allows every address (source: reference/seeds/000, "Allow all IPs if left blank").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressRules {
    /// Allowed ranges, in the order given, without doubles; empty: all.
    pub allow: Vec<AddressRange>,
    /// Blocked ranges, in the order given, without doubles.
    pub block: Vec<AddressRange>,
}

impl AddressRules {
    /// The most entries in one list.
    pub const MAX_ENTRIES: usize = 1_000;
}

/// The two address lists of a token as the decision asks them, however they are kept.
pub trait AddressLists {
    /// Whether the block list has entries.
    fn has_block(&self) -> bool;

    /// Whether the block list names this address.
    fn blocks(&self, ip: IpAddr) -> bool;

    /// Whether the allow list has entries; one without any allows every address.
    fn has_allow(&self) -> bool;

    /// Whether the allow list is empty or names this address. A blocked address is judged by [`Self::blocks`] first.
    fn allows(&self, ip: IpAddr) -> bool;
}

impl AddressLists for AddressRules {
    fn has_block(&self) -> bool {
        !self.block.is_empty()
    }

    fn blocks(&self, ip: IpAddr) -> bool {
        self.block.iter().any(|range| range.contains(ip))
    }

    fn has_allow(&self) -> bool {
        !self.allow.is_empty()
    }

    fn allows(&self, ip: IpAddr) -> bool {
        self.allow.is_empty() || self.allow.iter().any(|range| range.contains(ip))
    }
}

/// How one entry was read; there is one for each entry typed, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressReading {
    /// As typed.
    pub raw: String,
    /// The range, or why it is none.
    pub range: Result<AddressRange, AddressProblem>,
    /// Worth saying, though accepted.
    pub note: Option<AddressNote>,
}

/// Worth saying at an entry that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressNote {
    /// Host bits were cleared or the form was shortened: what is saved differs from what was typed.
    Normalised,
    /// Already in the list; saved once.
    Duplicate,
    /// An allow entry that the block list covers wholly.
    NeverMatches,
    /// Every address of its family.
    Everything,
}

/// Both lists as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressListReading {
    /// One for each allow entry typed.
    pub allow: Vec<AddressReading>,
    /// One for each block entry typed.
    pub block: Vec<AddressReading>,
}

impl AddressListReading {
    /// Reads both lists as typed; entries of white space alone are ignored.
    pub fn read(allow: &[String], block: &[String]) -> Self {
        let block = read_list(block);
        let blocked: Vec<IpNet> = IpNet::aggregate(&ranges(&block).map(|range| range.net()).collect());
        let mut allow = read_list(allow);
        for entry in &mut allow {
            if let Ok(range) = entry.range
                && blocked.iter().any(|net| net.contains(&range.net()))
            {
                entry.note = Some(AddressNote::NeverMatches);
            }
        }
        Self { allow, block }
    }

    /// All that is wrong with both lists.
    pub fn errors(&self) -> Vec<FieldError> {
        [(Field::AllowIps, &self.allow), (Field::BlockIps, &self.block)]
            .into_iter()
            .flat_map(|(field, list)| {
                let (count, max) = (list.len(), AddressRules::MAX_ENTRIES);
                let too_many = (count > max).then(|| FieldError::new(field, Problem::TooMany { count, max }));
                let bad = list.iter().enumerate().filter_map(move |(index, entry)| {
                    entry.range.err().map(|problem| FieldError::at(field, index, problem.into()))
                });
                too_many.into_iter().chain(bad)
            })
            .collect()
    }

    /// The lists as they are saved: readable entries, each once.
    pub fn rules(&self) -> AddressRules {
        let once = |list: &[AddressReading]| {
            let mut seen = HashSet::new();
            ranges(list).filter(|range| seen.insert(*range)).collect()
        };
        AddressRules { allow: once(&self.allow), block: once(&self.block) }
    }
}

fn read_list(raw: &[String]) -> Vec<AddressReading> {
    let mut seen = HashSet::new();
    raw.iter()
        .map(|raw| {
            let range = AddressRange::parse(raw);
            let note = range.ok().and_then(|range| {
                if !seen.insert(range) {
                    Some(AddressNote::Duplicate)
                } else if range.is_everything() {
                    Some(AddressNote::Everything)
                } else {
                    (range.to_string() != raw.trim()).then_some(AddressNote::Normalised)
                }
            });
            AddressReading { raw: raw.clone(), range, note }
        })
        .collect()
}

fn ranges(list: &[AddressReading]) -> impl Iterator<Item = AddressRange> {
    list.iter().filter_map(|entry| entry.range.ok())
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::{AddressNote::*, *};

    fn read(allow: &[&str], block: &[&str]) -> AddressListReading {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        AddressListReading::read(&owned(allow), &owned(block))
    }

    fn notes(list: &[AddressReading]) -> Vec<Option<AddressNote>> {
        list.iter().map(|entry| entry.note).collect()
    }

    #[test]
    fn every_bad_entry_is_named_and_none_is_dropped() {
        let reading = read(&["10.0.0.1", "300.1.1"], &["nope", "::1", "1.2.3.4/40"]);
        let errors: Vec<_> = reading.errors().into_iter().map(|e| (e.field, e.index)).collect();
        assert_eq!(
            errors,
            [(Field::AllowIps, Some(1)), (Field::BlockIps, Some(0)), (Field::BlockIps, Some(2))]
        );
        assert_eq!(reading.allow.len(), 2);
    }

    #[test]
    fn notes_say_what_is_saved_differently() {
        let reading = read(&["10.0.0.5/8", "10.0.0.0/8", "0.0.0.0/0", "192.168.1.1"], &[]);
        assert_eq!(notes(&reading.allow), [Some(Normalised), Some(Duplicate), Some(Everything), None]);
        assert_eq!(reading.rules().allow.len(), 3);
    }

    #[test]
    fn an_allow_entry_covered_by_several_blocks_together_never_matches() {
        let reading = read(&["10.0.0.0/24", "10.0.1.0/24"], &["10.0.0.0/25", "10.0.0.128/25", "10.0.1.0/25"]);
        assert_eq!(notes(&reading.allow), [Some(AddressNote::NeverMatches), None]);
    }

    #[test]
    fn an_address_in_both_lists_is_blocked() {
        let rules = read(&["10.0.0.1"], &["10.0.0.1"]).rules();
        let ip = "10.0.0.1".parse().unwrap();
        assert!(rules.blocks(ip));
    }

    #[test]
    fn more_entries_than_allowed_are_refused_not_cut() {
        let many: Vec<String> = (0..=1000u32).map(|n| std::net::Ipv4Addr::from(n).to_string()).collect();
        let errors = AddressListReading::read(&many, &[]).errors();
        assert_eq!(errors, [FieldError::new(Field::AllowIps, Problem::TooMany { count: 1001, max: 1000 })]);
    }

    proptest! {
        /// An entry is marked "never matches" exactly when no address of it can pass.
        #[test]
        fn never_matches_is_exact(base in 0u8..4, length in 28u8..=32, blocks in vec((0u8..32, 27u8..=32), 0..6)) {
            let entry = format!("10.0.0.{}/{length}", base * 8);
            let block: Vec<String> = blocks.iter().map(|(host, len)| format!("10.0.0.{host}/{len}")).collect();
            let reading = AddressListReading::read(std::slice::from_ref(&entry), &block);
            let rules = reading.rules();
            let passes = (0u8..=255).map(|host| IpAddr::from([10, 0, 0, host])).any(|ip| rules.allows(ip) && !rules.blocks(ip));
            prop_assert_eq!(reading.allow[0].note == Some(AddressNote::NeverMatches), !passes);
        }
    }
}
