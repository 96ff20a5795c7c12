//! Routes, imports and the simulator on a real file.

use std::{net::IpAddr, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use tokendesk_domain::{
    access::{Refusal, Rule},
    audit::Action,
    catalogue::ScopeForm,
    expiry::ExpiryChoice,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    route::{MethodPattern, PathTemplate, Route, RouteForm, RouteNeed, RouteProblem, Unmatched},
    route_set::{KeptRoute, RouteSet, RouteSource},
    scope::{Scope, ScopeName},
    settings::{Language, Settings, SettingsForm, Theme},
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, Explanation, ImaginedRequest, Retirement, RouteError, RouteTrial, Target,
    data_file,
};
use tokendesk_vault::testing::MemoryKeyring;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_800_000_000_000).expect("a moment")
}

fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(DeskOptions {
        file: data_file(folder.path()),
        actor: "cli:test".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: Box::new(now),
        language: Language::English,
    });
    (folder, desk.expect("a desk"))
}

fn form(method: &str, path: &str, scope: Option<&str>) -> RouteForm {
    RouteForm {
        host: String::new(),
        method: method.into(),
        path: path.into(),
        scope: scope.map(str::to_owned),
    }
}

fn route(path: &str, scope: &str) -> Route {
    Route {
        host: None,
        method: MethodPattern::parse("GET").expect("a method"),
        template: PathTemplate::parse(path).expect("a path"),
        need: RouteNeed::Scope(ScopeName::parse(scope).expect("a scope")),
    }
}

fn set(source: &str, routes: &[(&str, &str)]) -> RouteSet {
    let scope = |name: &str| -> Scope {
        let form = ScopeForm { name: name.into(), group: source.into(), description: String::new() };
        form.read().expect("a scope")
    };
    RouteSet {
        source: RouteSource::Import(source.into()),
        scopes: routes.iter().map(|(_, name)| scope(name)).collect(),
        routes: routes.iter().map(|(path, name)| route(path, name)).collect(),
    }
}

/// `GET /a → read`, by path.
fn told(routes: &[KeptRoute]) -> Vec<String> {
    let need = |route: &Route| route.need.scope().map_or("any", ScopeName::as_str).to_owned();
    routes.iter().map(|kept| format!("{} → {}", kept.route, need(&kept.route))).collect()
}

/// What the audit log says, oldest first; a verifier follows it by this.
fn audited(folder: &TempDir) -> Vec<(String, String)> {
    let file = rusqlite::Connection::open(data_file(folder.path())).expect("the file");
    let mut statement = file.prepare("SELECT action, subject FROM audit_entries ORDER BY id").expect("SQL");
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("texts")
}

#[test]
fn a_route_is_added_and_removed_and_both_are_audited() {
    let (folder, desk) = desk();
    let kept = desk.add_route(&form("get", "/a/{id}", Some("read"))).unwrap();
    assert_eq!(told(&desk.routes().unwrap()), ["GET /a/{id} → read"]);
    assert_eq!(desk.remove_routes(&[kept.id]).unwrap(), std::slice::from_ref(&kept));
    assert!(matches!(desk.remove_routes(&[kept.id]), Err(DeskError::NotFound)));
    let entry = |action: Action| (action.code().to_owned(), "GET /a/{id}".to_owned());
    assert_eq!(audited(&folder), [entry(Action::RouteAdded), entry(Action::RouteRemoved)]);
}

#[test]
fn a_second_route_for_the_same_requests_is_refused() {
    let (_folder, desk) = desk();
    desk.add_route(&form("GET", "/a/{id}", None)).unwrap();
    let refused = desk.add_route(&form("GET", "/a/{name}/", Some("read")));
    let Err(RouteError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems, [RouteProblem::Taken { route: "GET /a/{id}".into() }]);
    assert!(desk.add_route(&form("POST", "/a/{id}", None)).is_ok());
}

#[test]
fn an_edited_route_is_by_hand_and_stays_when_its_document_comes_again() {
    let (folder, desk) = desk();
    desk.import_routes(&set("pets", &[("/a/{id}", "pets:read"), ("/b", "pets:read")])).unwrap();
    let id = desk.routes().unwrap()[0].id;
    let edited = desk.edit_route(id, &form("GET", "/a/{id}", None)).unwrap();
    assert_eq!((edited.id, &edited.source), (id, &RouteSource::Hand));
    let before = audited(&folder).len();
    assert_eq!(desk.edit_route(id, &form("get", "/a/{id}/", None)).unwrap(), edited);
    assert_eq!(audited(&folder).len(), before, "an edit that changes nothing leaves no trace");
    let changes = desk.import_routes(&set("pets", &[("/a/{id}", "pets:read"), ("/b", "pets:read")])).unwrap();
    assert_eq!(changes.routes_kept.len(), 1);
    assert_eq!(told(&desk.routes().unwrap()), ["GET /a/{id} → any", "GET /b → pets:read"]);
}

