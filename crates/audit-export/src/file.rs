//! A file of entries.

use std::io::{self, Write};

use tokendesk_domain::audit::LoggedEntry;

use crate::{EntryRecord, record::COLUMNS};

/// What the file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// A line of column names, then a line an entry; `changes` is JSON. A cell that a spreadsheet would take for a
    /// formula stands behind an apostrophe.
    Csv,
    /// An object a line, exact to the byte.
    JsonLines,
}

/// Writes entries one by one.
pub struct ExportWriter<W: Write> {
    out: Sheet<W>,
}

enum Sheet<W: Write> {
    Csv(Box<csv::Writer<W>>),
    JsonLines(W),
}

impl<W: Write> ExportWriter<W> {
    /// Begins; `out` should buffer.
    pub fn new(format: ExportFormat, out: W) -> io::Result<Self> {
        let out = match format {
            ExportFormat::Csv => {
                let mut table = csv::Writer::from_writer(out);
                table.write_record(COLUMNS)?;
                Sheet::Csv(Box::new(table))
            }
            ExportFormat::JsonLines => Sheet::JsonLines(out),
        };
        Ok(Self { out })
    }

    /// Writes an entry.
    pub fn write(&mut self, entry: &LoggedEntry) -> io::Result<()> {
        let record = EntryRecord::of(entry);
        match &mut self.out {
            Sheet::Csv(table) => Ok(table.write_record(record.cells()?.map(harmless))?),
            Sheet::JsonLines(out) => {
                serde_json::to_writer(&mut *out, &record)?;
                out.write_all(b"\n")
            }
        }
    }

    /// Ends: all of it is handed on.
    pub fn finish(self) -> io::Result<()> {
        match self.out {
            Sheet::Csv(mut table) => table.flush(),
            Sheet::JsonLines(mut out) => out.flush(),
        }
    }
}

/// A name is no formula: spreadsheets run what begins like one.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use tokendesk_domain::{
        audit::{Action, Actor, AuditEntry},
        audit_chain::EntryHash,
        change::{ChangedField, FieldChange},
        token::TokenId,
    };

    use super::*;

    fn entry(number: i64, subject: &str, actor: Actor, changes: Vec<FieldChange>) -> LoggedEntry {
        let at = DateTime::from_timestamp_millis(1_800_000_000_123).unwrap();
        let token = (number == 1).then_some(TokenId(7));
        let entry = AuditEntry { at, actor, action: Action::Edited, token, subject: subject.into(), changes };
        LoggedEntry { number, entry, hash: EntryHash::default() }
    }

    fn written(format: ExportFormat) -> String {
        let limit = FieldChange {
            field: ChangedField::RequestLimit,
            before: None,
            after: Some("1000/day".to_owned()),
        };
        let api = Actor { name: "api:ci".into(), address: Some("10.0.0.7".parse().unwrap()) };
        let mut out = Vec::new();
        let mut writer = ExportWriter::new(format, &mut out).unwrap();
        writer.write(&entry(1, "billing, \"ci\"", "desk:anna".into(), vec![limit])).unwrap();
        writer.write(&entry(2, "=HYPERLINK(\"x\")", api, vec![])).unwrap();
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_table_has_a_line_an_entry_and_no_formula() {
        insta::assert_snapshot!(written(ExportFormat::Csv));
    }

    #[test]
    fn lines_are_objects_with_typed_values() {
        insta::assert_snapshot!(written(ExportFormat::JsonLines));
    }

    #[test]
    fn a_log_without_entries_is_a_table_without_rows() {
        let mut out = Vec::new();
        ExportWriter::new(ExportFormat::Csv, &mut out).unwrap().finish().unwrap();
        assert_eq!(out, b"number,at,actor,address,action,token,subject,changes,hash\n");
    }
}
