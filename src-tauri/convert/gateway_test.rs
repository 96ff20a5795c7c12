//! Tests of gateways.

use tokendesk_gateway_config::HostPort;
use tokendesk_gateway_probe::{Finding, Mistake, Skip, Step, Target, Unreached};

use super::{draft::alike, gateway::read};
use crate::wire::{self, GatewayMistake, GatewayProblem};

alike!(
    Step,
    wire::GatewayQuestion,
    WithoutKey,
    UnknownKey,
    TwoKeys,
    RightKey,
    KeyTakenOff,
    Identity,
    Address,
    RequestId,
    DeletedKey
);
alike!(Skip, wire::GatewaySkip, Earlier, NoStandIn, NoRateLimit);

/// What is meant, or what is wrong with the gateway's address.
pub(crate) fn gateway_target(typed: &wire::GatewayTest) -> Result<Target, GatewayProblem> {
    Ok(Target {
        gateway: read::<HostPort>(&typed.gateway)?,
        path: typed.path.trim().to_owned(),
        backend: typed.backend.trim().parse().ok(),
    })
}

pub(crate) fn gateway_step((step, finding): (Step, Finding)) -> wire::GatewayStep {
    let finding = match finding {
        Finding::Right => wire::GatewayFinding::Right,
        Finding::Wrong(mistake) => wire::GatewayFinding::Wrong { mistake: mistake.into() },
        Finding::Skipped(skip) => wire::GatewayFinding::Skipped { reason: skip.into() },
    };
    wire::GatewayStep { question: step.into(), finding }
}

impl From<Mistake> for GatewayMistake {
    fn from(mistake: Mistake) -> Self {
        match mistake {
            Mistake::Unreached(Unreached::Refused) => Self::NobodyListens,
            Mistake::Unreached(Unreached::NoWay) => Self::NoWay,
            Mistake::Unreached(Unreached::TooSlow) => Self::TooSlow,
            Mistake::Unreached(Unreached::NotHttp) => Self::NotHttp,
            Mistake::Redirects { status } => Self::Redirects { status },
            Mistake::NotEnforced { status } => Self::NotEnforced { status },
            Mistake::VerifierUnreached { status } => Self::VerifierUnreached { status },
            Mistake::Distrusted => Self::Distrusted,
            Mistake::BadRequest => Self::BadRequest,
            Mistake::AnyKeyPasses { status } => Self::AnyKeyPasses { status },
            Mistake::TwoKeysPass { status } => Self::TwoKeysPass { status },
            Mistake::OtherData => Self::OtherData,
            Mistake::NoRoute => Self::NoRoute,
            Mistake::Limited => Self::Limited,
            Mistake::BackendUnreached { status } => Self::BackendUnreached { status },
            Mistake::Elsewhere { status } => Self::Elsewhere { status },
            Mistake::KeyPassedOn => Self::KeyPassedOn,
            Mistake::NoIdentity => Self::NoIdentity,
            Mistake::IdentityForged => Self::IdentityForged,
            Mistake::AddressForged => Self::AddressForged,
            Mistake::RequestIdForged => Self::RequestIdForged,
            Mistake::StillPasses { status } => Self::StillPasses { status },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_that_can_t_be_read_only_means_that_nobody_stands_in_for_it() {
        let typed = |gateway: &str, backend: &str| wire::GatewayTest {
            gateway: gateway.into(),
            path: " /v1 ".into(),
            backend: backend.into(),
        };
        let target = gateway_target(&typed(" api.example.com:80 ", "?")).unwrap();
        assert_eq!(
            (target.gateway.to_string().as_str(), target.path.as_str()),
            ("api.example.com:80", "/v1")
        );
        assert!(target.backend.is_none());
        assert!(gateway_target(&typed("127.0.0.1:80", "localhost:3000")).unwrap().backend.is_some());
        assert_eq!(gateway_target(&typed("", "")).unwrap_err(), GatewayProblem::Required);
        assert_eq!(gateway_target(&typed("x", "")).unwrap_err(), GatewayProblem::NotHostPort);
    }
}
