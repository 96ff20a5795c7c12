//! Reading: lists, one token, its history, the scopes.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::{Request, Uri};
use serde::Serialize;
use tokendesk_domain::{
    admin_key::AdminScope,
    group::Group,
    list_query::{Chip, ListQuery},
    token::TokenId,
};
use tokendesk_issuer::DeskError;
use utoipa::ToSchema;

use super::{
    answer::{answer, ok, ok_long},
    problem::ProblemBody,
    token::{EntryBody, TokenBody},
};
use crate::{
    AdminApi,
    api::Needs,
    refusal::{Refusal, Wrong},
};

/// Tokens of a page, unless the request says another number.
const PAGE: usize = 50;
/// The most.
const MAX_PAGE: usize = 200;
/// Bytes that most tokens take less than.
const A_TOKEN: usize = 700;
/// More characters are searched for by nobody.
const MAX_SEARCH: usize = 500;

/// Some tokens, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenPage)]
pub(super) struct PageBody<'t> {
    tokens: Vec<TokenBody<'t>>,
    /// The cursor of the next page; null: this is the last.
    #[schema(required)]
    next: Option<String>,
}

/// What was done to a token, newest first, at most 50 entries.
#[derive(Serialize, ToSchema)]
#[schema(as = History)]
pub(super) struct HistoryBody {
    entries: Vec<EntryBody>,
}

/// The scopes that tokens can hold.
#[derive(Serialize, ToSchema)]
#[schema(as = Scopes)]
pub(super) struct ScopesBody {
    scopes: Vec<ScopeBody>,
}

/// A scope of the catalogue.
#[derive(Serialize, ToSchema)]
#[schema(as = Scope)]
pub(super) struct ScopeBody {
    name: String,
    group: String,
    description: String,
    /// Held by tokens that have it, and given to no other.
    retired: bool,
}

/// List tokens, newest first
///
/// Follow `next` from page to page: no token is skipped or told twice while others come and go.
#[utoipa::path(
    get,
    path = "/v1/admin/tokens",
    tag = "tokens",
    operation_id = "listTokens",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Tokens of a page; else 50."),
        ("cursor" = Option<String>, Query, description = "`next` of the page before."),
        ("status" = Option<String>, Query,
         pattern = "^(all|active|expiring|expired|exhausted|disabled|revoked|never_used|trash)$",
         description = "Only these; else all but the trash."),
        ("group" = Option<String>, Query, max_length = 50, description = "Only those of this group."),
        ("search" = Option<String>, Query, max_length = 500,
         description = "Found in the name, the description or the visible part of the key."),
    ),
    responses(
        (status = 200, description = "A page.", body = PageBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_tokens(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let listed = api.at_desk(request, Needs::scope(AdminScope::TokensRead), |caller, asked| {
        let list = List::read(&asked.uri)?;
        // One more than the page tells whether there is another one.
        let mut tokens =
            caller.desk.page_before(&list.query, list.group.as_ref(), list.before, list.limit + 1)?;
        let more = tokens.len() > list.limit;
        tokens.truncate(list.limit);
        let next = tokens.last().filter(|_| more).map(|token| token.id.0.to_string());
        let now = caller.desk.now();
        let bytes = (tokens.len() + 1) * A_TOKEN;
        let tokens = tokens.iter().map(|token| TokenBody::of(token, now)).collect();
        Ok(ok_long(&PageBody { tokens, next }, bytes))
    });
    answer(listed.await)
}

/// Show a token
#[utoipa::path(
    get,
    path = "/v1/admin/tokens/{id}",
    tag = "tokens",
    operation_id = "getToken",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "The token, also from the trash.", body = TokenBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get_token(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::TokensRead), move |caller, _| {
        let details = caller.desk.details(token_id(&id)?)?;
        Ok(ok(&TokenBody::of(&details.token, details.now)))
    });
    answer(found.await)
}

/// Show what was done to a token
#[utoipa::path(
    get,
    path = "/v1/admin/tokens/{id}/history",
    tag = "tokens",
    operation_id = "getTokenHistory",
    params(("id" = i64, Path, minimum = 1)),
    responses(
        (status = 200, description = "Its entries in the audit log.", body = HistoryBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn get_history(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::AuditRead), move |caller, _| {
        let details = caller.desk.details(token_id(&id)?)?;
        Ok(ok(&HistoryBody { entries: details.history.iter().map(EntryBody::from).collect() }))
    });
    answer(found.await)
}

