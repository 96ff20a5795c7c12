//! Routes: which scope a request needs, by host, method and path.

mod form;
mod host;
mod method;
mod table;
mod template;
#[cfg(test)]
mod tests;

use std::fmt;

pub use self::{
    form::{RouteForm, RouteProblem},
    host::{HostPattern, HostProblem, host_name},
    method::{MethodPattern, MethodProblem},
    table::{RouteTable, Unmatched},
    template::{PathTemplate, TemplateProblem},
};
use crate::scope::ScopeName;

/// What requests of one kind need.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Route {
    /// At this host only; none: at every one.
    pub host: Option<HostPattern>,
    /// With this method.
    pub method: MethodPattern,
    /// With paths of this form.
    pub template: PathTemplate,
    /// What they need.
    pub need: RouteNeed,
}

/// What the requests of a route need.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RouteNeed {
    /// This scope.
    Scope(ScopeName),
    /// Nothing but a valid token.
    AnyToken,
}

impl Route {
    /// The most routes of one table.
    pub const MAX: usize = 10_000;

    /// What makes two routes the same: they match the same requests, whatever they call the parameters.
    pub fn key(&self) -> RouteKey {
        RouteKey { host: self.host.clone(), method: self.method.clone(), shape: self.template.shape() }
    }
}

/// `GET api.example.com/v1/clusters/{id}`
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_ref().map_or("", HostPattern::as_str);
        write!(f, "{} {host}{}", self.method, self.template)
    }
}

/// Which requests a route is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RouteKey {
    host: Option<HostPattern>,
    method: MethodPattern,
    shape: String,
}
