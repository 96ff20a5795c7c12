//! A form as typed, and what was read in it: all errors at once, warnings, and the exact values.

use chrono::{DateTime, TimeZone, Utc};

use crate::{
    address_list::AddressListReading,
    amount::{Amount, Denomination},
    catalogue::Catalogue,
    description::Description,
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    group::Group,
    limit::{LimitWindow, RequestLimit},
    model::Models,
    quota::Quota,
    rate::{Rate, RateForm},
    token::{Terms, Token},
    warning::Warning,
};

/// The fields that issue and edit share, as typed.
#[derive(Clone, Debug, Default)]
pub struct TermsForm {
    /// Free text.
    pub description: String,
    /// The expiration as chosen.
    pub expiry: ExpiryChoice,
    /// Allowed addresses, wrong ones included; an entry of white space alone is no entry.
    pub allow: Vec<String>,
    /// Blocked addresses, likewise.
    pub block: Vec<String>,
    /// A number; blank or 0: unlimited.
    pub limit: String,
    /// What the limit is counted over.
    pub window: LimitWindow,
    /// The rate as typed.
    pub rate: RateForm,
    /// Scope names.
    pub scopes: Vec<String>,
    /// What may be spent.
    pub quota: QuotaForm,
    /// Names of models, of which there must be one; none: all models.
    pub models: Option<Vec<String>>,
    /// A label; blank: the default one.
    pub group: String,
}

/// Amounts as typed; blank: unlimited.
#[derive(Clone, Debug, Default)]
pub struct QuotaForm {
    /// In the token's whole life.
    pub total: String,
    /// In each day.
    pub daily: String,
    /// In each month.
    pub monthly: String,
    /// What a number alone is one of.
    pub denomination: Denomination,
}

/// A quota as a form: what an edit starts from.
impl From<Quota> for QuotaForm {
    fn from(quota: Quota) -> Self {
        let text = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
        let [total, daily, monthly] = [quota.total, quota.daily, quota.monthly].map(text);
        Self { total, daily, monthly, denomination: Denomination::Units }
    }
}

impl QuotaForm {
    /// What can be read, and what is wrong with the rest.
    fn read(&self) -> (Quota, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut read = |field, raw| match Amount::parse(raw, self.denomination) {
            Ok(amount) => amount,
            Err(problem) => {
                errors.push(FieldError::new(field, problem));
                None
            }
        };
        let quota = Quota {
            total: read(Field::Quota, &self.total),
            daily: read(Field::DailyQuota, &self.daily),
            monthly: read(Field::MonthlyQuota, &self.monthly),
        };
        (quota, errors)
    }
}

/// What was read in a form.
#[derive(Clone, Debug)]
pub struct Reading<T> {
    /// The value, or everything that is wrong, in the order of the fields.
    pub value: Result<T, Vec<FieldError>>,
    /// Worth saying; as far as the form is readable.
    pub warnings: Vec<Warning>,
    /// The exact moment of expiry; none: never, or not readable.
    pub expires: Option<DateTime<Utc>>,
    /// Both address lists, entry by entry.
    pub addresses: AddressListReading,
    /// The limit; none: unlimited, or not readable.
    pub limit: Option<RequestLimit>,
    /// The rate; none: there is none, or it is not readable.
    pub rate: Option<Rate>,
    /// What may be spent; none: unlimited, or not readable.
    pub quota: Quota,
    /// The models; all, where they are not readable.
    pub models: Models,
    /// The group; the default one, where it is not readable.
    pub group: Group,
}

impl TermsForm {
    /// Reads the fields. `current` is the token that is edited; none on issue.
    pub fn read<Tz: TimeZone>(
        &self,
        current: Option<&Token>,
        catalogue: &Catalogue,
        now: DateTime<Utc>,
        zone: &Tz,
    ) -> Reading<Terms> {
        let mut errors = Vec::new();
        let mut keep = |field, problem| errors.push(FieldError::new(field, problem));

        let description =
            Description::parse(&self.description).map_err(|problem| keep(Field::Description, problem));
        let expires_now = current.and_then(|token| token.terms.expires);
        let expires =
            self.expiry.read(expires_now, now, zone).map_err(|problem| keep(Field::Expiry, problem));
        let addresses = AddressListReading::read(&entries(&self.allow), &entries(&self.block));
        errors.extend(addresses.errors());
        let limit = self
            .read_limit(current)
            .map_err(|problem| errors.push(FieldError::new(Field::RequestLimit, problem)));
        let rate = self.rate.read().map_err(|more| errors.extend(more)).ok().flatten();
        let held = current.map_or(&[][..], |token| &token.terms.scopes);
        let scopes = catalogue.read_choice(&self.scopes, held).map_err(|more| errors.extend(more));

        let (quota, wrong_amounts) = self.quota.read();
        errors.extend(wrong_amounts);
        let models = match &self.models {
            None => Ok(Models::All),
            Some(names) => Models::read(names).map_err(|more| errors.extend(more)),
        };
        let models = models.unwrap_or_default();
        let group =
            Group::parse(&self.group).map_err(|problem| errors.push(FieldError::new(Field::Group, problem)));
        let group = group.unwrap_or_default();

        let (read_expiry, read_limit) = (expires.ok().flatten(), limit.ok().flatten());
        let terms = Terms {
            description: description.unwrap_or_default(),
            expires: read_expiry,
            addresses: addresses.rules(),
            limit: read_limit,
            rate,
            scopes: scopes.unwrap_or_default(),
            quota,
            models: models.clone(),
            group: group.clone(),
        };
        let mut warnings = Warning::about(&terms, &addresses, catalogue);
        let (usage, spending) = current.map(|token| (token.usage, token.spending)).unwrap_or_default();
        warnings.extend(Warning::of_use(&terms, &usage, &spending, now));
        // An unreadable field is an error already; it is not also "never" or "unlimited".
        warnings.retain(|warning| match warning {
            Warning::NoExpiry => expires.is_ok(),
            Warning::NoLimit => limit.is_ok(),
            _ => true,
        });
        let value = if errors.is_empty() { Ok(terms) } else { Err(errors) };
        let (expires, limit) = (read_expiry, read_limit);
        Reading { value, warnings, expires, addresses, limit, rate, quota, models, group }
    }

    /// An unlimited request limit can't be modified (source: reference/seeds/000).
    fn read_limit(&self, current: Option<&Token>) -> Result<Option<RequestLimit>, Problem> {
        let limit = RequestLimit::parse(&self.limit, self.window)?;
        match current {
            Some(token) if token.terms.limit.is_none() && limit.is_some() => Err(Problem::UnlimitedIsFinal),
            _ => Ok(limit),
        }
    }
}

/// What counts as an entry: everything but white space alone.
fn entries(raw: &[String]) -> Vec<String> {
    raw.iter().filter(|entry| !entry.trim().is_empty()).cloned().collect()
}
