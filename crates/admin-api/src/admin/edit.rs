//! `PATCH /v1/admin/tokens/{id}`

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::Request;
use tokendesk_domain::{admin_key::AdminScope, form::TermsForm};
use tokendesk_issuer::{DeskError, Details, EditRequest};

use super::{
    answer::{answer, ok},
    create::all,
    list::token_id,
    problem::ProblemBody,
    terms::EditFields,
    token::TokenBody,
};
use crate::{
    AdminApi,
    api::{Asked, Needs},
    body,
    caller::Caller,
    refusal::Refusal,
};

/// How often somebody else may change the token in between.
const TRIES: usize = 8;

/// Edit a token
///
/// A field that is left out stays as it is; null empties it. The name can't be changed.
#[utoipa::path(
    patch,
    path = "/v1/admin/tokens/{id}",
    tag = "tokens",
    operation_id = "editToken",
    params(("id" = i64, Path, minimum = 1)),
    request_body = EditFields,
    responses(
        (status = 200, description = "As it is now.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn edit_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let edited = api.at_desk(request, Needs::scope(AdminScope::TokensWrite), move |caller, asked| {
        let details = edit(caller, asked, &id)?;
        Ok(ok(&TokenBody::of(&details.token, details.now)))
    });
    answer(edited.await)
}

fn edit(caller: &Caller, asked: &Asked, id: &str) -> Result<Details, Refusal> {
    let (fields, wrong) = body::fields::<EditFields>(body::json(&asked.headers, &asked.body)?);
    let id = token_id(id)?;
    let revision = fields.revision.clone().value();
    for _ in 0..TRIES {
        let token = caller.desk.details(id)?.token;
        let (form, mut more) = fields.clone().over(TermsForm::from(&token.terms));
        more.extend(wrong.iter().cloned());
        if !more.is_empty() {
            let read = caller.desk.review_edit(id, &form)?.value.err().unwrap_or_default();
            return Err(Refusal::Wrong(all(more, &read)));
        }
        let request = EditRequest { id, revision: revision.unwrap_or(token.revision), form };
        match caller.desk.edit(&request) {
            // Only what the request says is put over what is there: it can be put over something newer as well.
            Err(DeskError::Conflict(_)) if revision.is_none() => {}
            done => return Ok(done?),
        }
    }
    Err(DeskError::Conflict(Box::new(caller.desk.details(id)?)).into())
}
