//! A file of tokens, as it was when it was chosen: what is imported is what was looked at, whatever becomes of the
//! file meanwhile.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use tokendesk_issuer::ImportRow;
use tokendesk_token_file::{Fault, FileError, Format, TokenFields};
use tokendesk_token_rows::{RowError, RowReader, TokenRow};
use zeroize::Zeroizing;

/// It is read as a whole: some hundred thousand tokens.
const LONGEST: u64 = 64 * 1024 * 1024;

/// A file of tokens; it may hold keys, and is wiped when it is dropped.
pub(crate) struct TokenFile {
    pub(crate) name: String,
    format: Format,
    content: Zeroizing<Vec<u8>>,
}

/// Why there are no rows.
#[derive(Debug)]
pub(crate) enum Unusable {
    Unreadable(io::Error),
    TooLarge,
    Empty,
    /// The table has no column of scopes, and none are given.
    NoScopes,
    Rows(FileError),
}

impl From<io::Error> for Unusable {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// A row of the file.
pub(crate) struct FileRow {
    /// Among the rows, from 1.
    pub(crate) number: u64,
    pub(crate) line: Option<u64>,
    pub(crate) read: Result<ReadRow, Fault>,
}

/// A row that can be read.
pub(crate) struct ReadRow {
    pub(crate) row: ImportRow,
    /// What is wrong whatever the desk says of it.
    pub(crate) errors: Vec<RowError>,
    pub(crate) fields: TokenFields,
}

impl TokenFile {
    pub(crate) fn open(path: &Path) -> Result<Self, Unusable> {
        let file = File::open(path)?;
        if file.metadata()?.len() > LONGEST {
            return Err(Unusable::TooLarge);
        }
        let mut content = Zeroizing::new(Vec::new());
        // Not all that can be opened tells its length.
        file.take(LONGEST + 1).read_to_end(&mut content)?;
        Self::of_content(path, content)
    }

    pub(crate) fn of_content(name: &Path, content: Zeroizing<Vec<u8>>) -> Result<Self, Unusable> {
        if content.len() as u64 > LONGEST {
            return Err(Unusable::TooLarge);
        }
        if content.trim_ascii().is_empty() {
            return Err(Unusable::Empty);
        }
        let format = Format::of_file(name, &content);
        let name = name.file_name().unwrap_or(name.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, format, content })
    }

    /// All rows, and the columns that are not read. Rows that name no scopes have these; with `new_keys` the keys of
    /// the file are left out.
    pub(crate) fn rows(
        &self,
        scopes: &[String],
        new_keys: bool,
    ) -> Result<(Vec<FileRow>, Vec<String>), Unusable> {
        let rows = self.format.rows(&self.content[..], scopes).map_err(|error| self.why(error, scopes))?;
        let foreign = rows.foreign().to_vec();
        let mut reader = RowReader::new(new_keys);
        let read = rows.map(|row| {
            let row = row?;
            let number = row.number;
            let read = reader.read(row.content).map(|read| {
                let TokenRow { form, key, enabled, errors, fields } = read;
                ReadRow { row: ImportRow { number, form, key, enabled }, errors, fields }
            });
            Ok(FileRow { number, line: row.line, read })
        });
        let rows = read.collect::<Result<Vec<_>, FileError>>().map_err(Unusable::Rows)?;
        if rows.is_empty() { Err(Unusable::Empty) } else { Ok((rows, foreign)) }
    }

    /// A table that has all it needs but scopes can be read as soon as those are chosen.
    fn why(&self, error: FileError, scopes: &[String]) -> Unusable {
        let any = ["any".to_owned()];
        if scopes.is_empty() && self.format.rows(&self.content[..], &any).is_ok() {
            return Unusable::NoScopes;
        }
        Unusable::Rows(error)
    }
}

impl FileRow {
    /// The name as far as it is readable.
    pub(crate) fn name(&self) -> &str {
        self.read.as_ref().map_or("", |read| read.row.form.name.trim())
    }

    /// The row for the desk, if only the desk can still find something wrong with it.
    pub(crate) fn clean(&self) -> Option<&ImportRow> {
        self.read.as_ref().ok().filter(|read| read.errors.is_empty()).map(|read| &read.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> Result<TokenFile, Unusable> {
        TokenFile::of_content(Path::new(name), Zeroizing::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_table_without_scopes_waits_for_them() {
        let file = file("keys.csv", "Name,key,description,Enabled\na,abcdefghij0123456789,,true\n").unwrap();
        assert!(matches!(file.rows(&[], false), Err(Unusable::NoScopes)));
        let (rows, _) = file.rows(&["read".to_owned()], false).unwrap();
        assert_eq!(rows[0].clean().unwrap().form.terms.scopes, ["read"]);
        assert!(rows[0].clean().unwrap().key.is_some());
        let (rows, _) = file.rows(&["read".to_owned()], true).unwrap();
        assert!(rows[0].clean().unwrap().key.is_none());
    }

    #[test]
    fn a_file_without_rows_says_so() {
        assert!(matches!(file("a.csv", " \n"), Err(Unusable::Empty)));
        assert!(matches!(file("a.csv", "name,scopes\n").unwrap().rows(&[], false), Err(Unusable::Empty)));
        assert!(matches!(file("a.csv", "nonsense\n").unwrap().rows(&[], false), Err(Unusable::Rows(_))));
        let gone = TokenFile::open(Path::new("/nonexistent/tokens.csv"));
        assert!(matches!(gone, Err(Unusable::Unreadable(_))));
    }

    #[test]
    fn what_is_read_is_the_file_as_it_was_chosen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        std::fs::write(&path, "name,scopes\na,read\n").unwrap();
        let file = TokenFile::open(&path).unwrap();
        std::fs::write(&path, "name,scopes\nb,read\nc,read\n").unwrap();
        let (rows, _) = file.rows(&[], false).unwrap();
        assert_eq!(rows.iter().map(FileRow::name).collect::<Vec<_>>(), ["a"]);
        assert_eq!(file.name, "tokens.csv");
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("film.csv");
        File::create(&path).unwrap().set_len(LONGEST + 1).unwrap();
        assert!(matches!(TokenFile::open(&path), Err(Unusable::TooLarge)));
        let dropped = Zeroizing::new(vec![b'a'; usize::try_from(LONGEST).unwrap() + 1]);
        assert!(matches!(TokenFile::of_content(&path, dropped), Err(Unusable::TooLarge)));
    }
}
