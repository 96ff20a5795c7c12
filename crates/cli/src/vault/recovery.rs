//! `tokendesk vault recovery-code`

use std::io::Write;

use tokendesk_issuer::{Desk, DeskError, VaultProblem, WrittenCode};
use zeroize::Zeroizing;

use super::need_slots;
use crate::{
    args::RecoveryArgs,
    output::Output,
    passphrase::Source,
    record::RecoveryRecord,
    refusal::{Failure, Refusal},
    seat::with_vault,
    terminal,
};

/// How often a group may be mistyped.
const TRIES: usize = 3;

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &RecoveryArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    need_slots(desk)?;
    if !args.no_check && Source::find_person() != Source::Terminal {
        let message = "Two groups of the code are asked back, and there is nobody to ask: run this in a terminal, or \
                       give --no-check and store the code.";
        return Err(Refusal::at("no_check", "recovery_check", message).into());
    }
    let written = with_vault(desk, output, || desk.draw_recovery_code())?;
    let code = text(&written);
    output.result(|| RecoveryRecord { recovery_code: code.to_string() }, || code.to_string())?;
    output.flush()?;
    if args.no_check {
        let typed = written.asked.map(|index| written.groups[index].as_str());
        desk.confirm_recovery_code(typed)?;
    } else {
        output.remark(
            "Write it down now: it is not shown again. It opens the vault once you typed two groups back.",
        );
        ask_back(desk, &written, output)?;
    }
    output.remark("The recovery code opens the vault from now on; one from before does not any more.");
    Ok(())
}

fn ask_back<W: Write, N: Write>(
    desk: &Desk,
    written: &WrittenCode,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    for left in (0..TRIES).rev() {
        let typed: Vec<_> = written.asked.iter().map(|index| ask(*index)).collect::<Result<_, _>>()?;
        match desk.confirm_recovery_code([&typed[0], &typed[1]]) {
            Err(DeskError::Vault(VaultProblem::WrongGroups)) if left > 0 => {
                output.remark("That is not what the code says; look at the paper again.");
            }
            done => return Ok(done.map(drop)?),
        }
    }
    Ok(())
}

fn ask(index: usize) -> Result<Zeroizing<String>, Failure> {
    terminal::ask_hidden(&format!("Group {}: ", index + 1)).map_err(|error| {
        let message =
            format!("Nothing was read from the terminal: {error}. The code does not open the vault.");
        Refusal::at("no_check", "recovery_check", message).into()
    })
}

fn text(written: &WrittenCode) -> Zeroizing<String> {
    let groups: Vec<&str> = written.groups.iter().map(|group| group.as_str()).collect();
    Zeroizing::new(groups.join("-"))
}
