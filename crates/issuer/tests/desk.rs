//! The use cases on a real file, with a keyring in memory.

use std::ops::ControlFlow;
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use tokendesk_domain::{
    audit::Action,
    catalogue::ScopeForm,
    expiry::ExpiryChoice,
    field_error::{Field, Problem},
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    list_query::{Chip, ListQuery},
    reason::Reason,
    settings::{Language, SettingsForm},
    status::Status,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, EditRequest, KeyUse, Retirement, Target, VaultProblem, data_file,
};
use tokendesk_vault::{KeyringProblem, LockCause, SlotKind, VaultStatus, testing::MemoryKeyring};

const PASSPHRASE: &str = "correct horse battery";

/// A data folder, a keyring and a clock, which several desks can share.
struct World {
    folder: TempDir,
    keyring: Arc<MemoryKeyring>,
    now_ms: Arc<AtomicI64>,
}

impl World {
    fn new() -> Self {
        let now_ms = Arc::new(AtomicI64::new(1_800_000_000_000));
        Self { folder: tempfile::tempdir().expect("folder"), keyring: Arc::new(MemoryKeyring::new()), now_ms }
    }

    fn without_keyring() -> Self {
        let world = Self::new();
        world.keyring.fail_with(Some(KeyringProblem::Absent));
        world
    }

    /// Opens a desk as a start of the program does.
    fn desk(&self) -> Desk {
        let now_ms = Arc::clone(&self.now_ms);
        let desk = Desk::open(DeskOptions {
            file: data_file(self.folder.path()),
            actor: "cli:test".into(),
            keyring: self.keyring.clone(),
            clock: Box::new(move || {
                DateTime::from_timestamp_millis(now_ms.load(Ordering::SeqCst)).expect("a moment")
            }),
            language: Language::English,
        });
        let desk = desk.expect("a desk");
        desk.open_vault();
        desk
    }

    fn pass(&self, time: TimeDelta) {
        self.now_ms.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    /// All bytes of the data folder.
    fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).expect("folder");
        files.flat_map(|file| std::fs::read(file.expect("file").path()).expect("bytes")).collect()
    }
}

fn form(name: &str) -> IssueForm {
    let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
    IssueForm { name: name.into(), terms, ..IssueForm::default() }
}

fn show_once(name: &str) -> IssueForm {
    IssueForm { visibility: Visibility::ShowOnce, ..form(name) }
}

fn prefix_form(desk: &Desk, prefix: &str) -> SettingsForm {
    let rest = desk.settings().expect("settings");
    SettingsForm { key_prefix: prefix.into(), clipboard_seconds: Some(60), auto_lock_minutes: Some(10), rest }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn ids(desk: &Desk, chip: Chip) -> Vec<TokenId> {
    desk.list(&ListQuery { chip, ..ListQuery::default() }).expect("a list")
}

#[test]
fn an_issued_key_hashes_to_what_is_stored_and_stands_nowhere_in_the_file() {
    let world = World::new();
    let desk = world.desk();
    let issued = desk.issue(&form("billing-ci")).unwrap();
    assert!(issued.key.expose().starts_with("sk-"));
    let found = desk
        .list(&ListQuery { search: issued.key.expose().into(), ..ListQuery::default() })
        .expect("the whole key finds its token");
    assert_eq!(found, [issued.details.token.id]);
    let bytes = world.bytes();
    assert!(contains(&bytes, "billing-ci"), "the search itself works");
    assert!(!contains(&bytes, issued.key.expose()));
    assert!(!contains(&bytes, &issued.key.expose()[8..40]));
}

#[test]
fn the_first_copyable_key_sets_the_keyring_up_and_the_next_start_opens_it() {
    let world = World::new();
    let desk = world.desk();
    assert!(matches!(desk.vault_status(), VaultStatus::Ready));
    let issued = desk.issue(&form("one")).unwrap();
    assert!(matches!(desk.vault_status(), VaultStatus::Unlocked { by: SlotKind::Keyring }));
    let again = world.desk();
    let key = again.kept_key(issued.details.token.id, KeyUse::Copy).unwrap();
    assert_eq!(key.expose(), issued.key.expose());
    let actions: Vec<_> =
        again.details(issued.details.token.id).unwrap().history.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Action::KeyCopied, Action::Issued]);
}

