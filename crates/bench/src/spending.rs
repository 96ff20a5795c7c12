//! What requests cost, over HTTP as a gateway tells it: each charge is on the disk before its answer.

use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;

use crate::figure::{Bound, Figure, Quantity};
use crate::key_file::{self, CLIENT, KEY_LEN, key_of};
use crate::load;
use crate::server::Server;
use crate::statistics::median;

const REPETITIONS: usize = 5;
/// Of each kind.
const TOKENS: u64 = 1_000;

/// Cost and first token: those with a request limit; those with quotas as well, without a cost and with one.
const KINDS: [(Option<u64>, u64); 3] = [(None, 0), (None, TOKENS), (Some(7), TOKENS)];

/// Rates of `requests` requests on 32 connections, in turns.
pub(crate) fn measure(programs: &Path, requests: usize, scratch: &Path) -> Result<Vec<Figure>> {
    let data = scratch.join("data");
    let file = data.join("tokendesk.db");
    key_file::make(&file, 2 * TOKENS)?;
    Connection::open(&file)?.execute_batch(&format!(
        "UPDATE tokens SET limit_max = 1000000000, limit_window = 'total', allow_ips = '';
         UPDATE tokens SET daily_quota = 1000000000000000, monthly_quota = 1000000000000000, models = 'gpt-4o'
         WHERE id > {TOKENS};"
    ))?;
    let telling = ["--cost-header", "X-Request-Cost", "--model-header", "X-Request-Model"];
    let verifier = Server::verifier_with(programs, &data, &scratch.join("state"), &telling)?;
    let keys: Vec<_> = (1..=2 * TOKENS).map(key_of).collect();
    let keys: &'static [[u8; KEY_LEN]] = keys.leak();
    let mut rates = [const { Vec::new() }; KINDS.len()];
    for _ in 0..REPETITIONS {
        for ((cost, first), rates) in KINDS.into_iter().zip(&mut rates) {
            let tokens = usize::try_from(TOKENS)?;
            let first = usize::try_from(first)?;
            let request = move |number: usize, out: &mut Vec<u8>| {
                ask(number, &keys[first + number % tokens], cost, out);
            };
            // Each token takes its lease or its advance: they are given back while the others are measured.
            load::run(verifier.address, requests / 4, request)?;
            rates.push(load::run(verifier.address, requests, request)?.per_second);
        }
    }
    let [limit, quota, cost] = rates.map(|rates| Quantity::PerSecond(median(&rates)));
    let figure = |what: &str, ours, bound| Figure {
        what: format!("verify with {what}, 32 connections, beside a request limit only"),
        ours,
        reference: Some(limit),
        bound,
    };
    Ok(vec![
        figure("cost, model, daily and monthly quota", cost, Bound::AtLeastTimes(0.8)),
        figure("model, daily and monthly quota, without a cost", quota, Bound::Told),
    ])
}

fn ask(number: usize, key: &[u8; KEY_LEN], cost: Option<u64>, out: &mut Vec<u8>) {
    let cost = cost.map_or_else(String::new, |units| units.to_string());
    out.extend_from_slice(
        b"GET /v1/verify/forward HTTP/1.1\r\nHost: 127.0.0.1:9180\r\nAuthorization: Bearer ",
    );
    out.extend_from_slice(key);
    out.extend_from_slice(
        format!(
            "\r\nX-Forwarded-Method: POST\r\nX-Forwarded-Uri: /v1/chat/completions\r\nX-Forwarded-For: {CLIENT}\r\n\
             X-Request-Model: gpt-4o\r\nX-Request-Cost: {cost}\r\n\
             X-Request-Id: 018f5e2c-6d1b-7c3a-9f00-{number:012x}\r\n\r\n"
        )
        .as_bytes(),
    );
}
