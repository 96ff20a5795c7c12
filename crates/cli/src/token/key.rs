//! `tokendesk token key`

use std::io::Write;

use tokendesk_issuer::{Desk, KeyUse};

use super::find_one;
use crate::{output::Output, record::KeyRecord, refusal::Failure, seat::with_vault};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    id: i64,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let token = find_one(desk, id)?.token;
    let key = with_vault(desk, output, || desk.kept_key(token.id, KeyUse::Reveal))?;
    let name = token.name.as_str();
    Ok(output.result(|| KeyRecord { id, name, key: key.expose() }, || key.expose().to_owned())?)
}
