//! A token as a row that is read back as the same terms.

use chrono::SecondsFormat;
use tokendesk_domain::{
    address::AddressRange,
    amount::Amount,
    key::Key,
    limit::RequestLimit,
    rate::Rate,
    token::{State, Token, Visibility},
};
use tokendesk_token_file::{GivenKey, TokenFields};

/// The token as a row that is read back as the same terms; without its key.
pub fn fields(token: &Token) -> TokenFields {
    let terms = &token.terms;
    let ranges = |list: &[AddressRange]| list.iter().map(ToString::to_string).collect();
    let amount = |amount: Option<Amount>| amount.map(|amount| amount.units().to_string());
    let mut models: Vec<_> =
        terms.models.names().unwrap_or_default().iter().map(ToString::to_string).collect();
    // A single `all` would be read as every model.
    if let [model] = &models[..]
        && model.eq_ignore_ascii_case("all")
    {
        models.push(model.clone());
    }
    let description = terms.description.as_str();
    TokenFields {
        name: Some(token.name.as_str().to_owned()),
        description: (!description.is_empty()).then(|| description.to_owned()),
        expires: terms.expires.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        allow_ips: ranges(&terms.addresses.allow),
        block_ips: ranges(&terms.addresses.block),
        request_limit: terms.limit.map(short_limit),
        rate: terms.rate.map(|rate| format!("{}/{}", rate.max(), rate.window().code())),
        burst: terms.rate.and_then(Rate::own_burst).map(|burst| burst.to_string()),
        scopes: terms.scopes.iter().map(ToString::to_string).collect(),
        quota: amount(terms.quota.total),
        daily_quota: amount(terms.quota.daily),
        monthly_quota: amount(terms.quota.monthly),
        models,
        group: Some(terms.group.as_str().to_owned()),
        show_once: token.visibility == Visibility::ShowOnce,
        enabled: Some(token.state == State::Enabled),
        key: None,
    }
}

/// As [`fields`]; with its key, where there is one. A secret then.
pub fn fields_with_key(token: &Token, key: Option<&Key>) -> TokenFields {
    let key = key.map(|key| GivenKey::Whole(key.expose().to_owned().into()));
    TokenFields { key, ..fields(token) }
}

/// `1000/day`
pub fn short_limit(limit: RequestLimit) -> String {
    format!("{}/{}", limit.max, limit.window.code())
}

#[cfg(test)]
mod tests;
