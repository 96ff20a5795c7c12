//! Lists from memory are the lists that the file tells, whatever was done to the tokens, here or by others.

use std::{
    num::NonZeroU64,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokendesk_domain::{
    expiry::ExpiryChoice,
    form::TermsForm,
    issue::IssueForm,
    life_change::LifeChange,
    list_query::{Chip, ListQuery, SortColumn},
    reason::Reason,
    settings::Language,
    status::Status,
    token::{TokenId, Visibility},
};
use tokendesk_issuer::{Desk, DeskOptions, EditRequest, Target, data_file};
use tokendesk_vault::testing::MemoryKeyring;

const NAMES: [&str; 8] =
    ["billing-CI", "Größe ΑΣ", "결제 서버", "결제-서버", "支付订单", "100%_a", "billing-ci", "İstanbul"];
const SEARCHES: [&str; 14] =
    ["b", "BILLING", "ß", "Σ", "ας", "결", "결제", "제 서", "支付", "%", "_", "i̇", "sk-", "\n"];

/// A data file, a clock, and two desks on it: a window's and another program's.
struct World {
    window: Desk,
    shell: Desk,
    now_ms: Arc<AtomicI64>,
    file: PathBuf,
    keys: Vec<String>,
    turn: usize,
    _folder: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a desk that works");
        let now_ms = Arc::new(AtomicI64::new(1_800_000_000_000));
        let file = data_file(folder.path());
        let open = || {
            let now_ms = Arc::clone(&now_ms);
            Desk::open(DeskOptions {
                file: file.clone(),
                actor: "cli:test".into(),
                keyring: Arc::new(MemoryKeyring::new()),
                clock: Box::new(move || {
                    DateTime::from_timestamp_millis(now_ms.load(Ordering::SeqCst)).expect("a moment")
                }),
                language: Language::English,
            })
            .expect("a desk that works")
        };
        let (window, shell) = (open(), open());
        Self { window, shell, now_ms, file, keys: Vec::new(), turn: 0, _folder: folder }
    }

    fn ready(self) -> Self {
        self.window.build_list_index();
        self.window.page(&ListQuery::default(), 0, 1).expect("a desk that works");
        assert!(self.window.await_list_index());
        self
    }

    fn issue(&mut self, name: &str, expiry: ExpiryChoice, limit: &str) {
        let terms = TermsForm {
            scopes: vec!["read".into()],
            expiry,
            limit: limit.to_owned(),
            ..TermsForm::default()
        };
        let form = IssueForm { name: name.into(), visibility: Visibility::ShowOnce, terms };
        self.keys.push(self.shell.issue(&form).expect("a desk that works").key.expose().to_owned());
    }

    fn all(&self) -> Vec<TokenId> {
        let lists = [Chip::All, Chip::Trash].map(|chip| list(&self.shell, chip));
        lists.concat()
    }

    fn some(&self, number: usize) -> Option<TokenId> {
        let mut all = self.all();
        all.sort_unstable();
        (!all.is_empty()).then(|| all[number % all.len()])
    }

    fn edit(&self, id: TokenId, description: &str, expiry: ExpiryChoice) {
        let token = self.shell.details(id).expect("a desk that works").token;
        if token.is_editable() {
            let limit = token.terms.limit.map_or(String::new(), |limit| limit.max.to_string());
            let scopes = vec!["read".into()];
            let form =
                TermsForm { description: description.into(), expiry, limit, scopes, ..TermsForm::default() };
            self.shell.edit(&EditRequest { id, revision: token.revision, form }).expect("a desk that works");
        }
    }

    /// What a gateway does, and then a change: usage alone leaves no entry in the audit log.
    fn spend(&self, id: TokenId, used: u64, until_ms: Option<i64>) {
        let connection = Connection::open(&self.file).expect("a desk that works");
        connection
            .execute(
                "INSERT OR REPLACE INTO token_usage (token_id, used, until_ms, last_used_ms) VALUES (?1, ?2, ?3, ?4)",
                params![id.0, used.cast_signed(), until_ms, self.now_ms.load(Ordering::SeqCst)],
            )
            .expect("a desk that works");
        for change in [LifeChange::Delete, LifeChange::Restore] {
            self.change(vec![id], &change);
        }
    }

    fn change(&self, ids: Vec<TokenId>, change: &LifeChange) {
        self.shell.change(&Target::Ids(ids), change).expect("a desk that works");
    }

    fn act(&mut self, act: &Act) {
        let moment = |days: &Option<i64>| {
            let now_ms = self.now_ms.load(Ordering::SeqCst);
            days.map_or(ExpiryChoice::Never, |days| {
                let at =
                    DateTime::from_timestamp_millis(now_ms + days * 86_400_000).expect("a desk that works");
                ExpiryChoice::Moment(at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
            })
        };
        match act {
            Act::Issue { name, days, limit } => {
                let limit = limit.map_or(String::new(), |limit| limit.to_string());
                self.issue(NAMES[*name], moment(days), &limit);
            }
            Act::Edit { token, description, days } => {
                let expiry = moment(days);
                self.some(*token).into_iter().for_each(|id| self.edit(id, description, expiry.clone()));
            }
            Act::Spend { token, used, hours } => {
                let until = hours.map(|hours| self.now_ms.load(Ordering::SeqCst) + hours * 3_600_000);
                self.some(*token).into_iter().for_each(|id| self.spend(id, *used, until));
            }
            Act::Change { tokens, change } => {
                let ids = tokens.iter().filter_map(|token| self.some(*token)).collect();
                self.change(ids, change);
            }
            Act::Pass { minutes } => {
                self.now_ms.fetch_add(TimeDelta::minutes(*minutes).num_milliseconds(), Ordering::SeqCst);
            }
        }
    }

    /// The window's lists against the same ones by SQL: each chip in each order, and each search under each chip,
    /// in an order that takes turns.
    fn compare(&mut self) {
        self.turn += 1;
        let key = self.keys.last().cloned().unwrap_or_default();
        let searches = SEARCHES.into_iter().chain([key.as_str(), key.get(..9).unwrap_or("")]);
        let query = |chip, search: &str, sort, descending| ListQuery {
            chip,
            search: search.to_owned(),
            sort,
            descending,
        };
        let mut queries = Vec::new();
        for chip in Chip::ALL {
            for sort in SortColumn::ALL {
                queries.extend([false, true].map(|descending| query(chip, "", sort, descending)));
            }
            for search in searches.clone() {
                let turn = self.turn + queries.len();
                queries.push(query(
                    chip,
                    search,
                    SortColumn::ALL[turn % SortColumn::ALL.len()],
                    turn % 4 < 2,
                ));
            }
        }
        for query in &queries {
            self.compare_one(query);
        }
        assert_eq!(
            self.window.counts().expect("a desk that works"),
            self.shell.counts().expect("a desk that works")
        );
    }

    fn compare_one(&self, query: &ListQuery) {
        let page = self.window.page(query, 0, 1000).expect("a desk that works");
        let shown: Vec<_> = page.tokens.iter().map(|token| token.id).collect();
        assert_eq!(shown, self.shell.list(query).expect("a desk that works"), "{query:?}");
        assert_eq!(page.total, Some(shown.len()));
        let by_file = self.shell.page(query, 1, 2).expect("a desk that works");
        let by_index = self.window.page(query, 1, 2).expect("a desk that works");
        assert_eq!((by_file.total, by_file.tokens), (by_index.total, by_index.tokens), "{query:?}");
        assert_eq!(by_file.total, Some(self.window.list_length(query).expect("a desk that works")));
        assert_eq!(by_file.total, Some(self.shell.list_length(query).expect("a desk that works")));
    }
}

fn list(desk: &Desk, chip: Chip) -> Vec<TokenId> {
    desk.list(&ListQuery { chip, ..ListQuery::default() }).expect("a desk that works")
}

#[derive(Clone, Debug)]
enum Act {
    Issue { name: usize, days: Option<i64>, limit: Option<NonZeroU64> },
    Edit { token: usize, description: String, days: Option<i64> },
    Spend { token: usize, used: u64, hours: Option<i64> },
    Change { tokens: Vec<usize>, change: LifeChange },
    Pass { minutes: i64 },
}

fn act() -> impl Strategy<Value = Act> {
    let limit =
        prop::option::of((1_u64..4).prop_map(|limit| NonZeroU64::new(limit).expect("a desk that works")));
    let days = || prop::option::of(1_i64..12);
    let change = prop_oneof![
        Just(LifeChange::Disable),
        Just(LifeChange::Enable),
        Just(LifeChange::Delete),
        Just(LifeChange::Restore),
        Just(LifeChange::Purge),
        Just(LifeChange::Revoke(Reason::parse("leaked").expect("a desk that works"))),
    ];
    prop_oneof![
        4 => (0..NAMES.len(), days(), limit).prop_map(|(name, days, limit)| Act::Issue { name, days, limit }),
        2 => (any::<usize>(), "[aß결支 ]{0,5}", days())
            .prop_map(|(token, description, days)| Act::Edit { token, description, days }),
        2 => (any::<usize>(), 0_u64..4, prop::option::of(1_i64..48))
            .prop_map(|(token, used, hours)| Act::Spend { token, used, hours }),
        3 => (prop::collection::vec(any::<usize>(), 1..4), change)
            .prop_map(|(tokens, change)| Act::Change { tokens, change }),
        2 => (-60_i64..60 * 24 * 4).prop_map(|minutes| Act::Pass { minutes }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    /// Whatever is done before the index is built and after it, each chip, order and search shows what the file
    /// tells, and the chips count it.
    #[test]
    fn lists_from_memory_are_those_of_the_file(
        before in prop::collection::vec(act(), 0..15),
        after in prop::collection::vec(prop::collection::vec(act(), 1..6), 1..4),
    ) {
        let mut world = World::new();
        for act in &before {
            world.act(act);
        }
        let mut world = world.ready();
        world.compare();
        for acts in after {
            for act in &acts {
                world.act(act);
            }
            world.compare();
        }
    }
}

#[test]
fn without_an_index_lists_are_read_from_the_file() {
    let mut world = World::new();
    for name in NAMES {
        world.issue(name, ExpiryChoice::InDays(3), "");
    }
    world.compare();
    assert!(!world.window.await_list_index(), "nobody wanted one");
}

#[test]
fn the_first_rows_of_a_large_file_do_not_wait_until_all_are_counted() {
    let mut world = World::new();
    Connection::open(&world.file)
        .and_then(|file| file.execute_batch("INSERT INTO sqlite_sequence VALUES ('tokens', 1000000)"))
        .expect("numbers of a large file");
    for name in &NAMES[..3] {
        world.issue(name, ExpiryChoice::Never, "");
    }
    world.window.build_list_index();
    let query = ListQuery::default();
    let first = world.window.page(&query, 0, 2).unwrap();
    assert_eq!((first.tokens.len(), first.total), (2, None));
    assert_eq!(world.window.list_length(&query).unwrap(), 3);
    // Another program, which keeps no list in memory, is told at once.
    assert_eq!(world.shell.page(&query, 0, 2).unwrap().total, Some(3));
    assert!(world.window.await_list_index());
    assert_eq!(world.window.page(&query, 0, 2).unwrap().total, Some(3));
}

#[test]
fn the_last_rows_of_a_list_tell_how_long_it_is() {
    let mut world = World::new();
    Connection::open(&world.file)
        .and_then(|file| file.execute_batch("INSERT INTO sqlite_sequence VALUES ('tokens', 1000000)"))
        .expect("numbers of a large file");
    world.issue(NAMES[0], ExpiryChoice::Never, "");
    world.window.build_list_index();
    assert_eq!(world.window.page(&ListQuery::default(), 0, 2).unwrap().total, Some(1));
}

#[test]
fn a_change_of_thousands_is_followed_behind_the_window() {
    let mut world = World::new();
    for number in 0..400 {
        world.issue(&format!("t{number}"), ExpiryChoice::Never, "");
    }
    let world = world.ready();
    let version = world.window.list_version();
    let all = world.all();
    // More entries in the audit log than a window waits for.
    for _ in 0..3 {
        world.change(all.clone(), &LifeChange::Disable);
        world.change(all.clone(), &LifeChange::Enable);
    }
    world.change(all.clone(), &LifeChange::Disable);
    let disabled = ListQuery { chip: Chip::Disabled, ..ListQuery::default() };
    world.window.page(&disabled, 0, 10).unwrap();
    assert!(world.window.await_list_index());
    assert_ne!(world.window.list_version(), version, "the window is to ask again");
    assert_eq!(world.window.page(&disabled, 0, 10).unwrap().total, Some(400));
}

#[test]
fn the_next_change_of_a_status_is_known_from_memory() {
    let mut world = World::new();
    world.issue("t", ExpiryChoice::InDays(30), "");
    let world = world.ready();
    let ends = world.shell.tokens(&world.all()).unwrap()[0].terms.expires.unwrap();
    assert_eq!(world.window.next_status_change().unwrap(), Some(ends - Status::SOON));
    world.now_ms.store((ends - Status::SOON).timestamp_millis(), Ordering::SeqCst);
    assert_eq!(world.window.next_status_change().unwrap(), Some(ends));
    world.now_ms.store(ends.timestamp_millis(), Ordering::SeqCst);
    assert_eq!(world.window.next_status_change().unwrap(), None);
}
