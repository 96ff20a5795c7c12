//! Tokens to a file: what that would write, and what it wrote.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FileFormat, Target};

/// Asks where to, and saves the tokens there.
#[derive(Clone, Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct TokenExport {
    pub(crate) target: Target,
    pub(crate) format: FileFormat,
    /// In plain text; each is noted in the audit log.
    pub(crate) with_keys: bool,
    /// The dialog's title.
    pub(crate) title: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ExportPreview {
    /// Tokens that would be written.
    pub(crate) tokens: u32,
    /// Those of them whose keys are kept.
    pub(crate) keys: u32,
    /// Revoked or deleted: an import would bring them back to life.
    pub(crate) left_out: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct ExportReport {
    /// Where the file lies.
    pub(crate) path: String,
    pub(crate) written: u32,
    pub(crate) left_out: u32,
    /// No copy of their keys is kept, where keys were wanted.
    pub(crate) without_key: u32,
    /// The sealed copies of their keys do not open, where keys were wanted.
    pub(crate) damaged: u32,
}
