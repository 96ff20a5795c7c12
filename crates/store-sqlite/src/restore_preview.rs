//! What putting a backup back would change, before anything is.

use rusqlite::{Connection, OpenFlags};

use crate::{BackupError, StagedBackup, Store, StoreError, connections::set_up, left_log::immutable};

/// Names of each kind that are told; the others are counted.
const NAMED: u32 = 5;

/// What a restore changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestorePreview {
    /// The data file here is new: it becomes as the backup, with its audit log and its vault.
    pub is_into_new: bool,
    /// Tokens that are only here: they are removed for good.
    pub removed: Affected,
    /// Tokens that are only in the backup.
    pub returned: Affected,
    /// Tokens that become as they were.
    pub changed: Affected,
    /// Tokens of those that are refused here for good, switched off or in the trash, and would pass again.
    pub revived: Affected,
    /// Scopes that come, go or change.
    pub scopes: u64,
    /// Routes that come, go or change.
    pub routes: u64,
    /// Settings that come, go or change.
    pub settings: u64,
    /// Admin keys that come, go or change.
    pub admin_keys: u64,
    /// Admin keys of those that are revoked here, and would administer tokens again.
    pub revived_admin_keys: Affected,
    /// The vault opens again with what opened it then, and not with what was set since.
    pub is_vault_changed: bool,
}

impl RestorePreview {
    /// Everything is as in the backup already.
    pub fn is_empty(&self) -> bool {
        let counts = [&self.removed, &self.returned, &self.changed].map(|affected| affected.count);
        let others = [self.scopes, self.routes, self.settings, self.admin_keys];
        counts.iter().chain(&others).all(|count| *count == 0) && !self.is_vault_changed
    }
}

/// Some tokens or admin keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// How many.
    pub count: u64,
    /// The first of them: numbers and names.
    pub first: Vec<(i64, String)>,
}

impl Store {
    /// What putting this backup back would change now.
    pub fn preview_restore(&self, backup: &StagedBackup) -> Result<RestorePreview, BackupError> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let mut connection = Connection::open_with_flags(self.path()?, flags).map_err(StoreError::from)?;
        set_up(&mut connection)?;
        attach(&connection, backup)?;
        connection.execute_batch("BEGIN").map_err(StoreError::from)?;
        let is_into_new = is_into_new(&connection)?;
        find_differences(&connection)?;
        Ok(preview(&connection, is_into_new)?)
    }
}

/// Makes the backup the schema `backup` of a connection, which can't change it.
pub(crate) fn attach(connection: &Connection, backup: &StagedBackup) -> Result<(), StoreError> {
    connection.execute("ATTACH ?1 AS backup", [immutable(backup.path())])?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

/// Whether the file here is a new one, which may become another desk's; a backup of another desk has no other place.
pub(crate) fn is_into_new(connection: &Connection) -> Result<bool, BackupError> {
    let asked = |sql| connection.query_one(sql, [], |row| row.get::<_, bool>(0)).map_err(StoreError::from);
    if asked("SELECT (SELECT id FROM main.vault) IS (SELECT id FROM backup.vault)")? {
        return Ok(false);
    }
    // Who follows the audit log must not be further than it will be.
    let is_new = asked(
        "SELECT NOT EXISTS (SELECT 1 FROM main.sqlite_sequence WHERE name IN ('tokens', 'admin_keys'))
            AND NOT EXISTS (SELECT 1 FROM main.vault_slots)
            AND (SELECT coalesce(max(id), 0) FROM main.audit_entries)
                <= (SELECT coalesce(max(id), 0) FROM backup.audit_entries)",
    )?;
    if is_new { Ok(true) } else { Err(BackupError::Foreign) }
}

/// Tokens that differ, in three tables of this connection: `temp.removed`, `temp.returned`, `temp.changed`.
pub(crate) fn find_differences(connection: &Connection) -> Result<(), StoreError> {
    let columns = columns(connection, "tokens")?;
    let differs: Vec<String> = columns
        .iter()
        .filter(|column| *column != "revision")
        .map(|column| format!("here.\"{column}\" IS NOT there.\"{column}\""))
        .collect();
    let other_rows = |table: &str, columns: &str| {
        let one = |from: &str, other: &str| {
            format!(
                "EXISTS (SELECT {columns} FROM {from}.{table} WHERE token_id = here.id
                         EXCEPT SELECT {columns} FROM {other}.{table} WHERE token_id = here.id)"
            )
        };
        format!("{} OR {}", one("main", "backup"), one("backup", "main"))
    };
    let only = |table: &str, from: &str, other: &str| {
        format!(
            "CREATE TEMP TABLE {table} AS SELECT id FROM {from}.tokens AS one
                 WHERE NOT EXISTS (SELECT 1 FROM {other}.tokens AS two WHERE two.id = one.id) ORDER BY id;"
        )
    };
    connection.execute_batch(&format!(
        "{} {}
         CREATE TEMP TABLE changed AS
             SELECT here.id FROM main.tokens AS here JOIN backup.tokens AS there ON there.id = here.id
             WHERE {} OR {} OR {} ORDER BY here.id;",
        only("removed", "main", "backup"),
        only("returned", "backup", "main"),
        differs.join(" OR "),
        other_rows("token_scopes", "scope"),
        other_rows("old_keys", "key_sha256, until_ms, quiet_ms"),
    ))?;
    Ok(())
}

