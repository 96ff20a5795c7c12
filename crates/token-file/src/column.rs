//! The columns of a table, and the fields of a JSON object.

use crate::Fault;

/// One name each, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is called as the field that it holds")]
pub enum Column {
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
    /// All of them.
    pub const ALL: [Self; 15] = [
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

    /// The word that files use.
    pub const fn name(self) -> &'static str {
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

    /// The column of that word.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// A name that is no column.
    pub(crate) fn unknown(name: &str) -> Fault {
        let names = Self::ALL.map(Self::name).join(", ");
        Fault::at(name, "unknown_column", format!("There is no column {name:?}; there are {names}."))
    }
}
