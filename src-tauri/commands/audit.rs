//! The audit log.

use std::{io::BufWriter, ops::ControlFlow, path::Path};

use tauri::{AppHandle, WebviewWindow};
use tokendesk_audit_export::ExportWriter;
use tokendesk_domain::{audit_chain::EntryHash, audit_query::AuditQuery};
use tokendesk_issuer::{Desk as IssuerDesk, DeskError, Progress};

use super::Desk;
use crate::{
    file_dialog,
    unwritten::Unwritten,
    watch,
    wire::{AuditCheck, AuditExport, AuditPage, AuditRequest, AuditVerdict, Fault, FileFormat, SavedFile},
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
    let name = format!("tokendesk-audit.{}", request.format.ending());
    let chosen = file_dialog::where_to_save(&window, request.title, name).await?;
    let Some(path) = chosen else { return Ok(SavedFile { path: None }) };
    let mut running = seat.audit.begin()?;
    seat.at_desk(move |_, desk| {
        let go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "audit-progress", now));
        let query = IssuerDesk::read_audit_form(request.filter.into()).map_err(DeskError::Invalid)?;
        let written = write(desk, &query, request.format, &path, go_on);
        Unwritten::answer(written.map(|()| path.display().to_string()), &path)
    })
    .await?
    .map(|path| SavedFile { path })
}

/// Ends the check or the export of the audit log that is being made.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn cancel_audit(seat: Desk<'_>) {
    seat.audit.cancel();
}

fn write(
    desk: &IssuerDesk,
    query: &AuditQuery,
    format: FileFormat,
    path: &Path,
    go_on: impl FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), Unwritten> {
    tokendesk_private_file::replace(path, |file| {
        let mut file = ExportWriter::new(format.into(), BufWriter::new(file))?;
        desk.export_audit(query, go_on, |entry| Ok::<_, Unwritten>(file.write(entry)?))?
            .ok_or(Unwritten::Cancelled)?;
        Ok(file.finish()?)
    })
}
