//! An explanation as scripts see it.

use serde::Serialize;
use tokendesk_domain::access::{Check, Refusal};
use tokendesk_issuer::Explanation;

use super::{RouteRecord, moment};

/// The answer of `token explain`.
#[derive(Debug, Serialize)]
pub(crate) struct ExplanationRecord {
    id: i64,
    name: String,
    /// The moment that it is judged for.
    at: String,
    allowed: bool,
    /// Why not; null: it would pass.
    code: Option<&'static str>,
    /// The HTTP status that the client would see; null: its service's own.
    status: Option<u16>,
    /// The path as it is matched; null: it is refused.
    path: Option<String>,
    /// Why the path is refused.
    path_problem: Option<&'static str>,
    /// The route that says what the request needs.
    route: Option<RouteRecord>,
    /// The scope that it needs; null: any valid token will do.
    scope: Option<String>,
    /// Every rule in its order; the first that is not passed decides.
    checks: Vec<CheckRecord>,
}

#[derive(Debug, Serialize)]
struct CheckRecord {
    rule: &'static str,
    passed: bool,
    code: Option<&'static str>,
}

impl ExplanationRecord {
    pub(crate) fn of(explanation: &Explanation) -> Self {
        let refusal = explanation.deciding().map(|(_, refusal)| refusal);
        Self {
            id: explanation.token.id.0,
            name: explanation.token.name.as_str().to_owned(),
            at: moment(explanation.at),
            allowed: refusal.is_none(),
            code: refusal.map(Refusal::code),
            status: refusal.map(Refusal::status),
            path: explanation.path.as_ref().ok().map(ToString::to_string),
            path_problem: explanation.path.as_ref().err().map(|problem| problem.code()),
            route: explanation.route.as_ref().map(RouteRecord::new),
            scope: explanation.scope.as_ref().map(ToString::to_string),
            checks: explanation.checks.iter().map(CheckRecord::of).collect(),
        }
    }
}

impl CheckRecord {
    fn of(check: &Check) -> Self {
        let code = check.outcome.as_ref().err().map(Refusal::code);
        Self { rule: check.rule.code(), passed: code.is_none(), code }
    }
}
