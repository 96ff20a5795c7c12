//! What a verifier holds that does not come back.

use tokendesk_domain::{form::QuotaForm, limit::RequestLimit};
use tokendesk_store_sqlite::{AdvanceAsk, LeaseAsk, Periods};

use super::*;

const GONE: Node = [9; 16];
const LIMIT: u64 = 100;
const QUOTA: u64 = 1_000;

/// Takes a part of a token's limit and quota, as a verifier that was never heard of again.
fn taken(place: &Place, id: TokenId) -> (u64, u64) {
    let now = place.now();
    let ask = LeaseAsk {
        token: id,
        limit: RequestLimit { max: LIMIT.try_into().unwrap(), window: LimitWindow::Total },
        start_ms: NOON_MS,
        until_ms: None,
        spent: None,
        is_closed: false,
        next_serial: 1,
        need: 1,
        want: 20,
        nodes: 1,
    };
    let day = TimeDelta::days(1).num_milliseconds();
    let periods = Periods {
        day_start_ms: NOON_MS,
        day_until_ms: NOON_MS + day,
        month_start_ms: NOON_MS,
        month_until_ms: NOON_MS + 20 * day,
    };
    let want = Amount::new(100).unwrap();
    let units = AdvanceAsk { token: id, serial: 1, want, least: want, nodes: 1 };
    let (lease, advance) = place
        .store
        .write(|write| {
            write.see_verifier(&GONE, now)?;
            let lease = write.lease(&GONE, &ask)?;
            Ok::<_, StoreError>((lease, write.advance(&GONE, &units, &periods)?))
        })
        .unwrap();
    (lease.unwrap().granted, advance.unwrap().granted.units())
}

#[test]
fn what_a_verifier_held_that_was_not_seen_for_thirty_days_counts_as_used_and_is_granted_to_nobody() {
    let place = Place::new();
    let quota = QuotaForm { total: QUOTA.to_string(), ..QuotaForm::default() };
    let limit = LIMIT.to_string();
    let (id, key) = place.issue(1, TermsForm { limit, quota, ..TermsForm::default() });
    let (requests, units) = taken(&place, id);
    assert!(requests > 0 && units > 0, "{requests}, {units}");
    let known = || place.store.read().unwrap().lost_verifier(place.now()).unwrap() == Some(GONE);

    place.pass(TimeDelta::days(29));
    let verifier = place.verifier();
    until(|| refusal(&verifier, &key).is_none());
    verifier.close();
    place.pass(TimeDelta::milliseconds(1));
    assert!(known(), "it may come back");

    place.pass(TimeDelta::days(1));
    let verifier = place.verifier();
    until(|| !known());
    let path = RequestPath::parse("/").unwrap();
    let pay = |cost| verifier.verify(Credential::One(&key), &question(&path, cost), ONCE).refusal;
    assert_eq!(pay(QUOTA - units + 1), Some(Refusal::QuotaExhausted));
    assert_eq!(pay(QUOTA - units), None);
    place.edit(id, |terms| Terms { quota: tokendesk_domain::quota::Quota::default(), ..terms });
    until(|| refusal(&verifier, &key).is_none());
    verifier.close();
    let token = place.store.read().unwrap().token(id).unwrap().unwrap();
    assert!(token.usage.used >= requests + 3, "{} are used", token.usage.used);
    let verifier = place.verifier();
    let left = count_allowed(&verifier, &key, 200);
    assert_eq!(token.usage.used + left as u64, LIMIT);
    verifier.close();
    assert_eq!(place.used(id), LIMIT);
    let spent = place.store.read().unwrap().token(id).unwrap().unwrap().spending.total;
    assert_eq!(spent.units(), QUOTA, "what it held of the quota is spent");
}
