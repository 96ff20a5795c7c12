//! The address lists of all tokens, laid out to be asked.
//!
//! Both lists of a token are one stretch of words: how many stretches of addresses there are of each kind, then these, by
//! their first and their last address, sorted and apart from each other. Added to, never taken away.

use std::{
    net::IpAddr,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use tokendesk_domain::{
    address::AddressRange,
    address_list::{AddressLists, AddressRules},
};

use super::{locked, mapping::Mapping};

/// Words that are made room for at once: 8 MB; the longest lists that can be told fit.
const CHUNK: usize = 1 << 20;
const _: () = assert!(CHUNK > 2 * (1 + WORDS_V6) * u16::MAX as usize);
/// 8 GB: 67 million tokens with ten networks each would fit.
const CHUNKS: usize = 1 << 10;
/// Those of a stretch of IPv6 addresses; one of IPv4 has one.
const WORDS_V6: usize = 4;

/// Every address is blocked: in place of lists that there is no room for, or that no form allows.
const CLOSED: u32 = 1;
/// Numbers from here on are those of the first word of two lists.
const FIRST: usize = 2;

static ALL_V4: [AtomicU64; 1] = [AtomicU64::new(u32::MAX as u64)];
static ALL_V6: [[AtomicU64; WORDS_V6]; 1] =
    [[AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(u64::MAX), AtomicU64::new(u64::MAX)]];

/// The address lists of all tokens.
pub(super) struct AddressBook {
    chunks: Box<[OnceLock<Mapping>]>,
    /// Whoever adds holds it: where the next one goes.
    end: Mutex<usize>,
}

/// The lists of one token.
#[derive(Clone, Copy)]
pub(super) struct Lists<'b> {
    allow: Stretches<'b>,
    block: Stretches<'b>,
}

/// One list: the addresses from each first to each last one.
#[derive(Clone, Copy)]
struct Stretches<'b> {
    /// The first address above, the last one below.
    v4: &'b [AtomicU64],
    /// The halves of the first address, then of the last one.
    v6: &'b [[AtomicU64; WORDS_V6]],
}

impl AddressBook {
    /// Number 0 is no list at all.
    pub(super) const NO_LISTS: u32 = 0;

    pub(super) fn new() -> Self {
        Self { chunks: (0..CHUNKS).map(|_| OnceLock::new()).collect(), end: Mutex::new(FIRST) }
    }

    /// Adds lists and gives their number out. Where there is no more memory, or where they are far longer than any form
    /// allows, that of lists which block everybody.
    pub(super) fn add(&self, rules: &AddressRules) -> u32 {
        self.try_add(rules).unwrap_or_else(|| {
            tracing::error!("there is no room for address lists: their tokens are refused");
            CLOSED
        })
    }

    fn try_add(&self, rules: &AddressRules) -> Option<u32> {
        let words = laid_out(rules)?;
        let mut end = locked(&self.end);
        // A stretch of words lies in one chunk.
        let rest = CHUNK - *end % CHUNK;
        let begin = if words.len() > rest { *end + rest } else { *end };
        let number = u32::try_from(begin).ok()?;
        let chunk = self.chunks.get(begin / CHUNK)?;
        if chunk.get().is_none() {
            chunk.set(Mapping::in_large_pages(CHUNK * size_of::<u64>()).ok()?).ok()?;
        }
        for (place, word) in chunk.get()?.words()[begin % CHUNK..].iter().zip(&words) {
            place.store(*word, Ordering::Relaxed);
        }
        *end = begin + words.len();
        Some(number)
    }

    /// The lists of a number that was given out.
    #[inline]
    pub(super) fn get(&self, number: u32) -> Lists<'_> {
        match number {
            Self::NO_LISTS => return Lists { allow: Stretches::NONE, block: Stretches::NONE },
            CLOSED => return Lists { allow: Stretches::NONE, block: Stretches::ALL },
            _ => {}
        }
        let (chunk, place) = (number as usize / CHUNK, number as usize % CHUNK);
        let words = &self.chunks[chunk].get().expect("the number was given out").words()[place..];
        let [allow_v4, block_v4, allow_v6, block_v6] = counts(words[0].load(Ordering::Relaxed));
        let (allow_v4, rest) = words[1..].split_at(allow_v4);
        let (block_v4, rest) = rest.split_at(block_v4);
        let (v6, _) = rest.as_chunks();
        let (allow_v6, rest) = v6.split_at(allow_v6);
        Lists {
            allow: Stretches { v4: allow_v4, v6: allow_v6 },
            block: Stretches { v4: block_v4, v6: &rest[..block_v6] },
        }
    }
}

