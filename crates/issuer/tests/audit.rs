//! The audit log: every change stands in it, with what was before and after, and no entry can go unnoticed.

use std::{ops::ControlFlow, sync::Arc};

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{
    admin_key::{AdminKeyForm, AdminKeyId},
    audit::{Action, Actor, LoggedEntry},
    audit_chain::ChainFault,
    audit_query::AuditQuery,
    catalogue::ScopeForm,
    change::ChangedField,
    enforcement::Enforcement,
    expiry::ExpiryChoice,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    reason::Reason,
    rotation::RotationForm,
    route::{RouteForm, Unmatched},
    settings::{Language, Settings, SettingsForm, Theme},
    token::TokenId,
};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, EditRequest, KeyUse, Progress, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_800_000_000_000).expect("a moment")
}

fn desk() -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = Desk::open(DeskOptions {
        file: data_file(folder.path()),
        actor: "desk:anna".into(),
        keyring: Arc::new(MemoryKeyring::new()),
        clock: Box::new(now),
        language: Language::English,
    });
    let desk = desk.expect("a desk");
    desk.open_vault();
    (folder, desk)
}

fn form(name: &str) -> IssueForm {
    let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
    IssueForm { name: name.into(), terms, ..IssueForm::default() }
}

fn log(desk: &Desk) -> Vec<LoggedEntry> {
    let mut entries = Vec::new();
    let all = desk.export_audit(&AuditQuery::default(), go_on, |logged| {
        entries.push(logged.clone());
        Ok::<_, DeskError>(())
    });
    assert_eq!(all.expect("the log"), Some(entries.len() as u64));
    entries
}

fn go_on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// `field: before → after`, of the latest entry.
fn latest(desk: &Desk) -> (Action, String, Vec<String>) {
    let LoggedEntry { entry, .. } = log(desk).pop().expect("an entry");
    let text = |value: Option<String>| value.unwrap_or_else(|| "none".into());
    let changes = entry.changes.into_iter();
    let changes = changes.map(|c| format!("{}: {} → {}", c.field.code(), text(c.before), text(c.after)));
    (entry.action, entry.subject, changes.collect())
}

fn settings(desk: &Desk) -> SettingsForm {
    let rest = desk.settings().expect("settings");
    SettingsForm {
        key_prefix: rest.key_prefix.as_str().to_owned(),
        clipboard_seconds: rest.clipboard_time.seconds(),
        auto_lock_minutes: rest.auto_lock.minutes(),
        rest,
    }
}

#[test]
fn settings_tell_what_they_were_and_what_they_are() {
    let (_folder, desk) = desk();
    let rest = Settings { theme: Theme::Dark, ..settings(&desk).rest };
    let form = SettingsForm { auto_lock_minutes: None, rest, ..settings(&desk) };
    desk.save_settings(form.clone()).unwrap();
    let changes = ["theme: system → dark", "auto_lock_minutes: 10 → off"].map(str::to_owned);
    assert_eq!(latest(&desk), (Action::SettingsChanged, "settings".into(), changes.into()));
    let count = log(&desk).len();
    desk.save_settings(form).unwrap();
    assert_eq!(log(&desk).len(), count, "what changes nothing leaves no trace");

    let chosen = Enforcement { is_on: true, place: "127.0.0.1:9191".parse().unwrap() };
    desk.save_enforcement(&chosen).unwrap();
    let changes = ["enforce: off → on", "enforce_place: 127.0.0.1:9180 → 127.0.0.1:9191"].map(str::to_owned);
    assert_eq!(latest(&desk), (Action::SettingsChanged, "enforcement".into(), changes.into()));

    desk.choose_unmatched(Unmatched::Pass).unwrap();
    assert_eq!(latest(&desk).2, ["unmatched_requests: refuse → pass"]);
}

