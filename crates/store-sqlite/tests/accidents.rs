//! What happens to files: moved, deleted, replaced, left by a kill, put back from a copy.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokendesk_domain::{
    scope::{Scope, ScopeName},
    starter_scopes::{StarterLanguage, starter_scopes},
};
use tokendesk_store_sqlite::{Birth, Store, StoreError};

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("tokendesk.db")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", path.display()))
}

fn try_open(path: &Path, vault_id: u8) -> Result<Store, StoreError> {
    let birth = Birth { vault_id: [vault_id; 16], scopes: starter_scopes(StarterLanguage::English) };
    Store::open(path, &birth)
}

fn open(path: &Path) -> Store {
    try_open(path, 7).expect("a store")
}

fn draft(store: &Store) -> Option<String> {
    store.read().expect("it works").draft().expect("it works")
}

fn write(store: &Store, text: &str) -> Result<(), StoreError> {
    store.write(|write| write.save_draft(text))
}

/// Enough of them fill several pages.
fn add_scope(store: &Store, number: u32) {
    let name = ScopeName::parse(&format!("scope:{number:03}:{}", "x".repeat(80))).expect("it works");
    let scope = Scope { name, ..starter_scopes(StarterLanguage::English).remove(0) };
    store.write(|write| write.add_scope(&scope)).expect("it works");
}

fn is_moved<T>(result: &Result<T, StoreError>) -> bool {
    matches!(result, Err(StoreError::Moved))
}

/// All bytes of a folder, by name.
fn bytes(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("it works")
        .map(|entry| entry.expect("it works").path())
        .map(|path| (path.clone(), fs::read(path).expect("it works")))
        .filter(|(path, _)| !path.to_string_lossy().ends_with("-shm"))
        .collect();
    files.sort();
    files
}

/// The files of a store as a kill leaves them, in a folder of their own.
fn killed_copy(of: &Path) -> TempDir {
    let folder = tempfile::tempdir().expect("it works");
    for ending in ["", "-wal"] {
        fs::copy(beside(of, ending), beside(&file(&folder), ending)).expect("it works");
    }
    folder
}

#[test]
fn nothing_is_written_to_a_file_that_was_deleted_and_all_goes_on_when_it_is_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&file(&folder));
    write(&store, "before").unwrap();
    let away = folder.path().join("away");
    fs::rename(file(&folder), &away).unwrap();
    assert!(is_moved(&write(&store, "lost")));
    assert!(is_moved(&store.version()));
    assert!(is_moved(&store.read().map(drop)));
    assert!(!file(&folder).exists(), "no new file takes its place");
    fs::rename(&away, file(&folder)).unwrap();
    assert_eq!(draft(&store).as_deref(), Some("before"));
    write(&store, "after").unwrap();
    assert_eq!(draft(&store).as_deref(), Some("after"));
}

#[test]
fn a_file_that_took_the_place_of_the_open_one_is_left_alone() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(try_open(&file(&other), 8).unwrap());
    let store = open(&file(&folder));
    write(&store, "mine").unwrap();
    fs::rename(file(&other), file(&folder)).unwrap();
    let theirs = fs::read(file(&folder)).unwrap();
    assert!(is_moved(&write(&store, "lost")));
    drop(store);
    assert!(fs::read(file(&folder)).unwrap() == theirs);
}

#[test]
fn a_folder_that_was_moved_away_is_noticed_and_keeps_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let store = open(&here.join("tokendesk.db"));
    write(&store, "kept").unwrap();
    fs::rename(&here, &there).unwrap();
    assert!(is_moved(&write(&store, "lost")));
    assert!(!here.exists());
    drop(store);
    assert_eq!(draft(&open(&there.join("tokendesk.db"))).as_deref(), Some("kept"));
}

#[test]
fn a_log_or_its_index_that_was_deleted_stops_all_writing_and_loses_nothing() {
    for ending in ["-wal", "-shm"] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&file(&folder));
        write(&store, "kept").unwrap();
        fs::remove_file(beside(&file(&folder), ending)).unwrap();
        assert!(is_moved(&write(&store, "lost")), "{ending}");
        drop(store);
        assert_eq!(draft(&open(&file(&folder))).as_deref(), Some("kept"), "{ending}");
    }
}

