//! One edit for many tokens.

use tokendesk_issuer::EditPreview;
use tokendesk_token_file::TokenFields;
use tokendesk_token_rows::{BulkEdit, ListEdit, TextError};

use super::{
    draft::small,
    token_import::{field, of_text},
};
use crate::wire;

impl From<wire::BulkEdit> for BulkEdit {
    fn from(edit: wire::BulkEdit) -> Self {
        Self {
            fields: TokenFields {
                description: edit.description,
                expires: edit.expires,
                request_limit: edit.request_limit,
                rate: edit.rate,
                quota: edit.quota,
                daily_quota: edit.daily_quota,
                monthly_quota: edit.monthly_quota,
                models: edit.models.unwrap_or_default(),
                group: edit.group,
                ..TokenFields::default()
            },
            extend_days: edit.extend_days,
            scopes: edit.scopes.map(Into::into),
            allow: edit.allow_ips.map(Into::into),
            block: edit.block_ips.map(Into::into),
        }
    }
}

impl From<wire::ListEdit> for ListEdit {
    fn from(edit: wire::ListEdit) -> Self {
        match edit {
            wire::ListEdit::Add(entries) => Self::Add(entries),
            wire::ListEdit::Remove(entries) => Self::Remove(entries),
            wire::ListEdit::Set(entries) => Self::Set(entries),
            wire::ListEdit::Clear => Self::Clear,
        }
    }
}

/// What is wrong with the edit itself.
pub(crate) fn bulk_edit_refused(errors: &[TextError]) -> wire::BulkEditPreview {
    wire::BulkEditPreview {
        total: 0,
        will_change: 0,
        examples: Vec::new(),
        refused: 0,
        refused_tokens: Vec::new(),
        problems: errors.iter().map(|error| of_text(error, &TokenFields::default())).collect(),
        can_be_undone: true,
    }
}

impl From<EditPreview> for wire::BulkEditPreview {
    fn from(preview: EditPreview) -> Self {
        let examples = preview.examples.into_iter().map(|(token, changes)| wire::RemedyExample {
            id: token.id.0,
            name: token.name.to_string(),
            changes: changes.into_iter().map(Into::into).collect(),
        });
        let no_entries = TokenFields::default();
        let refused = preview.first_refused.into_iter().map(|(token, errors)| wire::RefusedToken {
            id: token.id.0,
            name: token.name.to_string(),
            problems: errors.iter().map(|error| field(error, &no_entries, true)).collect(),
        });
        Self {
            total: small(preview.total),
            will_change: small(preview.will_change),
            examples: examples.collect(),
            refused: small(preview.refused),
            refused_tokens: refused.collect(),
            problems: Vec::new(),
            can_be_undone: preview.can_be_undone,
        }
    }
}
