-- Slots may also be opened by a recovery code, and say for people when and where they were made.
CREATE TABLE vault_slots_0002 (
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
INSERT INTO vault_slots_0002 (id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped)
    SELECT id, dek_id, kind, salt, memory_kib, passes, lanes, wrapped FROM vault_slots ORDER BY rowid;
DROP TABLE vault_slots;
ALTER TABLE vault_slots_0002 RENAME TO vault_slots;

-- Data keys that were rotated out, for as long as a sealed key needs them; sealed under the one in the slots.
CREATE TABLE retired_data_keys (
    dek_id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
