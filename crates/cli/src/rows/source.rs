//! Where rows come from: a file, or the standard input. They are read twice: checked first, then issued.

use std::{
    fs::File,
    io::{self, Seek},
    path::Path,
};

use super::{Format, Rows, csv, json_lines};
use crate::{
    args::FileArgs,
    refusal::{Failure, Refusal},
};

/// A file of rows that can be read from its beginning any number of times.
#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    format: Format,
}

impl Source {
    /// Opens what `--from` names. What can be read only once (the standard input, a pipe) is copied into a
    /// temporary file without a name, which holds no key.
    pub(crate) fn open(path: &Path, args: &FileArgs) -> Result<Self, Failure> {
        let format = args.format.or_else(|| format_of(path)).ok_or_else(|| {
            let message = "Say with --format whether this is csv or jsonl.";
            Refusal::at("format", "unknown_format", message)
        })?;
        let unreadable = |error: io::Error| -> Failure {
            let message = format!("{}: {error}.", path.display());
            Refusal::at("from", "file_unreadable", message).into()
        };
        let file = if path == Path::new("-") {
            spooled(io::stdin().lock()).map_err(unreadable)?
        } else {
            let file = File::open(path).map_err(unreadable)?;
            let seekable = file.metadata().map_err(unreadable)?.is_file();
            if seekable { file } else { spooled(file).map_err(unreadable)? }
        };
        Ok(Self { file, format })
    }

    /// All rows, from the first.
    pub(crate) fn rows(&mut self) -> Result<Rows<'_>, Failure> {
        self.file.rewind().map_err(|error| read_failed(&error))?;
        Ok(match self.format {
            Format::Csv => Box::new(csv::CsvRows::new(&self.file)?),
            Format::Jsonl => Box::new(json_lines::JsonLines::new(&self.file)),
        })
    }
}

/// Reading failed in the middle: a fault of the machine.
pub(super) fn read_failed(error: &io::Error) -> Failure {
    Failure::Fault(Refusal::at("from", "file_unreadable", format!("The file can't be read on: {error}.")))
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

fn spooled(mut input: impl io::Read) -> io::Result<File> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_name_says_what_the_file_holds() {
        for (name, format) in [
            ("tokens.csv", Some(Format::Csv)),
            ("/a.b/tokens.JSONL", Some(Format::Jsonl)),
            ("tokens.ndjson", Some(Format::Jsonl)),
            ("tokens.json", None),
            ("tokens", None),
            ("-", None),
            (".csv", None),
        ] {
            assert_eq!(format_of(Path::new(name)), format, "{name}");
        }
    }
}
