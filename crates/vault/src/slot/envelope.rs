//! A data key in an envelope that only the slot's secret opens, and that can be made without it.
//!
//! The slot's key gives a key pair (X25519); the public half stands in the slot. So a new data key is put
//! into every slot without asking for a passphrase, and whoever once knew the old data key learns
//! nothing of the new one. HPKE (RFC 9180) in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
//! ChaCha20-Poly1305.
//!
//! Layout: `public key 32 | encapsulated key 32 | data key 32 | tag 16 | proof: nonce 24, tag 16`. The proof
//! is made with the data key itself over everything before it: a public key that somebody else slipped
//! into the file has none that fits the data key at hand, and never gets the next one.
//!
//! The proof says no more than that the maker knew the data key inside. Base mode names no sender, and the
//! public halves stand in the file: who can write it can draw a data key of their own and put it, proven, into
//! every slot. Such a set of slots opens, to nothing that was sealed before, and what is sealed from then on
//! is readable to its maker. Nothing here tells it from a rotation, neither at an unlock from cold nor where a
//! vault that was open reads its slots again.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::WrongKey;
use crate::aead::{self, KEY_LEN, NONCE_LEN, Nonce, TAG_LEN};
use crate::key_encryption_key::KeyEncryptionKey;

/// Keeps these envelopes and their proofs apart from everything else that is sealed here.
const ENVELOPE: &[u8] = b"tokendesk data key envelope";
const PROOF: &[u8] = b"tokendesk data key envelope proof";
const PUBLIC_LEN: usize = 32;
const ENCAPSULATED_LEN: usize = 32;
/// Where the proof begins.
const PROVEN_LEN: usize = PUBLIC_LEN + ENCAPSULATED_LEN + KEY_LEN + TAG_LEN;
pub(super) const LEN: usize = PROVEN_LEN + NONCE_LEN + TAG_LEN;

type Private = <X25519HkdfSha256 as hpke::Kem>::PrivateKey;

/// The half of a slot's key pair that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublicKey([u8; PUBLIC_LEN]);

impl PublicKey {
    pub(crate) fn of(key: &KeyEncryptionKey) -> Self {
        Self::with_private(key).1
    }

    fn with_private(key: &KeyEncryptionKey) -> (Private, Self) {
        let (private, public) = X25519HkdfSha256::derive_keypair(key.expose());
        (private, Self(public.to_bytes().into()))
    }
}

/// Appends an envelope to `out`.
pub(super) fn seal<R: CryptoRng + ?Sized>(
    out: &mut Vec<u8>,
    PublicKey(public): PublicKey,
    associated: &[u8],
    data_key: &[u8; KEY_LEN],
    mut rng: &mut R,
) {
    let start = out.len();
    let recipient = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&public)
        .expect("every 32 bytes are an X25519 public key");
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        X25519HkdfSha256,
    >(&OpModeS::Base, &recipient, ENVELOPE, data_key, associated, &mut rng)
    .expect("only an all-zero exchange fails, and no slot's key gives such a public key");
    out.extend_from_slice(&public);
    out.extend_from_slice(&encapsulated.to_bytes());
    out.extend_from_slice(&sealed);
    let proven = [PROOF, associated, &out[start..]].concat();
    aead::seal_into(out, data_key, &proven, &[], Nonce::random(rng));
}

/// The data key, if `key` is the one that the envelope was made for.
pub(super) fn open(
    envelope: &[u8],
    key: &KeyEncryptionKey,
    associated: &[u8],
) -> Result<Zeroizing<[u8; KEY_LEN]>, WrongKey> {
    let (private, public) = PublicKey::with_private(key);
    if public_key(envelope) != public {
        return Err(WrongKey);
    }
    let (encapsulated, sealed) = envelope[PUBLIC_LEN..PROVEN_LEN].split_at(ENCAPSULATED_LEN);
    let encapsulated =
        <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| WrongKey)?;
    let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &private,
        &encapsulated,
        ENVELOPE,
        sealed,
        associated,
    )
    .map(Zeroizing::new)
    .map_err(|_| WrongKey)?;
    let mut data_key = Zeroizing::new([0; KEY_LEN]);
    data_key.copy_from_slice(&plain);
    if is_proven(envelope, associated, &data_key) { Ok(data_key) } else { Err(WrongKey) }
}

/// Whether somebody who has this data key made the envelope.
pub(super) fn is_proven(envelope: &[u8], associated: &[u8], data_key: &[u8; KEY_LEN]) -> bool {
    let (proven, proof) = envelope.split_at(PROVEN_LEN);
    aead::open(data_key, &[PROOF, associated, proven].concat(), proof).is_ok()
}

/// Whom the envelope is for.
pub(super) fn public_key(envelope: &[u8]) -> PublicKey {
    PublicKey(*envelope.first_chunk().expect("length checked when it was read"))
}
