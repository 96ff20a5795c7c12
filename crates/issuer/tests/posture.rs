//! Which tokens need a look, and what makes them need none.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use tempfile::TempDir;
use tokendesk_domain::{
    expiry::ExpiryChoice,
    finding::Finding,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    remedy::Remedy,
    settings::Language,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskError, DeskOptions, Progress, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

const START_MS: i64 = 1_800_000_000_000;

/// A desk whose clock the test moves.
struct Bench {
    folder: TempDir,
    desk: Desk,
    clock: Arc<AtomicI64>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Arc::new(AtomicI64::new(START_MS));
        let told = Arc::clone(&clock);
        let desk = Desk::open(DeskOptions {
            file: data_file(folder.path()),
            actor: "desk:test".into(),
            keyring: Arc::new(MemoryKeyring::new()),
            clock: Box::new(move || {
                DateTime::from_timestamp_millis(told.load(Ordering::Relaxed)).expect("a moment")
            }),
            language: Language::English,
        })
        .expect("a desk");
        Self { folder, desk, clock }
    }

    fn pass(&self, time: TimeDelta) {
        self.clock.fetch_add(time.num_milliseconds(), Ordering::Relaxed);
    }

    fn issue(&self, name: &str, limit: &str, expires: Option<TimeDelta>) -> TokenId {
        let expiry = expires.map_or(ExpiryChoice::Never, |left| ExpiryChoice::At(self.desk.now() + left));
        let terms =
            TermsForm { scopes: vec!["read".into()], limit: limit.into(), expiry, ..TermsForm::default() };
        let form = IssueForm { name: name.into(), visibility: Visibility::ShowOnce, terms };
        self.desk.issue(&form).expect("issued").details.token.id
    }

    /// As a verifier writes it: without an entry in the audit log.
    fn tell(&self, sql: &str) {
        let file = Connection::open(data_file(self.folder.path())).expect("the data file");
        file.execute_batch(sql).expect("told");
    }

    fn found(&self) -> Vec<(Finding, usize)> {
        self.desk.posture().expect("a posture").counts
    }

    fn ids(&self, finding: Finding) -> Vec<i64> {
        let page = self.desk.finding_page(finding, 0, 100).expect("a page");
        page.tokens.iter().map(|(token, _)| token.id.0).collect()
    }

    fn expires(&self, id: TokenId) -> Option<DateTime<Utc>> {
        self.desk.details(id).expect("a token").token.terms.expires
    }
}

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

#[test]
fn tokens_that_need_a_look_are_counted_and_the_first_to_end_come_first() {
    let bench = Bench::new();
    let week = bench.issue("week", "10", Some(TimeDelta::days(6)));
    let sooner = bench.issue("sooner", "10", Some(TimeDelta::days(3)));
    let loose = bench.issue("loose", "", None);
    bench.issue("calm", "10", Some(TimeDelta::days(60)));
    assert_eq!(bench.found(), [(Finding::ExpiresInWeek, 2), (Finding::Unbounded, 1)]);
    assert_eq!(bench.desk.posture().unwrap().tokens, 3);
    assert_eq!(bench.ids(Finding::ExpiresInWeek), [sooner.0, week.0]);
    assert_eq!(bench.ids(Finding::Unbounded), [loose.0]);
    let part = bench.desk.finding_page(Finding::ExpiresInWeek, 1, 5).unwrap();
    assert_eq!((part.total, part.tokens.len()), (2, 1));
    assert_eq!(part.tokens[0].1, bench.expires(week));
    assert_eq!(bench.desk.finding_page(Finding::ExpiresInWeek, 9, 5).unwrap().tokens.len(), 0);
}

