//! A request's target.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_domain::request_path::RequestPath;

fuzz_target!(|raw: &str| {
    let Ok(path) = RequestPath::parse(raw) else { return };
    let text = path.as_str();
    assert!(text.starts_with('/') && text.is_ascii() && !text.contains("//") && !text.contains('\\'));
    assert!(text.split('/').all(|segment| !matches!(segment.split(';').next(), Some("." | ".."))));
    assert!(!text.contains("%2F") && !text.contains("%5C") && !text.contains("%00") && !text.contains('?'));
    assert_eq!(RequestPath::parse(text).as_ref(), Ok(&path), "what was read is read as itself");
});
