//! Writing tokens so that the readers of this crate read them back as they were.

use std::io::{self, Write};

use serde_json::{Map, Value};

use crate::{Column, Format, GivenKey, TokenFields, csv::SEPARATORS};

/// Writes a token a row.
pub struct Writer<W: Write> {
    columns: Vec<Column>,
    rows: Rows<W>,
}

enum Rows<W: Write> {
    Csv(Box<csv::Writer<W>>),
    JsonLines(W),
}

/// An entry of a list holds what separates entries in a cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{entry:?} can't stand in a list of a CSV file; write JSON Lines")]
pub struct NotInCsv {
    /// The entry.
    pub entry: String,
}

impl From<NotInCsv> for io::Error {
    fn from(error: NotInCsv) -> Self {
        Self::new(io::ErrorKind::InvalidInput, error)
    }
}

impl<W: Write> Writer<W> {
    /// Writes to `out`; keys only where they are asked for. New-api's lists are read, not written: they are written
    /// as JSON Lines.
    pub fn new(out: W, format: Format, with_keys: bool) -> io::Result<Self> {
        let is_written = |column: &Column| match column {
            Column::Key => with_keys,
            Column::KeySha256 => false,
            _ => true,
        };
        let columns: Vec<Column> = Column::ALL.into_iter().filter(is_written).collect();
        let rows = match format {
            Format::Csv => {
                let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(out);
                writer.write_record(columns.iter().map(|column| column.name()))?;
                Rows::Csv(Box::new(writer))
            }
            Format::JsonLines | Format::NewApi => Rows::JsonLines(out),
        };
        Ok(Self { columns, rows })
    }

    /// Writes a token.
    ///
    /// # Errors
    /// It can't be written; or, of the kind [`io::ErrorKind::InvalidInput`], it holds what a CSV file can't say.
    pub fn write(&mut self, fields: &TokenFields) -> io::Result<()> {
        let values = self.columns.iter().map(|column| (*column, value(fields, *column)));
        match &mut self.rows {
            Rows::Csv(writer) => {
                let cells = values.map(|(_, value)| cell(value)).collect::<Result<Vec<_>, _>>()?;
                Ok(writer.write_record(cells)?)
            }
            Rows::JsonLines(out) => {
                let said = values.filter(|(_, value)| !value.is_null());
                let object: Map<_, _> =
                    said.map(|(column, value)| (column.name().to_owned(), value)).collect();
                serde_json::to_writer(&mut *out, &object)?;
                out.write_all(b"\n")
            }
        }
    }

    /// Hands everything on that was written so far.
    pub fn flush(&mut self) -> io::Result<()> {
        match &mut self.rows {
            Rows::Csv(writer) => writer.flush(),
            Rows::JsonLines(out) => out.flush(),
        }
    }
}

/// Null: the token does not say it.
fn value(fields: &TokenFields, column: Column) -> Value {
    let text = |text: &Option<String>| text.as_deref().map_or(Value::Null, Value::from);
    let list = |list: &[String]| if list.is_empty() { Value::Null } else { Value::from(list) };
    match column {
        Column::Name => text(&fields.name),
        Column::Description => text(&fields.description),
        Column::Expires => text(&fields.expires),
        Column::AllowIp => list(&fields.allow_ips),
        Column::BlockIp => list(&fields.block_ips),
        Column::RequestLimit => text(&fields.request_limit),
        Column::Rate => text(&fields.rate),
        Column::Burst => text(&fields.burst),
        Column::Scopes => list(&fields.scopes),
        Column::Quota => text(&fields.quota),
        Column::DailyQuota => text(&fields.daily_quota),
        Column::MonthlyQuota => text(&fields.monthly_quota),
        Column::Models => list(&fields.models),
        Column::Group => text(&fields.group),
        Column::ShowOnce => Value::from(fields.show_once),
        Column::Enabled => fields.enabled.map_or(Value::Null, Value::from),
        Column::Key => match &fields.key {
            Some(GivenKey::Whole(key)) => Value::from(key.as_str()),
            Some(GivenKey::Sha256(_)) | None => Value::Null,
        },
        Column::KeySha256 => Value::Null,
    }
}

