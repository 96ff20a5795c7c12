//! From the options as typed to the domain's forms. Pure; the rules stay in the domain.
//!
//! A shell has traps that a window has not. An empty value is nearly always a variable that was not set, and
//! an address list or a limit that silently became "all" would open a token to everybody: it is refused.

use tokendesk_domain::{
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    form::TermsForm,
    issue::IssueForm,
    limit::LimitWindow,
    rate::RateWindow,
    token::{Terms, Visibility},
};

use crate::{
    args::{EditArgs, TermsArgs, TokenArgs},
    refusal::Refusal,
};

/// A form, and what is already known to be wrong.
#[derive(Debug)]
pub(crate) struct Typed<F> {
    pub(crate) form: F,
    pub(crate) refusals: Vec<Refusal>,
}

/// The fields in the order in which their errors are said.
const ORDER: [&str; 16] = [
    "name",
    "description",
    "expires",
    "allow_ip",
    "block_ip",
    "request_limit",
    "rate",
    "burst",
    "scope",
    "add_scope",
    "remove_scope",
    "quota",
    "daily_quota",
    "monthly_quota",
    "models",
    "group",
];

/// A rate of nothing is no rate.
const NO_RATE: &str = "0";

pub(crate) fn issue(args: &TokenArgs) -> Typed<IssueForm> {
    let Typed { form: terms, refusals } = terms(&args.terms, TermsForm::default());
    let visibility = if args.show_once { Visibility::ShowOnce } else { Visibility::Copyable };
    Typed { form: IssueForm { name: args.name.clone().unwrap_or_default(), visibility, terms }, refusals }
}

/// An edit starts from the terms as they are; each option replaces its field.
pub(crate) fn edit(args: &EditArgs, current: &Terms) -> Typed<TermsForm> {
    let Typed { mut form, mut refusals } = terms(&args.terms, TermsForm::from(current));
    if args.lists.clear_allow_ip {
        form.allow.clear();
    }
    if args.lists.clear_block_ip {
        form.block.clear();
    }
    form.scopes.extend(args.lists.add_scopes.iter().cloned());
    for (index, name) in args.lists.remove_scopes.iter().enumerate() {
        let held = form.scopes.len();
        form.scopes.retain(|scope| scope.trim() != name.trim());
        if form.scopes.len() == held {
            let message = format!("The token does not hold the scope {name:?}.");
            let refusal = Refusal::at("remove_scope", "not_held", message);
            refusals.push(Refusal { index: Some(index), ..refusal });
        }
    }
    Typed { form, refusals }
}

/// What is wrong with these options by themselves, whatever token they are for.
pub(crate) fn wrong(args: &TermsArgs) -> Vec<Refusal> {
    terms(args, TermsForm::default()).refusals
}

/// What the domain says of a form, with the entries as typed.
pub(crate) fn refusals(errors: &[FieldError], args: &TermsArgs) -> Vec<Refusal> {
    errors.iter().map(|error| refusal(error, args)).collect()
}

impl<F> Typed<F> {
    /// Adds what the domain says of the form, in the order of the fields; nothing wrong: the form may go on.
    pub(crate) fn judged(self, errors: &[FieldError], terms: &TermsArgs) -> Result<F, Vec<Refusal>> {
        let refusals = self.all_refusals(errors, terms);
        if refusals.is_empty() { Ok(self.form) } else { Err(refusals) }
    }

    /// All that is wrong, with what the domain says of the form, in the order of the fields.
    pub(crate) fn all_refusals(&self, errors: &[FieldError], terms: &TermsArgs) -> Vec<Refusal> {
        let mut refusals = self.refusals.clone();
        refusals.extend(self::refusals(errors, terms));
        let place = |refusal: &Refusal| {
            ORDER.iter().position(|field| refusal.field.as_deref() == Some(field)).unwrap_or(ORDER.len())
        };
        refusals.sort_by_key(|refusal| (place(refusal), refusal.index));
        refusals
    }
}

