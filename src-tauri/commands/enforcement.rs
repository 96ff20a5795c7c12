//! "Enforce on this machine".

use std::sync::Arc;

use tokendesk_domain::enforcement::{Enforcement as Chosen, LocalPlace};

use super::Desk;
use crate::{
    convert,
    seat::Seat,
    wire::{Decision, Enforcement, EnforcementAnswer, EnforcementChoice, Fault},
};

#[tauri::command]
pub(crate) async fn enforcement(seat: Desk<'_>) -> Result<Enforcement, Fault> {
    looking_on(seat, now).await
}

#[tauri::command]
pub(crate) async fn enforce(seat: Desk<'_>, request: EnforcementChoice) -> Result<EnforcementAnswer, Fault> {
    let place = match request.place.parse::<LocalPlace>() {
        Ok(place) => place,
        Err(problem) => {
            let enforcement = looking_on(seat, now).await?;
            return Ok(EnforcementAnswer { enforcement, problem: Some(problem.into()) });
        }
    };
    let chosen = Chosen { is_on: request.is_on, place };
    seat.at_desk(move |seat, desk| {
        let kept = desk.save_enforcement(&chosen);
        // A file that can't be written must keep nobody from switching off, or on until the console ends.
        seat.enforcer.follow(&chosen);
        kept?;
        Ok(EnforcementAnswer { enforcement: now(seat), problem: None })
    })
    .await
}

#[tauri::command]
pub(crate) async fn latest_decisions(seat: Desk<'_>) -> Result<Vec<Decision>, Fault> {
    looking_on(seat, |seat| seat.enforcer.decisions().into_iter().map(Into::into).collect()).await
}

fn now(seat: &Seat) -> Enforcement {
    convert::enforcement(&seat.enforcer.chosen(), seat.enforcer.standing())
}

/// Looks at the enforcer, also while the data file can't be used.
async fn looking_on<T: Send + 'static>(
    seat: Desk<'_>,
    look: impl FnOnce(&Seat) -> T + Send + 'static,
) -> Result<T, Fault> {
    let seat = Arc::clone(&seat);
    let seen = tauri::async_runtime::spawn_blocking(move || look(&seat)).await;
    seen.map_err(|error| Fault::Internal { detail: error.to_string() })
}
