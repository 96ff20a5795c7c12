//! The key that wraps the data key in a slot; from the keyring, or from a passphrase.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::aead::KEY_LEN;

/// 32 bytes, wiped on drop.
pub(crate) struct KeyEncryptionKey(Zeroizing<[u8; KEY_LEN]>);

impl KeyEncryptionKey {
    pub(crate) fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        rng.fill_bytes(&mut *bytes);
        Self(bytes)
    }

    pub(crate) fn from_bytes(bytes: Zeroizing<[u8; KEY_LEN]>) -> Self {
        Self(bytes)
    }

    pub(crate) fn expose(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// For the keyring: base64, because `KWallet` keeps text only.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64::encode_string(&*self.0))
    }

    /// From the keyring; `None` if it is not what we put there.
    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; KEY_LEN]);
        match Base64::decode(text, &mut *bytes) {
            Ok(decoded) if decoded.len() == KEY_LEN => Some(Self(bytes)),
            _ => None,
        }
    }
}

impl fmt::Debug for KeyEncryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyEncryptionKey(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_into_the_keyring_comes_back_as_the_same_key() {
        let key = KeyEncryptionKey::from_bytes(Zeroizing::new([0xfe; KEY_LEN]));
        let text = key.to_text();
        assert_eq!(text.len(), 44);
        assert_eq!(KeyEncryptionKey::from_text(&text).expect("ours").expose(), key.expose());
    }

    #[test]
    fn foreign_text_in_the_keyring_is_no_key() {
        for text in ["", "password", "AAAA", &"A".repeat(44), &"A".repeat(64), "é"] {
            assert!(KeyEncryptionKey::from_text(text).is_none(), "{text}");
        }
    }
}
