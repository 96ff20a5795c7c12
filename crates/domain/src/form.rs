//! A form as typed, and what was read in it: all errors at once, warnings, and the exact values.

use chrono::{DateTime, TimeZone, Utc};

use crate::{
    address_list::AddressListReading,
    catalogue::Catalogue,
    description::Description,
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    limit::{LimitWindow, RequestLimit},
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

        let (read_expiry, read_limit) = (expires.ok().flatten(), limit.ok().flatten());
        let terms = Terms {
            description: description.unwrap_or_default(),
            expires: read_expiry,
            addresses: addresses.rules(),
            limit: read_limit,
            rate,
            scopes: scopes.unwrap_or_default(),
        };
        let used = current.map_or(0, |token| token.usage.counted(now));
        let mut warnings = Warning::about(&terms, &addresses, catalogue, used);
        // An unreadable field is an error already; it is not also "never" or "unlimited".
        warnings.retain(|warning| match warning {
            Warning::NoExpiry => expires.is_ok(),
            Warning::NoLimit => limit.is_ok(),
            _ => true,
        });
        let value = if errors.is_empty() { Ok(terms) } else { Err(errors) };
        Reading { value, warnings, expires: read_expiry, addresses, limit: read_limit, rate }
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
