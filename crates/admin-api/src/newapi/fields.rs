//! What these clients say of a token, and the desk's form of it.

use serde_json::Value;
use tokendesk_domain::{
    amount::{Amount, Denomination},
    field_error::Field,
    form::{QuotaForm, TermsForm},
    token::Token,
};

use crate::{
    api::Asked,
    body::{self, Fields, request_object},
    given::{FromJson, Given, Mismatch},
    refusal::{Refusal, Wrong},
    unix_seconds::UnixSeconds,
};

request_object! {
    /// The fields that can be written; others of the object are left alone.
    TokenFields {
        #[schema(value_type = i64)]
        id: i64,
        #[schema(value_type = String)]
        name: String,
        #[schema(value_type = i64)]
        status: i64,
        #[schema(value_type = i64)]
        expired_time: UnixSeconds,
        #[schema(value_type = i64)]
        remain_quota: i64,
        #[schema(value_type = i64)]
        used_quota: i64,
        #[schema(value_type = f64)]
        remain_credits: Credits,
        #[schema(value_type = bool)]
        unlimited_quota: bool,
        #[schema(value_type = i64)]
        daily_quota: i64,
        #[schema(value_type = f64)]
        daily_credits: Credits,
        #[schema(value_type = i64)]
        monthly_quota: i64,
        #[schema(value_type = f64)]
        monthly_credits: Credits,
        #[schema(value_type = bool)]
        model_limits_enabled: bool,
        #[schema(value_type = String)]
        model_limits: String,
        #[schema(value_type = String)]
        allow_ips: String,
        #[schema(value_type = String)]
        group: String,
        #[schema(value_type = Vec<String>)]
        scopes: Vec<String>,
    }
}

/// 200 are one dollar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Credits(Amount);

impl FromJson for Credits {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let Value::Number(number) = value else { return Err(Mismatch::wrong_type("a number")) };
        match Amount::parse(&number.to_string(), Denomination::Credits) {
            Ok(amount) => Ok(Self(amount.unwrap_or_default())),
            Err(problem) => Err(Mismatch::new(problem.code(), problem.to_string())),
        }
    }
}

/// The fields that are known, and what is wrong with their types. These clients send whole objects back: other fields
/// are no mistake of theirs. Nor is another media type: their server never looked at it.
pub(super) fn read<F: Fields>(asked: &Asked) -> Result<F, Refusal> {
    if !body::is_utf_8(&asked.headers) {
        return Err(Refusal::MediaType);
    }
    let mut value = crate::strict::parse(&asked.body).map_err(Refusal::Syntax)?;
    if let Value::Object(object) = &mut value {
        object.retain(|name, _| F::NAMES.contains(&name.as_str()));
    }
    match body::fields(value) {
        (fields, wrong) if wrong.is_empty() => Ok(fields),
        (_, wrong) => Err(Refusal::Wrong(wrong)),
    }
}

/// The name of a field on this face.
pub(super) const fn name_of(field: Field) -> &'static str {
    match field {
        Field::Expiry => "expired_time",
        Field::AllowIps => "allow_ips",
        Field::Quota => "remain_quota",
        Field::DailyQuota => "daily_quota",
        Field::MonthlyQuota => "monthly_quota",
        Field::Models => "model_limits",
        Field::Scopes => "scopes",
        other => other.code(),
    }
}

impl TokenFields {
    /// The form with what these fields say put in the place of what was there. `current`: the token that is edited.
    pub(super) fn over(self, mut form: TermsForm, current: Option<&Token>) -> Result<TermsForm, Refusal> {
        if let Given::Value(UnixSeconds { seconds, choice }) = &self.expired_time {
            let held = |token: &Token| token.terms.expires.map_or(-1, |at| at.timestamp());
            // An expiry that is sent back as it was shown may be past.
            if current.is_none_or(|token| held(token) != *seconds) {
                form.expiry = choice.clone();
            }
        }
        self.spending(&mut form.quota, current)?;
        form.models = self.models(form.models);
        if let Given::Value(addresses) = self.allow_ips {
            // One a line in their window; their clients join a list by commas, which no address has.
            form.allow = addresses.split(['\n', ',']).map(str::trim).map(str::to_owned).collect();
        }
        if let Given::Value(group) = self.group {
            form.group = group;
        }
        if let Given::Value(scopes) = self.scopes {
            form.scopes = scopes;
        }
        Ok(form)
    }

    /// What remains counts from what the client saw as used: what was spent meanwhile stays spent.
    fn spending(&self, quota: &mut QuotaForm, current: Option<&Token>) -> Result<(), Refusal> {
        quota.denomination = Denomination::Units;
        let mut amounts = Amounts::default();
        let remain = amounts.read("/remain_quota", &self.remain_credits, &self.remain_quota);
        let seen_used = amounts.read("/used_quota", &Given::Absent, &self.used_quota);
        let daily = amounts.read("/daily_quota", &self.daily_credits, &self.daily_quota);
        let monthly = amounts.read("/monthly_quota", &self.monthly_credits, &self.monthly_quota);
        let spent = current.map_or(0, |token| seen_used.unwrap_or(token.spending.total.units()));
        let was_unlimited = current.is_some_and(|token| token.terms.quota.total.is_none());
        match (self.unlimited_quota.clone().value(), remain) {
            (Some(true), _) => quota.total.clear(),
            // An unlimited token is shown with nothing that remains.
            (None, None | Some(0)) if was_unlimited => {}
            (_, None) if current.is_some() && !was_unlimited => {}
            // Their server gives nothing to spend where nothing is said.
            (_, remain) => quota.total = remain.unwrap_or(0).saturating_add(spent).to_string(),
        }
        for (place, given) in [(&mut quota.daily, daily), (&mut quota.monthly, monthly)] {
            match given {
                None => {}
                // To their server it is the same as left out.
                Some(0) => place.clear(),
                Some(units) => *place = units.to_string(),
            }
        }
        if amounts.wrong.is_empty() { Ok(()) } else { Err(Refusal::Wrong(amounts.wrong)) }
    }

    /// The list counts only where restrictions are enabled.
    fn models(&self, held: Option<Vec<String>>) -> Option<Vec<String>> {
        let list = self.model_limits.clone().value().map(|list| list.split(',').map(str::to_owned).collect());
        match self.model_limits_enabled.clone().value() {
            Some(false) => None,
            Some(true) => list.or(held).or(Some(Vec::new())),
            None => held.map(|held| list.unwrap_or(held)),
        }
    }
}

/// Amounts as they are read, and what is wrong with some of them.
#[derive(Default)]
struct Amounts {
    wrong: Vec<Wrong>,
}

impl Amounts {
    /// Units; credits go before them.
    fn read(&mut self, pointer: &str, credits: &Given<Credits>, units: &Given<i64>) -> Option<u64> {
        if let Given::Value(Credits(amount)) = credits {
            return Some(amount.units());
        }
        let units = units.clone().value()?;
        u64::try_from(units)
            .map_err(|_| self.wrong.push(Wrong::body(pointer, "negative", "This can't be negative.")))
            .ok()
    }
}

#[cfg(test)]
mod tests;
