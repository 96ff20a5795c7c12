//! Lists of a million tokens in memory, for the window: which tokens a list shows, in which order, and how many.
//!
//! Holds of each token what a list chooses, sorts and searches by, in columns; the rows that are shown are read
//! from the store. Whether a token is expired or used up is found at the moment of asking, by the domain's rule.
//! Knows no file, no SQL, no clock and no thread: it is given rows, and told which of them changed.

mod ascending;
mod builder;
mod codes;
mod column;
mod created;
mod descriptions;
mod follow;
mod ids;
mod index;
mod listing;
mod marks;
mod order;
mod searched;
mod texts;

pub use builder::Builder;
pub use follow::IndexError;
pub use index::ListIndex;
pub use listing::Listing;
