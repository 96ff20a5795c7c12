//! JSON Lines: an object a line, with the names of the columns. A field that is left out or null says nothing.

use std::io::{BufRead, BufReader, Read};

use serde_json::Value;

use crate::{
    Column, Content, Fault, FileError, GivenKey, LONGEST_ROW, Row, TokenFields, json_object::JsonObject,
};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows of a JSON Lines file. Empty lines are no rows.
pub(crate) struct JsonLines<R> {
    input: BufReader<R>,
    text: Vec<u8>,
    line: u64,
    number: u64,
}

impl<R: Read> JsonLines<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input: BufReader::new(input), text: Vec::new(), line: 0, number: 0 }
    }

    /// Reads lines until one is a row; false: there is none left.
    fn read(&mut self) -> Result<bool, FileError> {
        loop {
            self.text.clear();
            self.line += 1;
            let mut bounded = (&mut self.input).take(LONGEST_ROW + 1);
            let length = bounded.read_until(b'\n', &mut self.text)?;
            if length as u64 > LONGEST_ROW {
                return Err(FileError::row_too_long(self.line));
            }
            if self.line == 1 && self.text.starts_with(BYTE_ORDER_MARK) {
                self.text.drain(..BYTE_ORDER_MARK.len());
            }
            if !self.text.trim_ascii().is_empty() {
                return Ok(true);
            }
            if length == 0 {
                return Ok(false);
            }
        }
    }
}

impl<R: Read> Iterator for JsonLines<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        self.number += 1;
        Some(Ok(Row { number: self.number, line: Some(self.line), content: content(&self.text) }))
    }
}

fn content(text: &[u8]) -> Content {
    let object = match serde_json::from_slice::<JsonObject>(text) {
        Ok(JsonObject(object)) => object,
        Err(error) => {
            // The parser's own words would repeat what stands there, which may be a key.
            let message =
                format!("This is no JSON object on one line; it goes wrong at character {}.", error.column());
            return Content::Unreadable(Fault::new("not_json", message));
        }
    };
    let (mut fields, mut faults, mut seen) = (TokenFields::default(), Vec::new(), Vec::new());
    for (name, value) in object {
        let Some(column) = Column::of(&name) else {
            faults.push(Column::unknown(&name));
            continue;
        };
        if seen.contains(&column) {
            let message = format!("The field {name:?} is there twice.");
            faults.push(Fault::at(column.name(), "duplicate_column", message));
        } else if !value.is_null()
            && let Err(fault) = set(&mut fields, column, value)
        {
            faults.push(fault);
        }
        seen.push(column);
    }
    Content::Token(fields, faults)
}

fn set(fields: &mut TokenFields, column: Column, value: Value) -> Result<(), Fault> {
    let wrong = |expected: &str| Fault::at(column.name(), "wrong_type", format!("This must be {expected}."));
    let text = |value| match value {
        Value::String(text) => Ok(text),
        _ => Err(wrong("a text")),
    };
    let number = |value, expected| match value {
        Value::Number(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text),
        _ => Err(wrong(expected)),
    };
    let amount = |value| number(value, "a number of units, or a text such as \"$12.50\"");
    let list = |value| match value {
        Value::Array(entries) => entries
            .into_iter()
            .map(|entry| if let Value::String(text) = entry { Some(text) } else { None })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| wrong("an array of texts")),
        _ => Err(wrong("an array of texts")),
    };
    match column {
        Column::Name => fields.name = Some(text(value)?),
        Column::Description => fields.description = Some(text(value)?),
        Column::Expires => fields.expires = Some(text(value)?),
        Column::AllowIp => fields.allow_ips = list(value)?,
        Column::BlockIp => fields.block_ips = list(value)?,
        Column::RequestLimit => {
            fields.request_limit = Some(number(value, "a number, or a text such as \"1000/day\"")?);
        }
        Column::Rate => fields.rate = Some(text(value)?),
        Column::Burst => fields.burst = Some(number(value, "a number")?),
        Column::Quota => fields.quota = Some(amount(value)?),
        Column::DailyQuota => fields.daily_quota = Some(amount(value)?),
        Column::MonthlyQuota => fields.monthly_quota = Some(amount(value)?),
        Column::Models => fields.models = list(value)?,
        Column::Group => fields.group = Some(text(value)?),
        Column::Scopes => fields.scopes = list(value)?,
        Column::ShowOnce => fields.show_once = value.as_bool().ok_or_else(|| wrong("true or false"))?,
        Column::Enabled => fields.enabled = Some(value.as_bool().ok_or_else(|| wrong("true or false"))?),
        Column::Key => fields.set_key(GivenKey::Whole(text(value)?.into()))?,
        Column::KeySha256 => fields.set_key_sha256(&text(value)?)?,
    }
    Ok(())
}

#[cfg(test)]
mod tests;
