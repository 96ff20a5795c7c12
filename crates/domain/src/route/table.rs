//! All routes, compiled: what a request needs is found in one walk along its path.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Route,
    host::HostPattern,
    template::{Mixed, Segment},
};
use crate::{
    access::{Ask, Need},
    request_path::RequestPath,
};

/// What becomes of a request that has no route, where there are routes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unmatched {
    /// Nobody may.
    #[default]
    Refuse,
    /// Any valid token may.
    Pass,
}

impl Unmatched {
    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Pass => "pass",
        }
    }

    /// The choice of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Refuse, Self::Pass].into_iter().find(|unmatched| unmatched.code() == code)
    }
}

/// The routes, as a tree for each host. The most specific one wins: its own host before every host; then, from left
/// to right, a literal segment before one with a parameter in it, before `{x}`, before `{rest*}`; then its own method
/// before `ANY`. `HEAD` falls back to `GET`.
#[derive(Clone, Debug, Default)]
pub struct RouteTable {
    routes: Vec<Route>,
    hosts: HashMap<HostPattern, Node>,
    every_host: Node,
    unmatched: Unmatched,
}

#[derive(Clone, Debug, Default)]
struct Node {
    literals: BTreeMap<String, Node>,
    /// The most specific first.
    mixed: Vec<(Mixed, Node)>,
    parameter: Option<Box<Node>>,
    /// Routes that end in `{rest*}` here; numbers in `RouteTable::routes`.
    rest: Vec<usize>,
    /// Routes that end here.
    here: Vec<usize>,
}

impl RouteTable {
    /// A table of these routes. Of two that match the same requests the first one counts.
    pub fn new(routes: Vec<Route>, unmatched: Unmatched) -> Self {
        let mut table = Self { unmatched, ..Self::default() };
        let mut seen = HashSet::new();
        table.routes = routes.into_iter().filter(|route| seen.insert(route.key())).collect();
        for (number, route) in table.routes.iter().enumerate() {
            let tree = match &route.host {
                Some(host) => table.hosts.entry(host.clone()).or_default(),
                None => &mut table.every_host,
            };
            tree.add(route.template.segments(), number);
        }
        table
    }

    /// What a request needs. With no routes at all: nothing but a valid token.
    ///
    /// Some services cut `;…` off each segment before they look at it. A path that would need something else then has
    /// no route: nobody knows which of the two it is.
    pub fn need(&self, method: &str, host: &str, path: &RequestPath) -> Need<'_> {
        if self.routes.is_empty() {
            return Need::Nothing;
        }
        let need = self.need_along(method, host, path.as_str());
        if path.as_str().contains(';') {
            let parts = path.as_str().split('/').filter_map(|part| part.split(';').next());
            let cut: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
            if need != self.need_along(method, host, &cut.join("/")) {
                return Need::NoRoute;
            }
        }
        need
    }

    fn need_along(&self, method: &str, host: &str, path: &str) -> Need<'_> {
        match (self.find_along(method, host, path), self.unmatched) {
            (Some(route), _) => route.need.scope().map_or(Need::Nothing, Need::Scope),
            (None, Unmatched::Refuse) => Need::NoRoute,
            (None, Unmatched::Pass) => Need::Nothing,
        }
    }

    /// As [`Self::need`], but a scope that the gateway names stands in place of the routes.
    pub fn need_of<'s>(&'s self, ask: &Ask<'s>) -> Need<'s> {
        ask.scope.map_or_else(|| self.need(ask.method, ask.host, ask.path), Need::Scope)
    }

    /// The route of a request. The host's case and a dot at its end do not count.
    pub fn find(&self, method: &str, host: &str, path: &RequestPath) -> Option<&Route> {
        self.find_along(method, host, path.as_str())
    }

    fn find_along(&self, method: &str, host: &str, path: &str) -> Option<&Route> {
        let trimmed = path.trim_matches('/');
        let along = (!trimmed.is_empty()).then_some(trimmed);
        let own = if self.hosts.is_empty() { None } else { self.hosts.get(super::host_name(host).as_ref()) };
        let number = [own, Some(&self.every_host)]
            .into_iter()
            .flatten()
            .find_map(|tree| tree.find(&self.routes, along, method))?;
        self.routes.get(number)
    }

    /// The routes, without doubles.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }
}

impl Node {
    fn add(&mut self, segments: &[Segment], number: usize) {
        let Some((segment, after)) = segments.split_first() else { return self.here.push(number) };
        match segment {
            Segment::Literal(text) => self.literals.entry(text.clone()).or_default().add(after, number),
            Segment::Mixed(mixed) => {
                let at = match self.mixed.binary_search_by(|(other, _)| other.cmp(mixed)) {
                    Ok(at) => at,
                    Err(at) => {
                        self.mixed.insert(at, (mixed.clone(), Self::default()));
                        at
                    }
                };
                self.mixed[at].1.add(after, number);
            }
            Segment::Parameter => self.parameter.get_or_insert_default().add(after, number),
            Segment::Rest => self.rest.push(number),
        }
    }

    /// The first that fits, the most specific branch first. Each node is visited once at most.
    fn find(&self, routes: &[Route], along: Option<&str>, method: &str) -> Option<usize> {
        let best = |numbers: &[usize]| {
            let fits =
                numbers.iter().filter_map(|number| Some((routes.get(*number)?.method.fit(method)?, *number)));
            fits.min().map(|(_, number)| number)
        };
        let Some(along) = along else { return best(&self.here) };
        let (segment, after) =
            along.split_once('/').map_or((along, None), |(segment, after)| (segment, Some(after)));
        let down = |node: &Self| node.find(routes, after, method);
        self.literals
            .get(segment)
            .and_then(down)
            .or_else(|| {
                let fitting = self.mixed.iter().filter(|(mixed, _)| mixed.matches(segment));
                fitting.map(|(_, node)| node).find_map(down)
            })
            .or_else(|| self.parameter.as_deref().and_then(down))
            .or_else(|| best(&self.rest))
    }
}
