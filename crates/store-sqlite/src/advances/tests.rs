use proptest::prelude::*;
use tokendesk_domain::quota::Quota;

use super::*;
use crate::{
    spending::tests::{DAY_MS, amount, one_more_token, periods, spent, token},
    store::{Store, tests::store},
    tokens::tests::now,
};

const NODE: Node = [1; 16];
const OTHER: Node = [2; 16];

fn seen(store: &Store) {
    for node in [NODE, OTHER] {
        store.add(|write| write.see_verifier(&node, now())).unwrap();
    }
}

fn take(store: &Store, node: Node, token: TokenId, serial: i64, want: u64) -> Option<Advance> {
    let ask = AdvanceAsk { token, serial, want: amount(want), least: amount(1), nodes: 1 };
    store.add(|write| write.advance(&node, &ask, &periods(now()))).unwrap()
}

fn end(store: &Store, node: Node, token: TokenId, how: Settlement) {
    store.add(|write| write.end_advance(&node, token, how)).unwrap();
}

fn by_slot(serial: i64, used: u64) -> Settlement {
    Settlement::BySlot(Some(Spent { serial, used }))
}

fn quota(total: u64) -> Quota {
    Quota { total: Some(amount(total)), ..Quota::default() }
}

#[test]
fn an_advance_is_charged_at_once_and_what_was_not_spent_of_it_is_given_back() {
    let (_folder, store) = store();
    seen(&store);
    let token = token(&store, quota(1_000));
    let advance = take(&store, NODE, token, 5, 200).unwrap();
    let until_ms = periods(now()).day_until_ms;
    assert_eq!(advance, Advance { serial: 5, granted: amount(200), until_ms, left: Some(amount(800)) });
    assert_eq!(spent(&store, token), [200; 3]);
    end(&store, NODE, token, by_slot(5, 150));
    assert_eq!(spent(&store, token), [150; 3]);
    end(&store, NODE, token, by_slot(5, 0));
    assert_eq!(spent(&store, token), [150; 3], "it is given back once");
}

#[test]
fn no_verifier_takes_more_than_its_share_of_what_is_left_or_less_than_is_worth_it() {
    let (_folder, store) = store();
    seen(&store);
    let few = token(&store, quota(1_000));
    let ask = AdvanceAsk { token: few, serial: 1, want: amount(900), least: amount(100), nodes: 2 };
    let take = |ask| store.add(|write| write.advance(&NODE, &ask, &periods(now()))).unwrap();
    assert_eq!(take(ask).unwrap().granted, amount(125));
    let scarce = one_more_token(&store, quota(799), 2);
    assert_eq!(take(AdvanceAsk { token: scarce, ..ask }), None);
    assert_eq!(spent(&store, scarce), [0; 3]);
}

#[test]
fn an_advance_that_was_never_opened_is_given_back_whole_and_one_that_nobody_knows_of_counts_as_spent() {
    let (_folder, store) = store();
    seen(&store);
    let token = token(&store, quota(1_000));
    for how in [Settlement::BySlot(None), by_slot(4, 100)] {
        take(&store, NODE, token, 5, 100).unwrap();
        end(&store, NODE, token, how);
        assert_eq!(spent(&store, token), [0; 3]);
    }
    take(&store, NODE, token, 5, 100).unwrap();
    end(&store, NODE, token, Settlement::Forfeit);
    assert_eq!(spent(&store, token), [100; 3]);
}

#[test]
fn what_a_former_day_counted_is_given_back_to_the_life_and_the_month_alone() {
    let (_folder, store) = store();
    seen(&store);
    let token = token(&store, Quota { daily: Some(amount(1_000)), ..quota(1_000) });
    take(&store, NODE, token, 1, 100).unwrap();
    let tomorrow = now() + chrono::TimeDelta::milliseconds(DAY_MS);
    store.add(|write| write.spend(token, amount(10), &periods(tomorrow), tomorrow)).unwrap();
    end(&store, NODE, token, by_slot(1, 60));
    assert_eq!(spent(&store, token), [70, 10, 70]);
}

#[test]
fn a_token_without_a_quota_may_be_advanced_anything_and_is_counted_all_the_same() {
    let (_folder, store) = store();
    seen(&store);
    let token = token(&store, Quota::default());
    let advance = take(&store, NODE, token, 1, 1 << 40).unwrap();
    assert_eq!((advance.granted, advance.left), (amount(1 << 40), None));
    end(&store, NODE, token, by_slot(1, 7));
    assert_eq!(spent(&store, token), [7; 3]);
}

#[test]
fn all_advances_of_a_verifier_end_a_batch_at_a_time_and_those_of_others_stay() {
    let (_folder, store) = store();
    seen(&store);
    let tokens: Vec<_> = (1..6).map(|key| one_more_token(&store, quota(1_000), key)).collect();
    for token in &tokens {
        take(&store, NODE, *token, 1, 100).unwrap();
    }
    take(&store, OTHER, tokens[0], 1, 100).unwrap();
    let end = || store.add(|write| write.end_advances(&NODE, 3, |_| by_slot(1, 1))).unwrap();
    assert_eq!([end(), end(), end()], [3, 2, 0]);
    assert_eq!(spent(&store, tokens[0]), [101; 3]);
    assert_eq!(spent(&store, tokens[4]), [1; 3]);
}

proptest! {
    // Each one makes a file of its own.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_is_advanced_spent_and_ended_by_two_verifiers_never_passes_the_quota_and_none_is_lost(
        steps in prop::collection::vec((any::<bool>(), 0_u64..600, 0_u64..150), 1..60),
    ) {
        let (_folder, store) = store();
        seen(&store);
        let token = token(&store, quota(1_000));
        let (mut truth, mut held) = (0, [None::<u64>, None]);
        for (serial, (first, want, cost)) in (0..).zip(steps) {
            let (at, node) = if first { (0, NODE) } else { (1, OTHER) };
            if let Some(granted) = held[at].take() {
                // The slot says what was spent of it, as its serial tells.
                let used = cost.min(granted);
                truth += used;
                let sql = "SELECT serial FROM advances WHERE node = ?1";
                let kept = store.read().unwrap().connection.query_one(sql, [node], |row| row.get(0)).unwrap();
                end(&store, node, token, by_slot(kept, used));
            } else {
                held[at] = take(&store, node, token, serial, want).map(|advance| advance.granted.units());
                let paid = store.add(|write| write.spend(token, amount(cost), &periods(now()), now()));
                if matches!(paid.unwrap().unwrap(), crate::Left::Enough(_)) {
                    truth += cost;
                }
            }
            let outstanding: u64 = held.iter().flatten().sum();
            prop_assert_eq!(spent(&store, token), [truth + outstanding; 3]);
            prop_assert!(truth + outstanding <= 1_000);
        }
    }
}
