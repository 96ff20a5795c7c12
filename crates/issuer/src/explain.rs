//! The simulator: would this request pass, and why? The verifier's own rules, charging nothing.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    access::{Ask, Check, Holder, Need, Refusal, Rule, checklist},
    request_path::{PathProblem, RequestPath},
    route::{Route, RouteTable},
    scope::ScopeName,
    token::{State, Token, TokenId},
};

use crate::{Desk, DeskError};

/// A request that nobody makes.
#[derive(Clone, Debug)]
pub struct ImaginedRequest {
    /// Whose key it carries.
    pub token: TokenId,
    /// Which of the token's keys; none: the present one.
    pub generation: Option<u32>,
    /// Where it comes from; none: the gateway does not say.
    pub address: Option<IpAddr>,
    /// Its method.
    pub method: String,
    /// Its host; may be blank.
    pub host: String,
    /// Its target: path and query.
    pub target: String,
    /// The scope that the gateway names; none: the routes say what it needs.
    pub scope: Option<ScopeName>,
    /// The model that it is for; none: it is not said.
    pub model: Option<String>,
    /// When; none: now.
    pub at: Option<DateTime<Utc>>,
}

/// Why a request would pass, or would not.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The token as it stands.
    pub token: Token,
    /// The end of the old key that it is judged for; none: the present one.
    pub key_until: Option<DateTime<Utc>>,
    /// The moment that it is judged for.
    pub at: DateTime<Utc>,
    /// Every rule that can be judged, in the order of the decision, with what it says. The first refusal decides.
    pub checks: Vec<Check>,
    /// The path as it is read, or why it is refused.
    pub path: Result<RequestPath, PathProblem>,
    /// The route that says what it needs; none: there is none, or the gateway names the scope.
    pub route: Option<Route>,
    /// The scope that it needs.
    pub scope: Option<ScopeName>,
}

impl Explanation {
    /// The check that refuses; none: the request would pass.
    pub fn deciding(&self) -> Option<(&Check, &Refusal)> {
        self.checks.iter().find_map(|check| check.outcome.as_ref().err().map(|refusal| (check, refusal)))
    }
}

impl Desk {
    /// Judges a request as a verifier would, by what the data file says now. The request limit is judged by what
    /// verifiers have reported as used, and the quotas by what is spent. A rate is not judged: only the verifier that counts it knows its state.
    pub fn explain_request(&self, request: &ImaginedRequest) -> Result<Explanation, DeskError> {
        let at = request.at.unwrap_or_else(|| self.now());
        let read = self.store().read()?;
        let token = read.token(request.token)?.ok_or(DeskError::NotFound)?;
        let table =
            RouteTable::new(read.routes()?.into_iter().map(|kept| kept.route).collect(), read.unmatched()?);
        let key_until = match request.generation.filter(|generation| *generation != token.generation) {
            None => None,
            Some(generation) => {
                let keys = read.rotated_keys(token.id)?;
                let old = keys.iter().find(|old| old.generation == generation);
                Some(old.ok_or(DeskError::NoSuchKey(generation))?.until)
            }
        };
        let holder = Holder {
            deleted: token.deleted.is_some(),
            revoked: matches!(token.state, State::Revoked { .. }),
            disabled: token.state == State::Disabled,
            key_until,
            expires: token.terms.expires,
            addresses: &token.terms.addresses,
            scopes: &token.terms.scopes,
            models: &token.terms.models,
        };
        let path = RequestPath::parse(&request.target);
        let (mut checks, mut route, mut scope) = (Vec::new(), None, request.scope.clone());
        let judged = path.as_ref().map_or_else(|_| RequestPath::root(), Clone::clone);
        let ask = Ask {
            address: request.address,
            method: &request.method,
            host: &request.host,
            path: &judged,
            scope: request.scope.as_ref(),
            model: request.model.as_deref(),
            at,
        };
        if path.is_ok() {
            checks.push(Check { rule: Rule::Path, outcome: Ok(()) });
            let need = table.need_of(&ask);
            checks.extend(checklist(&holder, &ask, &need));
            if let Need::Scope(needed) = need {
                scope = Some(needed.clone());
            }
            if request.scope.is_none() && need != Need::NoRoute {
                route = table.find(ask.method, ask.host, ask.path).cloned();
            }
        } else {
            checks.push(Check { rule: Rule::Path, outcome: Err(Refusal::PathRefused) });
            // What a request with such a path would need can't be said.
            let others = checklist(&holder, &ask, &Need::Nothing);
            checks.extend(
                others.into_iter().filter(|check| !matches!(check.rule, Rule::Routed | Rule::ScopeHeld)),
            );
        }
        let outcome = if token.is_limit_used_up(at) { Err(Refusal::LimitReached) } else { Ok(()) };
        checks.push(Check { rule: Rule::WithinLimit, outcome });
        let outcome = if token.is_quota_used_up(at) { Err(Refusal::QuotaExhausted) } else { Ok(()) };
        checks.push(Check { rule: Rule::WithinQuota, outcome });
        Ok(Explanation { token, key_until, at, checks, path, route, scope })
    }
}
