//! Disable, enable, revoke, delete, restore, purge; undo.

use tokendesk_domain::{
    field_error::{Field, FieldError},
    life_change::LifeChange,
    reason::Reason,
};
use tokendesk_issuer::{DeskError, Target};

use super::Desk;
use crate::wire::{Change, ChangeAction, ChangeOutcome, ChangePreview, Fault, UndoRef};

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

#[tauri::command]
pub(crate) async fn change_tokens(seat: Desk<'_>, request: Change) -> Result<ChangeOutcome, Fault> {
    let target = Target::from(request.target);
    let read = read(request.action);
    seat.at_desk(move |_, desk| {
        let change = read.map_err(|(_, errors)| DeskError::Invalid(errors))?;
        Ok(outcome(&desk.change(&target, &change)?))
    })
    .await
}

#[tauri::command]
pub(crate) async fn undo_change(seat: Desk<'_>, request: UndoRef) -> Result<ChangeOutcome, Fault> {
    seat.at_desk(move |_, desk| Ok(outcome(&desk.undo(request.undo)?))).await
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

fn outcome(outcome: &tokendesk_issuer::ChangeOutcome) -> ChangeOutcome {
    ChangeOutcome {
        changed: small(outcome.changed.len()),
        unchanged: small(outcome.unchanged),
        undo: outcome.undo,
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
