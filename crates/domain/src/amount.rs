//! What requests cost: amounts, exact in each of the three ways in which people write them.

use std::fmt;

use crate::{field_error::Problem, number::ungroup};

/// Whole units, 0–[`Amount::MAX`]. 500,000 units are one dollar, or 200 credits (source: reference/seeds/002 and 004).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(u64);

/// What an amount is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Denomination {
    /// As they are counted.
    #[default]
    Units,
    /// Of 2,500 units.
    Credits,
    /// Of 500,000 units.
    Dollars,
}

impl Denomination {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Units, Self::Credits, Self::Dollars];

    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Credits => "credits",
            Self::Dollars => "dollars",
        }
    }

    /// The denomination of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|denomination| denomination.code() == code)
    }

    /// Units in one of it.
    pub const fn units(self) -> u64 {
        match self {
            Self::Units => 1,
            Self::Credits => 2_500,
            Self::Dollars => 500_000,
        }
    }

    /// Decimal places that tell each amount from the next.
    const fn places(self) -> u32 {
        match self {
            Self::Units => 0,
            Self::Credits => 4,
            Self::Dollars => 6,
        }
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest amount, two billion dollars: sums of some thousands stay within 64 bits, and every whole number of
    /// units up to it is exact in each of our clients.
    pub const MAX: Self = Self(1_000_000_000_000_000);

    /// So many units; none: more than [`Self::MAX`].
    pub const fn new(units: u64) -> Option<Self> {
        if units > Self::MAX.0 { None } else { Some(Self(units)) }
    }

    /// So many units, or [`Self::MAX`].
    pub const fn saturating(units: u64) -> Self {
        if units > Self::MAX.0 { Self::MAX } else { Self(units) }
    }

    /// In units.
    pub const fn units(self) -> u64 {
        self.0
    }

    /// What is left of it when `spent` is gone.
    #[must_use]
    pub const fn less(self, spent: Self) -> Self {
        Self(self.0.saturating_sub(spent.0))
    }

    /// Both together; what is more than any amount becomes the largest one.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self::saturating(self.0.saturating_add(other.0))
    }

    /// Reads an amount as typed: `$12.50`, `2500 credits`, `6,250,000 units`. A number alone is one of `denomination`.
    /// Blank: no amount. Commas may group thousands.
    pub fn parse(raw: &str, denomination: Denomination) -> Result<Option<Self>, Problem> {
        let text = raw.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let (number, denomination) = denominated(text).unwrap_or((text, denomination));
        if number.strip_prefix('-').and_then(decimal).is_some() {
            return Err(Problem::NegativeAmount);
        }
        let (whole, fraction) = decimal(number).ok_or(Problem::NotAnAmount)?;
        exact(&whole, fraction, denomination).map(Some)
    }

    /// As people write it, and as [`Self::parse`] reads it: `$12.50`, `2500 credits`, `6250000 units`.
    pub fn text(self, denomination: Denomination) -> String {
        let number = self.decimal(denomination);
        match denomination {
            Denomination::Dollars => format!("${number}"),
            other => format!("{number} {}", other.code()),
        }
    }

    /// The number alone, without grouping, and with no more decimal places than it needs; dollars have two at least.
    pub fn decimal(self, denomination: Denomination) -> String {
        let (one, places) = (denomination.units(), denomination.places() as usize);
        let whole = self.0 / one;
        let fraction = (self.0 % one) * 10_u64.pow(denomination.places()) / one;
        let least = if denomination == Denomination::Dollars { 2 } else { 0 };
        let mut digits = format!("{fraction:0places$}");
        if places == 0 {
            digits.clear();
        }
        while digits.len() > least && digits.ends_with('0') {
            digits.pop();
        }
        if digits.is_empty() { whole.to_string() } else { format!("{whole}.{digits}") }
    }
}

/// In units, as files and scripts write it.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number in front of or behind its denomination, and that.
fn denominated(text: &str) -> Option<(&str, Denomination)> {
    if let Some(number) = text.strip_prefix('$') {
        return Some((number.trim_start(), Denomination::Dollars));
    }
    let words = [
        ("units", Denomination::Units),
        ("unit", Denomination::Units),
        ("credits", Denomination::Credits),
        ("credit", Denomination::Credits),
        ("dollars", Denomination::Dollars),
        ("dollar", Denomination::Dollars),
        ("usd", Denomination::Dollars),
    ];
    words.into_iter().find_map(|(word, denomination)| {
        let start = text.len().checked_sub(word.len())?;
        let tail = text.get(start..)?;
        tail.eq_ignore_ascii_case(word).then(|| (text[..start].trim_end(), denomination))
    })
}

/// The digits in front of the decimal point, ungrouped, and those behind it.
fn decimal(text: &str) -> Option<(String, &str)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    if digits { Some((ungroup(whole)?, fraction)) } else { None }
}

