//! `POST /v1/admin/tokens/batch`

use std::sync::Arc;

use axum::{body::Body, extract::State, response::Response};
use http::Request;
use serde::Serialize;
use serde_json::Value;
use tokendesk_domain::{admin_key::AdminScope, field_error::FieldError, issue::IssueForm, key::Key};
use tokendesk_issuer::{Desk, IssueOrder, Ordered, Repetition};
use utoipa::ToSchema;

use super::{
    answer::{answer, ok},
    create::{all, kept, repeatable},
    problem::{ErrorBody, ProblemBody},
    terms::NewTokenFields,
};
use crate::{
    AdminApi,
    api::{Asked, Needs},
    body::{self, request_object},
    caller::Caller,
    given::{FromJson, Mismatch},
    refusal::{Place, Refusal, Wrong},
};

/// The most bytes of a batch.
const MAX_BODY: usize = 32 << 20;

request_object! {
    /// Tokens to be created in one transaction.
    #[schema(as = NewTokens)]
    BatchFields {
        /// `all`: one row that is wrong stops all others; `valid`: those that are right are created. Left out: `all`.
        #[schema(value_type = Option<String>, pattern = "^(all|valid)$")]
        mode: String,
        /// A token a row.
        #[schema(value_type = Vec<NewTokenFields>, required, min_items = 1, max_items = 10_000)]
        tokens: Rows,
    }
}

/// The rows as they came: each is judged by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rows(Vec<Value>);

impl FromJson for Rows {
    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(rows) if rows.is_empty() => {
                Err(Mismatch::new("required", "There is no row.".to_owned()))
            }
            Value::Array(rows) if rows.len() > Desk::MOST_AT_ONCE => Err(Mismatch::new(
                "too_many",
                format!("There are {} rows; {} are the most.", rows.len(), Desk::MOST_AT_ONCE),
            )),
            Value::Array(rows) => Ok(Self(rows)),
            _ => Err(Mismatch::wrong_type("a list")),
        }
    }
}

/// What became of a batch: each row in its order.
#[derive(Serialize, ToSchema)]
#[schema(as = NewTokenResults)]
pub(super) struct ResultsBody<'k> {
    created: usize,
    refused: usize,
    results: Vec<ResultBody<'k>>,
}

/// What became of a row.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = NewTokenResult)]
pub(super) struct ResultBody<'k> {
    /// Its token.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    /// The token's secret key; left out where the request came before and the key is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'k str>,
    /// What is wrong with it; pointers into the row.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<ErrorBody>,
}

