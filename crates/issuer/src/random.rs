//! The operating system's generator, asked for more at once than one key needs.
//!
//! A key is drawn character by character, and each question to the system costs as much as storing half a row.

use std::convert::Infallible;

use rand::{
    Rng as _, TryCryptoRng, TryRng,
    rand_core::block::{BlockRng, Generator},
};
use zeroize::{Zeroize, Zeroizing};

use crate::{Desk, desk::Rng};

/// Words drawn at once: 256 bytes, which the system gives without being interrupted (getrandom(2)).
const WORDS: usize = 64;

/// Draws from the operating system's generator alone; what was drawn ahead is wiped on drop.
pub(crate) struct DrawAhead(BlockRng<System>);

struct System(Rng);

impl DrawAhead {
    pub(crate) fn new() -> Self {
        Self(BlockRng::new(System(Desk::rng())))
    }
}

impl Generator for System {
    type Output = [u32; WORDS];

    fn generate(&mut self, output: &mut [u32; WORDS]) {
        let mut bytes = Zeroizing::new([0; size_of::<[u32; WORDS]>()]);
        self.0.fill_bytes(&mut *bytes);
        for (word, four) in output.iter_mut().zip(bytes.as_chunks().0) {
            *word = u32::from_ne_bytes(*four);
        }
    }

    fn drop(&mut self, output: &mut [u32; WORDS]) {
        output.zeroize();
    }
}

impl TryRng for DrawAhead {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_word())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64_from_u32())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for DrawAhead {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn nothing_is_drawn_twice() {
        let mut rng = DrawAhead::new();
        let mut words: Vec<u64> = (0..10 * WORDS).map(|_| rng.next_u64()).collect();
        let mut bytes = [0; 1024];
        rng.fill_bytes(&mut bytes);
        words.extend(bytes.as_chunks().0.iter().map(|eight| u64::from_ne_bytes(*eight)));
        let different: HashSet<u64> = words.iter().copied().collect();
        assert_eq!(different.len(), words.len());
    }
}
