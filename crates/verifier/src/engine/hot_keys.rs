//! The keys that are asked for often, recognised without their digest and without the index.
//!
//! A key that was found is known from then on by its SipHash-2-4 of 128 bits under a secret that this process made up and
//! tells nobody: who does not have the secret can't make a text of the same mark but by trying, 2¹²⁸ times. Kept beside
//! the mark is which entry the key was found to be of, and as of which version: an entry that was written since, for
//! whatever reason, is found by the digest again. No key, nor a part of one, is kept.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering},
};

use rand::{Rng, rand_core::UnwrapErr, rngs::SysRng};
use siphasher::sip128::SipHasher24;

/// A power of two; 256 KB, of which those that are asked for take one cache line each.
const PLACES: usize = 8_192;
/// One of so many that were not found here is kept: those that are asked for often before long, and what is asked for
/// once puts few of them out.
const ONE_OF: u32 = 16;
/// Of a linear congruential generator (Numerical Recipes, 7.1).
const FACTOR: u32 = 1_664_525;

/// Where each key that was found may be kept; later ones put earlier ones out.
pub(super) struct HotKeys {
    places: Box<[Place]>,
    secret: SipHasher24,
}

/// The sighting, and each half of the mark mixed with it: words of two writers give no mark that there is.
#[derive(Default)]
#[repr(align(32))]
struct Place([AtomicU64; 3]);

/// What a key is known by.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    halves: [u64; 2],
    /// To be kept, if it is not known yet.
    is_kept: bool,
}

/// An entry, and the version in which a key was its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    pub(super) number: u32,
    pub(super) version: u32,
}

/// How this thread fared.
#[derive(Clone, Copy)]
struct Lately {
    /// A bit for each of the last 32 looks: whether a key was known.
    known: u32,
    /// Thrown for each key. To take every so-manieth would pass over most of those that come in turns.
    dice: u32,
}

thread_local! {
    static LATELY: Cell<Lately> = const { Cell::new(Lately { known: 0, dice: 0 }) };
}

impl HotKeys {
    pub(super) fn new() -> Self {
        let mut secret = [0; 16];
        UnwrapErr(SysRng).fill_bytes(&mut secret);
        Self {
            places: (0..PLACES).map(|_| Place::default()).collect(),
            secret: SipHasher24::new_with_key(&secret),
        }
    }

    /// What this key would be known by; none: lately hardly any was, so that it is not worth a look each time.
    #[inline]
    pub(super) fn mark(&self, key: &str) -> Option<Mark> {
        let lately = LATELY.get();
        let dice = lately.dice.wrapping_mul(FACTOR).wrapping_add(1);
        LATELY.set(Lately { dice, ..lately });
        let is_kept = dice < u32::MAX / ONE_OF;
        (lately.known != 0 || is_kept).then(|| Mark { halves: self.halves(key), is_kept })
    }

    #[inline]
    fn halves(&self, key: &str) -> [u64; 2] {
        self.secret.hash(key.as_bytes()).as_u64().into()
    }

    /// Where it was found before.
    #[inline]
    pub(super) fn sighting(&self, mark: &Mark) -> Option<Sighting> {
        let [seen, halves @ ..] = self.place(mark).0.each_ref().map(|word| word.load(Ordering::Relaxed));
        // A place where nothing was kept is the mark of no key but by chance; its version is none that is kept.
        let is_known = seen != 0 && halves.map(|half| half ^ seen) == mark.halves;
        let lately = LATELY.get();
        LATELY.set(Lately { known: lately.known << 1 | u32::from(is_known), ..lately });
        is_known.then(|| Sighting::of(seen))
    }

    /// It was not known, and found there: kept now and then.
    #[inline]
    pub(super) fn offer(&self, mark: &Mark, sighting: impl FnOnce() -> Option<Sighting>) {
        if !mark.is_kept {
            return;
        }
        if let Some(seen) = sighting().map(Sighting::word) {
            let words = [seen, mark.halves[0] ^ seen, mark.halves[1] ^ seen];
            for (place, word) in self.place(mark).0.iter().zip(words) {
                place.store(word, Ordering::Relaxed);
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "below the number of places")]
    #[inline]
    fn place(&self, mark: &Mark) -> &Place {
        &self.places[mark.halves[0] as usize % PLACES]
    }
}

impl Sighting {
    /// Never 0: a version that can be read is even and not the first one.
    fn word(self) -> u64 {
        u64::from(self.version) << 32 | u64::from(self.number)
    }

