//! The audit log as files and scripts see it: one JSON object a line, or CSV.
//!
//! Pure: where the entries come from and where the text goes is the caller's.

mod change;
mod file;
mod record;

pub use change::ChangeRecord;
pub use file::{ExportFormat, ExportWriter};
pub use record::EntryRecord;

use chrono::{DateTime, SecondsFormat, Utc};

/// RFC 3339 in UTC with milliseconds: always the same length, so it also sorts as text.
fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
