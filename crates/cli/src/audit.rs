//! `tokendesk audit …`

mod export;
mod list;
mod verify;

use std::io::Write;

use tokendesk_domain::{
    audit::Action,
    audit_query::{AuditForm, AuditQuery},
    token::TokenId,
};
use tokendesk_issuer::{Desk, DeskError};

use crate::{
    args::{AuditFilterArgs, AuditVerb},
    output::Output,
    refusal::Failure,
};

pub(crate) fn run<W: Write, N: Write>(
    desk: &Desk,
    verb: &AuditVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    match verb {
        AuditVerb::List(args) => list::run(desk, args, output),
        AuditVerb::Verify { head } => verify::run(desk, head.as_deref(), output),
        AuditVerb::Export(args) => export::run(desk, args, output),
    }
}

fn query(args: &AuditFilterArgs) -> Result<AuditQuery, Failure> {
    // The words were looked up when the command was read.
    let actions: Vec<_> = args.what.iter().filter_map(|word| Action::asked_by(word)).flatten().collect();
    let form = AuditForm {
        since: args.since.clone(),
        until: args.until.clone(),
        who: args.who.clone(),
        actions: (!actions.is_empty()).then_some(actions),
        token: args.token.map(TokenId),
    };
    Desk::read_audit_form(form).map_err(|errors| DeskError::Invalid(errors).into())
}
