-- Each entry's hash covers the entry and the hash before it; those that are here already are chained as they are.
-- `audit_link` is the program's own: it follows the chain from row to row. The head remembers the last number, so
-- that none is used again.
CREATE TABLE chained_entries (
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

INSERT INTO chained_entries
SELECT id, at_ms, actor, NULL, action, token_id, subject, changes,
       audit_link(id, at_ms, actor, NULL, action, token_id, subject, changes)
FROM audit_entries ORDER BY id;

DROP TABLE audit_entries;
ALTER TABLE chained_entries RENAME TO audit_entries;
CREATE INDEX audit_entries_by_token ON audit_entries (token_id, id);

-- Where the log ends: entries that were cut off leave this behind.
CREATE TABLE audit_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    number   INTEGER NOT NULL CHECK (number >= 0),      -- of the last entry; 0: there is none
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_head
SELECT 1, coalesce(max(id), 0), coalesce((SELECT hash FROM audit_entries ORDER BY id DESC LIMIT 1), zeroblob(32))
FROM audit_entries;