#[test]
fn a_route_for_other_requests_takes_the_place_of_the_one_before() {
    let (folder, desk) = desk();
    let id = desk.add_route(&form("GET", "/a", Some("read"))).unwrap().id;
    desk.add_route(&form("GET", "/taken", None)).unwrap();
    let refused = desk.edit_route(id, &form("GET", "/taken", None));
    let Err(RouteError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems, [RouteProblem::Taken { route: "GET /taken".into() }]);
    desk.edit_route(id, &form("POST", "/b", Some("write"))).unwrap();
    assert_eq!(told(&desk.routes().unwrap()), ["POST /b → write", "GET /taken → any"]);
    let told = |action: Action, subject: &str| (action.code().to_owned(), subject.to_owned());
    assert_eq!(
        audited(&folder)[2..],
        [told(Action::RouteRemoved, "GET /a"), told(Action::RouteAdded, "POST /b")]
    );
    desk.remove_routes(&[id]).unwrap();
    assert!(matches!(
        desk.edit_route(id, &form("GET", "/c", None)),
        Err(RouteError::Desk(DeskError::NotFound))
    ));
}

#[test]
fn a_request_is_tried_against_the_routes_as_the_verifier_sees_them() {
    let (_folder, desk) = desk();
    let tried = |method: &str, target: &str| desk.try_route(method, "", target).unwrap();
    assert_eq!(tried("GET", "/a"), RouteTrial::NoRoutes);
    desk.add_route(&form("ANY", "/{rest*}", Some("write"))).unwrap();
    let specific = desk.add_route(&form("GET", "/a/{id}", Some("read"))).unwrap();
    desk.remove_routes(&[desk.add_route(&form("GET", "/gone", None)).unwrap().id]).unwrap();
    assert_eq!(tried("HEAD", "/a/7?x=y"), RouteTrial::Matched(specific));
    assert!(
        matches!(tried("POST", "/a/7"), RouteTrial::Matched(kept) if kept.route.method == MethodPattern::Any)
    );
    assert!(matches!(tried("GET", "/a/../b"), RouteTrial::PathRefused(_)));

    let rest = desk.routes().unwrap().into_iter().find(|kept| kept.route.method == MethodPattern::Any);
    desk.remove_routes(&[rest.unwrap().id]).unwrap();
    assert_eq!(tried("POST", "/a/7"), RouteTrial::Unmatched(Unmatched::Refuse));
    desk.choose_unmatched(Unmatched::Pass).unwrap();
    assert_eq!(tried("POST", "/a/7"), RouteTrial::Unmatched(Unmatched::Pass));
    // It would have the route with or without what stands after the semicolon, but not the same one.
    assert_eq!(tried("GET", "/a;/7"), RouteTrial::Unmatched(Unmatched::Refuse));
}

#[test]
fn removing_several_removes_all_or_none() {
    let (_folder, desk) = desk();
    let one = desk.add_route(&form("GET", "/a", None)).unwrap().id;
    let gone = desk.add_route(&form("GET", "/b", None)).unwrap().id;
    desk.remove_routes(&[gone]).unwrap();
    assert!(matches!(desk.remove_routes(&[one, gone]), Err(DeskError::NotFound)));
    assert_eq!(desk.routes().unwrap().len(), 1);
}

#[test]
fn a_preview_says_what_the_import_then_does_and_changes_nothing() {
    let (folder, desk) = desk();
    desk.add_route(&form("GET", "/hand", Some("read"))).unwrap();
    let first = set("Pets", &[("/a", "pets:read"), ("/b", "pets:old"), ("/hand", "pets:read")]);
    let before = audited(&folder).len();
    let preview = desk.preview_import(&first).unwrap();
    assert_eq!(audited(&folder).len(), before);
    assert_eq!(desk.import_routes(&first).unwrap(), preview);
    assert_eq!(
        told(&desk.routes().unwrap()),
        ["GET /a → pets:read", "GET /b → pets:old", "GET /hand → read"]
    );

    let second = set("Pets", &[("/a", "pets:write"), ("/c", "pets:read")]);
    let preview = desk.preview_import(&second).unwrap();
    assert_eq!(desk.import_routes(&second).unwrap(), preview);
    assert_eq!(
        told(&desk.routes().unwrap()),
        ["GET /a → pets:write", "GET /c → pets:read", "GET /hand → read"]
    );
    let scopes: Vec<_> =
        desk.scopes().unwrap().into_iter().map(|(scope, _)| scope.name.to_string()).collect();
    assert!(
        scopes.contains(&"pets:write".to_owned()) && !scopes.contains(&"pets:old".to_owned()),
        "{scopes:?}"
    );

    let entries = audited(&folder).len();
    assert!(desk.import_routes(&second).unwrap().is_empty());
    assert_eq!(audited(&folder).len(), entries, "nothing changed, nothing is told");
}

