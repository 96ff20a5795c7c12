//! Turns a passphrase into a key-encryption key: Argon2id (RFC 9106), version 0x13.

use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::Passphrase;
use crate::aead::KEY_LEN;
use crate::key_encryption_key::KeyEncryptionKey;

/// How much work a guess costs. Stored with the slot, and bounded when read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KdfParams {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The machine could not do the derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KdfError {
    /// Too little memory free.
    #[error("not enough memory to derive a key from the passphrase")]
    OutOfMemory,
}

/// Parameters in a data file that this program neither writes nor obeys: so little work that the
/// passphrase could be guessed, or so much that the machine would stand still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OutOfBounds;

impl KdfParams {
    /// 64 MiB, 3 passes, 1 lane (source: RFC 9106, section 4, second recommended option, with one
    /// lane because the work is done on one thread).
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// Most memory a data file may ask for, KiB.
    const MAX_MEMORY_KIB: u32 = 512 * 1024;
    /// Most passes.
    const MAX_PASSES: u32 = 32;
    /// Most lanes.
    const MAX_LANES: u32 = 4;
    /// Most work in all, KiB × passes: about 8 s on a slow machine.
    const MAX_WORK: u32 = 4 * 1024 * 1024;

    /// Memory, KiB.
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// Passes over the memory.
    pub const fn passes(self) -> u32 {
        self.passes
    }

    /// Lanes.
    pub const fn lanes(self) -> u32 {
        self.lanes
    }

    /// As stored in a slot. At least the standard's memory and passes.
    pub(crate) fn checked(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, OutOfBounds> {
        let fits = (Self::STANDARD.memory_kib..=Self::MAX_MEMORY_KIB).contains(&memory_kib)
            && (Self::STANDARD.passes..=Self::MAX_PASSES).contains(&passes)
            && (1..=Self::MAX_LANES).contains(&lanes)
            && memory_kib * passes <= Self::MAX_WORK;
        if fits { Ok(Self { memory_kib, passes, lanes }) } else { Err(OutOfBounds) }
    }

    /// The standard, with more passes where this machine is fast, so that one guess takes about
    /// `target` here. Slow: derives once. `stopwatch` gives the time since any fixed moment.
    pub fn calibrated(target: Duration, stopwatch: &dyn Fn() -> Duration) -> Result<Self, KdfError> {
        let trial = Zeroizing::new([0; KEY_LEN]);
        let started = stopwatch();
        Self::STANDARD.fill(&*trial, &[0; 16])?;
        let standard = stopwatch().saturating_sub(started).max(Duration::from_millis(1));
        let passes = u128::from(Self::STANDARD.passes) * target.as_micros() / standard.as_micros();
        let passes = u32::try_from(passes).unwrap_or(u32::MAX);
        Ok(Self { passes: passes.clamp(Self::STANDARD.passes, Self::MAX_PASSES), ..Self::STANDARD })
    }

    /// The key that the passphrase gives. Slow by design.
    pub(crate) fn derive(
        self,
        passphrase: &Passphrase,
        salt: &[u8; 16],
    ) -> Result<KeyEncryptionKey, KdfError> {
        self.fill(passphrase.as_bytes(), salt).map(KeyEncryptionKey::from_bytes)
    }

    fn fill(self, secret: &[u8], salt: &[u8; 16]) -> Result<Zeroizing<[u8; KEY_LEN]>, KdfError> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_LEN))
            .expect("bounded where they were made");
        let mut out = Zeroizing::new([0; KEY_LEN]);
        match Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, salt, &mut *out)
        {
            Ok(()) => Ok(out),
            Err(argon2::Error::OutOfMemory) => Err(KdfError::OutOfMemory),
            Err(error) => unreachable!("salt, output and parameters are of fixed size: {error}"),
        }
    }

    /// Too weak for real use, and refused when read from a record: only for this crate's own tests.
    #[cfg(test)]
    pub(crate) const CHEAP: Self = Self { memory_kib: 64, passes: 1, lanes: 1 };
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn parameters_that_are_too_weak_or_too_heavy_are_refused() {
        let ok = |m, t, p| KdfParams::checked(m, t, p).is_ok();
        assert!(ok(64 * 1024, 3, 1));
        assert!(ok(64 * 1024, 32, 4));
        assert!(!ok(64 * 1024 - 1, 3, 1), "little memory");
        assert!(!ok(64 * 1024, 2, 1), "few passes");
        assert!(!ok(64 * 1024, 3, 0), "no lane");
        assert!(!ok(64 * 1024, 3, 5), "many lanes");
        assert!(!ok(512 * 1024 + 1, 3, 1), "much memory");
        assert!(!ok(64 * 1024, 33, 1), "many passes");
        assert!(!ok(512 * 1024, 32, 1), "much work in all");
        assert!(!ok(u32::MAX, u32::MAX, u32::MAX));
    }

    #[test]
    fn a_fast_machine_gets_more_passes_and_a_slow_one_the_standard() {
        let passes = |one_derivation_ms| {
            let now = Cell::new(Duration::ZERO);
            let stopwatch = || {
                let at = now.get();
                now.set(at + Duration::from_millis(one_derivation_ms));
                at
            };
            KdfParams::calibrated(Duration::from_millis(500), &stopwatch).expect("memory").passes()
        };
        assert_eq!(passes(100), 15);
        assert_eq!(passes(2000), 3);
        assert_eq!(passes(0), 32);
    }
}
