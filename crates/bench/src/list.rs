//! The list with a million tokens, as the window asks for it: pages, counts, searches, orders, chips.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};
use rusqlite::Connection;
use tokendesk_domain::list_query::{Chip, ListQuery, SortColumn};
use tokendesk_issuer::{Desk, data_file, system_clock};

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::statistics::{median, percentile};

/// Rows that the window asks for at once: `PAGE` in ui/src/features/tokens/useTokenList.ts.
const PAGE: usize = 100;
/// Rows that a window shows at once.
const ROWS: usize = 60;
const REPETITIONS: usize = 50;

/// What is typed, letter by letter, into the search field.
const WORDS: [&str; 8] =
    ["billing-ci", "gateway", "10.0", "xyzzy", "결제 운영", "회원 관리", "물류 테스트", "支付订单"];

/// First page, rows anywhere, counts: each beside SQL that gives the same.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Figure>> {
    let desk = ready(folder)?;
    let bare = Connection::open(data_file(folder))?;
    let all = ListQuery { descending: true, ..ListQuery::default() };
    let total = desk.list_length(&all)?;
    ensure!(total > PAGE, "a list that is longer than a page");

    let mut samples: [Vec<f64>; 6] = Default::default();
    let [first, first_sql, anywhere, anywhere_sql, counts, counts_sql] = &mut samples;
    for repetition in 0..REPETITIONS {
        // Another order in between: the page that is measured is that of a list newly asked for.
        desk.page(&ListQuery { sort: SortColumn::Name, ..ListQuery::default() }, 0, PAGE)?;
        first.push(milliseconds(|| desk.page(&all, 0, PAGE))?);
        first_sql.push(milliseconds(|| bare_page(&bare, 0, PAGE))?);
        let start = total / REPETITIONS * repetition;
        anywhere.push(milliseconds(|| desk.page(&all, start, ROWS))?);
        anywhere_sql.push(milliseconds(|| bare_page(&bare, start, ROWS))?);
        counts.push(milliseconds(|| desk.counts())?);
        if repetition % 10 == 0 {
            counts_sql.push(milliseconds(|| bare_counts(&bare))?);
        }
    }
    let figure = |what: &str, ours: f64, reference: &[f64], most| Figure {
        what: format!("1,000,000 tokens: {what}"),
        ours: Quantity::Milliseconds(ours),
        reference: Some(Quantity::Milliseconds(median(reference))),
        bound: Bound::AtMost(most),
    };
    Ok(vec![
        figure("first page, p99", percentile(first, 99.0), first_sql, 5.0),
        figure("60 rows anywhere, p99", percentile(anywhere, 99.0), anywhere_sql, 2.0),
        figure("counts of the chips, p99", percentile(counts, 99.0), counts_sql, 300.0),
    ])
}

/// Each letter of each word, each order, each chip: the first page of a list newly asked for.
pub(crate) fn search(folder: &Path) -> Result<Vec<Figure>> {
    let desk = ready(folder)?;
    let bare = Connection::open(data_file(folder))?;
    let mut figures = Vec::new();
    for (what, is_meant) in [
        ("1 character", (|typed: &str| typed.chars().count() == 1) as fn(&str) -> bool),
        ("2 characters", |typed| typed.chars().count() == 2),
        ("3 characters and more", |typed| typed.chars().count() > 2),
    ] {
        for (script, is_script) in
            [("ASCII", str::is_ascii as fn(&str) -> bool), ("Hangul or Chinese", |typed| !typed.is_ascii())]
        {
            let typed = beginnings().filter(|typed| is_meant(typed) && is_script(typed));
            let queries: Vec<_> = typed.map(|search| ListQuery { search, ..ListQuery::default() }).collect();
            let mut reference = Vec::new();
            for query in &queries {
                reference.push(milliseconds(|| bare_search(&bare, &query.search))?);
            }
            figures.extend(first_pages(
                &desk,
                &format!("search, {what}, {script}"),
                &queries,
                Some(median(&reference)),
            )?);
        }
    }
    let orders: Vec<_> = SortColumn::ALL
        .into_iter()
        .flat_map(|sort| {
            [false, true].map(|descending| ListQuery { sort, descending, ..ListQuery::default() })
        })
        .collect();
    figures.extend(first_pages(&desk, "each order", &orders, None)?);
    let chips: Vec<_> =
        Chip::ALL.into_iter().map(|chip| ListQuery { chip, ..ListQuery::default() }).collect();
    figures.extend(first_pages(&desk, "each chip", &chips, None)?);
    let found: Vec<_> =
        orders.iter().map(|order| ListQuery { search: "결제".to_owned(), ..order.clone() }).collect();
    figures.extend(first_pages(&desk, "a search in each order", &found, None)?);
    Ok(figures)
}