impl AddressLists for Lists<'_> {
    #[inline]
    fn has_block(&self) -> bool {
        self.block.is_some()
    }

    #[inline]
    fn blocks(&self, ip: IpAddr) -> bool {
        self.block.has(ip)
    }

    #[inline]
    fn has_allow(&self) -> bool {
        self.allow.is_some()
    }

    #[inline]
    fn allows(&self, ip: IpAddr) -> bool {
        !self.allow.is_some() || self.allow.has(ip)
    }
}

impl Stretches<'_> {
    const NONE: Self = Self { v4: &[], v6: &[] };
    const ALL: Self = Self { v4: &ALL_V4, v6: &ALL_V6 };

    const fn is_some(&self) -> bool {
        !self.v4.is_empty() || !self.v6.is_empty()
    }

    /// Of the stretches that begin no later than an address only the last one can have it.
    fn has(&self, ip: IpAddr) -> bool {
        match ip.to_canonical() {
            IpAddr::V4(ip) => {
                let ip = u64::from(ip.to_bits());
                let latest = ip << 32 | u64::from(u32::MAX);
                let behind = self.v4.partition_point(|stretch| stretch.load(Ordering::Relaxed) <= latest);
                let last = |stretch: &AtomicU64| stretch.load(Ordering::Relaxed) & u64::from(u32::MAX);
                self.v4[..behind].last().is_some_and(|stretch| ip <= last(stretch))
            }
            IpAddr::V6(ip) => {
                let ip = ip.to_bits();
                let behind = self.v6.partition_point(|[high, low, ..]| address_of(high, low) <= ip);
                self.v6[..behind].last().is_some_and(|[.., high, low]| ip <= address_of(high, low))
            }
        }
    }
}

fn address_of(high: &AtomicU64, low: &AtomicU64) -> u128 {
    u128::from(high.load(Ordering::Relaxed)) << 64 | u128::from(low.load(Ordering::Relaxed))
}

/// How many stretches of each kind.
fn counts(word: u64) -> [usize; 4] {
    let bytes = word.to_le_bytes();
    [0, 2, 4, 6].map(|at| u16::from_le_bytes([bytes[at], bytes[at + 1]]).into())
}

/// None: more than can be told of one kind. A data file may come from elsewhere.
fn laid_out(rules: &AddressRules) -> Option<Vec<u64>> {
    let [(allow_v4, allow_v6), (block_v4, block_v6)] =
        [&rules.allow, &rules.block].map(|list| stretches(list));
    let mut header = 0;
    for count in [block_v6.len(), allow_v6.len(), block_v4.len(), allow_v4.len()] {
        header = header << 16 | u64::from(u16::try_from(count).ok()?);
    }
    let v4 =
        allow_v4.into_iter().chain(block_v4).map(|(first, last)| u64::from(first) << 32 | u64::from(last));
    #[expect(clippy::cast_possible_truncation, reason = "a half of it")]
    let v6 = allow_v6
        .into_iter()
        .chain(block_v6)
        .flat_map(|(first, last)| [first, last])
        .flat_map(|address| [(address >> 64) as u64, address as u64]);
    Some([header].into_iter().chain(v4).chain(v6).collect())
}

type Pairs<A> = Vec<(A, A)>;

/// The addresses of a list from each first to each last one, sorted and apart from each other.
fn stretches(ranges: &[AddressRange]) -> (Pairs<u32>, Pairs<u128>) {
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for range in ranges {
        match range.ends() {
            (IpAddr::V4(first), IpAddr::V4(last)) => v4.push((first.to_bits(), last.to_bits())),
            (IpAddr::V6(first), IpAddr::V6(last)) => v6.push((first.to_bits(), last.to_bits())),
            _ => unreachable!("a range is of one family"),
        }
    }
    (apart(v4), apart(v6))
}

