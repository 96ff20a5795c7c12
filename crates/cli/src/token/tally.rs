//! What is worth saying about many rows, each thing once.

use std::{
    collections::{BTreeMap, HashSet, hash_map::RandomState},
    hash::BuildHasher,
};

use tokendesk_domain::issue::NewToken;
use tokendesk_issuer::IssueReview;

use super::candidate::Candidate;
use crate::note::{Note, normalised};

/// How many rows each thing is to be said of, and where the first of them is.
#[derive(Default)]
pub(super) struct Tally {
    notes: BTreeMap<&'static str, Seen>,
    hasher: RandomState,
    /// Hashes: the names themselves would take as much memory as the file has bytes.
    names: HashSet<u64>,
}

struct Seen {
    message: String,
    rows: u64,
    first: String,
}

impl Tally {
    /// Takes note of a row that is right.
    pub(super) fn count(&mut self, candidate: &Candidate, review: IssueReview, new: &NewToken) {
        for warning in review.reading.warnings {
            let Note { code, message } = warning.into();
            self.see(code, candidate, || message);
        }
        if !normalised(&review.reading.addresses).is_empty() {
            let message = "Addresses are saved in another form, such as 10.0.0.5/8 as 10.0.0.0/8.";
            self.see("normalised", candidate, || message.to_owned());
        }
        let first_of_its_name = self.names.insert(self.hasher.hash_one(new.name.as_str()));
        if review.same_name > 0 || !first_of_its_name {
            self.see("same_name", candidate, || {
                "Another token or an earlier row has the same name.".to_owned()
            });
        }
    }

    /// One note for each thing.
    pub(super) fn notes(self) -> impl Iterator<Item = Note> {
        self.notes.into_iter().map(|(code, Seen { message, rows, first })| {
            Note::new(code, format!("{message} Rows: {rows}, the first on {first}."))
        })
    }

    fn see(&mut self, code: &'static str, candidate: &Candidate, message: impl FnOnce() -> String) {
        self.notes
            .entry(code)
            .or_insert_with(|| Seen { message: message(), rows: 0, first: candidate.place() })
            .rows += 1;
    }
}
