//! One edit for many tokens: what it leaves out stays as it is with each of them.

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokendesk_domain::{
    address::AddressRange,
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    form::TermsForm,
    remedy::Remedy,
    token::Token,
};
use tokendesk_token_file::TokenFields;

use crate::{TextError, terms::terms};

/// One edit for many tokens.
#[derive(Clone, Debug, Default)]
pub struct BulkEdit {
    /// What replaces what is there, as a row of a file says it; its lists are those of `scopes`, `allow` and `block`.
    pub fields: TokenFields,
    /// So many days more as typed, from the end or, where it is past, from now; one that never expires is left as it is.
    pub extend_days: Option<String>,
    /// What becomes of the scopes.
    pub scopes: Option<ListEdit>,
    /// What becomes of the allow list.
    pub allow: Option<ListEdit>,
    /// What becomes of the block list.
    pub block: Option<ListEdit>,
}

/// What becomes of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListEdit {
    /// These as well.
    Add(Vec<String>),
    /// All but these; those that it does not have are no matter.
    Remove(Vec<String>),
    /// These in the place of all.
    Set(Vec<String>),
    /// Nothing is left in it.
    Clear,
}

impl BulkEdit {
    /// The most days of an extension: ten years.
    pub const MAX_DAYS: u32 = Remedy::MAX_DAYS;

    /// What is wrong with it, whatever the token. A list that was left empty by mistake is not the empty list.
    pub fn errors(&self) -> Vec<TextError> {
        let mut errors = Vec::new();
        if let Some(Err(problem)) = self.extend_days.as_deref().map(days) {
            errors.push(TextError::Field(FieldError::new(Field::Expiry, problem)));
        }
        for (field, edit) in
            [(Field::AllowIps, &self.allow), (Field::BlockIps, &self.block), (Field::Scopes, &self.scopes)]
        {
            if let Some(ListEdit::Add(entries) | ListEdit::Remove(entries) | ListEdit::Set(entries)) = edit
                && entries.iter().all(|entry| entry.trim().is_empty())
            {
                errors.push(TextError::Field(FieldError::new(field, Problem::Required)));
            }
        }
        errors.extend(terms(&self.fields, TermsForm::default()).1);
        errors
    }

    /// The form that the edit makes of a token.
    pub fn form(&self, token: &Token, now: DateTime<Utc>) -> TermsForm {
        let (mut form, _) = terms(&self.fields, TermsForm::from(&token.terms));
        let days = self.extend_days.as_deref().and_then(|text| days(text).ok());
        if let (Some(days), Some(end)) = (days, token.terms.expires) {
            let from = end.max(now.trunc_subsecs(0));
            // Where that is beyond the calendar, the domain says that it is too far.
            let end = from.checked_add_signed(TimeDelta::days(days.into()));
            form.expiry = ExpiryChoice::At(end.unwrap_or(DateTime::<Utc>::MAX_UTC));
        }
        apply(&mut form.scopes, self.scopes.as_ref(), |one, other| one == other);
        apply(&mut form.allow, self.allow.as_ref(), same_range);
        apply(&mut form.block, self.block.as_ref(), same_range);
        form
    }
}

fn days(text: &str) -> Result<u32, Problem> {
    let days = text.trim().parse().ok().filter(|days| (1..=BulkEdit::MAX_DAYS).contains(days));
    days.ok_or(Problem::OutOfRange { min: 1, max: BulkEdit::MAX_DAYS.into() })
}

fn apply(list: &mut Vec<String>, edit: Option<&ListEdit>, same: impl Fn(&str, &str) -> bool) {
    match edit {
        None => {}
        Some(ListEdit::Clear) => list.clear(),
        Some(ListEdit::Set(entries)) => list.clone_from(entries),
        Some(ListEdit::Add(entries)) => {
            for entry in entries {
                if !list.iter().any(|held| same(held, entry.trim())) {
                    list.push(entry.clone());
                }
            }
        }
        Some(ListEdit::Remove(entries)) => {
            list.retain(|held| !entries.iter().any(|entry| same(held, entry.trim())));
        }
    }
}

/// `10.0.0.5/8` is `10.0.0.0/8`.
fn same_range(one: &str, other: &str) -> bool {
    one == other
        || matches!((AddressRange::parse(one), AddressRange::parse(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[&str]) -> Vec<String> {
        entries.iter().map(|&entry| entry.to_owned()).collect()
    }

    fn applied(held: &[&str], edit: &ListEdit) -> Vec<String> {
        let mut held = list(held);
        apply(&mut held, Some(edit), same_range);
        held
    }

    #[test]
    fn a_list_is_added_to_taken_from_replaced_or_emptied() {
        let held = ["10.0.0.0/8", "192.0.2.1"];
        let entries = list(&["10.0.0.5/8", " 198.51.100.7 "]);
        assert_eq!(
            applied(&held, &ListEdit::Add(entries.clone())),
            ["10.0.0.0/8", "192.0.2.1", " 198.51.100.7 "]
        );
        assert_eq!(applied(&held, &ListEdit::Remove(entries.clone())), ["192.0.2.1"]);
        assert_eq!(applied(&held, &ListEdit::Set(entries.clone())), entries);
        assert_eq!(applied(&held, &ListEdit::Clear), [""; 0]);
    }

    #[test]
    fn a_list_that_was_left_empty_is_not_every_address() {
        for edit in [ListEdit::Add(list(&[" "])), ListEdit::Remove(Vec::new()), ListEdit::Set(Vec::new())] {
            let edit = BulkEdit { allow: Some(edit), ..BulkEdit::default() };
            assert_eq!(edit.errors().len(), 1, "{edit:?}");
        }
        let clear = BulkEdit { allow: Some(ListEdit::Clear), ..BulkEdit::default() };
        assert_eq!(clear.errors(), []);
    }

    #[test]
    fn an_extension_has_a_whole_number_of_days_up_to_ten_years() {
        for (text, is_right) in
            [("1", true), (" 3650 ", true), ("0", false), ("3651", false), ("-1", false), ("", false)]
        {
            let edit = BulkEdit { extend_days: Some(text.to_owned()), ..BulkEdit::default() };
            assert_eq!(edit.errors().is_empty(), is_right, "{text:?}");
        }
    }
}
