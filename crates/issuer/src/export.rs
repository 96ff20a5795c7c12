//! Tokens on their way to a file: page by page, with their keys only where they are asked for.
//!
//! Knows no file and no format; whoever asks for the pages writes them.

use tokendesk_domain::{
    key::Key,
    token::{Token, TokenId},
};

use crate::{Desk, DeskError, KeyUse, Progress, Target};

/// Tokens that are read at once, and whose keys are opened with one transaction of audit entries.
const PAGE: usize = 500;

/// What an export would write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportPreview {
    /// Tokens that would be written.
    pub tokens: usize,
    /// Those of them whose keys are kept.
    pub keys: usize,
    /// Tokens meant that are revoked or deleted: an import would bring them back to life.
    pub left_out: usize,
}

/// What an export has handed out so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCount {
    /// Tokens, with and without keys.
    pub written: usize,
    /// Tokens meant that are revoked, deleted or gone.
    pub left_out: usize,
    /// Tokens of which no copy of the key is kept, where keys are asked for.
    pub without_key: usize,
    /// Tokens whose sealed copy does not open, where keys are asked for.
    pub damaged: usize,
}

/// A token to be written.
pub struct ExportedToken {
    /// Neither revoked nor deleted.
    pub token: Token,
    /// Where keys are asked for, and this one is kept and opens.
    pub key: Option<Key>,
}

/// An export that goes on with each page that is asked for.
pub struct Export<'d> {
    desk: &'d Desk,
    ids: Vec<TokenId>,
    with_keys: bool,
    done: usize,
    count: ExportCount,
}

impl Desk {
    /// Counts what an export would write; opens no key.
    pub fn preview_export(&self, target: &Target) -> Result<ExportPreview, DeskError> {
        let ids = self.targets(target)?;
        let found = self.store().read()?.exportable(&ids)?;
        let (tokens, keys) = (found.tokens as usize, found.keys as usize);
        Ok(ExportPreview { tokens, keys, left_out: ids.len().saturating_sub(tokens) })
    }

    /// Begins an export of tokens, in the order of their numbers. What is changed meanwhile may be in it or not.
    pub fn export(&self, target: &Target, with_keys: bool) -> Result<Export<'_>, DeskError> {
        Ok(Export {
            desk: self,
            ids: self.targets(target)?,
            with_keys,
            done: 0,
            count: ExportCount::default(),
        })
    }
}

impl Export<'_> {
    /// The next tokens, which may be none where all of a page are left out; none at all: that was the last page. Each
    /// key among them has its entry in the audit log by then. After an error the same page can be asked for again; a
    /// vault that is locked is asked for through [`crate::VaultProblem::Locked`].
    pub fn next_page(&mut self) -> Result<Option<Vec<ExportedToken>>, DeskError> {
        let page = &self.ids[self.done..self.ids.len().min(self.done + PAGE)];
        if page.is_empty() {
            return Ok(None);
        }
        let mut tokens = self.desk.tokens(page)?;
        tokens.retain(Token::is_editable);
        let (keys, damaged) = self.keys(&tokens)?;
        self.count.written += tokens.len();
        self.count.left_out += page.len() - tokens.len();
        self.count.damaged += damaged;
        if self.with_keys {
            self.count.without_key += keys.iter().filter(|key| key.is_none()).count() - damaged;
        }
        self.done += page.len();
        Ok(Some(tokens.into_iter().zip(keys).map(|(token, key)| ExportedToken { token, key }).collect()))
    }

    /// How far it is.
    pub const fn progress(&self) -> Progress {
        Progress { done: self.done, total: self.ids.len() }
    }

    /// What was handed out so far.
    pub const fn count(&self) -> ExportCount {
        self.count
    }

    /// For each token its key, if it is wanted and can be had; and how many copies do not open. All are opened before
    /// the first is written down: those of a page that fails have gone nowhere.
    fn keys(&self, tokens: &[Token]) -> Result<(Vec<Option<Key>>, usize), DeskError> {
        if !self.with_keys {
            return Ok((tokens.iter().map(|_| None).collect(), 0));
        }
        let (mut keys, mut opened, mut damaged) = (Vec::with_capacity(tokens.len()), Vec::new(), 0);
        for (token, kept) in tokens.iter().zip(self.desk.open_kept_keys(tokens)?) {
            keys.push(match kept {
                None => None,
                Some(Ok(key)) => {
                    opened.push(token.id);
                    Some(key)
                }
                Some(Err(DeskError::KeyDamaged(_))) => {
                    damaged += 1;
                    None
                }
                Some(Err(error)) => return Err(error),
            });
        }
        if !opened.is_empty() {
            self.desk.record_key_uses(&opened, KeyUse::Reveal)?;
        }
        Ok((keys, damaged))
    }
}
