use super::*;
use crate::seen::Arrived;

/// Nobody tells what reached the backend.
fn answered(status: u16) -> Seen {
    Seen { reply: Ok(Reply { status, ..Reply::default() }), arrived: None }
}

/// The probe stands in for the backend, and this arrived.
fn watched(status: u16, arrived: Vec<Arrived>) -> Seen {
    Seen { arrived: Some(arrived), ..answered(status) }
}

fn arrived(ids: &[&str]) -> Arrived {
    Arrived { token_ids: ids.iter().map(ToString::to_string).collect(), has_key: false }
}

fn unreached(why: Unreached) -> Seen {
    Seen { reply: Err(why), arrived: None }
}

fn challenged(challenge: &str) -> Seen {
    let reply = Reply { status: 401, challenge: Some(challenge.to_owned()), left: None };
    Seen { reply: Ok(reply), arrived: None }
}

fn left(left: Option<u64>) -> Seen {
    Seen { reply: Ok(Reply { status: 200, challenge: None, left }), arrived: None }
}

#[test]
fn a_gateway_that_is_not_there_is_told_from_one_that_is_slow_or_speaks_otherwise() {
    for why in [Unreached::Refused, Unreached::NoWay, Unreached::TooSlow, Unreached::NotHttp] {
        let wrong = Finding::Wrong(Mistake::Unreached(why));
        assert_eq!(without_key(&unreached(why)), wrong);
        assert_eq!(right_key(&unreached(why)), wrong);
        assert_eq!(two_keys(&unreached(why)), wrong);
    }
}

#[test]
fn without_a_key_only_401_is_right() {
    let found = |status| without_key(&answered(status));
    assert_eq!(found(401), Finding::Right);
    for status in [200, 204, 404, 405, 429] {
        assert_eq!(found(status), Finding::Wrong(Mistake::NotEnforced { status }));
    }
    for status in [500, 502, 503, 504] {
        assert_eq!(found(status), Finding::Wrong(Mistake::VerifierUnreached { status }));
    }
    assert_eq!(found(403), Finding::Wrong(Mistake::Distrusted));
    assert_eq!(found(400), Finding::Wrong(Mistake::BadRequest));
    assert_eq!(found(301), Finding::Wrong(Mistake::Redirects { status: 301 }));
}

#[test]
fn what_reached_the_backend_without_a_key_is_wrong_whatever_the_backend_answers() {
    for status in [200, 401, 403, 500] {
        let seen = watched(status, vec![arrived(&[])]);
        assert_eq!(without_key(&seen), Finding::Wrong(Mistake::NotEnforced { status }));
        assert_eq!(unknown_key(&seen), Finding::Wrong(Mistake::AnyKeyPasses { status }));
        assert_eq!(deleted_key(&seen), Finding::Wrong(Mistake::StillPasses { status }));
        assert_eq!(two_keys(&seen), Finding::Wrong(Mistake::TwoKeysPass { status }));
    }
    assert_eq!(without_key(&watched(401, Vec::new())), Finding::Right);
}

#[test]
fn two_keys_are_refused_in_any_way_but_not_let_through() {
    for status in [400, 401, 403] {
        assert_eq!(two_keys(&answered(status)), Finding::Right);
    }
    assert_eq!(two_keys(&answered(200)), Finding::Wrong(Mistake::TwoKeysPass { status: 200 }));
    assert_eq!(two_keys(&answered(503)), Finding::Wrong(Mistake::VerifierUnreached { status: 503 }));
}

#[test]
fn a_right_key_passes_and_each_refusal_has_its_reason() {
    assert_eq!(right_key(&watched(200, vec![arrived(&["7"])])), Finding::Right);
    for status in [200, 204, 302, 404, 405, 500] {
        assert_eq!(right_key(&answered(status)), Finding::Right, "{status} is the backend's own");
    }
    let found = |status| right_key(&answered(status));
    assert_eq!(found(403), Finding::Wrong(Mistake::NoRoute));
    assert_eq!(found(429), Finding::Wrong(Mistake::Limited));
    assert_eq!(found(502), Finding::Wrong(Mistake::BackendUnreached { status: 502 }));
    assert_eq!(found(503), Finding::Wrong(Mistake::VerifierUnreached { status: 503 }));
}

#[test]
fn a_401_of_the_verifier_is_told_from_one_of_the_backend() {
    let verifier = challenged("Bearer realm=\"api\", error=\"invalid_token\"");
    assert_eq!(right_key(&verifier), Finding::Wrong(Mistake::OtherData));
    assert_eq!(right_key(&challenged("Basic realm=\"old service\"")), Finding::Right);
    assert_eq!(right_key(&watched(401, Vec::new())), Finding::Wrong(Mistake::OtherData));
}

#[test]
fn a_request_that_goes_astray_is_seen_where_the_probe_stands_in() {
    let status = 200;
    assert_eq!(right_key(&watched(status, Vec::new())), Finding::Wrong(Mistake::Elsewhere { status }));
    let status = 503;
    assert_eq!(right_key(&watched(status, Vec::new())), Finding::Wrong(Mistake::BackendUnreached { status }));
}

#[test]
fn the_backend_gets_whose_request_it_is_and_not_the_key() {
    let found = |ids: &[&str]| identity(&watched(200, vec![arrived(ids)]), "7");
    assert_eq!(found(&["7"]), Finding::Right);
    assert_eq!(found(&[]), Finding::Wrong(Mistake::NoIdentity));
    assert_eq!(found(&["999"]), Finding::Wrong(Mistake::IdentityForged));
    assert_eq!(found(&["7", "999"]), Finding::Wrong(Mistake::IdentityForged));
    assert_eq!(identity(&answered(200), "7"), Finding::Skipped(Skip::NoStandIn));
    let with_key = Arrived { has_key: true, ..arrived(&["7"]) };
    assert_eq!(key_taken_off(&watched(200, vec![with_key])), Finding::Wrong(Mistake::KeyPassedOn));
    assert_eq!(key_taken_off(&watched(200, vec![arrived(&["7"])])), Finding::Right);
    assert_eq!(key_taken_off(&answered(200)), Finding::Skipped(Skip::NoStandIn));
}

#[test]
fn a_forged_address_changes_nothing() {
    assert_eq!(forged_address(&answered(200)), Finding::Right);
    assert_eq!(forged_address(&answered(403)), Finding::Wrong(Mistake::AddressForged));
    assert_eq!(forged_address(&watched(403, Vec::new())), Finding::Wrong(Mistake::AddressForged));
}

#[test]
fn two_requests_are_charged_as_two_whatever_the_client_calls_them() {
    assert_eq!(forged_request_id(&left(Some(9)), &left(Some(8))), Finding::Right);
    // A new window began between them.
    assert_eq!(forged_request_id(&left(Some(3)), &left(Some(99))), Finding::Right);
    assert_eq!(forged_request_id(&left(Some(9)), &left(Some(9))), Finding::Wrong(Mistake::RequestIdForged));
    assert_eq!(forged_request_id(&left(None), &left(None)), Finding::Skipped(Skip::NoRateLimit));
}
