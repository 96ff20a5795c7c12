//! A list of new-api, in whatever bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_token_file::{Content, Format};

fuzz_target!(|raw: &[u8]| {
    let Ok(rows) = Format::NewApi.rows(raw, &[]) else { return };
    for (index, row) in rows.enumerate() {
        let row = row.expect("the list was read as a whole");
        assert_eq!((row.number, row.line), (index as u64 + 1, None));
        let Content::Token(fields, faults) = row.content else { panic!("a token") };
        assert!(faults.iter().all(|fault| fault.column.is_some()), "each wrong field is named");
        let unlimited = raw.windows(15).any(|part| part == b"unlimited_quota");
        assert!(fields.quota.is_some() || unlimited || raw.contains(&b'\\'), "nothing becomes unlimited by itself");
    }
});
