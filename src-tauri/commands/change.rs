//! Disable, enable, revoke, delete, restore, purge; undo.

use tauri::AppHandle;
use tokendesk_domain::{
    field_error::{Field, FieldError},
    life_change::LifeChange,
    reason::Reason,
};
use tokendesk_issuer::{DeskError, Target};

use super::Desk;
use crate::{
    watch,
    wire::{Change, ChangeAction, ChangeOutcome, ChangePreview, Fault, UndoRef},
};

/// Up to so many tokens a change is made at once, and beside others.
const FEW: usize = 100;

#[tauri::command]
pub(crate) async fn preview_change(seat: Desk<'_>, request: Change) -> Result<ChangePreview, Fault> {
    let target = Target::from(request.target);
    let read = read(request.action);
    seat.at_desk(move |_, desk| {
        // A reason that is not given yet hides nothing: the count does not depend on it.
        let (change, errors) = match read {
            Ok(change) => (change, Vec::new()),
            Err((change, errors)) => (change, errors),
        };
        let count = desk.preview_change(&target, &change)?;
        let only = count.only.map(|id| desk.details(id)).transpose()?;
        Ok(ChangePreview {
            total: small(count.total),
            will_change: small(count.will_change),
            only: only.map(|details| details.token.name.to_string()),
            errors: errors.into_iter().map(Into::into).collect(),
        })
    })
    .await
}

/// Many tokens are changed in steps, with `change-progress` events, until `cancel_change` is asked.
#[tauri::command]
pub(crate) async fn change_tokens(
    app: AppHandle,
    seat: Desk<'_>,
    request: Change,
) -> Result<ChangeOutcome, Fault> {
    let target = Target::from(request.target);
    let read = read(request.action);
    if matches!(&target, Target::Ids(ids) if ids.len() <= FEW) {
        return seat
            .at_desk(move |_, desk| {
                let change = read.map_err(|(_, errors)| DeskError::Invalid(errors))?;
                Ok(outcome(desk.change(&target, &change)?))
            })
            .await;
    }
    let mut running = seat.change.begin()?;
    seat.at_desk(move |_, desk| {
        let change = read.map_err(|(_, errors)| DeskError::Invalid(errors))?;
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        Ok(outcome(desk.change_in_steps(&target, &change, &mut go_on)?))
    })
    .await
}

#[tauri::command]
pub(crate) async fn undo_change(
    app: AppHandle,
    seat: Desk<'_>,
    request: UndoRef,
) -> Result<ChangeOutcome, Fault> {
    let mut running = seat.change.begin()?;
    seat.at_desk(move |_, desk| {
        let mut go_on = |progress| running.go_on(progress, |now| watch::emit(&app, "change-progress", now));
        Ok(outcome(desk.undo(request.undo, &mut go_on)?))
    })
    .await
}

/// Asks the change to many that is being made to stop; what is done stays done.
#[tauri::command]
#[expect(clippy::needless_pass_by_value, reason = "commands own what they are given")]
pub(crate) fn cancel_change(seat: Desk<'_>) {
    seat.change.cancel();
}

/// The change; or, where its reason is wrong, what is wrong and a change that applies to the same tokens.
fn read(action: ChangeAction) -> Result<LifeChange, (LifeChange, Vec<FieldError>)> {
    Ok(match action {
        ChangeAction::Disable => LifeChange::Disable,
        ChangeAction::Enable => LifeChange::Enable,
        ChangeAction::Delete => LifeChange::Delete,
        ChangeAction::Restore => LifeChange::Restore,
        ChangeAction::Purge => LifeChange::Purge,
        ChangeAction::Revoke { reason } => match Reason::parse(&reason) {
            Ok(reason) => LifeChange::Revoke(reason),
            Err(problem) => {
                let placeholder = Reason::parse("…").expect("one character");
                return Err((LifeChange::Revoke(placeholder), vec![FieldError::new(Field::Reason, problem)]));
            }
        },
    })
}

pub(super) fn outcome(outcome: tokendesk_issuer::ChangeOutcome) -> ChangeOutcome {
    ChangeOutcome {
        changed: small(outcome.changed),
        unchanged: small(outcome.unchanged),
        left: small(outcome.left),
        undo: outcome.undo,
        fault: outcome.stopped_by.map(Into::into),
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
