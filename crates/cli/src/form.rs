//! From the options as typed to the domain's forms. Pure; the rules stay in the domain.
//!
//! A shell has traps that a window has not. An empty value is nearly always a variable that was not set, and
//! an address list or a limit that silently became "all" would open a token to everybody: it is refused.

use tokendesk_domain::{
    field_error::{Field, FieldError},
    form::TermsForm,
    issue::IssueForm,
    token::{Terms, Visibility},
};
use tokendesk_token_file::TokenFields;

pub(crate) use tokendesk_token_rows::expiry;

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
    let (form, errors) = tokendesk_token_rows::terms(&TokenFields::from(args), base);
    Typed { form, refusals: errors.into_iter().map(Refusal::from).collect() }
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
