-- The first page of a list, and how many tokens there are, without reading all of them.
CREATE INDEX tokens_by_created ON tokens (created_ms);
