//! Backups on a real file: made while others write, looked at, put back.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
};

use chrono::{DateTime, TimeDelta};
use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{
    admin_key::AdminKeyForm,
    audit::Action,
    backup::{BackupKind, KEPT_DAILY},
    catalogue::ScopeForm,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    list_query::ListQuery,
    reason::Reason,
    settings::Language,
    token::{State, TokenId, Visibility},
};
use tokendesk_issuer::{
    BackupError, Desk, DeskError, DeskOptions, Existing, KeyUse, PreparedRestore, StoreError, Target,
    backup_folder, check_backup, data_file, is_beyond_use,
};
use tokendesk_vault::{VaultStatus, testing::MemoryKeyring};

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

    fn desk(&self) -> Desk {
        let desk = self.open().expect("a desk");
        desk.open_vault();
        desk
    }

    fn open(&self) -> Result<Desk, DeskError> {
        let now_ms = Arc::clone(&self.now_ms);
        Desk::open(DeskOptions {
            file: self.file(),
            actor: "cli:test".into(),
            keyring: self.keyring.clone(),
            clock: Box::new(move || {
                DateTime::from_timestamp_millis(now_ms.load(Ordering::SeqCst)).expect("a moment")
            }),
            language: Language::English,
        })
    }

    fn file(&self) -> PathBuf {
        data_file(self.folder.path())
    }

    fn pass(&self, time: TimeDelta) {
        self.now_ms.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    fn sql(&self, sql: &str) {
        Connection::open(self.file()).expect("open").execute_batch(sql).expect("done");
    }

    fn number(&self, sql: &str) -> i64 {
        Connection::open(self.file()).expect("open").query_one(sql, [], |row| row.get(0)).expect("a number")
    }
}

fn all(_: u64, _: u64) -> bool {
    true
}

fn issue_as(desk: &Desk, name: &str, visibility: Visibility) -> (TokenId, String) {
    let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
    let issued = desk.issue(&IssueForm { name: name.into(), visibility, terms }).expect("issued");
    (issued.details.token.id, issued.key.expose().to_owned())
}

fn issue(desk: &Desk, name: &str) -> TokenId {
    issue_as(desk, name, Visibility::ShowOnce).0
}

fn change(desk: &Desk, id: TokenId, life: &LifeChange) {
    desk.change(&Target::Ids(vec![id]), life).expect("changed");
}

fn names(desk: &Desk) -> Vec<String> {
    let tokens = desk.tokens(&desk.list(&ListQuery::default()).expect("a list")).expect("tokens");
    let mut names: Vec<_> = tokens.iter().map(|token| token.name.to_string()).collect();
    names.sort_unstable();
    names
}

fn restore(desk: &Desk, backup: &Path) -> PathBuf {
    let safety = desk.restore(&desk.prepare_restore(backup, all).expect("a backup")).expect("restored");
    assert!(desk.check_audit(None).expect("looked through").is_ok(), "the audit log is one chain");
    safety
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    names
}

fn refusal<T>(result: Result<T, DeskError>) -> BackupError {
    match result {
        Err(DeskError::Backup(error)) => error,
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("it was done"),
    }
}

#[test]
fn a_backup_made_while_others_write_is_one_whole_file_of_one_moment() {
    let world = World::new();
    let (desk, other) = (world.desk(), world.desk());
    for number in 0..40 {
        issue(&desk, &format!("t{number}"));
    }
    let over = AtomicBool::new(false);
    let made: Vec<_> = thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 0;
            while !over.load(Ordering::SeqCst) {
                issue(&other, &format!("meanwhile {number}"));
                number += 1;
            }
        });
        let made = (0..5).map(|_| desk.back_up(all).expect("made")).collect();
        over.store(true, Ordering::SeqCst);
        made
    });
    for backup in &made {
        let bytes = fs::read(&backup.path).expect("bytes");
        assert_eq!(bytes[18..20], [1, 1], "no log belongs to it");
        assert_eq!(bytes.len() as u64, backup.size);
        // Each token and its audit entry are one transaction: a copy of one moment has both.
        let copy = Connection::open(&backup.path).expect("open");
        let [tokens, entries] =
            ["SELECT count(*) FROM tokens", "SELECT count(*) FROM audit_entries WHERE action = 'issued'"]
                .map(|sql| copy.query_one(sql, [], |row| row.get::<_, i64>(0)).expect("a count"));
        assert!(tokens >= 40 && tokens == entries, "{tokens} {entries}");
        assert_eq!(check_backup(&backup.path).expect("whole").tokens, tokens.unsigned_abs());
    }
    let expected: Vec<_> = made.iter().map(|backup| backup.name.to_string()).collect();
    assert_eq!(files(&backup_folder(&world.file())), expected, "and nothing else is left");
}

