//! Files whose rows are tokens, as `token issue --from` takes them.

mod source;

use tokendesk_domain::field_error::Field;
use tokendesk_token_file::{Column, Fault, FileError, TokenFields};
use tokendesk_token_rows::TextError;

pub(crate) use self::source::Source;
use crate::{
    args::TermsArgs,
    refusal::{Failure, Refusal},
};

/// The column of a field of the form, where the two have different names.
pub(crate) fn column_of(field: &str) -> Option<&'static str> {
    (field == Field::Scopes.code()).then_some(Column::Scopes.name())
}

/// A row says what could as well be typed.
impl From<TokenFields> for TermsArgs {
    fn from(fields: TokenFields) -> Self {
        Self {
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
        }
    }
}

/// What is typed is read as a row is.
impl From<&TermsArgs> for TokenFields {
    fn from(args: &TermsArgs) -> Self {
        Self {
            scopes: args.scopes.clone(),
            description: args.description.clone(),
            expires: args.expires.clone(),
            allow_ips: args.allow_ips.clone(),
            block_ips: args.block_ips.clone(),
            request_limit: args.request_limit.clone(),
            rate: args.rate.clone(),
            burst: args.burst.clone(),
            quota: args.quota.clone(),
            daily_quota: args.daily_quota.clone(),
            monthly_quota: args.monthly_quota.clone(),
            models: args.models.clone(),
            group: args.group.clone(),
            ..Self::default()
        }
    }
}

impl From<TextError> for Refusal {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Field(error) => Self::from(&error),
            other => Self::at(other.field().code(), other.code(), other.to_string()),
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
