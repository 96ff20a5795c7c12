//! The data file is locked, gone, full: on from what is leased, then closed, then on again by itself.

use super::*;

/// Uses up what is leased while nothing can be leased. The answer is how much that was.
fn use_up(verifier: &Verifier, key: &str) -> usize {
    let mut allowed = 0;
    while refusal(verifier, key).is_none() {
        allowed += 1;
    }
    allowed
}

fn goes_on_and_recovers(shut: impl FnOnce(&Place), open: impl FnOnce(&Place)) {
    let place = Place::new();
    let (id, key) = place.limited(1, 400, LimitWindow::Total);
    let (_, unlimited) = place.issue(2, TermsForm::default());
    let verifier = place.verifier();
    assert_eq!(refusal(&verifier, &key), None);
    shut(&place);
    let leased = use_up(&verifier, &key);
    assert!((75..=250).contains(&leased), "{leased}");
    let verdict = ask(&verifier, &key, ONCE);
    assert_eq!(verdict.refusal, Some(Refusal::CountingUnavailable));
    assert!(verdict.retry_after.is_some());
    assert_eq!(refusal(&verifier, &unlimited), None, "what is not counted passes");
    assert!(verifier.figures().store_problem.is_some());
    open(&place);
    until(|| refusal(&verifier, &key).is_none());
    until(|| verifier.figures().store_problem.is_none());
    assert_eq!(use_up(&verifier, &key), 400 - 2 - leased);
    assert_eq!(refusal(&verifier, &key), Some(Refusal::LimitReached));
    verifier.close();
    assert_eq!(place.used(id), 400);
}

#[test]
fn a_data_file_that_is_locked_stops_no_request_that_is_leased() {
    let lock = std::cell::RefCell::new(None);
    goes_on_and_recovers(
        |place| {
            let bare = rusqlite::Connection::open(place.path().join("tokendesk.db")).unwrap();
            bare.execute_batch("BEGIN IMMEDIATE").unwrap();
            *lock.borrow_mut() = Some(bare);
        },
        |_| lock.borrow().as_ref().unwrap().execute_batch("COMMIT").unwrap(),
    );
}

#[test]
fn a_data_file_that_is_gone_stops_no_request_that_is_leased() {
    let away = |place: &Place| (place.path().join("tokendesk.db"), place.path().join("away.db"));
    goes_on_and_recovers(
        |place| std::fs::rename(away(place).0, away(place).1).unwrap(),
        |place| std::fs::rename(away(place).1, away(place).0).unwrap(),
    );
}

#[test]
fn a_machine_that_went_down_forfeits_what_was_leased_and_grants_nothing_twice() {
    let place = Place::new();
    let (id, key) = place.limited(1, 100, LimitWindow::Total);
    let verifier = place.verifier();
    assert_eq!(count_allowed(&verifier, &key, 10), 10);
    let kept = |name: &str| place.path().join(name);
    // As the disk stood while it ran, in another boot.
    std::fs::copy(kept("state/slots"), kept("slots-before")).unwrap();
    let bare = rusqlite::Connection::open(kept("tokendesk.db")).unwrap();
    bare.execute("VACUUM INTO ?1", [kept("before.db").to_str().unwrap()]).unwrap();
    drop((bare, verifier));
    let down = tempfile::tempdir().unwrap();
    std::fs::create_dir(down.path().join("state")).unwrap();
    std::fs::copy(kept("before.db"), down.path().join("tokendesk.db")).unwrap();
    let mut slots = std::fs::read(kept("slots-before")).unwrap();
    slots[24..40].fill(9);
    std::fs::write(down.path().join("state/slots"), slots).unwrap();
    let now = DateTime::from_timestamp_millis(NOON_MS).unwrap();
    let verifier = Verifier::open(options(down.path(), "state", Box::new(move || now))).unwrap();
    assert_eq!(count_allowed(&verifier, &key, 200), 75, "a quarter was leased");
    verifier.close();
    let store = Store::open(&down.path().join("tokendesk.db"), &Birth { vault_id: [0; 16], scopes: vec![] });
    assert_eq!(store.unwrap().read().unwrap().token(id).unwrap().unwrap().usage.used, 100);
}
