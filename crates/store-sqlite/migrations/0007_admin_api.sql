-- Keys of scripts that administer tokens over HTTP: a kind of their own, which passes no gateway.
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

-- The audit log calls its holder by it.
CREATE UNIQUE INDEX admin_keys_by_name ON admin_keys (name) WHERE revoked_ms IS NULL;

-- What a request made that may come again with the same Idempotency-Key, kept for a day.
CREATE TABLE idempotent_requests (
    admin_key_id    INTEGER NOT NULL REFERENCES admin_keys (id),
    idempotency_key TEXT    NOT NULL,
    request_sha256  BLOB    NOT NULL CHECK (length(request_sha256) = 32),
    tokens          TEXT    NOT NULL,                   -- numbers by comma, one for each row; blank: the row was wrong
    at_ms           INTEGER NOT NULL,
    PRIMARY KEY (admin_key_id, idempotency_key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (at_ms);

-- The pages of a group. Tokens that were given none make no entry.
CREATE INDEX tokens_by_group ON tokens (token_group) WHERE token_group <> 'default';
