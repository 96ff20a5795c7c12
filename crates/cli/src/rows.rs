//! Files whose rows are tokens, as `token issue --from` takes them.

mod source;

use tokendesk_domain::field_error::Field;
use tokendesk_token_file::{Column, Fault, FileError, TokenFields};

pub(crate) use self::source::Source;
use crate::{
    args::{TermsArgs, TokenArgs},
    refusal::{Failure, Refusal},
};

/// The column of a field of the form, where the two have different names.
pub(crate) fn column_of(field: &str) -> Option<&'static str> {
    (field == Field::Scopes.code()).then_some(Column::Scopes.name())
}

/// A row says what could as well be typed.
impl From<TokenFields> for TokenArgs {
    fn from(fields: TokenFields) -> Self {
        Self {
            name: fields.name,
            terms: TermsArgs {
                scopes: fields.scopes,
                description: fields.description,
                expires: fields.expires,
                allow_ips: fields.allow_ips,
                block_ips: fields.block_ips,
                request_limit: fields.request_limit,
                rate: fields.rate,
                burst: fields.burst,
                quota: fields.quota,
                daily_quota: fields.daily_quota,
                monthly_quota: fields.monthly_quota,
                models: fields.models,
                group: fields.group,
            },
            show_once: fields.show_once,
        }
    }
}

impl From<Fault> for Refusal {
    fn from(Fault { code, column, message }: Fault) -> Self {
        Self { code, field: column, index: None, message }
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        match error {
            FileError::NotRows { code, message } => Refusal::at("from", code, message).into(),
            FileError::Unreadable(error) => {
                let message = format!("The file can't be read on: {error}.");
                Self::Fault(Refusal::at("from", "file_unreadable", message))
            }
        }
    }
}
