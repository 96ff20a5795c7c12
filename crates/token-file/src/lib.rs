//! Files whose rows are tokens: CSV and JSON Lines, read and written a row at a time; new-api's lists, read.
//!
//! Only the shape is judged here: what can't be a row of fields. What the fields mean is the form's and the
//! domain's to say. The memory that reading takes does not depend on the file's length. Knows no terminal, no
//! store and no file system: whatever can be read will do.

mod column;
mod csv;
mod digest;
mod fault;
mod fields;
mod format;
mod json_lines;
mod json_object;
mod newapi;
mod row;
mod writer;

pub use column::Column;
pub use fault::{Fault, FileError};
pub use fields::{GivenKey, TokenFields};
pub use format::Format;
pub use row::{Content, LONGEST_ROW, Row, Rows};
pub use writer::{NotInCsv, Writer};
