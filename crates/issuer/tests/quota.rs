//! What a token may spend, from the form to the audit log.

use std::sync::Arc;

use tokendesk_domain::{
    amount::{Amount, Denomination},
    audit::Action,
    change::ChangedField,
    form::{QuotaForm, TermsForm},
    issue::IssueForm,
    quota::Quota,
    settings::Language,
    token::Visibility,
};
use tokendesk_issuer::{Desk, DeskOptions, EditRequest, data_file, system_clock};
use tokendesk_vault::testing::MemoryKeyring;

fn desk(folder: &tempfile::TempDir) -> Desk {
    let options = DeskOptions {
        file: data_file(folder.path()),
        actor: "cli:test".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: system_clock(),
        language: Language::English,
    };
    Desk::open(options).expect("a desk")
}

fn form() -> IssueForm {
    let quota = QuotaForm {
        total: "20".into(),
        daily: "200 credits".into(),
        monthly: String::new(),
        denomination: Denomination::Dollars,
    };
    let terms = TermsForm {
        scopes: vec!["read".into()],
        quota,
        models: Some(vec!["gpt-4o".into()]),
        group: "vip".into(),
        ..TermsForm::default()
    };
    IssueForm { name: "billing-ci".into(), visibility: Visibility::ShowOnce, terms }
}

#[test]
fn amounts_are_kept_in_units_whatever_they_were_written_in() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder);
    let id = desk.issue(&form()).unwrap().details.token.id;
    let token = desk.details(id).unwrap().token;
    let expected = Quota { total: Amount::new(10_000_000), daily: Amount::new(500_000), monthly: None };
    assert_eq!(token.terms.quota, expected);
    assert_eq!(token.terms.models.names().map(<[_]>::len), Some(1));
    assert_eq!(token.terms.group.as_str(), "vip");
}

#[test]
fn an_edit_leaves_before_and_after_of_each_amount_in_the_audit_log() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk(&folder);
    let token = desk.issue(&form()).unwrap().details.token;
    let mut edit = TermsForm::from(&token.terms);
    edit.quota.total.clear();
    edit.quota.monthly = "$5".into();
    edit.models = None;
    edit.group = " ".into();
    let request = EditRequest { id: token.id, revision: token.revision, form: edit };
    let details = desk.edit(&request).unwrap();
    let entry = &details.history[0];
    assert_eq!(entry.action, Action::Edited);
    let changes: Vec<_> = entry
        .changes
        .iter()
        .map(|change| (change.field, change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert_eq!(
        changes,
        [
            (ChangedField::Quota, Some("10000000"), None),
            (ChangedField::MonthlyQuota, None, Some("2500000")),
            (ChangedField::Models, Some("gpt-4o"), None),
            (ChangedField::Group, Some("vip"), None),
        ]
    );
}
