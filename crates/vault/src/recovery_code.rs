//! A recovery code: what is written down on paper and opens the vault when all else is lost.
//!
//! 140 random bits and a checksum of 20 as 32 signs in eight groups of four. The alphabet is Crockford's
//! base 32: no letter that looks like a digit, and `I`, `L`, `O` are read as the digits they look like.
//! Case, blanks and dashes do not count when it is typed. The checksum tells a slip of the pen from a
//! code that is right in itself but belongs to another file.

use std::fmt;

use hkdf::Hkdf;
use rand::CryptoRng;
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use crate::aead::KEY_LEN;
use crate::key_encryption_key::KeyEncryptionKey;

/// Keep the checksum and the key apart from other uses of the same functions.
const CHECKSUM: &[u8] = b"tokendesk recovery code checksum";
const KEY: &[u8] = b"tokendesk recovery code key";
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Signs of chance: 5 bits each.
const RANDOM_LEN: usize = 28;
const LEN: usize = RecoveryCode::GROUPS * RecoveryCode::GROUP_LEN;
/// Longer than any code with generous blanks and dashes.
const LONGEST_TYPED: usize = 4 * LEN;

/// 32 signs of the alphabet, upper case, without separators. Wiped on drop, redacted in `Debug`.
pub struct RecoveryCode(Zeroizing<[u8; LEN]>);

/// Why a text is no recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// It does not have the shape of one: it is something else, such as a passphrase.
    #[error("this is no recovery code")]
    OtherShape,
    /// It looks like one, with a slip in it.
    #[error("the recovery code is mistyped")]
    Mistyped,
}

impl RecoveryCode {
    /// Groups of a written code.
    pub const GROUPS: usize = 8;
    /// Signs of a group.
    pub const GROUP_LEN: usize = 4;

    /// A new one; 140 random bits.
    pub fn random<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut bytes = Zeroizing::new([0; RANDOM_LEN]);
        rng.fill_bytes(&mut *bytes);
        let mut signs = Zeroizing::new([0; LEN]);
        for (sign, byte) in signs.iter_mut().zip(&*bytes) {
            *sign = ALPHABET[usize::from(byte % 32)];
        }
        let checksum = checksum(&signs);
        signs[RANDOM_LEN..].copy_from_slice(&checksum);
        Self(signs)
    }

    /// Reads what was typed.
    pub fn parse(typed: &str) -> Result<Self, RecoveryCodeError> {
        if typed.len() > LONGEST_TYPED {
            return Err(RecoveryCodeError::OtherShape);
        }
        let mut signs = Zeroizing::new([0; LEN]);
        let mut count = 0;
        for letter in typed.nfkc().filter(|letter| !is_separator(*letter)) {
            let sign = sign(letter).ok_or(RecoveryCodeError::OtherShape)?;
            // A sign too many or too few is the most likely slip, so it has to look like one.
            if let Some(place) = signs.get_mut(count) {
                *place = sign;
            }
            count += 1;
        }
        match count {
            LEN if signs[RANDOM_LEN..] == checksum(&signs) => Ok(Self(signs)),
            // Fewer is the length of a passphrase.
            count if (LEN - 2..=LEN + 2).contains(&count) => Err(RecoveryCodeError::Mistyped),
            _ => Err(RecoveryCodeError::OtherShape),
        }
    }

    /// The groups, as they are written down, first to last.
    pub fn groups(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.chunks(Self::GROUP_LEN).map(|group| std::str::from_utf8(group).expect("ASCII"))
    }

    /// Whether this was typed for the group at `index`, from 0; read as [`Self::parse`] does.
    pub fn is_group(&self, index: usize, typed: &str) -> bool {
        let Some(group) = self.0.chunks(Self::GROUP_LEN).nth(index) else { return false };
        let read = typed.nfkc().filter(|letter| !is_separator(*letter)).map(sign);
        read.eq(group.iter().map(|sign| Some(*sign)))
    }

    /// The key that the code gives. It is random enough to need no costly work.
    pub(crate) fn derive(&self, salt: &[u8; 16]) -> KeyEncryptionKey {
        let mut out = Zeroizing::new([0; KEY_LEN]);
        Hkdf::<Sha256>::new(Some(salt), &*self.0)
            .expand(KEY, &mut *out)
            .expect("32 bytes are less than HKDF's limit of 8,160");
        KeyEncryptionKey::from_bytes(out)
    }
}

/// Shows nothing of it.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(redacted)")
    }
}

