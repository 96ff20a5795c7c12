//! The parts of `cargo xtask test`.

use anyhow::{Context, Result};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Format,
    Deny,
    Ui,
    Lint,
    Rust,
    E2e,
}

impl Part {
    /// In the order in which they run.
    pub(crate) const ALL: [Part; 6] = [Part::Format, Part::Deny, Part::Ui, Part::Lint, Part::Rust, Part::E2e];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Part::Format => "format",
            Part::Deny => "deny",
            Part::Ui => "ui",
            Part::Lint => "lint",
            Part::Rust => "rust",
            Part::E2e => "e2e",
        }
    }

    pub(crate) fn named(name: &str) -> Result<Part> {
        Part::ALL.into_iter().find(|part| part.name() == name).with_context(|| {
            let names = Part::ALL.map(Part::name).join(", ");
            format!("There is no part `{name}`. The parts are: {names}.")
        })
    }

    /// Compiles Rust that stands on the web view.
    pub(crate) fn needs_console(self) -> bool {
        matches!(self, Part::Lint | Part::Rust | Part::E2e)
    }

    pub(crate) fn needs_npm(self) -> bool {
        !matches!(self, Part::Deny)
    }
}
