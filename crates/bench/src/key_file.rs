//! Data files whose keys are known, for whoever verifies them: the rows are as the desk writes them, without sealed
//! copies and audit entries.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Result, anyhow};
use rand::{SeedableRng, rngs::StdRng};
use rusqlite::{Connection, params};
use tokendesk_domain::{
    key::Key,
    key_prefix::KeyPrefix,
    starter_scopes::{StarterLanguage, starter_scopes},
};
use tokendesk_store_sqlite::{Birth, Store};

/// Length of each key, in bytes.
pub(crate) const KEY_LEN: usize = 51;
/// The client's address in all measurements: in the last of the ten networks of those tokens that have them.
pub(crate) const CLIENT: &str = "10.200.0.7";
/// More than any measurement uses.
const LIMIT: i64 = 1_000_000_000;

/// The key of a token.
pub(crate) fn key_of(token: u64) -> [u8; KEY_LEN] {
    let key = Key::generate(&KeyPrefix::default(), &mut StdRng::seed_from_u64(token));
    key.expose().as_bytes().try_into().expect("sk- and 48 characters")
}

/// Tokens with an odd number have a request limit.
pub(crate) const fn is_counted(token: u64) -> bool {
    token % 2 == 1
}

/// A tenth of them, counted or not, may be used from ten networks only.
pub(crate) const fn has_networks(token: u64) -> bool {
    token % 20 < 2
}

/// Its ten networks, one a line.
pub(crate) fn networks(token: u64) -> String {
    let others = (0..9).map(|n| format!("10.{}.{}.0/24", token % 199, (token / 199 + n) % 256));
    let mut seen = HashSet::new();
    let others: Vec<_> = others.filter(|network| seen.insert(network.clone())).collect();
    format!("{}\n10.200.0.0/16", others.join("\n"))
}

/// Makes the file.
pub(crate) fn make(file: &Path, tokens: u64) -> Result<()> {
    let birth = Birth { vault_id: [1; 16], scopes: starter_scopes(StarterLanguage::English) };
    let scopes: Vec<_> = birth.scopes.iter().map(|scope| scope.name.as_str().to_owned()).collect();
    let store = Store::open(file, &birth).map_err(|error| anyhow!("{error}"))?;
    // A new file is due for its daily backup five seconds after a verifier begins: it would be measured with the requests.
    store.write(|write| write.save_daily_backups(false)).map_err(|error| anyhow!("{error}"))?;
    drop(store);
    let mut connection = Connection::open(file)?;
    let transaction = connection.transaction()?;
    {
        let mut token = transaction.prepare(
            "INSERT INTO tokens (id, key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                                 search_text, allow_ips, block_ips, limit_max, limit_window, expires_ms, created_ms)
             VALUES (?1, ?2, ?3, ?4, 1, ?5, 'for the nightly build', ?5, ?6, ?7, '', ?8, ?9, ?10, 1)",
        )?;
        let mut scope = transaction.prepare("INSERT INTO token_scopes (token_id, scope) VALUES (?1, ?2)")?;
        for id in 1..=tokens {
            let key = key_of(id);
            let text = std::str::from_utf8(&key)?;
            let name = format!("service-{id}");
            let allow = if has_networks(id) { networks(id) } else { String::new() };
            let (limit, window) = if is_counted(id) { (Some(LIMIT), Some("total")) } else { (None, None) };
            let expires_ms = id.is_multiple_of(3).then_some(4_000_000_000_000_i64);
            let hash = *tokendesk_domain::key::KeyHash::of(text).as_bytes();
            let search = format!("{name}\nfor the nightly build\n{}\n{}", &text[..7], &text[47..]);
            token.execute(params![
                id.cast_signed(),
                hash,
                &text[..7],
                &text[47..],
                name,
                search,
                allow,
                limit,
                window,
                expires_ms
            ])?;
            let held = HashSet::from([id, id / 7 + 1].map(|n| n % scopes.len() as u64));
            for number in held {
                scope.execute(params![id.cast_signed(), scopes[usize::try_from(number)?]])?;
            }
        }
    }
    transaction.commit()?;
    Ok(connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
}