#[test]
fn without_a_keyring_copyable_keys_ask_for_a_passphrase_and_show_once_needs_none() {
    let world = World::without_keyring();
    let desk = world.desk();
    let refused = desk.issue(&form("one"));
    assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::NeedsPassphrase(_)))));
    assert_eq!(ids(&desk, Chip::All), [], "nothing half-saved");
    desk.issue(&show_once("two")).unwrap();
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).unwrap();
    let issued = desk.issue(&form("three")).unwrap();

    let again = world.desk();
    let id = issued.details.token.id;
    assert!(matches!(again.kept_key(id, KeyUse::Copy), Err(DeskError::Vault(VaultProblem::Locked(_)))));
    assert!(matches!(
        again.unlock_vault("wrong horse battery"),
        Err(DeskError::Vault(VaultProblem::WrongPassphrase))
    ));
    again.unlock_vault(PASSPHRASE).unwrap();
    assert_eq!(again.kept_key(id, KeyUse::Copy).unwrap().expose(), issued.key.expose());
}

#[test]
fn an_emptied_keyring_never_gets_a_new_master_key_over_old_data() {
    let world = World::new();
    let issued = world.desk().issue(&form("one")).unwrap();
    world.keyring.forget_all();
    let desk = world.desk();
    assert!(matches!(desk.vault_status(), VaultStatus::Locked { .. }));
    assert!(matches!(desk.issue(&form("two")), Err(DeskError::Vault(VaultProblem::Locked(_)))));
    let refused = desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE);
    assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::Locked(_)))));
    assert!(desk.kept_key(issued.details.token.id, KeyUse::Copy).is_err());
    assert_eq!(world.keyring.accounts(), Vec::<String>::new());
}

#[test]
fn a_vault_locked_by_hand_stays_locked_when_another_program_changes_its_slots() {
    let world = World::new();
    let window = world.desk();
    window.issue(&form("one")).unwrap();
    window.lock_vault(LockCause::ByHand);
    world.desk().set_vault_passphrase(PASSPHRASE, PASSPHRASE).unwrap();
    window.follow_slots().unwrap();
    assert!(matches!(window.vault_status(), VaultStatus::Locked { has_passphrase: true, .. }));
    assert!(matches!(window.unlock_vault(PASSPHRASE), Ok(VaultStatus::Unlocked { .. })));
}

#[test]
fn two_programs_that_set_the_vault_up_at_once_end_with_one_data_key() {
    let world = World::new();
    let (one, two) = (world.desk(), world.desk());
    let first = one.issue(&form("first")).unwrap();
    let second = two.issue(&form("second")).unwrap();
    assert_eq!(world.keyring.accounts().len(), 1);
    let third = world.desk();
    for issued in [first, second] {
        let key = third.kept_key(issued.details.token.id, KeyUse::Copy).unwrap();
        assert_eq!(key.expose(), issued.key.expose());
    }
}

#[test]
fn two_programs_that_race_for_the_first_key_lose_nothing() {
    let world = World::new();
    let desks: Vec<Desk> = (0..4).map(|_| world.desk()).collect();
    let keys: Vec<(TokenId, String)> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            desks.iter().map(|desk| scope.spawn(|| desk.issue(&form("raced")).expect("issued"))).collect();
        let issued = threads.into_iter().map(|thread| thread.join().expect("no panic"));
        issued.map(|issued| (issued.details.token.id, issued.key.expose().to_owned())).collect()
    });
    assert_eq!(world.keyring.accounts().len(), 1);
    let desk = world.desk();
    for (id, key) in keys {
        assert_eq!(desk.kept_key(id, KeyUse::Copy).unwrap().expose(), key);
    }
}

