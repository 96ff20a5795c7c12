//! From texts to a form. A text that is empty is nearly always one that was not filled in by mistake, and an address
//! list or a limit that silently became "all" would open a token to everybody: it is refused.

use tokendesk_domain::{
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    form::TermsForm,
    limit::LimitWindow,
    rate::RateWindow,
};
use tokendesk_token_file::TokenFields;

use crate::TextError;

/// A rate of nothing is no rate.
const NO_RATE: &str = "0";

/// `base`, with what the texts say in its place; and what is wrong with them.
pub fn terms(fields: &TokenFields, base: TermsForm) -> (TermsForm, Vec<TextError>) {
    let mut form = base;
    let mut errors = Vec::new();
    if let Some(description) = &fields.description {
        form.description.clone_from(description);
    }
    if let Some(expires) = &fields.expires {
        form.expiry = expiry(expires);
    }
    for (field, typed, list) in [
        (Field::AllowIps, &fields.allow_ips, &mut form.allow),
        (Field::BlockIps, &fields.block_ips, &mut form.block),
    ] {
        if !typed.is_empty() {
            list.clone_from(typed);
        }
        let blank = typed.iter().enumerate().filter(|(_, entry)| entry.trim().is_empty());
        errors.extend(
            blank.map(|(index, _)| TextError::Field(FieldError::at(field, index, Problem::Required))),
        );
    }
    match fields.request_limit.as_deref().map(request_limit) {
        None => {}
        Some(Ok((number, window))) => (form.limit, form.window) = (number, window),
        Some(Err(error)) => errors.push(error),
    }
    match fields.rate.as_deref().map(rate) {
        None => {}
        Some(Ok((max, window))) => {
            // The burst of a rate that is taken away goes with it.
            if max == NO_RATE {
                form.rate.burst.clear();
            }
            (form.rate.max, form.rate.window) = (max, window);
        }
        Some(Err(error)) => errors.push(error),
    }
    match &fields.burst {
        Some(burst) if burst.trim().is_empty() => errors.push(TextError::NoNumber(Field::Burst)),
        Some(burst) => form.rate.burst.clone_from(burst),
        None => {}
    }
    if !fields.scopes.is_empty() {
        form.scopes.clone_from(&fields.scopes);
    }
    let required = |field| TextError::Field(FieldError::new(field, Problem::Required));
    for (field, typed, amount) in [
        (Field::Quota, &fields.quota, &mut form.quota.total),
        (Field::DailyQuota, &fields.daily_quota, &mut form.quota.daily),
        (Field::MonthlyQuota, &fields.monthly_quota, &mut form.quota.monthly),
    ] {
        match typed.as_deref().map(str::trim) {
            None => {}
            Some("") => errors.push(required(field)),
            Some(word) if word.eq_ignore_ascii_case("unlimited") => amount.clear(),
            Some(text) => text.clone_into(amount),
        }
    }
    match fields.models.as_slice() {
        [] => {}
        [word] if word.trim().eq_ignore_ascii_case("all") => form.models = None,
        names => form.models = Some(names.to_vec()),
    }
    match fields.group.as_deref() {
        None => {}
        Some(label) if label.trim().is_empty() => errors.push(required(Field::Group)),
        Some(label) => label.clone_into(&mut form.group),
    }
    (form, errors)
}

/// `never`, `30d`, a day, or a moment; the domain reads the rest.
pub fn expiry(raw: &str) -> ExpiryChoice {
    let text = raw.trim();
    if text.eq_ignore_ascii_case("never") {
        return ExpiryChoice::Never;
    }
    match text.strip_suffix(['d', 'D']) {
        Some(days) if !days.is_empty() && days.bytes().all(|b| b.is_ascii_digit()) => {
            // A number too long for the type is too many days all the more.
            ExpiryChoice::InDays(days.parse().unwrap_or(u32::MAX))
        }
        _ if text.contains(['T', ' ']) => ExpiryChoice::Moment(text.to_owned()),
        _ => ExpiryChoice::Day(text.to_owned()),
    }
}

