//! The simulator.

use std::net::IpAddr;

use chrono::Local;
use tokendesk_domain::{
    access::{Challenge, Check, Refusal, Rule},
    address::AddressRange,
    expiry::parse_moment,
    request_path::PathProblem,
    route::host_name,
    token::TokenId,
};
use tokendesk_issuer::{Explanation, ImaginedRequest};

use crate::wire;

/// The request that was meant, or what is wrong with it.
pub(crate) fn imagined_request(
    typed: wire::ImaginedRequest,
) -> Result<ImaginedRequest, Box<wire::Simulation>> {
    let address = client_address(&typed.address);
    let at = typed.at.as_deref().map(|raw| parse_moment(raw, &Local)).transpose();
    match (address, at) {
        (Ok(address), Ok(at)) => Ok(ImaginedRequest {
            token: TokenId(typed.id),
            generation: typed.generation,
            address,
            method: typed.method,
            host: host_name(typed.host.trim()).into_owned(),
            target: typed.target.trim().to_owned(),
            scope: None,
            model: Some(typed.model.trim().to_owned()).filter(|model| !model.is_empty()),
            at,
        }),
        (address, at) => Err(Box::new(wire::Simulation {
            address_problem: address.err(),
            at_problem: at.err().map(Into::into),
            explanation: None,
        })),
    }
}

/// None: blank.
fn client_address(typed: &str) -> Result<Option<IpAddr>, wire::ClientProblem> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    match (text.parse(), AddressRange::parse(text)) {
        (Ok(address), Ok(_)) => Ok(Some(address)),
        (_, Err(problem)) => Err(wire::ClientProblem::Address { problem: problem.into() }),
        (Err(_), Ok(_)) => Err(wire::ClientProblem::NotOneAddress),
    }
}

impl From<Explanation> for wire::Simulation {
    fn from(explanation: Explanation) -> Self {
        let answer = explanation.deciding().map(|(_, refusal)| outside_answer(refusal));
        let explained = wire::Explanation {
            at_ms: explanation.at.timestamp_millis(),
            key_until_ms: explanation.key_until.map(|at| at.timestamp_millis()),
            checks: explanation.checks.iter().map(Into::into).collect(),
            path: explanation.path.as_ref().ok().map(ToString::to_string),
            path_problem: explanation.path.as_ref().err().map(|problem| (*problem).into()),
            route: explanation.route.as_ref().map(ToString::to_string),
            scope: explanation.scope.as_ref().map(ToString::to_string),
            answer,
        };
        Self { address_problem: None, at_problem: None, explanation: Some(explained) }
    }
}

fn outside_answer(refusal: &Refusal) -> wire::OutsideAnswer {
    let challenge = refusal.challenge().and_then(|challenge| match challenge {
        Challenge::KeyNeeded => None,
        Challenge::InvalidRequest => Some("invalid_request"),
        Challenge::InvalidToken => Some("invalid_token"),
        Challenge::InsufficientScope(_) => Some("insufficient_scope"),
    });
    wire::OutsideAnswer {
        status: refusal.status(),
        challenge: challenge.map(str::to_owned),
        code: refusal.outside_code().to_owned(),
    }
}

impl From<&Check> for wire::Check {
    fn from(check: &Check) -> Self {
        Self { rule: check.rule.into(), refusal: check.outcome.as_ref().err().map(Into::into) }
    }
}

impl From<Rule> for wire::Rule {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Path => Self::Path,
            Rule::NotDeleted => Self::NotDeleted,
            Rule::NotRevoked => Self::NotRevoked,
            Rule::Enabled => Self::Enabled,
            Rule::KeyCurrent => Self::KeyCurrent,
            Rule::NotExpired => Self::NotExpired,
            Rule::NotBlocked => Self::NotBlocked,
            Rule::Allowed => Self::Allowed,
            Rule::Routed => Self::Routed,
            Rule::ScopeHeld => Self::ScopeHeld,
            Rule::ModelAllowed => Self::ModelAllowed,
            Rule::WithinLimit => Self::WithinLimit,
            Rule::WithinQuota => Self::WithinQuota,
        }
    }
}

