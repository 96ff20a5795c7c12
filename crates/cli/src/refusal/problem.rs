//! A domain problem's sentence for a shell.

use tokendesk_domain::field_error::{Field, FieldError, Problem};

use crate::record;

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
        (Field::Since | Field::Until, Problem::NotADate) => {
            "This is not a date. Write 2027-01-31, 2027-01-31T18:00 or 2027-01-31T18:00+09:00.".to_owned()
        }
        (_, Problem::NotADate) => {
            "This is not a date. Write 2027-01-31, 2027-01-31T18:00, 2027-01-31T18:00+09:00, 30d or never."
                .to_owned()
        }
        (_, Problem::Past { at }) => format!("This moment is already past: {}.", record::moment(*at)),
        (_, other) => other.to_string(),
    }
}
