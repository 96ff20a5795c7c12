//! The use cases of the desk: issue, list, edit, change, copy; shared by the window and the command line.
//!
//! Reads the clock and the generator once for each use case, and hands both to the rules in `tokendesk-domain`.
//! Knows no window, no terminal and no wire format.

mod admin_keys;
mod audit;
mod backup;
mod clock;
mod desk;
mod draft;
mod edit;
mod edit_alike;
mod edit_many;
mod enforcement;
mod error;
mod explain;
mod export;
mod import;
mod issue;
mod issue_rules;
mod keys;
mod life;
mod list;
mod new_key;
mod place;
mod posture;
mod probe_token;
mod random;
mod remedy;
mod restore;
mod rotate;
mod route_trial;
mod routes;
mod scopes;
mod settings;
mod target;
mod undo;
mod usage;
mod vault;

pub use admin_keys::IssuedAdminKey;
pub use audit::AuditPage;
pub use backup::{KeptBackup, backup_folder, backups_of};
pub use clock::{Clock, system_clock};
pub use desk::{Desk, DeskOptions};
pub use edit::EditRequest;
pub use edit_alike::EditPreview;
pub use edit_many::{EditsOutcome, FormEdit};
pub use error::DeskError;
pub use explain::{Explanation, ImaginedRequest};
pub use export::{Export, ExportCount, ExportPreview, ExportedToken};
pub use import::{ImportOrder, ImportOutcome, ImportProblem, ImportReview, ImportRow};
pub use issue::{IssueOrder, IssueReview, Issued, Ordered};
pub use keys::KeyUse;
pub use life::{ChangeCount, ChangeOutcome, Progress};
pub use list::{Details, Page};
pub use place::{data_file, default_folder, system_language, user_name};
pub use posture::{FindingPage, Posture};
pub use probe_token::ProbeToken;
pub use remedy::RemedyPreview;
pub use restore::{PreparedRestore, is_beyond_use};
pub use route_trial::RouteTrial;
pub use routes::RouteError;
pub use scopes::{Holders, Retirement};
pub use target::Target;
pub use tokendesk_store_sqlite::{
    Affected, AuditPlace, BackupContent, BackupError, Entries, Existing, ImportBatch, RepeatableRequest,
    Repetition, RestorePreview, StoreError, check_backup,
};
pub use undo::UndoOutcome;
pub use usage::{SeenAddress, TokenUsage};
pub use vault::{KeyProtection, RotationReport, SlotInfo, VaultProblem, Watcher, WrittenCode};
