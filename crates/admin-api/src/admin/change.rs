//! A token's life: disable, enable, revoke, delete, restore.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::Request;
use tokendesk_domain::{
    admin_key::AdminScope,
    field_error::{Field, FieldError},
    life_change::LifeChange,
    reason::Reason,
    token::{State as TokenState, Token},
};
use tokendesk_issuer::{DeskError, Target};

use super::{
    answer::{answer, ok},
    list::token_id,
    problem::ProblemBody,
    token::TokenBody,
};
use crate::{
    AdminApi,
    api::{Asked, Needs},
    body::{self, request_object},
    refusal::Refusal,
};

request_object! {
    /// Why a token is revoked.
    #[schema(as = Revocation)]
    RevokeFields {
        /// Up to 500 characters: revoking is final, so somebody will ask.
        #[schema(value_type = String, required, min_length = 1, max_length = 500)]
        reason: String,
    }
}

/// Switch a token off until it is enabled again
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/{id}/disable",
    tag = "tokens",
    operation_id = "disableToken",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn disable_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    change(api, id, request, |_| Ok(LifeChange::Disable)).await
}

/// Switch a disabled token on again
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/{id}/enable",
    tag = "tokens",
    operation_id = "enableToken",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn enable_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    change(api, id, request, |_| Ok(LifeChange::Enable)).await
}

/// Switch a token off for good
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/{id}/revoke",
    tag = "tokens",
    operation_id = "revokeToken",
    params(("id" = i64, Path, minimum = 1)),
    request_body = RevokeFields,
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn revoke_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let revocation = |asked: &Asked| {
        let (fields, wrong) = body::fields::<RevokeFields>(body::json(&asked.headers, &asked.body)?);
        if !wrong.is_empty() {
            return Err(Refusal::Wrong(wrong));
        }
        let reason = Reason::parse(&fields.reason.value().unwrap_or_default())
            .map_err(|problem| DeskError::Invalid(vec![FieldError::new(Field::Reason, problem)]))?;
        Ok(LifeChange::Revoke(reason))
    };
    change(api, id, request, revocation).await
}

/// Put a token into the trash, which keeps it for 30 days
#[utoipa::path(
    delete,
    path = "/v1/admin/tokens/{id}",
    tag = "tokens",
    operation_id = "deleteToken",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn delete_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    change(api, id, request, |_| Ok(LifeChange::Delete)).await
}

/// Take a token out of the trash
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/{id}/restore",
    tag = "tokens",
    operation_id = "restoreToken",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn restore_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    change(api, id, request, |_| Ok(LifeChange::Restore)).await
}

/// Asked twice, it is done once: a token that is so already is no error.
async fn change(
    api: Arc<AdminApi>,
    id: String,
    request: Request<Body>,
    read: impl FnOnce(&Asked) -> Result<LifeChange, Refusal> + Send + 'static,
) -> Response {
    let changed = api.at_desk(request, Needs::scope(AdminScope::TokensWrite), move |caller, asked| {
        let change = read(asked)?;
        let id = token_id(&id)?;
        caller.desk.change(&Target::Ids(vec![id]), &change)?;
        let details = caller.desk.details(id)?;
        match why_not(&details.token, &change) {
            None => Ok(ok(&TokenBody::of(&details.token, details.now))),
            Some(why) => Err(Refusal::NotApplicable(why)),
        }
    });
    answer(changed.await)
}

/// Why the token is not as the change would have it.
const fn why_not(token: &Token, change: &LifeChange) -> Option<&'static str> {
    const REVOKED: Option<&str> = Some("The token is revoked, which is final.");
    const DELETED: Option<&str> = Some("The token is in the trash; restore it first.");
    match (change, &token.state) {
        (LifeChange::Delete | LifeChange::Restore, _) => None,
        _ if token.deleted.is_some() => DELETED,
        (LifeChange::Disable | LifeChange::Enable, TokenState::Revoked { .. }) => REVOKED,
        _ => None,
    }
}
