use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::{
    access::{Ask, Need},
    request_path::{PathProblem, RequestPath},
};

fn route(method: &str, host: &str, template: &str, scope: &str) -> Route {
    Route {
        host: (!host.is_empty()).then(|| HostPattern::parse(host).unwrap()),
        method: MethodPattern::parse(method).unwrap(),
        template: PathTemplate::parse(template).unwrap(),
        need: if scope.is_empty() {
            RouteNeed::AnyToken
        } else {
            RouteNeed::Scope(ScopeName::parse(scope).unwrap())
        },
    }
}

/// `GET host/path` → the scope needed, `""` for any token, none for no route.
fn needed(table: &RouteTable, request: &str) -> Option<String> {
    let (method, target) = request.split_once(' ').unwrap();
    let (host, path) = target.split_at(target.find('/').unwrap());
    match table.need(method, host, &RequestPath::parse(path).unwrap()) {
        Need::Scope(scope) => Some(scope.to_string()),
        Need::Nothing => Some(String::new()),
        Need::NoRoute => None,
    }
}

fn table(routes: &[(&str, &str, &str, &str)]) -> RouteTable {
    let routes = routes.iter().map(|(method, host, template, scope)| route(method, host, template, scope));
    RouteTable::new(routes.collect(), Unmatched::Refuse)
}

#[test]
fn without_routes_any_token_passes_and_with_routes_an_unmatched_request_does_not() {
    assert_eq!(needed(&table(&[]), "GET /x").as_deref(), Some(""));
    let routes = vec![route("GET", "", "/a", "read")];
    assert_eq!(needed(&RouteTable::new(routes.clone(), Unmatched::Refuse), "GET /x"), None);
    assert_eq!(needed(&RouteTable::new(routes.clone(), Unmatched::Pass), "GET /x").as_deref(), Some(""));
    assert_eq!(needed(&RouteTable::new(routes, Unmatched::Pass), "GET /a").as_deref(), Some("read"));
}

#[test]
fn the_most_specific_route_wins() {
    let table = table(&[
        ("ANY", "", "/{rest*}", "rest"),
        ("GET", "", "/v1/clusters/{id}", "one"),
        ("GET", "", "/v1/clusters/{id}:cancel", "cancel"),
        ("GET", "", "/v1/clusters/list", "list"),
        ("ANY", "", "/v1/clusters/list", "any"),
        ("GET", "", "/v1/{kind}/list", "kind"),
        ("GET", "api.example.com", "/v1/{rest*}", "own"),
    ]);
    for (request, scope) in [
        ("GET /v1/clusters/7", Some("one")),
        ("GET /v1/clusters/7/", Some("one")),
        ("HEAD /v1/clusters/7", Some("one")),
        ("get /v1/clusters/7", Some("one")),
        ("GET /v1/clusters/7:cancel", Some("cancel")),
        ("GET /v1/clusters/7%3Acancel", Some("cancel")),
        ("GET /v1/clusters/:cancel", Some("one")),
        ("GET /v1/clusters/list", Some("list")),
        ("GET /v1/clusters/%6Cist", Some("list")),
        ("POST /v1/clusters/list", Some("any")),
        ("GET /v1/nodes/list", Some("kind")),
        ("GET /v1/clusters/7/nodes", Some("rest")),
        ("DELETE /v1/clusters/7", Some("rest")),
        ("GET /", None),
        ("GET api.example.com/v1/clusters/list", Some("own")),
        ("GET api.example.com/v2", Some("rest")),
        ("DELETE api.example.com/v1/x", Some("rest")),
        ("GET other.example.com/v1/clusters/7", Some("one")),
    ] {
        assert_eq!(needed(&table, request).as_deref(), scope, "{request}");
    }
}

#[test]
fn a_host_is_the_same_in_any_case_with_its_port_and_with_a_dot_at_its_end() {
    let table = table(&[("GET", "API.example.com", "/", "own"), ("GET", "[::1]", "/", "six")]);
    for host in [
        "api.example.com",
        "API.Example.Com",
        "api.example.com:8443",
        "api.example.com.",
        "api.example.com.:80",
    ] {
        assert_eq!(needed(&table, &format!("GET {host}/")).as_deref(), Some("own"), "{host}");
    }
    assert_eq!(needed(&table, "GET [::1]:8080/").as_deref(), Some("six"));
    assert_eq!(needed(&table, "GET example.com/"), None);
}

