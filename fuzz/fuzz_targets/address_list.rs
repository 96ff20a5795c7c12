//! Both address lists: an allow entry on each line before the first blank line, a block entry on each after it.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::fuzz_target;
use tokendesk_domain::{address::AddressRange, address_list::AddressListReading};

fuzz_target!(|raw: &str| {
    let (allow, block) = raw.split_once("\n\n").unwrap_or((raw, ""));
    let entries = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let (allow, block) = (entries(allow), entries(block));
    let reading = AddressListReading::read(&allow, &block);
    assert_eq!(reading.allow.len() + reading.block.len(), allow.len() + block.len(), "none is dropped");
    let wrong = reading.allow.iter().chain(&reading.block).filter(|entry| entry.range.is_err()).count();
    let errors = reading.errors();
    assert_eq!(errors.iter().filter(|error| error.index.is_some()).count(), wrong, "each wrong one is named");

    let rules = reading.rules();
    for range in rules.allow.iter().chain(&rules.block) {
        let canonical = range.to_string();
        assert_eq!(AddressRange::parse(&canonical), Ok(*range), "{canonical} is read as it is written");
        assert!(range.contains(first_of(range)));
    }
    for range in &rules.block {
        assert!(rules.blocks(first_of(range)), "a blocked address stays out");
    }
    let texts = |ranges: &[AddressRange]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>();
    let again = AddressListReading::read(&texts(&rules.allow), &texts(&rules.block));
    assert!(again.errors().iter().all(|error| error.index.is_none()));
    assert_eq!(again.rules(), rules, "what was saved is read as it was saved");
});

/// The first address of a range, from its canonical text.
fn first_of(range: &AddressRange) -> IpAddr {
    let text = range.to_string();
    text.split('/').next().and_then(|address| address.parse().ok()).expect("an address")
}
