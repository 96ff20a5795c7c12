//! A document, read in each of the ways.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_openapi::{ImportOptions, ScopesBy, import};

fuzz_target!(|raw: &[u8]| {
    for by in [ScopesBy::Security, ScopesBy::Tag, ScopesBy::Access] {
        let options = ImportOptions { by, ..ImportOptions::default() };
        let Ok(import) = import(raw, &options) else { continue };
        assert!(!import.routes.is_empty());
        for scope in import.routes.iter().filter_map(|route| route.need.scope()) {
            assert!(
                import.scopes.iter().any(|known| known.name == *scope),
                "each need is a scope that is brought along"
            );
        }
    }
});
