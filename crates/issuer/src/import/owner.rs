//! The token that a key belongs to already, and whether it is as a row of a file says.

use tokendesk_domain::{
    change::ChangedField,
    issue::NewToken,
    key::KeyHash,
    token::{State, Terms, Token, TokenId},
};
use tokendesk_store_sqlite::Read;

use super::ImportProblem;
use crate::DeskError;

/// Whose key it is.
pub(super) enum Owner {
    Nobody,
    Present(Box<Token>),
    /// It was rotated out.
    Rotated(TokenId),
}

/// Whose key this is the hash of.
pub(super) fn owner(read: &Read<'_>, hash: KeyHash) -> Result<Owner, DeskError> {
    if let Some(id) = read.token_of_key(hash)? {
        let token = read.token(id)?.ok_or(DeskError::NotFound)?;
        return Ok(Owner::Present(Box::new(token)));
    }
    Ok(read.token_of_old_key(hash)?.map_or(Owner::Nobody, Owner::Rotated))
}

/// Whether the token whose key it is already is as the row says; false: it differs, and may be changed.
pub(super) fn is_as_said(
    token: &Token,
    new: &NewToken,
    enabled: Option<bool>,
    update: bool,
) -> Result<bool, ImportProblem> {
    if !token.is_editable() {
        return Err(ImportProblem::TokenGone(token.id));
    }
    let fixed = [
        (ChangedField::Name, token.name != new.name),
        (ChangedField::Visibility, token.visibility != new.visibility),
    ];
    let mut fields: Vec<_> =
        fixed.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    let may_change = update && fields.is_empty();
    fields.extend(Terms::changes(Some(&token.terms), &new.terms).into_iter().map(|change| change.field));
    if enabled.is_some_and(|enabled| enabled != (token.state == State::Enabled)) {
        fields.push(ChangedField::State);
    }
    if fields.is_empty() || may_change {
        Ok(fields.is_empty())
    } else {
        Err(ImportProblem::KeyTaken { id: token.id, fields })
    }
}
