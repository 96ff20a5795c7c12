//! Values of a token's terms as requests write them.

use chrono::DateTime;
use serde_json::{Map, Value};
use tokendesk_domain::{
    amount::{Amount, Denomination},
    expiry::ExpiryChoice,
    field_error::Problem,
    limit::LimitWindow,
    rate::{RateForm, RateWindow},
};

use crate::{
    given::{FromJson, Mismatch, escaped},
    unix_seconds::UnixSeconds,
};

/// A moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpiresField(pub(super) ExpiryChoice);

/// RFC 3339, or Unix seconds with -1 for never.
#[derive(utoipa::ToSchema)]
#[schema(as = Expires)]
#[serde(untagged)]
#[expect(dead_code, reason = "the document's view of ExpiresField, which says more exactly what is wrong")]
pub(crate) enum ExpiresSchema {
    #[schema(value_type = String, format = DateTime)]
    Moment(String),
    UnixSeconds(i64),
}

/// At most `max` requests, in all or in each window of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LimitField {
    pub(super) max: i64,
    pub(super) window: LimitWindow,
}

/// At most `max` requests, in all or in each window of the calendar.
#[derive(utoipa::ToSchema)]
#[schema(as = NewRequestLimit)]
#[expect(dead_code, reason = "the document's view of LimitField, which says more exactly what is wrong")]
pub(crate) struct LimitSchema {
    /// 0: unlimited.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    max: i64,
    /// Left out: in all.
    #[schema(pattern = "^(total|minute|hour|day|month)$")]
    window: Option<String>,
}

impl FromJson for ExpiresField {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(Self(match DateTime::parse_from_rfc3339(&text) {
                Ok(at) => ExpiryChoice::At(at.to_utc()),
                Err(_) => ExpiryChoice::Moment(text),
            })),
            number @ Value::Number(_) => UnixSeconds::from_json(number).map(|seconds| Self(seconds.choice)),
            _ => Err(Mismatch::wrong_type("a moment in RFC 3339, or Unix seconds")),
        }
    }
}

/// As many requests as it likes to make, but only so fast.
#[derive(Clone, Debug)]
pub(crate) struct RateField(pub(super) RateForm);

/// At most `max` requests a window in the long run, and `burst` at once.
#[derive(utoipa::ToSchema)]
#[schema(as = NewRate)]
#[expect(dead_code, reason = "the document's view of RateField, which says more exactly what is wrong")]
pub(crate) struct RateSchema {
    /// 0: no rate.
    #[schema(minimum = 0, maximum = 1_000_000)]
    max: i64,
    /// Left out: a minute.
    #[schema(pattern = "^(second|minute|hour)$")]
    window: Option<String>,
    /// Left out: as many as `max`.
    #[schema(minimum = 1, maximum = 1_000_000)]
    burst: Option<i64>,
}

/// What may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AmountField(pub(super) Amount);

/// Units, or as people write it.
#[derive(utoipa::ToSchema)]
#[schema(as = Amount)]
#[serde(untagged)]
#[expect(dead_code, reason = "the document's view of AmountField, which says more exactly what is wrong")]
pub(crate) enum AmountSchema {
    /// From 0 to 1,000,000,000,000,000; 500,000 are a dollar, or 200 credits.
    Units(i64),
    /// `$12.50`, `2500 credits`, `6250000 units`; a part of a unit is refused.
    Text(String),
}

impl FromJson for LimitField {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut fields = object(value, "an object with max and window")?;
        let max = needed(&mut fields, "max")?;
        let window = word(&mut fields, &LimitWindow::ALL.map(|window| (window.code(), window)))?;
        let window = window.unwrap_or(LimitWindow::Total);
        nothing_else(&fields).map(|()| Self { max, window })
    }
}

impl FromJson for RateField {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut fields = object(value, "an object with max, window and burst")?;
        let max = needed(&mut fields, "max")?.to_string();
        let window = word(&mut fields, &RateWindow::ALL.map(|window| (window.code(), window)))?;
        let burst = number(&mut fields, "burst")?.map(|burst| burst.to_string());
        let (window, burst) = (window.unwrap_or_default(), burst.unwrap_or_default());
        nothing_else(&fields).map(|()| Self(RateForm { max, window, burst }))
    }
}

impl FromJson for AmountField {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let text = match value {
            Value::String(text) => text,
            number @ Value::Number(_) => i64::from_json(number)?.to_string(),
            _ => return Err(Mismatch::wrong_type("a number of units, or a text such as $12.50")),
        };
        let amount =
            Amount::parse(&text, Denomination::Units).and_then(|amount| amount.ok_or(Problem::Required));
        amount.map(Self).map_err(|problem| Mismatch::new(problem.code(), problem.to_string()))
    }
}

fn object(value: Value, expected: &str) -> Result<Map<String, Value>, Mismatch> {
    if let Value::Object(fields) = value { Ok(fields) } else { Err(Mismatch::wrong_type(expected)) }
}

/// A field's number; null is as good as left out.
fn number(fields: &mut Map<String, Value>, name: &str) -> Result<Option<i64>, Mismatch> {
    let given = fields.remove(name).filter(|value| !value.is_null());
    given.map(i64::from_json).transpose().map_err(|mismatch| mismatch.within(name))
}

fn needed(fields: &mut Map<String, Value>, name: &str) -> Result<i64, Mismatch> {
    let missing = || Mismatch::new("required", "Say how many requests.".to_owned()).within(name);
    number(fields, name)?.ok_or_else(missing)
}

/// What the word in `window` means.
fn word<T: Copy>(fields: &mut Map<String, Value>, words: &[(&str, T)]) -> Result<Option<T>, Mismatch> {
    let Some(given) = fields.remove("window").filter(|value| !value.is_null()) else { return Ok(None) };
    let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    let unknown = || Mismatch::new("unknown_window", format!("This is none of {}.", all()));
    let read = |text: String| words.iter().find(|(word, _)| *word == text).ok_or_else(unknown);
    let found = String::from_json(given).and_then(read).map_err(|mismatch| mismatch.within("window"))?;
    Ok(Some(found.1))
}

fn nothing_else(fields: &Map<String, Value>) -> Result<(), Mismatch> {
    match fields.keys().next() {
        None => Ok(()),
        Some(name) => {
            Err(Mismatch::new("unknown_field", "There is no such field.".to_owned()).within(escaped(name)))
        }
    }
}
