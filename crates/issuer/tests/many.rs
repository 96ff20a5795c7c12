//! Changes to many tokens: in steps, stopped, taken back.

use std::{ops::ControlFlow, sync::Arc};

use chrono::DateTime;
use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{
    audit::Action,
    life_change::LifeChange,
    list_query::{Chip, ListQuery, SortColumn},
    reason::Reason,
    settings::Language,
    token::TokenId,
};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, Progress, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

const TOKENS: u32 = 25_000;

/// A desk with so many tokens named by their numbers, the newest last.
fn desk(tokens: u32) -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || {
        Desk::open(DeskOptions {
            file: data_file(folder.path()),
            actor: "desk:test".into(),
            keyring: Arc::new(MemoryKeyring::new()),
            clock: Box::new(|| DateTime::from_timestamp_millis(1_800_000_000_000).expect("a moment")),
            language: Language::English,
        })
        .expect("a desk")
    };
    drop(open());
    let file = Connection::open(data_file(folder.path())).expect("the data file");
    file.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                             search_text, allow_ips, block_ips, created_ms)
         SELECT unhex(printf('%064x', i)), 'sk-AbCd', 'wXyZ', 1, printf('t%05d', i), '', printf('t%05d', i),
                printf('t%05d', i), '', '', i FROM n",
        [tokens],
    )
    .expect("the tokens");
    let desk = open();
    (folder, desk)
}

