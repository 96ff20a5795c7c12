//! The rows of a file, one after the other, as the tokens that they stand for.

use std::collections::HashSet;

use tokendesk_domain::{
    existing_key::{ExistingKey, KeyProblem},
    form::TermsForm,
    issue::IssueForm,
    key::KeyHash,
    token::Visibility,
};
use tokendesk_token_file::{Content, Fault, GivenKey, TokenFields};

use crate::{TextError, terms::terms};

/// Reads row after row; knows the keys of those before.
#[derive(Default)]
pub struct RowReader {
    new_keys: bool,
    seen: HashSet<KeyHash>,
}

/// A token as its row says it.
#[derive(Debug)]
pub struct TokenRow {
    /// Its form.
    pub form: IssueForm,
    /// The key that its client holds; none: one is to be drawn.
    pub key: Option<ExistingKey>,
    /// Whether it is switched on; none: the row does not say it.
    pub enabled: Option<bool>,
    /// What is wrong whatever the rules of the domain say.
    pub errors: Vec<RowError>,
    /// The texts, without the key.
    pub fields: TokenFields,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowError {
    /// A text that is no value of its field.
    Text(TextError),
    /// Something that can't stand in a row.
    Shape(Fault),
    /// Its key.
    Key(KeyProblem),
    /// An earlier row has the same key.
    KeyTwice,
}

impl RowReader {
    /// With `new_keys` the keys that rows bring along are left out.
    pub fn new(new_keys: bool) -> Self {
        Self { new_keys, seen: HashSet::new() }
    }

    /// The next row; refused where it can't be read at all.
    pub fn read(&mut self, content: Content) -> Result<TokenRow, Fault> {
        let (mut fields, faults) = match content {
            Content::Token(fields, faults) => (fields, faults),
            Content::Unreadable(fault) => return Err(fault),
        };
        let given = fields.key.take().filter(|_| !self.new_keys);
        let (terms, errors) = terms(&fields, TermsForm::default());
        let mut errors: Vec<_> = errors.into_iter().map(RowError::Text).collect();
        errors.extend(faults.into_iter().map(RowError::Shape));
        let key = given.and_then(|given| self.key(given).map_err(|error| errors.push(error)).ok());
        let visibility = if fields.show_once { Visibility::ShowOnce } else { Visibility::Copyable };
        let form = IssueForm { name: fields.name.clone().unwrap_or_default(), visibility, terms };
        Ok(TokenRow { form, key, enabled: fields.enabled, errors, fields })
    }

    fn key(&mut self, given: GivenKey) -> Result<ExistingKey, RowError> {
        let key = match given {
            GivenKey::Whole(text) => ExistingKey::parse(&text).map_err(RowError::Key)?,
            GivenKey::Sha256(digest) => ExistingKey::Hash(KeyHash::from_bytes(digest)),
        };
        if self.seen.insert(key.hash()) { Ok(key) } else { Err(RowError::KeyTwice) }
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn row(key: Option<&str>) -> Content {
        let key = key.map(|key| GivenKey::Whole(Zeroizing::new(key.to_owned())));
        let fields = TokenFields { name: Some("a".into()), key, ..TokenFields::default() };
        Content::Token(fields, Vec::new())
    }

    const KEY: &str = "sk-proj-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

    #[test]
    fn the_same_key_counts_once() {
        let mut reader = RowReader::new(false);
        assert_eq!(reader.read(row(Some(KEY))).unwrap().errors, []);
        let second = reader.read(row(Some(KEY))).unwrap();
        assert!(second.key.is_none());
        assert_eq!(second.errors, [RowError::KeyTwice]);
    }

    #[test]
    fn new_keys_leave_out_those_of_the_file_whatever_they_are() {
        let mut reader = RowReader::new(true);
        for key in [KEY, KEY, "sk-****"] {
            let read = reader.read(row(Some(key))).unwrap();
            assert!(read.key.is_none() && read.errors.is_empty(), "{:?}", read.errors);
        }
        let masked = RowReader::new(false).read(row(Some("sk-AbCd****************wXyZ"))).unwrap();
        assert_eq!(masked.errors, [RowError::Key(KeyProblem::Masked)]);
    }

    #[test]
    fn the_texts_that_stay_with_a_row_hold_no_key() {
        let read = RowReader::new(false).read(row(Some(KEY))).unwrap();
        assert!(read.fields.key.is_none() && read.key.is_some());
    }
}
