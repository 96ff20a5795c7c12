-- What verifiers hold of quotas: charged already to the token, its day and its month. What was not used of it is given
-- back to those that are still the ones that counted it.
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
