//! Editing: everything but the name and the visibility.

use chrono::{DateTime, TimeZone, Utc};

use crate::{
    catalogue::Catalogue,
    form::{QuotaForm, Reading, TermsForm},
    model::ModelName,
    token::{Terms, Token},
};

impl Token {
    /// Reads an edit of this token at `now`, in the admin's time zone. An unlimited request limit stays unlimited.
    pub fn read_edit<Tz: TimeZone>(
        &self,
        form: &TermsForm,
        catalogue: &Catalogue,
        now: DateTime<Utc>,
        zone: &Tz,
    ) -> Reading<Terms> {
        form.read(Some(self), catalogue, now, zone)
    }
}

/// These terms as a form: what an edit starts from.
impl From<&Terms> for TermsForm {
    fn from(terms: &Terms) -> Self {
        let texts = |list: &[crate::address::AddressRange]| list.iter().map(ToString::to_string).collect();
        Self {
            description: terms.description.as_str().to_owned(),
            expiry: crate::expiry::ExpiryChoice::Unchanged,
            allow: texts(&terms.addresses.allow),
            block: texts(&terms.addresses.block),
            limit: terms.limit.map(|limit| limit.max.to_string()).unwrap_or_default(),
            window: terms.limit.map(|limit| limit.window).unwrap_or_default(),
            rate: terms.rate.map(Into::into).unwrap_or_default(),
            scopes: terms.scopes.iter().map(ToString::to_string).collect(),
            quota: QuotaForm::from(terms.quota),
            models: terms.models.names().map(|names| names.iter().map(ModelName::to_string).collect()),
            group: terms.group.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        amount::Amount,
        expiry::ExpiryChoice,
        field_error::{Field, FieldError, Problem},
        issue::IssueForm,
        key::KeyHint,
        quota::Spending,
        starter_scopes::{StarterLanguage, starter_scopes},
        token::{State, TokenId},
        usage::Usage,
        warning::Warning,
    };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(starter_scopes(StarterLanguage::English))
    }

    fn token(limit: &str) -> Token {
        let scopes = vec![catalogue().offered().next().unwrap().name.to_string()];
        let terms = TermsForm { limit: limit.into(), scopes, ..TermsForm::default() };
        let new = IssueForm { name: "t".into(), terms, ..IssueForm::default() };
        let new = new.read(&catalogue(), now(), &Utc).value.unwrap();
        Token {
            id: TokenId(1),
            revision: 1,
            name: new.name,
            terms: new.terms,
            visibility: new.visibility,
            hint: KeyHint { head: "sk-AbCd".into(), tail: "wXyZ".into() },
            generation: 1,
            state: State::Enabled,
            usage: Usage { used: 7, ..Usage::default() },
            spending: Spending { total: Amount::saturating(500), ..Spending::default() },
            created: now(),
            deleted: None,
        }
    }

    fn edit(token: &Token, change: impl FnOnce(&mut TermsForm)) -> Reading<Terms> {
        let mut form = TermsForm::from(&token.terms);
        change(&mut form);
        token.read_edit(&form, &catalogue(), now(), &Utc)
    }

    #[test]
    fn an_untouched_form_changes_nothing() {
        let token = token("1000");
        assert_eq!(edit(&token, |_| {}).value.unwrap(), token.terms);
    }

    #[test]
    fn unlimited_stays_unlimited() {
        let refused = vec![FieldError::new(Field::RequestLimit, Problem::UnlimitedIsFinal)];
        assert_eq!(edit(&token(""), |form| form.limit = "10".into()).value, Err(refused));
        assert!(edit(&token(""), |form| form.limit = "0".into()).value.is_ok());
    }

    #[test]
    fn a_limit_can_go_up_and_down_also_below_what_is_used() {
        assert!(edit(&token("10"), |form| form.limit = "20".into()).value.is_ok());
        let lowered = edit(&token("10"), |form| form.limit = "5".into());
        assert!(lowered.value.is_ok());
        assert!(lowered.warnings.contains(&Warning::LimitAlreadyUsed));
    }

    #[test]
    fn a_rate_can_be_given_changed_and_taken_away() {
        let mut token = token("");
        for (max, text) in [("10", Some("10/minute")), ("20", Some("20/minute")), ("", None)] {
            token.terms = edit(&token, |form| form.rate.max = max.into()).value.unwrap();
            assert_eq!(token.terms.rate.map(|rate| rate.to_string()).as_deref(), text);
        }
    }

    #[test]
    fn a_quota_can_come_change_and_go_also_below_what_is_spent() {
        let token = token("10");
        let lowered = edit(&token, |form| form.quota.total = "$0.001".into());
        assert_eq!(lowered.value.as_ref().unwrap().quota.total, Amount::new(500));
        assert!(lowered.warnings.contains(&Warning::QuotaAlreadySpent));
        let mut limited = token.clone();
        limited.terms = lowered.value.unwrap();
        let raised = edit(&limited, |form| form.quota.total = "501".into());
        assert!(!raised.warnings.contains(&Warning::QuotaAlreadySpent));
        assert!(edit(&limited, |form| form.quota.total.clear()).value.unwrap().quota.is_unlimited());
    }

    #[test]
    fn an_expired_token_can_be_edited_without_touching_its_expiry() {
        let mut token = token("10");
        token.terms.expires = Some(now());
        assert_eq!(edit(&token, |form| form.description = "late".into()).value.unwrap().expires, Some(now()));
        assert_eq!(edit(&token, |form| form.expiry = ExpiryChoice::Never).value.unwrap().expires, None);
    }
}
