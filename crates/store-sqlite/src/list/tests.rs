use chrono::TimeDelta;
use tokendesk_domain::{life_change::LifeChange, reason::Reason, token::Terms};

use super::*;
use crate::{
    store::{Store, tests::store},
    tokens::tests::{insert, new_token, now},
};

fn names(store: &Store, query: &ListQuery) -> Vec<String> {
    let ids = store.read().unwrap().list(query, now()).unwrap();
    store.read().unwrap().tokens(&ids).unwrap().iter().map(|token| token.name.to_string()).collect()
}

/// Tokens in every state, expiry and usage there is.
fn every_kind(store: &Store) -> Vec<TokenId> {
    let expiries = [None, Some(TimeDelta::zero()), Some(TimeDelta::days(7)), Some(TimeDelta::days(8))];
    let usages = [None, Some((999, None)), Some((1000, None)), Some((1000, Some(0))), Some((1000, Some(1)))];
    let lives = [
        vec![],
        vec![LifeChange::Disable],
        vec![LifeChange::Revoke(Reason::parse("r").unwrap())],
        vec![LifeChange::Delete],
        vec![LifeChange::Disable, LifeChange::Delete],
    ];
    let mut ids = Vec::new();
    for expiry in expiries {
        for usage in usages {
            for life in &lives {
                let base = new_token("t");
                let terms = Terms { expires: expiry.map(|delta| now() + delta), ..base.terms };
                let id =
                    insert(store, &tokendesk_domain::issue::NewToken { terms, ..base }, ids.len() as u64);
                store
                    .write(|write| {
                        if let Some((used, until)) = usage {
                            write.connection.execute(
                                "INSERT INTO token_usage (token_id, used, until_ms, last_used_ms) VALUES (?1, ?2, ?3, ?2)",
                                rusqlite::params![
                                    id.0,
                                    used,
                                    until.map(|ms: i64| now().timestamp_millis() + ms)
                                ],
                            )?;
                        }
                        for change in life {
                            write.change_life(&[id], change, &"cli:test".into(), now())?;
                        }
                        Ok::<_, StoreError>(())
                    })
                    .unwrap();
                ids.push(id);
            }
        }
    }
    ids.extend(every_spending(store, ids.len() as u64));
    ids
}

