//! The audit log.

use std::{
    io::{self, BufWriter},
    path::Path,
};

use tauri::WebviewWindow;
use tokendesk_audit_export::ExportWriter;
use tokendesk_domain::{audit_chain::EntryHash, audit_query::AuditQuery};
use tokendesk_issuer::{AuditPlace, Desk as IssuerDesk, DeskError};

use super::Desk;
use crate::{
    file_dialog, private_file,
    wire::{AuditCheck, AuditExport, AuditFormat, AuditPage, AuditRequest, AuditVerdict, Fault, SavedFile},
};

/// Entries of a page.
const PAGE: u32 = 100;

#[tauri::command]
pub(crate) async fn list_audit(seat: Desk<'_>, request: AuditRequest) -> Result<AuditPage, Fault> {
    seat.at_desk(move |_, desk| {
        let query = IssuerDesk::read_audit_form(request.filter.into()).map_err(DeskError::Invalid)?;
        // One more than the page tells whether there are others.
        let mut found = desk.audit(&query, AuditPlace::Before(request.before), PAGE + 1)?;
        let more = found.len() > PAGE as usize;
        found.truncate(PAGE as usize);
        Ok(AuditPage { entries: found.into_iter().map(Into::into).collect(), more })
    })
    .await
}

#[tauri::command]
pub(crate) async fn check_audit(seat: Desk<'_>, request: AuditCheck) -> Result<AuditVerdict, Fault> {
    let noted = match request.noted.trim() {
        "" => None,
        text => match text.parse::<EntryHash>() {
            Ok(hash) => Some(hash),
            Err(_) => return Ok(AuditVerdict::NotAHead),
        },
    };
    seat.at_desk(move |_, desk| Ok(desk.check_audit(noted)?.into())).await
}

#[tauri::command]
pub(crate) async fn export_audit(
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
    let written = seat.at_desk(move |_, desk| {
        let query = IssuerDesk::read_audit_form(request.filter.into()).map_err(DeskError::Invalid)?;
        match write(desk, &query, request.format, &path) {
            Ok(()) => Ok(Ok(())),
            Err(Unwritten::File(error)) => Ok(Err(error)),
            Err(Unwritten::Desk(error)) => Err(error),
        }
    });
    match written.await? {
        Ok(()) => Ok(SavedFile { path: Some(shown) }),
        Err(error) => Err(refused(format!("{shown}: {error}"))),
    }
}

/// Why there is no file.
enum Unwritten {
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

fn write(desk: &IssuerDesk, query: &AuditQuery, format: AuditFormat, path: &Path) -> Result<(), Unwritten> {
    private_file::replace(path, |file| {
        let mut file = ExportWriter::new(format.into(), BufWriter::new(file))?;
        desk.export_audit(query, |entry| Ok::<_, Unwritten>(file.write(entry)?))?;
        Ok(file.finish()?)
    })
}