/// Create up to 10,000 tokens at once
///
/// In one transaction: with `mode` `all`, all of them or none (then the status is 422, and the results tell what is
/// wrong with which row); with `valid`, the rows that are right. With an `Idempotency-Key` a request that is repeated
/// within a day, because its answer was lost, makes no token twice.
#[utoipa::path(
    post,
    path = "/v1/admin/tokens/batch",
    tag = "tokens",
    operation_id = "createTokens",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255,
            description = "Any text; the same for each try of one request.")),
    request_body = BatchFields,
    responses(
        (status = 200, description = "What became of each row.", body = ResultsBody),
        (status = "default", description = "Refused.", body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub(super) async fn create_tokens(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let needs = Needs { scope: AdminScope::TokensWrite, max_body: MAX_BODY };
    answer(api.at_desk(request, needs, create).await)
}

fn create(caller: &Caller, asked: &Asked) -> Result<Response, Refusal> {
    let desk = &caller.desk;
    let request = repeatable(&asked.headers, caller.key.id, &asked.body)?;
    let (batch, mut wrong) = body::fields::<BatchFields>(body::json(&asked.headers, &asked.body)?);
    let all_or_none = match batch.mode.value().as_deref() {
        None | Some("all") => true,
        Some("valid") => false,
        Some(_) => {
            wrong.push(Wrong::body("/mode", "unknown_mode", "This is neither all nor valid."));
            true
        }
    };
    let rows = batch.tokens.value();
    if rows.is_none() && wrong.is_empty() {
        wrong.push(Wrong::body("/tokens", "required", "There is no row."));
    }
    let (Some(Rows(rows)), true) = (rows, wrong.is_empty()) else { return Err(Refusal::Wrong(wrong)) };

    let rows = Row::read(rows, desk)?;
    if all_or_none && rows.iter().any(|row| !row.wrong.is_empty()) {
        return Err(wrong_rows(&rows, &errors_of(desk, &rows, |_| true)?));
    }
    let right: Vec<_> = rows.iter().filter(|row| row.wrong.is_empty()).map(|row| &row.form).collect();
    let order = IssueOrder { all_or_none, request, ..IssueOrder::default() };
    match desk.issue_in_order(&right, &order)? {
        Ordered::Refused(errors) => Err(wrong_rows(&rows, &errors)),
        Ordered::Repeated(Repetition::Other) => Err(Refusal::RepeatedOtherwise),
        Ordered::Repeated(Repetition::Same(ids)) => {
            let tokens = kept(desk, &ids)?;
            let errors = errors_of(desk, &rows, |row| row.wrong.is_empty())?;
            let errors = rows.iter().zip(errors).filter(|(row, _)| row.wrong.is_empty());
            let made = tokens.iter().zip(errors).map(|(token, (_, errors))| match token {
                Some((token, key)) => ResultBody {
                    id: Some(token.id.0),
                    key: key.as_ref().map(Key::expose),
                    errors: Vec::new(),
                },
                None if errors.is_empty() => ResultBody::wrong(vec![Wrong::body(
                    "",
                    "not_created",
                    "The row was wrong when this request came first, or its token is gone for good.",
                )]),
                None => ResultBody::wrong(all(Vec::new(), &errors)),
            });
            results(desk, &rows, made)
        }
        Ordered::Issued(issued) => {
            let made = issued.iter().map(|row| match row {
                Ok(issued) => ResultBody {
                    id: Some(issued.details.token.id.0),
                    key: Some(issued.key.expose()),
                    errors: Vec::new(),
                },
                Err(errors) => ResultBody::wrong(all(Vec::new(), errors)),
            });
            results(desk, &rows, made)
        }
    }
}

/// A row, and what is wrong with it before the desk reads it.
struct Row {
    form: IssueForm,
    wrong: Vec<Wrong>,
}

impl Row {
    fn read(rows: Vec<Value>, desk: &Desk) -> Result<Vec<Self>, Refusal> {
        let default = desk.settings()?.default_visibility;
        let read = |row| {
            let (fields, mut wrong) = body::fields::<NewTokenFields>(row);
            let (form, more) = fields.form(|| Ok(default))?;
            wrong.extend(more);
            Ok(Self { form, wrong })
        };
        rows.into_iter().map(read).collect()
    }
}

/// What the rules say of the rows that are chosen; nothing of the others.
fn errors_of(
    desk: &Desk,
    rows: &[Row],
    chosen: impl Fn(&Row) -> bool,
) -> Result<Vec<Vec<FieldError>>, Refusal> {
    let forms: Vec<_> = rows.iter().filter(|row| chosen(row)).map(|row| &row.form).collect();
    let mut reviews = desk.review_many(&forms)?.into_iter();
    let errors = |row: &Row| {
        let review = if chosen(row) { reviews.next() } else { None };
        review.and_then(|review| review.reading.value.err()).unwrap_or_default()
    };
    Ok(rows.iter().map(errors).collect())
}

/// All that is wrong with all rows, with pointers into the batch.
fn wrong_rows(rows: &[Row], errors: &[Vec<FieldError>]) -> Refusal {
    let rows = rows.iter().zip(errors).enumerate();
    let wrong = rows.flat_map(|(at, (row, errors))| {
        all(row.wrong.clone(), errors).into_iter().map(move |wrong| match wrong.place {
            Place::Body(pointer) => Wrong { place: Place::Body(format!("/tokens/{at}{pointer}")), ..wrong },
            _ => wrong,
        })
    });
    Refusal::Wrong(wrong.collect())
}

/// The results of the rows that came to the desk, with those of the others between them.
fn results<'k>(
    desk: &Desk,
    rows: &[Row],
    mut made: impl Iterator<Item = ResultBody<'k>>,
) -> Result<Response, Refusal> {
    let errors = errors_of(desk, rows, |row| !row.wrong.is_empty())?;
    let result = |(row, errors): (&Row, &Vec<FieldError>)| {
        if row.wrong.is_empty() {
            made.next().expect("one for each row that is right so far")
        } else {
            ResultBody::wrong(all(row.wrong.clone(), errors))
        }
    };
    let results: Vec<_> = rows.iter().zip(&errors).map(result).collect();
    let created = results.iter().filter(|result| result.id.is_some()).count();
    let body = ResultsBody { created, refused: results.len() - created, results };
    Ok(ok(&body))
}

impl ResultBody<'_> {
    fn wrong(wrong: Vec<Wrong>) -> Self {
        Self { errors: wrong.into_iter().map(ErrorBody::from).collect(), ..Self::default() }
    }
}
