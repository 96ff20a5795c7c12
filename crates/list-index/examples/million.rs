//! How long lists of a million tokens take, without a store: `cargo run --release --example million`.

use std::{
    error::Error,
    fs,
    num::NonZeroU64,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use tokendesk_domain::{
    list_query::{Chip, ListQuery, SortColumn},
    list_row::{ListRow, Switch},
    token::TokenId,
    usage::Usage,
};
use tokendesk_list_index::{Builder, ListIndex};

const ROWS: i64 = 1_000_000;
const TEAMS: [&str; 8] = ["payments", "결제", "search", "정산-서버", "mobile", "支付", "reports", "배치"];
const CHIPS: [Chip; 9] = [
    Chip::All,
    Chip::Active,
    Chip::Expiring,
    Chip::Expired,
    Chip::Exhausted,
    Chip::Disabled,
    Chip::Revoked,
    Chip::NeverUsed,
    Chip::Trash,
];
const SORTS: [SortColumn; 6] = [
    SortColumn::Name,
    SortColumn::Status,
    SortColumn::Expires,
    SortColumn::Limit,
    SortColumn::Created,
    SortColumn::LastUsed,
];

fn main() -> Result<(), Box<dyn Error>> {
    let now = DateTime::from_timestamp(1_800_000_000, 0).ok_or("a moment")?;
    let before = pss_kb()?;
    let started = Instant::now();
    let mut builder = Builder::default();
    for id in 1..=ROWS {
        builder.push(&row(id, now))?;
    }
    let mut index = builder.finish();
    println!("build {:?}, {} MB", started.elapsed(), (pss_kb()? - before) / 1024);

    measure("counts", (0..50).map(|_| time(|| index.counts(now))));
    for search in [
        "",
        "a",
        "s",
        "7",
        "결",
        "支",
        "pa",
        "ay",
        "결제",
        "서버",
        "payments",
        "서버-12",
        "no such",
        "999999",
    ] {
        let queries = CHIPS.into_iter().flat_map(|chip| SORTS.map(|sort| (chip, sort)));
        let total = select(&index, search, Chip::All, SortColumn::Created, now);
        measure(
            &format!("{search:?} ({total})"),
            queries.map(|(chip, sort)| time(|| select(&index, search, chip, sort, now))),
        );
    }
    for size in [1, 100, 10_000] {
        let batch = |round: i64| {
            (0..size).map(move |at| ListRow {
                usage: Usage::default(),
                ..row(ROWS + round * size + at, now + TimeDelta::seconds(round))
            })
        };
        let new = (1..=10).map(|round| batch(round).collect::<Vec<_>>()).collect::<Vec<_>>();
        measure(&format!("follow {size} new"), new.iter().map(|rows| time(|| index.follow(rows, &[]))));
    }
    Ok(())
}

fn select(index: &ListIndex, search: &str, chip: Chip, sort: SortColumn, now: DateTime<Utc>) -> usize {
    let query = ListQuery { chip, search: search.to_owned(), sort, descending: false };
    let listing = index.select(&query, None, now);
    std::hint::black_box(listing.page(0, 60, true));
    listing.len()
}

/// Time on the processor: other programs do not count.
fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let started = on_processor();
    std::hint::black_box(work());
    on_processor().saturating_sub(started)
}

fn on_processor() -> Duration {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let ns = schedstat.split(' ').next().and_then(|ns| ns.parse().ok());
    Duration::from_nanos(ns.unwrap_or_default())
}

fn measure(what: &str, times: impl Iterator<Item = Duration>) {
    let mut times: Vec<_> = times.collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{what:<24} min {:>9.2?} p50 {:>9.2?}  p99 {:>9.2?}", at(0), at(50), at(99));
}

/// A number that looks random, the same for the same `id`.
fn mixed(id: i64, salt: u64) -> u64 {
    let mut x = id.cast_unsigned().wrapping_add(salt).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= x >> 32;
    x.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 16
}

fn row(id: i64, now: DateTime<Utc>) -> ListRow {
    let of = |salt, below: u64| mixed(id, salt) % below;
    let days = |days: u64| TimeDelta::days(i64::try_from(days).unwrap_or(0));
    let team = TEAMS[usize::try_from(of(1, 8)).unwrap_or(0)];
    let limit = [None, Some(1_000), Some(10_000), Some(1_000_000)][usize::try_from(of(2, 4)).unwrap_or(0)];
    let used = of(3, 3) > 0;
    ListRow {
        id: TokenId(id),
        switch: match of(4, 20) {
            0 => Switch::Disabled,
            1 => Switch::Revoked,
            _ => Switch::Enabled,
        },
        deleted: of(5, 50) == 0,
        created: now - TimeDelta::seconds(2 * (ROWS - id)),
        expires: (of(6, 2) == 0).then(|| now - days(200) + days(of(7, 600))),
        limit: limit.and_then(NonZeroU64::new),
        usage: Usage {
            used: if used { of(8, 12_000) } else { 0 },
            until: None,
            last_used: used
                .then(|| now - TimeDelta::milliseconds(i64::try_from(of(9, 1 << 33)).unwrap_or(0))),
        },
        text: format!(
            "{team}-{id}\nkey of {team}, rotated monthly\nsk-{:04x}\n{:04x}",
            of(10, 65_536),
            of(11, 65_536)
        ),
    }
}

fn pss_kb() -> Result<u64, Box<dyn Error>> {
    let rollup = fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).ok_or("no Pss")?;
    Ok(line.split_whitespace().nth(1).ok_or("no number")?.parse()?)
}
