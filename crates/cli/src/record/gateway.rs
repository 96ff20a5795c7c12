//! Gateways' configurations as scripts see them.

use serde::Serialize;
use tokendesk_gateway_config::File;

/// A file of a configuration.
#[derive(Debug, Serialize)]
pub(crate) struct FileRecord {
    name: &'static str,
    text: String,
}

impl FileRecord {
    pub(crate) fn of(file: &File) -> Self {
        Self { name: file.name, text: file.text.clone() }
    }
}
