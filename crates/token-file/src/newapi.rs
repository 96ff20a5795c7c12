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
        "model_limits" => said.models = Some(entries(&text(name, value)?, ',')),
        "allow_ips" => fields.allow_ips = entries(&text(name, value)?, '\n'),
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

fn entries(list: &str, separator: char) -> Vec<String> {
    list.split(separator).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
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
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn contents(list: &Value) -> Vec<Content> {
        let text = list.to_string();
        rows(text.as_bytes()).expect("a list").map(|row| row.content).collect()
    }

    fn one(token: &Value) -> (TokenFields, Vec<String>) {
        match contents(&json!([token])).remove(0) {
            Content::Token(fields, faults) => {
                let place =
                    |fault: &Fault| format!("{} {}", fault.code, fault.column.as_deref().unwrap_or("-"));
                (fields, faults.iter().map(place).collect())
            }
            Content::Unreadable(fault) => panic!("{fault:?}"),
        }
    }

    fn token() -> Value {
        json!({
            "id": 7, "user_id": 1, "key": "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl", "status": 1,
            "name": "ci", "created_time": 1_738_483_200, "accessed_time": 1_738_483_200,
            "expired_time": 4_102_444_800_i64, "remain_quota": 500_000, "unlimited_quota": false,
            "model_limits_enabled": true, "model_limits": "gpt-4o,gpt-4o-mini",
            "allow_ips": "10.0.0.0/8\n1.2.3.4", "used_quota": 9, "group": "vip", "cross_group_retry": false,
            "DeletedAt": null,
        })
    }

    #[test]
    fn each_field_of_theirs_becomes_the_one_of_ours() {
        let (fields, faults) = one(&token());
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(fields.name.as_deref(), Some("ci"));
        let key = "sk-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKl";
        assert_eq!(fields.key, Some(GivenKey::Whole(key.to_owned().into())), "as clients send it");
        assert_eq!(fields.expires.as_deref(), Some("2100-01-01T00:00:00Z"));
        assert_eq!(fields.quota.as_deref(), Some("500000"), "what is left to spend");
        assert_eq!(fields.models, ["gpt-4o", "gpt-4o-mini"]);
        assert_eq!(fields.allow_ips, ["10.0.0.0/8", "1.2.3.4"]);
        assert_eq!((fields.group.as_deref(), fields.enabled), (Some("vip"), Some(true)));
    }

    #[test]
    fn a_list_is_found_alone_and_in_an_answer() {
        for list in [
            json!([token(), token()]),
            json!({"success": true, "message": "", "data": [token(), token()]}),
            json!({"success": true, "data": {"page": 1, "total": 2, "items": [token(), token()]}}),
        ] {
            assert_eq!(contents(&list).len(), 2);
        }
        for other in ["", "{}", "[1]", "{\"data\":{}}", "\"sk-secret\"", "[{]"] {
            let Err(FileError::NotRows { code, message }) = rows(other.as_bytes()).map(drop) else {
                panic!("{other} is no list")
            };
            assert_eq!(code, "not_a_list");
            assert!(!message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn unlimited_never_and_all_are_what_they_are_there() {
        let (fields, faults) = one(&json!({
            "name": "a", "key": "", "status": 2, "expired_time": -1, "remain_quota": -5, "unlimited_quota": true,
            "model_limits_enabled": false, "model_limits": "gpt-4o", "allow_ips": "", "group": "", "daily_quota": 0,
        }));
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!((fields.key, fields.enabled, fields.quota), (None, Some(false), None));
        assert_eq!(
            (fields.expires.as_deref(), fields.group, fields.daily_quota),
            (Some("never"), None, None)
        );
        assert!(fields.models.is_empty() && fields.allow_ips.is_empty());
        assert_eq!(one(&json!({"name": "a", "remain_quota": -5})).0.quota.as_deref(), Some("0"), "overspent");
        assert_eq!(one(&json!({"name": "a"})).0.quota.as_deref(), Some("0"), "nothing was given to it");
    }

    #[test]
    fn nothing_opens_wider_than_it_was() {
        let mut token = token();
        token["model_limits"] = json!("");
        assert_eq!(one(&token).1, ["required model_limits"]);
        token["model_limits"] = json!(["gpt-4o"]);
        assert_eq!(one(&token).1, ["wrong_type model_limits", "required model_limits"]);
        token["model_limits_enabled"] = json!(false);
        token["DeletedAt"] = json!("2026-01-01T00:00:00Z");
        token["allow_ips"] = json!(["10.0.0.0/8"]);
        token["expired_time"] = json!(i64::MAX);
        token["remain_quota"] = json!(0.5);
        let mut wrong = one(&token).1;
        wrong.sort();
        assert_eq!(
            wrong,
            [
                "deleted DeletedAt",
                "too_far expired_time",
                "wrong_type allow_ips",
                "wrong_type model_limits",
                "wrong_type remain_quota",
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = rows(&bytes[..]).map(Iterator::count);
        }
    }
}
