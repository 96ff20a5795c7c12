//! A token as a row says it.

/// Each field as it is written; what it means is not judged here. An empty list, or none: the row does not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenFields {
    /// Up to 50 characters.
    pub name: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// `2027-01-31`, `30d`, `never`, or a moment.
    pub expires: Option<String>,
    /// Addresses and CIDR ranges that may use it.
    pub allow_ips: Vec<String>,
    /// Those that may not.
    pub block_ips: Vec<String>,
    /// `1000/day`
    pub request_limit: Option<String>,
    /// `100/minute`
    pub rate: Option<String>,
    /// How many requests the rate lets pass at once.
    pub burst: Option<String>,
    /// What it may do.
    pub scopes: Vec<String>,
    /// What may be spent in all: `$12.50`, `2500 credits`, `6250000`.
    pub quota: Option<String>,
    /// In each day.
    pub daily_quota: Option<String>,
    /// In each month.
    pub monthly_quota: Option<String>,
    /// Names of models.
    pub models: Vec<String>,
    /// One label.
    pub group: Option<String>,
    /// No copy of the key is kept.
    pub show_once: bool,
}