#[test]
fn a_change_shows_at_once_use_within_a_minute_and_the_clock_within_five() {
    let bench = Bench::new();
    let id = bench.issue("t", "10", Some(TimeDelta::days(30)));
    assert_eq!(bench.found(), []);
    bench.tell("INSERT INTO token_usage (token_id, used, last_used_ms) VALUES (1, 9, 1800000000000)");
    bench.pass(TimeDelta::seconds(60));
    assert_eq!(bench.found(), [(Finding::NearlyUsedUp, 1)]);
    bench.desk.change(&Target::Ids(vec![id]), &LifeChange::Disable).unwrap();
    assert_eq!(bench.found(), []);
    bench.desk.change(&Target::Ids(vec![id]), &LifeChange::Enable).unwrap();
    assert_eq!(bench.found(), [(Finding::NearlyUsedUp, 1)]);
    bench.pass(TimeDelta::days(29));
    assert_eq!(bench.found(), [(Finding::ExpiresInDay, 1), (Finding::NearlyUsedUp, 1)]);
}

#[test]
fn a_token_that_comes_into_another_group_meanwhile_is_shown_where_it_is_counted() {
    let bench = Bench::new();
    let id = bench.issue("t", "10", Some(TimeDelta::days(1) + TimeDelta::seconds(5)));
    assert_eq!(bench.found(), [(Finding::ExpiresInWeek, 1)]);
    bench.pass(TimeDelta::seconds(10));
    assert_eq!(bench.ids(Finding::ExpiresInWeek), [id.0]);
    bench.pass(TimeDelta::minutes(5));
    assert_eq!(bench.found(), [(Finding::ExpiresInDay, 1)]);
}

#[test]
fn an_old_key_is_found_until_it_ends() {
    let bench = Bench::new();
    let id = bench.issue("t", "10", None);
    let rotation = tokendesk_domain::rotation::RotationForm { grace: "24h".into(), quiet_for: String::new() };
    bench.desk.rotate(id, &rotation).expect("rotated");
    assert_eq!(bench.found(), [(Finding::OldKey, 1)]);
    let page = bench.desk.finding_page(Finding::OldKey, 0, 9).unwrap();
    assert_eq!(page.tokens[0].1, Some(bench.desk.now() + TimeDelta::days(1)));
    bench.pass(TimeDelta::days(1));
    assert_eq!(bench.found(), []);
}

#[test]
fn all_of_a_finding_are_extended_with_their_entries_and_taken_back() {
    let bench = Bench::new();
    let soon: Vec<_> = (1..=3).map(|day| bench.issue("soon", "10", Some(TimeDelta::days(1 + day)))).collect();
    let later = bench.issue("later", "10", Some(TimeDelta::days(40)));
    let before: Vec<_> = soon.iter().map(|id| bench.expires(*id)).collect();
    let (target, month) = (Target::Finding(Finding::ExpiresInWeek), Remedy::Extend { days: 30 });

    let preview = bench.desk.preview_remedy(&target, month).unwrap();
    assert_eq!((preview.total, preview.will_change, preview.examples.len()), (3, 3, 3));
    assert_eq!(preview.examples[0].1.len(), 1, "only the expiry");
    assert_eq!(bench.expires(soon[0]), before[0], "a preview changes nothing");

    let outcome = bench.desk.remedy(&target, month, &mut on).unwrap();
    assert_eq!((outcome.changed, outcome.unchanged, outcome.left), (3, 0, 0));
    assert_eq!(bench.expires(soon[0]), before[0].map(|at| at + TimeDelta::days(30)));
    assert_eq!(bench.desk.details(later).unwrap().token.revision, 1);
    assert_eq!(bench.desk.details(soon[0]).unwrap().history.len(), 2);
    assert_eq!(bench.found(), []);

    // One was changed by somebody else meanwhile: that stays.
    bench.desk.remedy(&Target::Ids(vec![soon[2]]), month, &mut on).unwrap();
    let undone = bench.desk.undo(outcome.undo.unwrap(), &mut on).unwrap();
    assert_eq!((undone.changed, undone.unchanged, undone.undo), (2, 1, None));
    assert_eq!(bench.expires(soon[0]), before[0]);
    assert_eq!(bench.expires(soon[2]), before[2].map(|at| at + TimeDelta::days(60)));
    assert!(matches!(bench.desk.undo(outcome.undo.unwrap(), &mut on), Err(DeskError::UndoExpired)));
}

