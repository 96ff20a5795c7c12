//! What is worth saying before a token is saved. A warning never blocks.

use chrono::{DateTime, Utc};

use crate::{
    address_list::{AddressListReading, AddressNote},
    catalogue::Catalogue,
    quota::{QuotaPeriod, Spending},
    token::Terms,
    usage::Usage,
};

/// One thing worth saying (source: product.md §6, "Warn, do not block").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The token never expires.
    NoExpiry,
    /// Every address may use it.
    NoAllowList,
    /// The allow list names every address of a family.
    AllowsEverything,
    /// It holds every scope on offer.
    AllScopes,
    /// Its requests are not limited.
    NoLimit,
    /// Some allow entry lies wholly in the block list.
    SomeAllowNeverMatches,
    /// Every allow entry lies wholly in the block list: no request can pass.
    NothingCanPass,
    /// The new limit is not above what is already used: the token is exhausted at once.
    LimitAlreadyUsed,
    /// Some quota is not above what is already spent: the token is exhausted at once.
    QuotaAlreadySpent,
}

impl Warning {
    /// The English sentence, for a shell.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoExpiry => "It never expires.",
            Self::NoAllowList => "Every address may use it.",
            Self::AllowsEverything => "The allow list names every address.",
            Self::AllScopes => "It holds every scope.",
            Self::NoLimit => "Its requests are not limited, and this can't be modified later.",
            Self::SomeAllowNeverMatches => {
                "An allowed address lies wholly in the block list and never matches."
            }
            Self::NothingCanPass => "Every allowed address is blocked: no request can pass.",
            Self::LimitAlreadyUsed => "The request limit is already used up.",
            Self::QuotaAlreadySpent => "A quota is already used up.",
        }
    }

    /// All that is worth saying about these terms.
    pub fn about(terms: &Terms, addresses: &AddressListReading, catalogue: &Catalogue) -> Vec<Self> {
        let never = |entry: &&_| {
            matches!(
                entry,
                &&crate::address_list::AddressReading { note: Some(AddressNote::NeverMatches), .. }
            )
        };
        let never_matching = addresses.allow.iter().filter(never).count();
        let nothing_passes = !addresses.allow.is_empty() && never_matching == addresses.allow.len();
        let everything = terms.addresses.allow.iter().any(crate::address::AddressRange::is_everything);
        let offered = catalogue.offered().count();
        let all_scopes = offered > 1 && catalogue.offered().all(|scope| terms.scopes.contains(&scope.name));
        [
            (terms.expires.is_none(), Self::NoExpiry),
            (terms.addresses.allow.is_empty(), Self::NoAllowList),
            (everything, Self::AllowsEverything),
            (all_scopes, Self::AllScopes),
            (terms.limit.is_none(), Self::NoLimit),
            (never_matching > 0 && !nothing_passes, Self::SomeAllowNeverMatches),
            (nothing_passes, Self::NothingCanPass),
        ]
        .into_iter()
        .filter_map(|(holds, warning)| holds.then_some(warning))
        .collect()
    }

    /// All that is worth saying about giving these terms to a token that has used and spent so much already.
    pub fn of_use(terms: &Terms, usage: &Usage, spending: &Spending, now: DateTime<Utc>) -> Vec<Self> {
        let used = usage.counted(now);
        let is_spent = |period: &QuotaPeriod| {
            terms.quota.of(*period).is_some_and(|quota| spending.counted(*period, now) >= quota)
        };
        let limit_used = terms.limit.is_some_and(|limit| used >= limit.max.get());
        let quota_spent = QuotaPeriod::ALL.iter().any(is_spent);
        let found = [(limit_used, Self::LimitAlreadyUsed), (quota_spent, Self::QuotaAlreadySpent)];
        found.into_iter().filter_map(|(holds, warning)| holds.then_some(warning)).collect()
    }
}
