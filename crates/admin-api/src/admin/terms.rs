//! What a request says of a token's terms, and the desk's form of it.

use chrono::{DateTime, Utc};
use serde_json::Value;
use tokendesk_domain::{
    expiry::ExpiryChoice, form::TermsForm, issue::IssueForm, limit::LimitWindow, settings::Settings,
    token::Visibility,
};

use crate::{
    body::request_object,
    given::{FromJson, Given, Mismatch},
    refusal::Wrong,
};

request_object! {
    /// A token to be created.
    #[schema(as = NewToken)]
    NewTokenFields {
        /// Up to 50 characters; it can't be changed later.
        #[schema(value_type = String, required, min_length = 1, max_length = 50, example = "billing-ci")]
        name: String,
        /// `copyable`: the key can be had again while the vault is open; `show_once`: only its hash is kept. Left
        /// out: as the console's settings say.
        #[schema(value_type = Option<String>, pattern = "^(copyable|show_once)$")]
        visibility: String,
        /// Up to 500 characters.
        #[schema(value_type = Option<String>, max_length = 500)]
        description: String,
        /// The moment from which it is dead, in RFC 3339, or in Unix seconds with -1 for never; null or left out: never.
        #[schema(value_type = Option<ExpiresSchema>)]
        expires: ExpiresField,
        /// Addresses and CIDR ranges from which it may be used; null, left out or empty: every address.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000, example = json!(["10.0.0.0/8"]))]
        allow_ips: Vec<String>,
        /// Addresses and CIDR ranges from which it may not be used; block wins.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000, example = json!(["10.0.9.9"]))]
        block_ips: Vec<String>,
        /// How often it may be used; null or left out: unlimited, which can't be modified later.
        #[schema(value_type = Option<LimitSchema>)]
        request_limit: LimitField,
        /// Names of scopes, at least one.
        #[schema(value_type = Vec<String>, required, min_items = 1, example = json!(["read"]))]
        scopes: Vec<String>,
    }
}

request_object! {
    /// An edit: a field that is left out stays as it is.
    #[schema(as = TokenEdit)]
    EditFields {
        /// Edit only if the token still is at this revision.
        #[schema(value_type = Option<i64>)]
        revision: i64,
        /// Up to 500 characters; null: none.
        #[schema(value_type = Option<String>, max_length = 500)]
        description: String,
        /// As on creation; null: never.
        #[schema(value_type = Option<ExpiresSchema>)]
        expires: ExpiresField,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
        allow_ips: Vec<String>,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, max_items = 1000)]
        block_ips: Vec<String>,
        /// As on creation. An unlimited one can't be modified.
        #[schema(value_type = Option<LimitSchema>)]
        request_limit: LimitField,
        /// As on creation; replaces the list.
        #[schema(value_type = Option<Vec<String>>, min_items = 1)]
        scopes: Vec<String>,
    }
}

/// A moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpiresField(ExpiryChoice);

/// RFC 3339, or Unix seconds with -1 for never.
#[derive(utoipa::ToSchema)]
#[schema(as = Expires)]
#[expect(dead_code, reason = "the document's view of ExpiresField, which says more exactly what is wrong")]
pub(crate) enum ExpiresSchema {
    #[schema(value_type = String, format = DateTime)]
    #[serde(untagged)]
    Moment(String),
    #[serde(untagged)]
    UnixSeconds(i64),
}

/// At most `max` requests, in all or in each window of the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LimitField {
    max: i64,
    window: LimitWindow,
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
            number @ Value::Number(_) => unix_seconds(i64::from_json(number)?).map(Self),
            _ => Err(Mismatch::wrong_type("a moment in RFC 3339, or Unix seconds")),
        }
    }
}

