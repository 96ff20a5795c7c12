mod counting;
mod faults;
mod following;
mod kill;
mod lost;
mod rotation;
mod telling;
mod wallets;

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicI64},
    time::Instant,
};

use chrono::{DateTime, TimeDelta, Utc};
use rand::{SeedableRng, rngs::StdRng};
use tokendesk_domain::{
    amount::Amount,
    audit::{Action, AuditEntry},
    catalogue::Catalogue,
    form::TermsForm,
    issue::IssueForm,
    key::Key,
    key_prefix::KeyPrefix,
    life_change::LifeChange,
    limit::LimitWindow,
    request_path::RequestPath,
    starter_scopes::{StarterLanguage, starter_scopes},
    token::{Terms, TokenId},
};
use tokendesk_store_sqlite::NewTokenRow;

use super::*;

/// A desk and its verifier.
struct Place {
    folder: tempfile::TempDir,
    store: Store,
    /// Unix milliseconds.
    now: Arc<AtomicI64>,
}

const NOON_MS: i64 = 1_800_014_400_000;

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let birth = Birth { vault_id: [7; 16], scopes: starter_scopes(StarterLanguage::English) };
        let store = Store::open(&folder.path().join("tokendesk.db"), &birth).unwrap();
        Self { folder, store, now: Arc::new(AtomicI64::new(NOON_MS)) }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn pass(&self, time: TimeDelta) {
        self.now.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.now.load(Ordering::SeqCst)).unwrap()
    }

    fn verifier(&self) -> Verifier {
        self.verifier_at("state")
    }

    fn verifier_at(&self, state: &str) -> Verifier {
        let now = Arc::clone(&self.now);
        let clock = move || DateTime::from_timestamp_millis(now.load(Ordering::SeqCst)).unwrap();
        Verifier::open(options(self.path(), state, Box::new(clock))).unwrap()
    }

    fn issue(&self, seed: u64, terms: TermsForm) -> (TokenId, String) {
        let birth = starter_scopes(StarterLanguage::English);
        let terms = TermsForm { scopes: vec!["read".into()], ..terms };
        let form = IssueForm { name: format!("token {seed}"), terms, ..IssueForm::default() };
        let moment = DateTime::from_timestamp_millis(NOON_MS).unwrap();
        let token = form.read(&Catalogue::new(birth), moment, &Utc).value.unwrap();
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(seed));
        let row = NewTokenRow { token: &token, hash: key.hash(), hint: &key.hint(), created: moment };
        let id = self.change(None, |write| write.insert_token(&row));
        self.change(Some(id), |_| Ok(()));
        (id, key.expose().to_owned())
    }

    fn limited(&self, seed: u64, limit: u64, window: LimitWindow) -> (TokenId, String) {
        self.issue(seed, TermsForm { limit: limit.to_string(), window, ..TermsForm::default() })
    }

    fn edit(&self, id: TokenId, edit: impl FnOnce(Terms) -> Terms) {
        let token = self.store.read().unwrap().token(id).unwrap().unwrap();
        let terms = edit(token.terms.clone());
        assert!(self.change(Some(id), |write| write.update_terms(&token, &terms)));
    }

    fn change_life(&self, id: TokenId, change: &LifeChange) {
        let now = DateTime::from_timestamp_millis(self.now.load(Ordering::SeqCst)).unwrap();
        self.store.write(|write| write.change_life(&[id], change, &"cli:test".into(), now)).unwrap();
    }

    /// A change with its entry in the audit log.
    fn change<T>(
        &self,
        token: Option<TokenId>,
        change: impl FnOnce(&tokendesk_store_sqlite::Write<'_>) -> Result<T, StoreError>,
    ) -> T {
        let at = DateTime::from_timestamp_millis(self.now.load(Ordering::SeqCst)).unwrap();
        let (actor, subject) = ("cli:test".into(), String::new());
        let entry = AuditEntry { at, actor, action: Action::Edited, token, subject, changes: Vec::new() };
        self.store
            .write(|write| {
                let done = change(write)?;
                write.record(&entry)?;
                Ok::<_, StoreError>(done)
            })
            .unwrap()
    }

    fn used(&self, id: TokenId) -> u64 {
        self.store.read().unwrap().token(id).unwrap().unwrap().usage.used
    }
}

fn options(folder: &Path, state: &str, clock: Clock) -> VerifierOptions {
    let zone = Zone::Named(chrono_tz::UTC);
    VerifierOptions { file: folder.join("tokendesk.db"), state_dir: folder.join(state), zone, clock }
}

