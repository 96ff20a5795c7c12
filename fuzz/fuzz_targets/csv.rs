//! A table of tokens, in whatever bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_token_file::{Content, Format};

fuzz_target!(|raw: &[u8]| {
    let Ok(rows) = Format::Csv.rows(raw, &[]) else { return };
    let lines = raw.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    let (mut expected, mut from) = (1, 0);
    for row in rows {
        let Ok(row) = row else { break };
        assert_eq!(row.number, expected, "no row is left out");
        let line = row.line.expect("a table has lines");
        // A carriage return alone ends a row, too, and no line: only where there is one do rows share a line.
        let is_later = line > from || (line == from && raw.contains(&b'\r'));
        assert!(is_later && line <= lines, "a row begins on a line of its own: {line}");
        (expected, from) = (expected + 1, line);
        match row.content {
            Content::Token(fields, faults) => {
                let lists = [&fields.allow_ips, &fields.block_ips, &fields.scopes, &fields.models];
                assert!(lists.into_iter().flatten().all(|entry| !entry.trim().is_empty()));
                assert!(faults.iter().all(|fault| fault.column.is_some()), "each wrong cell is named");
            }
            Content::Unreadable(fault) => assert!(!fault.message.is_empty()),
        }
    }
});
