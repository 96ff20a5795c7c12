//! SHA-256 digests as other systems write them.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};

/// A digest in hexadecimal digits of either case, in base64 or in base64url, padded or not. Each has its own length
/// and alphabet, so that none is taken for another; anything else is none.
pub(crate) fn sha256(text: &str) -> Option<[u8; 32]> {
    match text.len() {
        64 => hexadecimal(text),
        44 => [STANDARD, URL_SAFE].iter().find_map(|engine| engine.decode(text).ok()?.try_into().ok()),
        43 => [STANDARD_NO_PAD, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|engine| engine.decode(text).ok()?.try_into().ok()),
        _ => None,
    }
}

fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    for (byte, digits) in digest.iter_mut().zip(text.as_bytes().chunks(2)) {
        for digit in digits {
            let value = char::from(*digit).to_digit(16)?;
            *byte = (*byte << 4) | u8::try_from(value).ok()?;
        }
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_else_is_taken_for_a_digest() {
        let hex = "f3abf2a6cc4f00987743db5f544ba345b4899ae31f326d8ee9c4816de153c9e0";
        assert!(sha256(hex).is_some() && sha256(&hex.to_uppercase()).is_some());
        for wrong in [
            &hex[1..],
            &format!("{hex}0"),
            &format!("0x{}", &hex[2..]),
            &hex.replace('a', "g"),
            &hex.replace('a', "é"),
            "",
            // The unused bits of the last character are not zero.
            "86vypsxPAJh3Q9tfVEujRbSJmuMfMm2O6cSBbeFTyeB",
            // Both alphabets in one.
            "+_vypsxPAJh3Q9tfVEujRbSJmuMfMm2O6cSBbeFTyeA",
        ] {
            assert_eq!(sha256(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn each_spelling_is_the_same_digest(digest: [u8; 32]) {
            let hex = digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            for text in [
                hex.to_uppercase(),
                hex,
                STANDARD.encode(digest),
                STANDARD_NO_PAD.encode(digest),
                URL_SAFE.encode(digest),
                URL_SAFE_NO_PAD.encode(digest),
            ] {
                prop_assert_eq!(sha256(&text), Some(digest), "{}", text);
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{40,70}") {
            let _ = sha256(&text);
        }
    }
}
