//! What a verifier tells of itself.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use tokendesk_domain::{access::Refusal, token::TokenId};

/// Counted since it was opened.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Requests that were allowed.
    pub allowed: u64,
    /// Of these, requests with a key that was rotated out.
    pub allowed_by_old_key: u64,
    /// Those refused, by the place of their code in [`Refusal::CODES`].
    pub refused: [u64; Refusal::CODES.len()],
    /// Costs that were charged.
    pub charged: u64,
    /// Costs that were reserved.
    pub reserved: u64,
    /// Costs that were settled.
    pub settled: u64,
    /// Costs that were reserved, not settled in time, and given back.
    pub given_back: u64,
    /// Tokens that are known.
    pub tokens: u64,
    /// Tokens that can't be read in the data file: they are refused until they can.
    pub unreadable_tokens: u64,
    /// How long it took, in milliseconds, from the last change at the desk until it held here.
    pub lag_ms: u64,
    /// The longest of these.
    pub max_lag_ms: u64,
    /// Tokens of whose limit something is leased.
    pub leases: u64,
    /// Tokens that were used, each with its counters.
    pub slots: u64,
    /// Whether leases can be taken and counters made; if not, what is leased is still used, and nothing beyond it.
    pub is_counting: bool,
    /// What is wrong with the data file; none: nothing.
    pub store_problem: Option<String>,
    /// Usage that could not be kept for want of room, in requests.
    pub usage_lost: u64,
}

/// One of the latest decisions.
#[derive(Clone, Debug)]
pub struct RecentDecision {
    /// When.
    pub at: DateTime<Utc>,
    /// Whose key it was, where it is one.
    pub token: Option<(TokenId, String)>,
    /// Where the client was.
    pub address: Option<IpAddr>,
    /// As in the request line.
    pub method: String,
    /// What was asked for.
    pub path: String,
    /// Why not; none: it was allowed.
    pub refusal: Option<Refusal>,
}
