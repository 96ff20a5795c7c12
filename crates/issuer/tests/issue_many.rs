//! Many tokens in one transaction.

use std::sync::Arc;

use tokendesk_domain::{
    field_error::{Field, FieldError, Problem},
    form::TermsForm,
    issue::IssueForm,
    list_query::ListQuery,
    settings::Language,
    token::Visibility,
};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, KeyUse, data_file, system_clock};
use tokendesk_vault::{KeyringProblem, testing::MemoryKeyring};

fn desk(folder: &std::path::Path, keyring: MemoryKeyring) -> Desk {
    let desk = Desk::open(DeskOptions {
        file: data_file(folder),
        actor: "cli:test".into(),
        keyring: Arc::new(keyring),
        clock: system_clock(),
        language: Language::English,
    })
    .expect("a desk");
    desk.open_vault();
    desk
}

fn form(name: &str, visibility: Visibility) -> IssueForm {
    let terms = TermsForm {
        description: "nightly".into(),
        allow: vec!["10.0.0.5/8".into()],
        limit: "1000".into(),
        scopes: vec!["write".into(), "read".into()],
        ..TermsForm::default()
    };
    IssueForm { name: name.into(), visibility, terms }
}

#[test]
fn each_form_has_its_token_or_its_errors_in_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk(folder.path(), MemoryKeyring::new());
    let forms = [
        form("one", Visibility::Copyable),
        form(" ", Visibility::Copyable),
        form("two", Visibility::ShowOnce),
    ];
    let outcomes = desk.issue_many(&forms.each_ref()).expect("stored");
    let [Ok(one), Err(errors), Ok(two)] = &outcomes[..] else { panic!("a token, errors, a token") };
    assert_eq!(*errors, [FieldError::new(Field::Name, Problem::Required)]);
    for issued in [one, two] {
        let stored = desk.details(issued.details.token.id).expect("stored");
        assert_eq!(issued.details.token, stored.token, "what is told is what is stored");
        assert_eq!(issued.details.history, stored.history);
    }
    let kept = desk.kept_key(one.details.token.id, KeyUse::Copy).expect("a copy");
    assert_eq!(kept.expose(), one.key.expose());
    assert!(matches!(desk.kept_key(two.details.token.id, KeyUse::Copy), Err(DeskError::KeyNotKept)));
    assert_ne!(one.key.expose(), two.key.expose());
}

#[test]
fn a_vault_that_can_not_seal_stores_none_of_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let keyring = MemoryKeyring::new();
    keyring.fail_with(Some(KeyringProblem::Absent));
    let desk = desk(folder.path(), keyring);
    let forms = [form("one", Visibility::ShowOnce), form("two", Visibility::Copyable)];
    assert!(matches!(desk.issue_many(&forms.each_ref()), Err(DeskError::Vault(_))));
    assert_eq!(desk.list(&ListQuery::default()).expect("a list"), []);
}
