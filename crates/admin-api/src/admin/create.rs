//! `POST /v1/admin/tokens`

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Request, StatusCode, header};
use sha2::{Digest, Sha256};
use tokendesk_domain::{
    admin_key::{AdminKeyId, AdminScope},
    field_error::FieldError,
    key::Key,
    token::{Token, TokenId},
};
use tokendesk_issuer::{Desk, DeskError, IssueOrder, KeyUse, Ordered, RepeatableRequest, Repetition};

use super::{
    answer::{answer, json},
    problem::{self, ProblemBody},
    terms::NewTokenFields,
    token::TokenBody,
};
use crate::{
    AdminApi,
    api::{Asked, Needs},
    body,
    caller::Caller,
    refusal::{Place, Refusal, Wrong},
};

/// The most characters of an `Idempotency-Key`.
const MAX_REQUEST_KEY: usize = 255;

/// Create a token
///
/// The answer holds the secret key. With an `Idempotency-Key` the same request makes only one token however often it
/// comes within a day: a repetition gets the token as it is now, with status 200, and its key if that is kept.
#[utoipa::path(
    post,
    path = "/v1/admin/tokens",
    tag = "tokens",
    operation_id = "createToken",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255,
            description = "Any text; the same for each try of one request.")),
    request_body = NewTokenFields,
    responses(
        (status = 201, description = "It is created.", body = TokenBody,
         headers(("Location" = String, description = "Where the token is."))),
        (status = 200, description = "This request created it before.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create_token(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let needs = Needs::scope(AdminScope::TokensWrite);
    answer(api.at_desk(request, needs, create).await)
}

fn create(caller: &Caller, asked: &Asked) -> Result<Response, Refusal> {
    let desk = &caller.desk;
    let (fields, wrong) = body::fields::<NewTokenFields>(body::json(&asked.headers, &asked.body)?);
    let (form, more) = fields.form(|| Ok(desk.settings()?.default_visibility))?;
    let wrong: Vec<_> = wrong.into_iter().chain(more).collect();
    if !wrong.is_empty() {
        let read = desk.review_issue(&form)?.reading.value.err().unwrap_or_default();
        return Err(Refusal::Wrong(all(wrong, &read)));
    }
    let request = repeatable(&asked.headers, caller.key.id, &asked.body)?;
    let order = IssueOrder { all_or_none: true, request, ..IssueOrder::default() };
    match desk.issue_in_order(&[&form], &order)? {
        Ordered::Issued(mut rows) => {
            let issued = rows.pop().expect("one for each form").map_err(DeskError::Invalid)?;
            let token = &issued.details.token;
            let body = TokenBody::of(token, issued.details.now).with_key(Some(issued.key.expose()));
            let place = [(header::LOCATION, format!("/v1/admin/tokens/{}", token.id.0))];
            Ok((place, json(StatusCode::CREATED, &body)).into_response())
        }
        Ordered::Refused(mut errors) => Err(DeskError::Invalid(errors.pop().unwrap_or_default()).into()),
        Ordered::Repeated(Repetition::Other) => Err(Refusal::RepeatedOtherwise),
        Ordered::Repeated(Repetition::Same(ids)) => {
            let (token, key) = kept(desk, &ids)?.pop().flatten().ok_or(DeskError::NotFound)?;
            let body = TokenBody::of(&token, desk.now()).with_key(key.as_ref().map(Key::expose));
            Ok(json(StatusCode::OK, &body))
        }
    }
}

/// What is wrong with the types, and what the rules say of all other fields.
pub(super) fn all(mut wrong: Vec<Wrong>, errors: &[FieldError]) -> Vec<Wrong> {
    let field = |place: &Place| match place {
        Place::Body(pointer) => pointer.split('/').nth(1).map(str::to_owned),
        Place::Query(_) | Place::Header(_) => None,
    };
    let known: Vec<_> = wrong.iter().map(|wrong| field(&wrong.place)).collect();
    let more = errors.iter().map(problem::wrong);
    wrong.extend(more.filter(|error| !known.contains(&field(&error.place))));
    wrong
}

/// The request as one that may come again, if it says so.
pub(super) fn repeatable<'r>(
    headers: &'r HeaderMap,
    from: AdminKeyId,
    body: &[u8],
) -> Result<Option<RepeatableRequest<'r>>, Refusal> {
    const NAME: &str = "Idempotency-Key";
    let Some(value) = headers.get(NAME) else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim);
    let Some(key) = key.filter(|key| !key.is_empty() && key.len() <= MAX_REQUEST_KEY) else {
        let detail = format!("Send 1 to {MAX_REQUEST_KEY} ASCII characters.");
        return Err(Wrong { place: Place::Header(NAME), code: "bad_header", detail }.into());
    };
    Ok(Some(RepeatableRequest { from, key, content: Sha256::digest(body).into() }))
}

/// A token, and its key if that is kept.
pub(super) type Kept = (Token, Option<Key>);

/// The tokens of an earlier request as they are now, with the keys that are kept and can be opened now.
pub(super) fn kept(desk: &Desk, ids: &[Option<TokenId>]) -> Result<Vec<Option<Kept>>, Refusal> {
    let numbers: Vec<_> = ids.iter().flatten().copied().collect();
    let mut tokens: HashMap<_, _> =
        desk.tokens(&numbers)?.into_iter().map(|token| (token.id, token)).collect();
    let living: Vec<_> = numbers.into_iter().filter(|id| tokens.contains_key(id)).collect();
    let keys = desk.kept_keys(&living, KeyUse::Reveal)?;
    let mut keys: HashMap<_, _> = living.into_iter().zip(keys).collect();
    let mut one = |id: TokenId| {
        let token = tokens.remove(&id)?;
        Some((token, keys.remove(&id).and_then(Result::ok)))
    };
    Ok(ids.iter().map(|id| id.and_then(&mut one)).collect())
}
