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
    Enabled,
    Key,
    KeySha256,
}

impl Column {
    /// All of them.
    pub const ALL: [Self; 18] = [
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
        Self::Enabled,
        Self::Key,
        Self::KeySha256,
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
            Self::Enabled => "enabled",
            Self::Key => "key",
            Self::KeySha256 => "key_sha256",
        }
    }

    /// The column of that word.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The column of that word, in whatever letter case: Amazon API Gateway writes `Name,key,description,Enabled`.
    pub(crate) fn of_table(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(name))
    }

    /// Columns of Amazon API Gateway's files that mean nothing here: usage plans are not brought along.
    pub(crate) fn is_foreign(name: &str) -> bool {
        const FOREIGN: [&str; 2] = ["usageplanids", "usageplanid"];
        FOREIGN.iter().any(|foreign| foreign.eq_ignore_ascii_case(name))
    }

    /// A name that is no column. Where the line of names is missing, it may be a key: it is not said as a whole.
    pub(crate) fn unknown(name: &str) -> Fault {
        const SHOWN: usize = 16;
        let mut shown: String = name.chars().take(SHOWN).collect();
        if shown.len() < name.len() {
            shown.push('…');
        }
        let names = Self::ALL.map(Self::name).join(", ");
        Fault::at(&shown, "unknown_column", format!("There is no column {shown:?}; there are {names}."))
    }
}