#[test]
fn a_remedy_that_is_stopped_keeps_what_is_done_and_its_undo() {
    let bench = Bench::new();
    bench.issue("t", "10", None);
    bench.tell(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
         INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                             search_text, allow_ips, block_ips, created_ms)
         SELECT unhex(printf('%064x', i)), 'sk-AbCd', 'wXyZ', 1, 't', '', 't', 't', '', '', 1799000000000 FROM n",
    );
    let target = Target::Finding(Finding::Unbounded);
    let mut until_a_thousand = |progress: Progress| {
        if progress.done < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let outcome = bench.desk.remedy(&target, Remedy::Extend { days: 90 }, &mut until_a_thousand).unwrap();
    assert_eq!((outcome.changed, outcome.left), (1000, 1499));
    assert_eq!(bench.found(), [(Finding::Unbounded, 1499)]);
    let undone = bench.desk.undo(outcome.undo.unwrap(), &mut on).unwrap();
    assert_eq!((undone.changed, undone.left), (1000, 0));
    assert_eq!(bench.found(), [(Finding::Unbounded, 2499)]);
}

#[test]
fn addresses_that_requests_came_from_are_pinned() {
    let bench = Bench::new();
    let (seen, unseen) = (bench.issue("seen", "", None), bench.issue("unseen", "", None));
    bench.tell("INSERT INTO usage_addresses VALUES (1, '10.0.0.7', 1, 1), (1, '2001:db8::1', 2, 1)");
    let target = Target::Finding(Finding::Unbounded);
    let preview = bench.desk.preview_remedy(&target, Remedy::PinAddresses).unwrap();
    assert_eq!((preview.total, preview.will_change), (2, 1));
    bench.desk.remedy(&target, Remedy::PinAddresses, &mut on).unwrap();
    let allow = bench.desk.details(seen).unwrap().token.terms.addresses.allow;
    assert_eq!(allow.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.0.0.7", "2001:db8::1"]);
    assert_eq!(bench.ids(Finding::Unbounded), [unseen.0]);
}

#[test]
fn two_consoles_tell_what_is_new_once_a_day_together() {
    let bench = Bench::new();
    let other = bench.desk.acting_as("desk:other".into());
    let told = || {
        let told = [&bench.desk, &other].map(|desk| desk.take_news().expect("news").is_some());
        (told[0], told[1])
    };
    assert_eq!(told(), (false, false), "nothing needs a look");
    bench.issue("soon", "10", Some(TimeDelta::days(6)));
    assert_eq!(told(), (true, false));
    bench.pass(TimeDelta::hours(1));
    bench.issue("loose", "", None);
    assert_eq!(told(), (false, false), "something was told today");
    bench.pass(TimeDelta::days(1));
    assert_eq!(told(), (true, false));
    bench.pass(TimeDelta::days(1));
    assert_eq!(told(), (false, false), "nothing is new");
    bench.tell("INSERT INTO token_usage (token_id, used, last_used_ms) VALUES (1, 9, 1800000000000)");
    bench.pass(TimeDelta::minutes(1));
    assert_eq!(told(), (true, false));
    bench.pass(TimeDelta::hours(1));
    assert_eq!(told(), (false, false));
}

#[test]
fn only_the_first_ten_thousand_of_a_finding_are_kept_in_order_and_all_are_counted() {
    let bench = Bench::new();
    bench.issue("t", "10", None);
    bench.tell(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 50001)
         INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                             search_text, allow_ips, block_ips, created_ms)
         SELECT unhex(printf('%064x', i)), 'sk-AbCd', 'wXyZ', 1, 't', '', 't', 't', '', '', 1799900000000 - i FROM n",
    );
    assert_eq!(bench.found(), [(Finding::Unbounded, 50_000)]);
    let ids = |start| -> Vec<i64> {
        let page = bench.desk.finding_page(Finding::Unbounded, start, 2).expect("a page");
        assert_eq!(page.total, 50_000);
        page.tokens.iter().map(|(token, _)| token.id.0).collect()
    };
    assert_eq!(ids(0), [50_001, 50_000], "the oldest first");
    assert_eq!(ids(9_999), [40_002]);
    assert_eq!(ids(10_000), [0; 0]);
}
