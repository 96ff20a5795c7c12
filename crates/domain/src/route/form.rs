//! A route as typed.

use super::{
    HostPattern, HostProblem, MethodPattern, MethodProblem, PathTemplate, Route, RouteNeed, TemplateProblem,
};
use crate::{catalogue::Catalogue, scope::ScopeName};

/// A route as typed.
#[derive(Clone, Debug, Default)]
pub struct RouteForm {
    /// Blank: every host.
    pub host: String,
    /// `GET`, or `ANY`.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The scope that is needed; none: any valid token will do.
    pub scope: Option<String>,
}

/// What is wrong with a route.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteProblem {
    /// The host.
    #[error(transparent)]
    Host(#[from] HostProblem),
    /// The method.
    #[error(transparent)]
    Method(#[from] MethodProblem),
    /// The path.
    #[error(transparent)]
    Path(#[from] TemplateProblem),
    /// Not in the catalogue.
    #[error("There is no scope named {name:?}. Add it first.")]
    UnknownScope {
        /// As typed.
        name: String,
    },
    /// Another route is for the same requests.
    #[error("There is a route for these requests already: {route}.")]
    Taken {
        /// That route.
        route: String,
    },
    /// More routes than a table takes.
    #[error("There would be {count} routes; {} is the most.", Route::MAX)]
    TooMany {
        /// So many.
        count: usize,
    },
}

impl RouteProblem {
    /// The word that scripts see.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Host(_) => "bad_host",
            Self::Method(_) => "bad_method",
            Self::Path(_) => "bad_path",
            Self::UnknownScope { .. } => "unknown_scope",
            Self::Taken { .. } => "taken",
            Self::TooMany { .. } => "too_many",
        }
    }

    /// The field of the form; none: the routes as a whole.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::Host(_) => Some("host"),
            Self::Method(_) => Some("method"),
            Self::Path(_) | Self::Taken { .. } => Some("path"),
            Self::UnknownScope { .. } => Some("scope"),
            Self::TooMany { .. } => None,
        }
    }
}

impl RouteForm {
    /// Reads the form, collecting all that is wrong. A retired scope may be needed: it is still honoured.
    pub fn read(&self, catalogue: &Catalogue) -> Result<Route, Vec<RouteProblem>> {
        let mut problems = Vec::new();
        let host = match self.host.trim() {
            "" => None,
            host => HostPattern::parse(host).map_err(|problem| problems.push(problem.into())).ok(),
        };
        let method = MethodPattern::parse(&self.method).map_err(|problem| problems.push(problem.into()));
        let template = PathTemplate::parse(&self.path).map_err(|problem| problems.push(problem.into()));
        let need = match self.scope.as_deref().map(str::trim) {
            None => Ok(RouteNeed::AnyToken),
            Some(name) => {
                let found = catalogue.find(name).map(|scope| RouteNeed::Scope(scope.name.clone()));
                found.ok_or_else(|| problems.push(RouteProblem::UnknownScope { name: name.to_owned() }))
            }
        };
        match (method, template, need) {
            (Ok(method), Ok(template), Ok(need)) if problems.is_empty() => {
                Ok(Route { host, method, template, need })
            }
            _ => Err(problems),
        }
    }
}

impl RouteNeed {
    /// The scope; none: any valid token will do.
    pub const fn scope(&self) -> Option<&ScopeName> {
        match self {
            Self::Scope(scope) => Some(scope),
            Self::AnyToken => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ScopeForm;

    fn read(host: &str, method: &str, path: &str, scope: Option<&str>) -> Result<Route, Vec<RouteProblem>> {
        let known = ScopeForm { name: "read".into(), group: String::new(), description: String::new() };
        let form = RouteForm {
            host: host.into(),
            method: method.into(),
            path: path.into(),
            scope: scope.map(str::to_owned),
        };
        form.read(&Catalogue::new(vec![known.read().unwrap()]))
    }

    #[test]
    fn a_route_is_read_and_told_in_one_line() {
        assert_eq!(read(" ", "get", "/a/{id}/", Some("read")).unwrap().to_string(), "GET /a/{id}");
        let route = read("API.example", "any", "/", None).unwrap();
        assert_eq!((route.to_string().as_str(), route.need.scope()), ("ANY api.example/", None));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let problems = read("a b", "", "x", Some("nope")).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field().unwrap()).collect();
        assert_eq!(fields, ["host", "method", "path", "scope"]);
    }
}
