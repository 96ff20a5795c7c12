//! Why a command was refused: a code with parameters. The interface writes the sentence.

use serde::Serialize;
use ts_rs::TS;

use super::{FieldError, TokenDetails, VaultStatus};

#[derive(Clone, Debug, Serialize, TS)]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[ts(export)]
pub(crate) enum Fault {
    /// Bad input: all field errors.
    Invalid {
        errors: Vec<FieldError>,
    },
    /// The token was changed meanwhile; here is how it stands now.
    Conflict {
        current: Box<TokenDetails>,
    },
    NotFound,
    /// A revoked or deleted token can't be edited.
    NotEditable,
    /// Show-once: only the hash is kept.
    KeyNotKept,
    /// The sealed copy does not open: damaged or swapped.
    KeyDamaged {
        id: i64,
    },
    VaultLocked {
        status: VaultStatus,
    },
    VaultNeedsPassphrase {
        status: VaultStatus,
    },
    WrongPassphrase,
    ClipboardUnavailable {
        detail: String,
    },
    UndoExpired,
    StoreBusy,
    StoreFull,
    StoreReadOnly,
    StoreUnreadable {
        detail: String,
    },
    /// The file was written by a newer version.
    StoreNewer {
        found: u32,
        known: u32,
    },
    StoreCorrupt {
        table: String,
        column: String,
        row: i64,
    },
    Internal {
        detail: String,
    },
}
