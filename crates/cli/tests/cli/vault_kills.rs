//! A rotation killed at any moment: every key opens, and the next run goes on.

use std::{process::Stdio, thread, time::Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use rusqlite::Connection;
use tokendesk_domain::{form::TermsForm, issue::IssueForm};
use tokendesk_vault::{DekId, RetiredKey, Slot, SlotRecord, Vault, VaultId};

use crate::{
    machine::{Machine, PASSPHRASE},
    side_by_side::desk,
};

const KILLS: u32 = 60;
/// Several batches of a rotation.
const TOKENS: usize = 3_000;

/// Opens the vault from the rows of the file alone, as any program that knows the format could.
fn unlocked(database: &Connection) -> Vault {
    let id = database.query_one("SELECT id FROM vault", [], |row| row.get(0)).expect("an id");
    let mut statement = database
        .prepare("SELECT id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped FROM vault_slots")
        .expect("slots");
    let slots = statement.query_map([], |row| {
        let kind: String = row.get(2)?;
        Ok(SlotRecord {
            id: row.get(0)?,
            dek_id: row.get(1)?,
            kind: kind.parse().expect("a kind"),
            salt: row.get(3)?,
            memory_kib: row.get(4)?,
            passes: row.get(5)?,
            lanes: row.get(6)?,
            wrapped: row.get(7)?,
        })
    });
    let slots =
        slots.expect("rows").map(|slot| Slot::try_from(slot.expect("a row")).expect("whole")).collect();
    let mut statement = database.prepare("SELECT dek_id, sealed FROM retired_data_keys").expect("keys");
    let retired = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .map(|row| row.map(|(id, sealed)| RetiredKey::from_stored(DekId::new(id), sealed).expect("whole")))
        .collect::<Result<_, _>>()
        .expect("retired keys");
    let mut vault = Vault::new(VaultId::from_bytes(id), slots, retired).expect("it fits together");
    let opened = vault.plan_unlock(PASSPHRASE).expect("a passphrase").run().expect("the right one");
    vault.unlocked(opened);
    vault
}

fn every_key_opens(machine: &Machine, keys: &[(i64, String)]) -> u32 {
    let database = machine.database();
    let vault = unlocked(&database);
    let sql =
        "SELECT t.key_sha256, s.sealed FROM sealed_keys s JOIN tokens t ON t.id = s.token_id WHERE t.id = ?1";
    let mut statement = database.prepare(sql).expect("a statement");
    for (id, key) in keys {
        let (hash, sealed): ([u8; 32], Vec<u8>) =
            statement.query_one([id], |row| Ok((row.get(0)?, row.get(1)?))).expect("a sealed copy");
        let opened = vault.open(&hash, &sealed).unwrap_or_else(|error| panic!("token {id}: {error}"));
        assert!(*opened == *key, "token {id} has another key");
    }
    vault.slots()[0].dek_id().get()
}

#[test]
fn a_rotation_killed_at_any_moment_loses_no_key_and_goes_on() {
    let machine = Machine::new();
    let desk = desk(&machine);
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE).expect("set");
    let form = |number| IssueForm {
        name: format!("t{number}"),
        terms: TermsForm { scopes: vec!["read".into()], ..TermsForm::default() },
        ..IssueForm::default()
    };
    let forms: Vec<IssueForm> = (0..TOKENS).map(form).collect();
    let issued = desk.issue_many(&forms.iter().collect::<Vec<_>>()).expect("issued");
    let keys: Vec<(i64, String)> = issued
        .into_iter()
        .map(|issued| issued.expect("right"))
        .map(|issued| (issued.details.token.id.0, issued.key.expose().to_owned()))
        .collect();
    drop(desk);

    let started = Instant::now();
    machine.one("vault rotate");
    let longest = started.elapsed();
    let mut rng = StdRng::seed_from_u64(20_261_122);
    let (mut halfway, mut rotations) = (0, every_key_opens(&machine, &keys));
    for _ in 0..KILLS {
        let mut child = machine
            .command(["vault", "rotate"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        thread::sleep(longest.mul_f64(rng.random_range(0.2..1.1)));
        child.kill().expect("it was there to be killed");
        child.wait().expect("it ends");
        rotations = every_key_opens(&machine, &keys);
        let unfinished: i64 = machine
            .database()
            .query_one("SELECT count(*) FROM retired_data_keys", [], |row| row.get(0))
            .expect("a count");
        halfway += u32::from(unfinished > 0);
    }
    assert!(halfway > 0 && rotations > 3, "kills fell inside and after rotations: {halfway}, {rotations}");
    while !machine.one("vault status")["rotation"].is_null() {
        machine.one("vault rotate");
    }
    every_key_opens(&machine, &keys);
    let check: String =
        machine.database().query_one("PRAGMA integrity_check", [], |row| row.get(0)).expect("asked");
    assert_eq!(check, "ok");
    let key = machine.text("token key 1");
    assert_eq!(key.trim_end(), keys[0].1);
}
