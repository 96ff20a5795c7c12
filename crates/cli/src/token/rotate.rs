//! `tokendesk token rotate`

use std::io::Write;

use tokendesk_domain::{
    rotation::RotationForm,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::Issued;

use super::{Desk, find_one, sheet};
use crate::{
    args::RotateArgs,
    output::Output,
    record::RotatedRecord,
    refusal::{Failure, Refusal},
    seat::with_vault,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &RotateArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let form = RotationForm { grace: args.grace.clone(), quiet_for: args.quiet_for.clone() };
    let id = find_one(desk, args.id)?.token.id;
    // A vault that is not needed is not asked for: only a copyable key is sealed.
    let rotated = with_vault(desk, output, || desk.rotate(id, &form))?;
    write(&rotated, output).map_err(|error| lost(&rotated, &error))?;
    let passing =
        rotated.details.old_keys.iter().find(|old| old.generation + 1 == rotated.details.token.generation);
    output.remark(&match passing {
        Some(old) => format!("The old key {} passes until {}.", old.hint, sheet::local(old.until)),
        None => "The old key is refused from now on.".to_owned(),
    });
    if rotated.details.token.visibility == Visibility::ShowOnce {
        output.remark("The key is not kept: copy it now.");
    }
    Ok(())
}

/// The key stands alone on the last line.
fn write<W: Write, N: Write>(rotated: &Issued, output: &mut Output<W, N>) -> std::io::Result<()> {
    output.result(
        || RotatedRecord::of(rotated),
        || format!("{}\n\n{}", sheet::of(&rotated.details), rotated.key.expose()),
    )?;
    output.flush()
}

/// The token has the new key, which went nowhere.
fn lost(rotated: &Issued, error: &std::io::Error) -> Failure {
    let token = &rotated.details.token;
    let TokenId(id) = token.id;
    let way_out = match token.visibility {
        Visibility::Copyable => format!("`tokendesk token key {id}` prints it"),
        Visibility::ShowOnce => "it is not kept: rotate again".to_owned(),
    };
    Failure::Fault(Refusal::new(
        "key_not_written",
        format!("Token {id} has a new key, but it could not be written ({error}); {way_out}."),
    ))
}
