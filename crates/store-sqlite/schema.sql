CREATE TABLE admin_keys (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,     -- never used again
    key_sha256   BLOB    NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
    key_head     TEXT    NOT NULL,                      -- the parts of the secret that may be shown
    key_tail     TEXT    NOT NULL,
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    scopes       TEXT    NOT NULL,                      -- tokens:read, keys:copy, one a line
    expires_ms   INTEGER,
    allow_ips    TEXT    NOT NULL,                      -- canonical CIDR, one a line; blank: all
    created_ms   INTEGER NOT NULL,
    revoked_ms   INTEGER,
    last_used_ms INTEGER                                -- to the minute
) STRICT;

CREATE UNIQUE INDEX admin_keys_by_name ON admin_keys (name) WHERE revoked_ms IS NULL;

CREATE TABLE advances (
    node           BLOB    NOT NULL REFERENCES verifiers (node),
    token_id       INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    granted        INTEGER NOT NULL CHECK (granted > 0),   -- units
    serial         INTEGER NOT NULL,                       -- its slot's: another one is of another advance
    day_until_ms   INTEGER NOT NULL,                       -- the periods that count it
    month_until_ms INTEGER NOT NULL,
    PRIMARY KEY (node, token_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX advances_by_token ON advances (token_id);

CREATE TABLE "audit_entries" (
    id       INTEGER PRIMARY KEY,
    at_ms    INTEGER NOT NULL,
    actor    TEXT    NOT NULL,                          -- desk:anna, cli:root, api:ci
    address  TEXT,                                      -- of the client, over HTTP
    action   TEXT    NOT NULL,
    token_id INTEGER,
    subject  TEXT    NOT NULL,                          -- name of the token or scope
    changes  TEXT    NOT NULL,                          -- JSON: [{"field", "before", "after"}]
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_entries_by_token ON audit_entries (token_id, id);

CREATE TABLE audit_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    number   INTEGER NOT NULL CHECK (number >= 0),      -- of the last entry; 0: there is none
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE bookings (
    token_id       INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    name           TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    reserved       INTEGER NOT NULL CHECK (reserved >= 0),
    cost           INTEGER,                             -- as it was settled; NULL: not yet
    until_ms       INTEGER NOT NULL,                    -- given back then; settled: forgotten then
    day_until_ms   INTEGER NOT NULL,                    -- the periods that count it
    month_until_ms INTEGER NOT NULL,
    PRIMARY KEY (token_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX bookings_by_until ON bookings (until_ms);

CREATE TABLE idempotent_requests (
    admin_key_id    INTEGER NOT NULL REFERENCES admin_keys (id),
    idempotency_key TEXT    NOT NULL,
    request_sha256  BLOB    NOT NULL CHECK (length(request_sha256) = 32),
    tokens          TEXT    NOT NULL,                   -- numbers by comma, one for each row; blank: the row was wrong
    at_ms           INTEGER NOT NULL,
    PRIMARY KEY (admin_key_id, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (at_ms);

CREATE TABLE import_batches (
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    first_row   INTEGER NOT NULL CHECK (first_row > 0), -- of the rows of one transaction
    file_sha256 BLOB    NOT NULL CHECK (length(file_sha256) = 32),
    tokens      TEXT    NOT NULL,                       -- numbers by comma, one for each row; blank: none was issued
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (name, first_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_batches_by_time ON import_batches (at_ms);

CREATE TABLE issue_draft (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    form     TEXT NOT NULL
) STRICT;

CREATE TABLE leases (
    node     BLOB    NOT NULL REFERENCES verifiers (node),
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    until_ms INTEGER,                                   -- end of the window; NULL: the token's whole life
    granted  INTEGER NOT NULL CHECK (granted > 0),
    used     INTEGER NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND granted),  -- of it, what is told in token_usage
    serial   INTEGER NOT NULL,                          -- its slot's: another one is of another lease
    PRIMARY KEY (node, token_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX leases_by_token ON leases (token_id);

CREATE TABLE old_keys (
    key_sha256   BLOB    NOT NULL PRIMARY KEY CHECK (length(key_sha256) = 32),
    token_id     INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    generation   INTEGER NOT NULL CHECK (generation > 0),
    key_head     TEXT    NOT NULL,
    key_tail     TEXT    NOT NULL,
    until_ms     INTEGER NOT NULL,                      -- dead from this moment on
    rotated_ms   INTEGER NOT NULL,
    last_used_ms INTEGER,
    last_address TEXT,
    uses         INTEGER NOT NULL DEFAULT 0 CHECK (uses >= 0)
, quiet_ms INTEGER CHECK (quiet_ms > 0), calls_before INTEGER NOT NULL DEFAULT 0 CHECK (calls_before >= 0)) STRICT, WITHOUT ROWID;

CREATE INDEX old_keys_by_silence ON old_keys (max(rotated_ms, coalesce(last_used_ms, rotated_ms)) + quiet_ms)
    WHERE quiet_ms IS NOT NULL;

CREATE UNIQUE INDEX old_keys_by_token ON old_keys (token_id, generation);

CREATE TABLE retired_data_keys (
    dek_id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE routes (
    id       INTEGER PRIMARY KEY,
    host     TEXT NOT NULL DEFAULT '',                  -- blank: any host
    method   TEXT NOT NULL,                             -- upper case, or ANY
    template TEXT NOT NULL,                             -- /v1/clusters/{id}
    scope    TEXT REFERENCES scopes (name),             -- NULL: any token will do
    source   TEXT NOT NULL,                             -- 'hand', or the import that it came with
    UNIQUE (host, method, template)
) STRICT;

CREATE INDEX routes_by_scope ON routes (scope) WHERE scope IS NOT NULL;

CREATE TABLE scopes (
    name        TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 100),
    group_name  TEXT NOT NULL,
    description TEXT NOT NULL,
    retired_ms  INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed_keys (
    token_id INTEGER PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    sealed   BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token_scopes (
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    scope    TEXT    NOT NULL REFERENCES scopes (name),
    PRIMARY KEY (token_id, scope)
) STRICT, WITHOUT ROWID;

CREATE INDEX token_scopes_by_scope ON token_scopes (scope, token_id);

CREATE TABLE token_spending (
    token_id       INTEGER PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    spent          INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    day_spent      INTEGER NOT NULL DEFAULT 0 CHECK (day_spent >= 0),
    day_until_ms   INTEGER,                             -- the end of the day that it counts; NULL: nothing was spent
    month_spent    INTEGER NOT NULL DEFAULT 0 CHECK (month_spent >= 0),
    month_until_ms INTEGER
) STRICT;

CREATE TABLE token_usage (
    token_id     INTEGER PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    used         INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    until_ms     INTEGER,                               -- end of the window that `used` counts; NULL: the whole life
    last_used_ms INTEGER
, "window" TEXT
    CHECK ("window" IN ('total', 'minute', 'hour', 'day', 'month')), leased INTEGER NOT NULL DEFAULT 0 CHECK (leased >= 0), last_address TEXT) STRICT;

CREATE TABLE tokens (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again
    revision        INTEGER NOT NULL DEFAULT 1,         -- + 1 with each change: an edit of an older one is refused
    key_sha256      BLOB    NOT NULL UNIQUE CHECK (length(key_sha256) = 32),
    key_head        TEXT    NOT NULL,                   -- the parts of the key that may be shown
    key_tail        TEXT    NOT NULL,
    show_once       INTEGER NOT NULL CHECK (show_once IN (0, 1)),
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    description     TEXT    NOT NULL CHECK (length(description) <= 500),
    name_folded     TEXT    NOT NULL,                   -- lower case, to sort by
    search_text     TEXT    NOT NULL,                   -- lower case, to search in
    state           TEXT    NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'disabled', 'revoked')),
    revoked_ms      INTEGER,
    revoked_reason  TEXT,
    expires_ms      INTEGER,
    allow_ips       TEXT    NOT NULL,                   -- canonical CIDR, one a line; blank: all
    block_ips       TEXT    NOT NULL,
    limit_max       INTEGER CHECK (limit_max > 0),
    limit_window    TEXT    CHECK (limit_window IN ('total', 'minute', 'hour', 'day', 'month')),
    created_ms      INTEGER NOT NULL,
    deleted_ms      INTEGER, rate_max INTEGER CHECK (rate_max > 0), rate_window TEXT
    CHECK (rate_window IN ('second', 'minute', 'hour') AND (rate_window IS NULL) = (rate_max IS NULL)), rate_burst INTEGER
    CHECK (rate_burst > 0 AND (rate_burst IS NULL OR rate_max IS NOT NULL)), generation INTEGER NOT NULL DEFAULT 1 CHECK (generation > 0), quota INTEGER CHECK (quota >= 0), daily_quota INTEGER CHECK (daily_quota >= 0), monthly_quota INTEGER CHECK (monthly_quota >= 0), models TEXT CHECK (models <> ''), token_group TEXT NOT NULL DEFAULT 'default'
    CHECK (length(token_group) BETWEEN 1 AND 50),                            -- in the trash since
    CHECK ((state = 'revoked') = (revoked_ms IS NOT NULL)),
    CHECK ((state = 'revoked') = (revoked_reason IS NOT NULL)),
    CHECK ((limit_max IS NULL) = (limit_window IS NULL))
) STRICT;

CREATE INDEX tokens_by_created ON tokens (created_ms);

CREATE INDEX tokens_by_group ON tokens (token_group) WHERE token_group <> 'default';

CREATE INDEX tokens_by_name ON tokens (name_folded, id);

CREATE INDEX tokens_in_trash ON tokens (deleted_ms) WHERE deleted_ms IS NOT NULL;

CREATE TABLE usage_addresses (
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    address  TEXT    NOT NULL,
    last_ms  INTEGER NOT NULL,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (token_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE usage_hours (
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    hour_ms  INTEGER NOT NULL,                          -- its beginning
    code     TEXT    NOT NULL,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (token_id, hour_ms, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    id       BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

CREATE TABLE "vault_slots" (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    dek_id     INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('keyring', 'passphrase', 'recovery')),
    salt       BLOB,                                    -- of the passphrase or the recovery code
    memory_kib INTEGER,                                 -- Argon2id, for a passphrase
    passes     INTEGER,
    lanes      INTEGER,
    wrapped    BLOB    NOT NULL,
    created_ms INTEGER,                                 -- NULL: made before this was written down
    machine    TEXT                                     -- whose keyring it is
) STRICT;

CREATE TABLE verifiers (
    node       BLOB    NOT NULL PRIMARY KEY CHECK (length(node) = 16),
    started_ms INTEGER NOT NULL,
    seen_ms    INTEGER NOT NULL                         -- that it wrote last
) STRICT, WITHOUT ROWID;
