//! What a file of rows looks like.

use std::{io::Read, path::Path};

use crate::{FileError, Rows, csv::CsvRows, json_lines::JsonLines};

/// What a file of rows looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line of column names, then a line a token (RFC 4180).
    Csv,
    /// A JSON object a line.
    JsonLines,
}

impl Format {
    /// What the end of a file's name says that it holds.
    pub fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            _ => None,
        }
    }

    /// The rows of a file, from its first.
    pub fn rows<'f>(self, file: impl Read + 'f) -> Result<Rows<'f>, FileError> {
        Ok(match self {
            Self::Csv => Box::new(CsvRows::new(file)?),
            Self::JsonLines => Box::new(JsonLines::new(file)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_the_name_says_what_the_file_holds() {
        for (name, format) in [
            ("tokens.csv", Some(Format::Csv)),
            ("/a.b/tokens.JSONL", Some(Format::JsonLines)),
            ("tokens.ndjson", Some(Format::JsonLines)),
            ("tokens.txt", None),
            ("tokens", None),
            ("-", None),
            (".csv", None),
        ] {
            assert_eq!(Format::of_name(Path::new(name)), format, "{name}");
        }
    }
}
