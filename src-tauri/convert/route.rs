//! Routes.

use tokendesk_domain::{
    request_path::PathProblem,
    route::{
        HostPattern, HostProblem, PathTemplate, Route, RouteForm, RouteProblem, TemplateProblem, Unmatched,
        host_name,
    },
    route_set::{KeptRoute, RouteSource},
};
use tokendesk_issuer::RouteTrial;

use super::draft::{alike, small};
use crate::wire;

alike!(Unmatched, wire::Unmatched, Refuse, Pass);

/// The trial's parts: method, host and target.
pub(crate) fn trial(typed: &wire::RouteTrial) -> (String, String, String) {
    let host = host_name(typed.host.trim()).into_owned();
    (typed.method.trim().to_owned(), host, typed.target.trim().to_owned())
}

impl From<wire::RouteDraft> for RouteForm {
    fn from(draft: wire::RouteDraft) -> Self {
        Self { host: draft.host, method: draft.method, path: draft.path, scope: draft.scope }
    }
}

impl From<KeptRoute> for wire::Route {
    fn from(kept: KeptRoute) -> Self {
        let KeptRoute { id, route, source } = kept;
        Self {
            id: id.0,
            host: route.host.as_ref().map(ToString::to_string),
            method: route.method.to_string(),
            path: route.template.to_string(),
            scope: route.need.scope().map(ToString::to_string),
            document: match source {
                RouteSource::Hand => None,
                RouteSource::Import(name) => Some(name),
            },
        }
    }
}

impl From<RouteTrial> for wire::RouteMatch {
    fn from(trial: RouteTrial) -> Self {
        match trial {
            RouteTrial::PathRefused(problem) => Self::PathRefused { problem: problem.into() },
            RouteTrial::NoRoutes => Self::NoRoutes,
            RouteTrial::Matched(route) => Self::Matched { route: route.into() },
            RouteTrial::Unmatched(choice) => Self::Unmatched { choice: choice.into() },
        }
    }
}

/// All that is wrong with a route.
pub(crate) fn invalid_route(problems: Vec<RouteProblem>) -> wire::Fault {
    wire::Fault::InvalidRoute { problems: problems.into_iter().map(Into::into).collect() }
}

impl From<RouteProblem> for wire::RouteProblem {
    fn from(problem: RouteProblem) -> Self {
        match problem {
            RouteProblem::Host(problem) => problem.into(),
            RouteProblem::Method(_) => Self::Method,
            RouteProblem::Path(problem) => problem.into(),
            RouteProblem::UnknownScope { name } => Self::UnknownScope { name },
            RouteProblem::Taken { route } => Self::Taken { route },
            RouteProblem::TooMany { count } => Self::TooMany { count: small(count), max: small(Route::MAX) },
        }
    }
}

impl From<HostProblem> for wire::RouteProblem {
    fn from(problem: HostProblem) -> Self {
        match problem {
            HostProblem::Empty => Self::HostEmpty,
            HostProblem::TooLong => Self::HostTooLong { max: small(HostPattern::MAX) },
            HostProblem::Address => Self::HostIsAddress,
            HostProblem::Port => Self::HostWithPort,
            HostProblem::BadCharacter => Self::HostCharacter,
        }
    }
}

impl From<TemplateProblem> for wire::RouteProblem {
    fn from(problem: TemplateProblem) -> Self {
        match problem {
            TemplateProblem::NoSlash => Self::PathNoSlash,
            TemplateProblem::TooLong => Self::PathTooLong {
                bytes: small(PathTemplate::MAX),
                segments: small(PathTemplate::MAX_SEGMENTS),
            },
            TemplateProblem::Query => Self::PathQuery,
            TemplateProblem::EmptySegment => Self::PathEmptySegment,
            TemplateProblem::Braces => Self::PathBraces,
            TemplateProblem::Name => Self::PathParameterName,
            TemplateProblem::ParametersTouch => Self::PathParametersTouch,
            TemplateProblem::RestNotLast => Self::PathRestNotLast,
            TemplateProblem::RestNotAlone => Self::PathRestNotAlone,
            TemplateProblem::Path(problem) => path(problem),
        }
    }
}

fn path(problem: PathProblem) -> wire::RouteProblem {
    wire::RouteProblem::Path { problem: problem.into() }
}