#[test]
fn scopes_and_routes_tell_what_they_were_and_what_they_are() {
    let (_folder, desk) = desk();
    let scope = |group: &str, description: &str| ScopeForm {
        name: "billing:export".into(),
        group: group.into(),
        description: description.into(),
    };
    desk.add_scope(&scope("Billing", "")).unwrap();
    assert_eq!(latest(&desk).2, ["scope_group: none → Billing"]);
    desk.edit_scope(&scope("Billing", "Take all out")).unwrap();
    assert_eq!(
        latest(&desk),
        (Action::ScopeEdited, "billing:export".into(), vec!["description: none → Take all out".into()])
    );
    let count = log(&desk).len();
    desk.edit_scope(&scope("Billing", "Take all out")).unwrap();
    assert_eq!(log(&desk).len(), count);
    desk.retire_scope("billing:export").unwrap();
    let gone = ["scope_group: Billing → none", "description: Take all out → none"].map(str::to_owned);
    assert_eq!(latest(&desk), (Action::ScopeRemoved, "billing:export".into(), gone.into()));

    let route = |scope: &str| RouteForm {
        host: String::new(),
        method: "GET".into(),
        path: "/v1/a".into(),
        scope: Some(scope.into()),
    };
    let id = desk.add_route(&route("read")).unwrap().id;
    desk.edit_route(id, &route("billing:read")).unwrap();
    assert_eq!(
        latest(&desk),
        (Action::RouteChanged, "GET /v1/a".into(), vec!["scopes: read → billing:read".into()])
    );
}

#[test]
fn admin_keys_tell_what_they_may_and_never_what_they_are() {
    let (_folder, desk) = desk();
    let form = AdminKeyForm {
        name: "ci".into(),
        scopes: vec!["tokens:read".into()],
        expiry: ExpiryChoice::Never,
        allow: vec!["10.0.0.0/8".into()],
    };
    let issued = desk.issue_admin_key(&form).unwrap();
    let hint = issued.key.hint.to_string();
    let values = vec![
        format!("key: none → {hint}"),
        "scopes: none → tokens:read".into(),
        "allow_ips: none → 10.0.0.0/8".into(),
    ];
    assert_eq!(latest(&desk), (Action::AdminKeyIssued, "ci".into(), values));
    desk.revoke_admin_key(AdminKeyId(1)).unwrap();
    assert_eq!(latest(&desk), (Action::AdminKeyRevoked, "ci".into(), vec![format!("key: {hint} → none")]));
}

