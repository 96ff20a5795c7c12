//! What is worth saying about how a document was read.

use tokendesk_domain::route::TemplateProblem;

use crate::Place;

/// Worth knowing before the import is accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// The document asks for several scopes, or names alternatives; a route needs one.
    #[error("{place} names several scopes ({}); {taken} is taken.", .all.join(", "))]
    SeveralScopes {
        /// The operation.
        place: Place,
        /// The scope of the route.
        taken: String,
        /// All that are named.
        all: Vec<String>,
    },
    /// The document names no scope: any valid token will do.
    #[error("{place} names no scope; any valid token will pass.")]
    AnyToken {
        /// The operation.
        place: Place,
    },
    /// The path can't be a route; its requests stay without one.
    #[error("{place} is left out: {problem}")]
    LeftOut {
        /// The operation.
        place: Place,
        /// Why.
        problem: TemplateProblem,
    },
    /// Two paths match the same requests and need different scopes; the first one counts.
    #[error("{place} is for the same requests as {first}, which counts.")]
    SameRequests {
        /// The second operation.
        place: Place,
        /// The first one's route.
        first: String,
    },
}

impl Note {
    /// The word that scripts see.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SeveralScopes { .. } => "several_scopes",
            Self::AnyToken { .. } => "any_token",
            Self::LeftOut { .. } => "left_out",
            Self::SameRequests { .. } => "same_requests",
        }
    }
}
