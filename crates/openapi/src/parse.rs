//! From bytes to a document, within bounds.

use crate::{ImportError, document::Document};

/// The most bytes of a document.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// JSON if it begins as an object of JSON does, else YAML.
pub(crate) fn parse(bytes: &[u8]) -> Result<Document, ImportError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImportError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ImportError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') { json(text) } else { yaml(text) }
}

fn json(text: &str) -> Result<Document, ImportError> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&message);
        syntax(line as u64, column as u64, message)
    })
}

fn yaml(text: &str) -> Result<Document, ImportError> {
    // Large documents of well-known services have a million nodes; aliases keep the reader's own bounds.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: 4_000_000,
            max_events: 8_000_000,
            max_documents: 1,
        },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error.location().map_or((0, 0), |at| (at.line(), at.column()));
        syntax(line, column, &error.to_string())
    })
}

fn syntax(line: u64, column: u64, message: &str) -> ImportError {
    const LONGEST: usize = 300;
    let message = message.lines().next().unwrap_or_default().chars().take(LONGEST).collect();
    ImportError::Syntax { line, column, message }
}
