//! What is taken in advance of quotas.

use tokendesk_domain::{form::QuotaForm, quota::Quota};

use super::*;

fn amount(units: u64) -> Amount {
    Amount::new(units).unwrap()
}

impl Place {
    fn with_quota(&self, seed: u64, quota: &str) -> (TokenId, String) {
        self.issue(
            seed,
            TermsForm {
                quota: QuotaForm { total: quota.to_owned(), ..QuotaForm::default() },
                ..TermsForm::default()
            },
        )
    }

    /// Of the token's life, of its day.
    fn spent(&self, id: TokenId) -> (u64, u64) {
        let spending = self.store.read().unwrap().token(id).unwrap().unwrap().spending;
        (spending.total.units(), spending.day.spent.units())
    }
}

/// None: allowed.
fn pay(verifier: &Verifier, key: &str, cost: u64) -> Option<Refusal> {
    let path = RequestPath::parse("/").unwrap();
    verifier.verify(Credential::One(key), &question(&path, cost), ONCE).refusal
}

/// Whether it is allowed without a wait for the disk.
fn pays_from_hand(verifier: &Verifier, key: &str, cost: u64) -> bool {
    let path = RequestPath::parse("/").unwrap();
    let verdict = verifier.try_verify(Credential::One(key), &question(&path, cost), ONCE);
    verdict.is_some_and(|verdict| verdict.is_allowed())
}

/// Pays until it can be paid from hand.
fn warm(verifier: &Verifier, key: &str, cost: u64) -> u64 {
    let mut paid = 0;
    while !pays_from_hand(verifier, key, cost) {
        assert_eq!(pay(verifier, key, cost), None);
        paid += 1;
        assert!(paid < 20, "nothing is taken in advance");
    }
    paid + 1
}

#[test]
fn a_first_cost_is_paid_in_the_data_file_and_those_that_follow_at_once_from_hand() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    assert!(!pays_from_hand(&verifier, &key, 7));
    assert_eq!(pay(&verifier, &key, 7), None);
    assert_eq!(place.spent(id), (7, 7), "nothing more is taken of a token that spends now and then");
    let paid = warm(&verifier, &key, 7);
    assert!(place.spent(id).0 > 7 * (1 + paid), "{:?}", place.spent(id));
    verifier.close();
    assert_eq!(place.spent(id), (7 * (1 + paid), 7 * (1 + paid)));
}

#[test]
fn a_quota_is_granted_to_the_last_unit_and_no_further_by_any_number_of_callers() {
    let place = Place::new();
    for (seed, quota, cost) in [(1, 1_000, 7), (2, 20_000, 7), (3, 12, 7), (4, 300_000, 1_000), (5, 500, 1)] {
        let (id, key) = place.with_quota(seed, &quota.to_string());
        let verifier = place.verifier();
        let granted: u64 = thread::scope(|scope| {
            let grant = || {
                let mut granted = 0;
                while pay(&verifier, &key, cost).is_none() {
                    granted += 1;
                }
                granted
            };
            let callers: Vec<_> = (0..4).map(|_| scope.spawn(grant)).collect();
            callers.into_iter().map(|caller| caller.join().unwrap()).sum()
        });
        assert_eq!(granted, quota / cost);
        verifier.close();
        assert_eq!(place.spent(id).0, granted * cost);
    }
}

#[test]
fn two_verifiers_that_share_a_quota_never_grant_more_than_it_and_leave_nothing_over_for_long() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "50000");
    let verifiers = [place.verifier_at("a"), place.verifier_at("b")];
    let granted = AtomicI64::new(0);
    thread::scope(|scope| {
        for verifier in &verifiers {
            scope.spawn(|| {
                let mut refused_since = None::<Instant>;
                // What the other one holds comes back after five seconds.
                while refused_since.is_none_or(|since| since.elapsed() < Duration::from_secs(8)) {
                    if pay(verifier, &key, 7).is_none() {
                        granted.fetch_add(1, Ordering::SeqCst);
                        refused_since = None;
                    } else {
                        refused_since.get_or_insert_with(Instant::now);
                        thread::sleep(Duration::from_millis(50));
                    }
                }
            });
        }
    });
    for verifier in verifiers {
        verifier.close();
    }
    assert_eq!(granted.load(Ordering::SeqCst), 50_000 / 7);
    assert_eq!(place.spent(id).0, 50_000 / 7 * 7);
}

#[test]
fn what_is_not_used_up_is_given_back_a_little_later() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    let paid = warm(&verifier, &key, 7);
    assert_ne!(place.spent(id).0, 7 * paid);
    until(|| place.spent(id).0 == 7 * paid);
    assert!(!pays_from_hand(&verifier, &key, 7));
}

