//! Keys that were rotated out.

use tokendesk_store_sqlite::NewKeyRow;

use super::*;

impl Place {
    /// Gives the token a new key; the present one passes for a while.
    fn rotate(&self, id: TokenId, seed: u64, grace: TimeDelta, quiet: Option<TimeDelta>) -> String {
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(seed));
        let now = self.now();
        self.change(Some(id), |write| {
            write.rotate_key(&NewKeyRow {
                token: &write.token(id)?.unwrap(),
                hash: key.hash(),
                hint: &key.hint(),
                sealed: None,
                until: now + grace,
                quiet,
                now,
            })
        });
        key.expose().to_owned()
    }

    fn old_key(&self, id: TokenId) -> tokendesk_domain::rotation::OldKey {
        self.store.read().unwrap().rotated_keys(id).unwrap().remove(0)
    }
}

#[test]
fn an_old_key_passes_until_its_end_and_not_longer() {
    let place = Place::new();
    let (id, old) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    assert_eq!(refusal(&verifier, &old), None);
    let new = place.rotate(id, 2, TimeDelta::seconds(5), None);
    until(|| refusal(&verifier, &new).is_none());
    let generation = |key: &str| ask(&verifier, key, ONCE).token.map(|token| token.generation());
    assert_eq!((generation(&old), generation(&new)), (Some(1), Some(2)));
    assert!((0..100).all(|_| refusal(&verifier, &old).is_none()), "also one that is used all the time");
    place.pass(TimeDelta::seconds(5));
    assert_eq!(refusal(&verifier, &old), Some(Refusal::KeyRotatedOut));
    let newest = place.rotate(id, 3, TimeDelta::seconds(5), None);
    until(|| refusal(&verifier, &newest).is_none());
    assert_eq!(refusal(&verifier, &old), Some(Refusal::UnknownKey), "it made room");
    assert_eq!(refusal(&verifier, &new), None);
}

#[test]
fn an_old_key_that_is_ended_at_the_desk_or_shortened_by_an_edit_is_refused_from_then_on() {
    let place = Place::new();
    let (id, first) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    let second = place.rotate(id, 2, TimeDelta::days(1), None);
    let third = place.rotate(id, 3, TimeDelta::days(1), None);
    until(|| refusal(&verifier, &third).is_none());
    assert_eq!((refusal(&verifier, &first), refusal(&verifier, &second)), (None, None));
    let now = place.now();
    assert!(place.change(Some(id), |write| write.end_old_key(id, 1, now)));
    until(|| refusal(&verifier, &first) == Some(Refusal::KeyRotatedOut));
    assert_eq!(refusal(&verifier, &second), None);
    let hour = TimeDelta::hours(1);
    place.edit(id, |terms| Terms { expires: Some(now + hour), ..terms });
    place.edit(id, |terms| Terms { expires: None, ..terms });
    until(|| {
        let known = ask(&verifier, &third, ONCE).token.map(|token| token.expires());
        place.old_key(id).until == now + hour && known == Some(None)
    });
    place.pass(hour);
    until(|| refusal(&verifier, &second) == Some(Refusal::KeyRotatedOut));
    // It may have read the file between the two edits.
    until(|| refusal(&verifier, &third).is_none());
}

#[test]
fn who_uses_an_old_key_is_counted_apart_and_told() {
    let place = Place::new();
    let (id, old) = place.issue(1, TermsForm::default());
    let new = place.rotate(id, 2, TimeDelta::days(1), None);
    let verifier = place.verifier();
    for _ in 0..3 {
        assert!(ask_from(&verifier, &old, "10.0.3.7", ONCE).is_allowed());
    }
    assert_eq!(count_allowed(&verifier, &new, 22), 22);
    let figures = verifier.figures();
    assert_eq!((figures.allowed, figures.allowed_by_old_key), (25, 3));
    verifier.close();
    let told = place.old_key(id);
    assert_eq!((told.uses, told.calls, told.share_percent()), (3, 25, Some(12)));
    assert_eq!(told.last_address.as_deref(), Some("10.0.3.7"));
}

#[test]
fn an_old_key_that_nobody_uses_is_ended_by_the_verifier_and_one_that_is_used_is_not() {
    let place = Place::new();
    let hour = TimeDelta::hours(1);
    let (quiet, quiet_key) = place.issue(1, TermsForm::default());
    let (used, used_key) = place.issue(2, TermsForm::default());
    for (id, seed) in [(quiet, 3), (used, 4)] {
        place.rotate(id, seed, TimeDelta::days(7), Some(hour));
    }
    let verifier = place.verifier();
    place.pass(TimeDelta::minutes(50));
    assert_eq!(refusal(&verifier, &used_key), None);
    until(|| place.old_key(used).uses == 1);
    place.pass(TimeDelta::minutes(10));
    // Not by asking with it: that would be a call.
    until(|| !place.old_key(quiet).passes(place.now()));
    until(|| refusal(&verifier, &quiet_key) == Some(Refusal::KeyRotatedOut));
    assert_eq!(refusal(&verifier, &used_key), None);
    let history = place.store.read().unwrap().history(quiet, 1).unwrap();
    assert_eq!((history[0].action, history[0].actor.name.as_str()), (Action::OldKeyEnded, "verifier"));
    assert_eq!(place.old_key(quiet).until, place.now());
}

#[test]
fn silence_while_no_verifier_ran_ends_no_old_key() {
    let place = Place::new();
    let (id, old) = place.issue(1, TermsForm::default());
    place.rotate(id, 2, TimeDelta::days(7), Some(TimeDelta::hours(1)));
    place.pass(TimeDelta::hours(48));
    let verifier = place.verifier();
    // It has looked after old keys when it has told of this.
    assert_eq!(refusal(&verifier, &old), None);
    until(|| place.old_key(id).uses == 1);
    assert_eq!(refusal(&verifier, &old), None);
}
