//! Lists by page number, newest first, and single tokens.

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
    key::KeyHint,
    list_query::{ListQuery, SortColumn},
    token::{Token, TokenId},
};
use tokendesk_issuer::{Desk, DeskError};

use super::{
    answer::answer,
    token::{TokenObject, bare},
};
use crate::{AdminApi, api::Needs, refusal::Refusal};

/// Tokens of a page, unless the request says another number; and the most.
const PAGE: usize = 10;
const MAX_PAGE: usize = 100;
/// Tokens that a search for a part of a key looks through.
const MAX_SHOWN: usize = 10_000;

#[derive(Serialize)]
struct PageObject {
    page: usize,
    page_size: usize,
    total: usize,
    items: Vec<TokenObject>,
}

/// What a list is asked by.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    page: usize,
    size: usize,
    keyword: String,
    token: String,
}

impl Asked {
    /// As their server reads it: what is no number counts as not said, and sizes end at the most.
    fn read(uri: &Uri) -> Self {
        let mut asked = Self { page: 1, size: PAGE, ..Self::default() };
        for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
            let number = value.parse().ok().filter(|number| *number > 0);
            match &*name {
                "p" => asked.page = number.unwrap_or(1),
                "size" | "page_size" | "ps" => asked.size = number.unwrap_or(PAGE).min(MAX_PAGE),
                "keyword" => value.trim().clone_into(&mut asked.keyword),
                "token" => bare(value.trim()).clone_into(&mut asked.token),
                _ => {}
            }
        }
        asked
    }

    fn page(&self, desk: &Desk, search: String) -> Result<PageObject, Refusal> {
        let start = (self.page - 1).saturating_mul(self.size);
        let query = newest(search);
        let page = desk.page(&query, start, self.size)?;
        let total = page.total.map_or_else(|| desk.list_length(&query), Ok)?;
        Ok(self.object(total, &page.tokens, desk))
    }

    fn object(&self, total: usize, tokens: &[Token], desk: &Desk) -> PageObject {
        let now = desk.now();
        let items = tokens.iter().map(|token| TokenObject::of(token, now)).collect();
        PageObject { page: self.page, page_size: self.size, total, items }
    }

    /// By name, by key, or by both.
    fn search(&self, desk: &Desk) -> Result<PageObject, Refusal> {
        if self.token.is_empty() {
            return self.page(desk, self.keyword.clone());
        }
        // A whole key finds its token by its hash, and a part of one those that show it.
        let whole = format!("{}{}", super::PREFIX, self.token);
        let by_hash = desk.token_of_key(&whole)?.filter(|token| token.deleted.is_none());
        let mut found = if let Some(token) = by_hash {
            vec![token]
        } else {
            let mut shown = desk.page(&newest(self.token.clone()), 0, MAX_SHOWN)?.tokens;
            shown.retain(|token| shows(&token.hint, &self.token.to_lowercase()));
            shown
        };
        let keyword = self.keyword.to_lowercase();
        found.retain(|token| token.name.as_str().to_lowercase().contains(&keyword));
        let start = (self.page - 1).saturating_mul(self.size).min(found.len());
        let end = start.saturating_add(self.size).min(found.len());
        Ok(self.object(found.len(), &found[start..end], desk))
    }
}

/// Whether the visible part of a key has these letters.
fn shows(hint: &KeyHint, letters: &str) -> bool {
    [&hint.head, &hint.tail].into_iter().any(|part| part.to_lowercase().contains(letters))
}

fn newest(search: String) -> ListQuery {
    ListQuery { search, sort: SortColumn::Created, descending: true, ..ListQuery::default() }
}

/// A token that is not in the trash; these clients know of no trash.
pub(super) fn living(desk: &Desk, id: TokenId) -> Result<Token, Refusal> {
    let token = desk.tokens(&[id])?.pop().filter(|token| token.deleted.is_none());
    token.ok_or_else(|| DeskError::NotFound.into())
}

pub(super) async fn list(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let listed = api.at_desk(request, Needs::scope(AdminScope::TokensRead), |caller, asked| {
        Asked::read(&asked.uri).page(&caller.desk, String::new())
    });
    answer(listed.await)
}

pub(super) async fn search(State(api): State<Arc<AdminApi>>, request: Request<Body>) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::TokensRead), |caller, asked| {
        Asked::read(&asked.uri).search(&caller.desk)
    });
    answer(found.await)
}

pub(super) async fn show(
    State(api): State<Arc<AdminApi>>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let found = api.at_desk(request, Needs::scope(AdminScope::TokensRead), move |caller, _| {
        let id = id.parse().map(TokenId).map_err(|_| DeskError::NotFound)?;
        Ok(TokenObject::of(&living(&caller.desk, id)?, caller.desk.now()))
    });
    answer(found.await)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_in_each_of_the_known_ways() {
        let read = |query: &str| Asked::read(&format!("/api/token/?{query}").parse().unwrap());
        let page = |page, size| Asked { page, size, ..Asked::default() };
        assert_eq!(read(""), page(1, 10));
        for query in ["p=2&size=20", "p=2&page_size=20", "p=2&ps=20"] {
            assert_eq!(read(query), page(2, 20), "{query}");
        }
        assert_eq!(read("p=0&size=1000"), page(1, 100));
        assert_eq!(read("p=-1&size=x"), page(1, 10));
        let searched = read("keyword=%20ci&token=sk-AbCd");
        assert_eq!((&*searched.keyword, &*searched.token), ("ci", "AbCd"));
    }
}
