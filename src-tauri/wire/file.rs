//! Files that the admin chooses in the system's dialog.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The title of a dialog that asks for a file.
#[derive(Deserialize, TS)]
#[ts(export)]
pub(crate) struct FileQuestion {
    pub(crate) title: String,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct SavedFile {
    /// Where it lies; null: the admin thought better of it.
    pub(crate) path: Option<String>,
}

/// How rows stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum FileFormat {
    Csv,
    JsonLines,
}

impl FileFormat {
    /// How the name of such a file ends.
    pub(crate) const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}
