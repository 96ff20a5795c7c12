//! Posture: which tokens need a look, by what was found about them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, Local, TimeDelta, Utc};
use tokendesk_domain::{
    finding::{Finding, Standing},
    notice::News,
    token::{Token, TokenId},
};
use tokendesk_store_sqlite::{Store, StoreError};

use crate::{Desk, DeskError, desk::locked};

/// Numbers of tokens that are looked through at once: another one who wants the file waits for no more than that.
const SPAN: i64 = 10_000;
/// While only use was told, which happens all the time where tokens are enforced, a survey is good for so long.
const WHILE_USED: TimeDelta = TimeDelta::minutes(1);
/// Where nothing was written at all: only the clock goes on.
const WHILE_STILL: TimeDelta = TimeDelta::minutes(5);
/// Tokens of a finding that are kept in order; the counts are of all.
const KEPT: usize = 10_000;

/// How many tokens need a look, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posture {
    /// How many tokens each finding is about, the most severe first; those that are about none are left out.
    pub counts: Vec<(Finding, usize)>,
    /// How many tokens need a look at all; one may be in several findings.
    pub tokens: usize,
    /// The moment of the survey.
    pub at: DateTime<Utc>,
    /// Since when the latest of them needs it, as far as that is known.
    pub newest: Option<DateTime<Utc>>,
}

impl Posture {
    fn news(&self) -> News {
        let is_of_use =
            |finding| matches!(finding, Finding::UsedUp | Finding::NearlyUsedUp | Finding::MostlyUsed);
        let of_use = self.counts.iter().filter(|(finding, _)| is_of_use(*finding));
        News { tokens: self.tokens, used: of_use.map(|(_, count)| count).sum(), newest: self.newest }
    }
}

/// Some of the tokens of a finding.
pub struct FindingPage {
    /// How many the finding is about. Only the first 10,000 of them are found on pages.
    pub total: usize,
    /// The tokens, each with the moment that the finding is about; none: it has none.
    pub tokens: Vec<(Token, Option<DateTime<Utc>>)>,
    /// The moment that their status is to be judged at.
    pub now: DateTime<Utc>,
}

/// The latest survey, with what of the file it knows.
#[derive(Default)]
pub(crate) struct PostureKeeper(Mutex<Option<Kept>>);

struct Kept {
    survey: Arc<Survey>,
    version: i64,
    change: i64,
}

impl Kept {
    fn is_good(&self, version: i64, change: i64, now: DateTime<Utc>) -> bool {
        let age = now - self.survey.posture.at;
        let good_for = if version == self.version { WHILE_STILL } else { WHILE_USED };
        self.change == change && TimeDelta::zero() <= age && age < good_for
    }
}

struct Survey {
    posture: Posture,
    /// The tokens of each finding: those whose moment is the first come first.
    first: HashMap<Finding, Vec<TokenId>>,
}

impl Survey {
    /// Judges every token. Reads the whole file, batch by batch.
    fn of(store: &Store, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let mut found: HashMap<Finding, Found> = HashMap::new();
        let (mut tokens, mut newest) = (0, None);
        each_standing(store, now, |id, standing| {
            let mut is_found = false;
            for finding in standing.findings(now) {
                is_found = true;
                newest = newest.max(finding.since(standing));
                found.entry(finding).or_default().add(finding.moment(standing, now), id);
            }
            tokens += usize::from(is_found);
        })?;
        let counts = Finding::ALL.iter().filter_map(|finding| Some((*finding, found.get(finding)?.count)));
        let counts = counts.collect();
        let first = found.into_iter().map(|(finding, of_it)| (finding, of_it.in_order())).collect();
        Ok(Self { posture: Posture { counts, tokens, at: now, newest }, first })
    }
}

/// The tokens of a finding, while they are being found.
#[derive(Default)]
struct Found {
    count: usize,
    /// The first of them, and some that may turn out not to be.
    first: Vec<(Option<DateTime<Utc>>, TokenId)>,
}

impl Found {
    fn add(&mut self, moment: Option<DateTime<Utc>>, id: TokenId) {
        self.count += 1;
        self.first.push((moment, id));
        // A million of them are never held at once.
        if self.first.len() >= 4 * KEPT {
            self.first.select_nth_unstable(KEPT);
            self.first.truncate(KEPT);
        }
    }

    fn in_order(mut self) -> Vec<TokenId> {
        self.first.sort_unstable();
        // Collecting by value would keep the memory of all of them, with their moments.
        self.first.iter().take(KEPT).map(|(_, id)| *id).collect()
    }
}

