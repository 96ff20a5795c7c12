//! The one place that touches the cipher: XChaCha20-Poly1305 with a random 24-byte nonce.
//!
//! Layout of a sealed message: `nonce 24 | ciphertext | tag 16`. A random nonce of 24 bytes may be
//! used for any number of messages that a desktop will ever seal (source: draft-irtf-cfrg-xchacha,
//! section 1). Version and context go in front, or into the associated data, by the callers.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use zeroize::Zeroizing;

/// Bytes of a key.
pub(crate) const KEY_LEN: usize = 32;
/// Bytes of the nonce in front.
pub(crate) const NONCE_LEN: usize = 24;
/// Bytes of the tag behind.
pub(crate) const TAG_LEN: usize = 16;

/// The tag does not fit: damaged, another key, or another context. Which of them can't be told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotAuthentic;

/// Used up by sealing one message; not `Clone`, so it can't seal two.
#[derive(Debug)]
pub(crate) struct Nonce([u8; NONCE_LEN]);

impl Nonce {
    pub(crate) fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = [0; NONCE_LEN];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }
}

/// Appends `nonce | ciphertext | tag` of `plain` to `out`.
pub(crate) fn seal_into(
    out: &mut Vec<u8>,
    key: &[u8; KEY_LEN],
    associated: &[u8],
    plain: &[u8],
    Nonce(nonce): Nonce,
) {
    out.extend_from_slice(&nonce);
    let start = out.len();
    // Room for everything beforehand: growing later would leave a copy of the plain text behind.
    out.reserve_exact(plain.len() + TAG_LEN);
    out.extend_from_slice(plain);
    let tag = XChaCha20Poly1305::new(&Key::from(*key))
        .encrypt_inout_detached(&XNonce::from(nonce), associated, out[start..].as_mut().into())
        .expect("keys and ids are far below the cipher's limit of 256 GiB");
    out.extend_from_slice(&tag);
}

/// Opens `nonce | ciphertext | tag`.
pub(crate) fn open(
    key: &[u8; KEY_LEN],
    associated: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotAuthentic> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(NotAuthentic)?;
    let (ciphertext, tag) = rest.split_last_chunk::<TAG_LEN>().ok_or(NotAuthentic)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    XChaCha20Poly1305::new(&Key::from(*key))
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            associated,
            plain.as_mut_slice().into(),
            &(*tag).into(),
        )
        .map_err(|_| NotAuthentic)?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vector of draft-irtf-cfrg-xchacha-03, appendix A.3.1.
    #[test]
    fn the_cipher_is_the_one_of_the_draft() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len())
                .step_by(2)
                .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex"))
                .collect()
        };
        let key: [u8; 32] = hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f")
            .try_into()
            .expect("32 bytes");
        let mut sealed = hex("404142434445464748494a4b4c4d4e4f5051525354555657");
        sealed.extend(hex("bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
             731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
             2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
             21f9664c97637da9768812f615c68b13b52e"));
        sealed.extend(hex("c0875924c1c7987947deafd8780acf49"));
        let plain = open(&key, &hex("50515253c0c1c2c3c4c5c6c7"), &sealed).expect("authentic");
        assert!(plain.starts_with(b"Ladies and Gentlemen of the class of '99"));
        assert_eq!(plain.len(), 114);
    }
}