impl From<&Refusal> for wire::Refusal {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::KeyMissing => Self::KeyMissing,
            Refusal::SeveralKeys => Self::SeveralKeys,
            Refusal::UnknownKey => Self::UnknownKey,
            Refusal::Deleted => Self::Deleted,
            Refusal::Revoked => Self::Revoked,
            Refusal::Disabled => Self::Disabled,
            Refusal::KeyRotatedOut => Self::KeyRotatedOut,
            Refusal::Expired => Self::Expired,
            Refusal::AddressUnknown => Self::AddressUnknown,
            Refusal::IpBlocked => Self::IpBlocked,
            Refusal::IpNotAllowed => Self::IpNotAllowed,
            Refusal::PathRefused => Self::PathRefused,
            Refusal::NoRoute => Self::NoRoute,
            Refusal::ScopeMissing { .. } => Self::ScopeMissing,
            Refusal::ModelUnknown => Self::ModelUnknown,
            Refusal::ModelNotAllowed => Self::ModelNotAllowed,
            Refusal::RateLimited => Self::RateLimited,
            Refusal::LimitReached => Self::LimitReached,
            Refusal::QuotaExhausted => Self::QuotaExhausted,
            Refusal::ReservationTaken => Self::ReservationTaken,
            Refusal::CountingUnavailable => Self::CountingUnavailable,
        }
    }
}

impl From<PathProblem> for wire::PathProblem {
    fn from(problem: PathProblem) -> Self {
        match problem {
            PathProblem::NotOriginForm => Self::NotOriginForm,
            PathProblem::TooLong => Self::TooLong,
            PathProblem::DotSegment => Self::DotSegment,
            PathProblem::DoubleSlash => Self::DoubleSlash,
            PathProblem::Backslash => Self::Backslash,
            PathProblem::EscapedSlash => Self::EscapedSlash,
            PathProblem::BadEscape => Self::BadEscape,
            PathProblem::BadCharacter => Self::BadCharacter,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(address: &str, at: Option<&str>) -> wire::ImaginedRequest {
        wire::ImaginedRequest {
            id: 1,
            generation: None,
            address: address.into(),
            method: "GET".into(),
            host: " API.example.com:8443 ".into(),
            target: " /v1/x?y ".into(),
            model: " gpt-4o ".into(),
            at: at.map(Into::into),
        }
    }

    #[test]
    fn a_request_is_read_as_a_gateway_would_hand_it_on() {
        let read = imagined_request(typed(" 10.0.0.7 ", Some("2027-01-31T18:00Z"))).unwrap();
        assert_eq!(read.address, Some("10.0.0.7".parse().unwrap()));
        assert_eq!((read.host.as_str(), read.target.as_str()), ("api.example.com", "/v1/x?y"));
        assert_eq!(read.model.as_deref(), Some("gpt-4o"));
        assert_eq!(read.at.unwrap().timestamp(), 1_801_418_400);
        assert_eq!(imagined_request(typed("", None)).unwrap().address, None);
    }

    #[test]
    fn all_that_is_wrong_with_it_is_said_at_once() {
        let wrong = imagined_request(typed("10.0.0.0/8", Some("tomorrow"))).unwrap_err();
        assert_eq!(wrong.address_problem, Some(wire::ClientProblem::NotOneAddress));
        assert_eq!(wrong.at_problem, Some(wire::Problem::NotADate));
        assert!(wrong.explanation.is_none());
        let wrong = imagined_request(typed("010.0.0.1", None)).unwrap_err();
        let problem = wire::AddressProblem::LeadingZero;
        assert_eq!(wrong.address_problem, Some(wire::ClientProblem::Address { problem }));
    }
}
