-- Without a call for so long, an old key ends before its time; NULL: it does not, or it has ended.
ALTER TABLE old_keys ADD COLUMN quiet_ms INTEGER CHECK (quiet_ms > 0);
-- Its token's calls in the hour of the rotation, but before it: usage is kept by hours.
ALTER TABLE old_keys ADD COLUMN calls_before INTEGER NOT NULL DEFAULT 0 CHECK (calls_before >= 0);
CREATE INDEX old_keys_by_silence ON old_keys (max(rotated_ms, coalesce(last_used_ms, rotated_ms)) + quiet_ms)
    WHERE quiet_ms IS NOT NULL;