#[test]
fn what_another_program_changed_holds_for_the_very_next_token() {
    let world = World::new();
    let (one, two) = (world.desk(), world.desk());
    one.issue(&form("before")).unwrap();
    let deploying = || {
        let terms = TermsForm { scopes: vec!["deploy".into()], ..TermsForm::default() };
        one.issue(&IssueForm { terms, ..form("deploying") })
    };
    assert!(matches!(deploying(), Err(DeskError::Invalid(_))));

    let scope = ScopeForm { name: "deploy".into(), group: String::new(), description: String::new() };
    two.add_scope(&scope).unwrap();
    two.save_settings(prefix_form(&two, "acme")).unwrap();
    assert!(deploying().unwrap().key.expose().starts_with("acme"));

    two.retire_scope("deploy").unwrap();
    assert!(matches!(deploying(), Err(DeskError::Invalid(_))));
    let slots_before = one.issue(&form("after")).unwrap().details.token.id;
    two.rotate_data_key(&mut |_| ControlFlow::Continue(())).unwrap();
    let last = one.issue(&form("after its rotation")).unwrap();
    for id in [slots_before, last.details.token.id] {
        assert!(two.kept_key(id, KeyUse::Copy).is_ok());
    }
}

#[test]
fn a_swapped_sealed_copy_is_refused_by_its_row() {
    let world = World::new();
    let desk = world.desk();
    let one = desk.issue(&form("one")).unwrap().details.token.id;
    let two = desk.issue(&form("two")).unwrap().details.token.id;
    let file = rusqlite::Connection::open(data_file(world.folder.path())).unwrap();
    let swapped = file
        .execute("UPDATE sealed_keys SET sealed = (SELECT sealed FROM sealed_keys WHERE token_id = ?2) WHERE token_id = ?1", [one.0, two.0])
        .unwrap();
    assert_eq!(swapped, 1);
    assert!(matches!(desk.kept_key(one, KeyUse::Copy), Err(DeskError::KeyDamaged(id)) if id == one));
    assert!(desk.kept_key(two, KeyUse::Copy).is_ok());
}

#[test]
fn a_show_once_key_is_not_kept() {
    let world = World::new();
    let desk = world.desk();
    let id = desk.issue(&show_once("one")).unwrap().details.token.id;
    assert!(matches!(desk.kept_key(id, KeyUse::Copy), Err(DeskError::KeyNotKept)));
    assert!(matches!(desk.kept_key(TokenId(99), KeyUse::Copy), Err(DeskError::NotFound)));
}

#[test]
fn bad_input_saves_nothing_and_names_every_field() {
    let world = World::new();
    let desk = world.desk();
    let mut bad = form("");
    bad.terms.scopes.clear();
    bad.terms.allow = vec!["nonsense".into()];
    let Err(DeskError::Invalid(errors)) = desk.issue(&bad) else { panic!("refused") };
    assert_eq!(
        errors.iter().map(|e| e.field).collect::<Vec<_>>(),
        [Field::Name, Field::AllowIps, Field::Scopes]
    );
    assert_eq!(ids(&desk, Chip::All), []);
    assert!(matches!(desk.vault_status(), VaultStatus::Ready), "no vault was set up for it");
}

#[test]
fn a_second_token_of_the_same_name_is_allowed_and_said() {
    let world = World::new();
    let desk = world.desk();
    desk.issue(&show_once("twin")).unwrap();
    assert_eq!(desk.review_issue(&show_once(" twin ")).unwrap().same_name, 1);
    assert_eq!(desk.review_issue(&show_once("Twin")).unwrap().same_name, 0);
    desk.issue(&show_once("twin")).unwrap();
    assert_eq!(ids(&desk, Chip::All).len(), 2);
}

