//! Rotations and old keys.

use tokendesk_domain::rotation::{OldKey, RotationForm};

use crate::wire;

impl From<wire::RotationDraft> for RotationForm {
    fn from(draft: wire::RotationDraft) -> Self {
        Self { grace: draft.grace, quiet_for: draft.quiet_for }
    }
}

impl From<&OldKey> for wire::OldKey {
    fn from(old: &OldKey) -> Self {
        Self {
            generation: old.generation,
            masked_key: old.hint.to_string(),
            rotated_ms: old.rotated.timestamp_millis(),
            until_ms: old.until.timestamp_millis(),
            quiet_ms: old.quiet.map(|quiet| quiet.num_milliseconds()),
            calls: old.uses.cast_signed(),
            share_percent: old.share_percent(),
            last_used_ms: old.last_used.map(|at| at.timestamp_millis()),
            last_address: old.last_address.clone(),
        }
    }
}
