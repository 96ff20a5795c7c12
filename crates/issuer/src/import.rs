//! Issuing from a file: tokens with keys drawn for them, and tokens with the keys that their clients hold already.
//! A row whose key is there makes no second token, and neither does one that came before in an import with a name, so
//! that an import can be run again.

mod before;
mod owner;

use chrono::{DateTime, Local, Utc};
use tokendesk_domain::{
    audit::Action,
    change::{ChangedField, FieldChange},
    existing_key::ExistingKey,
    field_error::FieldError,
    issue::{IssueForm, NewToken},
    key::{Key, KeyHash, KeyHint},
    life_change::LifeChange,
    name::TokenName,
    token::{State, Terms, Token, TokenId, Visibility},
};
use tokendesk_store_sqlite::{ImportBatch, NewTokenRow, Write};
use tokendesk_vault::{SealedKey, SlotChange};

use self::{
    before::Before,
    owner::{Owner, is_as_said, owner},
};
use crate::{
    Desk, DeskError, IssueReview, Issued,
    issue::{Drawn, as_issued, insert},
    issue_rules::IssueRules,
    new_key::NewKey,
    random::DrawAhead,
};

/// A token as a file describes it.
pub struct ImportRow {
    /// Its place in the file, from 1.
    pub number: u64,
    /// Its fields as typed. Of a hash no copy can be kept, whatever they say.
    pub form: IssueForm,
    /// The key that its client holds; none: one is drawn.
    pub key: Option<ExistingKey>,
    /// Whether it is switched on; none: a new token is, and one that is there stays as it is.
    pub enabled: Option<bool>,
}

/// How rows are imported, beside what they say.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOrder<'o> {
    /// A token whose key is there is changed to what its row says; else such a row is wrong.
    pub update: bool,
    /// Rows without a key are issued only once, however often they come; none: each time.
    pub batch: Option<ImportBatch<'o>>,
}

/// What becomes of a row, or would.
pub enum ImportOutcome<I, A = TokenId> {
    /// A token with a key that was drawn for it.
    Issued(I),
    /// A token with the row's key.
    Adopted(A),
    /// The row's token is there, as the row says; nothing was changed.
    AlreadyThere(TokenId),
    /// The row's token was there, and is now as the row says.
    Updated(TokenId),
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// Its fields.
    Fields(Vec<FieldError>),
    /// Its key belongs to a token that differs in these fields, and may or can not be changed.
    KeyTaken {
        /// Whose key it is.
        id: TokenId,
        /// What differs.
        fields: Vec<ChangedField>,
    },
    /// Its key was taken from a token, which has another one now.
    KeyRotated(TokenId),
    /// Its key belongs to a token that is revoked or in the trash.
    TokenGone(TokenId),
    /// Another file was imported under the name of this import.
    OtherFile,
}

/// A row as read, and what would become of it.
pub struct ImportReview {
    /// Its fields, with those errors alone that they have by themselves.
    pub review: IssueReview,
    /// What the import would do.
    pub outcome: Result<ImportOutcome<(), ()>, ImportProblem>,
}

type Outcome = Result<ImportOutcome<Issued>, ImportProblem>;
type ReadForm = Result<NewToken, Vec<FieldError>>;

/// A row that may be stored, with its key.
struct Ready {
    new: NewToken,
    /// Drawn for it; none: its client holds one.
    drawn: Option<Key>,
    hash: KeyHash,
    hint: KeyHint,
    sealed: Option<SealedKey>,
}

impl ImportRow {
    /// The form, where a hash makes copying impossible.
    fn form(&self) -> IssueForm {
        let mut form = self.form.clone();
        if matches!(self.key, Some(ExistingKey::Hash(_))) {
            form.visibility = Visibility::ShowOnce;
        }
        form
    }
}

