//! Tokens from a file. The file and the keys that are drawn stay here: the window sees counts, names and reasons.

use std::{
    io::BufWriter,
    path::Path,
    sync::{Arc, PoisonError},
};

use tauri::{AppHandle, WebviewWindow};
use tokendesk_domain::token::TokenId;
use tokendesk_issuer::{Desk as IssuerDesk, KeyUse};
use tokendesk_token_file::{Format, Writer};
use tokendesk_token_rows::fields_with_key;
use zeroize::Zeroizing;

use super::Desk;
use crate::{
    convert, file_dialog,
    seat::Seat,
    token_file::{FileRow, TokenFile},
    token_import::{self, Imported, Verdict},
    unwritten::Unwritten,
    watch,
    wire::{
        DroppedFile, Fault, FileQuestion, ImportChoice, ImportCounts, ImportOrder, ImportPreview,
        ImportReport, SavedKeys, TokenFileName, TokenFileProblem,
    },
};

/// Tokens that are read at once for the file of keys.
const PAGE: usize = 500;

#[tauri::command]
pub(crate) async fn choose_token_file(
    window: WebviewWindow,
    seat: Desk<'_>,
    request: FileQuestion,
) -> Result<Option<TokenFileName>, Fault> {
    let Some(path) = file_dialog::which_to_open(&window, request.title).await? else { return Ok(None) };
    seat.at_desk(move |seat, _| Ok(TokenFile::open(&path).map(|file| take(seat, file)).map_err(Fault::from)))
        .await?
        .map(Some)
}

#[tauri::command]
pub(crate) async fn drop_token_file(seat: Desk<'_>, request: DroppedFile) -> Result<TokenFileName, Fault> {
    let content = Zeroizing::new(request.text.into_bytes());
    let file = TokenFile::of_content(Path::new(&request.name), content)?;
    Ok(take(&seat, file))
}

#[tauri::command]
pub(crate) async fn preview_token_import(
    seat: Desk<'_>,
    request: ImportChoice,
) -> Result<ImportPreview, Fault> {
    seat.at_desk(move |seat, desk| {
        let (rows, foreign) = match rows(seat, &request) {
            Ok(read) => read,
            Err(fault) => return Ok(Err(fault)),
        };
        let verdicts = token_import::check(desk, &rows)?;
        Ok(Ok(convert::import_preview(&rows, &verdicts, foreign)))
    })
    .await?
}

/// In steps, with `change-progress` events, until `cancel_change` is asked.
#[tauri::command]
pub(crate) async fn import_tokens(
    app: AppHandle,
    seat: Desk<'_>,
    request: ImportOrder,
) -> Result<ImportReport, Fault> {
    let mut running = seat.change.begin()?;
    seat.at_desk(move |seat, desk| {
        let _drawing = seat.imported_keys.draw();
        let rows = match rows(seat, &request.choice) {
            Ok((rows, _)) => rows,
            Err(fault) => return Ok(Err(fault)),
        };
        let verdicts = token_import::check(desk, &rows)?;
        let (right, wrong): (Vec<_>, Vec<_>) =
            rows.iter().zip(&verdicts).partition(|(_, verdict)| matches!(verdict, Verdict::Right(..)));
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        let right: Vec<_> = right.into_iter().map(|(row, _)| row).collect();
        // The file is as it was looked at; tokens and the catalogue of scopes may not be.
        let imported = if wrong.is_empty() || request.leave_out_wrong {
            token_import::run(desk, &right, &mut go_on)?
        } else {
            Imported { left: right.len(), ..Imported::default() }
        };
        let report = report(seat, &right, &wrong, imported);
        // The page that asked may have crashed meanwhile, and knows nothing of it.
        watch::emit_unsaved(&app, seat);
        Ok(Ok(report))
    })
    .await?
}

