//! Gateways' configurations as scripts see them.

use serde::Serialize;
use tokendesk_gateway_config::File;
use tokendesk_gateway_probe::{Finding, Step};

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

/// A step of a test.
#[derive(Debug, Serialize)]
pub(crate) struct StepRecord {
    step: &'static str,
    /// `right`, `wrong`, `skipped`.
    found: &'static str,
    /// What is wrong; null: nothing.
    code: Option<&'static str>,
    /// What is wrong and how it is mended, or why the step was left out.
    message: Option<String>,
}

impl StepRecord {
    pub(crate) fn of(step: Step, finding: Finding) -> Self {
        let (found, code, message) = match finding {
            Finding::Right => ("right", None, None),
            Finding::Wrong(mistake) => ("wrong", Some(mistake.code()), Some(mistake.to_string())),
            Finding::Skipped(skip) => ("skipped", None, Some(skip.to_string())),
        };
        Self { step: step.code(), found, code, message }
    }
}
