//! What a token has left, asked by whoever holds its key.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use axum::{body::Body, extract::State, response::Response};
use http::{Request, StatusCode};
use serde::Serialize;
use serde_json::Number;
use tokendesk_domain::{
    address_list::AddressLists,
    amount::{Amount, Denomination},
    key::KeyHash,
    token::{State as TokenState, Token},
};

use super::{
    PREFIX,
    answer::{self, message, object, say_when},
    token::model_names,
};
use crate::{AdminApi, caller::shown_key, refusal::Refusal};

/// What a token without a quota may spend, in dollars (source: the billing interface of new-api).
const UNLIMITED_USD: u64 = 100_000_000;

#[derive(Serialize)]
struct Usage {
    code: bool,
    message: &'static str,
    data: UsageObject,
}

#[derive(Serialize)]
struct UsageObject {
    object: &'static str,
    name: String,
    total_granted: u64,
    total_used: u64,
    total_available: u64,
    unlimited_quota: bool,
    model_limits: BTreeMap<String, bool>,
    model_limits_enabled: bool,
    /// 0: never
    expires_at: i64,
}

#[derive(Serialize)]
struct Subscription {
    object: &'static str,
    has_payment_method: bool,
    soft_limit_usd: Number,
    hard_limit_usd: Number,
    system_hard_limit_usd: Number,
    /// 0: for ever
    access_until: i64,
}

#[derive(Serialize)]
struct Billed {
    object: &'static str,
    /// In cents.
    total_usage: Number,
}

/// The shape in which clients of the billing interface expect errors.
#[derive(Serialize)]
struct BillingError {
    error: BillingErrorObject,
}

#[derive(Serialize)]
struct BillingErrorObject {
    message: String,
    r#type: &'static str,
    param: &'static str,
    code: &'static str,
}

/// `GET /api/usage/token/`
pub(super) async fn usage(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    match api.holder(request).await {
        Ok(token) => object(StatusCode::OK, &Usage { code: true, message: "ok", data: usage_of(&token) }),
        Err(refusal) => answer::refused(&refusal),
    }
}

/// `GET /v1/dashboard/billing/subscription`
pub(super) async fn subscription(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    billing(api.holder(request).await, |token| {
        let dollars = Denomination::Dollars.units();
        let limit =
            token.terms.quota.total.map_or(UNLIMITED_USD.into(), |total| shown(total.units(), dollars));
        Subscription {
            object: "billing_subscription",
            has_payment_method: true,
            soft_limit_usd: limit.clone(),
            hard_limit_usd: limit.clone(),
            system_hard_limit_usd: limit,
            access_until: expires_at(token),
        }
    })
}

/// `GET /v1/dashboard/billing/usage`
pub(super) async fn billed(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    billing(api.holder(request).await, |token| Billed {
        object: "list",
        total_usage: shown(token.spending.total.units(), Denomination::Dollars.units() / 100),
    })
}

fn billing<T: Serialize>(token: Result<Token, Refusal>, of: impl FnOnce(&Token) -> T) -> Response {
    token.map_or_else(|refusal| refused(&refusal), |token| object(StatusCode::OK, &of(&token)))
}

/// Refused in the shape of the billing interface.
pub(super) fn refused(refusal: &Refusal) -> Response {
    let error = BillingErrorObject {
        message: message(refusal),
        r#type: "new_api_error",
        param: "",
        code: refusal.code(),
    };
    let mut response = object(refusal.status(), &BillingError { error });
    say_when(&mut response, refusal);
    response
}

fn usage_of(token: &Token) -> UsageObject {
    let used = token.spending.total;
    let available = token.terms.quota.total.map_or(Amount::ZERO, |total| total.less(used));
    UsageObject {
        object: "token_usage",
        name: token.name.to_string(),
        total_granted: available.units() + used.units(),
        total_used: used.units(),
        total_available: available.units(),
        unlimited_quota: token.terms.quota.total.is_none(),
        model_limits: model_names(token).into_iter().map(|name| (name.to_owned(), true)).collect(),
        model_limits_enabled: token.terms.models.names().is_some(),
        expires_at: expires_at(token),
    }
}

fn expires_at(token: &Token) -> i64 {
    token.terms.expires.map_or(0, |at| at.timestamp())
}

/// An amount in something of so many units: whole where it is. For people's eyes; what is counted stays in units.
#[expect(clippy::cast_precision_loss, reason = "amounts end far below 2^53")]
fn shown(units: u64, one: u64) -> Number {
    if units.is_multiple_of(one) {
        return Number::from(units / one);
    }
    Number::from_f64(units as f64 / one as f64).expect("a quotient of two whole numbers is finite")
}

impl AdminApi {
    /// The token whose key is shown, from where it may be used. Also one that is expired or used up: its holder asks
    /// how it stands.
    async fn holder(self: Arc<Self>, request: Request<Body>) -> Result<Token, Refusal> {
        let from = crate::api::peer(&request);
        crate::api::waiting(move || self.token_of(shown_key(request.headers()), from)).await
    }

    fn token_of(&self, key: Option<&str>, from: IpAddr) -> Result<Token, Refusal> {
        let now = self.desk.now();
        let key = key.ok_or(Refusal::NoTokenKey)?;
        let hash = KeyHash::of(key);
        self.let_try(from, hash, now)?;
        let shown = self.desk.token_of_key(key)?;
        // Some clients leave out what the others put before it.
        let token = shown
            .map_or_else(|| self.desk.token_of_key(&format!("{PREFIX}{key}")), |token| Ok(Some(token)))?;
        let known =
            |token: &Token| token.deleted.is_none() && !matches!(token.state, TokenState::Revoked { .. });
        let Some(token) = token.filter(known) else {
            self.throttle.failed(from, now);
            return Err(Refusal::UnknownTokenKey);
        };
        self.throttle.passed(hash);
        let addresses = &token.terms.addresses;
        if addresses.blocks(from) || !addresses.allows(from) {
            return Err(Refusal::TokenAddress);
        }
        Ok(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_whole_where_it_can_be() {
        let text = |units, one| shown(units, one).to_string();
        assert_eq!([text(500_000, 500_000), text(0, 5_000), text(61_500, 5_000)], ["1", "0", "12.3"]);
    }
}
