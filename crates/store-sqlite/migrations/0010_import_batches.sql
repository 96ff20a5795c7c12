-- Which tokens the rows of a file became whose import may be run again under the same name, kept for 30 days.
CREATE TABLE import_batches (
    name        TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    first_row   INTEGER NOT NULL CHECK (first_row > 0), -- of the rows of one transaction
    file_sha256 BLOB    NOT NULL CHECK (length(file_sha256) = 32),
    tokens      TEXT    NOT NULL,                       -- numbers by comma, one for each row; blank: none was issued
    at_ms       INTEGER NOT NULL,
    PRIMARY KEY (name, first_row)
) STRICT, WITHOUT ROWID;

CREATE INDEX import_batches_by_time ON import_batches (at_ms);
