//! One figure beside its reference, and whether it keeps its bound.

use std::fmt;

use serde::Serialize;

/// One line of the report.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) what: String,
    /// The product's value.
    pub(crate) ours: Quantity,
    /// The reference's, in the same run.
    pub(crate) reference: Option<Quantity>,
    /// What must be reached.
    pub(crate) bound: Bound,
}

/// A value with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "unit", content = "value", rename_all = "snake_case")]
pub(crate) enum Quantity {
    PerSecond(f64),
    Milliseconds(f64),
    Nanoseconds(f64),
    Mebibytes(f64),
}

/// What must be reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "bound", content = "value", rename_all = "snake_case")]
pub(crate) enum Bound {
    /// Ours by the reference's.
    AtLeastTimes(f64),
    /// Ours by the reference's.
    AtMostTimes(f64),
    /// Ours, in its unit.
    AtMost(f64),
    /// Only told.
    Told,
}

impl Figure {
    /// Ours by the reference's.
    pub(crate) fn ratio(&self) -> Option<f64> {
        Some(self.ours.value() / self.reference?.value())
    }

    /// Whether the bound is kept; none: there is none.
    pub(crate) fn is_met(&self) -> Option<bool> {
        match self.bound {
            Bound::AtLeastTimes(least) => Some(self.ratio()? >= least),
            Bound::AtMostTimes(most) => Some(self.ratio()? <= most),
            Bound::AtMost(most) => Some(self.ours.value() <= most),
            Bound::Told => None,
        }
    }

    /// The columns of a report: what, ours, reference, ratio, bound, met.
    pub(crate) fn columns(&self) -> [String; 6] {
        [
            self.what.clone(),
            self.ours.to_string(),
            self.reference.map_or_else(String::new, |reference| reference.to_string()),
            self.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2} ×")),
            match self.bound {
                Bound::AtLeastTimes(least) => format!("≥ {least} ×"),
                Bound::AtMostTimes(most) => format!("≤ {most} ×"),
                Bound::AtMost(most) => format!("≤ {most} {}", self.ours.unit()),
                Bound::Told => String::new(),
            },
            self.is_met().map_or("", |met| if met { "met" } else { "MISSED" }).to_owned(),
        ]
    }
}

impl Quantity {
    const fn value(self) -> f64 {
        match self {
            Self::PerSecond(value)
            | Self::Milliseconds(value)
            | Self::Nanoseconds(value)
            | Self::Mebibytes(value) => value,
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::PerSecond(_) => "/s",
            Self::Milliseconds(_) => "ms",
            Self::Nanoseconds(_) => "ns",
            Self::Mebibytes(_) => "MiB",
        }
    }
}

impl fmt::Display for Quantity {
    /// Three digits that count, or all before the point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value();
        let after_the_point = match value {
            100.0.. => 0,
            10.0..100.0 => 1,
            1.0..10.0 => 2,
            _ => 3,
        };
        let separator = if matches!(self, Self::PerSecond(_)) { "" } else { " " };
        write!(f, "{value:.after_the_point$}{separator}{}", self.unit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(ours: f64, reference: Option<f64>, bound: Bound) -> Figure {
        let [ours, reference] = [Some(ours), reference].map(|value| value.map(Quantity::Milliseconds));
        Figure { what: "it".to_owned(), ours: ours.expect("given"), reference, bound }
    }

    #[test]
    fn a_bound_is_kept_at_its_very_value_and_not_beyond() {
        for (ours, bound, met) in [
            (8.0, Bound::AtLeastTimes(0.8), Some(true)),
            (7.9, Bound::AtLeastTimes(0.8), Some(false)),
            (13.0, Bound::AtMostTimes(1.3), Some(true)),
            (13.1, Bound::AtMostTimes(1.3), Some(false)),
            (5.0, Bound::AtMost(5.0), Some(true)),
            (5.1, Bound::AtMost(5.0), Some(false)),
            (1.0, Bound::Told, None),
        ] {
            assert_eq!(figure(ours, Some(10.0), bound).is_met(), met, "{ours} {bound:?}");
        }
    }

    #[test]
    fn a_line_shows_ratio_bound_and_verdict() {
        let columns = figure(12.5, Some(10.0), Bound::AtMostTimes(1.3)).columns();
        assert_eq!(columns, ["it", "12.5 ms", "10.0 ms", "1.25 ×", "≤ 1.3 ×", "met"]);
        let columns = figure(0.25, None, Bound::AtMost(2.0)).columns();
        assert_eq!(columns, ["it", "0.250 ms", "", "", "≤ 2 ms", "met"]);
    }
}
