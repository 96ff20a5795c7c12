//! Where rows come from: a file, or the standard input. They are read twice: checked first, then issued.

use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
};

use sha2::{Digest, Sha256};
use tokendesk_token_file::{FileError, Format, Rows};

use crate::{
    args::FileArgs,
    refusal::{Failure, Refusal},
};

/// A file of rows that can be read from its beginning any number of times.
#[derive(Debug)]
pub(crate) struct Source {
    file: File,
    format: Format,
    default_scopes: Vec<String>,
}

impl Source {
    /// Opens what `--from` names. What can be read only once (the standard input, a pipe) is copied into a
    /// temporary file without a name.
    pub(crate) fn open(path: &Path, args: &FileArgs) -> Result<Self, Failure> {
        let format = args.format.map(Format::from).or_else(|| Format::of_name(path)).ok_or_else(|| {
            let message = "Say with --format whether this is csv, jsonl or new-api.";
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
        Ok(Self { file, format, default_scopes: args.default_scopes.clone() })
    }

    /// SHA-256 of the file, and of how its rows are read.
    pub(crate) fn digest(&mut self, new_keys: bool) -> Result<[u8; 32], Failure> {
        let mut hash = Sha256::new();
        let way = format!("{:?}\n{}\n{new_keys}\n", self.format, self.default_scopes.join(","));
        hash.update(way);
        self.file.rewind().map_err(FileError::from)?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            match self.file.read(&mut piece) {
                Ok(0) => return Ok(hash.finalize().into()),
                Ok(length) => hash.update(&piece[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(FileError::from(error).into()),
            }
        }
    }

    /// All rows, from the first.
    pub(crate) fn rows(&mut self) -> Result<Rows<'_>, Failure> {
        self.file.rewind().map_err(FileError::from)?;
        Ok(self.format.rows(&self.file, &self.default_scopes)?)
    }
}

fn spooled(mut input: impl io::Read) -> io::Result<File> {
    let mut copy = tempfile::tempfile()?;
    io::copy(&mut input, &mut copy)?;
    Ok(copy)
}
