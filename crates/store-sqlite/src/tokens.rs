//! The tokens themselves.

use std::num::NonZeroU32;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, named_params, params};
use tokendesk_domain::{
    address::AddressRange,
    address_list::AddressRules,
    description::Description,
    group::Group,
    issue::NewToken,
    key::{KeyHash, KeyHint},
    name::TokenName,
    rate::Rate,
    reason::Reason,
    scope::ScopeName,
    token::{State, Terms, Token, TokenId, Visibility},
};

use crate::{
    Read, StoreError, Write,
    column::{Reader, one_a_line},
    limits::{read_limit, read_rate, read_usage},
    quota::{read_models, read_quota, read_spending, units},
};

/// All that a [`Token`] is read from, in the order in which it is read.
pub(crate) const SELECT_TOKEN: &str = "
    SELECT t.id, t.limit_max, t.limit_window, t.state, t.revoked_ms, t.revoked_reason, t.revision, t.name,
           t.description, t.expires_ms, t.allow_ips, t.block_ips, t.rate_max, t.rate_window, t.rate_burst,
           (SELECT coalesce(group_concat(scope, char(10)), '')
            FROM (SELECT scope FROM token_scopes WHERE token_id = t.id ORDER BY scope)) AS scopes,
           t.quota, t.daily_quota, t.monthly_quota, t.models, t.token_group, t.show_once, t.key_head, t.key_tail,
           t.generation, u.used, u.until_ms, u.last_used_ms,
           s.spent, s.day_spent, s.day_until_ms, s.month_spent, s.month_until_ms, t.created_ms, t.deleted_ms
    FROM tokens t LEFT JOIN token_usage u ON u.token_id = t.id
                  LEFT JOIN token_spending s ON s.token_id = t.id";

/// A token that is to be stored.
pub struct NewTokenRow<'t> {
    /// What it is.
    pub token: &'t NewToken,
    /// What it is verified by.
    pub hash: KeyHash,
    /// What may be shown of its key.
    pub hint: &'t KeyHint,
    /// When it is issued.
    pub created: DateTime<Utc>,
}

impl Read<'_> {
    /// The token, also from the trash; none: there is no such token.
    pub fn token(&self, id: TokenId) -> Result<Option<Token>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!("{SELECT_TOKEN} WHERE t.id = ?1"))?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(read_token).transpose()
    }

    /// Living tokens (not in the trash) of this name, but for `except`.
    pub fn count_of_name(&self, name: &TokenName, except: Option<TokenId>) -> Result<u32, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM tokens WHERE name_folded = ?1 AND name = ?2 AND deleted_ms IS NULL AND id IS NOT ?3",
        )?;
        let folded = name.as_str().to_lowercase();
        Ok(statement.query_one(params![folded, name.as_str(), except.map(|id| id.0)], |row| row.get(0))?)
    }

    /// The token that this key belongs to.
    pub fn token_of_key(&self, hash: KeyHash) -> Result<Option<TokenId>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT id FROM tokens WHERE key_sha256 = ?1")?;
        Ok(statement.query_one([hash.as_bytes()], |row| row.get(0).map(TokenId)).optional()?)
    }
}

