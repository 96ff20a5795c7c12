//! `tokendesk undo`

use std::ops::RangeInclusive;

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct UndoArgs {
    /// What to take back, by the numbers of `audit list`: 17, or 17-25. A change of many says which are its own
    #[arg(value_name = "ENTRIES", required = true, value_parser = entries)]
    pub(crate) entries: Vec<RangeInclusive<i64>>,

    /// Say which tokens would be as before; change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

fn entries(text: &str) -> Result<RangeInclusive<i64>, &'static str> {
    let number = |text: &str| text.parse().ok().filter(|number: &i64| *number > 0);
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => Ok(first..=last),
        _ => Err("write the number of an entry, or the first and the last: 17-25"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_or_those_from_the_first_to_the_last_are_read() {
        assert_eq!((entries("17"), entries("17-25")), (Ok(17..=17), Ok(17..=25)));
        for wrong in ["", "0", "-3", "25-17", "1-", "1-2-3", "all", "9223372036854775808"] {
            assert!(entries(wrong).is_err(), "{wrong}");
        }
    }
}
