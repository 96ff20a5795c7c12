//! A domain problem's code for scripts, and its sentence for a shell.

use tokendesk_domain::{
    address::AddressProblem,
    field_error::{Field, FieldError, Problem},
};

use crate::record;

/// No `_` arm: a new problem must choose its code. A code never changes.
pub(crate) const fn code(problem: &Problem) -> &'static str {
    match problem {
        Problem::Required => "required",
        Problem::TooLong { .. } => "too_long",
        Problem::TooShort { .. } => "too_short",
        Problem::TooMany { .. } => "too_many",
        Problem::ControlCharacter => "control_character",
        Problem::BadCharacter { .. } => "bad_character",
        Problem::Address(problem) => address_code(*problem),
        Problem::NotAWholeNumber => "not_a_whole_number",
        Problem::Negative | Problem::NegativeAmount => "negative",
        Problem::Fraction => "fraction",
        Problem::TooLarge { .. } | Problem::AmountTooLarge { .. } => "too_large",
        Problem::NotAnAmount => "not_an_amount",
        Problem::NotWholeUnits { .. } => "not_whole_units",
        Problem::OutOfRange { .. } => "out_of_range",
        Problem::NotADate => "not_a_date",
        Problem::NotATime { .. } => "not_a_time",
        Problem::NotInTimeZone => "not_in_time_zone",
        Problem::Past { .. } => "past",
        Problem::TooFar => "too_far",
        Problem::UnknownScope { .. } => "unknown_scope",
        Problem::RetiredScope { .. } => "retired_scope",
        Problem::UnlimitedIsFinal => "unlimited_is_final",
        Problem::Taken { .. } => "taken",
        Problem::Mismatch => "mismatch",
    }
}

const fn address_code(problem: AddressProblem) -> &'static str {
    match problem {
        AddressProblem::LeadingZero => "leading_zero",
        AddressProblem::Netmask => "netmask",
        AddressProblem::Range => "range",
        AddressProblem::HostName => "host_name",
        AddressProblem::ZoneId => "zone_id",
        AddressProblem::Port => "port",
        AddressProblem::NotAscii => "not_ascii",
        AddressProblem::PrefixTooLong { .. } => "prefix_too_long",
        AddressProblem::Malformed => "malformed",
    }
}

/// The sentence for a shell: more exact than the domain's where the field says more, or where a shell takes
/// more spellings than a form.
pub(crate) fn sentence(error: &FieldError) -> String {
    match (error.field, &error.problem) {
        (Field::Name, Problem::Required) => "Enter a name.".to_owned(),
        (Field::Scopes, Problem::Required) => "Choose at least one scope.".to_owned(),
        (Field::Rate, Problem::Required) => "A burst needs a rate, such as --rate 100/minute.".to_owned(),
        (Field::Expiry, Problem::Required) => {
            "Enter a date, a number of days such as 30d, or never.".to_owned()
        }
        (Field::Reason, Problem::Required) => "Say why: revoking is final.".to_owned(),
        (Field::AllowIps | Field::BlockIps, Problem::Required) => {
            "The entry is empty. An option that is left out leaves the list as it is.".to_owned()
        }
        (Field::Quota | Field::DailyQuota | Field::MonthlyQuota, Problem::Required) => {
            "Enter an amount, such as $12.50, or unlimited.".to_owned()
        }
        (Field::Models, Problem::Required) => "Name a model, or write all.".to_owned(),
        (Field::Group, Problem::Required) => "Enter a label, or default.".to_owned(),
        (Field::Name, Problem::TooLong { length, max }) => {
            format!("The name is {length} characters; {max} is the most.")
        }
        (_, Problem::NotADate) => {
            "This is not a date. Write 2027-01-31, 2027-01-31T18:00, 2027-01-31T18:00+09:00, 30d or never."
                .to_owned()
        }
        (_, Problem::Past { at }) => format!("This moment is already past: {}.", record::moment(*at)),
        (_, other) => other.to_string(),
    }
}
