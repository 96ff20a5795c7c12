//! The decision: may this request pass? One pure function, for the gateway, the simulator and the tests alike.
//!
//! The order of the rules is that of [`Rule::ALL`]; the first refusal wins. What is counted (rate, request limit) is
//! charged afterwards, by whoever keeps the counters: nothing is charged on a refusal.

mod refusal;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

pub use self::refusal::{Challenge, Refusal};
use crate::{
    address_list::{AddressLists, AddressRules},
    model::Models,
    request_path::RequestPath,
    scope::ScopeName,
};

/// What a gateway asks about one request. The key is not part of it: it was looked up already.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'r> {
    /// Where the client is; none: the gateway did not say.
    pub address: Option<IpAddr>,
    /// As in the request line.
    pub method: &'r str,
    /// Lower case, without a port; may be blank. See [`crate::route::host_name`].
    pub host: &'r str,
    /// What is asked for.
    pub path: &'r RequestPath,
    /// Named by a trusted gateway: stands in place of what the routes say.
    pub scope: Option<&'r ScopeName>,
    /// The model that it is for; none: it is not said.
    pub model: Option<&'r str>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What it is judged by: a token's terms and the key that was given. Borrowed, cheap to make.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'t, A = AddressRules> {
    /// In the trash.
    pub deleted: bool,
    /// Revoked for good.
    pub revoked: bool,
    /// Switched off.
    pub disabled: bool,
    /// The instant from which the given key is rotated out; none: it is the token's current key.
    pub key_until: Option<DateTime<Utc>>,
    /// The instant from which the token is dead; none: never.
    pub expires: Option<DateTime<Utc>>,
    /// From where it may be used.
    pub addresses: &'t A,
    /// What it may do, sorted.
    pub scopes: &'t [ScopeName],
    /// Which models it may use.
    pub models: &'t Models,
}

/// What a request carries as its key; `K` is the key as read, or what stands for one of the wrong shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential<K> {
    /// No key at all.
    None,
    /// More than one, so that two readers could take different ones.
    Several,
    /// Exactly one.
    One(K),
}

impl<K> Credential<K> {
    /// The one key.
    pub fn one(self) -> Result<K, Refusal> {
        match self {
            Self::One(key) => Ok(key),
            Self::None => Err(Refusal::KeyMissing),
            Self::Several => Err(Refusal::SeveralKeys),
        }
    }
}

/// What a request needs beyond a valid token; see [`crate::route::RouteTable::need`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'s> {
    /// Any valid token will do.
    Nothing,
    /// This scope must be held.
    Scope(&'s ScopeName),
    /// There are routes, none of them is this request's: nobody may.
    NoRoute,
}

/// One rule of the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The path can be read in one way only. Judged by [`RequestPath::parse`], before there is an [`Ask`].
    Path,
    /// The token is not in the trash.
    NotDeleted,
    /// The token is not revoked.
    NotRevoked,
    /// The token is not switched off.
    Enabled,
    /// The key is the current one, or within its grace period.
    KeyCurrent,
    /// The expiry instant has not come.
    NotExpired,
    /// The block list does not name the client.
    NotBlocked,
    /// The allow list is empty or names the client.
    Allowed,
    /// The request has a route, where there are routes.
    Routed,
    /// The scope that the request needs is held.
    ScopeHeld,
    /// The models are not restricted, or the request's is one of them.
    ModelAllowed,
    /// The request limit is not used up. Judged by whoever counts.
    WithinLimit,
    /// No quota is used up. Judged by whoever counts.
    WithinQuota,
}

impl Rule {
    /// All rules, in their order.
    pub const ALL: [Self; 13] = [
        Self::Path,
        Self::NotDeleted,
        Self::NotRevoked,
        Self::Enabled,
        Self::KeyCurrent,
        Self::NotExpired,
        Self::NotBlocked,
        Self::Allowed,
        Self::Routed,
        Self::ScopeHeld,
        Self::ModelAllowed,
        Self::WithinLimit,
        Self::WithinQuota,
    ];

    /// The word that scripts see.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::NotDeleted => "not_deleted",
            Self::NotRevoked => "not_revoked",
            Self::Enabled => "enabled",
            Self::KeyCurrent => "key_current",
            Self::NotExpired => "not_expired",
            Self::NotBlocked => "not_blocked",
            Self::Allowed => "allowed",
            Self::Routed => "routed",
            Self::ScopeHeld => "scope_held",
            Self::ModelAllowed => "model_allowed",
            Self::WithinLimit => "within_limit",
            Self::WithinQuota => "within_quota",
        }
    }
}