/// The first 20 bits of a SHA-256, as four signs.
fn checksum(signs: &[u8; LEN]) -> [u8; LEN - RANDOM_LEN] {
    let digest = Sha256::new().chain_update(CHECKSUM).chain_update(&signs[..RANDOM_LEN]).finalize();
    let bits = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    std::array::from_fn(|at| {
        let shift = 27 - 5 * u32::try_from(at).expect("four signs");
        ALPHABET[(bits >> shift) as usize % 32]
    })
}

/// What people and programs put between groups.
fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '.')
}

/// The sign of the alphabet that was meant.
fn sign(letter: char) -> Option<u8> {
    let sign = match letter.to_ascii_uppercase() {
        'I' | 'L' => b'1',
        'O' => b'0',
        letter => u8::try_from(letter).ok()?,
    };
    ALPHABET.contains(&sign).then_some(sign)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    fn code(seed: u64) -> RecoveryCode {
        RecoveryCode::random(&mut StdRng::seed_from_u64(seed))
    }

    fn written(code: &RecoveryCode) -> String {
        code.groups().collect::<Vec<_>>().join("-")
    }

    #[test]
    fn a_code_has_eight_groups_of_four_signs_that_no_one_mixes_up() {
        let written = written(&code(1));
        assert_eq!(written.len(), 8 * 4 + 7);
        assert!(written.chars().all(|c| c == '-' || ALPHABET.contains(&(c as u8))), "{written}");
        assert!(!written.contains(['I', 'L', 'O', 'U']));
    }

    #[test]
    fn case_blanks_dashes_and_lookalikes_do_not_count() {
        let code = code(7);
        let typed = written(&code);
        for variant in [
            typed.to_lowercase(),
            typed.replace('-', " "),
            typed.replace('-', ""),
            format!("  {}\n", typed.replace('-', " – ")),
            typed.replace('1', "l").replace('0', "o"),
            typed
                .chars()
                .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c })
                .collect(),
        ] {
            let read = RecoveryCode::parse(&variant).expect("the same code");
            assert_eq!(read.0, code.0, "{variant}");
        }
    }

    #[test]
    fn a_code_with_a_sign_too_few_or_too_many_is_mistyped() {
        let typed = written(&code(1));
        for wrong in [typed[1..].to_owned(), format!("{typed}7"), format!("{typed}-77")] {
            assert_eq!(RecoveryCode::parse(&wrong).map(drop), Err(RecoveryCodeError::Mistyped));
        }
    }

    #[test]
    fn one_sign_taken_for_another_is_mistyped_wherever_it_stands() {
        let code = code(1);
        for (at, sign) in (0..LEN).flat_map(|at| ALPHABET.iter().map(move |sign| (at, *sign))) {
            let mut signs = *code.0;
            if std::mem::replace(&mut signs[at], sign) != sign {
                let typed = std::str::from_utf8(&signs).expect("ASCII");
                assert_eq!(RecoveryCode::parse(typed).map(drop), Err(RecoveryCodeError::Mistyped), "{at}");
            }
        }
    }

    #[test]
    fn a_passphrase_is_no_mistyped_code() {
        for text in ["", "correct horse battery", "열려라 참깨 열려라", "0123-4567", &"A".repeat(1000)]
        {
            assert_eq!(RecoveryCode::parse(text).map(drop), Err(RecoveryCodeError::OtherShape), "{text}");
        }
    }

    #[test]
    fn a_group_that_is_typed_back_is_read_as_the_code_is() {
        let code = code(1);
        let third = code.groups().nth(2).expect("eight").to_owned();
        assert!(code.is_group(2, &third) && code.is_group(2, &format!(" {}-", third.to_lowercase())));
        assert!(!code.is_group(3, &third) && !code.is_group(2, "") && !code.is_group(8, &third));
        assert!(!code.is_group(2, &format!("{third}0")));
    }

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", code(1)), "RecoveryCode(redacted)");
    }

    proptest! {
        /// A code that was written down is read back, and gives the same key.
        #[test]
        fn every_code_reads_back(seed: u64, salt: [u8; 16]) {
            let code = code(seed);
            let read = RecoveryCode::parse(&written(&code)).expect("reads back");
            let (read, code) = (read.derive(&salt), code.derive(&salt));
            prop_assert_eq!(read.expose(), code.expose());
        }

        /// Nothing that is typed makes the reading panic.
        #[test]
        fn anything_can_be_typed(typed in ".{0,200}") {
            let _ = RecoveryCode::parse(&typed);
        }
    }
}