fn everything() -> Target {
    Target::Query { query: ListQuery::default(), except: vec![] }
}

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn until(most: usize) -> impl FnMut(Progress) -> ControlFlow<()> {
    move |progress| if progress.done < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn how_many(desk: &Desk, chip: Chip) -> usize {
    desk.list(&ListQuery { chip, ..ListQuery::default() }).expect("a list").len()
}

#[test]
fn many_are_changed_in_steps_each_with_its_entry_and_taken_back_in_steps() {
    let (_folder, desk) = desk(TOKENS);
    desk.change(&Target::Ids(vec![TokenId(7)]), &LifeChange::Disable).unwrap();
    let preview = desk.preview_change(&everything(), &LifeChange::Disable).unwrap();
    assert_eq!((preview.total, preview.will_change), (TOKENS as usize, TOKENS as usize - 1));

    let mut seen = Vec::new();
    let outcome = desk.change_in_steps(&everything(), &LifeChange::Disable, &mut |progress| {
        assert_eq!(progress.total, TOKENS as usize);
        seen.push(progress.done);
        ControlFlow::Continue(())
    });
    let outcome = outcome.unwrap();
    assert_eq!((outcome.changed, outcome.unchanged, outcome.left), (TOKENS as usize - 1, 1, 0));
    assert!(seen.len() > 2 && seen.is_sorted(), "{seen:?}");
    assert_eq!(how_many(&desk, Chip::Disabled), TOKENS as usize);
    assert_eq!(desk.changed_by(&outcome).unwrap().len(), outcome.changed);
    for id in [1, 20_000, i64::from(TOKENS)] {
        let details = desk.details(TokenId(id)).unwrap();
        assert_eq!(details.history.len(), 1);
        assert_eq!(details.history[0].action, Action::Disabled);
        assert_eq!(details.history[0].changes[0].before.as_deref(), Some("enabled"));
        assert_eq!(details.token.revision, 2);
    }

    let undone = desk.undo(outcome.undo.unwrap(), &mut on).unwrap();
    assert_eq!(undone.changed, TOKENS as usize - 1);
    assert_eq!(how_many(&desk, Chip::Disabled), 1, "the one that was disabled before stays disabled");
}

#[test]
fn a_change_that_is_stopped_keeps_what_is_done_and_can_be_taken_back() {
    let (_folder, desk) = desk(TOKENS);
    let outcome = desk.change_in_steps(&everything(), &LifeChange::Delete, &mut until(1)).unwrap();
    assert!(outcome.changed > 0 && outcome.left > 0, "{outcome:?}");
    assert_eq!(outcome.changed + outcome.left, TOKENS as usize);
    assert_eq!(how_many(&desk, Chip::Trash), outcome.changed);
    desk.undo(outcome.undo.unwrap(), &mut on).unwrap();
    assert_eq!(how_many(&desk, Chip::Trash), 0);
}

#[test]
fn a_change_that_is_stopped_before_its_first_step_changes_nothing() {
    let (_folder, desk) = desk(10);
    let outcome = desk.change_in_steps(&everything(), &LifeChange::Delete, &mut until(0)).unwrap();
    assert_eq!((outcome.changed, outcome.left, outcome.undo), (0, 10, None));
    assert_eq!(how_many(&desk, Chip::Trash), 0);
}

#[test]
fn taking_back_can_be_stopped_and_asked_again_for_the_rest() {
    let (_folder, desk) = desk(TOKENS);
    let outcome = desk.change_in_steps(&everything(), &LifeChange::Disable, &mut on).unwrap();
    let part = desk.undo(outcome.undo.unwrap(), &mut until(1)).unwrap();
    assert!(part.changed > 0 && part.left > 0, "{part:?}");
    let rest = desk.undo(part.undo.unwrap(), &mut on).unwrap();
    assert_eq!((rest.changed, rest.undo), (part.left, None));
    assert_eq!(how_many(&desk, Chip::Disabled), 0);
    assert!(matches!(desk.undo(part.undo.unwrap(), &mut on), Err(DeskError::UndoExpired)));
}

#[test]
fn what_is_final_in_the_trash_is_gone_with_all_that_belongs_to_it() {
    let (folder, desk) = desk(TOKENS);
    desk.change_in_steps(&everything(), &LifeChange::Delete, &mut on).unwrap();
    let trash =
        Target::Query { query: ListQuery { chip: Chip::Trash, ..ListQuery::default() }, except: vec![] };
    let outcome = desk.change_in_steps(&trash, &LifeChange::Purge, &mut on).unwrap();
    assert_eq!((outcome.changed, outcome.undo), (TOKENS as usize, None));
    let file = Connection::open(data_file(folder.path())).unwrap();
    let left: i64 = file.query_row("SELECT count(*) FROM tokens", [], |row| row.get(0)).unwrap();
    let told = "SELECT count(*) FROM audit_entries WHERE action = 'purged' AND subject LIKE 't%'";
    let told: i64 = file.query_row(told, [], |row| row.get(0)).unwrap();
    assert_eq!((left, told), (0, i64::from(TOKENS)));
}

#[test]
fn a_range_is_all_that_its_list_shows_between_its_ends() {
    let (_folder, desk) = desk(100);
    let revoke = LifeChange::Revoke(Reason::parse("leaked").unwrap());
    desk.change(&Target::Ids(vec![TokenId(50)]), &revoke).unwrap();
    // The list runs from the newest to the oldest, without the revoked one.
    let query =
        ListQuery { chip: Chip::Active, sort: SortColumn::Created, descending: true, ..ListQuery::default() };
    let target = |ranges| Target::Ranges {
        query: query.clone(),
        ranges,
        also: vec![TokenId(3)],
        except: vec![TokenId(51)],
    };
    let both = vec![(TokenId(52), TokenId(48)), (TokenId(99), TokenId(100))];
    let outcome = desk.change(&target(both), &LifeChange::Disable).unwrap();
    let changed = desk.changed_by(&outcome).unwrap();
    assert_eq!(changed, [3, 48, 49, 52, 99, 100].map(TokenId));

    let gone = desk.change(&target(vec![(TokenId(60), TokenId(50))]), &LifeChange::Disable);
    assert!(matches!(gone, Err(DeskError::RangeGone)), "its end is not in the list");
    let places = desk.locate(&query, &[TokenId(98), TokenId(50), TokenId(97)]).unwrap();
    assert_eq!(places, [Some(0), None, Some(1)]);
}
