//! A recovery code that was shown and does not count yet: first two of its groups are typed back, as a check
//! that it was written down.

use rand::{CryptoRng, RngExt as _};

use crate::RecoveryCode;

/// A new recovery code on its way to paper.
#[derive(Debug)]
pub struct RecoveryDraft {
    code: RecoveryCode,
    asked: [usize; 2],
}

impl RecoveryDraft {
    /// Draws a code, and which of its groups are asked back.
    pub fn new<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let code = RecoveryCode::random(rng);
        // Two different ones, the earlier first.
        let first = rng.random_range(0..RecoveryCode::GROUPS - 1);
        let second = rng.random_range(first + 1..RecoveryCode::GROUPS);
        Self { code, asked: [first, second] }
    }

    /// The code.
    pub fn code(&self) -> &RecoveryCode {
        &self.code
    }

    /// Which groups are asked back, from 0.
    pub fn asked(&self) -> [usize; 2] {
        self.asked
    }

    /// Whether these are the groups that were asked, in their order.
    pub fn is_confirmed_by(&self, typed: [&str; 2]) -> bool {
        self.asked.into_iter().zip(typed).all(|(index, typed)| self.code.is_group(index, typed))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn two_different_groups_are_asked_and_each_has_its_turn() {
        let asked: Vec<_> =
            (0..500).map(|seed| RecoveryDraft::new(&mut StdRng::seed_from_u64(seed)).asked()).collect();
        assert!(asked.iter().all(|[first, second]| first < second && *second < RecoveryCode::GROUPS));
        assert_eq!(asked.iter().flatten().collect::<HashSet<_>>().len(), RecoveryCode::GROUPS);
    }

    #[test]
    fn only_the_asked_groups_in_their_order_confirm_it() {
        let draft = RecoveryDraft::new(&mut StdRng::seed_from_u64(1));
        let groups: Vec<&str> = draft.code().groups().collect();
        let [first, second] = draft.asked().map(|index| groups[index]);
        assert!(draft.is_confirmed_by([&first.to_lowercase(), second]));
        assert!(!draft.is_confirmed_by([second, first]));
        assert!(!draft.is_confirmed_by([first, ""]));
    }
}