fn cell(value: Value) -> Result<String, NotInCsv> {
    match value {
        Value::Array(entries) => {
            let entries: Vec<_> = entries.iter().filter_map(Value::as_str).collect();
            let splits =
                |entry: &&&str| entry.contains(|c: char| c.is_whitespace() || SEPARATORS.contains(&c));
            if let Some(entry) = entries.iter().find(splits) {
                return Err(NotInCsv { entry: (*entry).to_owned() });
            }
            Ok(entries.join(" "))
        }
        Value::String(text) => Ok(text),
        Value::Null => Ok(String::new()),
        other => Ok(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, option, prelude::*};

    use super::*;
    use crate::Content;

    /// What can stand in a cell and is not blank; a reader of CSV takes blank cells for empty ones.
    fn text() -> impl Strategy<Value = String> {
        "[ -~가-힣\n\"]{0,20}[a-z\"]"
    }

    fn list() -> impl Strategy<Value = Vec<String>> {
        vec("[a-zA-Z0-9:./\"=-]{1,12}", 0..4)
    }

    prop_compose! {
        fn fields()(
            texts in (text(), option::of(text()), option::of(text()), option::of(text())),
            more in (option::of(text()), option::of(text()), option::of(text()), option::of(text()), option::of(text())),
            group in option::of(text()),
            lists in (list(), list(), vec("[a-z:]{1,9}", 1..3), list()),
            show_once: bool,
            enabled: Option<bool>,
            key in option::of("[A-Za-z0-9._~+/=-]{20,80}"),
        ) -> TokenFields {
            let (name, description, expires, request_limit) = texts;
            let (rate, burst, quota, daily_quota, monthly_quota) = more;
            let (allow_ips, block_ips, scopes, models) = lists;
            TokenFields {
                name: Some(name), description, expires, request_limit, rate, burst, quota, daily_quota, monthly_quota,
                allow_ips, block_ips, scopes, models, group, show_once, enabled,
                key: key.map(|key| GivenKey::Whole(key.into())),
            }
        }
    }

    fn written(tokens: &[TokenFields], format: Format, with_keys: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, format, with_keys).expect("a head");
        for fields in tokens {
            writer.write(fields).expect("a row");
        }
        writer.flush().expect("flushed");
        drop(writer);
        out
    }

    fn read(text: &[u8], format: Format) -> Vec<TokenFields> {
        let rows = format.rows(text, &[]).expect("rows");
        rows.map(|row| match row.expect("a row").content {
            Content::Token(fields, faults) if faults.is_empty() => fields,
            other => panic!("{other:?}"),
        })
        .collect()
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_it_was(tokens in vec(fields(), 0..6)) {
            for format in [Format::Csv, Format::JsonLines] {
                prop_assert_eq!(&read(&written(&tokens, format, true), format), &tokens);
            }
        }

        #[test]
        fn keys_are_written_only_where_they_are_asked_for(tokens in vec(fields(), 1..6)) {
            for format in [Format::Csv, Format::JsonLines] {
                let text = written(&tokens, format, false);
                let bare: Vec<_> = tokens.iter().map(|fields| TokenFields { key: None, ..fields.clone() }).collect();
                prop_assert_eq!(read(&text, format), bare);
            }
        }
    }

    #[test]
    fn a_table_is_not_written_wrong_where_it_can_not_say_something() {
        let fields = TokenFields { models: vec!["a;b".to_owned()], ..TokenFields::default() };
        let mut writer = Writer::new(Vec::new(), Format::Csv, false).expect("a head");
        let refused = writer.write(&fields).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        assert!(refused.to_string().contains("JSON Lines"), "{refused}");
        assert_eq!(
            read(&written(std::slice::from_ref(&fields), Format::JsonLines, false), Format::JsonLines),
            [fields]
        );
    }
}
