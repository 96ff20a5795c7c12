//! Keys on their way out: those that could not be written are not lost without a word.

use std::{io, ops::RangeInclusive};

use tokendesk_domain::{
    life_change::LifeChange,
    reason::Reason,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{Desk, Issued, Target};

use crate::refusal::{Failure, Refusal};

/// Why a token is revoked whose key went nowhere.
const UNDELIVERED: &str = "The key was shown once, and could not be written.";

/// What is to be said and done about tokens that are stored, but whose keys could not be written: copyable ones
/// keep their sealed copy; those shown once are revoked at once, as nobody will ever hold their keys.
pub(super) fn undelivered<'i>(
    desk: &Desk,
    issued: impl Iterator<Item = &'i Issued>,
    error: &io::Error,
) -> Failure {
    let tokens = issued.map(|issued| (issued.details.token.id, issued.details.token.visibility));
    let (kept, lost): (Vec<_>, Vec<_>) =
        tokens.partition(|(_, visibility)| *visibility == Visibility::Copyable);
    let ids = |tokens: Vec<(TokenId, Visibility)>| tokens.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    let (kept, lost) = (ids(kept), ids(lost));
    let count = kept.len() + lost.len();
    if count == 0 {
        return Failure::Fault(Refusal::new("output", format!("The output can't be written ({error}).")));
    }
    let mut said = vec![format!("{count} tokens are issued, but their keys could not be written ({error}).")];
    if !kept.is_empty() {
        said.push(format!("`tokendesk token key` prints those of {}.", ranges(&kept)));
    }
    if !lost.is_empty() {
        let ids = ranges(&lost);
        said.push(match revoke(desk, &lost) {
            Ok(()) => format!("Shown once, and therefore revoked again: {ids}."),
            Err(error) => format!("Shown once: {ids}. They could not be revoked ({error}): revoke them."),
        });
    }
    Failure::Fault(Refusal::new("key_not_written", said.join(" ")))
}

fn revoke(desk: &Desk, ids: &[TokenId]) -> Result<(), String> {
    let reason = Reason::parse(UNDELIVERED).map_err(|problem| problem.to_string())?;
    let change = LifeChange::Revoke(reason);
    desk.change(&Target::Ids(ids.to_vec()), &change).map(drop).map_err(|error| error.to_string())
}

/// `3, 5–9`
fn ranges(ids: &[TokenId]) -> String {
    let mut ranges: Vec<RangeInclusive<i64>> = Vec::new();
    for TokenId(id) in ids {
        match ranges.last_mut() {
            Some(range) if range.end() + 1 == *id => *range = *range.start()..=*id,
            _ => ranges.push(*id..=*id),
        }
    }
    let text = |range: &RangeInclusive<i64>| match (range.start(), range.end()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}–{last}"),
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_said_as_a_range() {
        let said = |ids: &[i64]| ranges(&ids.iter().copied().map(TokenId).collect::<Vec<_>>());
        assert_eq!(said(&[3, 5, 6, 7, 9]), "3, 5–7, 9");
        assert_eq!(said(&[1, 2]), "1–2");
        assert_eq!(said(&[]), "");
    }
}