/// Tokens of $20 in all and $1 a day that have spent something of it, or all.
fn every_spending(store: &Store, first_seed: u64) -> Vec<TokenId> {
    let spendings = [
        (9_999_999, 499_999, 1),
        (9_999_999, 500_000, 1),
        (9_999_999, 500_000, 0),
        (9_999_999, 600_000, 1),
        (10_000_000, 0, 1),
    ];
    let spend = |(seed, (total, day, ms)): (u64, (i64, i64, i64))| {
        let id = insert(store, &new_token("t"), first_seed + seed);
        let until = now().timestamp_millis() + ms;
        store
            .write(|write| {
                write.connection.execute(
                    "INSERT INTO token_spending (token_id, spent, day_spent, day_until_ms, month_spent, month_until_ms)
                     VALUES (?1, ?2, ?3, ?4, ?2, ?4)",
                    rusqlite::params![id.0, total, day, until],
                )?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        id
    };
    (0..).zip(spendings).map(spend).collect()
}

type Wanted<'w> = &'w dyn Fn(&Token) -> bool;

#[test]
fn the_chips_show_what_the_domain_says() {
    let (_folder, store) = store();
    let ids = every_kind(&store);
    let tokens = store.read().unwrap().tokens(&ids).unwrap();
    let by_domain = |wanted: &dyn Fn(&Token) -> bool| -> Vec<TokenId> {
        tokens.iter().filter(|token| wanted(token)).map(|token| token.id).collect()
    };
    let is = |statuses: &'static [Status]| move |token: &Token| statuses.contains(&token.status(now()));
    let counts = store.read().unwrap().counts(now()).unwrap();
    let living = |token: &Token| token.deleted.is_none();
    let unused = |token: &Token| living(token) && token.usage.last_used.is_none();
    let chips: [(Chip, u32, Wanted<'_>); 9] = [
        (Chip::All, counts.all, &living),
        (Chip::Active, counts.active, &is(&[Status::Active, Status::Expiring])),
        (Chip::Expiring, counts.expiring, &is(&[Status::Expiring])),
        (Chip::Expired, counts.expired, &is(&[Status::Expired])),
        (Chip::Exhausted, counts.exhausted, &is(&[Status::Exhausted])),
        (Chip::Disabled, counts.disabled, &is(&[Status::Disabled])),
        (Chip::Revoked, counts.revoked, &is(&[Status::Revoked])),
        (Chip::NeverUsed, counts.never_used, &unused),
        (Chip::Trash, counts.trash, &is(&[Status::Deleted])),
    ];
    for (chip, count, wanted) in chips {
        let listed = store.read().unwrap().list(&ListQuery { chip, ..ListQuery::default() }, now()).unwrap();
        assert_eq!(listed, by_domain(wanted), "{chip:?}");
        assert_eq!(listed.len(), count as usize, "{chip:?}");
        assert!(!listed.is_empty(), "{chip:?} is tried");
    }
}

#[test]
fn the_next_status_change_is_the_end_or_seven_days_before() {
    let (_folder, store) = store();
    assert_eq!(store.read().unwrap().next_status_change(now()).unwrap(), None);
    for (seed, days) in [(1, 9), (2, 30)] {
        let base = new_token("t");
        let terms = Terms { expires: Some(now() + TimeDelta::days(days)), ..base.terms };
        insert(&store, &tokendesk_domain::issue::NewToken { terms, ..base }, seed);
    }
    let mut at = now();
    for days in [2, 9, 23, 30] {
        at = store.read().unwrap().next_status_change(at).unwrap().unwrap();
        assert_eq!(at, now() + TimeDelta::days(days));
    }
    assert_eq!(store.read().unwrap().next_status_change(at).unwrap(), None);
}

#[test]
fn a_search_ignores_letter_case_and_takes_every_character_as_itself() {
    let (_folder, store) = store();
    for (seed, name) in ["Größe 100%", "결제-서버", "a_b", "axb"].iter().enumerate() {
        insert(&store, &new_token(name), seed as u64);
    }
    let search = |text: &str| names(&store, &ListQuery { search: text.into(), ..ListQuery::default() });
    assert_eq!(search("GRÖSSE").len(), 0);
    assert_eq!(search("GRÖ"), ["Größe 100%"]);
    assert_eq!(search("제"), ["결제-서버"]);
    assert_eq!(search("%"), ["Größe 100%"]);
    assert_eq!(search("_"), ["a_b"]);
    assert_eq!(search(" nightly "), ["Größe 100%", "결제-서버", "a_b", "axb"]);
}

#[test]
fn a_whole_key_finds_its_token_as_does_its_visible_part() {
    use rand::{SeedableRng, rngs::StdRng};
    use tokendesk_domain::{key::Key, key_prefix::KeyPrefix};
    let (_folder, store) = store();
    insert(&store, &new_token("one"), 1);
    insert(&store, &new_token("two"), 2);
    let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(2));
    for text in [key.expose(), &key.hint().head, &key.hint().tail] {
        assert_eq!(names(&store, &ListQuery { search: text.into(), ..ListQuery::default() }), ["two"]);
    }
}

#[test]
fn never_and_unlimited_sort_as_the_largest() {
    let (_folder, store) = store();
    for (seed, (name, days, limit)) in
        [("never", None, false), ("late", Some(9), true), ("soon", Some(1), true)].into_iter().enumerate()
    {
        let base = new_token(name);
        let terms = Terms {
            expires: days.map(|days| now() + TimeDelta::days(days)),
            limit: base.terms.limit.filter(|_| limit),
            ..base.terms
        };
        insert(&store, &tokendesk_domain::issue::NewToken { terms, ..base }, seed as u64);
    }
    let sorted = |sort, descending| names(&store, &ListQuery { sort, descending, ..ListQuery::default() });
    assert_eq!(sorted(SortColumn::Expires, false), ["soon", "late", "never"]);
    assert_eq!(sorted(SortColumn::Expires, true), ["never", "late", "soon"]);
    assert_eq!(sorted(SortColumn::Limit, false), ["late", "soon", "never"]);
    assert_eq!(sorted(SortColumn::Name, false), ["late", "never", "soon"]);
}
