//! `tokendesk token export`: tokens as a file that `token issue --from` reads.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use tokendesk_domain::{
    list_query::ListQuery,
    token::{Token, TokenId, Visibility},
};
use tokendesk_issuer::{Desk, KeyUse};
use tokendesk_token_file::{Format, GivenKey, TokenFields, Writer};
use tokendesk_token_rows::fields;
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

/// Tokens that are read at once, and whose keys are opened with one transaction of audit entries.
const PAGE: usize = 500;

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
    let ids = desk.filtered(&filter(&args.filter, &ListQuery::default())?)?;
    if args.with_keys {
        confirm(args, ids.len())?;
    }
    let mut export = Export { desk, args, format, count: Count::default() };
    if let Some(path) = &args.to {
        export.write_file(path, &ids, output)?;
    } else {
        let text = export.text(&ids, output)?;
        output.raw(&text)?;
    }
    let Count { written, revoked, without_key } = export.count;
    output.remark(&format!("Tokens written: {written}."));
    if revoked > 0 {
        let message =
            format!("Left out, for they would come back to life: {revoked} revoked or deleted tokens.");
        output.warn(&Note::new("left_out", message));
    }
    if without_key > 0 {
        let message = format!("Without their keys, of which no copy is kept: {without_key} tokens.");
        output.warn(&Note::new("keys_not_kept", message));
    }
    Ok(())
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

#[derive(Default)]
struct Count {
    written: u64,
    revoked: u64,
    without_key: u64,
}

struct Export<'e> {
    desk: &'e Desk,
    args: &'e ExportArgs,
    format: Format,
    count: Count,
}

impl Export<'_> {
    /// Writes a new file for its owner alone, whole or not at all.
    fn write_file<W: Write, N: Write>(
        &mut self,
        path: &Path,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let unwritable = |error: &io::Error| -> Failure {
            Failure::Fault(Refusal::at("to", "file_unwritable", format!("{}: {error}.", path.display())))
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.exists() && !self.args.force {
            let message = format!("{} is there already; --force replaces it.", path.display());
            return Err(Refusal::at("to", "file_exists", message).into());
        }
        // Its mode is 0600 from the beginning.
        let file = tempfile::NamedTempFile::new_in(folder).map_err(|error| unwritable(&error))?;
        self.write(BufWriter::new(file.as_file()), ids, output)?;
        file.as_file().sync_all().map_err(|error| unwritable(&error))?;
        let kept = if self.args.force {
            file.persist(path).map_err(|error| error.error)
        } else {
            file.persist_noclobber(path).map_err(|error| error.error)
        };
        kept.map(|_: File| ()).map_err(|error| unwritable(&error))
    }

    fn text<W: Write, N: Write>(
        &mut self,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let mut text = Zeroizing::new(Vec::new());
        self.write(&mut *text, ids, output)?;
        Ok(text)
    }

    fn write<O: Write, W: Write, N: Write>(
        &mut self,
        out: O,
        ids: &[TokenId],
        output: &mut Output<W, N>,
    ) -> Result<(), Failure> {
        let mut writer = Writer::new(out, self.format, self.args.with_keys)?;
        let progress = Progress::up_to(ids.len() as u64, "Writing");
        for page in ids.chunks(PAGE) {
            let mut tokens = self.desk.tokens(page)?;
            let before = tokens.len();
            tokens.retain(Token::is_editable);
            self.count.revoked += (before - tokens.len()) as u64;
            let keys = self.keys(&tokens, output)?;
            for (token, key) in tokens.iter().zip(keys) {
                self.count.without_key += u64::from(self.args.with_keys && key.is_none());
                let fields = TokenFields { key, ..fields(token) };
                writer.write(&fields).map_err(|error| match error.kind() {
                    io::ErrorKind::InvalidInput => {
                        Refusal::at("format", "not_in_csv", format!("Token {}: {error}.", token.id.0)).into()
                    }
                    _ => Failure::from(error),
                })?;
                self.count.written += 1;
            }
            progress.advance(before);
        }
        Ok(writer.flush()?)
    }

    /// For each token its key, where it is asked for and kept; each that is opened has its entry in the audit log.
    fn keys<W: Write, N: Write>(
        &self,
        tokens: &[Token],
        output: &mut Output<W, N>,
    ) -> Result<Vec<Option<GivenKey>>, Failure> {
        if !self.args.with_keys {
            return Ok(vec![None; tokens.len()]);
        }
        let copyable = tokens.iter().filter(|token| token.visibility == Visibility::Copyable);
        let copyable: Vec<TokenId> = copyable.map(|token| token.id).collect();
        let desk = self.desk;
        let opened = with_vault(desk, output, || {
            desk.kept_keys(&copyable, KeyUse::Reveal)?.into_iter().collect::<Result<Vec<_>, _>>()
        })?;
        let mut opened = opened.into_iter();
        let key = |token: &Token| {
            let key = if token.visibility == Visibility::Copyable { opened.next() } else { None };
            key.map(|key| GivenKey::Whole(Zeroizing::new(key.expose().to_owned())))
        };
        Ok(tokens.iter().map(key).collect())
    }
}
