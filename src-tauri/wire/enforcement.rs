//! "Enforce on this machine".

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Refusal;

/// What the admin chooses.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct EnforcementChoice {
    pub(crate) is_on: bool,
    /// As typed.
    pub(crate) place: String,
}

#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct EnforcementAnswer {
    /// As it is now.
    pub(crate) enforcement: Enforcement,
    /// What is wrong with the place; nothing was changed then.
    pub(crate) problem: Option<LocalPlaceProblem>,
}

#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Enforcement {
    pub(crate) is_on: bool,
    /// Where gateways reach the verifier, or are to reach it: `127.0.0.1:9180`.
    pub(crate) place: String,
    pub(crate) standing: EnforcementStanding,
}

#[derive(Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum EnforcementStanding {
    Off,
    Starting,
    Ready { figures: EnforcementFigures },
    Stopping,
    Failed { problem: EnforcementProblem },
}

/// Counted since it was switched on.
#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct EnforcementFigures {
    pub(crate) allowed: u64,
    pub(crate) refused: u64,
    pub(crate) allowed_per_second: f64,
    pub(crate) refused_per_second: f64,
    /// Tokens that it knows.
    pub(crate) tokens: u64,
    /// From the last change at the desk until it held, and the longest of these.
    pub(crate) lag_ms: u64,
    pub(crate) max_lag_ms: u64,
    /// false: requests that count are let through only within what was leased before.
    pub(crate) is_counting: bool,
    /// What is wrong with the data file, in the system's words; null: nothing.
    pub(crate) store_problem: Option<String>,
}

#[derive(Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum EnforcementProblem {
    /// Another program listens at the place.
    Taken {
        /// One that is free; null: none was found nearby.
        free: Option<String>,
    },
    /// This user may not listen there.
    Denied,
    /// Another verifier enforces by the same data folder.
    InUse,
    System {
        detail: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub(crate) enum LocalPlaceProblem {
    Required,
    NotAddressPort,
    NotLocal,
    NoPort,
}

/// One of the latest decisions.
#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Decision {
    pub(crate) at_ms: i64,
    /// Whose key it was; null: nobody's.
    pub(crate) token: Option<DecisionToken>,
    /// null: the gateway did not say.
    pub(crate) address: Option<String>,
    pub(crate) method: String,
    /// Long ones end in an ellipsis.
    pub(crate) path: String,
    /// null: allowed.
    pub(crate) refusal: Option<Refusal>,
}

#[derive(Serialize, TS)]
#[ts(export)]
pub(crate) struct DecisionToken {
    pub(crate) id: i64,
    pub(crate) name: String,
}