impl Write<'_> {
    /// Stores a token; its number is the largest ever given plus one.
    pub fn insert_token(&self, new: &NewTokenRow<'_>) -> Result<TokenId, StoreError> {
        let NewToken { name, visibility, terms } = new.token;
        self.connection
            .prepare_cached(
                "INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                                     search_text, expires_ms, allow_ips, block_ips, limit_max, limit_window, rate_max,
                                     rate_window, rate_burst, created_ms, quota, daily_quota, monthly_quota, models, token_group)
                 VALUES (:hash, :head, :tail, :show_once, :name, :description, :folded,
                         :search, :expires, :allow, :block, :limit, :window, :rate, :rate_window, :burst, :created,
                         :quota, :daily, :monthly, :models, :group)",
            )?
            .execute(named_params! {
                ":hash": new.hash.as_bytes(),
                ":head": new.hint.head,
                ":tail": new.hint.tail,
                ":show_once": *visibility == Visibility::ShowOnce,
                ":name": name.as_str(),
                ":description": terms.description.as_str(),
                ":folded": name.as_str().to_lowercase(),
                ":search": search_text(name, &terms.description, new.hint),
                ":expires": terms.expires.map(|at| at.timestamp_millis()),
                ":allow": one_a_line(&terms.addresses.allow),
                ":block": one_a_line(&terms.addresses.block),
                ":limit": terms.limit.map(|limit| limit.max.get().cast_signed()),
                ":window": terms.limit.map(|limit| limit.window.code()),
                ":rate": terms.rate.map(|rate| rate.max().get()),
                ":rate_window": terms.rate.map(|rate| rate.window().code()),
                ":burst": own_burst(terms),
                ":created": new.created.timestamp_millis(),
                ":quota": units(terms.quota.total),
                ":daily": units(terms.quota.daily),
                ":monthly": units(terms.quota.monthly),
                ":models": terms.models.names().map(one_a_line),
                ":group": terms.group.as_str(),
            })?;
        let id = TokenId(self.connection.last_insert_rowid());
        self.insert_scopes(id, &terms.scopes)?;
        Ok(id)
    }

    /// Gives `token` new terms, if it still stands at the revision that was read; false: it does not.
    pub fn update_terms(&self, token: &Token, terms: &Terms) -> Result<bool, StoreError> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE tokens SET revision = revision + 1, description = :description, search_text = :search,
                        expires_ms = :expires, allow_ips = :allow, block_ips = :block,
                        limit_max = :limit, limit_window = :window,
                        rate_max = :rate, rate_window = :rate_window, rate_burst = :burst,
                        quota = :quota, daily_quota = :daily,
                        monthly_quota = :monthly, models = :models, token_group = :group
                 WHERE id = :id AND revision = :revision",
            )?
            .execute(named_params! {
                ":id": token.id.0,
                ":revision": token.revision,
                ":description": terms.description.as_str(),
                ":search": search_text(&token.name, &terms.description, &token.hint),
                ":expires": terms.expires.map(|at| at.timestamp_millis()),
                ":allow": one_a_line(&terms.addresses.allow),
                ":block": one_a_line(&terms.addresses.block),
                ":limit": terms.limit.map(|limit| limit.max.get().cast_signed()),
                ":window": terms.limit.map(|limit| limit.window.code()),
                ":rate": terms.rate.map(|rate| rate.max().get()),
                ":rate_window": terms.rate.map(|rate| rate.window().code()),
                ":burst": own_burst(terms),
                ":quota": units(terms.quota.total),
                ":daily": units(terms.quota.daily),
                ":monthly": units(terms.quota.monthly),
                ":models": terms.models.names().map(one_a_line),
                ":group": terms.group.as_str(),
            })?;
        if changed == 0 {
            return Ok(false);
        }
        self.connection
            .prepare_cached("DELETE FROM token_scopes WHERE token_id = ?1")?
            .execute([token.id.0])?;
        self.insert_scopes(token.id, &terms.scopes)?;
        if let Some(expires) = terms.expires {
            self.shorten_old_keys(token.id, expires)?;
        }
        Ok(true)
    }

    fn insert_scopes(&self, id: TokenId, scopes: &[ScopeName]) -> Result<(), StoreError> {
        let mut insert =
            self.connection.prepare_cached("INSERT INTO token_scopes (token_id, scope) VALUES (?1, ?2)")?;
        for scope in scopes {
            insert.execute(params![id.0, scope.as_str()])?;
        }
        Ok(())
    }
}

/// A burst as large as the rate goes without saying, and follows the rate when that is edited.
fn own_burst(terms: &Terms) -> Option<u32> {
    terms.rate.and_then(Rate::own_burst).map(NonZeroU32::get)
}

/// What a search looks in: name, description and the visible parts of the key, in lower case.
pub(crate) fn search_text(name: &TokenName, description: &Description, hint: &KeyHint) -> String {
    format!("{name}\n{}\n{}\n{}", description.as_str(), hint.head, hint.tail).to_lowercase()
}

/// Reads one row of [`SELECT_TOKEN`].
pub(crate) fn read_token(row: &Row<'_>) -> Result<Token, StoreError> {
    let reader = Reader::numbered("tokens", "id", row)?;
    let limit = read_limit(&reader)?;
    let state = read_state(&reader)?;
    Ok(Token {
        id: TokenId(reader.id),
        revision: reader.raw("revision")?,
        name: reader.parsed("name", TokenName::parse)?,
        terms: Terms {
            description: reader.parsed("description", Description::parse)?,
            expires: reader.optional_moment("expires_ms")?,
            addresses: AddressRules {
                allow: reader.lines("allow_ips", AddressRange::parse)?,
                block: reader.lines("block_ips", AddressRange::parse)?,
            },
            limit,
            rate: read_rate(&reader)?,
            scopes: reader.lines("scopes", ScopeName::parse)?,
            quota: read_quota(&reader)?,
            models: read_models(&reader)?,
            group: reader.parsed("token_group", Group::parse)?,
        },
        visibility: if reader.raw("show_once")? { Visibility::ShowOnce } else { Visibility::Copyable },
        hint: KeyHint { head: reader.raw("key_head")?, tail: reader.raw("key_tail")? },
        generation: reader.raw("generation")?,
        state,
        usage: read_usage(&reader)?,
        spending: read_spending(&reader)?,
        created: reader.moment("created_ms")?,
        deleted: reader.optional_moment("deleted_ms")?,
    })
}

