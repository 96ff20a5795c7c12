use chrono::TimeDelta;

use super::*;
use crate::{store::tests::store, tokens::tests::now};

#[test]
fn entries_read_back_newest_first() {
    let (_folder, store) = store();
    let entry = |action, changes| AuditEntry {
        at: now(),
        actor: Actor::from("desk:anna"),
        action,
        token: Some(TokenId(5)),
        subject: "billing \"ci\"".into(),
        changes,
    };
    let change = FieldChange::of(ChangedField::Scopes, Some("read".into()), Some("read\nwrite".into()));
    let entries = [entry(Action::Edited, change.into_iter().collect()), entry(Action::Issued, vec![])];
    store.write(|write| entries.iter().rev().try_for_each(|entry| write.record(entry))).unwrap();
    assert_eq!(store.read().unwrap().history(TokenId(5), 10).unwrap(), entries);
    assert_eq!(store.read().unwrap().history(TokenId(5), 1).unwrap(), entries[..1]);
    assert_eq!(store.read().unwrap().history(TokenId(6), 10).unwrap(), []);
}

#[test]
fn every_action_and_field_has_its_own_word() {
    for action in Action::ALL {
        assert_eq!(Action::from_code(action.code()), Some(action));
    }
    for field in ChangedField::ALL {
        assert_eq!(ChangedField::from_code(field.code()), Some(field));
    }
}

#[test]
fn entries_are_found_by_when_who_what_and_which_token() {
    let (_folder, store) = store();
    let entry = |minutes, actor: Actor, action, token| AuditEntry {
        at: now() + TimeDelta::minutes(minutes),
        actor,
        action,
        token,
        subject: "t".into(),
        changes: vec![],
    };
    let api = Actor { name: "api:CI".into(), address: Some("10.0.0.7".parse().unwrap()) };
    let entries = [
        entry(0, "desk:anna".into(), Action::Issued, Some(TokenId(1))),
        entry(1, "cli:anna".into(), Action::SettingsChanged, None),
        entry(2, api.clone(), Action::Edited, Some(TokenId(2))),
        entry(3, api, Action::KeyCopied, Some(TokenId(1))),
    ];
    store.write(|write| entries.iter().try_for_each(|entry| write.record(entry))).unwrap();
    let found = |query: &AuditQuery, place, at_most| {
        let found = store.read().unwrap().audit(query, place, at_most).unwrap().entries;
        assert!(
            found.iter().all(|logged| logged.entry == entries[usize::try_from(logged.number - 1).unwrap()])
        );
        found.into_iter().map(|logged| logged.number).collect::<Vec<_>>()
    };
    let all = AuditQuery::default();
    let newest = |query: &AuditQuery| found(query, AuditPlace::Before(None), 10);
    assert_eq!(newest(&all), [4, 3, 2, 1]);
    assert_eq!(found(&all, AuditPlace::Before(Some(4)), 2), [3, 2]);
    assert_eq!(found(&all, AuditPlace::After(1), 2), [2, 3]);
    let minute = |minutes| Some(now() + TimeDelta::minutes(minutes));
    assert_eq!(newest(&AuditQuery { since: minute(1), until: minute(3), ..all.clone() }), [3, 2]);
    let who = |who: &str| newest(&AuditQuery { who: Some(who.to_owned()), ..all.clone() });
    assert_eq!(who("ANNA"), [2, 1]);
    assert_eq!(who("api:ci"), [4, 3]);
    assert_eq!(who("0.0.7"), [4, 3]);
    assert_eq!(who("%"), Vec::<i64>::new());
    let actions = Some(vec![Action::Issued, Action::KeyCopied]);
    assert_eq!(newest(&AuditQuery { actions: actions.clone(), ..all.clone() }), [4, 1]);
    let first = AuditQuery { actions, token: Some(TokenId(1)), until: minute(3), ..all };
    assert_eq!(newest(&first), [1]);
}

#[test]
fn no_filter_makes_a_question_go_through_the_whole_log() {
    let (_folder, store) = store();
    let read = store.read().unwrap();
    let all = AuditQuery::default();
    let plan = |query: &AuditQuery, place| {
        let numbers = query.token.is_none().then_some(LOOK);
        let (sql, values) = question(query, &Stretch::of(place, 10 * LOOK, numbers), 100);
        let mut statement = read.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let steps =
            statement.query_map(params_from_iter(values), |row| row.get::<_, String>("detail")).unwrap();
        steps.collect::<Result<Vec<_>, _>>().unwrap()
    };
    let by_number = "SEARCH audit_entries USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
    for place in [AuditPlace::Before(None), AuditPlace::Before(Some(7)), AuditPlace::After(7)] {
        for query in [
            all.clone(),
            AuditQuery { since: Some(now()), until: Some(now()), ..all.clone() },
            AuditQuery { who: Some("anna".into()), ..all.clone() },
            AuditQuery { actions: Some(vec![Action::Issued]), ..all.clone() },
        ] {
            let plan = plan(&query, place);
            assert_eq!(plan[0], by_number, "{query:?}");
            assert!(!plan.iter().any(|step| step.starts_with("SCAN audit")), "{plan:?}");
        }
        let one = AuditQuery { token: Some(TokenId(1)), who: Some("anna".into()), ..all.clone() };
        let by_token =
            "SEARCH audit_entries USING INDEX audit_entries_by_token (token_id=? AND id>? AND id<?)";
        assert_eq!(plan(&one, place), [by_token]);
    }
}

#[test]
fn a_look_ends_after_so_many_numbers_and_the_next_one_goes_on_there() {
    let (_folder, store) = store();
    let entry = |number| AuditEntry {
        at: now(),
        actor: Actor::from(if number == 2 { "cli:root" } else { "desk:anna" }),
        action: Action::Issued,
        token: None,
        subject: "t".into(),
        changes: vec![],
    };
    store.write(|write| (1..=10).try_for_each(|number| write.record(&entry(number)))).unwrap();
    let root = AuditQuery { who: Some("root".into()), ..AuditQuery::default() };
    let look = |query: &AuditQuery, place, at_most| {
        let look = store.read().unwrap().look(query, place, at_most, 4).unwrap();
        let numbers: Vec<_> = look.entries.iter().map(|logged| logged.number).collect();
        (numbers, look.reached)
    };
    assert_eq!(look(&root, AuditPlace::Before(None), 9), (vec![], Some(7)));
    assert_eq!(look(&root, AuditPlace::Before(Some(7)), 9), (vec![], Some(3)));
    assert_eq!(look(&root, AuditPlace::Before(Some(3)), 9), (vec![2], None));
    assert_eq!(look(&root, AuditPlace::After(0), 9), (vec![2], Some(4)));
    assert_eq!(look(&root, AuditPlace::After(4), 9), (vec![], Some(8)));
    assert_eq!(look(&root, AuditPlace::After(8), 9), (vec![], None));
    let all = AuditQuery::default();
    assert_eq!(look(&all, AuditPlace::Before(None), 2), (vec![10, 9], Some(9)));
    assert_eq!(look(&all, AuditPlace::Before(None), 9), (vec![10, 9, 8, 7], Some(7)));
    assert_eq!(look(&all, AuditPlace::Before(Some(1)), 9), (vec![], None));
    let of_a_token = AuditQuery { token: Some(TokenId(5)), ..root };
    assert_eq!(look(&of_a_token, AuditPlace::Before(None), 9), (vec![], None), "its index leads there");
}
