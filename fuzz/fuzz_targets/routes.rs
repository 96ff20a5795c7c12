//! A route table and a request: `METHOD HOST /template` on each line before the first blank line, then the request.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tokendesk_domain::{
    request_path::RequestPath,
    route::{HostPattern, MethodPattern, PathTemplate, Route, RouteNeed, RouteTable, Unmatched},
};

fn route(line: &str) -> Option<Route> {
    let mut words = line.splitn(3, ' ');
    let method = MethodPattern::parse(words.next()?).ok()?;
    let host = match words.next()? {
        "" => None,
        host => Some(HostPattern::parse(host).ok()?),
    };
    let template = PathTemplate::parse(words.next()?).ok()?;
    assert_eq!(
        PathTemplate::parse(template.as_str()).as_ref(),
        Ok(&template),
        "what was read is read as itself"
    );
    Some(Route { host, method, template, need: RouteNeed::AnyToken })
}

fuzz_target!(|raw: &str| {
    let (routes, request) = raw.split_once("\n\n").unwrap_or((raw, "GET  /"));
    let routes: Vec<Route> = routes.lines().filter_map(route).collect();
    let table = RouteTable::new(routes.clone(), Unmatched::Refuse);
    let mut words = request.splitn(3, ' ');
    let (Some(method), Some(host), Some(path)) = (words.next(), words.next(), words.next()) else { return };
    let Ok(path) = RequestPath::parse(path) else { return };
    let found = table.find(method, host, &path);
    // Whatever the order of the routes, as far as none is there twice.
    let turned = RouteTable::new(table.routes().iter().rev().cloned().collect(), Unmatched::Refuse);
    assert_eq!(turned.find(method, host, &path), found);
    // A route alone is found by what it was found by among others.
    if let Some(found) = found {
        let alone = RouteTable::new(vec![found.clone()], Unmatched::Refuse);
        assert_eq!(alone.find(method, host, &path), Some(found));
    } else {
        let any = |route: &Route| {
            RouteTable::new(vec![route.clone()], Unmatched::Refuse).find(method, host, &path).is_some()
        };
        assert!(!routes.iter().any(any), "what matches alone is found among others");
    }
});