/// Everything that an admin can do, once; each step with what it has to leave in the log.
#[test]
fn whatever_is_done_stands_in_the_log_in_one_whole_chain_and_without_a_key() {
    let (folder, desk) = desk();
    let first = desk.issue(&form("billing-ci")).unwrap();
    let id = first.details.token.id;
    let target = Target::Ids(vec![id]);
    let change = |change: &LifeChange| desk.change(&target, change).unwrap();
    desk.record_key_use(id, KeyUse::Copy).unwrap();
    desk.kept_key(id, KeyUse::Reveal).unwrap();
    let terms = TermsForm { description: "nightly".into(), ..form("").terms };
    desk.edit(&EditRequest { id, revision: 1, form: terms }).unwrap();
    let rotation = RotationForm { grace: "1h".into(), quiet_for: String::new() };
    let rotated = desk.rotate(id, &rotation).unwrap();
    desk.revoke_old_key(id, 1).unwrap();
    change(&LifeChange::Disable);
    change(&LifeChange::Enable);
    change(&LifeChange::Delete);
    change(&LifeChange::Restore);
    change(&LifeChange::Revoke(Reason::parse("leaked").unwrap()));
    change(&LifeChange::Delete);
    change(&LifeChange::Purge);
    desk.set_vault_passphrase("correct horse battery", "correct horse battery").unwrap();
    desk.rotate_data_key(&mut |_| ControlFlow::Continue(())).unwrap();
    let slot = desk.slots().unwrap().remove(0).id;
    desk.remove_slot(slot).unwrap();
    let probe = desk.issue_probe_token().unwrap();
    desk.withdraw_probe_token(probe.id).unwrap();

    let actions: Vec<_> = log(&desk).iter().map(|logged| logged.entry.action.code()).collect();
    let expected = "keyring_slot_added issued key_copied key_revealed edited rotated old_key_ended disabled enabled \
                    deleted restored revoked deleted purged passphrase_set data_key_changed data_key_rotated \
                    slot_removed issued deleted purged";
    assert_eq!(actions.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
    assert!(log(&desk).iter().all(|logged| logged.entry.actor == Actor::from("desk:anna")));
    assert_eq!(desk.check_audit(None).unwrap().unwrap().entries, actions.len() as u64);

    let database = Connection::open(data_file(folder.path())).unwrap();
    let all = "SELECT group_concat(actor || subject || changes) FROM audit_entries";
    let all: String = database.query_row(all, [], |row| row.get(0)).unwrap();
    for key in [first.key.expose(), rotated.key.expose(), probe.key.expose()] {
        assert!(!all.contains(&key[3..40]), "a key in the log");
    }
}

#[test]
fn a_script_is_written_down_with_its_address() {
    let (_folder, desk) = desk();
    let id = desk.issue(&form("t")).unwrap().details.token.id;
    let script = Actor { name: "api:ci".into(), address: Some("10.0.0.7".parse().unwrap()) };
    let at = desk.acting_as(script.clone());
    at.change(&Target::Ids(vec![id]), &LifeChange::Disable).unwrap();
    at.issue(&form("u")).unwrap();
    at.kept_key(id, KeyUse::Reveal).unwrap();
    let done: Vec<_> = log(&desk).into_iter().filter(|logged| logged.entry.actor == script).collect();
    let actions: Vec<_> = done.iter().map(|logged| logged.entry.action).collect();
    assert_eq!(actions, [Action::Disabled, Action::Issued, Action::KeyRevealed]);
    assert!(desk.check_audit(None).unwrap().is_ok());
}

#[test]
fn changes_to_many_in_steps_and_taken_back_stay_one_chain() {
    let (_folder, desk) = desk();
    let names: Vec<_> = (0..300).map(|n| form(&format!("t{n}"))).collect();
    desk.issue_many(&names.iter().collect::<Vec<_>>()).unwrap();
    let target = Target::Ids((1..=300).map(TokenId).collect());
    let done =
        desk.change_in_steps(&target, &LifeChange::Disable, &mut |_| ControlFlow::Continue(())).unwrap();
    desk.undo(done.undo.unwrap(), &mut |_| ControlFlow::Continue(())).unwrap();
    let intact = desk.check_audit(None).unwrap().unwrap();
    assert_eq!(intact.entries, 1 + 3 * 300);
    assert_eq!(intact.head, desk.audit_head().unwrap());
}

#[test]
fn an_export_hands_on_every_entry_once_the_oldest_first() {
    let (_folder, desk) = desk();
    let names: Vec<_> = (0..1_200).map(|n| form(&format!("t{n}"))).collect();
    desk.issue_many(&names.iter().collect::<Vec<_>>()).unwrap();
    let mut numbers = Vec::new();
    let count = desk.export_audit(&AuditQuery::default(), go_on, |logged| {
        numbers.push(logged.number);
        Ok::<_, DeskError>(())
    });
    assert_eq!(count.unwrap(), Some(1_201));
    assert_eq!(numbers, (1..=1_201).collect::<Vec<i64>>());
    let one = AuditQuery { token: Some(TokenId(7)), ..AuditQuery::default() };
    assert_eq!(desk.export_audit(&one, go_on, |_| Ok::<_, DeskError>(())).unwrap(), Some(1));
}

#[test]
fn an_export_and_a_check_say_how_far_they_are_and_stop_when_they_are_told() {
    let (_folder, desk) = desk();
    let names: Vec<_> = (0..10_500).map(|n| form(&format!("t{n}"))).collect();
    desk.issue_many(&names.iter().collect::<Vec<_>>()).unwrap();
    let mut told = Vec::new();
    let mut until = |most| {
        told.clear();
        desk.check_audit_in_steps(None, |progress| {
            told.push((progress.done, progress.total));
            if progress.done < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })
        .unwrap()
    };
    assert!(until(20_000).is_some_and(|found| found.is_ok()));
    assert_eq!(until(10_000), None);
    assert_eq!(told, [(0, 10_501), (10_000, 10_501)]);

    let mut taken = 0;
    let stop_at = |progress: Progress| {
        if progress.done < 2_000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let all = AuditQuery::default();
    let stopped = desk.export_audit(&all, stop_at, |_| {
        taken += 1;
        Ok::<_, DeskError>(())
    });
    assert_eq!((stopped.unwrap(), taken), (None, 2_000));
}

#[test]
fn an_entry_that_somebody_rewrote_is_found_and_the_desk_works_on() {
    let (folder, desk) = desk();
    desk.issue(&form("t")).unwrap();
    desk.issue(&form("u")).unwrap();
    let file = Connection::open(data_file(folder.path())).unwrap();
    file.execute_batch("UPDATE audit_entries SET actor = 'desk:eve' WHERE id = 2").unwrap();
    assert_eq!(desk.check_audit(None).unwrap(), Err(ChainFault::Altered { number: 2 }));
    desk.issue(&form("v")).unwrap();
    assert_eq!(desk.check_audit(None).unwrap(), Err(ChainFault::Altered { number: 2 }));
    assert_eq!(log(&desk)[1].entry.actor, "desk:eve".into());
    assert!(log(&desk)[1].entry.changes.iter().any(|change| change.field == ChangedField::Name));
}