fn read_state(reader: &Reader<'_>) -> Result<State, StoreError> {
    let state = reader.text("state")?;
    let at = reader.optional_moment("revoked_ms")?;
    let reason = reader.optional_parsed("revoked_reason", Reason::parse)?;
    match state {
        "enabled" => Ok(State::Enabled),
        "disabled" => Ok(State::Disabled),
        "revoked" => Ok(State::Revoked {
            at: at.ok_or_else(|| reader.corrupt("revoked_ms"))?,
            reason: reason.ok_or_else(|| reader.corrupt("revoked_reason"))?,
        }),
        _ => Err(reader.corrupt("state")),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use rand::{SeedableRng, rngs::StdRng};
    use tokendesk_domain::{
        catalogue::Catalogue,
        form::{QuotaForm, TermsForm},
        issue::IssueForm,
        key::Key,
        key_prefix::KeyPrefix,
        limit::LimitWindow,
        rate::{RateForm, RateWindow},
    };

    use super::*;
    use crate::store::{Store, tests::store};

    pub(crate) fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    pub(crate) fn new_token(name: &str) -> NewToken {
        let terms = TermsForm {
            description: "for the nightly build".into(),
            allow: vec!["10.0.0.0/8".into(), "2001:db8::/32".into()],
            block: vec!["10.0.9.9".into()],
            limit: "1000".into(),
            window: LimitWindow::Day,
            rate: RateForm { max: "100".into(), window: RateWindow::Second, burst: "20".into() },
            scopes: vec!["write".into(), "read".into()],
            quota: QuotaForm { total: "$20".into(), daily: "$1".into(), ..QuotaForm::default() },
            models: Some(vec!["gpt-4o".into(), "claude-3-5-sonnet".into()]),
            group: "vip".into(),
            ..TermsForm::default()
        };
        let catalogue = Catalogue::new(crate::store::tests::birth().scopes);
        IssueForm { name: name.into(), terms, ..IssueForm::default() }
            .read(&catalogue, now(), &Utc)
            .value
            .unwrap()
    }

    /// Stores a token whose key is drawn from `seed`.
    pub(crate) fn insert(store: &Store, token: &NewToken, seed: u64) -> TokenId {
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(seed));
        let row = NewTokenRow { token, hash: key.hash(), hint: &key.hint(), created: now() };
        store.add(|write| write.insert_token(&row)).unwrap()
    }

    #[test]
    fn a_token_reads_back_as_it_was_stored() {
        let (_folder, store) = store();
        let new = new_token("billing-ci");
        let id = insert(&store, &new, 1);
        let token = store.read().unwrap().token(id).unwrap().unwrap();
        assert_eq!((token.name, token.terms, token.visibility), (new.name, new.terms, new.visibility));
        assert_eq!((token.revision, token.state, token.created), (1, State::Enabled, now()));
    }

    #[test]
    fn an_unknown_token_is_none_and_no_error() {
        let (_folder, store) = store();
        assert_eq!(store.read().unwrap().token(TokenId(1)).unwrap(), None);
    }

    #[test]
    fn an_edit_of_an_older_revision_changes_nothing() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let read = store.read().unwrap().token(id).unwrap().unwrap();
        let terms = Terms { limit: None, ..read.terms.clone() };
        assert!(store.write(|write| write.update_terms(&read, &terms)).unwrap());
        assert!(!store.write(|write| write.update_terms(&read, &read.terms)).unwrap());
        let after = store.read().unwrap().token(id).unwrap().unwrap();
        assert_eq!((after.revision, after.terms), (2, terms));
    }

    #[test]
    fn a_burst_as_large_as_the_rate_is_not_stored_apart() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        let read = store.read().unwrap().token(id).unwrap().unwrap();
        let rate = NonZeroU32::new(7).and_then(|max| Rate::new(max, RateWindow::Hour, Some(max)));
        let terms = Terms { rate, ..read.terms.clone() };
        assert!(store.write(|write| write.update_terms(&read, &terms)).unwrap());
        let read = store.read().unwrap();
        assert_eq!(read.token(id).unwrap().unwrap().terms, terms);
        let burst: Option<u32> =
            read.connection.query_one("SELECT rate_burst FROM tokens", [], |row| row.get(0)).unwrap();
        assert_eq!(burst, None);
    }

    #[test]
    fn a_row_that_no_version_writes_is_named_not_guessed() {
        let (_folder, store) = store();
        let id = insert(&store, &new_token("t"), 1);
        store
            .write(|write| {
                write
                    .connection
                    .execute("UPDATE tokens SET allow_ips = '10.0.0.0/8' || char(10) || 'nonsense'", [])?;
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let refused = store.read().unwrap().token(id).unwrap_err();
        assert!(
            matches!(refused, StoreError::Corrupt { table: "tokens", column: "allow_ips", row } if row == id.0),
            "{refused:?}"
        );
    }

    #[test]
    fn the_same_key_can_not_be_stored_twice() {
        let (_folder, store) = store();
        insert(&store, &new_token("one"), 1);
        let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(1));
        let row =
            NewTokenRow { token: &new_token("two"), hash: key.hash(), hint: &key.hint(), created: now() };
        assert!(store.write(|write| write.insert_token(&row)).is_err());
    }
}
