//! Why a document can't be imported.

use std::fmt;

use tokendesk_domain::{field_error::Problem, route::Route};

use crate::MAX_BYTES;

/// A place in the document: `paths./pets.get`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place(pub(crate) String);

impl Place {
    /// The place as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a document can't be imported. Nothing of it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// More than [`MAX_BYTES`].
    #[error("The document is larger than {} MiB.", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Not UTF-8.
    #[error("The document is not UTF-8 text.")]
    NotText,
    /// Neither JSON nor YAML, or not of the shape that such a document has.
    #[error("{message} (line {line}, column {column})")]
    Syntax {
        /// From 1; 0: not known.
        line: u64,
        /// From 1; 0: not known.
        column: u64,
        /// What the reader said.
        message: String,
    },
    /// Neither `openapi: 3.…` nor `swagger: 2.0`.
    #[error("This is no OpenAPI 3 or Swagger 2 document: {}.", .0.as_ref().map_or_else(
        || "it has neither openapi nor swagger at its top".to_owned(),
        |version| format!("it says that it has version {version:?}"),
    ))]
    Version(Option<String>),
    /// What single places say can't be imported.
    #[error("{}", .0.iter().map(|(place, fault)| format!("{place}: {fault}")).collect::<Vec<_>>().join("\n"))]
    Invalid(Vec<(Place, Fault)>),
    /// There is no path with an operation that could be a route.
    #[error("The document has no path that could be a route.")]
    NoRoutes,
    /// More than [`Route::MAX`].
    #[error("The document has more than {} routes.", Route::MAX)]
    TooManyRoutes,
}

impl ImportError {
    /// The word that scripts see.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLarge => "document_too_large",
            Self::NotText => "document_not_text",
            Self::Syntax { .. } => "document_unreadable",
            Self::Version(_) => "not_openapi",
            Self::Invalid(_) => "document_invalid",
            Self::NoRoutes => "no_routes",
            Self::TooManyRoutes => "too_many_routes",
        }
    }
}

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A reference into another file or to nothing, or one that leads back to itself.
    #[error("The reference {to:?} leads to no path in this document.")]
    Reference {
        /// As written.
        to: String,
    },
    /// Not a method.
    #[error("This is not a method.")]
    Method,
    /// The scope's name can't be a scope.
    #[error("The scope {name:?} can't be used: {problem}")]
    Scope {
        /// As written.
        name: String,
        /// Why.
        problem: Problem,
    },
}