#[test]
fn a_path_with_parameters_that_some_services_cut_off_gets_round_no_route() {
    let routes = [
        ("GET", "", "/admin", "admin"),
        ("GET", "", "/{rest*}", "read"),
        ("GET", "", "/a/{id}", "read"),
        ("GET", "", "/b/{id}/c", "read"),
        ("GET", "", "/b/c", "admin"),
    ];
    let table = table(&routes);
    for (request, scope) in [
        ("GET /admin;x=1", None),
        ("GET /admin;", None),
        ("GET /;/admin", None),
        ("GET /b/;/c", None),
        ("GET /public;x=1/y", Some("read")),
        ("GET /a/7;v=2", Some("read")),
    ] {
        assert_eq!(needed(&table, request).as_deref(), scope, "{request}");
    }
    let pass = RouteTable::new(vec![route("GET", "", "/admin", "admin")], Unmatched::Pass);
    assert_eq!(needed(&pass, "GET /admin;x=1"), None);
    assert_eq!(needed(&pass, "GET /x;y").as_deref(), Some(""));
}

#[test]
fn a_scope_that_the_gateway_names_stands_in_place_of_the_routes() {
    let (table, path) = (table(&[("GET", "", "/a", "read")]), RequestPath::parse("/a").unwrap());
    let named = ScopeName::parse("admin").unwrap();
    let ask = |scope| Ask {
        address: None,
        method: "GET",
        host: "",
        path: &path,
        scope,
        model: None,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    assert_eq!(table.need_of(&ask(Some(&named))), Need::Scope(&named));
    assert_eq!(table.need_of(&ask(None)), Need::Scope(&ScopeName::parse("read").unwrap()));
}

#[test]
fn two_routes_that_differ_in_names_only_are_one_and_the_first_counts() {
    let table = table(&[("GET", "", "/a/{x}", "first"), ("GET", "", "/a/{y}/", "second")]);
    assert_eq!(table.routes().len(), 1);
    assert_eq!(needed(&table, "GET /a/1").as_deref(), Some("first"));
}

#[test]
fn a_template_is_kept_in_one_spelling() {
    for (raw, text) in [
        ("/", "/"),
        (" /v1/clusters/{id}/ ", "/v1/clusters/{id}"),
        ("/caf%c3%a9/é", "/caf%C3%A9/%C3%A9"),
        ("/report-{day}.{format}", "/report-{day}.{format}"),
        ("/files/{path*}", "/files/{path*}"),
    ] {
        assert_eq!(PathTemplate::parse(raw).unwrap().as_str(), text);
    }
}

#[test]
fn what_is_no_template_says_why() {
    use TemplateProblem::*;
    for (raw, problem) in [
        ("", NoSlash),
        ("v1/x", NoSlash),
        ("/a?b=c", Query),
        ("/a//b", EmptySegment),
        ("//", EmptySegment),
        ("/{id", Braces),
        ("/id}", Braces),
        ("/{a{b}}", Name),
        ("/{}", Name),
        ("/{*}", Name),
        ("/{a b}", Name),
        ("/{a}{b}", ParametersTouch),
        ("/{rest*}/x", RestNotLast),
        ("/x{rest*}", RestNotAlone),
        ("/{rest*}x", RestNotAlone),
        ("/a/../b", Path(PathProblem::DotSegment)),
        ("/a%2Fb", Path(PathProblem::EscapedSlash)),
        ("/a b", Path(PathProblem::BadCharacter)),
    ] {
        assert_eq!(PathTemplate::parse(raw), Err(problem), "{raw}");
    }
    assert_eq!(PathTemplate::parse(&format!("/{}", "a".repeat(1000))), Err(TooLong));
    assert_eq!(PathTemplate::parse(&"/a".repeat(65)), Err(TooLong));
}

#[test]
fn what_is_no_host_says_why() {
    for (raw, problem) in [
        (" ", HostProblem::Empty),
        ("https://a.example", HostProblem::Address),
        ("a.example/v1", HostProblem::Address),
        ("a.example:80", HostProblem::Port),
        ("[::1]:80", HostProblem::Port),
        ("a b", HostProblem::BadCharacter),
        ("*.example", HostProblem::BadCharacter),
        ("a..example", HostProblem::BadCharacter),
        ("예.example", HostProblem::BadCharacter),
    ] {
        assert_eq!(HostPattern::parse(raw), Err(problem), "{raw}");
    }
    assert_eq!(HostPattern::parse(" API.Example. ").unwrap().as_str(), "api.example");
}

#[test]
fn what_is_no_method_is_refused() {
    for raw in ["", "GE T", "G/T", "ÄNY"] {
        assert_eq!(MethodPattern::parse(raw), Err(MethodProblem), "{raw}");
    }
    assert_eq!(MethodPattern::parse(" any ").unwrap(), MethodPattern::Any);
    assert_eq!(MethodPattern::parse("purge").unwrap().as_str(), "PURGE");
}

/// Whether it is for every host; each segment's kind, want of literal bytes and text; how far the method is from its own.
type Rank = (bool, Vec<(u8, usize, String)>, u8);

/// How specific a route is for a request, written down again without the tree: the smallest wins, none does not match.
fn rank(route: &Route, method: &str, host: &str, path: &[&str]) -> Option<Rank> {
    let own = match &route.host {
        Some(own) if own.as_str() != host => return None,
        own => own.is_none(),
    };
    let method = match route.method.as_str() {
        one if one == method => 0,
        "GET" if method == "HEAD" => 1,
        "ANY" => 2,
        _ => return None,
    };
    let template: Vec<&str> =
        route.template.as_str()[1..].split('/').filter(|segment| !segment.is_empty()).collect();
    let rest = template.last().is_some_and(|last| last.ends_with("*}"));
    let fits = if rest { path.len() >= template.len() } else { path.len() == template.len() };
    if !fits {
        return None;
    }
    let ranks = template.iter().zip(path).map(|(wanted, given)| match (wanted.find('{'), wanted.find('}')) {
        (None, _) => (wanted == given).then(|| (0, 0, String::new())),
        (Some(0), Some(end)) if end + 1 == wanted.len() => {
            Some((if wanted.ends_with("*}") { 3 } else { 2 }, 0, String::new()))
        }
        (Some(begin), Some(end)) => {
            let (before, after) = (&wanted[..begin], &wanted[end + 1..]);
            let long_enough = given.len() > before.len() + after.len();
            let matches = long_enough && given.starts_with(before) && given.ends_with(after);
            matches.then(|| (1, usize::MAX - before.len() - after.len(), format!("{before}\0{after}")))
        }
        _ => None,
    });
    Some((own, ranks.collect::<Option<_>>()?, method))
}

fn some_route() -> impl Strategy<Value = Route> {
    let segment = select(vec!["a", "b", "ab", "{x}", "{y}", "a{x}", "{x}b"]);
    let parts = (
        select(vec!["GET", "HEAD", "POST", "ANY"]),
        select(vec!["", "one", "two"]),
        vec(segment, 0..4),
        option::weighted(0.3, Just("{rest*}")),
        0u8..100,
    );
    parts.prop_map(|(method, host, segments, rest, number)| {
        let template = format!("/{}", segments.into_iter().chain(rest).collect::<Vec<_>>().join("/"));
        route(method, host, &template, &format!("s{number}"))
    })
}

proptest! {
    /// The tree finds what the naive way finds: of all routes that match, the most specific.
    #[test]
    fn the_tree_finds_the_most_specific_of_all_that_match(
        routes in vec(some_route(), 0..40),
        requests in vec(
            (
                select(vec!["GET", "HEAD", "POST", "PUT"]),
                select(vec!["", "one", "two", "three"]),
                vec(select(vec!["a", "b", "ab", "aab", "abb", "c"]), 0..5),
            ),
            1..20,
        ),
    ) {
        let table = RouteTable::new(routes, Unmatched::Refuse);
        for (method, host, path) in requests {
            let naive = table
                .routes()
                .iter()
                .filter_map(|route| Some((rank(route, method, host, &path)?, route)))
                .min_by(|(one, _), (other, _)| one.cmp(other))
                .map(|(_, route)| route);
            let path = RequestPath::parse(&format!("/{}", path.join("/"))).unwrap();
            prop_assert_eq!(table.find(method, host, &path), naive);
        }
    }

    /// What is written of a route is read as the same route.
    #[test]
    fn a_route_reads_back(one in some_route()) {
        prop_assert_eq!(&PathTemplate::parse(one.template.as_str()).unwrap(), &one.template);
    }

    /// Reading never panics; what was read is read as itself, and its key is that of its text.
    #[test]
    fn any_text_is_a_template_or_refused(raw in "(/|\\{|\\}|\\*|%2e|[a-z.~]|.){0,30}") {
        if let Ok(template) = PathTemplate::parse(&format!("/{raw}")) {
            prop_assert_eq!(PathTemplate::parse(template.as_str()), Ok(template));
        }
    }
}
