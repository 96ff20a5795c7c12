//! Keys of scripts that administer tokens over HTTP: a kind of their own. They pass no gateway, and no token's key
//! administers anything.

use std::net::IpAddr;

use chrono::{DateTime, TimeZone, Utc};
use rand::CryptoRng;

use crate::{
    address::AddressRange,
    address_list::AddressListReading,
    expiry::ExpiryChoice,
    field_error::{Field, FieldError, Problem},
    key::{Key, KeyHint},
    key_prefix::KeyPrefix,
    name::TokenName,
};

/// The number of an admin key in its store, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AdminKeyId(pub i64);

/// What an admin key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdminScope {
    /// List tokens and look at them.
    TokensRead,
    /// Create tokens and change them; a new token's key is part of the answer.
    TokensWrite,
    /// Get the keys of copyable tokens again.
    KeysCopy,
    /// Read what was done to tokens, and by whom.
    AuditRead,
}

impl AdminScope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::TokensRead, Self::TokensWrite, Self::KeysCopy, Self::AuditRead];

    /// The word that files and scripts use.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TokensRead => "tokens:read",
            Self::TokensWrite => "tokens:write",
            Self::KeysCopy => "keys:copy",
            Self::AuditRead => "audit:read",
        }
    }

    /// The scope of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// An admin key as it stands in the store. The secret itself is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminKey {
    /// Never used again.
    pub id: AdminKeyId,
    /// What the audit log calls its holder, `api:NAME`.
    pub name: TokenName,
    /// What it may do: sorted, without doubles, at least one.
    pub scopes: Vec<AdminScope>,
    /// The moment from which it is dead; none: never.
    pub expires: Option<DateTime<Utc>>,
    /// From where it may be used; empty: from everywhere.
    pub allow: Vec<AddressRange>,
    /// The part of the secret that may be shown.
    pub hint: KeyHint,
    /// When it was issued.
    pub created: DateTime<Utc>,
    /// Since when it is refused for good.
    pub revoked: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used: Option<DateTime<Utc>>,
}

/// An admin key that may be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAdminKey {
    /// As [`AdminKey::name`].
    pub name: TokenName,
    /// As [`AdminKey::scopes`].
    pub scopes: Vec<AdminScope>,
    /// As [`AdminKey::expires`].
    pub expires: Option<DateTime<Utc>>,
    /// As [`AdminKey::allow`].
    pub allow: Vec<AddressRange>,
}

/// An admin key as typed.
#[derive(Clone, Debug, Default)]
pub struct AdminKeyForm {
    /// The name; the rules are those of a token's.
    pub name: String,
    /// Codes of [`AdminScope`].
    pub scopes: Vec<String>,
    /// The expiration as chosen.
    pub expiry: ExpiryChoice,
    /// Allowed addresses; none: every address.
    pub allow: Vec<String>,
}

/// Why an admin key opens nothing now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdminRefusal {
    /// Revoked.
    Revoked,
    /// At or past its expiry instant.
    Expired,
    /// Used from an address that is not on its list.
    Address,
    /// It does not hold the scope that this needs.
    Scope(AdminScope),
}

impl AdminKeyForm {
    /// Reads the form at `now`, in the admin's time zone; all errors at once.
    pub fn read<Tz: TimeZone>(&self, now: DateTime<Utc>, zone: &Tz) -> Result<NewAdminKey, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |field, problem| errors.push(FieldError::new(field, problem));
        let name = TokenName::parse(&self.name).map_err(|problem| keep(Field::Name, problem));
        let expires = self.expiry.read(None, now, zone).map_err(|problem| keep(Field::Expiry, problem));
        let addresses = AddressListReading::read(&self.allow, &[]);
        errors.extend(addresses.errors());
        let mut scopes = Vec::new();
        for (index, raw) in self.scopes.iter().enumerate() {
            if let Some(scope) = AdminScope::from_code(raw.trim()) {
                scopes.push(scope);
            } else {
                let problem = Problem::UnknownScope { name: raw.trim().to_owned() };
                errors.push(FieldError::at(Field::Scopes, index, problem));
            }
        }
        if self.scopes.is_empty() {
            errors.push(FieldError::new(Field::Scopes, Problem::Required));
        }
        scopes.sort_unstable();
        scopes.dedup();
        match (name, expires) {
            (Ok(name), Ok(expires)) if errors.is_empty() => {
                Ok(NewAdminKey { name, scopes, expires, allow: addresses.rules().allow })
            }
            _ => Err(errors),
        }
    }
}

impl NewAdminKey {
    /// What admin keys begin with, whatever the console's tokens do: found in a log, it tells what it opens.
    pub const PREFIX: &str = "tdadmin-";

