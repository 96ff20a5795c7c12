//! The audit log.

use std::sync::Arc;

use axum::{body::Body, extract::State, response::Response};
use http::{Request, Uri};
use serde::Serialize;
use tokendesk_domain::{
    admin_key::AdminScope,
    audit::{Action, LoggedEntry},
    audit_query::{AuditForm, AuditQuery},
    token::TokenId,
};
use tokendesk_issuer::Desk;
use utoipa::ToSchema;

use super::{
    answer::{answer, ok},
    problem::ProblemBody,
    token::{ChangeBody, moment},
};
use crate::{
    AdminApi,
    api::Needs,
    refusal::{Refusal, Wrong},
};

/// Entries of a page, unless the request says another number.
const PAGE: u32 = 100;
/// The most.
const MAX_PAGE: u32 = 1_000;
/// No name and no address is longer.
const MAX_WHO: usize = 200;

/// Some entries of the audit log, newest first.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub(super) struct AuditPageBody {
    entries: Vec<AuditEntryBody>,
    /// The cursor of the next page; null: this is the last.
    #[schema(required)]
    next: Option<String>,
}

/// What was done.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct AuditEntryBody {
    /// From 1; none is left out.
    #[schema(minimum = 1)]
    number: i64,
    #[schema(format = DateTime)]
    at: String,
    /// Who: `desk:anna`, `cli:root`, `api:ci`, or `verifier`.
    actor: String,
    /// From where, over HTTP; else null.
    #[schema(required)]
    address: Option<String>,
    action: &'static str,
    /// The token; null: it was done to something else.
    #[schema(required)]
    token: Option<i64>,
    /// The name of the token, scope, route or key.
    subject: String,
    changes: Vec<ChangeBody>,
    /// SHA-256 over this entry and the hash of the one before it, in hexadecimal.
    hash: String,
}

/// List what was done, newest first
///
/// Follow `next` from page to page: no entry is skipped or told twice while others are written. A request looks
/// through 500,000 entries at most: where few are asked for, a page may have less than `limit`, or none, and a `next`.
#[utoipa::path(
    get,
    path = "/v1/admin/audit",
    tag = "audit",
    operation_id = "listAudit",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "Entries of a page; else 100."),
        ("cursor" = Option<String>, Query, description = "`next` of the page before."),
        ("since" = Option<String>, Query, max_length = 40,
         description = "From then on: a moment such as 2027-01-31T18:00Z, or a day on the console's clock, from its beginning."),
        ("until" = Option<String>, Query, max_length = 40, description = "Before then: a moment, or a day, to its end."),
        ("who" = Option<String>, Query, max_length = 200, description = "A part of the name or address."),
        ("what" = Option<String>, Query, max_length = 40,
         description = "An action, such as `key_copied`, or what it is about: `token`, `key`, `scope`, `route`, \
                        `settings`, `vault`, `admin_key`, `backup`."),
        ("token" = Option<i64>, Query, minimum = 1, description = "What was done to this token."),
    ),
    responses(
        (status = 200, description = "A page.", body = AuditPageBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn list_audit(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let listed = api.at_desk(request, Needs::scope(AdminScope::AuditRead), |caller, asked| {
        let (query, before, limit) = read(&asked.uri)?;
        let page = caller.desk.audit_page(&query, before, limit)?;
        let next = page.next.map(|number| number.to_string());
        Ok(ok(&AuditPageBody { entries: page.entries.into_iter().map(Into::into).collect(), next }))
    });
    answer(listed.await)
}

impl From<LoggedEntry> for AuditEntryBody {
    fn from(LoggedEntry { number, entry, hash }: LoggedEntry) -> Self {
        Self {
            number,
            at: moment(entry.at),
            actor: entry.actor.name,
            address: entry.actor.address.map(|address| address.to_string()),
            action: entry.action.code(),
            token: entry.token.map(|id| id.0),
            subject: entry.subject,
            changes: entry.changes.into_iter().map(Into::into).collect(),
            hash: hash.to_string(),
        }
    }
}

/// Reads the query; all that is wrong at once. A parameter that is unknown or there twice is wrong.
fn read(uri: &Uri) -> Result<(AuditQuery, Option<i64>, u32), Refusal> {
    let (mut form, mut before, mut limit) = (AuditForm::default(), None, PAGE);
    let mut wrong = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let mut refuse = |code, detail: String| wrong.push(Wrong::query(name.clone(), code, detail));
        if seen.iter().any(|known| *known == name) {
            refuse("twice", "This parameter is there twice.".to_owned());
        }
        seen.push(name.clone().into_owned());
        let number = value.parse::<i64>().ok().filter(|number| *number > 0);
        match &*name {
            "limit" => match value.parse() {
                Ok(given) if (1..=MAX_PAGE).contains(&given) => limit = given,
                _ => refuse("out_of_range", format!("Write a number from 1 to {MAX_PAGE}.")),
            },
            "cursor" if number.is_some() => before = number,
            "cursor" => refuse("bad_cursor", "This is not the `next` of a page.".to_owned()),
            "token" if number.is_some() => form.token = number.map(TokenId),
            "token" => refuse("out_of_range", "Write the number of a token.".to_owned()),
            "since" => form.since = value.into_owned(),
            "until" => form.until = value.into_owned(),
            "who" if value.chars().count() > MAX_WHO => {
                refuse("too_long", format!("{MAX_WHO} characters are the most."));
            }
            "who" => form.who = value.into_owned(),
            "what" => match Action::asked_by(&value) {
                Some(actions) => form.actions = Some(actions),
                None => refuse("unknown_action", "There is no such action, and no such kind.".to_owned()),
            },
            _ => refuse("unknown_parameter", "There is no such parameter.".to_owned()),
        }
    }
    let query = match Desk::read_audit_form(form) {
        Ok(query) if wrong.is_empty() => return Ok((query, before, limit)),
        Ok(_) => Vec::new(),
        Err(errors) => errors,
    };
    wrong.extend(
        query
            .iter()
            .map(|error| Wrong::query(error.field.code(), error.problem.code(), error.problem.to_string())),
    );
    Err(Refusal::Wrong(wrong))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Result<(AuditQuery, Option<i64>, u32), Vec<&'static str>> {
        let uri = format!("/v1/admin/audit?{query}").parse().unwrap();
        read(&uri).map_err(|refusal| match refusal {
            Refusal::Wrong(wrong) => wrong.into_iter().map(|wrong| wrong.code).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn a_query_asks_for_all_that_it_does_not_bound() {
        assert_eq!(asked(""), Ok((AuditQuery::default(), None, 100)));
        let (query, before, limit) =
            asked("limit=1000&cursor=9&since=2027-01-31T18:00Z&who=api:ci&what=key&token=7").unwrap();
        assert_eq!(
            (before, limit, query.token, query.who.as_deref()),
            (Some(9), 1000, Some(TokenId(7)), Some("api:ci"))
        );
        assert_eq!(query.since.map(|at| at.timestamp()), Some(1_801_418_400));
        assert!(query.actions.is_some_and(|actions| actions.contains(&Action::KeyRevealed)));
    }

    #[test]
    fn all_that_is_wrong_with_a_query_is_said_at_once() {
        let wrong = asked("limit=1001&cursor=0&token=x&what=all&what=key&since=now&until=2027-02-30&sort=at");
        let codes = [
            "out_of_range",
            "bad_cursor",
            "out_of_range",
            "unknown_action",
            "twice",
            "unknown_parameter",
            "not_a_date",
            "not_a_date",
        ];
        assert_eq!(wrong.unwrap_err(), codes);
    }
}
