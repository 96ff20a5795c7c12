//! Why a command was refused: a code with parameters. The interface writes the sentence.

use serde::Serialize;
use ts_rs::TS;

use super::{
    DocumentProblem, FieldError, KeyringProblem, RouteProblem, SlotKind, TokenDetails, TokenFileProblem,
    VaultStatus,
};

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
    /// As many old keys of the token pass as may at the same time.
    TooManyOldKeys,
    /// The token has no key of this number, or not any more.
    NoSuchKey,
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
    /// A recovery code without a slip, but not this vault's.
    WrongRecoveryCode,
    MistypedRecoveryCode,
    /// The groups that were typed back are not those of the new recovery code.
    WrongGroups,
    /// The vault was locked since the recovery code was drawn.
    NoRecoveryDraft,
    /// The keyring did not take the key.
    KeyringRefused {
        problem: KeyringProblem,
    },
    NoSuchSlot,
    /// The last way that surely opens the vault stays.
    LastSlot,
    /// Slots of an older version, to be set anew or removed before a rotation.
    SecretsNeeded {
        kinds: Vec<SlotKind>,
    },
    /// A slot that was slipped into the file.
    ForeignSlot {
        id: String,
    },
    ClipboardUnavailable {
        detail: String,
    },
    /// A file could not be written where the admin wanted it.
    FileNotWritten {
        detail: String,
    },
    /// The disk that the file was to lie on is full.
    FileNoRoom {
        detail: String,
    },
    /// An entry of a token's lists can't stand in the cell of a table.
    NotInTable {
        name: String,
        entry: String,
    },
    /// The vault was locked while a file of keys was being written; there is none.
    LockedMeanwhile,
    /// All that is wrong with a route.
    InvalidRoute {
        problems: Vec<RouteProblem>,
    },
    /// A document that can't be imported; nothing of it was.
    DocumentRefused {
        problem: DocumentProblem,
    },
    /// A file of tokens that can't be imported; more in English.
    TokenFileRefused {
        problem: TokenFileProblem,
        detail: String,
    },
    /// The chosen file can't be read.
    BackupUnreadable {
        detail: String,
    },
    /// The chosen file is none of ours.
    NotABackup,
    BackupDamaged {
        detail: String,
    },
    /// The backup was made by a newer version.
    BackupNewer {
        found: u32,
        known: u32,
    },
    /// It is of another data file, and there are tokens in this one.
    BackupForeign,
    /// The disk of the copy is full.
    BackupNoRoom,
    /// The folder of the copy can't be written.
    BackupUnwritable {
        detail: String,
    },
    UndoExpired,
    /// A change to many is being made; one at a time.
    ChangeRunning,
    /// An end of a chosen range is not in the list any more.
    RangeGone,
    StoreBusy,
    StoreFull,
    StoreReadOnly,
    StoreUnreadable {
        detail: String,
    },
    /// The file is a database of another program.
    StoreForeign,
    /// The file was written by a newer version.
    StoreNewer {
        found: u32,
        known: u32,
    },
    /// The file was deleted, moved or replaced while it was open.
    StoreMoved,
    /// The log beside the file was written for another one.
    StoreForeignLog,
    /// The file itself is damaged.
    StoreDamaged {
        /// Where, in SQLite's words.
        at: Option<String>,
    },
    /// A row holds what no version writes.
    StoreCorrupt {
        table: String,
        column: String,
        row: i64,
    },
    Internal {
        detail: String,
    },
}
