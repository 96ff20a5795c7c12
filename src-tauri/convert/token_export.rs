//! Tokens to a file.

use std::path::Path;

use tokendesk_issuer::{ExportCount, ExportPreview};
use tokendesk_token_file::Format;

use super::draft::small;
use crate::wire;

impl From<ExportPreview> for wire::ExportPreview {
    fn from(preview: ExportPreview) -> Self {
        let ExportPreview { tokens, keys, left_out } = preview;
        Self { tokens: small(tokens), keys: small(keys), left_out: small(left_out) }
    }
}

impl From<wire::FileFormat> for Format {
    fn from(format: wire::FileFormat) -> Self {
        match format {
            wire::FileFormat::Csv => Self::Csv,
            wire::FileFormat::JsonLines => Self::JsonLines,
        }
    }
}

/// What was written there.
pub(crate) fn export_report(path: &Path, count: ExportCount) -> wire::ExportReport {
    let ExportCount { written, left_out, without_key, damaged } = count;
    wire::ExportReport {
        path: path.display().to_string(),
        written: small(written),
        left_out: small(left_out),
        without_key: small(without_key),
        damaged: small(damaged),
    }
}
