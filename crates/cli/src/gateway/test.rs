//! `tokendesk gateway test`: real requests through a running gateway.

use std::io::Write;

use tokendesk_gateway_probe::{Finding, Keys, Probe, Step, Target};
use tokendesk_issuer::{Desk, ProbeToken};
use tokio::runtime::Builder;

use crate::{
    args::TestArgs,
    output::Output,
    record::StepRecord,
    refusal::{Failure, Refusal},
};

/// Prints each step; a gateway with a mistake is a fault.
pub(crate) fn test<W: Write, N: Write>(
    desk: &Desk,
    args: &TestArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let target =
        Target { gateway: args.gateway.clone(), path: args.path.clone(), backend: args.backend.clone() };
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Fault(Refusal::new("internal", error.to_string())))?;
    let Some(probe) = runtime.block_on(Probe::begin(&target)) else {
        return Err(Refusal::at("path", "bad_path", "A path begins with / and has no spaces in it.").into());
    };
    let ProbeToken { id, key, unknown } = desk.issue_probe_token()?;
    let keys = Keys { right: key.expose(), token_id: id.0, unknown: unknown.expose() };
    let mut found = runtime.block_on(probe.with_token(&keys));
    desk.withdraw_probe_token(id)?;
    found.push(runtime.block_on(probe.without_token(&keys, &found)));
    for (step, finding) in &found {
        output.result(|| StepRecord::of(*step, *finding), || line(*step, *finding))?;
    }
    // A failure is told after the steps that explain it.
    output.flush()?;
    if found.iter().any(|(_, finding)| matches!(finding, Finding::Wrong(_))) {
        return Err(Failure::Fault(Refusal::new("gateway_wrong", "The gateway is not right yet.")));
    }
    Ok(())
}

fn line(step: Step, finding: Finding) -> String {
    let question = match step {
        Step::WithoutKey => "A request without a key is refused",
        Step::UnknownKey => "A key that nobody has is refused",
        Step::TwoKeys => "Two keys at once are refused",
        Step::RightKey => "A right key passes",
        Step::KeyTakenOff => "The backend does not get the key",
        Step::Identity => "The backend is told whose request it is",
        Step::Address => "Clients can't forge their address",
        Step::RequestId => "Each request is charged",
        Step::DeletedKey => "A deleted token is refused at once",
    };
    match finding {
        Finding::Right => format!("ok       {question}"),
        Finding::Wrong(mistake) => format!("WRONG    {question}: {mistake}"),
        Finding::Skipped(skip) => format!("skipped  {question}: {skip}"),
    }
}