/// Unix seconds as all faces take them; -1: never (source: reference/seeds/004).
pub(crate) fn unix_seconds(seconds: i64) -> Result<ExpiryChoice, Mismatch> {
    if seconds == -1 {
        return Ok(ExpiryChoice::Never);
    }
    let at = DateTime::<Utc>::from_timestamp(seconds, 0);
    at.map(ExpiryChoice::At)
        .ok_or_else(|| Mismatch::new("too_far", "This is no moment of the calendar.".to_owned()))
}

impl FromJson for LimitField {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let Value::Object(mut fields) = value else {
            return Err(Mismatch::wrong_type("an object with max and window"));
        };
        let max = fields
            .remove("max")
            .ok_or_else(|| Mismatch::new("required", "Say how many requests.".to_owned()).within("max"))?;
        let max = i64::from_json(max).map_err(|mismatch| mismatch.within("max"))?;
        let window = match fields.remove("window") {
            None | Some(Value::Null) => LimitWindow::Total,
            Some(window) => {
                let words = || LimitWindow::ALL.map(LimitWindow::code).join(", ");
                let unknown = || Mismatch::new("unknown_window", format!("This is none of {}.", words()));
                let read = String::from_json(window)
                    .and_then(|word| LimitWindow::from_code(&word).ok_or_else(unknown));
                read.map_err(|mismatch| mismatch.within("window"))?
            }
        };
        match fields.keys().next() {
            None => Ok(Self { max, window }),
            Some(name) => {
                Err(Mismatch::new("unknown_field", "There is no such field.".to_owned()).within(name))
            }
        }
    }
}

impl NewTokenFields {
    /// The form that the desk reads, and what is wrong before that.
    pub(super) fn form(self, settings: &Settings) -> (IssueForm, Vec<Wrong>) {
        let mut wrong = Vec::new();
        let visibility = match self.visibility.value() {
            None => settings.default_visibility,
            Some(word) => Visibility::from_code(&word).unwrap_or_else(|| {
                let detail = "This is neither copyable nor show_once.";
                wrong.push(Wrong::body("/visibility", "unknown_visibility", detail));
                Visibility::ShowOnce
            }),
        };
        let edit = EditFields {
            revision: Given::Absent,
            description: self.description,
            expires: self.expires,
            allow_ips: self.allow_ips,
            block_ips: self.block_ips,
            request_limit: self.request_limit,
            scopes: self.scopes,
        };
        let (terms, more) = edit.over(TermsForm::default());
        wrong.extend(more);
        (IssueForm { name: self.name.value().unwrap_or_default(), visibility, terms }, wrong)
    }
}

impl EditFields {
    /// The form with what the edit says put in the place of what was there, and what is wrong before the desk reads it.
    pub(super) fn over(self, mut form: TermsForm) -> (TermsForm, Vec<Wrong>) {
        let mut wrong = Vec::new();
        put(&mut form.description, self.description);
        match self.expires {
            Given::Absent | Given::Wrong(_) => {}
            Given::Null => form.expiry = ExpiryChoice::Never,
            Given::Value(ExpiresField(choice)) => form.expiry = choice,
        }
        for (name, list, given) in
            [("allow_ips", &mut form.allow, self.allow_ips), ("block_ips", &mut form.block, self.block_ips)]
        {
            put(list, given);
            // A form takes a blank entry for none; in a request it is a variable that was not set.
            wrong.extend(
                list.iter()
                    .enumerate()
                    .filter(|(_, entry)| entry.trim().is_empty())
                    .map(|(at, _)| Wrong::body(format!("/{name}/{at}"), "required", "The entry is blank.")),
            );
        }
        match self.request_limit {
            Given::Absent | Given::Wrong(_) => {}
            Given::Null => form.limit = String::new(),
            Given::Value(LimitField { max, window }) => {
                (form.limit, form.window) = (max.to_string(), window);
            }
        }
        put(&mut form.scopes, self.scopes);
        (form, wrong)
    }
}

fn put<T: Default>(place: &mut T, given: Given<T>) {
    match given {
        Given::Absent | Given::Wrong(_) => {}
        Given::Null => *place = T::default(),
        Given::Value(value) => *place = value,
    }
}
