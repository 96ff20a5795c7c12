//! Tokens administered over HTTP by a script: one by one, in batches, page by page.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use chrono::TimeDelta;
use rusqlite::{Connection, types::Value as SqlValue};
use serde_json::{Value, json};
use tokendesk_domain::{admin_key::AdminKeyForm, expiry::ExpiryChoice, issue::IssueForm, token::Visibility};
use tokendesk_issuer::{Desk, data_file, system_clock};

use crate::bare_insert;
use crate::client::Client;
use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::generate::PASSPHRASE;
use crate::import;
use crate::issue::{copy, form, rate};
use crate::list::milliseconds;
use crate::rows::{last_id, read_after};
use crate::server::Server;
use crate::statistics::median;

/// Tokens of a batch: the most that the interface takes.
const A_BATCH: u64 = 10_000;
/// Tokens of a page.
const PAGE: usize = 100;
const REPETITIONS: u64 = 5;
/// Repetitions of a page, which takes less than a thousandth of a second, and of a search.
const PAGES: usize = 400;
const SEARCHES: usize = 20;

/// How much is asked.
pub(crate) struct Round {
    /// Tokens created one by one in each repetition.
    pub(crate) single: u64,
    /// Tokens created in batches in each repetition.
    pub(crate) batched: u64,
}

/// Creating, in an empty file of its own.
pub(crate) fn create(programs: &Path, round: &Round, scratch: &Path) -> Result<Vec<Figure>> {
    fs::create_dir_all(scratch)?;
    let passphrase = scratch.join("passphrase");
    fs::write(&passphrase, PASSPHRASE)?;
    let empty = data_file(&scratch.join("empty"));
    let desk = open_desk(&empty)?;
    desk.set_vault_passphrase(PASSPHRASE, PASSPHRASE)?;
    let key = admin_key(&desk)?;
    drop(desk);
    let [single, batched] = ["single", "batched"].map(|name| scratch.join(name));
    Ok(vec![
        one_by_one(programs, round.single, &empty, &single, &passphrase, &key)?,
        in_batches(programs, round.batched, &empty, &batched, &passphrase, &key)?,
    ])
}

