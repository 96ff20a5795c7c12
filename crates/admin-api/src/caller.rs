//! Who asks: the admin key that is shown, and the desk as its holder sees it.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use http::{HeaderMap, header::AUTHORIZATION};
use tokendesk_domain::{
    admin_key::{AdminKey, AdminRefusal, AdminScope},
    audit::Actor,
    key::KeyHash,
};
use tokendesk_issuer::Desk;

use crate::{api::AdminApi, refusal::Refusal};

/// More is no key of anybody.
const MAX_KEY: usize = 256;
/// How exact the last use of a key is known.
const USE_PRECISION: TimeDelta = TimeDelta::minutes(1);

/// Somebody who may ask.
pub(crate) struct Caller {
    pub(crate) key: AdminKey,
    /// What is done at it is written down as the caller's.
    pub(crate) desk: Desk,
}

/// The key in the header: after `Bearer`, or by itself. Exactly one header.
pub(crate) fn shown_key(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (value, None) = (values.next()?.to_str().ok()?, values.next()) else { return None };
    let key = match value.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => key.trim(),
        Some(_) => return None,
        None => value,
    };
    let is_key = !key.is_empty() && key.len() <= MAX_KEY && !key.eq_ignore_ascii_case("bearer");
    is_key.then_some(key)
}

impl AdminApi {
    /// The holder of the key that is shown, if it may be used now, from there, for this.
    pub(crate) fn admit(
        &self,
        headers: &HeaderMap,
        from: IpAddr,
        scope: AdminScope,
    ) -> Result<Caller, Refusal> {
        let now = self.desk.now();
        let hash = KeyHash::of(shown_key(headers).ok_or(Refusal::NoKey)?);
        self.let_try(from, hash, now)?;
        let key = self.desk.admin_key_of(hash)?;
        let Some(key) = key.filter(|key| key.revoked.is_none()) else {
            self.throttle.failed(from, now);
            return Err(Refusal::UnknownKey);
        };
        self.throttle.passed(hash);
        key.admit(from, now).and_then(|()| key.may(scope)).map_err(|refusal| match refusal {
            AdminRefusal::Revoked => Refusal::UnknownKey,
            AdminRefusal::Expired => Refusal::ExpiredKey,
            AdminRefusal::Address => Refusal::Address,
            AdminRefusal::Scope(scope) => Refusal::Scope(scope),
        })?;
        // Where nothing can be written now, on a full disk, what only reads goes on all the same.
        if key.last_used.is_none_or(|last| now - last >= USE_PRECISION)
            && let Err(error) = self.desk.touch_admin_key(key.id)
        {
            tracing::debug!(%error, "the use of an admin key could not be noted");
        }
        let actor = Actor { name: format!("api:{}", key.name), address: Some(from) };
        let desk = self.desk.acting_as(actor);
        Ok(Caller { key, desk })
    }

    /// Refuses whoever guesses.
    pub(crate) fn let_try(&self, from: IpAddr, hash: KeyHash, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.throttle.wait(from, hash, now) {
            None => Ok(()),
            Some(wait) => Err(Refusal::TooManyTries { retry_after_s: wait.num_seconds() + 1 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        shown_key(&headers).map(str::to_owned)
    }

    #[test]
    fn the_key_stands_by_itself_or_after_bearer() {
        for value in ["Bearer k", "bearer k", "BEARER  k ", "k"] {
            assert_eq!(shown(&[value]).as_deref(), Some("k"), "{value}");
        }
    }

    #[test]
    fn none_two_another_scheme_or_too_long_is_no_key() {
        let long = "x".repeat(300);
        for values in [&[][..], &["a", "b"], &["Basic a"], &["Bearer"], &[""], &["Bearer "], &[&long]] {
            assert_eq!(shown(values), None, "{values:?}");
        }
    }
}
