//! A lease: what a verifier asks for, what it gets, and how it ends.

use tokendesk_domain::{limit::RequestLimit, token::TokenId};

/// The number of a verifier: of its folder of slots.
pub type Node = [u8; 16];

/// What a verifier asks for.
#[derive(Clone, Copy, Debug)]
pub struct LeaseAsk {
    /// Of which token's limit.
    pub token: TokenId,
    /// The limit.
    pub limit: RequestLimit,
    /// The beginning of the window that it is now, in Unix milliseconds.
    pub start_ms: i64,
    /// Its end; none: never.
    pub until_ms: Option<i64>,
    /// What the slot says of the present lease; none: there is none.
    pub spent: Option<Spent>,
    /// The present lease is over: its rest is given back first.
    pub is_closed: bool,
    /// The serial of a new lease: never the slot's present one.
    pub next_serial: i64,
    /// How much of the limit it is to give at once: taken whole where that much is left; from 1.
    pub need: u64,
    /// How much of it will be used before long. No more is taken where nobody needs it now, and never more than
    /// this verifier's share of what is left; from 1.
    pub want: u64,
    /// Verifiers that share the limit, this one included; from 1.
    pub nodes: u64,
}

/// What a slot says of its lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent {
    /// Of which lease.
    pub serial: i64,
    /// Requests granted of it.
    pub used: u64,
}

/// A lease as it stands after it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Which lease.
    pub serial: i64,
    /// All that was taken in this window, what was used of it included.
    pub granted: u64,
    /// What of it is new; 0: nothing is left of the limit.
    pub added: u64,
    /// When its window ends; none: never.
    pub until_ms: Option<i64>,
    /// Requests of the window that are no part of this lease: used before, or in other verifiers' hands.
    pub elsewhere: u64,
    /// Other verifiers hold something that they may give back.
    pub is_shared: bool,
}

/// How a lease ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// By its slot: the rest is given back. No slot of this lease: it was never opened, all is given back.
    BySlot(Option<Spent>),
    /// What was used is not known: all counts as used.
    Forfeit,
}

impl LeaseAsk {
    /// How much to take where `left` is left of the limit, and `rest` of the present lease.
    pub(crate) fn size(&self, left: u64, rest: u64) -> u64 {
        let share = left / self.nodes.max(1).saturating_mul(4);
        let missing = self.need.saturating_sub(rest);
        // What can't be given whole is not taken away from others.
        let needed = if missing <= left { missing } else { 0 };
        self.want.min(share).max(needed).max(1).min(left)
    }
}