fn one_by_one(
    programs: &Path,
    tokens: u64,
    empty: &Path,
    folder: &Path,
    passphrase: &Path,
    key: &str,
) -> Result<Figure> {
    let [ours, bare] = ["desk", "bare"].map(|name| folder.join(name));
    copy(empty, &data_file(&ours))?;
    copy(empty, &data_file(&bare))?;
    let server = Server::for_scripts(programs, &ours, &folder.join("state"), passphrase)?;
    let mut client = Client::connect(server.address, key)?;
    let (mut our_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS {
        let last = last_id(&data_file(&ours))?;
        let numbers = repetition * tokens..(repetition + 1) * tokens;
        let bodies: Vec<_> = numbers.map(|number| body(&copyable(number)).to_string()).collect();
        our_rates.push(rate(tokens, || {
            bodies.iter().try_for_each(|body| client.post("/v1/admin/tokens", body, 201).map(drop))
        })?);
        let rows = read_after(&data_file(&ours), last)?;
        let reference = bare_insert::serve(&data_file(&bare), rows)?;
        let mut client = Client::connect(reference, key)?;
        bare_rates.push(rate(tokens, || {
            bodies.iter().try_for_each(|body| client.post("/v1/admin/tokens", body, 201).map(drop))
        })?);
    }
    Ok(Figure {
        what: "create one token over HTTP, durably, keep-alive".to_owned(),
        ours: Quantity::PerSecond(median(&our_rates)),
        reference: Some(Quantity::PerSecond(median(&bare_rates))),
        bound: Bound::AtLeastTimes(0.7),
    })
}

fn in_batches(
    programs: &Path,
    tokens: u64,
    empty: &Path,
    folder: &Path,
    passphrase: &Path,
    key: &str,
) -> Result<Figure> {
    fs::create_dir_all(folder)?;
    let csv = folder.join("tokens.csv");
    fs::write(&csv, import::table(tokens))?;
    let bodies = batches(tokens);
    let (mut our_rates, mut command_rates) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS.min(3) {
        let [ours, theirs] = ["http", "command"].map(|name| folder.join(format!("{name}-{repetition}")));
        copy(empty, &data_file(&ours))?;
        copy(empty, &data_file(&theirs))?;
        let server = Server::for_scripts(programs, &ours, &ours.join("state"), passphrase)?;
        let mut client = Client::connect(server.address, key)?;
        our_rates.push(rate(tokens, || {
            bodies.iter().try_for_each(|body| client.post("/v1/admin/tokens/batch", body, 200).map(drop))
        })?);
        let mut command = Command::new(programs.join("tokendesk"));
        command.args(["token", "issue", "--from"]).arg(&csv).arg("--data").arg(&theirs);
        command.env("TOKENDESK_PASSPHRASE_FILE", passphrase);
        command.stdin(Stdio::null()).stdout(File::create(folder.join("results"))?);
        command_rates.push(rate(tokens, || -> Result<()> {
            let status = command.status()?;
            ensure!(status.success(), "{command:?} ended with {status}");
            Ok(())
        })?);
        for data in [&ours, &theirs] {
            ensure!(last_id(&data_file(data))? == i64::try_from(tokens)?, "each row became a token");
        }
    }
    Ok(Figure {
        what: format!("create {tokens} tokens over HTTP in batches, beside `token issue --from`"),
        ours: Quantity::PerSecond(median(&our_rates)),
        reference: Some(Quantity::PerSecond(median(&command_rates))),
        bound: Bound::AtLeastTimes(0.8),
    })
}

/// Pages and searches in a file with many tokens, beside the bare SQL that gives the same rows.
pub(crate) fn list(programs: &Path, folder: &Path, tokens: u64, scratch: &Path) -> Result<Vec<Figure>> {
    fs::create_dir_all(scratch)?;
    let passphrase = scratch.join("passphrase");
    fs::write(&passphrase, PASSPHRASE)?;
    let data = scratch.join("data");
    copy(&data_file(folder), &data_file(&data))?;
    let key = admin_key(&open_desk(&data_file(&data))?)?;
    let server = Server::for_scripts(programs, &data, &scratch.join("state"), &passphrase)?;
    let mut client = Client::connect(server.address, &key)?;
    let bare = Connection::open(data_file(&data))?;
    let middle = tokens / 2;
    let cases = [
        ("first page", String::new(), "TRUE".to_owned(), PAGES),
        ("a page in the middle", format!("&cursor={middle}"), format!("t.id < {middle}"), PAGES),
        ("search, often found", "&search=billing-ci".to_owned(), found("billing-ci"), SEARCHES),
        ("search, never found", "&search=xyzzy".to_owned(), found("xyzzy"), SEARCHES),
        ("search, Hangul", format!("&search={}", percent("결제 운영")), found("결제 운영"), SEARCHES),
    ];
    cases
        .into_iter()
        .map(|(what, query, condition, repetitions)| {
            let target = format!("/v1/admin/tokens?limit={PAGE}{query}");
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..repetitions {
                ours.push(milliseconds(|| client.get(&target))?);
                theirs.push(milliseconds(|| rows(&bare, &condition))?);
            }
            let answer: Value = serde_json::from_slice(&client.get(&target)?)?;
            let told = answer["tokens"].as_array().context("a page")?.len();
            ensure!(told == rows(&bare, &condition)?, "the same rows: {what}");
            Ok(Figure {
                what: format!("{tokens} tokens over HTTP: {what}"),
                ours: Quantity::Milliseconds(median(&ours)),
                reference: Some(Quantity::Milliseconds(median(&theirs))),
                bound: Bound::AtMostTimes(2.0),
            })
        })
        .collect()
}

fn admin_key(desk: &Desk) -> Result<String> {
    let scopes = ["tokens:read", "tokens:write"].map(str::to_owned).to_vec();
    let form = AdminKeyForm { name: "bench".to_owned(), scopes, ..AdminKeyForm::default() };
    Ok(desk.issue_admin_key(&form)?.secret.expose().to_owned())
}

fn copyable(number: u64) -> IssueForm {
    form(number, Visibility::Copyable)
}

/// The tokens of [`import::table`], in bodies of [`A_BATCH`].
fn batches(tokens: u64) -> Vec<String> {
    let starts = (1..=tokens).step_by(usize::try_from(A_BATCH).unwrap_or(usize::MAX));
    starts
        .map(|first| {
            let numbers = first..(first + A_BATCH).min(tokens + 1);
            let rows: Vec<_> =
                numbers.map(|number| body(&form(number, import::visibility(number)))).collect();
            json!({ "tokens": rows }).to_string()
        })
        .collect()
}

/// A form as our own interface takes it.
fn body(IssueForm { name, visibility, terms }: &IssueForm) -> Value {
    let expires = match terms.expiry {
        ExpiryChoice::InDays(days) => Some((system_clock()() + TimeDelta::days(days.into())).to_rfc3339()),
        _ => None,
    };
    let limit = terms.limit.replace(',', "").parse::<u64>().ok();
    json!({
        "name": name,
        "visibility": visibility.code(),
        "description": terms.description,
        "expires": expires,
        "allow_ips": terms.allow,
        "block_ips": terms.block,
        "request_limit": limit.map(|max| json!({ "max": max, "window": terms.window.code() })),
        "scopes": terms.scopes,
    })
}

fn found(text: &str) -> String {
    format!("search_text LIKE '%{text}%'")
}

/// Each byte by its number: right in every part of a URL.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        write!(escaped, "%{byte:02X}").expect("a string takes any text");
        escaped
    })
}

/// The page's tokens as they lie in the file, in the four tables that it is made of.
fn rows(bare: &Connection, condition: &str) -> Result<usize> {
    let sql = format!(
        "SELECT t.*, u.*, s.*,
                (SELECT group_concat(scope, char(10)) FROM token_scopes WHERE token_id = t.id)
         FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                       LEFT JOIN token_spending s ON s.token_id = t.id
         WHERE t.deleted_ms IS NULL AND {condition} ORDER BY t.id DESC LIMIT {PAGE}"
    );
    let mut statement = bare.prepare_cached(&sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns).map(|column| row.get(column)).collect::<Result<Vec<SqlValue>, _>>()
    })?;
    Ok(rows.collect::<Result<Vec<_>, _>>()?.len())
}
