//! Issuing tokens: one, or many in one transaction.

use chrono::{DateTime, Local, Utc};
use tokendesk_domain::{
    audit::{Action, AuditEntry},
    change::{ChangedField, FieldChange},
    field_error::FieldError,
    form::Reading,
    issue::{IssueForm, NewToken},
    key::{Key, KeyHint},
    key_prefix::KeyPrefix,
    name::TokenName,
    token::{State, Terms, Token, TokenId, Visibility},
    usage::Usage,
};
use tokendesk_store_sqlite::{NewTokenRow, Write};
use tokendesk_vault::{SealedKey, SlotChange};

use crate::{Desk, DeskError, list::Details, random::DrawAhead};

/// A form as read, and what the catalogue and the list say about it.
pub struct IssueReview {
    /// Errors, warnings and exact values.
    pub reading: Reading<NewToken>,
    /// Living tokens of the same name.
    pub same_name: u32,
}

/// A token and its key. The key is here and nowhere else, unless a sealed copy is kept.
pub struct Issued {
    /// The token as it stands in the store.
    pub details: Details,
    /// Its secret key.
    pub key: Key,
}

/// A key for a token that is not stored yet.
struct Drawn {
    key: Key,
    hint: KeyHint,
    sealed: Option<SealedKey>,
}

/// What became of one try to store tokens.
enum Stored {
    /// Their numbers and their first entries in the audit log, in the same order.
    Done(Vec<(TokenId, AuditEntry)>),
    /// Another program set the vault up first, or gave it a new data key; nothing was stored.
    VaultTaken,
}

impl Desk {
    /// The most forms of one [`Desk::issue_many`]: more gain no speed, and other writers wait for all of them.
    pub const MOST_AT_ONCE: usize = 10_000;

    /// Reads a form as typed; saves nothing.
    pub fn review_issue(&self, form: &IssueForm) -> Result<IssueReview, DeskError> {
        let review = self.review_many(&[form])?.pop();
        Ok(review.expect("one for each form"))
    }

    /// Reads forms as typed, all by the same catalogue and at the same moment; saves nothing.
    pub fn review_many(&self, forms: &[&IssueForm]) -> Result<Vec<IssueReview>, DeskError> {
        let (read, now) = (self.store().read()?, self.now());
        let catalogue = read.catalogue()?;
        let review = |form: &&IssueForm| {
            let reading = form.read(&catalogue, now, &Local);
            let name = TokenName::parse(&form.name).ok();
            let same_name = name.map_or(Ok(0), |name| read.count_of_name(&name, None))?;
            Ok(IssueReview { reading, same_name })
        };
        forms.iter().map(review).collect()
    }

    /// Issues a token for real: the token, its sealed copy and its audit entry in one transaction.
    pub fn issue(&self, form: &IssueForm) -> Result<Issued, DeskError> {
        let issued = self.issue_many(&[form])?.pop();
        issued.expect("one for each form").map_err(DeskError::Invalid)
    }