#[cfg(unix)]
#[test]
fn a_backup_and_its_folder_are_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let backup = world.desk().back_up(all).expect("made");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&backup.path), 0o600);
    assert_eq!(mode(&backup_folder(&world.file())), 0o700);
}

#[test]
fn a_file_that_lies_there_is_replaced_only_when_that_is_wanted() {
    let world = World::new();
    let desk = world.desk();
    let target = world.folder.path().join("copy.db");
    fs::write(&target, "mine").expect("written");
    let refused = refusal(desk.back_up_to(&target, Existing::Keep, all));
    assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
    assert_eq!(fs::read(&target).expect("there"), b"mine");
    desk.back_up_to(&target, Existing::Replace, all).expect("made");
    check_backup(&target).expect("whole");
    let own = refusal(desk.back_up_to(&world.file(), Existing::Replace, all));
    assert!(matches!(own, BackupError::Exists(_)), "never over the data file itself: {own}");
}

#[test]
fn a_cancelled_backup_and_one_without_a_place_leave_nothing() {
    let world = World::new();
    let desk = world.desk();
    let target = world.folder.path().join("copy.db");
    fs::write(&target, "older").expect("written");
    let before = files(world.folder.path());
    let cancelled = refusal(desk.back_up_to(&target, Existing::Replace, |_, _| false));
    assert!(matches!(cancelled, BackupError::Cancelled), "{cancelled}");
    let nowhere = world.folder.path().join("missing").join("copy.db");
    let unwritable = refusal(desk.back_up_to(&nowhere, Existing::Keep, all));
    assert!(matches!(unwritable, BackupError::Unwritable(_)), "{unwritable}");
    assert_eq!(files(world.folder.path()), before);
    assert_eq!(fs::read(&target).expect("there"), b"older");
    assert_eq!(world.number("SELECT count(*) FROM audit_entries"), 0);
}

#[test]
fn a_restore_brings_back_what_was_and_says_so_of_each_token() {
    let world = World::new();
    let (desk, other) = (world.desk(), world.desk());
    let [kept, deleted, revoked] = ["kept", "deleted", "revoked"].map(|name| issue(&desk, name));
    let backup = desk.back_up(all).expect("made");

    change(&desk, deleted, &LifeChange::Delete);
    change(&desk, deleted, &LifeChange::Purge);
    change(&desk, revoked, &LifeChange::Revoke(Reason::parse("leaked").expect("a reason")));
    let later = issue(&desk, "later");
    let scope = ScopeForm { name: "added".into(), group: "g".into(), description: String::new() };
    desk.add_scope(&scope).expect("added");
    names(&other);

    let prepared = desk.prepare_restore(&backup.path, all).expect("a backup");
    let preview = desk.preview_restore(&prepared).expect("a preview");
    let first = |name: &str, id: TokenId| (1, vec![(id.0, name.to_owned())]);
    let told = |affected: &tokendesk_issuer::Affected| (affected.count, affected.first.clone());
    assert_eq!(told(&preview.removed), first("later", later));
    assert_eq!(told(&preview.returned), first("deleted", deleted));
    assert_eq!(told(&preview.changed), first("revoked", revoked));
    assert_eq!(told(&preview.revived), first("revoked", revoked), "it would pass again");
    assert_eq!(
        (preview.scopes, preview.routes, preview.is_vault_changed, preview.is_into_new),
        (1, 0, false, false)
    );

    let entries = world.number("SELECT max(id) FROM audit_entries");
    let safety = desk.restore(&prepared).expect("restored");
    for desk in [&desk, &other] {
        assert_eq!(names(desk), ["deleted", "kept", "revoked"]);
        assert!(desk.scopes().expect("scopes").iter().all(|(scope, _)| scope.name.as_str() != "added"));
    }
    assert!(desk.preview_restore(&prepared).expect("a preview").is_empty());

    // Nothing is forgotten of what was done since the backup, and each token tells of the restore.
    assert_eq!(world.number("SELECT max(id) FROM audit_entries"), entries + 4);
    for (id, actions) in [
        (kept, vec![Action::Issued]),
        (revoked, vec![Action::BackupRestored, Action::Revoked, Action::Issued]),
        (deleted, vec![Action::BackupRestored, Action::Purged, Action::Deleted, Action::Issued]),
    ] {
        let history = desk.details(id).expect("a token").history;
        assert_eq!(history.iter().map(|entry| entry.action).collect::<Vec<_>>(), actions);
    }
    // No number is given twice.
    assert!(issue(&desk, "next").0 > later.0);

    // And back again.
    restore(&desk, &safety);
    assert_eq!(names(&desk), ["kept", "later", "revoked"]);
    let state = desk.details(revoked).expect("a token").token.state;
    assert!(matches!(state, State::Revoked { .. }), "{state:?}");
}

