//! `tokendesk vault remove-slot`

use std::io::Write;

use tokendesk_issuer::{Desk, SlotInfo};
use tokendesk_vault::SlotKind;

use super::{need_slots, print};
use crate::{
    args::RemoveArgs,
    output::Output,
    passphrase::Source,
    record::SlotRecord,
    refusal::{Failure, Refusal},
    seat::with_vault,
    terminal,
};

/// Fewer digits of an id are a slip rather than a choice.
const FEWEST_DIGITS: usize = 4;

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &RemoveArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    need_slots(desk)?;
    let slots = desk.key_protection()?.slots;
    let slot = find(&slots, &args.slot)?;
    if !args.yes {
        confirm(slot)?;
    }
    with_vault(desk, output, || desk.remove_slot(slot.id))?;
    print(desk, output)
}

fn find<'s>(slots: &'s [SlotInfo], typed: &str) -> Result<&'s SlotInfo, Refusal> {
    let typed = typed.trim().to_ascii_lowercase();
    let kind = typed.replace("recovery-code", "recovery").parse::<SlotKind>().ok();
    let meant: Vec<&SlotInfo> = slots
        .iter()
        .filter(|slot| {
            let by_id = typed.len() >= FEWEST_DIGITS && SlotRecord::of(slot).id.starts_with(&typed);
            by_id || kind == Some(slot.kind)
        })
        .collect();
    match meant[..] {
        [slot] => Ok(slot),
        [] => Err(Refusal::at("slot", "not_found", format!("No way to open the vault is called {typed}."))),
        _ => Err(Refusal::at("slot", "ambiguous", format!("Several are called {typed}: give the id."))),
    }
}

fn confirm(slot: &SlotInfo) -> Result<(), Failure> {
    let what = match (slot.kind, &slot.machine) {
        (SlotKind::Passphrase, _) => "The passphrase".to_owned(),
        (SlotKind::Recovery, _) => "The recovery code".to_owned(),
        (SlotKind::Keyring, Some(machine)) => format!("The keyring of {machine}"),
        (SlotKind::Keyring, None) => "This entry of a keyring".to_owned(),
    };
    if Source::find_person() != Source::Terminal {
        let message =
            format!("{what} would not open the vault any more, and there is nobody to ask: give --yes.");
        return Err(Refusal::at("yes", "not_confirmed", message).into());
    }
    let question = format!("{what} will not open the vault any more. Remove it? [y/N] ");
    let answer = terminal::ask(&question).map_err(|error| {
        Refusal::at("yes", "not_confirmed", format!("No answer was read from the terminal: {error}."))
    })?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(())
    } else {
        Err(Refusal::at("yes", "not_confirmed", "Nothing was removed.").into())
    }
}
