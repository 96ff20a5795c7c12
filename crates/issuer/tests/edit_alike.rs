//! One edit for many tokens: what it does, whom it leaves out, and how it is taken back.

use std::{ops::ControlFlow, sync::Arc};

use chrono::DateTime;
use tempfile::TempDir;
use tokendesk_domain::{
    form::TermsForm,
    issue::IssueForm,
    settings::Language,
    token::{Token, TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskOptions, Progress, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(DeskOptions {
        file: data_file(folder.path()),
        actor: "desk:test".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: Box::new(|| DateTime::from_timestamp_millis(1_800_000_000_000).expect("a moment")),
        language: Language::English,
    })
    .expect("a desk");
    (folder, desk)
}

fn issue(desk: &Desk, scopes: &[&str]) -> TokenId {
    let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
    let terms = TermsForm { scopes, ..TermsForm::default() };
    let form = IssueForm { name: "t".into(), visibility: Visibility::ShowOnce, terms };
    desk.issue(&form).expect("issued").details.token.id
}

fn scopes(desk: &Desk, ids: &[TokenId]) -> Vec<Vec<String>> {
    let of = |token: &Token| token.terms.scopes.iter().map(ToString::to_string).collect();
    desk.tokens(ids).expect("tokens").iter().map(of).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "an edit may also have nothing to do with a token")]
fn without_read(token: &Token) -> Option<TermsForm> {
    let mut form = TermsForm::from(&token.terms);
    form.scopes.retain(|scope| scope != "read");
    Some(form)
}

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn tokens_that_must_not_be_edited_so_are_named_and_left_out() {
    let (_folder, desk) = desk();
    let ids = [issue(&desk, &["read", "write"]), issue(&desk, &["read"]), issue(&desk, &["write"])];
    let target = Target::Ids(ids.to_vec());
    let preview = desk.preview_edit(&target, &without_read).expect("a preview");
    assert_eq!((preview.total, preview.will_change, preview.refused), (3, 1, 1));
    assert!(preview.can_be_undone);
    assert_eq!(preview.examples[0].0.id, ids[0]);
    assert_eq!(preview.first_refused[0].0.id, ids[1]);
    assert_eq!(scopes(&desk, &ids), [vec!["read", "write"], vec!["read"], vec!["write"]]);

    let outcome = desk.edit_alike(&target, &without_read, &mut on).expect("edited");
    assert_eq!((outcome.changed, outcome.unchanged, outcome.left), (1, 2, 0));
    assert_eq!(scopes(&desk, &ids), [vec!["write"], vec!["read"], vec!["write"]]);
}

#[test]
fn an_edit_of_many_is_taken_back_but_not_over_a_later_change() {
    let (_folder, desk) = desk();
    let ids = [issue(&desk, &["read", "write"]), issue(&desk, &["read", "write"])];
    let target = Target::Ids(ids.to_vec());
    let undo = desk.edit_alike(&target, &without_read, &mut on).expect("edited").undo.expect("an undo");
    let with_admin = |token: &Token| {
        let mut form = TermsForm::from(&token.terms);
        form.scopes.push("admin".to_owned());
        Some(form)
    };
    desk.edit_alike(&Target::Ids(vec![ids[1]]), &with_admin, &mut on).expect("edited");
    let undone = desk.undo(undo, &mut on).expect("taken back");
    assert_eq!((undone.changed, undone.unchanged), (1, 1));
    assert_eq!(scopes(&desk, &ids), [vec!["read", "write"], vec!["admin", "write"]]);
}
