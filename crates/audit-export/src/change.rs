//! What changed, in the form that scripts see a token in.

use chrono::DateTime;
use serde::Serialize;
use serde_json::{Value, json};
use tokendesk_domain::change::{ChangedField, FieldChange};

use crate::moment;

/// A field before and after, in the form that the token's record gives it; null: no value.
#[derive(Debug, Serialize)]
pub struct ChangeRecord {
    field: &'static str,
    before: Value,
    after: Value,
}

impl ChangeRecord {
    /// The change.
    pub fn of(change: &FieldChange) -> Self {
        let value = |text: &Option<String>| value(change.field, text.as_deref());
        Self { field: name(change.field), before: value(&change.before), after: value(&change.after) }
    }
}

/// The name that the field has in the token's record.
const fn name(field: ChangedField) -> &'static str {
    match field {
        ChangedField::Expiry => "expires",
        ChangedField::Reason => "revoked_reason",
        ChangedField::Key => "masked_key",
        other => other.code(),
    }
}

/// The log keeps values as text; one that can't be read is shown as it stands.
fn value(field: ChangedField, text: Option<&str>) -> Value {
    let lines = |text: &str| json!(text.lines().collect::<Vec<_>>());
    match (field, text) {
        (ChangedField::AllowIps | ChangedField::BlockIps | ChangedField::Scopes, text) => {
            lines(text.unwrap_or_default())
        }
        (_, None) => Value::Null,
        (ChangedField::Models, Some(text)) => lines(text),
        (ChangedField::Quota | ChangedField::DailyQuota | ChangedField::MonthlyQuota, Some(text)) => {
            text.parse::<u64>().map_or_else(|_| json!(text), |units| json!(units))
        }
        (ChangedField::Expiry | ChangedField::OldKeyUntil, Some(text)) => {
            let at = text.parse().ok().and_then(DateTime::from_timestamp_millis);
            at.map_or_else(|| json!(text), |at| json!(moment(at)))
        }
        (ChangedField::RequestLimit, Some(text)) => {
            let limit =
                text.split_once('/').and_then(|(max, window)| Some((max.parse::<u64>().ok()?, window)));
            limit.map_or_else(|| json!(text), |(max, window)| json!({ "max": max, "window": window }))
        }
        (ChangedField::Rate, Some(text)) => rate(text).unwrap_or_else(|| json!(text)),
        (_, Some(text)) => json!(text),
    }
}

/// `100/minute burst 20`
fn rate(text: &str) -> Option<Value> {
    let (rate, burst) = text.split_once(" burst ").map_or((text, None), |(rate, burst)| (rate, Some(burst)));
    let (max, window) = rate.split_once('/')?;
    let max: u32 = max.parse().ok()?;
    let burst: u32 = burst.map_or(Ok(max), str::parse).ok()?;
    Some(json!({ "max": max, "window": window, "burst": burst }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_form_of_the_tokens_record() {
        let expiry = |text| value(ChangedField::Expiry, Some(text));
        assert_eq!(expiry("1800000000000"), json!("2027-01-15T08:00:00.000Z"));
        assert_eq!(expiry("odd"), json!("odd"));
        assert_eq!(value(ChangedField::RequestLimit, Some("5/day")), json!({ "max": 5, "window": "day" }));
        assert_eq!(value(ChangedField::RequestLimit, None), Value::Null);
        let rate = |text| value(ChangedField::Rate, Some(text));
        assert_eq!(rate("9/hour burst 5"), json!({ "max": 9, "window": "hour", "burst": 5 }));
        assert_eq!(rate("9/hour"), json!({ "max": 9, "window": "hour", "burst": 9 }));
        assert_eq!(rate("odd"), json!("odd"));
        assert_eq!(value(ChangedField::DailyQuota, Some("500000")), json!(500_000));
        assert_eq!(value(ChangedField::Models, Some("a\nb")), json!(["a", "b"]));
        assert_eq!(value(ChangedField::Models, None), Value::Null);
        assert_eq!(value(ChangedField::AllowIps, None), json!([]));
        assert_eq!(value(ChangedField::Scopes, Some("a\nb")), json!(["a", "b"]));
        assert_eq!(value(ChangedField::Description, Some("two\nlines")), json!("two\nlines"));
    }
}