impl Desk {
    /// Reads rows as typed, all by the same catalogue and at the same moment, and says what an import would do;
    /// saves nothing. Rows do not know of each other.
    pub fn review_import(
        &self,
        rows: &[&ImportRow],
        order: &ImportOrder<'_>,
    ) -> Result<Vec<ImportReview>, DeskError> {
        let (read, now) = (self.store().snapshot()?, self.now());
        let (catalogue, before) = (read.catalogue()?, Before::of(&read, order)?);
        let review = |row: &&ImportRow| {
            let form = row.form();
            let reading = form.read(&catalogue, now, &Local);
            let name = TokenName::parse(&form.name).ok();
            let mut same_name = name.map_or(Ok(0), |name| read.count_of_name(&name, None))?;
            let outcome = match (&reading.value, &row.key) {
                (Err(errors), _) => Err(ImportProblem::Fields(errors.clone())),
                (Ok(_), None) => match before.token(&read, row.number)? {
                    Some(id) => {
                        same_name = same_name.saturating_sub(1);
                        Ok(ImportOutcome::AlreadyThere(id))
                    }
                    None if before.is_other_file() => Err(ImportProblem::OtherFile),
                    None => Ok(ImportOutcome::Issued(())),
                },
                (Ok(new), Some(key)) => match owner(&read, key.hash())? {
                    Owner::Nobody => Ok(ImportOutcome::Adopted(())),
                    Owner::Rotated(id) => Err(ImportProblem::KeyRotated(id)),
                    Owner::Present(token) => {
                        same_name = same_name.saturating_sub(u32::from(token.name == new.name));
                        is_as_said(&token, new, row.enabled, order.update).and_then(|same| {
                            if same {
                                return Ok(ImportOutcome::AlreadyThere(token.id));
                            }
                            let edited = token.read_edit(&form.terms, &catalogue, now, &Local).value;
                            edited.map_err(ImportProblem::Fields).map(|_| ImportOutcome::Updated(token.id))
                        })
                    }
                },
            };
            Ok(ImportReview { review: IssueReview { reading, same_name }, outcome })
        };
        rows.iter().map(review).collect()
    }

    /// Whether another file was imported under the name of this order.
    pub fn is_other_file(&self, order: &ImportOrder<'_>) -> Result<bool, DeskError> {
        Ok(Before::of(&self.store().read()?, order)?.is_other_file())
    }

    /// Imports up to [`Desk::MOST_AT_ONCE`] rows in one transaction. A row that is wrong has its problem in the
    /// place of an outcome and does not stop the others. After an error nothing is stored.
    pub fn import(&self, rows: &[&ImportRow], order: &ImportOrder<'_>) -> Result<Vec<Outcome>, DeskError> {
        loop {
            let (rules, now) = (self.issue_rules()?, self.now());
            let read = |row: &&ImportRow| row.form().read(&rules.catalogue, now, &Local).value;
            let readings: Vec<ReadForm> = rows.iter().map(read).collect();
            // What is wrong by rules that are over may be right by now.
            if readings.iter().any(Result::is_err)
                && !self.store().add(|write| self.still_hold(write, &rules))?
            {
                continue;
            }
            let copyable = readings.iter().flatten().any(|new| new.visibility == Visibility::Copyable);
            let stored = self.store_keys(copyable, |change| {
                let ready = self.ready(rows, readings, &rules, change)?;
                self.store_rows(rows, ready, change, (&rules, order, now))
            })?;
            if let Some(outcomes) = stored {
                return Ok(outcomes);
            }
        }
    }

    fn ready(
        &self,
        rows: &[&ImportRow],
        readings: Vec<ReadForm>,
        rules: &IssueRules,
        change: Option<&SlotChange>,
    ) -> Result<Vec<Result<Ready, Vec<FieldError>>>, DeskError> {
        let mut rng = DrawAhead::new();
        let mut ready = |row: &ImportRow, new: NewToken| {
            let Some(key) = &row.key else {
                let NewKey { key, hint, sealed } =
                    self.draw_key(new.visibility, &rules.prefix, change, &mut rng)?;
                return Ok(Ready { hash: key.hash(), drawn: Some(key), new, hint, sealed });
            };
            let sealed = match key {
                ExistingKey::Whole(key) if new.visibility == Visibility::Copyable => {
                    Some(self.seal(change, key.expose(), &mut rng)?)
                }
                ExistingKey::Whole(_) | ExistingKey::Hash(_) => None,
            };
            Ok(Ready { new, drawn: None, hash: key.hash(), hint: key.hint(), sealed })
        };
        rows.iter()
            .zip(readings)
            .map(|(row, reading)| match reading {
                Ok(new) => ready(row, new).map(Ok),
                Err(errors) => Ok(Err(errors)),
            })
            .collect()
    }

