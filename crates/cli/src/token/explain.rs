//! `tokendesk token explain`

use std::io::Write;

use chrono::Local;
use tokendesk_domain::{
    access::{Check, Refusal as Denial, Rule},
    expiry::parse_moment,
    field_error::{Field, FieldError},
    scope::ScopeName,
    token::TokenId,
};
use tokendesk_issuer::{Desk, DeskError, Explanation, ImaginedRequest};

use crate::{
    args::ExplainArgs,
    output::Output,
    record::{ExplanationRecord, moment},
    refusal::{Failure, Refusal},
    text::visible,
};

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &ExplainArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let explanation = desk.explain_request(&request(args)?).map_err(|error| match error {
        DeskError::NotFound => Refusal { index: None, ..Refusal::no_such_token(args.id, 0) }.into(),
        error => Failure::from(error),
    })?;
    output.result(|| ExplanationRecord::of(&explanation), || sheet(&explanation))?;
    Ok(())
}

fn request(args: &ExplainArgs) -> Result<ImaginedRequest, Failure> {
    let mut wrong = Vec::new();
    let mut keep = |field: &str, problem| {
        let refusal = Refusal::from(&FieldError::new(Field::Expiry, problem));
        wrong.push(Refusal { field: Some(field.to_owned()), ..refusal });
    };
    let scope = args.scope.as_deref().map(ScopeName::parse).transpose();
    let scope = scope.map_err(|problem| keep("scope", problem));
    let at = args.at.as_deref().map(|raw| parse_moment(raw, &Local)).transpose();
    let at = at.map_err(|problem| keep("at", problem));
    let (Ok(scope), Ok(at)) = (scope, at) else { return Err(Failure::Input(wrong)) };
    Ok(ImaginedRequest {
        token: TokenId(args.id),
        generation: args.key_generation,
        address: args.address,
        method: args.method.clone(),
        host: args.host.clone(),
        target: args.path.clone(),
        scope,
        model: args.model.clone(),
        at,
    })
}

fn sheet(explanation: &Explanation) -> String {
    let token = &explanation.token;
    let mut lines =
        vec![format!("Token {} {:?} at {}", token.id.0, token.name.as_str(), moment(explanation.at))];
    lines.push(match (&explanation.route, &explanation.scope) {
        (Some(route), Some(scope)) => format!("Route {}, which needs {scope}", visible(&route.to_string())),
        (Some(route), None) => format!("Route {}, which needs no scope", visible(&route.to_string())),
        (None, Some(scope)) => format!("The gateway names the scope {scope}"),
        (None, None) => "No route".to_owned(),
    });
    let deciding = explanation.deciding().map(|(check, _)| check.rule);
    for check in &explanation.checks {
        let mark = match &check.outcome {
            Ok(()) => "pass  ",
            Err(_) if Some(check.rule) == deciding => "REFUSE",
            Err(_) => "refuse",
        };
        lines.push(format!("  {mark}  {}", said(explanation, check)));
    }
    lines.push(match explanation.deciding() {
        None => "It would pass.".to_owned(),
        Some((_, refusal)) => format!("It would be refused with {}: {}.", refusal.status(), refusal.code()),
    });
    lines.join("\n")
}

/// What a rule found, in a few words.
fn said(explanation: &Explanation, check: &Check) -> String {
    let terms = &explanation.token.terms;
    match &check.outcome {
        Ok(()) => match check.rule {
            Rule::Path => "The path can be read in one way only",
            Rule::NotDeleted => "The token is not in the trash",
            Rule::NotRevoked => "It is not revoked",
            Rule::Enabled => "It is not switched off",
            Rule::KeyCurrent if explanation.key_until.is_some() => "Its key is an old one that still passes",
            Rule::KeyCurrent => "Its key is the present one",
            Rule::NotExpired if terms.expires.is_none() => "It never expires",
            Rule::NotExpired => "It is not expired",
            Rule::NotBlocked if terms.addresses.block.is_empty() => "No address is blocked",
            Rule::NotBlocked => "The address is not blocked",
            Rule::Allowed if terms.addresses.allow.is_empty() => "Every address is allowed",
            Rule::Allowed => "The address is allowed",
            Rule::Routed if explanation.scope.is_some() && explanation.route.is_none() => {
                "The gateway says what the request needs"
            }
            Rule::Routed if explanation.route.is_none() => "Requests without a route may pass",
            Rule::Routed => "The request has a route",
            Rule::ScopeHeld if explanation.scope.is_none() => "No scope is needed",
            Rule::ScopeHeld => "The scope is held",
            Rule::ModelAllowed if terms.models.names().is_none() => "Every model is allowed",
            Rule::ModelAllowed => "The model is allowed",
            Rule::WithinQuota if terms.quota.is_unlimited() => "There is no quota",
            Rule::WithinQuota => "No quota is used up",
            Rule::WithinLimit if terms.limit.is_none() => "There is no request limit",
            Rule::WithinLimit => "The request limit is not used up",
        }
        .to_owned(),
        Err(refusal) => why_not(explanation, refusal),
    }
}

fn why_not(explanation: &Explanation, refusal: &Denial) -> String {
    match refusal {
        Denial::PathRefused => {
            let problem = explanation.path.as_ref().err().map(ToString::to_string);
            format!("The path is refused: {}", problem.unwrap_or_default())
        }
        Denial::Deleted => "The token is in the trash".to_owned(),
        Denial::Revoked => "It is revoked".to_owned(),
        Denial::Disabled => "It is switched off".to_owned(),
        Denial::KeyRotatedOut => "The key is rotated out".to_owned(),
        Denial::Expired => "It is expired".to_owned(),
        Denial::AddressUnknown => "There is an address list, and no address: give --address".to_owned(),
        Denial::IpBlocked => "The address is blocked".to_owned(),
        Denial::IpNotAllowed => "The address is not among the allowed ones".to_owned(),
        Denial::NoRoute => "There are routes, and the request has none".to_owned(),
        Denial::ScopeMissing { scope } => format!("The scope {scope} is not held"),
        Denial::ModelUnknown => "Its models are restricted, and no model is named: give --model".to_owned(),
        Denial::ModelNotAllowed => "The model is not among the allowed ones".to_owned(),
        Denial::QuotaExhausted => "A quota is used up".to_owned(),
        Denial::LimitReached => "The request limit is used up".to_owned(),
        // No rule of the list says these.
        other => other.code().to_owned(),
    }
}
