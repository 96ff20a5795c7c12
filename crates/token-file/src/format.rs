//! What a file of rows looks like.

use std::{io::Read, path::Path};

use crate::{
    Content, FileError, Row, Rows, csv::CsvRows, json_lines::JsonLines, json_object::JsonObject, newapi,
};

/// What a file of rows looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A line of column names, then a line a token (RFC 4180).
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// The list of tokens that new-api and one-api answer with: an array, alone or in `data` or `data.items`.
    NewApi,
}

impl Format {
    /// What the end of a file's name says that it holds.
    pub fn of_name(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::JsonLines),
            "json" => Some(Self::NewApi),
            _ => None,
        }
    }

    /// What a file holds: as the end of its name says, or, where that says no form of rows, as it begins.
    pub fn of_file(name: &Path, content: &[u8]) -> Self {
        match Self::of_name(name) {
            Some(format @ (Self::Csv | Self::JsonLines)) => format,
            Some(Self::NewApi) | None => Self::of_content(content),
        }
    }

    fn of_content(content: &[u8]) -> Self {
        let content = content.strip_prefix("\u{feff}".as_bytes()).unwrap_or(content).trim_ascii_start();
        let first_line = content.split(|byte| *byte == b'\n').next().unwrap_or_default();
        // An answer of new-api on one line has its tokens in `data`; no row has such a field.
        let is_row = |line| {
            serde_json::from_slice::<JsonObject>(line)
                .is_ok_and(|JsonObject(fields)| fields.iter().all(|(name, _)| name != "data"))
        };
        match content.first() {
            Some(b'{') if is_row(first_line) => Self::JsonLines,
            Some(b'{' | b'[') => Self::NewApi,
            _ => Self::Csv,
        }
    }

    /// The rows of a file, from its first. Those that name no scopes have these.
    pub fn rows<'f>(self, file: impl Read + 'f, scopes: &[String]) -> Result<Rows<'f>, FileError> {
        let (scopes_given, scopes) = (scopes, scopes.to_vec());
        let with_scopes = move |row: Result<Row, FileError>| {
            row.map(|mut row| {
                if let Content::Token(fields, _) = &mut row.content
                    && fields.scopes.is_empty()
                {
                    fields.scopes.clone_from(&scopes);
                }
                row
            })
        };
        Ok(match self {
            Self::Csv => {
                let rows = CsvRows::new(file, scopes_given)?;
                let foreign = rows.foreign();
                Rows::new(rows.map(with_scopes), foreign)
            }
            Self::JsonLines => Rows::new(JsonLines::new(file).map(with_scopes), Vec::new()),
            Self::NewApi => Rows::new(newapi::rows(file)?.map(Ok).map(with_scopes), Vec::new()),
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
            ("tokens.json", Some(Format::NewApi)),
            ("tokens.txt", None),
            ("tokens", None),
            ("-", None),
            (".csv", None),
        ] {
            assert_eq!(Format::of_name(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn a_file_that_its_name_does_not_tell_is_told_by_its_beginning() {
        for (name, content, format) in [
            ("tokens.csv", "{\"name\":\"a\"}", Format::Csv),
            ("tokens.json", "[{\"name\":\"a\"}]", Format::NewApi),
            ("tokens.json", "{\"name\":\"a\"}\n{\"name\":\"b\"}\n", Format::JsonLines),
            ("tokens.json", "{\"success\":true,\"data\":{\"items\":[]}}", Format::NewApi),
            ("answer", "{\n  \"data\": []\n}", Format::NewApi),
            ("tokens.txt", "\u{feff}name,scopes\na,read\n", Format::Csv),
            ("empty", "", Format::Csv),
        ] {
            assert_eq!(Format::of_file(Path::new(name), content.as_bytes()), format, "{name}: {content}");
        }
    }
}
