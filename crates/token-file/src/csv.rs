//! CSV (RFC 4180): a line of column names in any order, then a line a token. A cell that is empty says nothing.

use std::io::{self, Read};

use ::csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder};
use memchr::memchr_iter;

use crate::{Column, Content, Fault, FileError, GivenKey, LONGEST_ROW, Row, TokenFields};

/// What separates the entries of a list in one cell, besides white space.
pub(crate) const SEPARATORS: [char; 2] = [',', ';'];

/// The rows of a CSV file.
pub(crate) struct CsvRows<R> {
    reader: Reader<Watched<R>>,
    /// None: not read.
    columns: Vec<Option<Column>>,
    foreign: Vec<String>,
    record: ByteRecord,
    number: u64,
}

/// Refuses a row that never ends, and counts quotes: where one is missing, rows would silently become part of a
/// text. Knows the bytes that were read last, to tell how a row ended.
struct Watched<R> {
    input: R,
    since_row: u64,
    quotes: usize,
    /// Bytes that were read before `latest`.
    before: u64,
    latest: Vec<u8>,
}

impl<R: Read> CsvRows<R> {
    /// Reads the line of column names. Rows hold scopes, or `scopes` are given for those that name none.
    pub(crate) fn new(input: R, scopes: &[String]) -> Result<Self, FileError> {
        let input = Watched { input, since_row: 0, quotes: 0, before: 0, latest: Vec::new() };
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(input);
        let mut rows =
            Self { reader, columns: Vec::new(), foreign: Vec::new(), record: ByteRecord::new(), number: 0 };
        rows.read()?;
        (rows.columns, rows.foreign) = columns(&rows.record, !scopes.is_empty())?;
        Ok(rows)
    }

    /// Columns that are not read.
    pub(crate) fn foreign(&self) -> Vec<String> {
        self.foreign.clone()
    }

    /// Reads the next record; the line that it begins on, or none: there is no other.
    fn read(&mut self) -> Result<Option<u64>, FileError> {
        let from = self.reader.position().line();
        let more =
            self.reader.read_byte_record(&mut self.record).map_err(|error| match error.into_kind() {
                ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                    FileError::row_too_long(from)
                }
                ErrorKind::Io(error) => error.into(),
                other => FileError::not_rows("not_csv", format!("After line {from}: {other:?}.")),
            })?;
        self.reader.get_mut().since_row = 0;
        if more {
            return Ok(Some(self.line()));
        }
        if self.reader.get_ref().quotes % 2 == 1 {
            let message = "A quotation mark is missing: there is an odd number of them in the file.";
            return Err(FileError::not_rows("unbalanced_quotes", message));
        }
        Ok(None)
    }

    /// The line that the record began on, counted back from its end: before its beginning there may be empty lines.
    fn line(&self) -> u64 {
        let end = self.reader.position();
        let input = self.reader.get_ref();
        let last = end.byte().checked_sub(input.before + 1).and_then(|at| usize::try_from(at).ok());
        let ended_by_a_line = last.and_then(|at| input.latest.get(at)) == Some(&b'\n');
        let within = memchr_iter(b'\n', self.record.as_slice()).count() as u64;
        end.line().saturating_sub(within + u64::from(ended_by_a_line))
    }

    fn content(&self) -> Content {
        let (found, expected) = (self.record.len(), self.columns.len());
        if found != expected {
            let message = format!("The row has {found} cells; there are {expected} columns.");
            return Content::Unreadable(Fault::new("wrong_cell_count", message));
        }
        let (mut fields, mut faults) = (TokenFields::default(), Vec::new());
        for (column, cell) in self.columns.iter().zip(&self.record) {
            let Some(column) = column else { continue };
            let Ok(cell) = std::str::from_utf8(cell) else {
                faults.push(Fault::at(column.name(), "not_utf8", "This is not UTF-8 text."));
                continue;
            };
            if !cell.trim().is_empty()
                && let Err(fault) = set(&mut fields, *column, cell)
            {
                faults.push(fault);
            }
        }
        Content::Token(fields, faults)
    }
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.read() {
            Ok(line) => line?,
            Err(error) => return Some(Err(error)),
        };
        self.number += 1;
        Some(Ok(Row { number: self.number, line: Some(line), content: self.content() }))
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > LONGEST_ROW {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.input.read(buffer)?;
        self.since_row += read as u64;
        self.quotes += memchr_iter(b'"', &buffer[..read]).count();
        self.before += self.latest.len() as u64;
        self.latest.clear();
        self.latest.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

fn columns(names: &ByteRecord, has_scopes: bool) -> Result<(Vec<Option<Column>>, Vec<String>), FileError> {
    let (mut columns, mut foreign) = (Vec::new(), Vec::new());
    for name in names {
        let name = String::from_utf8_lossy(name);
        let name = name.trim();
        if Column::is_foreign(name) {
            foreign.push(name.to_owned());
            columns.push(None);
            continue;
        }
        let Some(column) = Column::of_table(name) else {
            return Err(FileError::not_rows("unknown_column", Column::unknown(name).message));
        };
        if columns.contains(&Some(column)) {
            return Err(FileError::not_rows(
                "duplicate_column",
                format!("The column {name:?} is there twice."),
            ));
        }
        columns.push(Some(column));
    }
    for (needed, otherwise) in [(Column::Name, false), (Column::Scopes, has_scopes)] {
        if !otherwise && !columns.contains(&Some(needed)) {
            let name = needed.name();
            let message = format!("The column {name:?} is missing; the first line names the columns.");
            return Err(FileError::not_rows("missing_column", message));
        }
    }
    Ok((columns, foreign))
}

fn set(fields: &mut TokenFields, column: Column, cell: &str) -> Result<(), Fault> {
    let list = || {
        let entries = cell.split(|c: char| c.is_whitespace() || SEPARATORS.contains(&c));
        entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
    };
    match column {
        Column::Name => fields.name = Some(cell.to_owned()),
        Column::Description => fields.description = Some(cell.to_owned()),
        Column::Expires => fields.expires = Some(cell.to_owned()),
        Column::AllowIp => fields.allow_ips = list(),
        Column::BlockIp => fields.block_ips = list(),
        Column::RequestLimit => fields.request_limit = Some(cell.to_owned()),
        Column::Rate => fields.rate = Some(cell.to_owned()),
        Column::Burst => fields.burst = Some(cell.to_owned()),
        Column::Scopes => fields.scopes = list(),
        Column::Quota => fields.quota = Some(cell.to_owned()),
        Column::DailyQuota => fields.daily_quota = Some(cell.to_owned()),
        Column::MonthlyQuota => fields.monthly_quota = Some(cell.to_owned()),
        Column::Models => fields.models = list(),
        Column::Group => fields.group = Some(cell.to_owned()),
        Column::ShowOnce => fields.show_once = yes_or_no(column, cell)?,
        Column::Enabled => fields.enabled = Some(yes_or_no(column, cell)?),
        Column::Key => fields.set_key(GivenKey::Whole(cell.to_owned().into()))?,
        Column::KeySha256 => fields.set_key_sha256(cell)?,
    }
    Ok(())
}

fn yes_or_no(column: Column, cell: &str) -> Result<bool, Fault> {
    match cell.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Ok(true),
        "false" | "no" | "0" => Ok(false),
        _ => {
            let message = "Write true or false, yes or no, 1 or 0.";
            Err(Fault::at(column.name(), "not_yes_or_no", message))
        }
    }
}

#[cfg(test)]
mod tests;
