//! Two stores on one file, as two programs have them.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokendesk_domain::starter_scopes::{StarterLanguage, starter_scopes};
use tokendesk_store_sqlite::{Birth, Store, StoreError};

fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("tokendesk.db")
}

fn open(path: &Path) -> Store {
    let birth = Birth { vault_id: [7; 16], scopes: starter_scopes(StarterLanguage::English) };
    Store::open(path, &birth).expect("a store")
}

#[test]
fn two_programs_with_sixteen_threads_each_write_without_being_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let stores = [open(&file(&folder)), open(&file(&folder))];
    let end = Instant::now() + Duration::from_secs(3);
    let counts: Vec<Vec<Result<u32, StoreError>>> = thread::scope(|scope| {
        let threads: Vec<Vec<_>> = stores
            .iter()
            .enumerate()
            .map(|(program, store)| {
                (0..16)
                    .map(|thread| {
                        scope.spawn(move || {
                            let mut written = 0;
                            while Instant::now() < end {
                                store.write(|write| {
                                    write.save_draft(&format!("{program} {thread} {written}"))
                                })?;
                                written += 1;
                            }
                            Ok(written)
                        })
                    })
                    .collect()
            })
            .collect();
        threads
            .into_iter()
            .map(|group| group.into_iter().map(|thread| thread.join().unwrap()).collect())
            .collect()
    });
    for program in counts {
        let written: u32 = program.into_iter().map(Result::unwrap).sum();
        assert!(written > 0);
    }
}