    /// None: the rules are over, or another program set the vault up first; nothing was stored.
    fn store_rows(
        &self,
        rows: &[&ImportRow],
        ready: Vec<Result<Ready, Vec<FieldError>>>,
        change: Option<&SlotChange>,
        (rules, order, now): (&IssueRules, &ImportOrder<'_>, DateTime<Utc>),
    ) -> Result<Option<Vec<Outcome>>, DeskError> {
        let store = |write: &Write<'_>| {
            if !self.still_hold(write, rules)? {
                return Ok(None);
            }
            if let Some(change) = change
                && !self.keep_with(write, change)?
            {
                return Ok(None);
            }
            let mut before = Before::of(write, order)?;
            let mut outcomes = Vec::with_capacity(rows.len());
            for (row, ready) in rows.iter().zip(ready) {
                outcomes.push(match ready {
                    Err(errors) => Err(ImportProblem::Fields(errors)),
                    Ok(ready) if ready.drawn.is_some() => match before.token(write, row.number)? {
                        Some(id) => Ok(ImportOutcome::AlreadyThere(id)),
                        None if before.is_other_file() => Err(ImportProblem::OtherFile),
                        None => self.store_row(write, row, ready, (rules, order.update, now))?,
                    },
                    Ok(ready) => self.store_row(write, row, ready, (rules, order.update, now))?,
                });
                if let Some(Ok(ImportOutcome::Issued(issued))) = outcomes.last() {
                    before.add(row.number, issued.details.token.id);
                }
            }
            before.keep(write, now)?;
            Ok(Some(outcomes))
        };
        if change.is_some() { self.store().write(store) } else { self.store().add_many(store) }
    }

    fn store_row(
        &self,
        write: &Write<'_>,
        row: &ImportRow,
        ready: Ready,
        (rules, update, now): (&IssueRules, bool, DateTime<Utc>),
    ) -> Result<Outcome, DeskError> {
        if ready.drawn.is_none() {
            match owner(write, ready.hash)? {
                Owner::Nobody => {}
                Owner::Rotated(id) => return Ok(Err(ImportProblem::KeyRotated(id))),
                Owner::Present(token) => {
                    return match is_as_said(&token, &ready.new, row.enabled, update) {
                        Ok(true) => Ok(Ok(ImportOutcome::AlreadyThere(token.id))),
                        Ok(false) => self.update(write, row, &token, (rules, now)),
                        Err(problem) => Ok(Err(problem)),
                    };
                }
            }
        }
        let Ready { new, drawn, hash, hint, sealed } = ready;
        let mut entry = self.issue_entry(&new, now);
        if drawn.is_none() {
            let after = Some(hint.to_string());
            entry.changes.push(FieldChange { field: ChangedField::Key, before: None, after });
        }
        let row_of_token = NewTokenRow { token: &new, hash, hint: &hint, created: now };
        let id = insert(write, &row_of_token, sealed.as_ref(), &mut entry)?;
        let is_off = row.enabled == Some(false);
        if is_off {
            write.change_life(&[id], &LifeChange::Disable, self.actor(), now)?;
        }
        let Some(key) = drawn else { return Ok(Ok(ImportOutcome::Adopted(id))) };
        let mut issued = as_issued(new, (id, Drawn { new: NewKey { key, hint, sealed }, entry }), now);
        if is_off {
            issued.details.token.state = State::Disabled;
            issued.details.token.revision += 1;
        }
        Ok(Ok(ImportOutcome::Issued(issued)))
    }

    /// Makes the token what its row says.
    fn update(
        &self,
        write: &Write<'_>,
        row: &ImportRow,
        token: &Token,
        (rules, now): (&IssueRules, DateTime<Utc>),
    ) -> Result<Outcome, DeskError> {
        let terms = match token.read_edit(&row.form.terms, &rules.catalogue, now, &Local).value {
            Ok(terms) => terms,
            Err(errors) => return Ok(Err(ImportProblem::Fields(errors))),
        };
        let changes = Terms::changes(Some(&token.terms), &terms);
        if !changes.is_empty() {
            write.update_terms(token, &terms)?;
            self.record(write, now, Action::Edited, (Some(token.id), token.name.as_str()), changes)?;
        }
        let switch = match row.enabled {
            Some(true) => Some(LifeChange::Enable),
            Some(false) => Some(LifeChange::Disable),
            None => None,
        };
        if let Some(switch) = switch {
            // One that is so already is left alone.
            write.change_life(&[token.id], &switch, self.actor(), now)?;
        }
        Ok(Ok(ImportOutcome::Updated(token.id)))
    }
}
