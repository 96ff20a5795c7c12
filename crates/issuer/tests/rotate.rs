//! Rotating a token's key, on a real file.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use tokendesk_domain::{
    access::Refusal,
    audit::Action,
    expiry::ExpiryChoice,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    reason::Reason,
    rotation::{OldKey, RotationForm},
    settings::Language,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{
    Desk, DeskError, DeskOptions, EditRequest, Explanation, ImaginedRequest, Issued, KeyUse, Target,
    VaultProblem, data_file,
};
use tokendesk_vault::{LockCause, testing::MemoryKeyring};

const NOON_MS: i64 = 1_800_014_400_000;

struct Place {
    desk: Desk,
    now: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Arc::new(AtomicI64::new(NOON_MS));
        let clock = Arc::clone(&now);
        let desk = Desk::open(DeskOptions {
            file: data_file(folder.path()),
            actor: "cli:test".into(),
            keyring: Arc::new(MemoryKeyring::new()),
            clock: Box::new(move || {
                DateTime::from_timestamp_millis(clock.load(Ordering::SeqCst)).expect("a moment")
            }),
            language: Language::English,
        });
        let desk = desk.expect("a desk");
        desk.open_vault();
        Self { desk, now, _folder: folder }
    }

    fn pass(&self, time: TimeDelta) {
        self.now.fetch_add(time.num_milliseconds(), Ordering::SeqCst);
    }

    fn now(&self) -> DateTime<Utc> {
        self.desk.now()
    }

    fn issue(&self, visibility: Visibility, expiry: ExpiryChoice) -> Issued {
        let terms = TermsForm { scopes: vec!["read".into()], expiry, ..TermsForm::default() };
        self.desk.issue(&IssueForm { name: "ci".into(), terms, visibility }).expect("issued")
    }

    fn rotate(&self, id: TokenId, grace: &str) -> Result<Issued, DeskError> {
        self.desk.rotate(id, &RotationForm { grace: grace.into(), quiet_for: String::new() })
    }

    fn living(&self, id: TokenId) -> Vec<OldKey> {
        self.desk.details(id).expect("there").old_keys
    }

    fn explain(&self, token: TokenId, generation: Option<u32>) -> Result<Explanation, DeskError> {
        self.desk.explain_request(&ImaginedRequest {
            token,
            generation,
            address: None,
            method: "GET".into(),
            host: String::new(),
            target: "/".into(),
            scope: None,
            model: None,
            at: None,
        })
    }
}

#[test]
fn a_rotated_token_has_a_new_key_in_the_place_of_the_old_one_and_keeps_all_else() {
    let place = Place::new();
    let first = place.issue(Visibility::Copyable, ExpiryChoice::Never);
    let id = first.details.token.id;
    let second = place.rotate(id, "7d").expect("rotated");
    assert_ne!(first.key.expose(), second.key.expose());
    assert_eq!(place.desk.kept_key(id, KeyUse::Copy).expect("kept").expose(), second.key.expose());
    let (before, after) = (&first.details.token, &second.details.token);
    assert_eq!((after.generation, after.revision, &after.hint), (2, 2, &second.key.hint()));
    assert_eq!((&after.terms, &after.name, &after.state), (&before.terms, &before.name, &before.state));
    let [old] = &second.details.old_keys[..] else { panic!("one old key") };
    assert_eq!((&old.hint, old.generation, old.until), (&before.hint, 1, place.now() + TimeDelta::days(7)));
    let entry = &second.details.history[0];
    assert_eq!((entry.action, entry.actor.name.as_str()), (Action::Rotated, "cli:test"));
    let said = format!("{entry:?}");
    assert!(said.contains(&after.hint.tail) && !said.contains(second.key.expose()));
}

#[test]
fn of_a_key_that_is_shown_once_no_copy_is_kept() {
    let place = Place::new();
    let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
    place.desk.lock_vault(LockCause::ByHand);
    place.rotate(id, "now").expect("no vault is needed");
    assert!(matches!(place.desk.kept_key(id, KeyUse::Copy), Err(DeskError::KeyNotKept)));
    assert_eq!(place.living(id), []);
}

#[test]
fn a_locked_vault_asks_to_be_unlocked_and_nothing_is_rotated() {
    let place = Place::new();
    let first = place.issue(Visibility::Copyable, ExpiryChoice::Never);
    let id = first.details.token.id;
    place.desk.lock_vault(LockCause::ByHand);
    let refused = place.rotate(id, "7d");
    assert!(matches!(refused, Err(DeskError::Vault(VaultProblem::Locked(_)))));
    assert_eq!(place.desk.details(id).expect("there").token, first.details.token);
}

