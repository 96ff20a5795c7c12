//! Tokens, scopes, settings and the audit log in one SQLite file
