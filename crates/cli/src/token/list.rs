//! `tokendesk token list`: page by page, so that a long list begins at once and never lies in memory as a whole.

use std::io::Write;

use chrono::{DateTime, Utc};
use tokendesk_domain::{list_query::ListQuery, token::Token};
use tokendesk_issuer::Desk;
use tokendesk_token_rows::short_limit;

use super::{selection::filter, sheet::local};
use crate::{args::ListArgs, output::Output, record::TokenRecord, refusal::Failure, table::Table};

/// Rows that are read at once.
const PAGE: usize = 200;

const HEAD: [&str; 8] = ["ID", "NAME", "STATUS", "KEY", "SCOPES", "EXPIRES", "LIMIT", "LAST USED"];

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    args: &ListArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let order = ListQuery { sort: args.sort.into(), descending: args.descending, ..ListQuery::default() };
    // The numbers once: pages by position would skip or repeat rows when another program writes meanwhile.
    let mut ids = desk.filtered(&filter(&args.filter, &order)?)?;
    let total = ids.len();
    if let Some(limit) = args.limit.and_then(|limit| usize::try_from(limit).ok()) {
        ids.truncate(limit);
    }
    let mut table: Option<Table<8>> = None;
    for page in ids.chunks(PAGE) {
        let (tokens, now) = (desk.tokens(page)?, desk.now());
        if output.is_json() {
            for token in &tokens {
                output.result(|| TokenRecord::of(token, now), String::new)?;
            }
        } else {
            let mut rows: Vec<_> = tokens.iter().map(|token| row(token, now)).collect();
            if table.is_none() {
                rows.insert(0, HEAD.map(str::to_owned));
            }
            let table = table.get_or_insert_with(|| Table::fitting(&rows));
            for row in &rows {
                output.result(|| (), || table.line(row))?;
            }
        }
    }
    if total == 0 {
        output.remark("No tokens.");
    } else if ids.len() < total {
        output.remark(&format!("{} of {total}", ids.len()));
    }
    Ok(())
}

fn row(token: &Token, now: DateTime<Utc>) -> [String; 8] {
    let terms = &token.terms;
    let scopes = match &terms.scopes[..] {
        [first, rest @ ..] if !rest.is_empty() => format!("{first} +{}", rest.len()),
        scopes => scopes.iter().map(ToString::to_string).collect(),
    };
    [
        token.id.0.to_string(),
        token.name.to_string(),
        token.status(now).code().to_owned(),
        token.hint.to_string(),
        scopes,
        terms.expires.map_or_else(|| "never".to_owned(), local),
        terms.limit.map_or_else(|| "unlimited".to_owned(), short_limit),
        token.usage.last_used.map_or_else(|| "never".to_owned(), local),
    ]
}
