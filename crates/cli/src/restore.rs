//! `tokendesk restore`

use std::{io::Write, path::Path};

use tokendesk_issuer::{
    Affected, Desk, DeskError, PreparedRestore, RestorePreview, StoreError, data_file, is_beyond_use,
    system_clock,
};

use crate::{
    args::RestoreArgs,
    backup::{bar, watch},
    output::Output,
    passphrase::Source,
    place,
    record::{BackupContentRecord, RestoreChanges, RestoreRecord, shown},
    refusal::{Failure, Refusal},
    stop::Stop,
    terminal,
};

/// What the data folder holds now.
enum Found {
    /// A data file that works.
    Live(Box<Desk>),
    /// None.
    Missing,
    /// One that can't be used.
    Unreadable(String),
}

pub(crate) fn run<W: Write, N: Write>(
    data: Option<&Path>,
    args: &RestoreArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let file = data_file(&place::folder(data)?);
    let (stop, bar) = (Stop::listen()?, bar(output.is_json()));
    let prepared = PreparedRestore::of(&args.file, &file, |done, total| watch(&bar, &stop, done, total))?;
    drop(bar);
    match find(&file)? {
        Found::Live(desk) => match into_desk(&desk, &prepared, args, output) {
            // It could be opened; only the copy of it showed the damage.
            Err(DamagedHere(detail)) => in_place(prepared, &file, Some(&detail), args, output),
            Ok(done) => done,
        },
        Found::Missing => in_place(prepared, &file, None, args, output),
        Found::Unreadable(detail) => in_place(prepared, &file, Some(&detail), args, output),
    }
}

fn find(file: &Path) -> Result<Found, Failure> {
    if !file.exists() {
        return Ok(Found::Missing);
    }
    match place::open_desk(file, place::actor()) {
        Ok(desk) => Ok(Found::Live(Box::new(desk))),
        Err(error) if is_beyond_use(&error) => Ok(Found::Unreadable(error.to_string())),
        Err(error) => Err(place::at_file(file, error)),
    }
}

/// The data file here is damaged.
struct DamagedHere(String);

fn into_desk<W: Write, N: Write>(
    desk: &Desk,
    prepared: &PreparedRestore,
    args: &RestoreArgs,
    output: &mut Output<W, N>,
) -> Result<Result<(), Failure>, DamagedHere> {
    let damaged = |error| match error {
        DeskError::Store(error @ StoreError::Damaged { .. }) => Err(DamagedHere(error.to_string())),
        error => Ok(Failure::from(error)),
    };
    let preview = match desk.preview_restore(prepared) {
        Ok(preview) => preview,
        Err(error) => return damaged(error).map(Err),
    };
    let sentences = sentences(&preview).join("\n");
    let mut record = RestoreRecord {
        restored: false,
        data_file: if preview.is_into_new { "new" } else { "live" },
        backup: BackupContentRecord::of(prepared.content()),
        changes: Some(RestoreChanges::of(&preview)),
        kept: None,
    };
    let is_wanted = !args.dry_run && !preview.is_empty();
    if is_wanted {
        if let Err(refused) = confirm(args, &sentences, output) {
            return Ok(Err(refused));
        }
        match desk.restore(prepared) {
            Ok(safety) => record.kept = Some(shown(&safety)),
            Err(error) => return damaged(error).map(Err),
        }
        record.restored = true;
    }
    let text = told(&record, &sentences);
    Ok(output.result(|| record, || text).map_err(Failure::from))
}

fn in_place<W: Write, N: Write>(
    prepared: PreparedRestore,
    file: &Path,
    damage: Option<&str>,
    args: &RestoreArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let tokens = prepared.content().tokens;
    let sentences = match damage {
        None => format!("There is no data file here; the backup with {tokens} tokens becomes it."),
        Some(detail) => format!(
            "The data file here can't be used ({detail}). It is put aside, and the backup with {tokens} tokens takes its place."
        ),
    };
    let mut record = RestoreRecord {
        restored: false,
        data_file: if damage.is_some() { "unreadable" } else { "missing" },
        backup: BackupContentRecord::of(prepared.content()),
        changes: None,
        kept: None,
    };
    if !args.dry_run {
        confirm(args, &sentences, output)?;
        let kept = prepared.put_in_place(file, &place::actor(), system_clock()())?;
        record.kept = kept.as_deref().map(shown);
        record.restored = true;
    }
    let text = told(&record, &sentences);
    Ok(output.result(|| record, || text)?)
}

fn told(record: &RestoreRecord, sentences: &str) -> String {
    match (&record.kept, record.restored) {
        (Some(kept), true) => format!("Restored. What stood here before: {kept}"),
        (None, true) => "Restored.".to_owned(),
        (_, false) => sentences.to_owned(),
    }
}

fn confirm<W: Write, N: Write>(
    args: &RestoreArgs,
    sentences: &str,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let refused = |message: String| Failure::from(Refusal::at("yes", "not_confirmed", message));
    if args.yes {
        return Ok(());
    }
    if Source::find_person() != Source::Terminal {
        return Err(refused(format!("{sentences} There is nobody to ask: give --yes.")));
    }
    output.remark(sentences);
    let answer = terminal::ask("Restore the backup? [y/N] ")
        .map_err(|error| refused(format!("No answer was read from the terminal: {error}.")))?;
    if matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
        Ok(())
    } else {
        Err(refused("Nothing was changed.".to_owned()))
    }
}

fn sentences(preview: &RestorePreview) -> Vec<String> {
    if preview.is_empty() {
        return vec!["Everything here is as in the backup.".to_owned()];
    }
    let mut all = Vec::new();
    let mut some = |affected: &Affected, kind: &str, what: &str| {
        if affected.count > 0 {
            let names: Vec<&str> = affected.first.iter().map(|(_, name)| name.as_str()).collect();
            let more = if affected.count > names.len() as u64 { ", …" } else { "" };
            all.push(format!("{} {what}: {}{more}", counted(affected.count, kind), names.join(", ")));
        }
    };
    some(&preview.returned, "token", "will come back");
    some(&preview.changed, "token", "will be as before");
    some(&preview.revived, "token", "of these will pass again, though refused here now");
    some(&preview.revived_admin_keys, "admin key", "will pass again, though revoked here now");
    some(&preview.removed, "token", "will be removed, not being in the backup");
    let others = [
        (preview.scopes, "scope"),
        (preview.routes, "route"),
        (preview.settings, "setting"),
        (preview.admin_keys, "admin key"),
    ];
    let others = others.into_iter().filter(|(count, _)| *count > 0);
    all.extend(others.map(|(count, what)| format!("{} will be as before", counted(count, what))));
    if preview.is_vault_changed {
        all.push(
            "The vault will open with what opened it then: a passphrase or recovery code set since will not do"
                .to_owned(),
        );
    }
    all
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
