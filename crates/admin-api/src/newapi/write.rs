//! Creating, editing and deleting as these clients do.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::Request;
use tokendesk_domain::{
    admin_key::AdminScope,
    form::TermsForm,
    issue::IssueForm,
    key_prefix::KeyPrefix,
    life_change::LifeChange,
    token::{Token, TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskError, EditRequest, IssueOrder, Ordered, Target};

use super::{
    PREFIX,
    answer::{answer, refused, refused_by_manual, success},
    fields::{self, TokenFields},
    list::living,
    token::TokenObject,
};
use crate::{
    AdminApi,
    api::{Asked, Needs},
    body::request_object,
    caller::Caller,
    refusal::{Refusal, Wrong},
};

/// How often somebody else may change the token in between.
const TRIES: usize = 8;

request_object! {
    /// Some tokens.
    IdsFields {
        #[schema(value_type = Vec<i64>)]
        ids: Vec<i64>,
    }
}

pub(super) async fn create(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let needs = Needs::scope(AdminScope::TokensWrite);
    let created = api.at_desk(request, needs, |caller, asked| issue(caller, asked, Visibility::Copyable));
    answer(created.await)
}

/// The manual's keys are returned once and never again.
pub(super) async fn create_by_manual(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let needs = Needs::scope(AdminScope::TokensWrite);
    let created = api.at_desk(request, needs, |caller, asked| issue(caller, asked, Visibility::ShowOnce));
    created.await.map_or_else(|refusal| refused_by_manual(&refusal), |token| success(Some(token)))
}

fn issue(caller: &Caller, asked: &Asked, visibility: Visibility) -> Result<TokenObject, Refusal> {
    let mut fields: TokenFields = fields::read(asked)?;
    let name = std::mem::take(&mut fields.name).value().unwrap_or_default();
    // They know no scopes: such a token may do what any may, as far as its other terms go.
    let catalogue = caller.desk.catalogue()?;
    let scopes = catalogue.offered().map(|scope| scope.name.to_string()).collect();
    let terms = fields.over(TermsForm { scopes, ..TermsForm::default() }, None)?;
    let form = IssueForm { name, visibility, terms };
    let prefix = KeyPrefix::parse(PREFIX).expect("a prefix like any other");
    let order = IssueOrder { prefix: Some(&prefix), ..IssueOrder::default() };
    match caller.desk.issue_in_order(&[&form], &order)? {
        Ordered::Issued(mut rows) => {
            let issued = rows.pop().expect("one for each form").map_err(DeskError::Invalid)?;
            Ok(TokenObject::of(&issued.details.token, issued.details.now).with_key(&issued.key))
        }
        Ordered::Refused(_) | Ordered::Repeated(_) => unreachable!("nothing of the kind was ordered"),
    }
}

/// `PUT /api/token/`, and with `?status_only=true` the switch alone.
pub(super) async fn edit(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let edited = api.at_desk(request, Needs::scope(AdminScope::TokensWrite), |caller, asked| {
        let fields: TokenFields = fields::read(asked)?;
        let id = fields.id.clone().value();
        let id = TokenId(id.ok_or_else(|| Wrong::body("/id", "required", "Say which token."))?);
        let status_only = form_urlencoded::parse(asked.uri.query().unwrap_or_default().as_bytes())
            .any(|(name, value)| name == "status_only" && !value.is_empty());
        let token = if status_only {
            switch(&caller.desk, id, fields.status.value())?
        } else {
            put(&caller.desk, id, &fields)?
        };
        Ok(TokenObject::of(&token, caller.desk.now()))
    });
    answer(edited.await)
}

fn switch(desk: &Desk, id: TokenId, status: Option<i64>) -> Result<Token, Refusal> {
    let change = match status {
        Some(1) => LifeChange::Enable,
        Some(2) => LifeChange::Disable,
        _ => return Err(Wrong::body("/status", "unknown_status", "Write 1 to enable, 2 to disable.").into()),
    };
    living(desk, id)?;
    desk.change(&Target::Ids(vec![id]), &change)?;
    let token = living(desk, id)?;
    if matches!(token.state, tokendesk_domain::token::State::Revoked { .. }) {
        return Err(Refusal::NotApplicable("The token is revoked, which is final."));
    }
    Ok(token)
}

/// Only what the object says is put over what is there: a field that is left out stays as it is.
fn put(desk: &Desk, id: TokenId, fields: &TokenFields) -> Result<Token, Refusal> {
    for _ in 0..TRIES {
        let token = living(desk, id)?;
        if fields.name.clone().value().is_some_and(|name| name.trim() != token.name.as_str()) {
            return Err(Wrong::body("/name", "not_editable", "The name can't be changed.").into());
        }
        let form = fields.clone().over(TermsForm::from(&token.terms), Some(&token))?;
        match desk.edit(&EditRequest { id, revision: token.revision, form }) {
            Err(DeskError::Conflict(_)) => {}
            done => return Ok(done?.token),
        }
    }
    Err(DeskError::Conflict(Box::new(desk.details(id)?)).into())
}

pub(super) async fn delete(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let deleted = api.at_desk(request, Needs::scope(AdminScope::TokensWrite), move |caller, _| {
        let token = living(&caller.desk, id.parse().map(TokenId).map_err(|_| DeskError::NotFound)?)?;
        Ok(caller.desk.change(&Target::Ids(vec![token.id]), &LifeChange::Delete)?)
    });
    deleted.await.map_or_else(|refusal| refused(&refusal), |_| success::<()>(None))
}

/// `POST /api/token/batch` deletes.
pub(super) async fn delete_many(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let deleted = api.at_desk(request, Needs::scope(AdminScope::TokensWrite), |caller, asked| {
        let ids = ids(asked)?;
        Ok(caller.desk.change(&Target::Ids(ids), &LifeChange::Delete)?.changed)
    });
    answer(deleted.await)
}

/// The numbers in the body, at least one.
pub(super) fn ids(asked: &Asked) -> Result<Vec<TokenId>, Refusal> {
    let fields: IdsFields = fields::read(asked)?;
    match fields.ids.value() {
        Some(ids) if !ids.is_empty() => Ok(ids.into_iter().map(TokenId).collect()),
        _ => Err(Wrong::body("/ids", "required", "Say which tokens.").into()),
    }
}
