//! The body of a request: received within bounds, read without ambiguity, field by field.

use std::{collections::BTreeSet, time::Duration};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::{HeaderMap, header::CONTENT_TYPE};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{
    given::escaped,
    refusal::{Refusal, Wrong},
    strict,
};

/// How long a body may take to come, for each MiB that it may have.
const TIME_PER_MIB: Duration = Duration::from_secs(20);

/// Receives a body of at most `max` bytes.
pub(crate) async fn receive(body: Body, max: usize) -> Result<Bytes, Refusal> {
    if body.size_hint().lower() > max as u64 {
        return Err(Refusal::TooLarge { max });
    }
    let time = TIME_PER_MIB * u32::try_from(max.div_ceil(1 << 20)).unwrap_or(u32::MAX);
    match tokio::time::timeout(time, Limited::new(body, max).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge { max }),
        Ok(Err(_)) | Err(_) => Err(Refusal::Body),
    }
}

/// Reads a body as JSON; a charset other than UTF-8 is none.
pub(crate) fn json(headers: &HeaderMap, body: &[u8]) -> Result<Value, Refusal> {
    if !is_json(headers) {
        return Err(Refusal::MediaType);
    }
    strict::parse(body).map_err(Refusal::Syntax)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media = media_type(headers).and_then(|value| value.split(';').next());
    media.is_some_and(|media| media.trim().eq_ignore_ascii_case("application/json")) && is_utf_8(headers)
}

/// Whether no other charset is named.
pub(crate) fn is_utf_8(headers: &HeaderMap) -> bool {
    let parameters = media_type(headers).unwrap_or_default().split(';').skip(1);
    parameters.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// What a request's object may hold; its fields are [`crate::given::Given`], so that it can always be read.
pub(crate) trait Fields: Default + DeserializeOwned {
    /// The names of all fields.
    const NAMES: &'static [&'static str];

    /// What is wrong with the types of its fields, with JSON pointers.
    fn mismatches(&self) -> Vec<Wrong>;
}

/// The object's fields, and what is wrong with them: fields that are unknown, values of another type.
pub(crate) fn fields<F: Fields>(value: Value) -> (F, Vec<Wrong>) {
    let Value::Object(mut object) = value else {
        return (F::default(), vec![Wrong::body("", "wrong_type", "This must be an object.")]);
    };
    let unknown = unknown(&mut object, F::NAMES);
    let fields: F = serde_json::from_value(Value::Object(object)).unwrap_or_default();
    let mut wrong = fields.mismatches();
    wrong.extend(
        unknown.into_iter().map(|name| {
            Wrong::body(format!("/{}", escaped(&name)), "unknown_field", "There is no such field.")
        }),
    );
    (fields, wrong)
}

/// Takes out what is not known.
fn unknown(object: &mut Map<String, Value>, names: &[&str]) -> BTreeSet<String> {
    let unknown: BTreeSet<_> =
        object.keys().filter(|name| !names.contains(&name.as_str())).cloned().collect();
    for name in &unknown {
        object.remove(name);
    }
    unknown
}

/// A request's object: its fields with their names, once.
macro_rules! request_object {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Clone, Debug, Default, serde::Deserialize, utoipa::ToSchema)]
        $(#[$meta])*
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$field_meta])* #[serde(default)] pub(crate) $field: $crate::given::Given<$type>,)* }

        impl $crate::body::Fields for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];

            fn mismatches(&self) -> Vec<$crate::refusal::Wrong> {
                let fields = [$((stringify!($field), self.$field.mismatch())),*];
                let wrong = fields.into_iter().filter_map(|(name, mismatch)| Some((name, mismatch?)));
                wrong
                    .map(|(name, mismatch)| {
                        let pointer = format!("/{name}{}", mismatch.below);
                        $crate::refusal::Wrong::body(pointer, mismatch.code, mismatch.detail.clone())
                    })
                    .collect()
            }
        }
    };
}
pub(crate) use request_object;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::refusal::Place;

    request_object! {
        /// A request.
        Sample {
            /// A text.
            #[schema(value_type = String)]
            name: String,
            /// A number.
            #[schema(value_type = i64)]
            count: i64,
        }
    }

    #[test]
    fn all_that_is_wrong_with_an_object_is_said_at_once() {
        let (sample, wrong) = fields::<Sample>(json!({"name": 1, "count": 0.5, "a/b": 1, "z": null}));
        let places: Vec<_> = wrong.iter().map(|wrong| (&wrong.place, wrong.code)).collect();
        let at = |pointer: &str| Place::Body(pointer.to_owned());
        assert_eq!(
            places,
            [
                (&at("/name"), "wrong_type"),
                (&at("/count"), "fraction"),
                (&at("/a~1b"), "unknown_field"),
                (&at("/z"), "unknown_field"),
            ]
        );
        assert!(sample.name.value().is_none());
        assert_eq!(fields::<Sample>(json!([])).1[0].code, "wrong_type");
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let read = |media: &str| {
            let headers = [(CONTENT_TYPE, media.parse().unwrap())].into_iter().collect();
            json(&headers, b"{}").is_ok()
        };
        for media in
            ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""]
        {
            assert!(read(media), "{media}");
        }
        for media in
            ["text/json", "application/json; charset=latin1", "application/x-www-form-urlencoded", ""]
        {
            assert!(!read(media), "{media}");
        }
        assert!(json(&HeaderMap::new(), b"{}").is_err());
    }
}
