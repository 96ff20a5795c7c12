//! What the texts of a token mean, as the rows of a file and the options of a shell write them; and a token as such a
//! row.
//!
//! Between [`tokendesk_token_file`], which knows shapes, and the domain, which has the rules. Pure: knows no store, no
//! window and no terminal.

mod bulk_edit;
mod reader;
mod terms;
mod text_error;
mod written;

pub use bulk_edit::{BulkEdit, ListEdit};
pub use reader::{RowError, RowReader, TokenRow};
pub use terms::{expiry, terms};
pub use text_error::TextError;
pub use written::{fields, fields_with_key, short_limit};
