//! "Enforce on this machine".

use tokendesk_domain::enforcement::{Enforcement, LocalPlaceProblem};
use tokendesk_verifier::{Figures, RecentDecision};

use super::draft::alike;
use crate::{
    enforcer::{EnforceProblem, Standing},
    wire,
};

/// Of a path the window shows no more than this, in characters.
const PATH_SHOWN: usize = 300;

alike!(LocalPlaceProblem, wire::LocalPlaceProblem, Required, NotAddressPort, NotLocal, NoPort);

pub(crate) fn enforcement(chosen: &Enforcement, standing: Standing) -> wire::Enforcement {
    wire::Enforcement { is_on: chosen.is_on, place: chosen.place.to_string(), standing: standing.into() }
}

impl From<Standing> for wire::EnforcementStanding {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Off => Self::Off,
            Standing::Starting => Self::Starting,
            Standing::Ready { figures, allowed_per_second, refused_per_second } => {
                Self::Ready { figures: shown(*figures, allowed_per_second, refused_per_second) }
            }
            Standing::Stopping => Self::Stopping,
            Standing::Failed(problem) => Self::Failed { problem: problem.into() },
        }
    }
}

fn shown(figures: Figures, allowed_per_second: f64, refused_per_second: f64) -> wire::EnforcementFigures {
    wire::EnforcementFigures {
        allowed: figures.allowed,
        refused: figures.refused.iter().sum(),
        allowed_per_second,
        refused_per_second,
        tokens: figures.tokens,
        lag_ms: figures.lag_ms,
        max_lag_ms: figures.max_lag_ms,
        is_counting: figures.is_counting,
        store_problem: figures.store_problem,
    }
}

impl From<EnforceProblem> for wire::EnforcementProblem {
    fn from(problem: EnforceProblem) -> Self {
        match problem {
            EnforceProblem::Taken { free } => Self::Taken { free: free.map(|place| place.to_string()) },
            EnforceProblem::Denied => Self::Denied,
            EnforceProblem::InUse => Self::InUse,
            EnforceProblem::System(detail) => Self::System { detail },
        }
    }
}

impl From<RecentDecision> for wire::Decision {
    fn from(decision: RecentDecision) -> Self {
        Self {
            at_ms: decision.at.timestamp_millis(),
            token: decision.token.map(|(id, name)| wire::DecisionToken { id: id.0, name }),
            address: decision.address.map(|address| address.to_string()),
            method: decision.method,
            path: shortened(decision.path),
            refusal: decision.refusal.as_ref().map(Into::into),
        }
    }
}

fn shortened(mut path: String) -> String {
    if let Some((end, _)) = path.char_indices().nth(PATH_SHOWN) {
        path.truncate(end);
        path.push('…');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_is_shortened_between_characters() {
        assert_eq!(shortened("/short".to_owned()), "/short");
        let long = shortened(format!("/{}", "한".repeat(5_000)));
        assert_eq!((long.chars().count(), long.ends_with("한…")), (PATH_SHOWN + 1, true));
    }
}
