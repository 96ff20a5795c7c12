//! Answers for every request that passes a gateway: may this key do this, from this address, now?
//!
//! [`Verifier`] decides from memory, follows the data file and counts exactly; it opens no sealed key.

mod clock;
mod engine;
pub mod http;

pub use clock::{Clock, system_clock};
pub use engine::{
    Booked, Charge, CostSettlement, Figures, LimitView, Question, RecentDecision, SettlementError,
    SlotsError, TokenView, Verdict, Verifier, VerifierError, VerifierOptions, Zone,
};
