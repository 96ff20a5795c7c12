//! The way of a request: its key, its token, the rules, the charge, and what is noted of it.

use std::{net::IpAddr, sync::atomic::Ordering};

use chrono::{DateTime, Utc};
use tokendesk_domain::{
    access::{Ask, Credential, Holder, Need, Refusal, decide},
    key::Key,
    token::TokenId,
};

use super::{
    Charge, LimitView, Question, RecentDecision, Shared, TokenView, Verdict, charge::Outcome, entries::flag,
    slot::Level, table::Found,
};

/// What was never read as a path, or a method, as far as it can be shown: short, and nothing that a terminal obeys.
fn shown(text: &str) -> String {
    const LONGEST: usize = 200;
    let printable = |c: char| if c.is_ascii_graphic() { c } else { '\u{fffd}' };
    text.chars().take(LONGEST).map(printable).collect()
}

impl Shared {
    /// None: a lease must be taken first, and the caller can't wait; nothing is counted then.
    #[inline]
    pub(super) fn decide(
        &self,
        credential: Credential<&str>,
        question: &Question<'_>,
        charge: Charge<'_>,
        may_wait: bool,
    ) -> Option<Verdict<'_>> {
        let now = (self.clock)();
        // Made where it is handed over: it is long, and a copy takes as long as a rule.
        let verdict = match credential.one() {
            Err(no_key) => Some(Verdict::refused(no_key)),
            Ok(key) => match self.find(key) {
                None => Some(Verdict::refused(Refusal::UnknownKey)),
                Some(found) => {
                    let verdict = self.judge(&found, question, (charge, now, may_wait));
                    if let Some(verdict) = &verdict {
                        self.note_use(&found, question, charge, verdict, now.timestamp_millis());
                    }
                    verdict
                }
            },
        };
        if let Some(verdict) = &verdict {
            self.counters.count(verdict.refusal.as_ref());
            self.recent.note(now.timestamp_millis(), || RecentDecision {
                at: now,
                token: verdict.token.map(|token| (token.id(), token.name().to_owned())),
                address: question.address,
                method: question.method.to_owned(),
                path: question.path.as_str().to_owned(),
                refusal: verdict.refusal.clone(),
            });
        }
        verdict
    }

    /// What a token's use is told by, where anything is charged.
    #[inline]
    fn note_use(
        &self,
        found: &Found<'_>,
        question: &Question<'_>,
        charge: Charge<'_>,
        verdict: &Verdict<'_>,
        now_ms: i64,
    ) {
        if verdict.is_allowed() && found.old.is_some() {
            self.counters.by_old_key.fetch_add(1, Ordering::Relaxed);
        }
        if matches!(charge, Charge::Nothing) {
            return;
        }
        match &verdict.refusal {
            None => self.tally.note_allowed(found, self.slot(found), question.address, now_ms),
            Some(refusal) => self.tally.note_refused(found.terms.id, refusal.code(), now_ms),
        }
    }

    /// Whose key it is.
    pub(super) fn token_of(&self, key: &str) -> Option<TokenId> {
        self.find(key).map(|found| found.terms.id)
    }

    /// A refusal before there is a question.
    pub(super) fn refuse_path(&self, address: Option<IpAddr>, method: &str, target: &str) -> Verdict<'_> {
        let refusal = Refusal::PathRefused;
        self.counters.count(Some(&refusal));
        let at = (self.clock)();
        self.recent.note(at.timestamp_millis(), || RecentDecision {
            at,
            token: None,
            address,
            method: shown(method),
            path: shown(target.split('?').next().unwrap_or_default()),
            refusal: Some(refusal.clone()),
        });
        Verdict::refused(refusal)
    }

    /// The token of a key; what can't be a key is not looked for.
    #[inline]
    fn find(&self, key: &str) -> Option<Found<'_>> {
        if key.len() > Key::LONGEST {
            return None;
        }
        // The counters lie elsewhere, and are on their way while the entry is read and the rules are asked.
        self.table.find(key, |number| self.slots.fetch(number))
    }

    #[inline]
    fn judge(
        &self,
        found: &Found<'_>,
        question: &Question<'_>,
        (charge, now, may_wait): (Charge<'_>, DateTime<Utc>, bool),
    ) -> Option<Verdict<'_>> {
        let (terms, shared) = (&found.terms, &self.table.shared);
        let (scopes, extras) = (shared.scopes(terms.scopes), shared.extras(terms.extras));
        // An end that is still to come says nothing; to make a date of it would take longer than to ask the rules.
        let now_ms = now.timestamp_millis();
        let past = |end_ms: Option<i64>| {
            end_ms.filter(|end_ms| *end_ms <= now_ms).and_then(DateTime::from_timestamp_millis)
        };
        let has = |flag| terms.flags & flag != 0;
        let holder = Holder {
            deleted: has(flag::DELETED),
            revoked: has(flag::REVOKED),
            disabled: has(flag::DISABLED),
            key_until: past(found.old.map(|(_, until_ms)| until_ms)),
            expires: past(terms.expires_ms),
            addresses: &shared.addresses(terms.rules),
            scopes: &scopes.names,
            models: &extras.models,
        };
        let Question { address, method, host, path, scope, model, cost: _ } = *question;
        let ask = Ask { address, method, host, path, scope, model, at: now };
        let routes = self.has_routes.load(Ordering::Acquire).then(|| self.routes.load());
        let need = match (&routes, scope) {
            (Some(routes), _) => routes.need_of(&ask),
            (None, scope) => scope.map_or(Need::Nothing, Need::Scope),
        };
        let outcome = match decide(&holder, &ask, &need) {
            Err(refusal) => Outcome::refused(refusal, None),
            Ok(()) => self.charge(found, question, charge, now, may_wait)?,
        };
        let token = TokenView {
            id: terms.id,
            generation: found.generation(),
            name: shared.name(terms.name),
            scopes: &scopes.joined,
            group: extras.group.as_str(),
            expires_ms: terms.expires_ms,
        };
        let Outcome { refusal, retry_after, looked, left } = outcome;
        let limit = self.limit_view(found, looked);
        Some(Verdict { refusal, token: Some(token), limit, left, retry_after })
    }

    /// How far the limit is used, where that is known: `looked` up, or by its slot.
    #[inline]
    fn limit_view(&self, found: &Found<'_>, looked: Option<Level>) -> Option<LimitView> {
        let limit = found.terms.limit?;
        let by_slot = || {
            let slot = self.slots.get(found.number)?;
            (!slot.is_closed()).then(|| slot.level())
        };
        let level = looked.or_else(by_slot)?;
        Some(LimitView {
            max: limit.max.get(),
            remaining: limit.max.get().saturating_sub(level.used),
            window: limit.window,
            resets_ms: level.until_ms,
        })
    }
}
