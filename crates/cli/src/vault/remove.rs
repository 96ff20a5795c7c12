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
    let slots = desk.slots()?;
    let slot = find(&slots, &args.slot)?;
    if !args.yes {
        confirm(&slots, slot)?;
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

fn confirm(slots: &[SlotInfo], slot: &SlotInfo) -> Result<(), Failure> {
    let what = name(slot);
    if Source::find_person() != Source::Terminal {
        let message =
            format!("{what} would not open the vault any more, and there is nobody to ask: give --yes.");
        return Err(Refusal::at("yes", "not_confirmed", message).into());
    }
    let answer = terminal::ask(&question(slots, slot)).map_err(|error| {
        Refusal::at("yes", "not_confirmed", format!("No answer was read from the terminal: {error}."))
    })?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(())
    } else {
        Err(Refusal::at("yes", "not_confirmed", "Nothing was removed.").into())
    }
}

fn question(slots: &[SlotInfo], removed: &SlotInfo) -> String {
    let is_elsewhere = |slot: &SlotInfo| slot.kind == SlotKind::Keyring && !slot.is_here;
    let what = name(removed);
    let left = if slots.iter().filter(|slot| slot.id != removed.id).all(is_elsewhere) {
        " Only keyrings of other machines are left: on this one nothing will open it."
    } else {
        ""
    };
    format!("{what} will not open the vault any more.{left} Remove it? [y/N] ")
}

fn name(slot: &SlotInfo) -> String {
    match (slot.kind, &slot.machine) {
        (SlotKind::Passphrase, _) => "The passphrase".to_owned(),
        (SlotKind::Recovery, _) => "The recovery code".to_owned(),
        (SlotKind::Keyring, Some(machine)) => format!("The keyring of {machine}"),
        (SlotKind::Keyring, None) => "This entry of a keyring".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(number: u8, kind: SlotKind, machine: Option<&str>, is_here: bool) -> SlotInfo {
        SlotInfo { id: [number; 16], kind, created: None, machine: machine.map(str::to_owned), is_here }
    }

    #[test]
    fn the_question_says_when_only_keyrings_of_other_machines_are_left() {
        let here = slot(1, SlotKind::Keyring, Some("desk"), true);
        let away = slot(2, SlotKind::Keyring, Some("laptop"), false);
        let unnamed = slot(3, SlotKind::Keyring, None, false);
        let passphrase = slot(4, SlotKind::Passphrase, None, false);
        let warns = |slots: Vec<SlotInfo>| question(&slots, &slots[0]).contains("keyrings of other machines");
        assert!(warns(vec![passphrase, away, unnamed]));
        let away = || slot(2, SlotKind::Keyring, Some("laptop"), false);
        assert!(!warns(vec![slot(4, SlotKind::Passphrase, None, false), away(), here]));
        assert!(!warns(vec![away(), slot(4, SlotKind::Passphrase, None, false)]));
        let question = question(&[slot(4, SlotKind::Recovery, None, false), away()], &away());
        assert_eq!(question, "The keyring of laptop will not open the vault any more. Remove it? [y/N] ");
    }
}
