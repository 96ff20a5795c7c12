//! A token a line, in whatever bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_token_file::{Content, Format};

fuzz_target!(|raw: &[u8]| {
    let rows: Vec<_> = Format::JsonLines.rows(raw, &[]).expect("there is no head to be wrong").collect();
    let text = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(raw);
    let written = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count();
    assert!(rows.len() <= written, "a row stands on one line");
    if rows.iter().all(Result::is_ok) {
        assert_eq!(rows.len(), written, "each line that says something is a row");
    }
    for (index, row) in rows.into_iter().flatten().enumerate() {
        assert_eq!(row.number, index as u64 + 1);
        assert!(row.line >= Some(row.number));
        match row.content {
            Content::Token(_, faults) => {
                assert!(faults.iter().all(|fault| fault.column.is_some()), "each wrong field is named");
            }
            Content::Unreadable(fault) => assert!(!fault.message.is_empty()),
        }
    }
});
