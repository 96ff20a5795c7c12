//! Issuing tokens: one, or many in one transaction.

use chrono::{DateTime, Local, Utc};
use tokendesk_domain::{
    audit::{Action, AuditEntry},
    change::{ChangedField, FieldChange},
    field_error::FieldError,
    form::Reading,
    issue::{IssueForm, NewToken},
    key::Key,
    key_prefix::KeyPrefix,
    name::TokenName,
    quota::Spending,
    token::{State, Terms, Token, TokenId, Visibility},
    usage::Usage,
};
use tokendesk_store_sqlite::{NewTokenRow, RepeatableRequest, Repetition, Write};
use tokendesk_vault::{SealedKey, SlotChange};

use crate::{Desk, DeskError, issue_rules::IssueRules, list::Details, new_key::NewKey, random::DrawAhead};

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

/// How tokens are issued, beside what their forms say.
#[derive(Clone, Copy, Default)]
pub struct IssueOrder<'o> {
    /// What their keys begin with; none: what the settings say.
    pub prefix: Option<&'o KeyPrefix>,
    /// One form that is wrong stops all others.
    pub all_or_none: bool,
    /// Issues them only once, however often it comes.
    pub request: Option<RepeatableRequest<'o>>,
}

/// What became of an order.
pub enum Ordered {
    /// For each form its token, or what is wrong with it.
    Issued(Vec<Result<Issued, Vec<FieldError>>>),
    /// All or none, and some are wrong: for each form what is wrong with it. Nothing was stored.
    Refused(Vec<Vec<FieldError>>),
    /// The request came before.
    Repeated(Repetition),
}

type ReadForm = Result<NewToken, Vec<FieldError>>;

/// What a transaction did.
enum Stored {
    New(Vec<(TokenId, Drawn)>),
    /// Nothing: the request came before.
    Before(Repetition),
    /// Nothing: the rules are over, or another program set the vault up first.
    RulesOver,
}