#[test]
fn an_edit_based_on_an_older_version_is_refused_and_shows_the_newer() {
    let world = World::new();
    let (window, shell) = (world.desk(), world.desk());
    let token = window.issue(&show_once("t")).unwrap().details.token;
    let edit = |description: &str, revision| EditRequest {
        id: token.id,
        revision,
        form: TermsForm { description: description.into(), ..TermsForm::from(&token.terms) },
    };
    let edited = shell.edit(&edit("theirs", token.revision)).unwrap();
    let Err(DeskError::Conflict(current)) = window.edit(&edit("mine", token.revision)) else {
        panic!("refused")
    };
    assert_eq!(current.token, edited.token);
    assert_eq!(current.token.terms.description.as_str(), "theirs");
    let saved = window.edit(&edit("mine", current.token.revision)).unwrap();
    assert_eq!(saved.token.terms.description.as_str(), "mine");
}

#[test]
fn an_edit_leaves_what_changed_in_the_history_and_an_empty_edit_leaves_nothing() {
    let world = World::new();
    let desk = world.desk();
    let token = desk.issue(&show_once("t")).unwrap().details.token;
    let mut request =
        EditRequest { id: token.id, revision: token.revision, form: TermsForm::from(&token.terms) };
    assert_eq!(desk.edit(&request).unwrap().token.revision, token.revision);
    request.form.scopes.push("write".into());
    let details = desk.edit(&request).unwrap();
    let entry = &details.history[0];
    assert_eq!((entry.action, entry.actor.name.as_str()), (Action::Edited, "cli:test"));
    assert_eq!(entry.changes.len(), 1);
    assert_eq!(entry.changes[0].after.as_deref(), Some("read\nwrite"));
    assert_eq!(details.history.len(), 2);
}

#[test]
fn a_revoked_or_deleted_token_is_not_edited() {
    let world = World::new();
    let desk = world.desk();
    let token = desk.issue(&show_once("t")).unwrap().details.token;
    let target = Target::Ids(vec![token.id]);
    desk.change(&target, &LifeChange::Revoke(Reason::parse("leaked").unwrap())).unwrap();
    let form = TermsForm { description: "x".into(), ..TermsForm::from(&token.terms) };
    let refused = desk.edit(&EditRequest { id: token.id, revision: token.revision, form });
    assert!(matches!(refused, Err(DeskError::NotEditable)));
}

#[test]
fn a_change_of_many_counts_first_and_is_undone_as_a_whole() {
    let world = World::new();
    let desk = world.desk();
    let all: Vec<TokenId> =
        (0..5).map(|n| desk.issue(&show_once(&format!("t{n}"))).unwrap().details.token.id).collect();
    desk.change(&Target::Ids(vec![all[0]]), &LifeChange::Disable).unwrap();
    let target = Target::Query { query: ListQuery::default(), except: vec![all[4]] };
    let count = desk.preview_change(&target, &LifeChange::Disable).unwrap();
    assert_eq!((count.total, count.will_change, count.only), (4, 3, None));
    let outcome = desk.change(&target, &LifeChange::Disable).unwrap();
    assert_eq!((outcome.changed, outcome.unchanged), (3, 1));
    let go_on = &mut |_| ControlFlow::Continue(());
    let undone = desk.undo(outcome.undo.unwrap(), go_on).unwrap();
    assert_eq!(undone.changed, 3, "the one that was disabled before stays disabled");
    assert_eq!(ids(&desk, Chip::Disabled), [all[0]]);
    assert!(matches!(desk.undo(outcome.undo.unwrap(), go_on), Err(DeskError::UndoExpired)));
}

#[test]
fn revoking_can_not_be_undone() {
    let world = World::new();
    let desk = world.desk();
    let id = desk.issue(&show_once("t")).unwrap().details.token.id;
    let revoke = LifeChange::Revoke(Reason::parse("leaked").unwrap());
    assert_eq!(desk.change(&Target::Ids(vec![id]), &revoke).unwrap().undo, None);
}

