use std::collections::HashSet;

use chrono::{TimeDelta, TimeZone};
use proptest::{option, prelude::*, sample::subsequence};

use super::*;
use crate::address::AddressRange;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 1, 1, 12, 0, 0).unwrap()
}

fn scope(name: &str) -> ScopeName {
    ScopeName::parse(name).unwrap()
}

fn rules(allow: &[&str], block: &[&str]) -> AddressRules {
    let read = |list: &[&str]| list.iter().map(|raw| AddressRange::parse(raw).unwrap()).collect();
    AddressRules { allow: read(allow), block: read(block) }
}

struct Case {
    holder: fn(&mut Holder<'_>),
    address: Option<&'static str>,
    allow: &'static [&'static str],
    block: &'static [&'static str],
    need: Option<&'static str>,
}

const PLAIN: Case = Case { holder: |_| (), address: Some("10.0.0.1"), allow: &[], block: &[], need: None };

fn judged(case: &Case) -> (Result<(), Refusal>, Vec<Check>) {
    let path = RequestPath::parse("/v1/x").unwrap();
    let (addresses, scopes) = (rules(case.allow, case.block), [scope("read"), scope("write")]);
    let needed = case.need.map(scope);
    let mut holder = Holder {
        deleted: false,
        revoked: false,
        disabled: false,
        key_until: None,
        expires: None,
        addresses: &addresses,
        scopes: &scopes,
        models: &Models::All,
    };
    (case.holder)(&mut holder);
    let ask = Ask {
        address: case.address.map(|address| address.parse().unwrap()),
        method: "GET",
        host: "",
        path: &path,
        scope: None,
        model: None,
        at: noon(),
    };
    let need = needed.as_ref().map_or(Need::Nothing, Need::Scope);
    (decide(&holder, &ask, &need), checklist(&holder, &ask, &need))
}

#[test]
fn a_token_without_lists_passes_from_anywhere_and_from_nowhere() {
    assert_eq!(judged(&PLAIN).0, Ok(()));
    assert_eq!(judged(&Case { address: None, ..PLAIN }).0, Ok(()));
}

#[test]
fn each_rule_refuses_with_its_own_reason() {
    for (case, refusal) in [
        (Case { holder: |holder| holder.deleted = true, ..PLAIN }, Refusal::Deleted),
        (Case { holder: |holder| holder.revoked = true, ..PLAIN }, Refusal::Revoked),
        (Case { holder: |holder| holder.disabled = true, ..PLAIN }, Refusal::Disabled),
        (Case { holder: |holder| holder.key_until = Some(noon()), ..PLAIN }, Refusal::KeyRotatedOut),
        (Case { holder: |holder| holder.expires = Some(noon()), ..PLAIN }, Refusal::Expired),
        (Case { block: &["10.0.0.0/8"], ..PLAIN }, Refusal::IpBlocked),
        (Case { allow: &["10.0.0.2"], ..PLAIN }, Refusal::IpNotAllowed),
        (Case { need: Some("admin"), ..PLAIN }, Refusal::ScopeMissing { scope: scope("admin") }),
    ] {
        assert_eq!(judged(&case).0, Err(refusal));
    }
    assert_eq!(judged(&Case { need: Some("write"), ..PLAIN }).0, Ok(()));
}

#[test]
fn a_token_and_an_old_key_die_at_their_instant_not_after_it() {
    let later = |holder: &mut Holder<'_>| {
        holder.expires = Some(noon() + TimeDelta::nanoseconds(1));
        holder.key_until = Some(noon() + TimeDelta::nanoseconds(1));
    };
    assert_eq!(judged(&Case { holder: later, ..PLAIN }).0, Ok(()));
}

#[test]
fn an_unknown_address_is_refused_by_any_list_and_by_none_else() {
    for lists in [(&["10.0.0.0/8"][..], &[][..]), (&[], &["10.0.0.0/8"]), (&["::/0"], &["10.0.0.0/8"])] {
        let case = Case { address: None, allow: lists.0, block: lists.1, ..PLAIN };
        assert_eq!(judged(&case).0, Err(Refusal::AddressUnknown));
    }
}

#[test]
fn an_ipv4_client_does_not_get_around_a_block_as_a_mapped_ipv6_one() {
    let case = Case { address: Some("::ffff:10.0.0.1"), block: &["10.0.0.1"], ..PLAIN };
    assert_eq!(judged(&case).0, Err(Refusal::IpBlocked));
}

#[test]
fn block_wins_over_allow_and_address_over_scope() {
    let both = Case { allow: &["10.0.0.1"], block: &["10.0.0.1"], need: Some("admin"), ..PLAIN };
    assert_eq!(judged(&both).0, Err(Refusal::IpBlocked));
}

#[test]
fn no_key_and_two_keys_are_not_an_unknown_key() {
    assert_eq!(Credential::<()>::None.one(), Err(Refusal::KeyMissing));
    assert_eq!(Credential::<()>::Several.one(), Err(Refusal::SeveralKeys));
    assert_eq!(Credential::One(7).one(), Ok(7));
}