#[test]
fn a_lowered_quota_holds_at_once_whatever_is_in_hand() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    warm(&verifier, &key, 7);
    place.edit(id, |terms| Terms { quota: Quota { total: Some(amount(8)), ..Quota::default() }, ..terms });
    until(|| pay(&verifier, &key, 7) == Some(Refusal::QuotaExhausted));
}

#[test]
fn an_advance_that_comes_after_its_token_changed_is_not_spent() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    warm(&verifier, &key, 7);
    let wallets = &verifier.shared.wallets;
    let wallet = wallets.of(id).unwrap();
    let serial = wallets.slot(&wallet).next_serial();
    let until_ms = NOON_MS + 1_000;
    let advance = tokendesk_store_sqlite::Advance { serial, granted: amount(700), until_ms, left: None };
    let asked_after = wallet.changes();
    wallets.close(id);
    wallets.fill(id, &wallet, &advance, asked_after);
    assert!(!pays_from_hand(&verifier, &key, 7));
    wallets.fill(id, &wallet, &advance, wallet.changes());
    assert!(!pays_from_hand(&verifier, &key, 7), "the same one, closed, stays so");
    let next = tokendesk_store_sqlite::Advance { serial: serial + 1, ..advance };
    wallets.fill(id, &wallet, &next, wallet.changes());
    assert!(pays_from_hand(&verifier, &key, 7));
}

#[test]
fn a_new_day_counts_anew_and_the_rest_of_the_former_one_is_given_back_to_it() {
    let place = Place::new();
    let quota = QuotaForm { daily: "70".to_owned(), ..QuotaForm::default() };
    let (id, key) = place.issue(1, TermsForm { quota, ..TermsForm::default() });
    let verifier = place.verifier();
    let allowed = || (0..20).filter(|_| pay(&verifier, &key, 7).is_none()).count();
    assert_eq!(allowed(), 10);
    place.pass(TimeDelta::days(1));
    assert_eq!(allowed(), 10);
    verifier.close();
    assert_eq!(place.spent(id), (140, 70));
}

#[test]
fn a_reservation_and_a_look_have_what_is_in_hand() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "100000");
    let verifier = place.verifier();
    let paid = warm(&verifier, &key, 7);
    let rest = 100_000 - 7 * paid;
    let path = RequestPath::parse("/").unwrap();
    let look = |cost| {
        let verdict = verifier.verify(Credential::One(&key), &question(&path, cost), Charge::Nothing);
        (verdict.is_allowed(), verdict.left)
    };
    assert_eq!(look(rest), (true, Some(amount(rest))));
    assert_eq!(look(rest + 1), (false, Some(amount(rest))));
    let reserve = Charge::Reserve { name: "a", time: TimeDelta::minutes(1) };
    let reserved = verifier.verify(Credential::One(&key), &question(&path, rest), reserve);
    assert_eq!((reserved.refusal, reserved.left), (None, Some(Amount::ZERO)));
    assert_eq!(place.spent(id).0, 100_000);
    assert_eq!(pay(&verifier, &key, 1), Some(Refusal::QuotaExhausted));
}

#[test]
fn a_token_that_is_asked_about_often_without_a_cost_is_told_from_hand_that_something_is_left() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000");
    let verifier = place.verifier();
    warm(&verifier, &key, 0);
    verifier.close();
    assert_eq!(place.spent(id), (0, 0));
}

#[test]
fn without_the_file_of_wallets_what_was_in_hand_counts_as_spent() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    let paid = warm(&verifier, &key, 7);
    let in_hand = place.spent(id).0;
    assert!(in_hand > 7 * paid);
    // As after `kill -9`: nothing is given back, and the lock is gone.
    let state = place.path().join("state");
    let copy = place.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    std::fs::copy(state.join("slots"), copy.join("slots")).unwrap();
    let other = place.verifier_at("copy");
    assert_eq!(place.spent(id).0, in_hand);
    other.close();
}

#[test]
fn after_a_kill_the_wallets_tell_what_was_spent() {
    let place = Place::new();
    let (id, key) = place.with_quota(1, "1000000");
    let verifier = place.verifier();
    let paid = warm(&verifier, &key, 7);
    let copy = place.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    for name in ["slots", "wallets"] {
        std::fs::copy(place.path().join("state").join(name), copy.join(name)).unwrap();
    }
    let other = place.verifier_at("copy");
    assert_eq!(place.spent(id), (7 * paid, 7 * paid));
    other.close();
}