#[test]
fn what_was_used_since_the_backup_stays_used() {
    let world = World::new();
    let desk = world.desk();
    let [here, gone] = ["here", "gone"].map(|name| issue(&desk, name));
    world.sql(&format!(
        r#"INSERT INTO verifiers VALUES (zeroblob(16), 1, 1);
           INSERT INTO token_usage (token_id, used, leased, "window") VALUES ({0}, 10, 5, 'total'), ({1}, 20, 7, 'total');
           INSERT INTO leases VALUES (zeroblob(16), {0}, NULL, 5, 0, 1), (zeroblob(16), {1}, NULL, 7, 0, 1);
           INSERT INTO advances VALUES (zeroblob(16), {0}, 40, 1, 1, 1), (zeroblob(16), {1}, 60, 1, 1, 1);
           INSERT INTO token_spending (token_id, spent) VALUES ({0}, 100), ({1}, 70)"#,
        here.0, gone.0
    ));
    let backup = desk.back_up(all).expect("made");
    world.sql(&format!(
        "UPDATE token_usage SET used = 30 WHERE token_id = {0}; UPDATE token_spending SET spent = 900 WHERE token_id = {0}",
        here.0
    ));
    change(&desk, here, &LifeChange::Disable);
    change(&desk, gone, &LifeChange::Delete);
    change(&desk, gone, &LifeChange::Purge);
    restore(&desk, &backup.path);

    let of = |column: &str, table: &str, id: TokenId| {
        world.number(&format!("SELECT coalesce(sum({column}), 0) FROM {table} WHERE token_id = {}", id.0))
    };
    assert_eq!([of("used", "token_usage", here), of("leased", "token_usage", here)], [30, 5]);
    assert_eq!(of("spent", "token_spending", here), 900);
    assert_eq!(of("granted", "leases", here), 5, "its verifier goes on with it");
    // What became of the lease of a token that was away, nobody knows: it counts as used.
    assert_eq!([of("used", "token_usage", gone), of("leased", "token_usage", gone)], [27, 0]);
    assert_eq!(of("granted", "leases", gone), 0);
    // An advance was charged when it was taken: it goes on, or counts as spent.
    assert_eq!([of("granted", "advances", here), of("granted", "advances", gone)], [40, 0]);
    assert_eq!(of("spent", "token_spending", gone), 70);
}

