//! A clock that is set back: what is shown follows the clock, what is written keeps its order.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta};
use tokendesk_domain::{
    audit::Action,
    expiry::ExpiryChoice,
    field_error::Problem,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    list_query::{Chip, ListQuery, SortColumn},
    settings::Language,
    status::Status,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

fn desk(folder: &Path, now_ms: &Arc<AtomicI64>) -> Desk {
    let now_ms = Arc::clone(now_ms);
    Desk::open(DeskOptions {
        file: data_file(folder),
        actor: "cli:test".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: Box::new(move || {
            DateTime::from_timestamp_millis(now_ms.load(Ordering::SeqCst)).expect("a moment")
        }),
        language: Language::English,
    })
    .expect("a desk")
}

fn form(name: &str, expiry: ExpiryChoice) -> IssueForm {
    let terms = TermsForm { scopes: vec!["read".into()], expiry, ..TermsForm::default() };
    IssueForm { name: name.into(), visibility: Visibility::ShowOnce, terms }
}

fn ids(desk: &Desk, chip: Chip) -> Vec<TokenId> {
    desk.page(&ListQuery { chip, ..ListQuery::default() }, 0, 100)
        .expect("a page")
        .tokens
        .iter()
        .map(|token| token.id)
        .collect()
}

#[test]
fn an_expired_token_is_active_again_while_the_clock_is_before_its_expiry() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_800_000_000_000));
    let desk = desk(folder.path(), &now);
    let until = ExpiryChoice::Moment("2027-01-15T12:00Z".into());
    let id = desk.issue(&form("t", until)).unwrap().details.token.id;
    let two_days = TimeDelta::days(2).num_milliseconds();
    assert_eq!((ids(&desk, Chip::Active), ids(&desk, Chip::Expired)), (vec![id], vec![]));
    now.fetch_add(two_days, Ordering::SeqCst);
    assert_eq!((ids(&desk, Chip::Active), ids(&desk, Chip::Expired)), (vec![], vec![id]));
    now.fetch_sub(two_days, Ordering::SeqCst);
    assert_eq!((ids(&desk, Chip::Active), ids(&desk, Chip::Expired)), (vec![id], vec![]));
    assert_ne!(desk.details(id).unwrap().token.status(desk.now()), Status::Expired);
    assert_eq!(desk.counts().unwrap().expired, 0);
}

#[test]
fn the_history_keeps_the_order_in_which_things_were_done() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_800_000_000_000));
    let desk = desk(folder.path(), &now);
    let id = desk.issue(&form("t", ExpiryChoice::Never)).unwrap().details.token.id;
    now.fetch_sub(TimeDelta::days(400).num_milliseconds(), Ordering::SeqCst);
    desk.change(&Target::Ids(vec![id]), &LifeChange::Disable).unwrap();
    now.fetch_sub(TimeDelta::hours(1).num_milliseconds(), Ordering::SeqCst);
    desk.change(&Target::Ids(vec![id]), &LifeChange::Enable).unwrap();
    let done: Vec<_> = desk.details(id).unwrap().history.iter().map(|entry| entry.action).collect();
    assert_eq!(done, [Action::Enabled, Action::Disabled, Action::Issued]);
}

#[test]
fn a_token_from_the_future_is_listed_edited_and_kept_in_the_trash() {
    let folder = tempfile::tempdir().unwrap();
    let now = Arc::new(AtomicI64::new(1_800_000_000_000));
    let desk = desk(folder.path(), &now);
    let id = desk.issue(&form("t", ExpiryChoice::Never)).unwrap().details.token.id;
    desk.change(&Target::Ids(vec![id]), &LifeChange::Delete).unwrap();
    now.fetch_sub(TimeDelta::days(400).num_milliseconds(), Ordering::SeqCst);
    assert_eq!(desk.empty_trash().unwrap(), 0);
    desk.change(&Target::Ids(vec![id]), &LifeChange::Restore).unwrap();
    let query = ListQuery { sort: SortColumn::Created, ..ListQuery::default() };
    assert_eq!(desk.list(&query).unwrap(), [id]);
    // A day that is past by the true clock is ahead by this one; the clock that is there decides.
    let refused = desk.issue(&form("u", ExpiryChoice::Day("2020-01-01".into())));
    let Err(DeskError::Invalid(errors)) = refused else { panic!("it is past") };
    assert!(matches!(errors[0].problem, Problem::Past { .. }));
}