fn terms(args: &TermsArgs, base: TermsForm) -> Typed<TermsForm> {
    let mut form = base;
    let mut refusals = Vec::new();
    if let Some(description) = &args.description {
        form.description.clone_from(description);
    }
    if let Some(expires) = &args.expires {
        form.expiry = expiry(expires);
    }
    for (field, typed, list) in [
        (Field::AllowIps, &args.allow_ips, &mut form.allow),
        (Field::BlockIps, &args.block_ips, &mut form.block),
    ] {
        if !typed.is_empty() {
            list.clone_from(typed);
        }
        let blank = typed.iter().enumerate().filter(|(_, entry)| entry.trim().is_empty());
        refusals
            .extend(blank.map(|(index, _)| Refusal::from(&FieldError::at(field, index, Problem::Required))));
    }
    if let Some(limit) = &args.request_limit {
        match request_limit(limit) {
            Ok((number, window)) => (form.limit, form.window) = (number, window),
            Err(refusal) => refusals.push(refusal),
        }
    }
    if let Some(rate) = &args.rate {
        match self::rate(rate) {
            Ok((max, window)) => {
                // The burst of a rate that is taken away goes with it.
                if max == NO_RATE {
                    form.rate.burst.clear();
                }
                (form.rate.max, form.rate.window) = (max, window);
            }
            Err(refusal) => refusals.push(refusal),
        }
    }
    match &args.burst {
        Some(burst) if burst.trim().is_empty() => {
            refusals.push(Refusal::at(Field::Burst.code(), "required", "Enter a number."));
        }
        Some(burst) => form.rate.burst.clone_from(burst),
        None => {}
    }
    if !args.scopes.is_empty() {
        form.scopes.clone_from(&args.scopes);
    }
    for (field, typed, amount) in [
        (Field::Quota, &args.quota, &mut form.quota.total),
        (Field::DailyQuota, &args.daily_quota, &mut form.quota.daily),
        (Field::MonthlyQuota, &args.monthly_quota, &mut form.quota.monthly),
    ] {
        match typed.as_deref().map(str::trim) {
            None => {}
            Some("") => refusals.push(Refusal::from(&FieldError::new(field, Problem::Required))),
            Some(word) if word.eq_ignore_ascii_case("unlimited") => amount.clear(),
            Some(text) => text.clone_into(amount),
        }
    }
    match args.models.as_slice() {
        [] => {}
        [word] if word.trim().eq_ignore_ascii_case("all") => form.models = None,
        names => form.models = Some(names.to_vec()),
    }
    match args.group.as_deref() {
        None => {}
        Some(label) if label.trim().is_empty() => {
            refusals.push(Refusal::from(&FieldError::new(Field::Group, Problem::Required)));
        }
        Some(label) => label.clone_into(&mut form.group),
    }
    Typed { form, refusals }
}

/// `never`, `30d`, a day, or a moment; the domain reads the rest.
pub(crate) fn expiry(raw: &str) -> ExpiryChoice {
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
fn request_limit(raw: &str) -> Result<(String, LimitWindow), Refusal> {
    let refused = |code, message| Refusal::at(Field::RequestLimit.code(), code, message);
    let (number, window) = number_and_window(raw);
    if number.is_empty() {
        return Err(refused("required", "Enter a number; 0 means unlimited.".to_owned()));
    }
    let window = match window.map(|word| (word, LimitWindow::from_code(&word.to_ascii_lowercase()))) {
        None => LimitWindow::Total,
        Some((_, Some(window))) => window,
        Some((word, None)) => {
            let words = LimitWindow::ALL.map(LimitWindow::code).join(", ");
            return Err(refused("unknown_window", format!("{word:?} is none of {words}.")));
        }
    };
    let unlimited = number.eq_ignore_ascii_case("unlimited");
    Ok((if unlimited { "0".to_owned() } else { number.to_owned() }, window))
}

/// `100/minute`, `0`, `none`. A rate has no window that goes without saying.
fn rate(raw: &str) -> Result<(String, RateWindow), Refusal> {
    let refused = |code, message| Refusal::at(Field::Rate.code(), code, message);
    let (number, window) = number_and_window(raw);
    if number.is_empty() {
        return Err(refused(
            "required",
            "Enter a number and its window, such as 100/minute, or none.".to_owned(),
        ));
    }
    let is_none = number == NO_RATE || number.eq_ignore_ascii_case("none");
    let words = RateWindow::ALL.map(RateWindow::code).join(", ");
    match window.map(|word| (word, RateWindow::from_code(&word.to_ascii_lowercase()))) {
        Some((_, Some(window))) if is_none => Ok((NO_RATE.to_owned(), window)),
        None if is_none => Ok((NO_RATE.to_owned(), RateWindow::default())),
        Some((_, Some(window))) => Ok((number.to_owned(), window)),
        Some((word, None)) => Err(refused("unknown_window", format!("{word:?} is none of {words}."))),
        None => Err(refused("unknown_window", format!("Say the window, such as {number}/minute: {words}."))),
    }
}

/// `1000/day` in its parts.
fn number_and_window(raw: &str) -> (&str, Option<&str>) {
    match raw.split_once('/') {
        Some((number, window)) => (number.trim(), Some(window.trim())),
        None => (raw.trim(), None),
    }
}

/// The domain's error with the entry as typed. It counts entries without the blank ones; the option counts all.
fn refusal(error: &FieldError, args: &TermsArgs) -> Refusal {
    let refusal = Refusal::from(error);
    let typed = match error.field {
        Field::AllowIps => &args.allow_ips,
        Field::BlockIps => &args.block_ips,
        Field::Models => &args.models,
        // Scopes of `--add-scope` are counted after those held; the sentence names the scope.
        Field::Scopes if args.scopes.is_empty() => return Refusal { index: None, ..refusal },
        _ => return refusal,
    };
    let mut entries = typed.iter().enumerate().filter(|(_, entry)| !entry.trim().is_empty());
    match error.index.and_then(|index| entries.nth(index)) {
        Some((index, entry)) => {
            let message = format!("{}: {}", entry.trim(), refusal.message);
            Refusal { index: Some(index), message, ..refusal }
        }
        None => refusal,
    }
}

#[cfg(test)]
mod tests;