#[test]
fn keys_open_after_a_restore_over_a_rotation_of_the_data_key() {
    let world = World::new();
    let desk = world.desk();
    let (id, key) = issue_as(&desk, "copyable", Visibility::Copyable);
    let backup = desk.back_up(all).expect("made");
    desk.rotate_data_key(&mut |_| std::ops::ControlFlow::Continue(())).expect("rotated");
    let (after, _) = issue_as(&desk, "after", Visibility::Copyable);
    let prepared = desk.prepare_restore(&backup.path, all).expect("a backup");
    assert!(desk.preview_restore(&prepared).expect("a preview").is_vault_changed);
    let safety = desk.restore(&prepared).expect("restored");
    assert_eq!(desk.kept_key(id, KeyUse::Copy).expect("opens").expose(), key);
    let (new, new_key) = issue_as(&desk, "new", Visibility::Copyable);
    assert_eq!(desk.kept_key(new, KeyUse::Copy).expect("opens").expose(), new_key);
    restore(&desk, &safety);
    assert_eq!(desk.kept_key(id, KeyUse::Copy).expect("opens").expose(), key);
    desk.kept_key(after, KeyUse::Copy).expect("opens");
}

#[test]
fn another_machine_opens_it_with_the_passphrase_or_the_recovery_code() {
    let world = World::new();
    let desk = world.desk();
    let (id, key) = issue_as(&desk, "copyable", Visibility::Copyable);
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    let written = desk.draw_recovery_code().expect("unlocked");
    let [first, second] = written.asked.map(|index| written.groups[index].to_string());
    desk.confirm_recovery_code([&first, &second]).expect("confirmed");
    let code = written.groups.iter().map(|group| group.as_str()).collect::<Vec<_>>().join("-");
    let backup = desk.back_up(all).expect("made");

    // Into a folder with nothing in it, and into one whose console was started before: with the desk open.
    for (is_started, secret) in [(false, PASSPHRASE), (true, PASSPHRASE), (false, &code), (true, &code)] {
        let other = World::new();
        let desk = if is_started {
            let desk = other.desk();
            let prepared = desk.prepare_restore(&backup.path, all).expect("a backup");
            assert!(desk.preview_restore(&prepared).expect("a preview").is_into_new);
            desk.restore(&prepared).expect("restored");
            desk
        } else {
            let prepared = PreparedRestore::of(&backup.path, &other.file(), all).expect("a backup");
            let kept = prepared.put_in_place(&other.file(), "cli:test", desk.now()).expect("there");
            assert_eq!(kept, None);
            other.desk()
        };
        assert!(matches!(desk.vault_status(), VaultStatus::Locked { .. }), "its keyring has nothing");
        desk.unlock_vault(secret).expect("unlocked");
        assert_eq!(desk.kept_key(id, KeyUse::Copy).expect("opens").expose(), key);
        let (new, new_key) = issue_as(&desk, "new", Visibility::Copyable);
        assert_eq!(desk.kept_key(new, KeyUse::Copy).expect("opens").expose(), new_key);
        assert_eq!(desk.details(id).expect("a token").history.last().expect("issued").action, Action::Issued);
        assert_eq!(names(&desk), ["copyable", "new"]);
        assert!(desk.check_audit(None).expect("looked through").is_ok(), "the audit log is one chain");
    }
}

#[test]
fn a_backup_of_another_desk_is_not_mixed_into_one_with_tokens() {
    let (one, other) = (World::new(), World::new());
    let (desk, backup) = (one.desk(), other.desk().back_up(all).expect("made"));
    issue(&desk, "here");
    let prepared = desk.prepare_restore(&backup.path, all).expect("a backup");
    assert!(matches!(refusal(desk.preview_restore(&prepared)), BackupError::Foreign));
    assert!(matches!(refusal(desk.restore(&prepared)), BackupError::Foreign));
    assert_eq!(names(&desk), ["here"]);
}

