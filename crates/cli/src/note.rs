//! Things worth saying beside the result. They never stop a command.

use serde::Serialize;
use tokendesk_domain::{field_error::Field, warning::Warning};

/// A code for scripts and a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Note {
    /// Stays.
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) message: String,
}

impl Note {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl From<Warning> for Note {
    fn from(warning: Warning) -> Self {
        let code = match warning {
            Warning::NoExpiry => "no_expiry",
            Warning::NoAllowList => "no_allow_list",
            Warning::AllowsEverything => "allows_everything",
            Warning::AllScopes => "all_scopes",
            Warning::NoLimit => "no_limit",
            Warning::SomeAllowNeverMatches => "some_allow_never_matches",
            Warning::NothingCanPass => "nothing_can_pass",
            Warning::LimitAlreadyUsed => "limit_already_used",
            Warning::QuotaAlreadySpent => "quota_already_spent",
        };
        Self::new(code, warning.sentence())
    }
}

/// Entries of a list that are saved in another form than they were typed in: `10.0.0.5/8` as `10.0.0.0/8`.
pub(crate) fn normalised(reading: &tokendesk_domain::address_list::AddressListReading) -> Vec<Note> {
    use tokendesk_domain::address_list::AddressNote;
    [(Field::AllowIps, &reading.allow), (Field::BlockIps, &reading.block)]
        .into_iter()
        .flat_map(|(field, list)| list.iter().map(move |entry| (field, entry)))
        .filter_map(|(field, entry)| match (entry.note, entry.range) {
            (Some(AddressNote::Normalised), Ok(range)) => {
                let option = field.code().replace('_', "-");
                Some(Note::new("normalised", format!("--{option} {} is saved as {range}.", entry.raw.trim())))
            }
            _ => None,
        })
        .collect()
}
