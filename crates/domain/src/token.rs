//! An issued token.

use chrono::{DateTime, Utc};

use crate::{
    address_list::AddressRules,
    description::Description,
    group::Group,
    key::KeyHint,
    limit::RequestLimit,
    model::Models,
    name::TokenName,
    quota::{Quota, Spending},
    rate::Rate,
    reason::Reason,
    scope::ScopeName,
    usage::Usage,
};

/// A token as it stands in the store. Its key is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Never used again, not even after the token is gone for good.
    pub id: TokenId,
    /// Counts the changes; an edit based on an older revision is refused.
    pub revision: i64,
    /// Fixed at issue.
    pub name: TokenName,
    /// What may be edited.
    pub terms: Terms,
    /// Whether a sealed copy of the key is kept. Fixed at issue.
    pub visibility: Visibility,
    /// The part of the key that may be shown.
    pub hint: KeyHint,
    /// Which of its keys that is, from 1; + 1 with each rotation.
    pub generation: u32,
    /// On, off, or revoked for good.
    pub state: State,
    /// What it has used.
    pub usage: Usage,
    /// What it has spent.
    pub spending: Spending,
    /// When it was issued.
    pub created: DateTime<Utc>,
    /// When it was put into the trash.
    pub deleted: Option<DateTime<Utc>>,
}

/// The number of a token in its store, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub i64);

/// What a token allows: everything about it that may be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// For people.
    pub description: Description,
    /// The moment from which it is dead; none: never.
    pub expires: Option<DateTime<Utc>>,
    /// From where it may be used.
    pub addresses: AddressRules,
    /// How often; none: unlimited.
    pub limit: Option<RequestLimit>,
    /// How fast; none: as fast as may be.
    pub rate: Option<Rate>,
    /// What it may do: sorted, without doubles, at least one.
    pub scopes: Vec<ScopeName>,
    /// What it may spend.
    pub quota: Quota,
    /// Which models it may use.
    pub models: Models,
    /// One label.
    pub group: Group,
}

/// Whether the key can be copied again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// A sealed copy is kept.
    #[default]
    Copyable,
    /// Only its hash is kept.
    ShowOnce,
}

/// On, off, or revoked. *Expired* and *exhausted* are not states: they are found at the moment of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// May be used.
    Enabled,
    /// Refused until it is enabled again.
    Disabled,
    /// Refused for good.
    Revoked {
        /// Since when.
        at: DateTime<Utc>,
        /// Why.
        reason: Reason,
    },
}

impl State {
    /// The word that files use.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
            Self::Revoked { .. } => "revoked",
        }
    }
}

impl Visibility {
    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Copyable => "copyable",
            Self::ShowOnce => "show_once",
        }
    }

    /// The visibility of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Copyable, Self::ShowOnce].into_iter().find(|visibility| visibility.code() == code)
    }
}

impl Token {
    /// A revoked or deleted token can't be edited, nor get a new key; it would mean nothing.
    pub const fn is_editable(&self) -> bool {
        self.deleted.is_none() && !matches!(self.state, State::Revoked { .. })
    }
}
