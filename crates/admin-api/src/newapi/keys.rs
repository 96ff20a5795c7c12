//! Keys, without what clients put before them themselves.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use http::Request;
use serde::Serialize;
use tokendesk_domain::{
    admin_key::AdminScope,
    key::Key,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskError, KeyUse};

use super::{PREFIX, answer::answer, list::living, token::bare, write::ids};
use crate::{
    AdminApi,
    api::Needs,
    refusal::{Refusal, Wrong},
};

/// The most keys of one request.
const MAX: usize = 100;

#[derive(Serialize)]
struct KeyObject {
    key: String,
}

#[derive(Serialize)]
struct KeysObject {
    keys: BTreeMap<i64, String>,
}

pub(super) async fn key(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::KeysCopy), move |caller, _| {
        let id = id.parse().map(TokenId).map_err(|_| DeskError::NotFound)?;
        let mut keys = open(&caller.desk, &[id])?;
        Ok(KeyObject { key: keys.remove(&id.0).ok_or(DeskError::NotFound)? })
    });
    answer(found.await)
}

pub(super) async fn keys(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::KeysCopy), |caller, asked| {
        let ids = ids(asked)?;
        if ids.len() > MAX {
            let detail = format!("There are {} numbers; {MAX} are the most.", ids.len());
            return Err(Wrong::body("/ids", "too_many", detail).into());
        }
        Ok(KeysObject { keys: open(&caller.desk, &ids)? })
    });
    answer(found.await)
}

/// All of them or none.
fn open(desk: &Desk, ids: &[TokenId]) -> Result<BTreeMap<i64, String>, Refusal> {
    for id in ids {
        let token = living(desk, *id)?;
        if token.visibility == Visibility::ShowOnce {
            return Err(DeskError::KeyNotKept.into());
        }
        if !token.hint.head.starts_with(PREFIX) {
            return Err(Refusal::NotApplicable(
                "This key does not begin with sk-, which clients put before it.",
            ));
        }
    }
    let keys = desk.kept_keys(ids, KeyUse::Reveal)?;
    let bare = |(id, key): (&TokenId, Result<Key, DeskError>)| Ok((id.0, bare(key?.expose()).to_owned()));
    ids.iter().zip(keys).map(bare).collect()
}
