//! What is told of use.

use tokendesk_store_sqlite::ALLOWED;

use super::*;

const HOUR_MS: i64 = 3_600_000;

fn hours(place: &Place, id: TokenId) -> Vec<(i64, String, u64)> {
    let hours = place.store.read().unwrap().usage_hours(id, DateTime::UNIX_EPOCH).unwrap();
    hours.into_iter().map(|(hour, code, count)| (hour.timestamp_millis(), code, count)).collect()
}

#[test]
fn use_is_told_by_hour_code_and_address() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm { block: vec!["10.0.0.9".into()], ..TermsForm::default() });
    let verifier = place.verifier();
    for address in ["10.0.0.1", "2001:db8::1", "10.0.0.9", "10.0.0.1", "10.0.0.1"] {
        ask_from(&verifier, &key, address, ONCE);
    }
    place.pass(TimeDelta::hours(1));
    ask_from(&verifier, &key, "10.0.0.2", ONCE);
    verifier.close();
    let noon = NOON_MS / HOUR_MS * HOUR_MS;
    let allowed = ALLOWED.to_owned();
    assert_eq!(
        hours(&place, id),
        [(noon, allowed.clone(), 4), (noon, "ip_blocked".to_owned(), 1), (noon + HOUR_MS, allowed, 1)]
    );
    let read = place.store.read().unwrap();
    let mut addresses: Vec<_> =
        read.usage_addresses(id).unwrap().into_iter().map(|(a, _, n)| (a, n)).collect();
    addresses.sort();
    let expected = [("10.0.0.1", 3), ("10.0.0.2", 1), ("2001:db8::1", 1)];
    assert_eq!(addresses, expected.map(|(address, count)| (address.to_owned(), count)));
    let last = read.token(id).unwrap().unwrap().usage.last_used.unwrap();
    assert_eq!(last.timestamp_millis(), NOON_MS + HOUR_MS);
}

#[test]
fn use_is_told_while_it_runs() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    for count in [3, 10] {
        let told = hours(&place, id).iter().map(|(_, _, count)| count).sum::<u64>();
        count_allowed(&verifier, &key, usize::try_from(count - told).unwrap());
        until(|| hours(&place, id).iter().map(|(_, _, count)| count).sum::<u64>() == count);
    }
}

#[test]
fn every_request_is_told_however_many_ask_at_once() {
    let place = Place::new();
    let tokens: Vec<_> = (0..20).map(|seed| place.issue(seed, TermsForm::default())).collect();
    let verifier = place.verifier();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..500 {
                    for (number, (_, key)) in tokens.iter().enumerate() {
                        let address = format!("10.0.{number}.{}", round % 3);
                        assert!(ask_from(&verifier, key, &address, ONCE).is_allowed());
                    }
                }
            });
        }
    });
    assert_eq!(verifier.figures().allowed, 4 * 500 * 20);
    verifier.close();
    for (id, _) in &tokens {
        assert_eq!(hours(&place, *id).iter().map(|(_, _, count)| count).sum::<u64>(), 4 * 500);
    }
}

#[test]
fn looking_is_not_told() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    ask(&verifier, &key, Charge::Nothing);
    verifier.close();
    assert_eq!(hours(&place, id), []);
}
