//! `tokendesk backup …`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use tokendesk_domain::backup::{BackupKind, BackupName};
use tokendesk_issuer::{Desk, DeskError, Existing, KeptBackup, backups_of, check_backup, data_file};

use crate::{
    args::{BackupVerb, CreateBackupArgs},
    output::Output,
    place,
    progress::Progress,
    record::{BackupContentRecord, BackupRecord, moment, shown},
    refusal::Failure,
    stop::Stop,
    table::Table,
};

pub(crate) fn run<W: Write, N: Write>(
    data: Option<&Path>,
    verb: &BackupVerb,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let existing = |output: &mut Output<W, N>| place::open_existing(data, output);
    match verb {
        BackupVerb::Create(args) => create(&existing(output)?, args, output),
        // Also where there is no data file any more, or a damaged one.
        BackupVerb::List => {
            let backups = backups_of(&data_file(&place::folder(data)?))?;
            list(&backups, output)
        }
        BackupVerb::Check { file } => check(file, output),
        BackupVerb::Prune => list(&existing(output)?.prune_backups()?, output),
    }
}

fn create<W: Write, N: Write>(
    desk: &Desk,
    args: &CreateBackupArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let (stop, bar) = (Stop::listen()?, bar(output.is_json()));
    let go_on = |done, total| watch(&bar, &stop, done, total);
    let record = match &args.to {
        None => BackupRecord::of(&desk.back_up(go_on)?),
        Some(target) => {
            let name = BackupName::new(desk.now(), BackupKind::ByHand);
            let target = if target.is_dir() { target.join(name.to_string()) } else { PathBuf::from(target) };
            let existing = if args.replace { Existing::Replace } else { Existing::Keep };
            let size_bytes = desk.back_up_to(&target, existing, go_on)?;
            BackupRecord { path: shown(&target), kind: None, made: moment(name.made()), size_bytes }
        }
    };
    drop(bar);
    let path = record.path.clone();
    Ok(output.result(|| record, || path)?)
}

fn list<W: Write, N: Write>(backups: &[KeptBackup], output: &mut Output<W, N>) -> Result<(), Failure> {
    let records: Vec<_> = backups.iter().map(BackupRecord::of).collect();
    let mut rows = vec![["MADE", "WHY", "BYTES", "FILE"].map(str::to_owned)];
    rows.extend(records.iter().zip(backups).map(|(record, backup)| {
        let why = backup.name.kind().code().replace('-', " ");
        [record.made.clone(), why, record.size_bytes.to_string(), record.path.clone()]
    }));
    let table = Table::fitting(&rows);
    if !output.is_json() {
        output.result(|| (), || table.line(&rows[0]))?;
    }
    for (record, row) in records.iter().zip(&rows[1..]) {
        output.result(|| record, || table.line(row))?;
    }
    Ok(())
}

fn check<W: Write, N: Write>(file: &Path, output: &mut Output<W, N>) -> Result<(), Failure> {
    let record = BackupContentRecord::of(&check_backup(file).map_err(DeskError::from)?);
    let text = format!(
        "whole: {} tokens, last change {}, version {}",
        record.tokens,
        record.last_change.as_deref().unwrap_or("never"),
        record.version
    );
    Ok(output.result(|| record, || text)?)
}

/// How far a copy is; nobody sees it where scripts read.
pub(crate) fn bar(is_json: bool) -> Progress {
    if is_json { Progress::unseen() } else { Progress::up_to(0, "Copying") }
}

/// Tells how far it is, and whether to go on.
pub(crate) fn watch(bar: &Progress, stop: &Stop, done: u64, total: u64) -> bool {
    let pages = |count| usize::try_from(count).unwrap_or(usize::MAX);
    bar.set(pages(done), pages(total));
    !stop.is_wanted()
}
