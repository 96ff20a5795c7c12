//! Which route would a request have?

use tokendesk_domain::{
    access::Need,
    request_path::{PathProblem, RequestPath},
    route::{RouteTable, Unmatched},
    route_set::KeptRoute,
};

use crate::{Desk, DeskError};

/// What the routes make of a request, as a verifier would see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTrial {
    /// Its path is refused before any route is looked at.
    PathRefused(PathProblem),
    /// There are no routes: any valid token passes.
    NoRoutes,
    /// This route counts, the most specific of those that match.
    Matched(KeptRoute),
    /// None is for it, or it could be read in two ways; this becomes of it.
    Unmatched(Unmatched),
}

impl Desk {
    /// Which of the routes a request would have. `host` may be blank.
    pub fn try_route(&self, method: &str, host: &str, target: &str) -> Result<RouteTrial, DeskError> {
        let path = match RequestPath::parse(target) {
            Ok(path) => path,
            Err(problem) => return Ok(RouteTrial::PathRefused(problem)),
        };
        let read = self.store().read()?;
        let kept = read.routes()?;
        if kept.is_empty() {
            return Ok(RouteTrial::NoRoutes);
        }
        let table = RouteTable::new(kept.iter().map(|kept| kept.route.clone()).collect(), read.unmatched()?);
        if table.need(method, host, &path) == Need::NoRoute {
            return Ok(RouteTrial::Unmatched(Unmatched::Refuse));
        }
        let key = table.find(method, host, &path).map(tokendesk_domain::route::Route::key);
        let matched = key.and_then(|key| kept.into_iter().find(|kept| kept.route.key() == key));
        Ok(matched.map_or(RouteTrial::Unmatched(Unmatched::Pass), RouteTrial::Matched))
    }
}
