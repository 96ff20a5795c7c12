//! The list of tokens that new-api and one-api answer with: an array of their token objects, alone, in `data`, or in
//! `data.items`. Fields that mean nothing here (`id`, `created_time` …) are left alone.

use std::io::Read;

use chrono::{DateTime, SecondsFormat};
use serde::Deserialize;
use serde_json::Value;

use crate::{Content, Fault, FileError, GivenKey, Row, TokenFields, json_object::JsonObject};

/// The most bytes: the list is read as a whole. It is some hundred thousand tokens.
const LONGEST_LIST: u64 = 64 * 1024 * 1024;

/// Clients put it before the 48 characters that the list shows.
const PREFIX: &str = "sk-";

#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Bare(Vec<JsonObject>),
    Answer { data: Data },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Data {
    Bare(Vec<JsonObject>),
    Page { items: Vec<JsonObject> },
}

/// The tokens of a list.
pub(crate) fn rows(file: impl Read) -> Result<impl Iterator<Item = Row>, FileError> {
    let mut text = Vec::new();
    let length = file.take(LONGEST_LIST + 1).read_to_end(&mut text)?;
    if length as u64 > LONGEST_LIST {
        let message = format!("The list is longer than {LONGEST_LIST} bytes; write a token a line (jsonl).");
        return Err(FileError::not_rows("list_too_long", message));
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&text);
    let list = serde_json::from_slice(text).map_err(|error| {
        // The parser's own words would repeat what stands there, which may be a key.
        let place = if error.is_data() { String::new() } else { format!(" (line {})", error.line()) };
        let message = format!("This is no array of token objects, alone or in data.items{place}.");
        FileError::not_rows("not_a_list", message)
    })?;
    let tokens = match list {
        List::Bare(tokens) | List::Answer { data: Data::Bare(tokens) | Data::Page { items: tokens } } => {
            tokens
        }
    };
    Ok((1..).zip(tokens).map(|(number, token)| Row { number, line: None, content: content(token) }))
}

/// What a token object says besides what [`TokenFields`] has a place for.
#[derive(Default)]
struct Said {
    remain: Option<i64>,
    unlimited: bool,
    models: Option<Vec<String>>,
    models_restricted: Option<bool>,
}

fn content(JsonObject(object): JsonObject) -> Content {
    let (mut fields, mut said, mut faults) = (TokenFields::default(), Said::default(), Vec::new());
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in object {
        if seen.contains(&name) {
            let message = format!("The field {name:?} is there twice.");
            faults.push(Fault::at(&name, "duplicate_column", message));
        } else if !value.is_null()
            && let Err(fault) = set(&mut fields, &mut said, &name, value)
        {
            faults.push(fault);
        }
        seen.push(name);
    }
    match (said.unlimited, said.remain) {
        (true, _) => {}
        // An overspent token has nothing left.
        (false, Some(remain)) => fields.quota = Some(remain.max(0).to_string()),
        // Their server gives nothing to spend where nothing is said.
        (false, None) => fields.quota = Some("0".to_owned()),
    }
    match (said.models_restricted, said.models.unwrap_or_default()) {
        (Some(true), models) if models.is_empty() => {
            let message = "It is restricted to models, and none is named: that would be every model here.";
            faults.push(Fault::at("model_limits", "required", message));
        }
        (Some(true), models) => fields.models = models,
        (Some(false) | None, _) => {}
    }
    Content::Token(fields, faults)
}

fn set(fields: &mut TokenFields, said: &mut Said, name: &str, value: Value) -> Result<(), Fault> {
    match name {
        "name" => fields.name = Some(text(name, value)?),
        "key" => {
            let key = text(name, value)?;
            // Blank: the list was taken without keys.
            if !key.trim().is_empty() {
                let bare = key.trim();
                let whole =
                    if bare.starts_with(PREFIX) { bare.to_owned() } else { format!("{PREFIX}{bare}") };
                fields.set_key(GivenKey::Whole(whole.into()))?;
            }
        }
        // 3 and 4, expired and exhausted, follow from the other fields.
        "status" => fields.enabled = Some(integer(name, &value)? != 2),
        "expired_time" => fields.expires = Some(expiry(name, integer(name, &value)?)?),
        "remain_quota" => said.remain = Some(integer(name, &value)?),
        "unlimited_quota" => said.unlimited = boolean(name, &value)?,
        "daily_quota" => fields.daily_quota = period(integer(name, &value)?),
        "monthly_quota" => fields.monthly_quota = period(integer(name, &value)?),
        "model_limits_enabled" => said.models_restricted = Some(boolean(name, &value)?),
        "model_limits" => said.models = Some(entries(&text(name, value)?, &[','])),
        "allow_ips" => fields.allow_ips = entries(&text(name, value)?, &['\n', ',']),
        "group" => fields.group = Some(text(name, value)?).filter(|group| !group.trim().is_empty()),
        // Ours: their tokens have none.
        "scopes" => match value {
            Value::Array(scopes) => {
                fields.scopes =
                    scopes.into_iter().map(|scope| text(name, scope)).collect::<Result<_, _>>()?;
            }
            _ => return Err(wrong_type(name, "an array of texts")),
        },
        "DeletedAt" => return Err(Fault::at(name, "deleted", "The token is deleted.")),
        _ => {}
    }
    Ok(())
}

/// Unix seconds; -1: never.
fn expiry(name: &str, seconds: i64) -> Result<String, Fault> {
    if seconds == -1 {
        return Ok("never".to_owned());
    }
    DateTime::from_timestamp(seconds, 0)
        .map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true))
        .ok_or_else(|| Fault::at(name, "too_far", "This is no moment of the calendar."))
}

/// To their server 0 is the same as left out.
fn period(units: i64) -> Option<String> {
    (units != 0).then(|| units.to_string())
}

fn entries(list: &str, separators: &[char]) -> Vec<String> {
    list.split(separators).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

fn text(name: &str, value: Value) -> Result<String, Fault> {
    if let Value::String(text) = value { Ok(text) } else { Err(wrong_type(name, "a text")) }
}

fn integer(name: &str, value: &Value) -> Result<i64, Fault> {
    value.as_i64().ok_or_else(|| wrong_type(name, "a whole number"))
}

fn boolean(name: &str, value: &Value) -> Result<bool, Fault> {
    value.as_bool().ok_or_else(|| wrong_type(name, "true or false"))
}

fn wrong_type(name: &str, expected: &str) -> Fault {
    Fault::at(name, "wrong_type", format!("This must be {expected}."))
}

#[cfg(test)]
mod tests;
