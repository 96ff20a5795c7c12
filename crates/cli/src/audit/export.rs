//! `tokendesk audit export`

use std::{
    io::{self, BufWriter, Write},
    ops::ControlFlow,
    path::Path,
};

use tokendesk_audit_export::{ExportFormat, ExportWriter};
use tokendesk_domain::audit_query::AuditQuery;
use tokendesk_issuer::Desk;
use tokendesk_private_file::{Existing, PrivateFile};

use super::query;
use crate::{
    args::{AuditExportArgs, AuditFormat},
    output::Output,
    refusal::{Failure, Refusal},
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &AuditExportArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let query = query(&args.filter)?;
    let format = match args.format {
        AuditFormat::Csv => ExportFormat::Csv,
        AuditFormat::Jsonl => ExportFormat::JsonLines,
    };
    let count = match &args.to {
        Some(path) => to_file(desk, &query, format, path)?,
        None => write(desk, &query, format, io::stdout().lock())?,
    };
    output.remark(&format!("{count} entries"));
    Ok(())
}

/// The file is there when it is whole. Who did what is nobody else's business: it is the owner's alone.
fn to_file(desk: &Desk, query: &AuditQuery, format: ExportFormat, path: &Path) -> Result<u64, Failure> {
    let mut file = PrivateFile::begin(path, Existing::Keep).map_err(|error| unwritable(&error))?;
    let count = write(desk, query, format, file.file_mut())?;
    file.keep().map_err(|error| unwritable(&error))?;
    Ok(count)
}

fn write(desk: &Desk, query: &AuditQuery, format: ExportFormat, out: impl Write) -> Result<u64, Failure> {
    let mut file = ExportWriter::new(format, BufWriter::new(out))?;
    let count = desk.export_audit(
        query,
        |_| ControlFlow::Continue(()),
        |entry| Ok::<_, Failure>(file.write(entry)?),
    )?;
    file.finish()?;
    Ok(count.expect("nobody stopped it"))
}

fn unwritable(error: &io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Refusal::at("to", "file_exists", "There is such a file already; name another one.")
        }
        _ => Refusal::at("to", "file_unwritable", format!("The file can't be written: {error}.")),
    }
}