    /// Issues up to [`Desk::MOST_AT_ONCE`] tokens in one transaction. A form that is wrong has its errors in place
    /// of a token and does not stop the others. After an error nothing is stored.
    pub fn issue_many(
        &self,
        forms: &[&IssueForm],
    ) -> Result<Vec<Result<Issued, Vec<FieldError>>>, DeskError> {
        let now = self.now();
        let (catalogue, prefix) = {
            let read = self.store().read()?;
            (read.catalogue()?, read.settings()?.key_prefix)
        };
        let readings: Vec<_> = forms.iter().map(|form| form.read(&catalogue, now, &Local).value).collect();
        let right: Vec<&NewToken> = readings.iter().flatten().collect();
        let copyable = right.iter().any(|new| new.visibility == Visibility::Copyable);
        let (drawn, stored) = loop {
            if right.is_empty() {
                break (Vec::new(), Vec::new());
            }
            let change = if copyable { self.ready_to_seal()? } else { None };
            let drawn = self.draw_keys(&right, &prefix, change.as_ref());
            match drawn
                .and_then(|drawn| Ok((self.store_tokens(&right, &drawn, change.as_ref(), now)?, drawn)))
            {
                // From here on nothing may fail: the keys would be lost.
                Ok((Stored::Done(stored), drawn)) => {
                    if let Some(change) = change {
                        self.adopt(change);
                    }
                    break (drawn, stored);
                }
                // The next round finds the other program's slots.
                Ok((Stored::VaultTaken, _)) => self.discard(change),
                Err(error) => {
                    self.discard(change);
                    return Err(error);
                }
            }
        };
        let mut stored = drawn.into_iter().zip(stored);
        let issued = |new| {
            let (drawn, (id, entry)) = stored.next().expect("one for each right form");
            let token = as_issued(id, new, drawn.hint, now);
            Issued { details: Details { token, history: vec![entry], now }, key: drawn.key }
        };
        let mut issued = issued;
        Ok(readings.into_iter().map(|reading| reading.map(&mut issued)).collect())
    }

    fn draw_keys(
        &self,
        tokens: &[&NewToken],
        prefix: &KeyPrefix,
        change: Option<&SlotChange>,
    ) -> Result<Vec<Drawn>, DeskError> {
        let mut rng = DrawAhead::new();
        let draw = |new: &&NewToken| {
            let key = Key::generate(prefix, &mut rng);
            let sealed = match new.visibility {
                Visibility::Copyable => Some(self.seal(change, key.expose())?),
                Visibility::ShowOnce => None,
            };
            Ok(Drawn { hint: key.hint(), sealed, key })
        };
        tokens.iter().map(draw).collect()
    }

    fn store_tokens(
        &self,
        tokens: &[&NewToken],
        drawn: &[Drawn],
        change: Option<&SlotChange>,
        now: DateTime<Utc>,
    ) -> Result<Stored, DeskError> {
        self.store().write(|write: &Write<'_>| {
            if let Some(change) = change
                && !self.keep_with(write, change)?
            {
                return Ok(Stored::VaultTaken);
            }
            if !Self::seals_for_now(write, drawn.iter().filter_map(|drawn| drawn.sealed.as_ref()))? {
                return Ok(Stored::VaultTaken);
            }
            let store = |(new, drawn): (&&NewToken, &Drawn)| {
                let row = NewTokenRow { token: new, hash: drawn.key.hash(), hint: &drawn.hint, created: now };
                let id = write.insert_token(&row)?;
                if let Some(sealed) = &drawn.sealed {
                    write.insert_sealed_key(id, sealed.as_bytes())?;
                }
                let entry = AuditEntry {
                    at: now,
                    actor: self.actor().to_owned(),
                    action: Action::Issued,
                    token: Some(id),
                    subject: new.name.as_str().to_owned(),
                    changes: first_values(new),
                };
                write.record(&entry)?;
                Ok((id, entry))
            };
            Ok(Stored::Done(tokens.iter().zip(drawn).map(store).collect::<Result<_, DeskError>>()?))
        })
    }
}

/// A token that nobody has changed or used yet.
fn as_issued(id: TokenId, new: NewToken, hint: KeyHint, created: DateTime<Utc>) -> Token {
    Token {
        id,
        revision: 1,
        name: new.name,
        terms: new.terms,
        visibility: new.visibility,
        hint,
        state: State::Enabled,
        usage: Usage::default(),
        created,
        deleted: None,
    }
}

fn first_values(new: &NewToken) -> Vec<FieldChange> {
    let value = |field, text: &str| FieldChange { field, before: None, after: Some(text.to_owned()) };
    let mut values = vec![value(ChangedField::Name, new.name.as_str())];
    values.extend(Terms::changes(None, &new.terms));
    values.push(value(ChangedField::Visibility, new.visibility.code()));
    values
}
