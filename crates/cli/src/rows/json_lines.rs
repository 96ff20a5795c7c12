//! JSON Lines: an object a line, with the names of the columns. A field that is left out or null says nothing.

use std::{
    fmt,
    io::{BufRead, BufReader, Read},
};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::Value;

use super::{Column, Content, LONGEST_ROW, Row, row_too_long, source::read_failed, unknown_column};
use crate::{
    args::TokenArgs,
    refusal::{Failure, Refusal},
};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows of a JSON Lines file. Empty lines are no rows.
pub(super) struct JsonLines<R> {
    input: BufReader<R>,
    text: Vec<u8>,
    line: u64,
    number: u64,
}

/// An object with all its fields: a field that is there twice is not lost.
struct Fields(Vec<(String, Value)>);

impl<R: Read> JsonLines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input: BufReader::new(input), text: Vec::new(), line: 0, number: 0 }
    }

    /// Reads lines until one is a row; false: there is none left.
    fn read(&mut self) -> Result<bool, Failure> {
        loop {
            self.text.clear();
            self.line += 1;
            let mut bounded = (&mut self.input).take(LONGEST_ROW + 1);
            let length = bounded.read_until(b'\n', &mut self.text).map_err(|error| read_failed(&error))?;
            if length as u64 > LONGEST_ROW {
                return Err(row_too_long(self.line));
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
    type Item = Result<Row, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.read() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(failure) => return Some(Err(failure)),
        }
        self.number += 1;
        Some(Ok(Row { number: self.number, line: self.line, content: content(&self.text) }))
    }
}

fn content(text: &[u8]) -> Content {
    let fields = match serde_json::from_slice::<Fields>(text) {
        Ok(Fields(fields)) => fields,
        Err(error) => {
            let message = format!("This is no JSON object on one line ({error}).");
            return Content::Unreadable(Refusal::new("not_json", message));
        }
    };
    let (mut args, mut refusals, mut seen) = (TokenArgs::default(), Vec::new(), Vec::new());
    for (name, value) in fields {
        let Some(column) = Column::of(&name) else {
            refusals.push(unknown_column(&name));
            continue;
        };
        if seen.contains(&column) {
            let message = format!("The field {name:?} is there twice.");
            refusals.push(Refusal::at(column.name(), "duplicate_column", message));
        } else if !value.is_null()
            && let Err(refusal) = set(&mut args, column, value)
        {
            refusals.push(refusal);
        }
        seen.push(column);
    }
    Content::Token(args, refusals)
}

fn set(args: &mut TokenArgs, column: Column, value: Value) -> Result<(), Refusal> {
    let wrong =
        |expected: &str| Refusal::at(column.name(), "wrong_type", format!("This must be {expected}."));
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
        Column::Name => args.name = Some(text(value)?),
        Column::Description => args.terms.description = Some(text(value)?),
        Column::Expires => args.terms.expires = Some(text(value)?),
        Column::AllowIp => args.terms.allow_ips = list(value)?,
        Column::BlockIp => args.terms.block_ips = list(value)?,
        Column::RequestLimit => {
            args.terms.request_limit = Some(number(value, "a number, or a text such as \"1000/day\"")?);
        }
        Column::Rate => args.terms.rate = Some(text(value)?),
        Column::Burst => args.terms.burst = Some(number(value, "a number")?),
        Column::Quota => args.terms.quota = Some(amount(value)?),
        Column::DailyQuota => args.terms.daily_quota = Some(amount(value)?),
        Column::MonthlyQuota => args.terms.monthly_quota = Some(amount(value)?),
        Column::Models => args.terms.models = list(value)?,
        Column::Group => args.terms.group = Some(text(value)?),
        Column::Scopes => args.terms.scopes = list(value)?,
        Column::ShowOnce => args.show_once = value.as_bool().ok_or_else(|| wrong("true or false"))?,
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests;