/// The desk as the window has it a moment after its start.
fn ready(folder: &Path) -> Result<Desk> {
    let desk = open_desk(&data_file(folder))?;
    desk.build_list_index();
    desk.page(&ListQuery::default(), 0, PAGE)?;
    ensure!(desk.await_list_index(), "the list's index is built");
    Ok(desk)
}

/// What stands in the search field while the words are typed.
fn beginnings() -> impl Iterator<Item = String> {
    WORDS.into_iter().flat_map(|word| {
        let ends = word.char_indices().skip(1).map(|(end, _)| end).chain([word.len()]);
        ends.map(|end| word[..end].to_owned()).filter(|typed| typed.trim_end() == typed)
    })
}

/// Half the first pages and the slowest of a hundred; the bound is for the latter.
fn first_pages(desk: &Desk, what: &str, queries: &[ListQuery], sql: Option<f64>) -> Result<[Figure; 2]> {
    let rounds = 100_usize.div_ceil(queries.len());
    let mut samples = Vec::new();
    for _ in 0..rounds {
        for query in queries {
            samples.push(milliseconds(|| desk.page(query, 0, PAGE))?);
        }
    }
    let figure = |rank, bound| Figure {
        what: format!("1,000,000 tokens: {what}, {rank}"),
        ours: Quantity::Milliseconds(percentile(&samples, if rank == "p50" { 50.0 } else { 99.0 })),
        reference: sql.map(Quantity::Milliseconds),
        bound,
    };
    Ok([figure("p50", Bound::Told), figure("p99", Bound::AtMost(50.0))])
}

pub(crate) fn milliseconds<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<f64, E> {
    let start = Instant::now();
    std::hint::black_box(work()?);
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

fn bare_page(bare: &Connection, start: usize, count: usize) -> Result<usize> {
    let sql = "SELECT * FROM tokens WHERE deleted_ms IS NULL ORDER BY id DESC LIMIT ?1 OFFSET ?2";
    rows(bare, sql, [count, start].map(|number| i64::try_from(number).unwrap_or(i64::MAX)))
}

fn bare_search(bare: &Connection, typed: &str) -> Result<usize> {
    let sql = "SELECT * FROM tokens WHERE deleted_ms IS NULL AND search_text LIKE '%' || ?1 || '%'
               ORDER BY created_ms, id LIMIT ?2";
    rows(bare, sql, rusqlite::params![typed, i64::try_from(PAGE).unwrap_or(i64::MAX)])
}

fn bare_counts(bare: &Connection) -> Result<usize> {
    let now = system_clock()().timestamp_millis();
    let sql = "SELECT count(*) FILTER (WHERE deleted_ms IS NULL),
                      count(*) FILTER (WHERE deleted_ms IS NULL AND state = 'enabled' AND expires_ms <= ?1),
                      count(*) FILTER (WHERE deleted_ms IS NULL AND state = 'enabled' AND used >= limit_max),
                      count(*) FILTER (WHERE deleted_ms IS NULL AND state = 'disabled'),
                      count(*) FILTER (WHERE deleted_ms IS NULL AND state = 'revoked'),
                      count(*) FILTER (WHERE deleted_ms IS NULL AND last_used_ms IS NULL),
                      count(deleted_ms)
               FROM tokens LEFT JOIN token_usage ON token_id = id";
    rows(bare, sql, [now])
}

fn rows(bare: &Connection, sql: &str, parameters: impl rusqlite::Params) -> Result<usize> {
    let mut statement = bare.prepare_cached(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map(parameters, |row| {
        (0..columns).map(|column| row.get(column)).collect::<Result<Vec<rusqlite::types::Value>, _>>()
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
}
