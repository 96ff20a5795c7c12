//! A decision as a verifier tells it, and as scripts see it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::token::local;

/// A line of `decisions`.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct DecisionRecord {
    at: String,
    /// `allowed`, or why not.
    code: String,
    /// Null: the key is nobody's.
    token: Option<DecidedToken>,
    /// Null: it is not known.
    address: Option<String>,
    method: String,
    /// Without its query.
    path: String,
}

#[derive(Debug, Deserialize, Serialize)]
struct DecidedToken {
    id: i64,
    name: String,
}

impl DecisionRecord {
    /// For people.
    pub(crate) fn row(&self) -> [String; 7] {
        let (id, name) = match &self.token {
            Some(token) => (token.id.to_string(), token.name.clone()),
            None => Default::default(),
        };
        [
            self.at.parse::<DateTime<Utc>>().map_or_else(|_| self.at.clone(), local),
            self.code.clone(),
            id,
            name,
            self.address.clone().unwrap_or_default(),
            self.method.clone(),
            self.path.clone(),
        ]
    }
}
