//! `tokendesk token issue`

use std::io::Write;

use tokendesk_domain::token::Visibility;
use tokendesk_issuer::{Desk, Issued};

use super::sheet;
use crate::{
    args::TokenArgs,
    form,
    note::{Note, normalised},
    output::Output,
    record::TokenRecord,
    refusal::{Failure, Refusal},
    seat::with_vault,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &TokenArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let typed = form::issue(args);
    let review = desk.review_issue(&typed.form)?;
    let errors = review.reading.value.as_ref().err().map_or(&[][..], Vec::as_slice);
    let form = typed.judged(errors, &args.terms).map_err(Failure::Input)?;

    let issued = match form.visibility {
        Visibility::ShowOnce => desk.issue(&form)?,
        Visibility::Copyable => with_vault(desk, output, || desk.issue(&form))?,
    };
    write(&issued, output).map_err(|error| lost(&issued, &error))?;

    for note in normalised(&review.reading.addresses) {
        output.warn(&note);
    }
    if review.same_name > 0 {
        let others = review.same_name;
        output.warn(&Note::new("same_name", format!("Other tokens of this name: {others}.")));
    }
    for warning in review.reading.warnings {
        output.warn(&warning.into());
    }
    if form.visibility == Visibility::ShowOnce {
        output.remark("The key is not kept: copy it now.");
    }
    Ok(())
}

/// The key stands alone on the last line.
fn write<W: Write, N: Write>(issued: &Issued, output: &mut Output<W, N>) -> std::io::Result<()> {
    output.result(
        || TokenRecord::issued(issued),
        || format!("{}\n\n{}", sheet::of(&issued.details), issued.key.expose()),
    )?;
    output.flush()
}

/// A reader that left would go unnoticed elsewhere; here the token stands and its key went nowhere.
fn lost(issued: &Issued, error: &std::io::Error) -> Failure {
    let token = &issued.details.token;
    let way_out = match token.visibility {
        Visibility::Copyable => format!("`tokendesk token key {}` prints it", token.id.0),
        Visibility::ShowOnce => "it is not kept: revoke the token and issue another".to_owned(),
    };
    Failure::Fault(Refusal::new(
        "key_not_written",
        format!("Token {} is issued, but its key could not be written ({error}); {way_out}.", token.id.0),
    ))
}
