//! A token as a row says it.

use std::fmt;

use zeroize::Zeroizing;

use crate::Fault;

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
    /// Whether it is switched on.
    pub enabled: Option<bool>,
    /// The key that its client holds already.
    pub key: Option<GivenKey>,
}

/// A key that its client holds already.
#[derive(Clone, PartialEq, Eq)]
pub enum GivenKey {
    /// As clients show it; wiped on drop.
    Whole(Zeroizing<String>),
    /// Its SHA-256 alone.
    Sha256([u8; 32]),
}

impl fmt::Debug for GivenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Whole(_) => "Whole(secret)",
            Self::Sha256(_) => "Sha256(…)",
        })
    }
}

impl TokenFields {
    /// One key is enough: with two, one of them would silently not count.
    pub(crate) fn set_key(&mut self, key: GivenKey) -> Result<(), Fault> {
        if self.key.is_some() {
            let message = "The row has a key and a hash; leave one of them out.";
            return Err(Fault::at("key_sha256", "two_keys", message));
        }
        self.key = Some(key);
        Ok(())
    }

    /// Takes a hash as it is written.
    pub(crate) fn set_key_sha256(&mut self, text: &str) -> Result<(), Fault> {
        let digest = crate::digest::sha256(text.trim()).ok_or_else(|| {
            let message =
                "Write the SHA-256 of the key: 64 hexadecimal digits, or 32 bytes in base64 or base64url.";
            Fault::at("key_sha256", "not_a_digest", message)
        })?;
        self.set_key(GivenKey::Sha256(digest))
    }
}
