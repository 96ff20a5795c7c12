//! What is wrong with a text before the rules of the domain look at it.

use tokendesk_domain::field_error::{Field, FieldError};

/// What is wrong with a text before the rules of the domain look at it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// As in a form.
    #[error("{0}")]
    Field(FieldError),
    /// Blank, where a number belongs: a limit that silently became "unlimited" would open the token.
    #[error("{}", no_number(*.0))]
    NoNumber(Field),
    /// A window that there is not; of a rate also one that is not said.
    #[error("{}", unknown_window(.word.as_deref(), .words))]
    UnknownWindow {
        /// Whose window.
        field: Field,
        /// As written; none: it is not said.
        word: Option<String>,
        /// Those that there are, for people.
        words: String,
    },
}

impl TextError {
    /// Which field.
    pub const fn field(&self) -> Field {
        match self {
            Self::Field(error) => error.field,
            Self::NoNumber(field) | Self::UnknownWindow { field, .. } => *field,
        }
    }

    /// The word that scripts see; it never changes.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Field(error) => error.problem.code(),
            Self::NoNumber(_) => "required",
            Self::UnknownWindow { .. } => "unknown_window",
        }
    }
}

const fn no_number(field: Field) -> &'static str {
    match field {
        Field::RequestLimit => "Enter a number; 0 means unlimited.",
        Field::Rate => "Enter a number and its window, such as 100/minute, or none.",
        _ => "Enter a number.",
    }
}

fn unknown_window(word: Option<&str>, words: &str) -> String {
    word.map_or_else(
        || format!("Say the window, such as 100/minute: {words}."),
        |word| format!("{word:?} is none of {words}."),
    )
}
