//! Routes as scripts see them.

use serde::Serialize;
use tokendesk_domain::{
    route::{Route, Unmatched},
    route_set::KeptRoute,
};

/// A route.
#[derive(Debug, Serialize)]
pub(crate) struct RouteRecord {
    /// null: not kept yet.
    id: Option<i64>,
    /// null: every host.
    host: Option<String>,
    /// `GET`, …, `ANY`
    method: String,
    path: String,
    /// null: any valid token will do.
    scope: Option<String>,
    /// `hand`, or the name of the document that it came with; null: not kept yet.
    source: Option<String>,
}

/// The answer of `route unmatched`.
#[derive(Debug, Serialize)]
pub(crate) struct UnmatchedRecord {
    /// `refuse` or `pass`
    unmatched: &'static str,
}

/// The answer of `route try`.
#[derive(Debug, Serialize)]
pub(crate) struct RouteTrialRecord {
    /// `matched`, `no_routes`, `refused`, `passes` (the last two without a route) or `path_refused`
    pub(crate) outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) route: Option<RouteRecord>,
    /// Why its path is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
}

/// What an import changes: a line for each scope and route.
#[derive(Debug, Serialize)]
pub(crate) struct SetChangeRecord {
    /// `added`, `changed`, `retired`, `removed`, or `kept`: as it was, not as the document has it
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<RouteRecord>,
    /// What the route needed before; left out: the same, or nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    former_scope: Option<String>,
    /// False: with `--dry-run`.
    done: bool,
}

impl RouteRecord {
    pub(crate) fn of(kept: &KeptRoute) -> Self {
        Self { id: Some(kept.id.0), source: Some(kept.source.code().to_owned()), ..Self::new(&kept.route) }
    }

    /// A kept route as it is to be.
    pub(crate) fn of_changed(kept: &KeptRoute, route: &Route) -> Self {
        let KeptRoute { id, source, .. } = kept;
        Self::of(&KeptRoute { id: *id, route: route.clone(), source: source.clone() })
    }

    pub(crate) fn new(route: &Route) -> Self {
        Self {
            id: None,
            host: route.host.as_ref().map(ToString::to_string),
            method: route.method.to_string(),
            path: route.template.to_string(),
            scope: route.need.scope().map(ToString::to_string),
            source: None,
        }
    }
}

impl From<Unmatched> for UnmatchedRecord {
    fn from(unmatched: Unmatched) -> Self {
        Self { unmatched: unmatched.code() }
    }
}

impl SetChangeRecord {
    pub(crate) fn scope(change: &'static str, name: &str, done: bool) -> Self {
        Self { change, scope: Some(name.to_owned()), route: None, former_scope: None, done }
    }

    pub(crate) fn route(
        change: &'static str,
        route: RouteRecord,
        former: Option<&Route>,
        done: bool,
    ) -> Self {
        let former_scope = former.and_then(|former| former.need.scope()).map(ToString::to_string);
        Self { change, scope: None, route: Some(route), former_scope, done }
    }
}