/// List the scopes
#[utoipa::path(
    get,
    path = "/v1/admin/scopes",
    tag = "scopes",
    operation_id = "listScopes",
    responses(
        (status = 200, description = "The catalogue, by group and name.", body = ScopesBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_scopes(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let listed = api.at_desk(request, Needs::scope(AdminScope::TokensRead), |caller, _| {
        let catalogue = caller.desk.catalogue()?;
        let scopes = catalogue.all().iter().map(|scope| ScopeBody {
            name: scope.name.to_string(),
            group: scope.group.as_str().to_owned(),
            description: scope.description.as_str().to_owned(),
            retired: scope.retired,
        });
        Ok(ok(&ScopesBody { scopes: scopes.collect() }))
    });
    answer(listed.await)
}

/// The number in a path; what is no number is no token's.
pub(super) fn token_id(text: &str) -> Result<TokenId, Refusal> {
    text.parse().map(TokenId).map_err(|_| DeskError::NotFound.into())
}

/// A list as asked for.
#[derive(Debug)]
struct List {
    query: ListQuery,
    group: Option<Group>,
    before: Option<TokenId>,
    limit: usize,
}

impl List {
    /// Reads the query; all that is wrong at once. A parameter that is unknown or there twice is wrong.
    fn read(uri: &Uri) -> Result<Self, Refusal> {
        let mut list = Self { query: ListQuery::default(), group: None, before: None, limit: PAGE };
        let mut wrong = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let mut refuse = |code, detail: String| wrong.push(Wrong::query(name.clone(), code, detail));
            if seen.iter().any(|known| *known == name) {
                refuse("twice", "This parameter is there twice.".to_owned());
            }
            seen.push(name.clone().into_owned());
            match &*name {
                "limit" => match value.parse() {
                    Ok(limit) if (1..=MAX_PAGE).contains(&limit) => list.limit = limit,
                    _ => refuse("out_of_range", format!("Write a number from 1 to {MAX_PAGE}.")),
                },
                "cursor" => match value.parse() {
                    Ok(id) if id > 0 => list.before = Some(TokenId(id)),
                    _ => refuse("bad_cursor", "This is not the `next` of a page.".to_owned()),
                },
                "status" => match chip(&value) {
                    Some(chip) => list.query.chip = chip,
                    None => refuse("unknown_status", format!("This is none of {}.", words())),
                },
                "group" => match Group::parse(&value) {
                    Ok(group) => list.group = Some(group),
                    Err(problem) => refuse(problem.code(), problem.to_string()),
                },
                "search" if value.chars().count() > MAX_SEARCH => {
                    refuse("too_long", format!("{MAX_SEARCH} characters are the most."));
                }
                "search" => list.query.search = value.into_owned(),
                _ => refuse("unknown_parameter", "There is no such parameter.".to_owned()),
            }
        }
        if wrong.is_empty() { Ok(list) } else { Err(Refusal::Wrong(wrong)) }
    }
}

const fn word(chip: Chip) -> &'static str {
    match chip {
        Chip::All => "all",
        Chip::Active => "active",
        Chip::Expiring => "expiring",
        Chip::Expired => "expired",
        Chip::Exhausted => "exhausted",
        Chip::Disabled => "disabled",
        Chip::Revoked => "revoked",
        Chip::NeverUsed => "never_used",
        Chip::Trash => "trash",
    }
}

fn chip(text: &str) -> Option<Chip> {
    Chip::ALL.into_iter().find(|chip| word(*chip) == text)
}

fn words() -> String {
    Chip::ALL.map(word).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Place;

    fn read(query: &str) -> Result<List, Vec<(Place, &'static str)>> {
        let uri = format!("/v1/admin/tokens?{query}").parse().unwrap();
        List::read(&uri).map_err(|refusal| match refusal {
            Refusal::Wrong(wrong) => wrong.into_iter().map(|wrong| (wrong.place, wrong.code)).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_query_says_what_is_left_out() {
        let list = read("").unwrap();
        assert_eq!((list.limit, list.before, list.query), (50, None, ListQuery::default()));
        let list = read("limit=200&cursor=17&status=trash&search=a%20b%26&group=vip").unwrap();
        assert_eq!(list.group, Some(Group::parse("vip").unwrap()));
        assert_eq!((list.limit, list.before), (200, Some(TokenId(17))));
        assert_eq!((list.query.chip, &*list.query.search), (Chip::Trash, "a b&"));
    }

    #[test]
    fn all_that_is_wrong_with_a_query_is_said_at_once() {
        let wrong = read("limit=0&limit=201&cursor=-1&status=dead&group=a%09b&sort=name").unwrap_err();
        let codes: Vec<_> = wrong.iter().map(|(_, code)| *code).collect();
        assert_eq!(
            codes,
            [
                "out_of_range",
                "twice",
                "out_of_range",
                "bad_cursor",
                "unknown_status",
                "control_character",
                "unknown_parameter"
            ]
        );
    }
}