    /// Draws the secret.
    pub fn draw(&self, rng: &mut impl CryptoRng) -> Key {
        let prefix = KeyPrefix::parse(Self::PREFIX).expect("a prefix like any other");
        Key::generate(&prefix, rng)
    }
}

impl AdminKey {
    /// Whether it may be used at `now` from this address; first refusal wins.
    pub fn admit(&self, from: IpAddr, now: DateTime<Utc>) -> Result<(), AdminRefusal> {
        if self.revoked.is_some() {
            return Err(AdminRefusal::Revoked);
        }
        if self.expires.is_some_and(|at| at <= now) {
            return Err(AdminRefusal::Expired);
        }
        if !self.allow.is_empty() && !self.allow.iter().any(|range| range.contains(from)) {
            return Err(AdminRefusal::Address);
        }
        Ok(())
    }

    /// Whether it holds the scope.
    pub fn may(&self, scope: AdminScope) -> Result<(), AdminRefusal> {
        if self.scopes.contains(&scope) { Ok(()) } else { Err(AdminRefusal::Scope(scope)) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use rand::{SeedableRng, rngs::StdRng};

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    fn form() -> AdminKeyForm {
        AdminKeyForm {
            name: "ci".into(),
            scopes: vec!["tokens:write".into(), "tokens:read".into(), "tokens:read".into()],
            ..AdminKeyForm::default()
        }
    }

    fn key() -> AdminKey {
        let NewAdminKey { name, scopes, expires, allow } = form().read(now(), &Utc).unwrap();
        let hint = KeyHint { head: "tdadmin-AbCd".into(), tail: "wXyZ".into() };
        let id = AdminKeyId(1);
        AdminKey { id, name, scopes, expires, allow, hint, created: now(), revoked: None, last_used: None }
    }

    #[test]
    fn scopes_are_kept_once_and_in_order() {
        assert_eq!(key().scopes, [AdminScope::TokensRead, AdminScope::TokensWrite]);
        assert_eq!(key().may(AdminScope::KeysCopy), Err(AdminRefusal::Scope(AdminScope::KeysCopy)));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let form = AdminKeyForm {
            name: " ".into(),
            scopes: vec!["tokens:read".into(), "root".into()],
            expiry: ExpiryChoice::Day("2001-01-01".into()),
            allow: vec!["10.0.0.0/33".into()],
        };
        let errors = form.read(now(), &Utc).unwrap_err();
        let places: Vec<_> = errors.iter().map(|error| (error.field, error.index)).collect();
        let expected = [
            (Field::Name, None),
            (Field::Expiry, None),
            (Field::AllowIps, Some(0)),
            (Field::Scopes, Some(1)),
        ];
        assert_eq!(places, expected);
        let none = AdminKeyForm { scopes: vec![], ..self::form() }.read(now(), &Utc).unwrap_err();
        assert_eq!(none, [FieldError::new(Field::Scopes, Problem::Required)]);
    }

    #[test]
    fn it_dies_at_its_expiry_instant_and_when_it_is_revoked() {
        let from = IpAddr::from([127, 0, 0, 1]);
        let expiring = AdminKey { expires: Some(now()), ..key() };
        assert_eq!(expiring.admit(from, now() - TimeDelta::milliseconds(1)), Ok(()));
        assert_eq!(expiring.admit(from, now()), Err(AdminRefusal::Expired));
        let revoked = AdminKey { revoked: Some(now()), ..key() };
        assert_eq!(revoked.admit(from, now()), Err(AdminRefusal::Revoked));
    }

    #[test]
    fn it_is_used_from_its_addresses_alone() {
        let key = AdminKey { allow: vec![AddressRange::parse("10.0.0.0/8").unwrap()], ..key() };
        assert_eq!(key.admit(IpAddr::from([10, 1, 2, 3]), now()), Ok(()));
        assert_eq!(key.admit(IpAddr::from([11, 1, 2, 3]), now()), Err(AdminRefusal::Address));
    }

    #[test]
    fn its_secret_tells_by_its_beginning_what_it_is() {
        let secret = form().read(now(), &Utc).unwrap().draw(&mut StdRng::seed_from_u64(7));
        assert!(secret.expose().starts_with(NewAdminKey::PREFIX));
        assert_eq!(secret.expose().len(), NewAdminKey::PREFIX.len() + Key::RANDOM_LEN);
    }

    #[test]
    fn every_scope_has_its_own_word() {
        for scope in AdminScope::ALL {
            assert_eq!(AdminScope::from_code(scope.code()), Some(scope));
        }
    }
}