fn exact(whole: &str, fraction: &str, denomination: Denomination) -> Result<Amount, Problem> {
    /// More decimal places tell nothing of the nearest unit.
    const PLACES: usize = 12;
    const SCALE: u128 = 10_u128.pow(12);
    let too_large = || Problem::AmountTooLarge { max: Amount::MAX, denomination };
    let whole: u128 = match whole.trim_start_matches('0') {
        "" => 0,
        digits => digits.parse().map_err(|_| too_large())?,
    };
    let fraction = fraction.trim_end_matches('0');
    let known = &fraction[..fraction.len().min(PLACES)];
    let part: u128 = format!("{known:0<PLACES$}").parse().map_err(|_| Problem::NotAnAmount)?;
    let one = u128::from(denomination.units());
    let part = part * one;
    let units =
        whole.checked_mul(one).ok_or_else(too_large)?.checked_add(part / SCALE).ok_or_else(too_large)?;
    let rounded_up = u128::from(part % SCALE * 2 >= SCALE);
    let amount = |units| u64::try_from(units).ok().and_then(Amount::new).ok_or_else(too_large);
    if part.is_multiple_of(SCALE) && known.len() == fraction.len() {
        amount(units)
    } else {
        Err(Problem::NotWholeUnits { nearest: amount(units.saturating_add(rounded_up))?, denomination })
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::{Denomination::*, *};

    fn read(raw: &str, denomination: Denomination) -> Result<Option<u64>, Problem> {
        Amount::parse(raw, denomination).map(|amount| amount.map(Amount::units))
    }

    #[test]
    fn one_dollar_is_two_hundred_credits_and_half_a_million_units() {
        for raw in ["$1", "$1.00", "1 dollar", "1 USD", "200 credits", "500000 units", "500,000"] {
            assert_eq!(read(raw, Units), Ok(Some(500_000)), "{raw}");
        }
        assert_eq!(read("1", Dollars), read("200", Credits));
        let dollar = Amount(500_000);
        assert_eq!(
            [Dollars, Credits, Units].map(|d| dollar.text(d)),
            ["$1.00", "200 credits", "500000 units"]
        );
    }

    #[test]
    fn blank_is_no_amount_and_zero_is_one() {
        assert_eq!(read("  ", Dollars), Ok(None));
        assert_eq!(read("$0", Units), Ok(Some(0)));
    }

    #[test]
    fn the_smallest_amount_of_each_denomination_is_exact() {
        assert_eq!(read("$0.000002", Units), Ok(Some(1)));
        assert_eq!(read("0.0004 credits", Units), Ok(Some(1)));
        assert_eq!(Amount(1).text(Dollars), "$0.000002");
        assert_eq!(Amount(1).text(Credits), "0.0004 credits");
        assert_eq!(read("$12.500000000", Units), Ok(Some(6_250_000)));
    }

    #[test]
    fn a_fraction_of_a_unit_is_refused_with_the_nearest_amount() {
        for (raw, nearest, denomination) in [
            ("$0.000001", 1, Dollars),
            ("$12.5000009", 6_250_000, Dollars),
            ("$12.50000100000000000000000000000000001", 6_250_001, Dollars),
            ("1.0003 credits", 2_501, Credits),
            ("1.5", 2, Units),
            ("1.2", 1, Units),
        ] {
            let problem = Problem::NotWholeUnits { nearest: Amount(nearest), denomination };
            assert_eq!(read(raw, Units), Err(problem), "{raw}");
        }
    }

    #[test]
    fn anything_else_says_what_is_wrong() {
        for raw in ["-1", "$-1", "-0.5 credits", "-1,000"] {
            assert_eq!(read(raw, Units), Err(Problem::NegativeAmount), "{raw}");
        }
        for raw in [
            "many",
            "$",
            "$ ",
            "1e3",
            "NaN",
            "inf",
            "+1",
            "1,00",
            "1.",
            ".5",
            "1.2.3",
            "１",
            "1 euro",
            "€1",
            "$1 credits",
        ] {
            assert_eq!(read(raw, Units), Err(Problem::NotAnAmount), "{raw}");
        }
        for raw in [
            "$2000000000.01",
            "1000000000000001",
            "9223372036854775807",
            "99999999999999999999999999999999999999999",
        ] {
            assert!(matches!(read(raw, Units), Err(Problem::AmountTooLarge { .. })), "{raw}");
        }
        assert_eq!(read("$2,000,000,000", Units), Ok(Some(Amount::MAX.0)));
    }

    proptest! {
        /// Each amount is read back from each way of writing it.
        #[test]
        fn every_amount_reads_back(units in 0..=Amount::MAX.0, written in select(Denomination::ALL.to_vec())) {
            let amount = Amount(units);
            prop_assert_eq!(Amount::parse(&amount.text(written), Units), Ok(Some(amount)));
            prop_assert_eq!(Amount::parse(&amount.decimal(written), written), Ok(Some(amount)));
        }

        /// What is proposed in place of a fraction is itself an amount that is taken.
        #[test]
        fn the_nearest_amount_is_taken(raw in "[0-9]{1,9}\\.[0-9]{1,20}", written in select(Denomination::ALL.to_vec())) {
            if let Err(Problem::NotWholeUnits { nearest, denomination }) = Amount::parse(&raw, written) {
                prop_assert_eq!(denomination, written);
                prop_assert_eq!(Amount::parse(&nearest.text(written), Units), Ok(Some(nearest)));
            }
        }

        /// Reading never panics, whatever is typed.
        #[test]
        fn any_text_is_read_or_refused(raw in ".{0,40}") {
            let _ = read(&raw, Dollars);
        }
    }
}