fn ask<'v>(verifier: &'v Verifier, key: &str, charge: Charge<'_>) -> Verdict<'v> {
    ask_from(verifier, key, "10.0.0.1", charge)
}

fn ask_from<'v>(verifier: &'v Verifier, key: &str, address: &str, charge: Charge<'_>) -> Verdict<'v> {
    let path = RequestPath::parse("/").unwrap();
    let question = Question { address: Some(address.parse().unwrap()), ..question(&path, 0) };
    verifier.verify(Credential::One(key), &question, charge)
}

fn question(path: &RequestPath, cost: u64) -> Question<'_> {
    let cost = Amount::new(cost).unwrap();
    Question { address: None, method: "GET", host: "", path, scope: None, model: None, cost }
}

const ONCE: Charge<'static> = Charge::Once { request_id: None };

/// None: allowed.
fn refusal(verifier: &Verifier, key: &str) -> Option<Refusal> {
    ask(verifier, key, ONCE).refusal
}

fn count_allowed(verifier: &Verifier, key: &str, requests: usize) -> usize {
    (0..requests).filter(|_| refusal(verifier, key).is_none()).count()
}

/// Waits until it holds; a test that waits in vain fails.
fn until(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain");
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_key_passes_and_says_whose_it_is() {
    let place = Place::new();
    let (id, key) = place.issue(1, TermsForm::default());
    let verifier = place.verifier();
    let verdict = ask(&verifier, &key, ONCE);
    let token = verdict.token.unwrap();
    assert_eq!(verdict.refusal, None);
    assert_eq!((token.id(), token.name(), token.scopes(), token.generation()), (id, "token 1", "read", 1));
    assert!(verdict.limit.is_none());
}

#[test]
fn what_is_no_key_of_ours_is_unknown_and_told_apart_from_none_and_several() {
    let place = Place::new();
    let verifier = place.verifier();
    for key in ["", "sk-unknown", &"x".repeat(100_000)] {
        assert_eq!(refusal(&verifier, key), Some(Refusal::UnknownKey));
    }
    let path = RequestPath::parse("/").unwrap();
    let question = Question {
        address: None,
        method: "GET",
        host: "",
        path: &path,
        scope: None,
        model: None,
        cost: Amount::ZERO,
    };
    for (credential, refusal) in
        [(Credential::None, Refusal::KeyMissing), (Credential::Several, Refusal::SeveralKeys)]
    {
        assert_eq!(verifier.verify(credential, &question, ONCE).refusal, Some(refusal));
    }
    let figures = verifier.figures();
    assert_eq!((figures.allowed, figures.refused[..3].to_vec()), (0, vec![1, 1, 3]));
    assert_eq!(verifier.decisions().len(), 5);
}

#[test]
fn a_path_that_is_refused_is_among_the_last_decisions_without_its_query_and_without_what_a_terminal_obeys() {
    let place = Place::new();
    let verifier = place.verifier();
    let long = format!("/a/../\u{1b}[2J{}?key=sk-secret", "x".repeat(1_000));
    let verdict = verifier.refuse_path("10.0.0.7".parse().ok(), "GE\u{7}T", &long);
    assert_eq!((verdict.refusal, verdict.token.is_none()), (Some(Refusal::PathRefused), true));
    let decisions = verifier.decisions();
    let [last] = &decisions[..] else { panic!("{decisions:?}") };
    assert_eq!((last.refusal.clone(), last.address), (Some(Refusal::PathRefused), "10.0.0.7".parse().ok()));
    assert_eq!((last.method.as_str(), last.path.chars().count()), ("GE\u{fffd}T", 200));
    assert!(last.path.starts_with("/a/../\u{fffd}[2J") && !last.path.contains("secret"), "{}", last.path);
    assert_eq!(verifier.figures().refused.iter().sum::<u64>(), 1);
}

#[test]
fn a_key_whose_case_was_swapped_is_another_one() {
    let place = Place::new();
    let (_, key) = place.issue(1, TermsForm::default());
    let swapped: String = key
        .chars()
        .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    let verifier = place.verifier();
    assert_eq!(refusal(&verifier, &swapped), Some(Refusal::UnknownKey));
    assert_eq!(refusal(&verifier, &key), None);
}

#[test]
fn a_missing_data_file_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let opened = Verifier::open(options(folder.path(), "state", crate::system_clock()));
    assert!(matches!(opened, Err(VerifierError::NoFile(_))));
    assert!(!folder.path().join("tokendesk.db").exists());
}