#[test]
fn an_older_data_file_takes_the_audit_log_of_a_newer_backup() {
    let world = World::new();
    let desk = world.desk();
    issue(&desk, "first");
    let older = desk.back_up(all).expect("made");
    let second = issue(&desk, "second");
    world.pass(TimeDelta::seconds(5));
    let newer = desk.back_up(all).expect("made");
    let other = World::new();
    let prepared = PreparedRestore::of(&older.path, &other.file(), all).expect("a backup");
    prepared.put_in_place(&other.file(), "cli:test", desk.now()).expect("there");
    // What was written down on putting it there is of no other file: it does not go on from here.
    let moved = other.desk();
    restore(&moved, &newer.path);
    assert_eq!(names(&moved), ["first", "second"]);
    drop(moved);
    // The very copy, as somebody puts it back by hand.
    fs::remove_file(other.file()).expect("gone");
    fs::copy(&older.path, other.file()).expect("copied");
    let moved = other.desk();
    restore(&moved, &newer.path);
    let history = moved.details(second).expect("a token").history;
    assert_eq!(
        history.iter().map(|entry| entry.action).collect::<Vec<_>>(),
        [Action::BackupRestored, Action::Issued]
    );
}

#[test]
fn scripts_lose_the_keys_that_they_got_since_and_edits_of_before_are_refused() {
    let world = World::new();
    let desk = world.desk();
    let id = issue(&desk, "t");
    let form = |name: &str| AdminKeyForm {
        name: name.into(),
        scopes: vec!["tokens:read".into()],
        ..AdminKeyForm::default()
    };
    let former = desk.issue_admin_key(&form("former")).expect("issued");
    let backup = desk.back_up(all).expect("made");
    change(&desk, id, &LifeChange::Disable);
    let revision = desk.details(id).expect("a token").token.revision;
    let issued = desk.issue_admin_key(&form("ci")).expect("issued");
    desk.revoke_admin_key(former.key.id).expect("revoked");
    world.sql(&format!(
        "INSERT INTO idempotent_requests VALUES ({}, 'k', zeroblob(32), '1', 1)",
        issued.key.id.0
    ));
    let prepared = desk.prepare_restore(&backup.path, all).expect("a backup");
    let preview = desk.preview_restore(&prepared).expect("a preview");
    assert_eq!(preview.admin_keys, 2);
    assert_eq!(preview.revived_admin_keys.first, [(former.key.id.0, "former".to_owned())]);
    desk.restore(&prepared).expect("restored");
    let keys = desk.admin_keys().expect("keys");
    assert_eq!(keys.iter().map(|key| (key.id, key.revoked)).collect::<Vec<_>>(), [(former.key.id, None)]);
    assert_eq!(world.number("SELECT count(*) FROM idempotent_requests"), 0);
    assert!(desk.details(id).expect("a token").token.revision > revision);
    let again = desk.issue_admin_key(&form("ci")).expect("issued");
    assert!(again.key.id > issued.key.id, "its number is not used again");
}

#[test]
fn a_file_that_is_no_whole_backup_is_named_before_anything_is_touched() {
    let world = World::new();
    let desk = world.desk();
    for number in 0..60 {
        issue(&desk, &format!("t{number}"));
    }
    let backup = desk.back_up(all).expect("made");
    let whole = fs::read(&backup.path).expect("bytes");
    let bad = world.folder.path().join("bad.db");
    let before = world.number("SELECT max(id) FROM audit_entries");
    let spoiled = |change: fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        bytes
    };
    let damaged: fn(&BackupError) -> bool = |error| matches!(error, BackupError::Damaged(_));
    let foreign: fn(&BackupError) -> bool = |error| matches!(error, BackupError::NotOurs);
    let newer: fn(&BackupError) -> bool = |error| matches!(error, BackupError::Newer { found: 99, .. });
    for (bytes, is_named, what) in [
        (Vec::new(), foreign, "empty"),
        (b"a text ".repeat(100), foreign, "a text"),
        (spoiled(|bytes| bytes[68..72].fill(0)), foreign, "another program's"),
        (spoiled(|bytes| bytes[60..64].copy_from_slice(&[0, 0, 0, 99])), newer, "a newer one"),
        (spoiled(|bytes| bytes.truncate(bytes.len() / 2)), damaged, "cut in the middle"),
        (spoiled(|bytes| bytes.truncate(bytes.len() - 1)), damaged, "cut by a byte"),
        (spoiled(|bytes| bytes[4096 * 3..4096 * 9].fill(0xA5)), damaged, "pages changed"),
    ] {
        fs::write(&bad, bytes).expect("written");
        let checked = check_backup(&bad).expect_err(what);
        assert!(is_named(&checked), "{what}: {checked}");
        let refused = refusal(desk.prepare_restore(&bad, all));
        assert!(is_named(&refused), "{what}: {refused}");
    }
    // Whole for SQLite, and yet not what this program writes.
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON tokens BEGIN DELETE FROM audit_entries; END",
        "DROP TABLE bookings",
        "PRAGMA foreign_keys = OFF; INSERT INTO token_scopes VALUES (9999, 'nothing')",
    ] {
        fs::write(&bad, &whole).expect("written");
        Connection::open(&bad).expect("open").execute_batch(sql).expect("done");
        assert!(damaged(&refusal(desk.prepare_restore(&bad, all))), "{sql}");
    }
    let missing = refusal(desk.prepare_restore(&world.folder.path().join("none.db"), all));
    assert!(matches!(missing, BackupError::NotThere(_)), "{missing}");
    assert_eq!(world.number("SELECT max(id) FROM audit_entries"), before);
    assert_eq!(files(&backup_folder(&world.file())), [backup.name.to_string()]);
}