/// `1000`, `1000/day`, `0`, `unlimited`.
fn request_limit(raw: &str) -> Result<(String, LimitWindow), TextError> {
    let field = Field::RequestLimit;
    let (number, window) = number_and_window(raw);
    if number.is_empty() {
        return Err(TextError::NoNumber(field));
    }
    let window = match window.map(|word| (word, LimitWindow::from_code(&word.to_ascii_lowercase()))) {
        None => LimitWindow::Total,
        Some((_, Some(window))) => window,
        Some((word, None)) => {
            let words = LimitWindow::ALL.map(LimitWindow::code).join(", ");
            return Err(TextError::UnknownWindow { field, word: Some(word.to_owned()), words });
        }
    };
    let unlimited = number.eq_ignore_ascii_case("unlimited");
    Ok((if unlimited { "0".to_owned() } else { number.to_owned() }, window))
}

/// `100/minute`, `0`, `none`. A rate has no window that goes without saying.
fn rate(raw: &str) -> Result<(String, RateWindow), TextError> {
    let field = Field::Rate;
    let (number, window) = number_and_window(raw);
    if number.is_empty() {
        return Err(TextError::NoNumber(field));
    }
    let is_none = number == NO_RATE || number.eq_ignore_ascii_case("none");
    match window.map(|word| (word, RateWindow::from_code(&word.to_ascii_lowercase()))) {
        Some((_, Some(window))) if is_none => Ok((NO_RATE.to_owned(), window)),
        None if is_none => Ok((NO_RATE.to_owned(), RateWindow::default())),
        Some((_, Some(window))) => Ok((number.to_owned(), window)),
        other => {
            let word = other.map(|(word, _)| word.to_owned());
            let words = RateWindow::ALL.map(RateWindow::code).join(", ");
            Err(TextError::UnknownWindow { field, word, words })
        }
    }
}

/// `1000/day` in its parts.
fn number_and_window(raw: &str) -> (&str, Option<&str>) {
    match raw.split_once('/') {
        Some((number, window)) => (number.trim(), Some(window.trim())),
        None => (raw.trim(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_read_by_its_shape() {
        let moment = |raw: &str| ExpiryChoice::Moment(raw.into());
        let day = |raw: &str| ExpiryChoice::Day(raw.into());
        for (raw, choice) in [
            ("never", ExpiryChoice::Never),
            (" Never ", ExpiryChoice::Never),
            ("30d", ExpiryChoice::InDays(30)),
            ("99999999999999999999d", ExpiryChoice::InDays(u32::MAX)),
            ("2027-01-31", day("2027-01-31")),
            ("2027-01-31T18:00+09:00", moment("2027-01-31T18:00+09:00")),
            ("2027-01-31 18:00", moment("2027-01-31 18:00")),
            ("-1", day("-1")),
            ("-3d", day("-3d")),
            ("d", day("d")),
            ("", day("")),
        ] {
            assert_eq!(expiry(raw), choice, "{raw:?}");
        }
    }

    #[test]
    fn a_limit_may_name_its_window() {
        for (raw, number, window) in [
            ("1000", "1000", LimitWindow::Total),
            ("1000/day", "1000", LimitWindow::Day),
            (" 1,000 / Month ", "1,000", LimitWindow::Month),
            ("5/total", "5", LimitWindow::Total),
            ("0", "0", LimitWindow::Total),
            ("unlimited", "0", LimitWindow::Total),
            ("-1/hour", "-1", LimitWindow::Hour),
        ] {
            assert_eq!(request_limit(raw).unwrap(), (number.to_owned(), window), "{raw:?}");
        }
    }

    #[test]
    fn a_limit_that_was_left_empty_is_not_unlimited() {
        for raw in ["", " ", "/day"] {
            assert_eq!(request_limit(raw).unwrap_err().code(), "required", "{raw:?}");
        }
        for raw in ["5/", "5/week", "5/day/day"] {
            assert_eq!(request_limit(raw).unwrap_err().code(), "unknown_window", "{raw:?}");
        }
    }

    #[test]
    fn a_rate_names_its_window() {
        for (raw, number, window) in [
            ("100/minute", "100", RateWindow::Minute),
            (" 1,000 / Hour ", "1,000", RateWindow::Hour),
            ("-1/second", "-1", RateWindow::Second),
            ("none", "0", RateWindow::Minute),
            ("0", "0", RateWindow::Minute),
            ("0/second", "0", RateWindow::Second),
        ] {
            assert_eq!(rate(raw).unwrap(), (number.to_owned(), window), "{raw:?}");
        }
        for (raw, code) in
            [("", "required"), ("/hour", "required"), ("5", "unknown_window"), ("5/day", "unknown_window")]
        {
            assert_eq!(rate(raw).unwrap_err().code(), code, "{raw:?}");
        }
    }
}
