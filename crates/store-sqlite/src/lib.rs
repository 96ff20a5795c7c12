//! Tokens, scopes, settings and the audit log in one SQLite file.
//!
//! Knows tables and SQL; knows no rule (that is `tokendesk-domain`'s) and opens no sealed key.
//! All that is read is parsed into domain types; a row that can't be is [`StoreError::Corrupt`], never guessed at.

mod admin_keys;
mod advances;
mod audit;
mod backup;
mod backup_error;
mod backup_file;
mod backup_plan;
mod bookings;
mod column;
mod connections;
mod damage;
mod draft;
mod enforcement;
mod error;
mod file_identity;
mod filter;
mod import_batches;
mod lease;
mod leases;
mod left_log;
mod life;
mod list;
mod list_rows;
mod log;
mod migrations;
mod notice;
mod quota;
mod restore;
mod restore_preview;
mod rotation;
mod routes;
mod scopes;
mod settings;
mod shared_commit;
mod spending;
mod standings;
mod store;
mod tokens;
mod usage;
mod vault;
mod verifier;

pub use admin_keys::{RepeatableRequest, Repetition};
pub use advances::{Advance, AdvanceAsk};
pub use audit::{AuditLook, AuditPlace};
pub use backup::{Existing, remove_unfinished};
pub use backup_error::BackupError;
pub use backup_file::{BackupContent, StagedBackup, check_backup};
pub use bookings::{Reserved, Settled};
pub use connections::create_folder;
pub use error::{StoreError, StoreFailure};
pub use import_batches::ImportBatch;
pub use lease::{Lease, LeaseAsk, Node, Settlement, Spent};
pub use life::Entries;
pub use list_rows::ListChanges;
pub use restore::RestoreNote;
pub use restore_preview::{Affected, RestorePreview};
pub use rotation::NewKeyRow;
pub use spending::{Left, Periods, Shortage};
pub use store::{Birth, Epoch, Read, Store, Write};
pub use tokens::NewTokenRow;
pub use usage::{ALLOWED, AddressUse, HourCount, LastUse, OldKeyUse, UsageBatch};
pub use vault::{RetiredKeyRow, SealedRow, SlotOrigin, SlotRow, StaleRow};
pub use verifier::{OfToken, OldKeyRow, VerifierChanges, VerifierRow};