#[test]
fn an_old_key_never_outlives_its_token_also_not_after_the_token_was_given_longer() {
    let place = Place::new();
    let day = TimeDelta::days(1);
    let end = place.now() + day;
    let expiry = |at: DateTime<Utc>| ExpiryChoice::Moment(at.to_rfc3339());
    let id = place.issue(Visibility::ShowOnce, expiry(end)).details.token.id;
    place.rotate(id, "7d").expect("rotated");
    assert_eq!(place.living(id)[0].until, end);
    let edit = |expiry| {
        let token = place.desk.details(id).expect("there").token;
        let form = TermsForm { expiry, ..TermsForm::from(&token.terms) };
        place.desk.edit(&EditRequest { id, revision: token.revision, form }).expect("edited");
    };
    edit(ExpiryChoice::Never);
    assert_eq!(place.living(id)[0].until, end);
    edit(expiry(place.now() + day / 2));
    edit(ExpiryChoice::Never);
    assert_eq!(place.living(id)[0].until, place.now() + day / 2);
}

#[test]
fn revoked_and_deleted_tokens_get_no_new_key_and_others_do() {
    let place = Place::new();
    let revoke = LifeChange::Revoke(Reason::parse("leaked").expect("a reason"));
    for (change, may) in [(LifeChange::Disable, true), (LifeChange::Delete, false), (revoke, false)] {
        let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
        place.desk.change(&Target::Ids(vec![id]), &change).expect("changed");
        match place.rotate(id, "24h") {
            Ok(rotated) => assert!(may && rotated.details.token.generation == 2, "{change:?}"),
            Err(error) => assert!(!may && matches!(error, DeskError::NotEditable), "{change:?}: {error}"),
        }
    }
    assert!(matches!(place.rotate(TokenId(99), "24h"), Err(DeskError::NotFound)));
}

#[test]
fn a_fourth_old_key_is_refused_until_one_has_ended_but_a_rotation_at_once_never_is() {
    let place = Place::new();
    let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
    for grace in ["1h", "2h", "3h"] {
        place.rotate(id, grace).expect("rotated");
    }
    assert!(matches!(place.rotate(id, "4h"), Err(DeskError::TooManyOldKeys)));
    let at_once = place.rotate(id, "now").expect("rotated");
    let passing: Vec<_> = at_once.details.old_keys.iter().map(|old| old.generation).collect();
    assert_eq!(passing, [3, 2, 1], "what was promised to others is kept");
    place.pass(TimeDelta::hours(1));
    place.rotate(id, "4h").expect("there is room");
    assert!(matches!(place.rotate(id, "4h"), Err(DeskError::TooManyOldKeys)));
    assert!(place.desk.revoke_old_key(id, 2).expect("ended"));
    place.rotate(id, "4h").expect("there is room again");
}

#[test]
fn an_old_key_is_ended_by_hand_once_and_the_present_one_is_none() {
    let place = Place::new();
    let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
    place.rotate(id, "7d").expect("rotated");
    assert!(matches!(place.desk.revoke_old_key(id, 2), Err(DeskError::NoSuchKey(2))));
    assert!(place.desk.revoke_old_key(id, 1).expect("ended"));
    assert!(!place.desk.revoke_old_key(id, 1).expect("ended before"));
    let details = place.desk.details(id).expect("there");
    assert_eq!((details.old_keys, details.history[0].action), (Vec::new(), Action::OldKeyEnded));
    assert_eq!(place.desk.old_keys(id).expect("there")[0].until, place.now(), "it is still told apart");
}

#[test]
fn all_that_is_wrong_with_a_rotation_is_said_at_once_and_nothing_is_changed() {
    let place = Place::new();
    let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
    let form = RotationForm { grace: "soon".into(), quiet_for: "never".into() };
    let Err(DeskError::Invalid(errors)) = place.desk.rotate(id, &form) else { panic!("refused") };
    assert_eq!(errors.len(), 2);
    assert_eq!(place.desk.details(id).expect("there").token.generation, 1);
}

#[test]
fn the_simulator_judges_an_old_key_as_well() {
    let place = Place::new();
    let id = place.issue(Visibility::ShowOnce, ExpiryChoice::Never).details.token.id;
    place.rotate(id, "1h").expect("rotated");
    let refusal = |generation| {
        let explained = place.explain(id, generation).expect("explained");
        explained.deciding().map(|(_, refusal)| refusal.clone())
    };
    assert_eq!((refusal(None), refusal(Some(2)), refusal(Some(1))), (None, None, None));
    place.pass(TimeDelta::hours(1));
    assert_eq!((refusal(Some(2)), refusal(Some(1))), (None, Some(Refusal::KeyRotatedOut)));
    assert!(matches!(place.explain(id, Some(7)), Err(DeskError::NoSuchKey(7))));
}
