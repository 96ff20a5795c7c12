//! Issuing: from the form to a new token and its key.

use chrono::{DateTime, TimeZone, Utc};

use crate::{
    catalogue::Catalogue,
    field_error::{Field, FieldError},
    form::{Reading, TermsForm},
    name::TokenName,
    token::{Terms, Visibility},
};

/// The *Issue token* form as typed.
#[derive(Clone, Debug, Default)]
pub struct IssueForm {
    /// The name as typed.
    pub name: String,
    /// Whether a sealed copy of the key is kept.
    pub visibility: Visibility,
    /// All other fields.
    pub terms: TermsForm,
}

/// A token that may be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// Its name, for good.
    pub name: TokenName,
    /// Whether a sealed copy of the key is kept, for good.
    pub visibility: Visibility,
    /// What it allows.
    pub terms: Terms,
}

impl IssueForm {
    /// Reads the form at `now`, in the admin's time zone.
    pub fn read<Tz: TimeZone>(
        &self,
        catalogue: &Catalogue,
        now: DateTime<Utc>,
        zone: &Tz,
    ) -> Reading<NewToken> {
        let name = TokenName::parse(&self.name).map_err(|problem| FieldError::new(Field::Name, problem));
        let Reading { value, warnings, expires, addresses, limit, rate, quota, models, group } =
            self.terms.read(None, catalogue, now, zone);
        let value = match (name, value) {
            (Ok(name), Ok(terms)) => Ok(NewToken { name, visibility: self.visibility, terms }),
            (name, terms) => Err(name.err().into_iter().chain(terms.err().into_iter().flatten()).collect()),
        };
        Reading { value, warnings, expires, addresses, limit, rate, quota, models, group }
    }
}

#[cfg(test)]
mod tests {
    use super::{Field::*, *};
    use crate::{
        expiry::ExpiryChoice,
        field_error::Problem,
        form::QuotaForm,
        rate::RateForm,
        starter_scopes::{StarterLanguage, starter_scopes},
        warning::Warning,
    };

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn catalogue() -> Catalogue {
        Catalogue::new(starter_scopes(StarterLanguage::English))
    }

    fn form() -> IssueForm {
        let scope = catalogue().offered().next().unwrap().name.to_string();
        IssueForm {
            name: "billing-ci".into(),
            terms: TermsForm { scopes: vec![scope], ..TermsForm::default() },
            ..IssueForm::default()
        }
    }

    #[test]
    fn a_name_and_a_scope_are_enough() {
        let reading = form().read(&catalogue(), now(), &Utc);
        assert!(reading.value.is_ok());
        assert_eq!(reading.warnings, [Warning::NoExpiry, Warning::NoAllowList, Warning::NoLimit]);
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields() {
        let form = IssueForm {
            name: String::new(),
            visibility: Visibility::Copyable,
            terms: TermsForm {
                description: "x".repeat(501),
                expiry: ExpiryChoice::Day("2001-01-01".into()),
                allow: vec!["300.1.1".into(), "   ".into()],
                block: vec!["nope".into()],
                limit: "-1".into(),
                window: crate::limit::LimitWindow::Day,
                rate: RateForm { max: "-1".into(), burst: "0".into(), ..RateForm::default() },
                scopes: vec![],
                quota: QuotaForm { total: "much".into(), daily: "-1".into(), ..QuotaForm::default() },
                models: Some(vec![]),
                group: "\t".repeat(2) + "a\tb",
            },
        };
        let fields: Vec<_> =
            form.read(&catalogue(), now(), &Utc).value.unwrap_err().iter().map(|e| e.field).collect();
        assert_eq!(
            fields,
            [
                Name,
                Description,
                Expiry,
                AllowIps,
                BlockIps,
                RequestLimit,
                Rate,
                Burst,
                Scopes,
                Quota,
                DailyQuota,
                Models,
                Group
            ]
        );
    }

    #[test]
    fn a_wrong_limit_is_an_error_and_not_also_unlimited() {
        let mut form = form();
        form.terms.limit = "ten".into();
        let reading = form.read(&catalogue(), now(), &Utc);
        assert_eq!(
            reading.value.unwrap_err(),
            [FieldError::new(Field::RequestLimit, Problem::NotAWholeNumber)]
        );
        assert!(!reading.warnings.contains(&Warning::NoLimit));
    }

    #[test]
    fn every_scope_at_once_is_worth_a_warning() {
        let mut form = form();
        form.terms.scopes = catalogue().offered().map(|scope| scope.name.to_string()).collect();
        assert!(form.read(&catalogue(), now(), &Utc).warnings.contains(&Warning::AllScopes));
    }

    #[test]
    fn an_allow_list_that_is_blocked_as_a_whole_lets_nothing_pass() {
        let mut form = form();
        form.terms.allow = vec!["10.0.0.1".into()];
        form.terms.block = vec!["10.0.0.0/8".into()];
        let reading = form.read(&catalogue(), now(), &Utc);
        assert!(reading.value.is_ok(), "block wins, as the manual says; it is no error");
        assert!(reading.warnings.contains(&Warning::NothingCanPass));
    }
}