#[test]
fn a_backup_of_an_older_version_is_brought_up_to_date_and_stays_as_it_is() {
    let world = World::new();
    let desk = world.desk();
    issue(&desk, "t");
    let old = world.folder.path().join("old.db");
    let connection = Connection::open(&old).expect("open");
    connection.execute_batch(include_str!("../../store-sqlite/migrations/0001_desk.sql")).expect("made");
    connection
        .execute_batch("INSERT INTO vault VALUES (1, zeroblob(16)); PRAGMA application_id = 1414218835; PRAGMA user_version = 1")
        .expect("made");
    drop(connection);
    let before = fs::read(&old).expect("bytes");
    assert_eq!(check_backup(&old).expect("whole").version, 1);
    let other = World::new();
    let prepared = PreparedRestore::of(&old, &other.file(), all).expect("a backup");
    prepared.put_in_place(&other.file(), "cli:test", desk.now()).expect("there");
    assert!(names(&other.desk()).is_empty());
    assert!(check_backup(&other.file()).expect("whole").version > 1);
    assert_eq!(fs::read(&old).expect("bytes"), before);
}

#[test]
fn a_data_file_that_cannot_be_read_is_kept_with_its_log_and_replaced() {
    let world = World::new();
    let desk = world.desk();
    issue(&desk, "t");
    let backup = desk.back_up(all).expect("made");
    drop(desk);
    fs::write(world.file(), "spoiled").expect("written");
    let log = world.folder.path().join("tokendesk.db-wal");
    fs::write(&log, "its log").expect("written");
    let prepared = PreparedRestore::of(&backup.path, &world.file(), all).expect("a backup");
    let now = DateTime::from_timestamp_millis(world.now_ms.load(Ordering::SeqCst)).expect("a moment");
    let kept = prepared.put_in_place(&world.file(), "cli:test", now).expect("there").expect("kept");
    assert!(kept.to_string_lossy().ends_with("-unreadable.db"), "{}", kept.display());
    assert_eq!(fs::read(&kept).expect("there"), b"spoiled");
    assert_eq!(fs::read(format!("{}-wal", kept.display())).expect("there"), b"its log");
    assert_eq!(names(&world.desk()), ["t"]);
}