#[test]
fn the_trash_keeps_a_token_for_thirty_days() {
    let world = World::new();
    let desk = world.desk();
    let id = desk.issue(&show_once("t")).unwrap().details.token.id;
    desk.change(&Target::Ids(vec![id]), &LifeChange::Delete).unwrap();
    world.pass(TimeDelta::days(30));
    assert_eq!(ids(&world.desk(), Chip::Trash), [id]);
    world.pass(TimeDelta::milliseconds(1));
    assert_eq!(ids(&world.desk(), Chip::Trash), []);
}

#[test]
fn a_list_follows_other_programs_and_the_clock() {
    let world = World::new();
    let (window, shell) = (world.desk(), world.desk());
    let query = ListQuery { chip: Chip::Active, ..ListQuery::default() };
    let total = || window.page(&query, 0, 10).unwrap().total.unwrap();
    assert_eq!(total(), 0);
    let mut expiring = show_once("t");
    expiring.terms.expiry = ExpiryChoice::InDays(1);
    let token = shell.issue(&expiring).unwrap().details.token;
    assert_eq!(total(), 1);
    assert_eq!(token.status(world.desk().now()), Status::Expiring);
    world.pass(TimeDelta::days(3));
    assert_eq!(total(), 0);
}

#[test]
fn rows_are_read_anywhere_in_the_list() {
    let world = World::new();
    let desk = world.desk();
    for n in 0..7 {
        desk.issue(&show_once(&format!("t{n}"))).unwrap();
    }
    let page = desk.page(&ListQuery::default(), 5, 10).unwrap();
    assert_eq!((page.total, page.start), (Some(7), 5));
    assert_eq!(page.tokens.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(), ["t5", "t6"]);
    assert!(desk.page(&ListQuery::default(), 99, 10).unwrap().tokens.is_empty());
}

#[test]
fn a_scope_in_use_is_retired_and_one_that_nobody_holds_is_gone() {
    let world = World::new();
    let desk = world.desk();
    let token = desk.issue(&show_once("t")).unwrap().details.token;
    assert_eq!(desk.retire_scope("read").unwrap(), Retirement::Retired);
    let after_first = desk.last_change().unwrap();
    assert_eq!(desk.retire_scope("read").unwrap(), Retirement::Retired);
    assert_eq!(desk.last_change().unwrap(), after_first, "a second time changes nothing");
    assert_eq!(desk.retire_scope("write").unwrap(), Retirement::Removed);
    assert_eq!(desk.scope_holders("read", 50).unwrap().first, [(token.id, "t".to_owned())]);
    let Err(DeskError::Invalid(errors)) = desk.issue(&show_once("u")) else { panic!("refused") };
    assert_eq!(errors[0].problem, Problem::RetiredScope { name: "read".into() });
    desk.reinstate_scope("read").unwrap();
    desk.issue(&show_once("u")).unwrap();
    assert!(matches!(desk.retire_scope("write"), Err(DeskError::NotFound)));
}

#[test]
fn a_draft_is_kept_over_a_restart() {
    let world = World::new();
    world.desk().save_draft(r#"{"name":"half"}"#).unwrap();
    assert_eq!(world.desk().draft().unwrap().as_deref(), Some(r#"{"name":"half"}"#));
    world.desk().discard_draft().unwrap();
    assert_eq!(world.desk().draft().unwrap(), None);
}

#[test]
fn a_chosen_key_prefix_begins_the_next_key() {
    let world = World::new();
    let desk = world.desk();
    desk.save_settings(prefix_form(&desk, "acme_live_")).unwrap();
    let issued = desk.issue(&show_once("t")).unwrap();
    assert!(issued.key.expose().starts_with("acme_live_"));
    assert!(issued.details.token.hint.to_string().starts_with("acme_live_"));
}

#[test]
fn moments_read_back_to_the_millisecond() {
    let world = World::new();
    let desk = world.desk();
    world.pass(TimeDelta::milliseconds(123));
    let token = desk.issue(&show_once("t")).unwrap().details.token;
    assert_eq!(token.created, DateTime::<Utc>::from_timestamp_millis(1_800_000_000_123).unwrap());
}
