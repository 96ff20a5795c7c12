-- What tokens may spend, in units, and what they have spent.

ALTER TABLE tokens ADD COLUMN quota INTEGER CHECK (quota >= 0);                 -- NULL: unlimited
ALTER TABLE tokens ADD COLUMN daily_quota INTEGER CHECK (daily_quota >= 0);
ALTER TABLE tokens ADD COLUMN monthly_quota INTEGER CHECK (monthly_quota >= 0);
-- Names, one a line; NULL: all models.
ALTER TABLE tokens ADD COLUMN models TEXT CHECK (models <> '');
ALTER TABLE tokens ADD COLUMN token_group TEXT NOT NULL DEFAULT 'default'
    CHECK (length(token_group) BETWEEN 1 AND 50);

-- Each cost is counted over the token's life, the day and the month at once. A period never goes back to an earlier one.
CREATE TABLE token_spending (
    token_id       INTEGER PRIMARY KEY REFERENCES tokens (id) ON DELETE CASCADE,
    spent          INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    day_spent      INTEGER NOT NULL DEFAULT 0 CHECK (day_spent >= 0),
    day_until_ms   INTEGER,                             -- the end of the day that it counts; NULL: nothing was spent
    month_spent    INTEGER NOT NULL DEFAULT 0 CHECK (month_spent >= 0),
    month_until_ms INTEGER
) STRICT;

-- What programs reserve before the work and settle after it, by a name of their own: told twice it is done once.
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
