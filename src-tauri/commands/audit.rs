//! The audit log.

use std::{
    io::{self, BufWriter},
    ops::ControlFlow,
    path::Path,
};

use tauri::{AppHandle, WebviewWindow};
use tokendesk_audit_export::ExportWriter;
use tokendesk_domain::{audit_chain::EntryHash, audit_query::AuditQuery};
use tokendesk_issuer::{Desk as IssuerDesk, DeskError, Progress};

use super::Desk;
use crate::{
    file_dialog, private_file, watch,
    wire::{AuditCheck, AuditExport, AuditFormat, AuditPage, AuditRequest, AuditVerdict, Fault, SavedFile},
};

/// Entries of a page.
const PAGE: u32 = 100;

#[tauri::command]
pub(crate) async fn list_audit(seat: Desk<'_>, request: AuditRequest) -> Result<AuditPage, Fault> {
    seat.at_desk(move |_, desk| {
        let query = IssuerDesk::read_audit_form(request.filter.into()).map_err(DeskError::Invalid)?;
        let page = desk.audit_page(&query, request.before, PAGE)?;
        let entries = page.entries.into_iter().map(Into::into).collect();
        Ok(AuditPage { entries, next: page.next, is_cut: page.is_cut })
    })
    .await
}

/// In steps, with `audit-progress` events, until `cancel_audit` is asked.
#[tauri::command]
pub(crate) async fn check_audit(
    app: AppHandle,
    seat: Desk<'_>,
    request: AuditCheck,
) -> Result<Option<AuditVerdict>, Fault> {
    let noted = match request.noted.trim() {
        "" => None,
        text => match text.parse::<EntryHash>() {
            Ok(hash) => Some(hash),
            Err(_) => return Ok(Some(AuditVerdict::NotAHead)),
        },
    };
    let mut running = seat.audit.begin()?;
    seat.at_desk(move |_, desk| {
        let go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "audit-progress", now));
        Ok(desk.check_audit_in_steps(noted, go_on)?.map(Into::into))
    })
    .await
}

/// In steps, with `audit-progress` events, until `cancel_audit` is asked; then there is no file.
#[tauri::command]
pub(crate) async fn export_audit(
    app: AppHandle,
    window: WebviewWindow,
    seat: Desk<'_>,
    request: AuditExport,
) -> Result<SavedFile, Fault> {
    let name = match request.format {
        AuditFormat::Csv => "tokendesk-audit.csv",
        AuditFormat::JsonLines => "tokendesk-audit.jsonl",
    };
    let refused = |detail: String| Fault::FileNotWritten { detail };
    let chosen = file_dialog::where_to_save(&window, request.title, name.to_owned())
        .await
        .map_err(|error| refused(error.to_string()))?;
    let Some(path) = chosen else { return Ok(SavedFile { path: None }) };
    let shown = path.display().to_string();
    let mut running = seat.audit.begin()?;
    let written = seat.at_desk(move |_, desk| {
        let go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "audit-progress", now));
        let query = IssuerDesk::read_audit_form(request.filter.into()).map_err(DeskError::Invalid)?;
        match write(desk, &query, request.format, &path, go_on) {
            Ok(()) => Ok(Ok(Some(shown))),
            Err(Unwritten::Cancelled) => Ok(Ok(None)),
            Err(Unwritten::File(error)) => Ok(Err(format!("{shown}: {error}"))),
            Err(Unwritten::Desk(error)) => Err(error),
        }
    });
    written.await?.map(|path| SavedFile { path }).map_err(refused)
}

/// Ends the check or the export of the audit log that is being made.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn cancel_audit(seat: Desk<'_>) {
    seat.audit.cancel();
}

/// Why there is no file.
enum Unwritten {
    Cancelled,
    File(io::Error),
    Desk(DeskError),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<DeskError> for Unwritten {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

fn write(
    desk: &IssuerDesk,
    query: &AuditQuery,
    format: AuditFormat,
    path: &Path,
    go_on: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Unwritten> {
    private_file::replace(path, |file| {
        let mut file = ExportWriter::new(format.into(), BufWriter::new(file))?;
        desk.export_audit(query, go_on, |entry| Ok::<_, Unwritten>(file.write(entry)?))?
            .ok_or(Unwritten::Cancelled)?;
        Ok(file.finish()?)
    })
}