#[test]
fn after_it_was_closed_a_file_is_whole_without_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&file(&folder));
    write(&store, "kept").unwrap();
    assert_eq!(draft(&store).as_deref(), Some("kept"));
    drop(store);
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["tokendesk.db"]);
    assert_eq!(draft(&open(&file(&folder))).as_deref(), Some("kept"));
}

#[test]
fn after_a_checkpoint_a_file_is_whole_without_its_log_though_it_was_never_closed() {
    for deleted in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&file(&folder));
        write(&store, "kept").unwrap();
        if deleted {
            fs::remove_file(beside(&file(&folder), "-wal")).unwrap();
        }
        store.checkpoint().unwrap();
        let copy = tempfile::tempdir().unwrap();
        fs::copy(file(&folder), file(&copy)).unwrap();
        assert_eq!(draft(&open(&file(&copy))).as_deref(), Some("kept"), "log deleted: {deleted}");
    }
}

#[test]
fn one_that_closes_the_file_takes_nothing_from_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (open(&file(&folder)), open(&file(&folder)));
    write(&one, "one").unwrap();
    drop(one);
    assert_eq!(draft(&two).as_deref(), Some("one"));
    write(&two, "two").unwrap();
    let again = open(&file(&folder));
    drop(two);
    assert_eq!(draft(&again).as_deref(), Some("two"));
}

#[test]
fn what_a_kill_leaves_opens_with_all_that_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&file(&folder));
    write(&store, "kept").unwrap();
    let left = killed_copy(&file(&folder));
    assert_eq!(draft(&open(&file(&left))).as_deref(), Some("kept"));
}

#[test]
fn without_the_log_that_a_kill_left_the_file_opens_as_it_stood_before_it() {
    let folder = tempfile::tempdir().unwrap();
    write(&open(&file(&folder)), "older").unwrap();
    let store = open(&file(&folder));
    write(&store, "newer").unwrap();
    let left = killed_copy(&file(&folder));
    fs::remove_file(beside(&file(&left), "-wal")).unwrap();
    assert_eq!(draft(&open(&file(&left))).as_deref(), Some("older"));
}

#[test]
fn the_log_of_another_file_is_refused_and_nothing_is_touched() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&open(&file(&folder)), "mine").unwrap();
    let theirs = try_open(&file(&other), 8).unwrap();
    write(&theirs, "theirs").unwrap();
    fs::copy(beside(&file(&other), "-wal"), beside(&file(&folder), "-wal")).unwrap();
    let before = bytes(folder.path());
    assert!(matches!(try_open(&file(&folder), 7), Err(StoreError::ForeignLog)));
    assert!(bytes(folder.path()) == before);
    fs::remove_file(beside(&file(&folder), "-wal")).unwrap();
    fs::remove_file(beside(&file(&folder), "-shm")).ok();
    assert_eq!(draft(&open(&file(&folder))).as_deref(), Some("mine"));
}

#[test]
fn a_copy_put_back_beside_a_newer_log_is_refused_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    drop(open(&path));
    let copy = fs::read(&path).unwrap();
    let store = open(&path);
    for number in 0..300 {
        add_scope(&store, number);
    }
    drop(store);
    let store = open(&path);
    for number in 300..350 {
        add_scope(&store, number);
    }
    let left = killed_copy(&path);
    fs::write(file(&left), copy).unwrap();
    let before = bytes(left.path());
    let refused = try_open(&file(&left), 7).err();
    assert!(matches!(refused, Some(StoreError::ForeignLog)), "{refused:?}");
    assert!(bytes(left.path()) == before);
}

#[test]
fn an_emptied_file_with_its_log_is_refused_and_the_log_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&file(&folder));
    write(&store, "kept").unwrap();
    let left = killed_copy(&file(&folder));
    fs::write(file(&left), "").unwrap();
    let before = bytes(left.path());
    assert!(matches!(try_open(&file(&left), 7), Err(StoreError::ForeignLog)));
    assert!(bytes(left.path()) == before);
}
