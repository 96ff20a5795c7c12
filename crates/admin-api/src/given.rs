//! A field of a request: left out, null, right, or wrong. Reading it never fails, so that all that is wrong with a
//! request is said at once.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// One field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Given<T> {
    /// It says nothing.
    #[default]
    Absent,
    /// It says "none".
    Null,
    /// A value of its type.
    Value(T),
    /// Something else.
    Wrong(Mismatch),
}

/// Why a value is not of its field's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// For programs.
    pub(crate) code: &'static str,
    /// Which entry of a list, or which part of an object: the end of a JSON pointer.
    pub(crate) below: String,
    /// For people.
    pub(crate) detail: String,
}

/// What fields can hold.
pub(crate) trait FromJson: Sized {
    /// The value that this is.
    fn from_json(value: Value) -> Result<Self, Mismatch>;
}

impl Mismatch {
    pub(crate) fn wrong_type(expected: &str) -> Self {
        Self::new("wrong_type", format!("This must be {expected}."))
    }

    pub(crate) fn new(code: &'static str, detail: String) -> Self {
        Self { code, below: String::new(), detail }
    }

    /// The same, further down.
    pub(crate) fn within(self, part: impl std::fmt::Display) -> Self {
        Self { below: format!("/{part}{}", self.below), ..self }
    }
}

/// A field's name as a part of a JSON pointer (RFC 6901).
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

impl<T> Given<T> {
    /// The value, if there is one.
    pub(crate) fn value(self) -> Option<T> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// The same with another value.
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Value(value) => Given::Value(change(value)),
            Self::Wrong(mismatch) => Given::Wrong(mismatch),
        }
    }

    /// What is wrong with it.
    pub(crate) const fn mismatch(&self) -> Option<&Mismatch> {
        if let Self::Wrong(mismatch) = self { Some(mismatch) } else { None }
    }
}

impl<'de, T: FromJson> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Null,
            value => T::from_json(value).map_or_else(Self::Wrong, Self::Value),
        })
    }
}

impl FromJson for String {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        if let Value::String(text) = value { Ok(text) } else { Err(Mismatch::wrong_type("a text")) }
    }
}

impl FromJson for bool {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or_else(|| Mismatch::wrong_type("true or false"))
    }
}

impl FromJson for i64 {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let Value::Number(number) = value else { return Err(Mismatch::wrong_type("a whole number")) };
        if let Some(whole) = number.as_i64() {
            return Ok(whole);
        }
        // A float that is this large has no fraction; it is a whole number beyond those that can be counted.
        let float = number.as_f64().unwrap_or(f64::INFINITY);
        Err(if number.is_f64() && float.fract() != 0.0 {
            Mismatch::new("fraction", "This must be a whole number, without a fraction.".to_owned())
        } else if float.abs() < 9.2e18 {
            Mismatch::wrong_type("a whole number, written without a fraction or an exponent")
        } else {
            Mismatch::new("too_large", format!("The number is too large; {} is the most.", i64::MAX))
        })
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let Value::Array(entries) = value else { return Err(Mismatch::wrong_type("a list")) };
        let entries = entries.into_iter().enumerate();
        entries.map(|(at, entry)| T::from_json(entry).map_err(|mismatch| mismatch.within(at))).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json};

    use super::*;

    fn code<T: FromJson + std::fmt::Debug>(value: Value) -> &'static str {
        T::from_json(value).unwrap_err().code
    }

    #[test]
    fn a_number_is_whole_and_fits() {
        assert_eq!(i64::from_json(json!(i64::MIN)), Ok(i64::MIN));
        for (text, expected) in [
            ("9223372036854775808", "too_large"),
            ("-9223372036854775809", "too_large"),
            ("1e300", "too_large"),
            ("0.5", "fraction"),
            ("1.0", "wrong_type"),
            ("\"1\"", "wrong_type"),
            ("true", "wrong_type"),
        ] {
            assert_eq!(code::<i64>(from_str(text).unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn a_wrong_entry_of_a_list_is_named() {
        let mismatch = Vec::<String>::from_json(json!(["a", 1])).unwrap_err();
        assert_eq!((mismatch.code, &*mismatch.below), ("wrong_type", "/1"));
    }

    #[test]
    fn left_out_and_null_are_two_things() {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Body {
            field: Given<String>,
        }
        let field = |text| from_str::<Body>(text).unwrap().field;
        assert_eq!(field("{}"), Given::Absent);
        assert_eq!(field(r#"{"field":null}"#), Given::Null);
        assert_eq!(field(r#"{"field":"a"}"#), Given::Value("a".to_owned()));
        assert!(field(r#"{"field":1}"#).mismatch().is_some());
    }
}
