//! What changes at the desk holds here.

use tokendesk_domain::reason::Reason;

use super::*;

#[test]
fn each_change_at_the_desk_holds_here_without_a_new_start() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    let becomes = |wanted: Option<Refusal>| until(|| refusal(&verifier, &key) == wanted);
    place.change_life(id, &LifeChange::Disable);
    becomes(Some(Refusal::Disabled));
    place.change_life(id, &LifeChange::Enable);
    becomes(None);
    place.edit(id, |terms| Terms { expires: DateTime::from_timestamp_millis(NOON_MS + 1), ..terms });
    place.pass(TimeDelta::milliseconds(1));
    becomes(Some(Refusal::Expired));
    place.edit(id, |terms| Terms { expires: None, ..terms });
    becomes(None);
    place.change_life(id, &LifeChange::Revoke(Reason::parse("leaked").unwrap()));
    becomes(Some(Refusal::Revoked));
    place.change_life(id, &LifeChange::Delete);
    becomes(Some(Refusal::Deleted));
    place.change_life(id, &LifeChange::Purge);
    becomes(Some(Refusal::UnknownKey));
    assert_eq!(verifier.figures().tokens, 0);
}

#[test]
fn tokens_issued_later_are_known_however_many_there_are() {
    let place = Place::new();
    let verifier = place.verifier();
    let mut keys = Vec::new();
    for seed in 0..200 {
        keys.push(place.issue(seed, TermsForm::default()).1);
    }
    until(|| verifier.figures().tokens == 200);
    assert!(keys.iter().all(|key| refusal(&verifier, key).is_none()));
    assert!(verifier.figures().max_lag_ms < 60_000);
}

#[test]
fn a_row_that_can_not_be_read_is_refused_and_keeps_no_other_one_back() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    let bare = rusqlite::Connection::open(place.path().join("tokendesk.db")).unwrap();
    bare.execute("UPDATE tokens SET block_ips = 'everywhere'", []).unwrap();
    place.change(Some(id), |_| Ok(()));
    until(|| refusal(&verifier, &key) == Some(Refusal::UnknownKey));
    let (_, later) = place.issue(2, TermsForm::default());
    until(|| refusal(&verifier, &later).is_none());
    bare.execute("UPDATE tokens SET block_ips = ''", []).unwrap();
    place.change(Some(id), |_| Ok(()));
    until(|| refusal(&verifier, &key).is_none());
    assert_eq!(verifier.figures().tokens, 2);
}

#[test]
fn routes_are_followed() {
    use tokendesk_domain::route::{PathTemplate, Route, RouteNeed};
    let place = Place::new();
    let (_, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    assert_eq!(refusal(&verifier, &key), None);
    let write = tokendesk_domain::scope::ScopeName::parse("write").unwrap();
    let route = Route {
        host: None,
        method: tokendesk_domain::route::MethodPattern::parse("GET").unwrap(),
        template: PathTemplate::parse("/").unwrap(),
        need: RouteNeed::Scope(write.clone()),
    };
    place.change(None, |store| store.add_route(&route, &tokendesk_domain::route_set::RouteSource::Hand));
    until(|| refusal(&verifier, &key) == Some(Refusal::ScopeMissing { scope: write.clone() }));
}
