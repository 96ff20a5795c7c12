//! Which tokens a list shows, and in which order.

/// A list as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListQuery {
    /// Which tokens.
    pub chip: Chip,
    /// Found anywhere in name or description or in the visible part of the key, letter case ignored;
    /// a whole key finds its token. Blank: all.
    pub search: String,
    /// In which order.
    pub sort: SortColumn,
    /// Largest first. Tokens without a value (never, unlimited) count as the largest.
    pub descending: bool,
}

/// Which tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Chip {
    /// All but the trash.
    #[default]
    All,
    /// May be used, also those that expire soon.
    Active,
    /// May be used and expire soon.
    Expiring,
    /// Expired.
    Expired,
    /// Their request limit is used up.
    Exhausted,
    /// Switched off.
    Disabled,
    /// Revoked.
    Revoked,
    /// Not in the trash and never used.
    NeverUsed,
    /// The trash.
    Trash,
}

impl Chip {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Active,
        Self::Expiring,
        Self::Expired,
        Self::Exhausted,
        Self::Disabled,
        Self::Revoked,
        Self::NeverUsed,
        Self::Trash,
    ];
}

/// What a list is sorted by; equal ones by when they were issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SortColumn {
    /// The name, letter case ignored.
    Name,
    /// How much is wrong with them: active first.
    Status,
    /// The expiration date.
    Expires,
    /// The request limit.
    Limit,
    /// When they were issued.
    #[default]
    Created,
    /// When they were last used.
    LastUsed,
}

impl SortColumn {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 6] =
        [Self::Name, Self::Status, Self::Expires, Self::Limit, Self::Created, Self::LastUsed];
}

/// How many tokens each chip shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "one for each chip, by its name")]
pub struct ChipCounts {
    pub all: u32,
    pub active: u32,
    pub expiring: u32,
    pub expired: u32,
    pub exhausted: u32,
    pub disabled: u32,
    pub revoked: u32,
    pub never_used: u32,
    pub trash: u32,
}
