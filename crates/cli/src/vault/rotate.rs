//! `tokendesk vault rotate`

use std::{
    io::{self, IsTerminal, Write},
    ops::ControlFlow,
    time::{Duration, Instant},
};

use tokendesk_issuer::{Desk, DeskError, Progress, VaultProblem};
use tokendesk_vault::SlotKind;

use super::need_slots;
use crate::{
    note::Note,
    output::Output,
    passphrase::Source,
    record::RotationRecord,
    refusal::Failure,
    seat::{unlock, with_vault},
};

/// How often the line on the terminal is written anew.
const EVERY: Duration = Duration::from_millis(100);

pub(super) fn run<W: Write, N: Write>(desk: &Desk, output: &mut Output<W, N>) -> Result<(), Failure> {
    need_slots(desk)?;
    with_vault(desk, output, || desk.need_unlocked())?;
    let mut meter = Meter::new(!output.is_json() && io::stderr().is_terminal());
    let mut rotate = || desk.rotate_data_key(&mut |progress| meter.show(progress));
    let report = match rotate() {
        // Of Tokendesk 0.1: once its secret was given, the passphrase takes a new data key like the others.
        Err(DeskError::Vault(VaultProblem::SecretsNeeded(kinds)))
            if kinds.contains(&SlotKind::Passphrase) =>
        {
            unlock(desk, &Source::find(), output)?;
            rotate()
        }
        done => done,
    };
    meter.clear();
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

/// One line on the terminal, written over and over.
struct Meter {
    shown: bool,
    next: Option<Instant>,
}

impl Meter {
    fn new(on_terminal: bool) -> Self {
        Self { shown: false, next: on_terminal.then(Instant::now) }
    }

    fn show(&mut self, Progress { done, total }: Progress) -> ControlFlow<()> {
        if let Some(next) = self.next
            && next <= Instant::now()
        {
            let _ = write!(
                io::stderr(),
                "\r\x1b[KSealing the keys anew: {done} of {total} (Ctrl+C stops; it goes on the next time)"
            );
            (self.shown, self.next) = (true, Some(Instant::now() + EVERY));
        }
        ControlFlow::Continue(())
    }

    fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