/// A key for a token that is not stored yet, and the token's first entry in the audit log.
pub(crate) struct Drawn {
    pub(crate) new: NewKey,
    pub(crate) entry: AuditEntry,
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
        match self.issue_in_order(forms, &IssueOrder::default())? {
            Ordered::Issued(rows) => Ok(rows),
            Ordered::Refused(_) | Ordered::Repeated(_) => unreachable!("nothing of the kind was ordered"),
        }
    }

    /// As [`Desk::issue_many`], with what an order says besides.
    pub fn issue_in_order(&self, forms: &[&IssueForm], order: &IssueOrder<'_>) -> Result<Ordered, DeskError> {
        let now = self.now();
        if let Some(request) = &order.request
            && let Some(repetition) = self.store().read()?.repetition(request)?
        {
            return Ok(Ordered::Repeated(repetition));
        }
        loop {
            let rules = self.issue_rules()?;
            let readings: Vec<_> =
                forms.iter().map(|form| form.read(&rules.catalogue, now, &Local).value).collect();
            let right = readings.iter().flatten().count();
            // What is wrong by rules that are over may be right by now.
            if right < forms.len() && !self.store().add(|write| self.still_hold(write, &rules))? {
                continue;
            }
            if right < forms.len() && order.all_or_none {
                let errors = readings.into_iter().map(|reading| reading.err().unwrap_or_default());
                return Ok(Ordered::Refused(errors.collect()));
            }
            let mut stored = match self.store_right(&readings, &rules, order, now)? {
                Stored::New(stored) => stored.into_iter(),
                Stored::Before(repetition) => return Ok(Ordered::Repeated(repetition)),
                Stored::RulesOver => continue,
            };
            let mut issued = |new| as_issued(new, stored.next().expect("one for each right form"), now);
            return Ok(Ordered::Issued(
                readings.into_iter().map(|reading| reading.map(&mut issued)).collect(),
            ));
        }
    }

    fn store_right(
        &self,
        readings: &[ReadForm],
        rules: &IssueRules,
        order: &IssueOrder<'_>,
        now: DateTime<Utc>,
    ) -> Result<Stored, DeskError> {
        let right: Vec<&NewToken> = readings.iter().flatten().collect();
        if right.is_empty() {
            return Ok(Stored::New(Vec::new()));
        }
        let copyable = right.iter().any(|new| new.visibility == Visibility::Copyable);
        let prefix = order.prefix.unwrap_or(&rules.prefix);
        let mut before = None;
        let stored = self.store_keys(copyable, |change| {
            let drawn = self.draw_keys(&right, prefix, change, now)?;
            match self.store_tokens(readings, drawn, change, rules, order)? {
                Stored::New(stored) => return Ok(Some(stored)),
                Stored::Before(repetition) => before = Some(repetition),
                Stored::RulesOver => {}
            }
            Ok(None)
        })?;
        Ok(match (stored, before) {
            (Some(stored), _) => Stored::New(stored),
            (None, Some(repetition)) => Stored::Before(repetition),
            (None, None) => Stored::RulesOver,
        })
    }

    fn draw_keys(
        &self,
        tokens: &[&NewToken],
        prefix: &KeyPrefix,
        change: Option<&SlotChange>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Drawn>, DeskError> {
        let mut rng = DrawAhead::new();
        let draw = |token: &&NewToken| {
            let new = self.draw_key(token.visibility, prefix, change, &mut rng)?;
            Ok(Drawn { new, entry: self.issue_entry(token, now) })
        };
        tokens.iter().map(draw).collect()
    }

    /// The first entry of a token that is not stored yet.
    pub(crate) fn issue_entry(&self, token: &NewToken, now: DateTime<Utc>) -> AuditEntry {
        AuditEntry {
            at: now,
            actor: self.actor().clone(),
            action: Action::Issued,
            token: None,
            subject: token.name.as_str().to_owned(),
            changes: first_values(token),
        }
    }

    fn store_tokens(
        &self,
        readings: &[ReadForm],
        drawn: Vec<Drawn>,
        change: Option<&SlotChange>,
        rules: &IssueRules,
        order: &IssueOrder<'_>,
    ) -> Result<Stored, DeskError> {
        let store = |write: &Write<'_>| {
            if !self.still_hold(write, rules)? {
                return Ok(Stored::RulesOver);
            }
            if let Some(request) = &order.request
                && let Some(repetition) = write.repetition(request)?
            {
                return Ok(Stored::Before(repetition));
            }
            if let Some(change) = change
                && !self.keep_with(write, change)?
            {
                return Ok(Stored::RulesOver);
            }
            let store = |(token, mut drawn): (&NewToken, Drawn)| {
                let created = drawn.entry.at;
                let row = NewTokenRow { token, hash: drawn.new.key.hash(), hint: &drawn.new.hint, created };
                let id = insert(write, &row, drawn.new.sealed.as_ref(), &mut drawn.entry)?;
                Ok((id, drawn))
            };
            let stored: Vec<_> =
                readings.iter().flatten().zip(drawn).map(store).collect::<Result<_, DeskError>>()?;
            if let (Some(request), Some((_, first))) = (&order.request, stored.first()) {
                let mut ids = stored.iter().map(|(id, _)| *id);
                let rows: Vec<_> =
                    readings.iter().map(|reading| reading.as_ref().ok().and_then(|_| ids.next())).collect();
                write.remember_request(request, &rows, first.entry.at)?;
            }
            Ok(Stored::New(stored))
        };
        if change.is_some() { self.store().write(store) } else { self.store().add(store) }
    }
}

/// Stores a token with its sealed copy and its first entry, which learns its number.
pub(crate) fn insert(
    write: &Write<'_>,
    row: &NewTokenRow<'_>,
    sealed: Option<&SealedKey>,
    entry: &mut AuditEntry,
) -> Result<TokenId, DeskError> {
    let id = write.insert_token(row)?;
    if let Some(sealed) = sealed {
        write.insert_sealed_key(id, sealed.as_bytes())?;
    }
    entry.token = Some(id);
    write.record(entry)?;
    Ok(id)
}

/// A token that nobody has changed or used yet.
pub(crate) fn as_issued(new: NewToken, (id, drawn): (TokenId, Drawn), created: DateTime<Utc>) -> Issued {
    let token = Token {
        id,
        revision: 1,
        name: new.name,
        terms: new.terms,
        visibility: new.visibility,
        hint: drawn.new.hint,
        generation: 1,
        state: State::Enabled,
        usage: Usage::default(),
        spending: Spending::default(),
        created,
        deleted: None,
    };
    let details = Details { token, old_keys: Vec::new(), history: vec![drawn.entry], now: created };
    Issued { details, key: drawn.new.key }
}

fn first_values(new: &NewToken) -> Vec<FieldChange> {
    let value = |field, text: &str| FieldChange { field, before: None, after: Some(text.to_owned()) };
    let mut values = vec![value(ChangedField::Name, new.name.as_str())];
    values.extend(Terms::changes(None, &new.terms));
    values.push(value(ChangedField::Visibility, new.visibility.code()));
    values
}