    #[expect(clippy::cast_possible_truncation, reason = "its halves")]
    const fn of(word: u64) -> Self {
        Self { number: word as u32, version: (word >> 32) as u32 }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn seen(number: u32) -> Sighting {
        Sighting { number, version: 2 }
    }

    /// As if it were asked for so often that it is worth a look, and kept at once.
    fn mark(keys: &HotKeys, key: &str) -> Mark {
        Mark { halves: keys.halves(key), is_kept: true }
    }

    #[test]
    fn what_is_asked_for_again_and_again_is_known_before_long_and_nothing_else() {
        let keys = HotKeys::new();
        let asked = (1..).take_while(|_| match keys.mark("often") {
            Some(mark) => {
                let known = keys.sighting(&mark);
                keys.offer(&mark, || Some(seen(9)));
                known.is_none()
            }
            None => true,
        });
        assert!(asked.count() <= 10 * ONE_OF as usize);
        assert_eq!(keys.sighting(&mark(&keys, "often")), Some(seen(9)));
        assert_eq!(keys.sighting(&mark(&keys, "Often")), None);
    }

    #[test]
    fn once_keys_are_known_each_one_is_looked_for_and_where_none_is_hardly_any() {
        let keys = HotKeys::new();
        keys.offer(&mark(&keys, "known"), || Some(seen(1)));
        let looks = |key: &str| {
            let look = |_: &_| keys.mark(key).map(|mark| keys.sighting(&mark)).is_some();
            (0..1_000).filter(look).count()
        };
        assert!(looks("known") > 900);
        assert!(looks("unknown") < 2_000 / ONE_OF as usize + 34);
    }

    #[test]
    fn of_keys_that_come_in_turns_nearly_all_are_known_before_long() {
        let keys = HotKeys::new();
        let names: Vec<_> = (0..256).map(|n| n.to_string()).collect();
        let known = |name: &String| {
            let mark = keys.mark(name)?;
            let known = keys.sighting(&mark);
            keys.offer(&mark, || Some(seen(1)));
            known
        };
        for name in names.iter().cycle().take(100 * names.len()) {
            known(name);
        }
        assert!(names.iter().filter_map(known).count() > 230);
    }

    #[test]
    fn the_same_key_has_another_mark_in_each_process() {
        assert_ne!(mark(&HotKeys::new(), "key").halves, mark(&HotKeys::new(), "key").halves);
    }

    #[test]
    fn words_of_two_keys_at_one_place_are_neithers() {
        let keys = HotKeys::new();
        let [one, other] = ["one", "other"].map(|key| mark(&keys, key));
        let other = Mark { halves: [one.halves[0], other.halves[1]], ..other };
        for mixed in 1..7_u8 {
            keys.offer(&one, || Some(seen(1)));
            let first = keys.place(&one).0.each_ref().map(|word| word.load(Ordering::Relaxed));
            keys.offer(&other, || Some(seen(2)));
            for (n, word) in first.into_iter().enumerate().filter(|(n, _)| mixed >> n & 1 == 1) {
                keys.place(&one).0[n].store(word, Ordering::Relaxed);
            }
            let (by_one, by_other) = (keys.sighting(&one), keys.sighting(&other));
            assert!(
                by_one.is_none_or(|found| found == seen(1)) && by_other.is_none_or(|found| found == seen(2))
            );
        }
    }

    #[test]
    fn threads_that_keep_different_keys_at_one_place_find_their_own_only() {
        let keys = HotKeys::new();
        let half = mark(&keys, "place").halves[0];
        thread::scope(|scope| {
            for number in 1..4 {
                let keys = &keys;
                scope.spawn(move || {
                    let mark = Mark { halves: [half, number.into()], is_kept: true };
                    for _ in 0..20_000 {
                        keys.offer(&mark, || Some(seen(number)));
                        assert!(keys.sighting(&mark).is_none_or(|found| found == seen(number)));
                    }
                });
            }
        });
    }

    #[test]
    fn nothing_is_known_where_nothing_was_kept() {
        let keys = HotKeys::new();
        assert_eq!(keys.sighting(&Mark { halves: [0; 2], is_kept: true }), None);
    }
}
