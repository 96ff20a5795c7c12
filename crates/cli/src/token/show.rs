//! `tokendesk token show`

use std::io::Write;

use tokendesk_issuer::Desk;

use super::{find, find_one, sheet};
use crate::{output::Output, record::DetailsRecord, refusal::Failure};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    ids: &[i64],
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    for (index, token) in find(desk, ids)?.iter().enumerate() {
        let details = &find_one(desk, token.id.0)?;
        let gap = if index == 0 { "" } else { "\n" };
        output.result(
            || DetailsRecord::of(details),
            || format!("{gap}{}\n{}", sheet::of(details), sheet::history(details)),
        )?;
    }
    Ok(())
}
