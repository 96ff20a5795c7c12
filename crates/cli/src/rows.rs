//! Files whose rows are tokens: CSV and JSON Lines, read a row at a time.
//!
//! Only the shape is judged here: what can't be a row of options. What the options mean is the form's and the
//! domain's to say. The memory that reading takes does not depend on the file's length.

mod csv;
mod json_lines;
mod source;

use tokendesk_domain::field_error::Field;

use crate::{
    args::{Format, TokenArgs},
    refusal::{Failure, Refusal},
};

pub(crate) use self::source::Source;

/// The longest row in bytes: two full address lists are a tenth of it.
const LONGEST_ROW: u64 = 1024 * 1024;

/// One row, and where it stands.
#[derive(Debug)]
pub(crate) struct Row {
    /// Among the rows, from 1.
    pub(crate) number: u64,
    /// The line of the file that it begins on, from 1.
    pub(crate) line: u64,
    /// What it says.
    pub(crate) content: Content,
}

/// What a row says.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly every row is a token")]
pub(crate) enum Content {
    /// The options that it stands for, and the fields that say something else.
    Token(TokenArgs, Vec<Refusal>),
    /// No row of this format.
    Unreadable(Refusal),
}

/// The rows of a file. An error ends them: what follows can't be told apart.
pub(crate) type Rows<'f> = Box<dyn Iterator<Item = Result<Row, Failure>> + 'f>;

/// The columns, and the fields of a JSON object. One name each, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Description,
    Expires,
    AllowIp,
    BlockIp,
    RequestLimit,
    Rate,
    Burst,
    Scopes,
    Quota,
    DailyQuota,
    MonthlyQuota,
    Models,
    Group,
    ShowOnce,
}

impl Column {
    const ALL: [Self; 15] = [
        Self::Name,
        Self::Description,
        Self::Expires,
        Self::AllowIp,
        Self::BlockIp,
        Self::RequestLimit,
        Self::Rate,
        Self::Burst,
        Self::Scopes,
        Self::Quota,
        Self::DailyQuota,
        Self::MonthlyQuota,
        Self::Models,
        Self::Group,
        Self::ShowOnce,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Description => "description",
            Self::Expires => "expires",
            Self::AllowIp => "allow_ip",
            Self::BlockIp => "block_ip",
            Self::RequestLimit => "request_limit",
            Self::Rate => "rate",
            Self::Burst => "burst",
            Self::Scopes => "scopes",
            Self::Quota => "quota",
            Self::DailyQuota => "daily_quota",
            Self::MonthlyQuota => "monthly_quota",
            Self::Models => "models",
            Self::Group => "group",
            Self::ShowOnce => "show_once",
        }
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}

/// The column of a field of the form, where the two have different names.
pub(crate) fn column_of(field: &str) -> Option<&'static str> {
    (field == Field::Scopes.code()).then_some(Column::Scopes.name())
}

/// A name that is no column.
fn unknown_column(name: &str) -> Refusal {
    let names = Column::ALL.map(Column::name).join(", ");
    Refusal::at(name, "unknown_column", format!("There is no column {name:?}; there are {names}."))
}

/// The whole file is no file of rows.
fn unreadable(code: &'static str, message: impl Into<String>) -> Failure {
    Refusal::at("from", code, message).into()
}

fn row_too_long(line: u64) -> Failure {
    let message = format!("The row that begins on line {line} is longer than {LONGEST_ROW} bytes.");
    unreadable("row_too_long", message)
}
