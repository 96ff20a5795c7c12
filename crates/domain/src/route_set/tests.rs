use super::*;
use crate::{
    catalogue::ScopeForm,
    route::{MethodPattern, PathTemplate, RouteNeed},
};

fn scope(name: &str, description: &str) -> Scope {
    let form = ScopeForm { name: name.into(), group: "API".into(), description: description.into() };
    form.read().unwrap()
}

fn route(template: &str, scope: &str) -> Route {
    Route {
        host: None,
        method: MethodPattern::parse("GET").unwrap(),
        template: PathTemplate::parse(template).unwrap(),
        need: RouteNeed::Scope(ScopeName::parse(scope).unwrap()),
    }
}

fn kept(id: i64, template: &str, scope: &str, source: &str) -> KeptRoute {
    KeptRoute { id: RouteId(id), route: route(template, scope), source: RouteSource::from_code(source) }
}

fn set(routes: &[(&str, &str)]) -> RouteSet {
    let names: BTreeSet<&str> = routes.iter().map(|(_, scope)| *scope).collect();
    RouteSet {
        source: RouteSource::Import("pets".into()),
        scopes: names.into_iter().map(|name| scope(name, "")).collect(),
        routes: routes.iter().map(|(template, scope)| route(template, scope)).collect(),
    }
}

#[test]
fn a_document_can_not_pass_for_the_hand() {
    assert_eq!(RouteSource::import(" hand "), Err(Problem::Taken { name: "hand".into() }));
    assert_eq!(RouteSource::import(" "), Err(Problem::Required));
    let pets = RouteSource::import(" Pets ").unwrap();
    assert_eq!(RouteSource::from_code(pets.code()), pets);
    assert_eq!(RouteSource::from_code(RouteSource::Hand.code()), RouteSource::Hand);
}

#[test]
fn the_first_import_adds_everything() {
    let changes = set(&[("/a", "read"), ("/b", "read")]).changes(&[], &[]);
    assert_eq!((changes.routes_added.len(), changes.scopes_added.len()), (2, 1));
    assert!(!changes.is_empty());
}

#[test]
fn the_same_import_again_changes_nothing() {
    let kept = [kept(1, "/a/{id}", "read", "pets")];
    assert!(set(&[("/a/{name}", "read")]).changes(&kept, &[scope("read", "")]).is_empty());
}

#[test]
fn what_the_document_does_not_have_any_more_goes_and_its_scope_is_retired() {
    let kept = [kept(1, "/a", "read", "pets"), kept(2, "/b", "old", "pets")];
    let changes = set(&[("/a", "write")]).changes(&kept, &[scope("read", ""), scope("old", "")]);
    assert_eq!(changes.routes_changed, [(kept[0].clone(), route("/a", "write"))]);
    assert_eq!(changes.routes_removed, [kept[1].clone()]);
    let retired: Vec<_> = changes.scopes_retired.iter().map(ScopeName::as_str).collect();
    assert_eq!(retired, ["old", "read"]);
}

#[test]
fn a_route_written_by_hand_or_by_another_document_stays_and_so_does_its_scope() {
    let kept =
        [kept(1, "/a", "admin", "hand"), kept(2, "/b", "read", "other"), kept(3, "/c", "read", "pets")];
    let catalogue = [scope("admin", ""), scope("read", ""), scope("write", "")];
    let changes = set(&[("/a", "write"), ("/b", "write")]).changes(&kept, &catalogue);
    assert_eq!(changes.routes_kept.iter().map(|(kept, _)| kept.id.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(changes.routes_removed, [kept[2].clone()]);
    assert_eq!(changes.scopes_retired, [], "another document's route needs it");
}

#[test]
fn a_scope_is_reworded_by_the_document_that_brought_it_alone() {
    let catalogue = [scope("a", "before"), scope("b", "before"), scope("c", "before")];
    let kept = [kept(1, "/a", "a", "pets"), kept(2, "/b", "b", "pets"), kept(3, "/x", "b", "hand")];
    let changes = set(&[("/a", "a"), ("/b", "b"), ("/c", "c")]).changes(&kept, &catalogue);
    assert_eq!(changes.scopes_changed, [scope("a", "")]);
}

#[test]
fn a_retired_scope_is_offered_again_in_its_own_words() {
    let catalogue = [Scope { retired: true, ..scope("a", "before") }];
    let changes = set(&[("/a", "a")]).changes(&[], &catalogue);
    assert_eq!(changes.scopes_changed, [scope("a", "before")]);
}