#[test]
fn a_file_of_a_newer_version_or_of_another_program_is_kept_as_it_is_and_replaced() {
    let newer: fn(&World) = |world| world.sql("PRAGMA user_version = 99");
    let theirs: fn(&World) = |world| {
        fs::remove_file(world.file()).expect("gone");
        world.sql("CREATE TABLE theirs (a); INSERT INTO theirs VALUES ('their data')");
    };
    let text: fn(&World) = |world| fs::write(world.file(), "a text ".repeat(1000)).expect("written");
    let numbered: fn(&World) = |world| world.sql("PRAGMA application_id = 7");
    for (spoil, what) in [
        (newer, "a newer version"),
        (theirs, "another program's"),
        (text, "no database"),
        (numbered, "another program's by its number alone"),
    ] {
        let world = World::new();
        let desk = world.desk();
        issue(&desk, "t");
        let backup = desk.back_up(all).expect("made");
        drop(desk);
        spoil(&world);
        let before = fs::read(world.file()).expect("bytes");
        let refused = world.open().err().expect(what);
        assert!(is_beyond_use(&refused), "{what}: {refused:?}");
        assert!(fs::read(world.file()).expect("bytes") == before, "{what}: it is not even touched");
        let prepared = PreparedRestore::of(&backup.path, &world.file(), all).expect("a backup");
        let now = DateTime::from_timestamp_millis(world.now_ms.load(Ordering::SeqCst)).expect("a moment");
        let kept = prepared.put_in_place(&world.file(), "cli:test", now).expect("there").expect("kept");
        assert!(fs::read(&kept).expect("there") == before, "{what}: it is kept as it was");
        let desk = world.desk();
        assert_eq!(names(&desk), ["t"], "{what}");
        assert!(desk.check_audit(None).expect("looked through").is_ok(), "{what}");
    }
}

#[test]
fn a_damaged_data_file_that_opens_is_beyond_use_and_not_backed_up_as_if_it_were_whole() {
    let world = World::new();
    let desk = world.desk();
    for number in 0..200 {
        issue(&desk, &format!("t{number}"));
    }
    desk.check_whole().expect("whole");
    drop(desk);
    let mut bytes = fs::read(world.file()).expect("bytes");
    let at = bytes.len() / 4096 * 4096 - 4096 * 4;
    bytes[at..at + 4096 * 3].fill(0xA5);
    fs::write(world.file(), bytes).expect("written");
    let desk = world.desk();
    assert!(is_beyond_use(&desk.check_whole().expect_err("damaged")));
    let refused = desk.back_up(all).expect_err("damaged");
    assert!(matches!(refused, DeskError::Store(StoreError::Damaged { at: Some(_) })), "{refused:?}");
    assert!(files(&backup_folder(&world.file())).is_empty());
}

#[test]
fn a_daily_backup_is_made_once_a_day_by_one_of_all_who_are_there_and_seven_are_kept() {
    let world = World::new();
    let desks: Vec<_> = (0..3).map(|_| world.desk()).collect();
    let by_hand = desks[0].back_up(all).expect("made");
    for _ in 0..9 {
        let made: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> =
                desks.iter().map(|desk| scope.spawn(|| desk.back_up_if_due(all).expect("asked"))).collect();
            threads.into_iter().filter_map(|thread| thread.join().expect("ended")).collect()
        });
        assert_eq!(made.len(), 1);
        assert!(desks[0].back_up_if_due(all).expect("asked").is_none());
        world.pass(TimeDelta::days(1));
    }
    let kept = desks[1].backups().expect("a list");
    let daily = kept.iter().filter(|backup| backup.name.kind() == BackupKind::Daily).count();
    assert_eq!(daily, KEPT_DAILY);
    assert!(kept.is_sorted_by_key(|backup| std::cmp::Reverse(backup.name)), "newest first");
    assert!(kept.contains(&by_hand), "those made by hand stay");

    desks[2].save_daily_backups(false).expect("kept");
    assert!(desks[0].back_up_if_due(all).expect("asked").is_none());
}

#[test]
fn what_a_killed_copy_left_is_removed_when_it_is_old() {
    let world = World::new();
    let desk = world.desk();
    desk.back_up(all).expect("made");
    let folder = backup_folder(&world.file());
    let left = folder.join(".tokendesk-copy-abc");
    fs::write(&left, "half").expect("written");
    // The desk's clock stands in another year than the file's time.
    let modified = fs::metadata(&left).expect("there").modified().expect("a time");
    let written = DateTime::<chrono::Utc>::from(modified).timestamp_millis();
    world.now_ms.store(written + 1_000, Ordering::SeqCst);
    desk.prune_backups().expect("done");
    assert!(left.exists(), "somebody may be writing it");
    world.pass(TimeDelta::hours(2));
    desk.prune_backups().expect("done");
    assert!(!left.exists());
    assert_eq!(files(&folder).len(), 1);
}