/// A rule and what it says, whatever the others say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which.
    pub rule: Rule,
    /// Passed, or why not.
    pub outcome: Result<(), Refusal>,
}

/// Whether the request may pass, but for what is counted; the first refusal wins.
#[inline]
pub fn decide<A: AddressLists>(
    holder: &Holder<'_, A>,
    ask: &Ask<'_>,
    need: &Need<'_>,
) -> Result<(), Refusal> {
    judge(holder, ask, need, |_, outcome| outcome)
}

/// Every rule that [`decide`] asks, in its order, each with what it says.
pub fn checklist<A: AddressLists>(holder: &Holder<'_, A>, ask: &Ask<'_>, need: &Need<'_>) -> Vec<Check> {
    let mut checks = Vec::with_capacity(Rule::ALL.len());
    let heard_out = judge(holder, ask, need, |rule, outcome| {
        checks.push(Check { rule, outcome });
        Ok(())
    });
    debug_assert_eq!(heard_out, Ok(()), "nobody stopped it");
    checks
}

/// The rules in their order, each handed to `hear`; ends where that returns an error.
#[inline]
fn judge<A: AddressLists>(
    holder: &Holder<'_, A>,
    ask: &Ask<'_>,
    need: &Need<'_>,
    mut hear: impl FnMut(Rule, Result<(), Refusal>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    // Half-open: at its instant it is already over.
    let over = |end: Option<DateTime<Utc>>| end.is_some_and(|end| end <= ask.at);
    hear(Rule::NotDeleted, refused_if(holder.deleted, Refusal::Deleted))?;
    hear(Rule::NotRevoked, refused_if(holder.revoked, Refusal::Revoked))?;
    hear(Rule::Enabled, refused_if(holder.disabled, Refusal::Disabled))?;
    hear(Rule::KeyCurrent, refused_if(over(holder.key_until), Refusal::KeyRotatedOut))?;
    hear(Rule::NotExpired, refused_if(over(holder.expires), Refusal::Expired))?;
    hear(Rule::NotBlocked, not_blocked(holder.addresses, ask.address))?;
    hear(Rule::Allowed, allowed(holder.addresses, ask.address))?;
    hear(Rule::Routed, refused_if(*need == Need::NoRoute, Refusal::NoRoute))?;
    hear(Rule::ScopeHeld, scope_held(holder.scopes, need))?;
    hear(Rule::ModelAllowed, model_allowed(holder.models, ask.model))
}

#[inline]
fn refused_if(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Err(refusal) } else { Ok(()) }
}

#[inline]
fn not_blocked(rules: &impl AddressLists, address: Option<IpAddr>) -> Result<(), Refusal> {
    match address {
        _ if !rules.has_block() => Ok(()),
        None => Err(Refusal::AddressUnknown),
        Some(address) => refused_if(rules.blocks(address), Refusal::IpBlocked),
    }
}

#[inline]
fn allowed(rules: &impl AddressLists, address: Option<IpAddr>) -> Result<(), Refusal> {
    match address {
        _ if !rules.has_allow() => Ok(()),
        None => Err(Refusal::AddressUnknown),
        Some(address) => refused_if(!rules.allows(address), Refusal::IpNotAllowed),
    }
}

#[inline]
fn model_allowed(models: &Models, model: Option<&str>) -> Result<(), Refusal> {
    match (models, model) {
        (Models::All, _) => Ok(()),
        (Models::Only(_), None) => Err(Refusal::ModelUnknown),
        (Models::Only(names), Some(model)) => {
            let known = names.binary_search_by(|name| name.as_str().cmp(model)).is_ok();
            refused_if(!known, Refusal::ModelNotAllowed)
        }
    }
}

#[inline]
fn scope_held(held: &[ScopeName], need: &Need<'_>) -> Result<(), Refusal> {
    match need {
        Need::Scope(scope) if held.binary_search(scope).is_err() => {
            Err(Refusal::ScopeMissing { scope: (*scope).clone() })
        }
        Need::Scope(_) | Need::Nothing | Need::NoRoute => Ok(()),
    }
}