/// Every token of which something may be found at `now`, in the order of their numbers.
fn each_standing(
    store: &Store,
    now: DateTime<Utc>,
    mut judge: impl FnMut(TokenId, &Standing),
) -> Result<(), StoreError> {
    let last = store.read()?.last_token_id()?;
    let mut first = 1;
    while first <= last {
        let end = first.saturating_add(SPAN - 1);
        for (id, standing) in &store.read()?.standings(&(first..=end), now)? {
            judge(*id, standing);
        }
        first = end.saturating_add(1);
    }
    store.release_pages()
}

impl Desk {
    /// How many tokens need a look. All tokens are looked through for it, which takes about a second for a million; the
    /// answer is kept until something is changed, and for a minute while tokens are only used.
    pub fn posture(&self) -> Result<Posture, DeskError> {
        Ok(self.survey()?.posture.clone())
    }

    /// Up to `count` of the tokens of a finding from `start` on, those whose moment is the first first. A token
    /// that it is no longer about is left out.
    pub fn finding_page(
        &self,
        finding: Finding,
        start: usize,
        count: usize,
    ) -> Result<FindingPage, DeskError> {
        let survey = self.survey()?;
        // As it was counted: one that comes into another group meanwhile would be in none.
        let (judged_at, now) = (survey.posture.at, self.now());
        let ids = survey.first.get(&finding).map_or(&[][..], Vec::as_slice);
        let part = &ids[start.min(ids.len())..start.saturating_add(count).min(ids.len())];
        let read = self.store().read()?;
        let mut tokens = Vec::with_capacity(part.len());
        for token in read.tokens(part)? {
            let until = if finding == Finding::OldKey {
                read.rotated_keys(token.id)?.iter().map(|old| old.until).max()
            } else {
                None
            };
            let standing = Standing::of(&token, until);
            if standing.findings(judged_at).any(|one| one == finding) {
                let moment = finding.moment(&standing, judged_at);
                tokens.push((token, moment));
            }
        }
        let of_it = survey.posture.counts.iter().find(|(one, _)| *one == finding);
        Ok(FindingPage { total: of_it.map_or(0, |(_, count)| *count), tokens, now })
    }

    /// What the desktop is to be told now; none: it was told today, or nothing is new. Who gets it has to tell it:
    /// nobody else will, here or in another program on the same file.
    pub fn take_news(&self) -> Result<Option<Posture>, DeskError> {
        let (posture, now) = (self.posture()?, self.now());
        let news = posture.news();
        let judge = |told| (news.is_due(told, now, &Local), told);
        let next =
            |(is_due, told)| (is_due, news.after(told, now, is_due).filter(|next| Some(*next) != told));
        // Asked often and seldom due: most times nothing is written.
        if next(judge(self.store().read()?.told_of_posture()?)).1.is_none() {
            return Ok(None);
        }
        let is_due = self.store().write(|write| {
            let (is_due, told) = next(judge(write.told_of_posture()?));
            told.map_or(Ok(()), |told| write.keep_told_of_posture(&told))?;
            Ok::<_, DeskError>(is_due)
        })?;
        Ok(is_due.then_some(posture))
    }

    /// All tokens of a finding as they are now, in the order of their numbers.
    pub(crate) fn tokens_of_finding(&self, finding: Finding) -> Result<Vec<TokenId>, DeskError> {
        let (now, mut ids) = (self.now(), Vec::new());
        each_standing(self.store(), now, |id, standing| {
            if standing.findings(now).any(|one| one == finding) {
                ids.push(id);
            }
        })?;
        Ok(ids)
    }

    /// The latest survey if it is good still, else a new one. One is made at a time; the others wait for it.
    fn survey(&self) -> Result<Arc<Survey>, DeskError> {
        let mut kept = locked(&self.posture.0);
        let (version, change, now) = (self.version()?, self.last_change()?, self.now());
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_good(version, change, now)) {
            return Ok(Arc::clone(&kept.survey));
        }
        let survey = Arc::new(Survey::of(self.store(), now)?);
        *kept = Some(Kept { survey: Arc::clone(&survey), version, change });
        Ok(survey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_finding_nothing_is_kept_but_its_first_tokens() {
        let mut found = Found::default();
        let ids = || (0..).map(TokenId).take(5 * KEPT);
        for id in ids().collect::<Vec<_>>().into_iter().rev() {
            found.add(DateTime::from_timestamp(id.0, 0), id);
        }
        assert_eq!(found.count, 5 * KEPT);
        let first = found.in_order();
        assert!(first.iter().copied().eq(ids().take(KEPT)));
        assert_eq!(first.capacity(), KEPT);
    }
}
