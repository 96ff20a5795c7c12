//! `tokendesk token export`: tokens as a file that `token issue --from` reads.

use std::{
    io::{self, BufWriter, Write},
    path::Path,
};

use tokendesk_domain::list_query::ListQuery;
use tokendesk_issuer::{Desk, Export, ExportCount, ExportedToken, Target};
use tokendesk_private_file::{Existing, PrivateFile};
use tokendesk_token_file::{Format, Writer};
use tokendesk_token_rows::fields_with_key;
use zeroize::Zeroizing;

use super::selection::filter;
use crate::{
    args::ExportArgs,
    note::Note,
    output::Output,
    progress::Progress,
    refusal::{Failure, Refusal},
    seat::with_vault,
    terminal,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &ExportArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let format = args.format.map(Format::from).or_else(|| Format::of_name(args.to.as_deref()?));
    let format = match format {
        Some(Format::NewApi) => {
            let message = "Lists of new-api are read, not written; write csv or jsonl.";
            return Err(Refusal::at("format", "unknown_format", message).into());
        }
        Some(format) => format,
        None if args.to.is_none() && output.is_json() => Format::JsonLines,
        None => Format::Csv,
    };
    let target = Target::Ids(desk.filtered(&filter(&args.filter, &ListQuery::default())?)?);
    if args.with_keys {
        confirm(args, desk.preview_export(&target)?.keys)?;
    }
    let export = desk.export(&target, args.with_keys)?;
    let mut writing = Writing { desk, args, format, export };
    if let Some(path) = &args.to {
        writing.write_file(path, output)?;
    } else {
        let mut text = Zeroizing::new(Vec::new());
        writing.write(&mut *text, output)?;
        output.raw(&text)?;
    }
    report(writing.export.count(), output);
    Ok(())
}

fn report<W: Write, N: Write>(count: ExportCount, output: &mut Output<W, N>) {
    let ExportCount { written, left_out, without_key, damaged } = count;
    output.remark(&format!("Tokens written: {written}."));
    let mut warn = |count: usize, code, message: String| {
        if count > 0 {
            output.warn(&Note::new(code, message));
        }
    };
    let message =
        format!("Left out, for they would come back to life: {left_out} revoked or deleted tokens.");
    warn(left_out, "left_out", message);
    let message = format!("Without their keys, of which no copy is kept: {without_key} tokens.");
    warn(without_key, "keys_not_kept", message);
    let message = format!("Without their keys, whose sealed copies do not open: {damaged} tokens.");
    warn(damaged, "keys_damaged", message);
}

/// Keys leave the vault for good: somebody has to say so.
fn confirm(args: &ExportArgs, count: usize) -> Result<(), Failure> {
    use std::io::IsTerminal;

    if args.yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        let message =
            "The keys of these tokens would be written in plain text: write --yes to say that it is meant.";
        return Err(Refusal::at("yes", "not_confirmed", message).into());
    }
    let question = format!("Write the keys of {count} tokens in plain text? [y/N] ");
    let answer = terminal::ask(&question).unwrap_or_default();
    if matches!(answer.trim().to_lowercase().as_str(), "y" | "yes") {
        return Ok(());
    }
    Err(Refusal::at("yes", "not_confirmed", "Nothing was written.").into())
}

struct Writing<'e> {
    desk: &'e Desk,
    args: &'e ExportArgs,
    format: Format,
    export: Export<'e>,
}

impl Writing<'_> {
    /// Writes a new file for its owner alone, whole or not at all.
    fn write_file<W: Write, N: Write>(
        &mut self,
        path: &Path,
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let unwritable = |error: &io::Error| -> Failure {
            Failure::Fault(Refusal::at("to", "file_unwritable", format!("{}: {error}.", path.display())))
        };
        let existing = if self.args.force { Existing::Replace } else { Existing::Keep };
        if path.exists() && existing == Existing::Keep {
            let message = format!("{} is there already; --force replaces it.", path.display());
            return Err(Refusal::at("to", "file_exists", message).into());
        }
        let mut file = PrivateFile::begin(path, existing).map_err(|error| unwritable(&error))?;
        self.write(BufWriter::new(file.file_mut()), output)?;
        file.keep().map_err(|error| unwritable(&error))
    }

    fn write<O: Write, W: Write, N: Write>(
        &mut self,
        out: O,
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let mut writer = Writer::new(out, self.format, self.args.with_keys)?;
        let progress = Progress::up_to(self.export.progress().total as u64, "Writing");
        while let Some(page) = with_vault(self.desk, output, || self.export.next_page())? {
            for ExportedToken { token, key } in page {
                let fields = fields_with_key(&token, key.as_ref());
                writer.write(&fields).map_err(|error| match error.kind() {
                    io::ErrorKind::InvalidInput => {
                        Refusal::at("format", "not_in_csv", format!("Token {}: {error}.", token.id.0)).into()
                    }
                    _ => Failure::from(error),
                })?;
            }
            let now = self.export.progress();
            progress.set(now.done, now.total);
        }
        Ok(writer.flush()?)
    }
}