fn apart<A: Ord + Copy>(mut pairs: Pairs<A>) -> Pairs<A> {
    pairs.sort_unstable();
    let mut apart: Pairs<A> = Vec::with_capacity(pairs.len());
    for (first, last) in pairs {
        match apart.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => apart.push((first, last)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn rules(allow: &[String], block: &[String]) -> AddressRules {
        let read = |list: &[String]| list.iter().map(|range| AddressRange::parse(range).unwrap()).collect();
        AddressRules { allow: read(allow), block: read(block) }
    }

    /// Few addresses, so that ranges meet: within each other, side by side, at the ends of all there are.
    fn range() -> impl Strategy<Value = String> {
        let v4 = (0u32..32, prop::sample::select(vec![0u8, 8, 27, 28, 29, 30, 31, 32]), any::<bool>())
            .prop_map(|(host, length, is_high)| {
                let base = if is_high { 0xffff_ffe0 } else { 0x0a00_0000 };
                format!("{}/{length}", Ipv4Addr::from_bits(base | host))
            });
        let v6 = (0u32..32, prop::sample::select(vec![0u8, 16, 64, 123, 124, 127, 128]), any::<bool>())
            .prop_map(|(host, length, is_high)| {
                let base = if is_high { "ffff:ffff:ffff:ffff:ffff:ffff:ffff" } else { "2001:db8:0:0:0:0:0" };
                format!("{base}:{host:x}/{length}")
            });
        prop_oneof![v4, v6]
    }

    proptest! {
        /// Asked either way, the same lists say the same of each address.
        #[test]
        fn lists_say_what_the_rules_say(
            allow in vec(range(), 0..8),
            block in vec(range(), 0..8),
            asked in vec(range(), 1..20),
        ) {
            let rules = rules(&allow, &block);
            let book = AddressBook::new();
            book.add(&AddressRules { allow: rules.block.clone(), block: rules.allow.clone() });
            let lists = book.get(book.add(&rules));
            prop_assert_eq!(lists.has_allow(), rules.has_allow());
            prop_assert_eq!(lists.has_block(), rules.has_block());
            for address in asked {
                let ip: IpAddr = address.split('/').next().unwrap().parse().unwrap();
                let mapped = match ip {
                    IpAddr::V4(ip) => ip.to_ipv6_mapped().into(),
                    IpAddr::V6(_) => ip,
                };
                for ip in [ip, mapped] {
                    prop_assert_eq!(lists.allows(ip), rules.allows(ip), "{}", ip);
                    prop_assert_eq!(lists.blocks(ip), rules.blocks(ip), "{}", ip);
                }
            }
        }
    }

    #[test]
    fn without_lists_everybody_is_allowed() {
        let book = AddressBook::new();
        let lists = book.get(AddressBook::NO_LISTS);
        assert!(!lists.has_allow() && !lists.has_block());
    }

    #[test]
    fn lists_that_there_is_no_room_for_block_everybody() {
        let book = AddressBook::new();
        *locked(&book.end) = CHUNK * CHUNKS;
        let lists = book.get(book.add(&AddressRules::default()));
        assert!(
            ["0.0.0.0", "10.0.0.1", "255.255.255.255", "::", "2001:db8::1", "ffff::"]
                .into_iter()
                .all(|ip| lists.blocks(ip.parse().unwrap()))
        );
    }

    #[test]
    fn a_list_that_is_longer_than_any_form_allows_blocks_everybody_and_is_not_cut() {
        let many =
            |count: u32| (0..count).map(|n| Ipv4Addr::from_bits(2 * n).to_string()).collect::<Vec<_>>();
        let book = AddressBook::new();
        for count in [1 << 16, (1 << 16) + 5, 2 << 20] {
            let lists = book.get(book.add(&rules(&[], &many(count))));
            assert!(["0.0.0.2", "10.0.0.1", "::1"].into_iter().all(|ip| lists.blocks(ip.parse().unwrap())));
        }
    }

    #[test]
    fn the_longest_lists_are_kept_whole_at_the_end_of_a_chunk_too() {
        let book = AddressBook::new();
        let many = |net: &str| -> Vec<String> {
            (0..AddressRules::MAX_ENTRIES).map(|n| format!("{net}:{n:x}::/48")).collect()
        };
        let rules = rules(&many("2001:db8"), &many("2001:db9"));
        for _ in 0..CHUNK / (AddressRules::MAX_ENTRIES * 2 * WORDS_V6) + 2 {
            let lists = book.get(book.add(&rules));
            assert_eq!(lists.allow.v6.len(), AddressRules::MAX_ENTRIES);
            assert_eq!(lists.block.v6.len(), AddressRules::MAX_ENTRIES);
            assert!(lists.allows("2001:db8:3e7::1".parse().unwrap()));
            assert!(!lists.allows("2001:db8:3e8::1".parse().unwrap()));
            assert!(lists.blocks("2001:db9:0::".parse().unwrap()));
        }
    }
}
