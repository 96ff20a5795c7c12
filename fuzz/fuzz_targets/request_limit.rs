//! A request limit as typed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_domain::limit::{LimitWindow, RequestLimit};

fuzz_target!(|raw: &str| {
    let window = LimitWindow::Day;
    match RequestLimit::parse(raw, window) {
        Ok(Some(limit)) => {
            let max = limit.max.get();
            assert!(max <= RequestLimit::MAX);
            assert_eq!(RequestLimit::parse(&max.to_string(), window), Ok(Some(limit)), "read as it is written");
            let digits: String = raw.chars().filter(char::is_ascii_digit).collect();
            assert_eq!(digits.trim_start_matches('0'), max.to_string(), "no digit is dropped");
        }
        Ok(None) => assert!(raw.trim().chars().all(|c| c == '0' || c == ',')),
        Err(_) => assert!(!raw.trim().is_empty()),
    }
    assert_eq!(LimitWindow::from_code(raw).is_some(), LimitWindow::ALL.iter().any(|it| it.code() == raw));
});
