//! Real requests through a running gateway.

use tokendesk_gateway_probe::{Keys, Probe, Target};
use tokendesk_issuer::ProbeToken;

use super::Desk;
use crate::{
    convert,
    wire::{Fault, GatewayProblem, GatewayStep, GatewayTest, GatewayTestReport},
};

#[tauri::command]
pub(crate) async fn test_gateway(seat: Desk<'_>, request: GatewayTest) -> Result<GatewayTestReport, Fault> {
    let nothing = GatewayTestReport { gateway_problem: None, path_problem: None, steps: Vec::new() };
    let target = match convert::gateway_target(&request) {
        Ok(target) => target,
        Err(problem) => return Ok(GatewayTestReport { gateway_problem: Some(problem), ..nothing }),
    };
    match run(seat, &target).await? {
        Some(steps) => Ok(GatewayTestReport { steps, ..nothing }),
        None => Ok(GatewayTestReport { path_problem: Some(GatewayProblem::BadPath), ..nothing }),
    }
}

/// None: the path is none.
async fn run(seat: Desk<'_>, target: &Target) -> Result<Option<Vec<GatewayStep>>, Fault> {
    let Some(probe) = Probe::begin(target).await else { return Ok(None) };
    let ProbeToken { id, key, unknown } = seat.at_desk(|_, desk| desk.issue_probe_token()).await?;
    let keys = Keys { right: key.expose(), token_id: id.0, unknown: unknown.expose() };
    let mut found = probe.with_token(&keys).await;
    seat.at_desk(move |_, desk| desk.withdraw_probe_token(id)).await?;
    found.push(probe.without_token(&keys, &found).await);
    Ok(Some(found.into_iter().map(convert::gateway_step).collect()))
}
