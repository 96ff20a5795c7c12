-- What the verifier judges by, and what it counts.

-- Which scope a request needs. The most specific route wins; the order of the rows says nothing.
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

-- A rate beside the request limit: so many in each window, spread evenly, and a burst above that.
ALTER TABLE tokens ADD COLUMN rate_max INTEGER CHECK (rate_max > 0);
ALTER TABLE tokens ADD COLUMN rate_window TEXT
    CHECK (rate_window IN ('second', 'minute', 'hour') AND (rate_window IS NULL) = (rate_max IS NULL));
ALTER TABLE tokens ADD COLUMN rate_burst INTEGER
    CHECK (rate_burst > 0 AND (rate_burst IS NULL OR rate_max IS NOT NULL));
-- Which key of the token is the present one, from 1.
ALTER TABLE tokens ADD COLUMN generation INTEGER NOT NULL DEFAULT 1 CHECK (generation > 0);

-- Keys that were rotated out and still pass for a while.
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
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX old_keys_by_token ON old_keys (token_id, generation);

-- The window that `used` counts; NULL: written before this was. It never goes back to an earlier one.
ALTER TABLE token_usage ADD COLUMN "window" TEXT
    CHECK ("window" IN ('total', 'minute', 'hour', 'day', 'month'));
-- Beside `used`: what verifiers have taken and not yet used. Both together never pass the limit.
ALTER TABLE token_usage ADD COLUMN leased INTEGER NOT NULL DEFAULT 0 CHECK (leased >= 0);
ALTER TABLE token_usage ADD COLUMN last_address TEXT;

-- The verifiers, each known by the number in its folder of slots.
CREATE TABLE verifiers (
    node       BLOB    NOT NULL PRIMARY KEY CHECK (length(node) = 16),
    started_ms INTEGER NOT NULL,
    seen_ms    INTEGER NOT NULL                         -- that it wrote last
) STRICT, WITHOUT ROWID;

-- What a verifier has taken of a token's limit, in one window.
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

-- Decisions by token, hour and code; an allowed one has the code 'allowed'.
CREATE TABLE usage_hours (
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    hour_ms  INTEGER NOT NULL,                          -- its beginning
    code     TEXT    NOT NULL,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (token_id, hour_ms, code)
) STRICT, WITHOUT ROWID;

-- Where a token was used from; the latest 50 of each.
CREATE TABLE usage_addresses (
    token_id INTEGER NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
    address  TEXT    NOT NULL,
    last_ms  INTEGER NOT NULL,
    count    INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (token_id, address)
) STRICT, WITHOUT ROWID;