/// The columns of a table, in their order.
pub(crate) fn columns(connection: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1, 'main')")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn preview(connection: &Connection, is_into_new: bool) -> Result<RestorePreview, StoreError> {
    const DEAD: &str = "(here.state <> 'enabled' OR here.deleted_ms IS NOT NULL)
                        AND there.state = 'enabled' AND there.deleted_ms IS NULL";
    const ADMIN_KEYS: &str = "main.admin_keys AS here JOIN backup.admin_keys AS there USING (id)";
    let there = "backup.tokens AS there";
    let revived = format!("temp.changed JOIN main.tokens AS here USING (id) JOIN {there} USING (id)");
    let vault = differing(connection, "vault_slots")? + differing(connection, "retired_data_keys")?;
    Ok(RestorePreview {
        is_into_new,
        removed: affected(connection, "main.tokens AS there JOIN temp.removed USING (id)", "true")?,
        returned: affected(connection, &format!("{there} JOIN temp.returned USING (id)"), "true")?,
        changed: affected(connection, &format!("{there} JOIN temp.changed USING (id)"), "true")?,
        revived: affected(connection, &revived, DEAD)?,
        scopes: differing(connection, "scopes")?,
        routes: differing(connection, "routes")?,
        settings: differing(connection, "settings")?,
        admin_keys: differing(connection, "admin_keys")?,
        revived_admin_keys: affected(
            connection,
            ADMIN_KEYS,
            "here.revoked_ms IS NOT NULL AND there.revoked_ms IS NULL",
        )?,
        is_vault_changed: vault > 0,
    })
}

fn affected(connection: &Connection, from: &str, which: &str) -> Result<Affected, StoreError> {
    let count: i64 =
        connection.query_one(&format!("SELECT count(*) FROM {from} WHERE {which}"), [], |row| row.get(0))?;
    let sql = format!("SELECT id, there.name FROM {from} WHERE {which} ORDER BY id LIMIT {NAMED}");
    let mut statement = connection.prepare(&sql)?;
    let first = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Affected { count: count.unsigned_abs(), first: first.collect::<Result<_, _>>()? })
}

/// How the rows of a table are compared.
pub(crate) struct Compared {
    /// What a row is known by, where two files hold one that is not the same.
    pub(crate) key: &'static str,
    /// What may differ without a difference.
    pub(crate) ignored: &'static [&'static str],
    /// Which rows.
    pub(crate) which: &'static str,
}

pub(crate) fn compared(table: &str) -> Compared {
    let all = Compared { key: "id", ignored: &[], which: "true" };
    match table {
        "scopes" => Compared { key: "name", ..all },
        // How backups are made is no part of what they hold.
        "settings" => Compared { key: "name", which: r"name NOT LIKE 'backup\_%' ESCAPE '\'", ..all },
        "admin_keys" => Compared { ignored: &["last_used_ms"], ..all },
        "retired_data_keys" => Compared { key: "dek_id", ..all },
        _ => all,
    }
}

/// Rows of a table that are in one of both files alone, or not the same in both.
fn differing(connection: &Connection, table: &str) -> Result<u64, StoreError> {
    let Compared { key, ignored, which } = compared(table);
    let names: Vec<String> = columns(connection, table)?
        .into_iter()
        .filter(|column| !ignored.contains(&column.as_str()))
        .collect();
    let names = names.join("\", \"");
    let one = |from: &str, other: &str| {
        format!(
            "SELECT {key} FROM (SELECT \"{names}\" FROM {from}.{table} WHERE {which}
                                EXCEPT SELECT \"{names}\" FROM {other}.{table})"
        )
    };
    let sql = format!("SELECT count(*) FROM ({} UNION {})", one("main", "backup"), one("backup", "main"));
    Ok(connection.query_one(&sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
}