#[test]
fn a_held_scope_is_retired_by_an_import_and_comes_back_with_the_next() {
    let (_folder, desk) = desk();
    desk.import_routes(&set("Pets", &[("/a", "pets:read"), ("/b", "pets:old")])).unwrap();
    issue(&desk, "holder", |terms| terms.scopes = vec!["pets:old".into()]);
    let retired = |desk: &Desk| {
        let scopes = desk.scopes().unwrap();
        scopes.iter().find(|(scope, _)| scope.name.as_str() == "pets:old").map(|(scope, _)| scope.retired)
    };
    desk.import_routes(&set("Pets", &[("/a", "pets:read")])).unwrap();
    assert_eq!(retired(&desk), Some(true));
    desk.import_routes(&set("Pets", &[("/a", "pets:read"), ("/b", "pets:old")])).unwrap();
    assert_eq!(retired(&desk), Some(false));
}

#[test]
fn a_scope_that_a_route_needs_is_retired_and_not_removed() {
    let (_folder, desk) = desk();
    let kept = desk.add_route(&form("GET", "/a", Some("read"))).unwrap();
    assert_eq!(desk.retire_scope("read").unwrap(), Retirement::Retired);
    desk.remove_routes(&[kept.id]).unwrap();
    assert_eq!(desk.retire_scope("read").unwrap(), Retirement::Removed);
}

