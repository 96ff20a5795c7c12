//! A key's prefix, and any text that is presented as a key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_domain::{
    existing_key::ExistingKey,
    key::{Key, KeyHash},
    key_prefix::KeyPrefix,
};

fuzz_target!(|raw: &str| {
    if let Ok(prefix) = KeyPrefix::parse(raw) {
        assert_eq!(KeyPrefix::parse(prefix.as_str()), Ok(prefix.clone()), "a prefix is read as it is written");
        assert_eq!(prefix.as_str(), raw.trim());
    }
    // Whoever checks keys is handed anything.
    let key = Key::from_secret(raw.to_owned().into());
    assert_eq!(key.hash(), KeyHash::of(raw));
    let hint = key.hint();
    assert!(raw.starts_with(&hint.head) && raw.ends_with(&hint.tail));
    assert!(raw.len() < Key::RANDOM_LEN || hint.tail.chars().count() == 4);
    assert_eq!(format!("{key:?}"), "Key(secret)");
    if let Ok(key) = ExistingKey::parse(raw) {
        assert_eq!(key.hash(), KeyHash::of(raw.trim()), "a client's key is taken as it is");
        let hint = key.hint();
        assert!(raw.trim().starts_with(&hint.head) && raw.trim().ends_with(&hint.tail));
        assert!(raw.trim().len() >= hint.head.len() + hint.tail.len() + 16, "most of it is never shown");
    }
});
