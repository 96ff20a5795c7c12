//! Tokens on their way to a file: which of them, with which keys, and what the audit log says of it.

use std::sync::Arc;

use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{
    audit::Action,
    audit_query::AuditQuery,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    list_query::ListQuery,
    reason::Reason,
    settings::Language,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, Export, ExportCount, Target, VaultProblem, data_file, system_clock,
};
use tokendesk_vault::{LockCause, testing::MemoryKeyring};

fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(DeskOptions {
        file: data_file(folder.path()),
        actor: "desk:test".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: system_clock(),
        language: Language::English,
    });
    let desk = desk.expect("a desk");
    desk.open_vault();
    (folder, desk)
}

/// The keys of so many new tokens.
fn issue(desk: &Desk, count: usize, visibility: Visibility) -> Vec<String> {
    let form = |number| IssueForm {
        name: format!("t{number}"),
        terms: TermsForm { scopes: vec!["read".into()], ..TermsForm::default() },
        visibility,
    };
    let forms: Vec<IssueForm> = (0..count).map(form).collect();
    let issued = desk.issue_many(&forms.iter().collect::<Vec<_>>()).expect("issued");
    issued.into_iter().map(|issued| issued.expect("right").key.expose().to_owned()).collect()
}

/// Two that are kept (1, 2), one shown once (3), one revoked (4), one in the trash (5).
fn furnished() -> (TempDir, Desk, Vec<String>) {
    let (folder, desk) = desk();
    let keys = issue(&desk, 2, Visibility::Copyable);
    issue(&desk, 1, Visibility::ShowOnce);
    issue(&desk, 2, Visibility::Copyable);
    let leaked = LifeChange::Revoke(Reason::parse("leaked").expect("a reason"));
    desk.change(&Target::Ids(vec![TokenId(4)]), &leaked).expect("revoked");
    desk.change(&Target::Ids(vec![TokenId(5)]), &LifeChange::Delete).expect("deleted");
    (folder, desk, keys)
}

fn all_five() -> Target {
    Target::Ids((1..=5).map(TokenId).collect())
}

type Row = (i64, Option<String>);

fn all(export: &mut Export<'_>) -> Result<Vec<Row>, DeskError> {
    let mut rows = Vec::new();
    while let Some(page) = export.next_page()? {
        rows.extend(page.into_iter().map(|row| (row.token.id.0, row.key.map(|key| key.expose().to_owned()))));
    }
    Ok(rows)
}

/// The tokens whose keys were shown, as the audit log has them.
fn revealed(desk: &Desk) -> Vec<i64> {
    let log = desk.audit_page(&AuditQuery::default(), None, 10_000).expect("the log");
    let shown = log.entries.into_iter().filter(|logged| logged.entry.action == Action::KeyRevealed);
    let mut ids: Vec<_> = shown.filter_map(|logged| logged.entry.token.map(|id| id.0)).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn without_keys_an_export_needs_no_vault_and_leaves_no_entry() {
    let (_folder, desk, _) = furnished();
    desk.lock_vault(LockCause::ByHand);
    let mut export = desk.export(&all_five(), false).unwrap();
    assert_eq!(all(&mut export).unwrap(), [(1, None), (2, None), (3, None)]);
    let count = ExportCount { written: 3, left_out: 2, ..ExportCount::default() };
    assert_eq!(export.count(), count);
    assert_eq!(revealed(&desk), [0; 0]);
}

#[test]
fn with_keys_each_that_is_kept_comes_along_and_is_written_down() {
    let (_folder, desk, keys) = furnished();
    let preview = desk.preview_export(&all_five()).unwrap();
    assert_eq!((preview.tokens, preview.keys, preview.left_out), (3, 2, 2));
    assert_eq!(revealed(&desk), [0; 0], "it was only counted");
    let mut export = desk.export(&all_five(), true).unwrap();
    let rows = all(&mut export).unwrap();
    assert_eq!(rows, [(1, Some(keys[0].clone())), (2, Some(keys[1].clone())), (3, None)]);
    let count = ExportCount { written: 3, left_out: 2, without_key: 1, damaged: 0 };
    assert_eq!(export.count(), count);
    assert_eq!(revealed(&desk), [1, 2]);
}

#[test]
fn a_copy_that_does_not_open_is_counted_and_does_not_keep_the_others() {
    let (folder, desk, keys) = furnished();
    let file = Connection::open(data_file(folder.path())).expect("the data file");
    file.execute("UPDATE sealed_keys SET sealed = zeroblob(length(sealed)) WHERE token_id = 1", []).unwrap();
    let mut export = desk.export(&all_five(), true).unwrap();
    assert_eq!(all(&mut export).unwrap(), [(1, None), (2, Some(keys[1].clone())), (3, None)]);
    assert_eq!((export.count().without_key, export.count().damaged), (1, 1));
    assert_eq!(revealed(&desk), [2]);
}

#[test]
fn a_lock_stops_it_between_two_pages_and_it_goes_on_where_it_was() {
    let (_folder, desk) = desk();
    issue(&desk, 700, Visibility::Copyable);
    let everything = Target::Query { query: ListQuery::default(), except: Vec::new() };
    let mut export = desk.export(&everything, true).unwrap();
    let first = export.next_page().unwrap().unwrap();
    desk.lock_vault(LockCause::Idle);
    let locked = export.next_page();
    assert!(matches!(locked, Err(DeskError::Vault(VaultProblem::Locked(_)))));
    assert_eq!((export.progress().done, export.progress().total), (first.len(), 700));
    assert_eq!(revealed(&desk).len(), first.len(), "what was not handed out is not written down");
    desk.retry_keyring();
    let rest = all(&mut export).unwrap();
    assert_eq!((first.len() + rest.len(), export.count().written), (700, 700));
    assert_eq!(revealed(&desk), (1..=700).collect::<Vec<_>>(), "each once");
}