#[test]
fn more_routes_than_a_table_takes_are_refused_and_none_is_kept() {
    let (_folder, desk) = desk();
    let mut many = set("Many", &[("/a", "read")]);
    many.routes = (0..=Route::MAX).map(|n| route(&format!("/a/{n}"), "read")).collect();
    let refused = desk.import_routes(&many);
    let Err(RouteError::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert_eq!(problems, [RouteProblem::TooMany { count: Route::MAX + 1 }]);
    assert_eq!(desk.routes().unwrap(), []);
}

#[test]
fn the_choice_for_unmatched_requests_is_kept_and_audited_once() {
    let (folder, desk) = desk();
    desk.choose_unmatched(Unmatched::Pass).unwrap();
    desk.choose_unmatched(Unmatched::Pass).unwrap();
    assert_eq!(desk.unmatched().unwrap(), Unmatched::Pass);
    let settings: Vec<_> =
        audited(&folder).into_iter().filter(|(action, _)| action == Action::SettingsChanged.code()).collect();
    assert_eq!(settings.len(), 1);
    let form = SettingsForm {
        key_prefix: String::new(),
        clipboard_seconds: None,
        auto_lock_minutes: None,
        rest: Settings { theme: Theme::Dark, ..Settings::default() },
    };
    desk.save_settings(form).unwrap();
    assert_eq!(desk.unmatched().unwrap(), Unmatched::Pass, "the console's settings leave it alone");
}

fn issue(desk: &Desk, name: &str, terms: impl FnOnce(&mut TermsForm)) -> TokenId {
    let mut form = IssueForm {
        name: name.into(),
        terms: TermsForm { scopes: vec!["read".into()], ..TermsForm::default() },
        visibility: Visibility::ShowOnce,
    };
    terms(&mut form.terms);
    desk.issue(&form).expect("issued").details.token.id
}

fn explain(desk: &Desk, token: TokenId, address: Option<&str>, method: &str, target: &str) -> Explanation {
    let request = ImaginedRequest {
        token,
        generation: None,
        address: address.map(|address| address.parse::<IpAddr>().expect("an address")),
        method: method.into(),
        host: String::new(),
        target: target.into(),
        scope: None,
        model: None,
        at: None,
    };
    desk.explain_request(&request).expect("explained")
}

fn decided(explanation: &Explanation) -> Option<(Rule, &'static str)> {
    explanation.deciding().map(|(check, refusal)| (check.rule, refusal.code()))
}

#[test]
fn the_simulator_names_the_rule_that_decides_and_judges_all_others_too() {
    let (_folder, desk) = desk();
    let id = issue(&desk, "t", |terms| {
        terms.allow = vec!["10.0.0.0/8".into()];
        terms.block = vec!["10.1.0.0/16".into()];
    });
    desk.add_route(&form("GET", "/v1/{kind}", Some("read"))).unwrap();
    desk.add_route(&form("POST", "/v1/{kind}", Some("write"))).unwrap();

    let passes = explain(&desk, id, Some("10.0.0.1"), "HEAD", "/v1/a?b=c");
    assert_eq!(decided(&passes), None);
    assert_eq!(passes.checks.iter().map(|check| check.rule).collect::<Vec<_>>(), Rule::ALL);
    assert_eq!(passes.route.map(|route| route.to_string()).as_deref(), Some("GET /v1/{kind}"));

    let blocked = explain(&desk, id, Some("10.1.0.1"), "POST", "/v1/a");
    assert_eq!(decided(&blocked), Some((Rule::NotBlocked, "ip_blocked")));
    let scope = blocked.checks.iter().find(|check| check.rule == Rule::ScopeHeld).unwrap();
    assert!(matches!(&scope.outcome, Err(Refusal::ScopeMissing { scope }) if scope.as_str() == "write"));

    for (address, method, target, decision) in [
        (Some("11.0.0.1"), "GET", "/v1/a", (Rule::Allowed, "ip_not_allowed")),
        (None, "GET", "/v1/a", (Rule::NotBlocked, "address_unknown")),
        (Some("10.0.0.1"), "POST", "/v1/a", (Rule::ScopeHeld, "scope_missing")),
        (Some("10.0.0.1"), "GET", "/v2", (Rule::Routed, "no_route")),
        (Some("10.0.0.1"), "GET", "/v1/../v2", (Rule::Path, "path_refused")),
    ] {
        assert_eq!(decided(&explain(&desk, id, address, method, target)), Some(decision), "{target}");
    }
    desk.choose_unmatched(Unmatched::Pass).unwrap();
    assert_eq!(decided(&explain(&desk, id, Some("10.0.0.1"), "GET", "/v2")), None);
}

#[test]
fn the_simulator_judges_for_another_moment_and_by_the_scope_that_a_gateway_names() {
    let (_folder, desk) = desk();
    let id = issue(&desk, "t", |terms| terms.expiry = ExpiryChoice::InDays(1));
    let mut request = ImaginedRequest {
        token: id,
        generation: None,
        address: None,
        method: "GET".into(),
        host: String::new(),
        target: "/".into(),
        scope: None,
        model: None,
        at: Some(now() + TimeDelta::days(3)),
    };
    assert_eq!(decided(&desk.explain_request(&request).unwrap()), Some((Rule::NotExpired, "expired")));
    request.at = None;
    assert_eq!(decided(&desk.explain_request(&request).unwrap()), None);
    request.scope = Some(ScopeName::parse("admin").unwrap());
    assert_eq!(decided(&desk.explain_request(&request).unwrap()), Some((Rule::ScopeHeld, "scope_missing")));
    let nobody = ImaginedRequest { token: TokenId(99), ..request };
    assert!(matches!(desk.explain_request(&nobody), Err(DeskError::NotFound)));
}

#[test]
fn the_simulator_charges_nothing_and_sees_what_is_used_up() {
    let (folder, desk) = desk();
    let id = issue(&desk, "t", |terms| terms.limit = "5".into());
    let file = rusqlite::Connection::open(data_file(folder.path())).unwrap();
    let used = || -> i64 {
        file.query_row("SELECT coalesce(max(used), 0) FROM token_usage WHERE token_id = ?1", [id.0], |row| {
            row.get(0)
        })
        .unwrap()
    };
    for _ in 0..10 {
        assert_eq!(decided(&explain(&desk, id, None, "GET", "/")), None);
    }
    assert_eq!(used(), 0);
    file.execute(
        "INSERT INTO token_usage (token_id, used) VALUES (?1, 5)
         ON CONFLICT (token_id) DO UPDATE SET used = 5",
        [id.0],
    )
    .unwrap();
    assert_eq!(decided(&explain(&desk, id, None, "GET", "/")), Some((Rule::WithinLimit, "limit_reached")));
    desk.change(&Target::Ids(vec![id]), &LifeChange::Disable).unwrap();
    assert_eq!(decided(&explain(&desk, id, None, "GET", "/")), Some((Rule::Enabled, "disabled")));
}

#[test]
fn the_simulator_judges_models_and_quotas() {
    let (_folder, desk) = desk();
    let id = issue(&desk, "t", |terms| {
        terms.models = Some(vec!["gpt-4o".into()]);
        terms.quota.daily = "0".into();
    });
    let mut request = ImaginedRequest {
        token: id,
        generation: None,
        address: None,
        method: "POST".into(),
        host: String::new(),
        target: "/v1/chat".into(),
        scope: None,
        model: None,
        at: None,
    };
    let mut deciding = |model: Option<&str>| {
        request.model = model.map(str::to_owned);
        decided(&desk.explain_request(&request).unwrap())
    };
    assert_eq!(deciding(None), Some((Rule::ModelAllowed, "model_unknown")));
    assert_eq!(deciding(Some("gpt-4")), Some((Rule::ModelAllowed, "model_not_allowed")));
    assert_eq!(deciding(Some("gpt-4o")), Some((Rule::WithinQuota, "quota_exhausted")));
}