fn every_refusal() -> [Refusal; 21] {
    [
        Refusal::KeyMissing,
        Refusal::SeveralKeys,
        Refusal::UnknownKey,
        Refusal::Deleted,
        Refusal::Revoked,
        Refusal::Disabled,
        Refusal::KeyRotatedOut,
        Refusal::Expired,
        Refusal::AddressUnknown,
        Refusal::IpBlocked,
        Refusal::IpNotAllowed,
        Refusal::PathRefused,
        Refusal::NoRoute,
        Refusal::ScopeMissing { scope: scope("admin") },
        Refusal::ModelUnknown,
        Refusal::ModelNotAllowed,
        Refusal::RateLimited,
        Refusal::LimitReached,
        Refusal::QuotaExhausted,
        Refusal::ReservationTaken,
        Refusal::CountingUnavailable,
    ]
}

#[test]
fn every_refusal_has_its_own_code() {
    let codes: Vec<_> = every_refusal().iter().map(Refusal::code).collect();
    assert_eq!(codes, Refusal::CODES);
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
}

#[test]
fn from_outside_unknown_dead_and_switched_off_keys_look_alike() {
    let dead = every_refusal().into_iter().filter(|refusal| refusal.status() == 401).skip(1);
    assert!(dead.clone().all(|refusal| refusal.challenge() == Some(Challenge::InvalidToken)));
    assert_eq!(
        dead.map(|refusal| refusal.outside_code()).collect::<Vec<_>>(),
        ["unknown_key", "unknown_key", "revoked", "disabled", "key_rotated_out", "expired"]
    );
}

proptest! {
    /// The checklist's first refusal is the decision, and it has every rule of the decision once, in order.
    #[test]
    fn the_checklist_and_the_decision_agree(
        flags in any::<[bool; 3]>(),
        ends in any::<[Option<i8>; 2]>(),
        allow in subsequence(vec!["10.0.0.0/8", "::/0"], 0..=2),
        block in subsequence(vec!["10.0.0.0/30", "10.0.0.1"], 0..=2),
        address in option::of(0u8..8),
        held in subsequence(vec!["a", "b", "c"], 0..=3),
        needed in option::of(option::of(0usize..3)),
    ) {
        let (addresses, held) = (rules(&allow, &block), held.into_iter().map(scope).collect::<Vec<_>>());
        let end = |s: Option<i8>| s.map(|s| noon() + TimeDelta::seconds(s.into()));
        let holder = Holder {
            deleted: flags[0],
            revoked: flags[1],
            disabled: flags[2],
            key_until: end(ends[0]),
            expires: end(ends[1]),
            addresses: &addresses,
            scopes: &held,
            models: &Models::All,
        };
        let path = RequestPath::parse("/").unwrap();
        let address = address.map(|last| IpAddr::from([10, 0, 0, last]));
        let ask = Ask { address, method: "GET", host: "", path: &path, scope: None, model: None, at: noon() };
        let scopes = ["a", "b", "c"].map(scope);
        let need = match needed {
            None => Need::Nothing,
            Some(None) => Need::NoRoute,
            Some(Some(index)) => Need::Scope(&scopes[index]),
        };
        let checks = checklist(&holder, &ask, &need);
        let first = checks.iter().find_map(|check| check.outcome.clone().err());
        prop_assert_eq!(decide(&holder, &ask, &need).err(), first);
        let order: Vec<_> = checks.iter().map(|check| check.rule).collect();
        // The path comes before the token, and counting after it.
        let inner = Rule::ALL.len() - 2;
        prop_assert_eq!(&order[..], &Rule::ALL[1..inner]);
    }
}

#[test]
fn a_token_of_some_models_passes_for_these_alone_and_letter_case_counts() {
    let models = Models::read(&["gpt-4o".into(), "claude-3-5-sonnet".into()]).unwrap();
    let path = RequestPath::parse("/v1/chat").unwrap();
    let addresses = AddressRules::default();
    let judge = |models: &Models, model| {
        let holder = Holder {
            deleted: false,
            revoked: false,
            disabled: false,
            key_until: None,
            expires: None,
            addresses: &addresses,
            scopes: &[],
            models,
        };
        let ask =
            Ask { address: None, method: "POST", host: "", path: &path, scope: None, model, at: noon() };
        decide(&holder, &ask, &Need::Nothing)
    };
    assert_eq!(judge(&models, Some("gpt-4o")), Ok(()));
    for other in ["GPT-4o", "gpt-4o-mini", "gpt-4", ""] {
        assert_eq!(judge(&models, Some(other)), Err(Refusal::ModelNotAllowed), "{other}");
    }
    assert_eq!(judge(&models, None), Err(Refusal::ModelUnknown), "what is not said is not allowed");
    assert_eq!(judge(&Models::All, Some("anything")), Ok(()));
}
