//! `tokendesk vault rotate`

use std::{io::Write, ops::ControlFlow};

use tokendesk_issuer::{Desk, DeskError, VaultProblem};
use tokendesk_vault::SlotKind;

use super::need_slots;
use crate::{
    note::Note,
    output::Output,
    passphrase::Source,
    progress::Progress,
    record::RotationRecord,
    refusal::Failure,
    seat::{unlock, with_vault},
};

pub(super) fn run<W: Write, N: Write>(desk: &Desk, output: &mut Output<W, N>) -> Result<(), Failure> {
    need_slots(desk)?;
    with_vault(desk, output, || desk.need_unlocked())?;
    let bar = if output.is_json() {
        Progress::unseen()
    } else {
        Progress::up_to(0, "Sealing the keys anew (Ctrl+C pauses)")
    };
    let rotate = || {
        desk.rotate_data_key(&mut |progress| {
            bar.set(progress.done, progress.total);
            ControlFlow::Continue(())
        })
    };
    let report = match rotate() {
        // Of Tokendesk 0.1: once its secret was given, the passphrase takes a new data key like the others.
        Err(DeskError::Vault(VaultProblem::SecretsNeeded(kinds)))
            if kinds.contains(&SlotKind::Passphrase) =>
        {
            bar.aside(|| unlock(desk, &Source::find(), false, output))?;
            rotate()
        }
        done => done,
    };
    drop(bar);
    let report = report?;
    for id in &report.damaged {
        let message = format!(
            "The sealed copy of the key of token {} does not open: it is damaged or was swapped. It was left as it \
             is, and the old data key is kept for it.",
            id.0
        );
        output.warn(&Note::new("key_damaged", message));
    }
    let keys = report.resealed;
    output.result(
        || RotationRecord::of(&report),
        || format!("The vault has a new data key; {keys} keys are sealed with it."),
    )?;
    Ok(())
}
