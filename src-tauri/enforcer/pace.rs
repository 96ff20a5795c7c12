//! How many a second, from counts that are looked at now and then.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// Over so long the pace is taken.
const SPAN: Duration = Duration::from_secs(5);
/// Looks that are closer together say no more.
const APART: Duration = Duration::from_millis(200);

/// What was seen in the last seconds, the oldest first.
#[derive(Default)]
pub(super) struct Pace(VecDeque<(Instant, [u64; 2])>);

impl Pace {
    /// Notes two counts, which only grow.
    pub(super) fn note(&mut self, now: Instant, counts: [u64; 2]) {
        // The last one stays, or it would never grow older than that.
        if self.0.len() > 1 && self.0.back().is_some_and(|(at, _)| now.duration_since(*at) < APART) {
            return;
        }
        // One that is as old as the span, or older, is where the span begins.
        while self.0.get(1).is_some_and(|(at, _)| now.duration_since(*at) >= SPAN) {
            self.0.pop_front();
        }
        self.0.push_back((now, counts));
    }

    /// How fast each of them grew.
    pub(super) fn per_second(&self) -> [f64; 2] {
        let (Some((from, first)), Some((until, last))) = (self.0.front(), self.0.back()) else {
            return [0.0; 2];
        };
        let seconds = until.duration_since(*from).as_secs_f64();
        if seconds == 0.0 {
            return [0.0; 2];
        }
        #[expect(clippy::cast_precision_loss, reason = "a pace is rounded when it is shown")]
        let pace = |which: usize| last[which].saturating_sub(first[which]) as f64 / seconds;
        [pace(0), pace(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paces(looks: &[(u64, u64)]) -> Vec<f64> {
        let (begin, mut pace) = (Instant::now(), Pace::default());
        let each = looks.iter().map(|(at_ms, count)| {
            pace.note(begin + Duration::from_millis(*at_ms), [*count, 0]);
            pace.per_second()[0]
        });
        each.collect()
    }

    #[test]
    fn nothing_is_known_before_the_second_look() {
        assert_eq!(paces(&[(0, 1_000)]), [0.0]);
    }

    #[test]
    fn it_is_what_came_since_the_first_look_of_the_last_seconds() {
        assert_eq!(paces(&[(0, 0), (1_000, 100), (2_000, 100)]), [0.0, 100.0, 50.0]);
    }

    #[test]
    fn what_is_long_over_is_forgotten() {
        let looks: Vec<_> =
            (0..12).map(|second| (second * 1_000, if second == 0 { 0 } else { 60 })).collect();
        let paces = paces(&looks);
        assert_eq!((paces[1], *paces.last().unwrap()), (60.0, 0.0));
    }

    #[test]
    fn looks_in_quick_succession_change_nothing() {
        let mut looks = vec![(0, 0), (1_000, 10)];
        looks.extend((0..5_000).map(|n| (1_001 + n / 1_000, 10)));
        let (begin, mut pace) = (Instant::now(), Pace::default());
        for (at_ms, count) in looks {
            pace.note(begin + Duration::from_millis(at_ms), [count, count]);
        }
        assert_eq!(pace.0.len(), 2);
    }
}
