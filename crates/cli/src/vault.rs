//! `tokendesk vault …`: the ways to open the kept keys, and their data key.

mod recovery;
mod remove;
mod rotate;

use std::io::Write;

use tokendesk_issuer::{Desk, KeyProtection};
use tokendesk_vault::VaultStatus;

use crate::{
    args::{PassphraseArgs, VaultVerb},
    output::Output,
    passphrase::Source,
    record::VaultRecord,
    refusal::{Failure, Refusal},
    seat::with_vault,
    table::Table,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &VaultVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        VaultVerb::Status => {
            desk.open_vault();
            print(desk, output)
        }
        VaultVerb::Passphrase(args) => passphrase(desk, args, output),
        VaultVerb::RecoveryCode(args) => recovery::run(desk, args, output),
        VaultVerb::Keyring => {
            // A vault without slots is set up by this one.
            if !is_empty(desk)? {
                with_vault(desk, output, || desk.need_unlocked())?;
            }
            desk.add_keyring_slot()?;
            output.remark("The keyring of this machine opens the vault from now on.");
            print(desk, output)
        }
        VaultVerb::RemoveSlot(args) => remove::run(desk, args, output),
        VaultVerb::Rotate => rotate::run(desk, output),
    }
}

fn passphrase<W: Write, N: Write>(
    desk: &Desk,
    args: &PassphraseArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let is_first = is_empty(desk)?;
    let source = match &args.new_passphrase_file {
        Some(path) => Source::File(path.clone()),
        None if is_first => Source::find(),
        None => Source::find_person(),
    };
    if source == Source::Nobody {
        let message = "There is nobody to type the new passphrase: give --new-passphrase-file.";
        return Err(Refusal::at("new_passphrase_file", "required", message).into());
    }
    // The vault is opened first: nobody types a new passphrase for nothing.
    if !is_first {
        with_vault(desk, output, || desk.need_unlocked())?;
    }
    let (typed, again) = source.new_one()?;
    desk.set_vault_passphrase(&typed, &again)?;
    output.remark("The passphrase opens the vault from now on.");
    print(desk, output)
}

fn print<W: Write, N: Write>(desk: &Desk, output: &mut Output<W, N>) -> Result<(), Failure> {
    let protection = desk.key_protection()?;
    output.result(|| VaultRecord::of(&protection), || table(&protection))?;
    Ok(())
}

fn table(protection: &KeyProtection) -> String {
    let record = VaultRecord::of(protection);
    let state =
        record.reason.map_or(record.state.to_owned(), |reason| format!("{} ({reason})", record.state));
    let mut rows = vec![
        ["state".to_owned(), state, String::new()],
        ["kept keys".to_owned(), record.sealed_keys.to_string(), String::new()],
    ];
    if let Some(rotation) = &record.rotation {
        let done = format!("{} of {} keys; `tokendesk vault rotate` goes on", rotation.done, rotation.total);
        rows.push(["rotation".to_owned(), done, String::new()]);
    }
    if record.damaged > 0 {
        let kept = format!("{}; the old data key is kept for them", record.damaged);
        rows.push(["damaged keys".to_owned(), kept, String::new()]);
    }
    for slot in &record.slots {
        let machine = match (&slot.machine, slot.here) {
            (Some(name), true) => format!("{name} (this machine)"),
            (name, _) => name.clone().unwrap_or_default(),
        };
        rows.push([slot.kind.to_owned(), slot.id[..8].to_owned(), machine]);
    }
    Table::of(&rows)
}

/// Nothing opens the vault yet, as it holds nothing.
fn is_empty(desk: &Desk) -> Result<bool, Failure> {
    desk.follow_slots()?;
    Ok(matches!(desk.vault_status(), VaultStatus::Ready | VaultStatus::NeedsPassphrase { .. }))
}

/// The vault holds nothing that these words could be about.
fn need_slots(desk: &Desk) -> Result<(), Failure> {
    if is_empty(desk)? {
        let message =
            "The vault holds nothing yet: it is set up with the first token whose key can be copied.";
        return Err(Refusal::new("vault_empty", message).into());
    }
    Ok(())
}