#[tauri::command]
pub(crate) async fn save_imported_keys(
    app: AppHandle,
    window: WebviewWindow,
    seat: Desk<'_>,
    request: FileQuestion,
) -> Result<SavedKeys, Fault> {
    let none = SavedKeys { path: None, written: 0, missing: 0 };
    let asked = file_dialog::where_to_save(&window, request.title, "tokendesk-keys.csv".to_owned()).await?;
    let Some(path) = asked else { return Ok(none) };
    let saved = seat.at_desk(move |seat, desk| {
        let saved = save_keys(seat, desk, &path).map(|(written, missing)| SavedKeys {
            path: Some(path.display().to_string()),
            written,
            missing,
        });
        Unwritten::answer(saved, &path)
    });
    let saved = saved.await??.unwrap_or(none);
    watch::emit_unsaved(&app, &seat);
    Ok(saved)
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn forget_token_file(seat: Desk<'_>) {
    keep(&seat, None);
}

#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn forget_imported_keys(app: AppHandle, seat: Desk<'_>) {
    seat.imported_keys.forget();
    watch::emit_unsaved(&app, &seat);
}

fn take(seat: &Seat, file: TokenFile) -> TokenFileName {
    let name = TokenFileName { name: file.name.clone() };
    keep(seat, Some(Arc::new(file)));
    name
}

fn keep(seat: &Seat, file: Option<Arc<TokenFile>>) {
    *seat.token_file.lock().unwrap_or_else(PoisonError::into_inner) = file;
}

fn rows(seat: &Seat, choice: &ImportChoice) -> Result<(Vec<FileRow>, Vec<String>), Fault> {
    let file = seat.token_file.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let gone = || Fault::TokenFileRefused { problem: TokenFileProblem::Gone, detail: String::new() };
    Ok(file.ok_or_else(gone)?.rows(&choice.scopes, choice.new_keys)?)
}

/// Keeps the keys that were drawn, and tells the rest.
fn report(
    seat: &Seat,
    right: &[&FileRow],
    wrong: &[(&FileRow, &Verdict)],
    imported: Imported,
) -> ImportReport {
    let Imported { issued, adopted, already_there, wrong: late, left, stopped_by } = imported;
    let before = wrong.iter().map(|(row, verdict)| match verdict {
        Verdict::Wrong(problem) => (*row, problem.as_ref()),
        Verdict::Right(..) => (*row, None),
    });
    let after = late.iter().map(|(at, problem)| (right[*at], Some(problem)));
    let counts = ImportCounts {
        issued: small(issued.len()),
        adopted: small(adopted),
        already_there: small(already_there),
        refused: small(wrong.len() + late.len()),
    };
    seat.imported_keys.add(issued.into_iter().map(|one| {
        let token = &one.details.token;
        (token.id, one.key, token.visibility)
    }));
    ImportReport {
        counts,
        left: small(left),
        unsaved: seat.imported_keys.unsaved(),
        fault: stopped_by.map(Into::into),
        refused: convert::refused_rows(before.chain(after)),
    }
}

/// Writes the tokens with their keys, whole or not at all; how many, and how many keys are not at hand any more. Each
/// key has its entry in the audit log before it is in the file's place.
fn save_keys(seat: &Seat, desk: &IssuerDesk, path: &Path) -> Result<(u32, u32), Unwritten> {
    let ids = seat.imported_keys.ids();
    let format = Format::of_name(path).unwrap_or(Format::Csv);
    let mut written: Vec<TokenId> = Vec::new();
    tokendesk_private_file::replace(path, |file| {
        let mut writer = Writer::new(BufWriter::new(file), format, true)?;
        for page in ids.chunks(PAGE) {
            for token in desk.tokens(page)? {
                let with_key = |key: &_| fields_with_key(&token, Some(key));
                let Some(fields) = seat.imported_keys.with(token.id, &token.hint, with_key) else { continue };
                writer.write(&fields)?;
                written.push(token.id);
            }
        }
        writer.flush()?;
        Ok::<_, Unwritten>(desk.record_key_uses(&written, KeyUse::Reveal)?)
    })?;
    seat.imported_keys.note_saved(&written);
    Ok((small(written.len()), small(ids.len() - written.len())))
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
