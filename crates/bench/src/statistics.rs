//! What a list of samples says.

/// The middle one. `samples` is not empty.
pub(crate) fn median(samples: &[f64]) -> f64 {
    percentile(samples, 50.0)
}

/// The smallest sample that is not below `percent` per cent of them (nearest rank). `samples` is not empty.
pub(crate) fn percentile(samples: &[f64], percent: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "few samples")]
    let rank = (percent / 100.0 * sorted.len() as f64).ceil();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and their number")]
    let rank = (rank as usize).clamp(1, sorted.len());
    sorted[rank - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_samples() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let texts = |values: &[f64]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        let found = [50.0, 99.0, 100.0].map(|percent| percentile(&hundred, percent));
        assert_eq!(texts(&found), ["50", "99", "100"]);
        assert_eq!(texts(&[median(&[3.0, 1.0, 2.0]), percentile(&[7.0], 1.0)]), ["2", "7"]);
    }
}
