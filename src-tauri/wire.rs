//! What crosses between Rust and the interface: plain types, exported as TypeScript.
//!
//! A value here is what was typed or what is shown; the rules live in `tokendesk-domain`.
//! `Commands` is the one table of commands: the interface's `command()` is typed by it.

#![expect(dead_code, reason = "`Commands` and `Events` exist for their TypeScript")]

mod admin_key;
mod audit;
mod backup;
mod bulk_edit;
mod closing;
mod draft;
mod enforcement;
mod fault;
mod file;
mod gateway;
mod list;
mod posture;
mod rotation;
mod route;
mod scope;
mod settings;
mod simulation;
mod token;
mod token_export;
mod token_import;
mod usage;
mod vault;

pub(crate) use admin_key::*;
pub(crate) use audit::*;
pub(crate) use backup::*;
pub(crate) use bulk_edit::*;
pub(crate) use closing::*;
pub(crate) use draft::*;
pub(crate) use enforcement::*;
pub(crate) use fault::*;
pub(crate) use file::*;
pub(crate) use gateway::*;
pub(crate) use list::*;
pub(crate) use posture::*;
pub(crate) use rotation::*;
pub(crate) use route::*;
pub(crate) use scope::*;
pub(crate) use settings::*;
pub(crate) use simulation::*;
pub(crate) use token::*;
pub(crate) use token_export::*;
pub(crate) use token_import::*;
pub(crate) use usage::*;
pub(crate) use vault::*;

use serde::Serialize;
use ts_rs::TS;

/// Every command with its request and its reply. A refused command rejects with a [`Fault`].
#[derive(TS)]
#[ts(export)]
struct Commands {
    /// First call of the window: everything needed to paint.
    boot: ((), Boot),
    /// The first screen is there.
    page_ready: ((), ()),
    /// The question of `closing` is on the screen: the window stays until it is answered.
    closing_asked: ((), ()),
    /// Closes the window, whatever is lost.
    close_window: ((), ()),

    /// Read a form as typed; saves nothing.
    review_issue: (TokenDraft, DraftReview),
    /// Issue for real. The key stays in Rust: copy or reveal it by the reply's id until `forget_issued_key`.
    issue_token: (TokenDraft, IssuedToken),
    /// The success dialog is closed: wipe the key of a token that is shown once.
    forget_issued_key: (TokenRef, ()),
    /// Keep a half-filled form; survives a crash and a restart.
    save_issue_draft: (TokenDraft, ()),
    load_issue_draft: ((), Option<TokenDraft>),
    discard_issue_draft: ((), ()),

    list_tokens: (ListRequest, TokenPage),
    /// How many rows a list has; for one whose pages come without.
    count_list: (ListQuery, u32),
    count_tokens: ((), ChipCounts),
    /// Where tokens stand in a list.
    locate_tokens: (LocateRequest, TokenPlaces),
    token_details: (TokenRef, TokenDetails),
    /// What verifiers told of its use.
    token_usage: (UsageRequest, TokenUsage),
    /// Would this request pass? Charges nothing.
    explain_request: (ImaginedRequest, Simulation),
    review_edit: (EditDraft, DraftReview),
    edit_token: (EditDraft, TokenDetails),
    /// Give a token a new key. It stays in Rust, as that of `issue_token` does.
    rotate_token_key: (RotationDraft, IssuedToken),
    /// End an old key now; the reply is the token as it stands then.
    revoke_old_key: (OldKeyRef, TokenDetails),
    preview_change: (Change, ChangePreview),
    change_tokens: (Change, ChangeOutcome),
    /// Stopped, it can be asked again for the rest.
    undo_change: (UndoRef, ChangeOutcome),
    /// Stops the change to many that is being made, at its next step.
    cancel_change: ((), ()),

    /// How many tokens need a look, and why. Waits for the list.
    posture: ((), Posture),
    /// The tokens of a finding, those whose moment is the first first; the first 10,000 can be asked for.
    finding_page: (FindingRequest, FindingPage),
    preview_remedy: (RemedyRequest, RemedyPreview),
    apply_remedy: (RemedyRequest, ChangeOutcome),

    /// What one edit would do to many tokens; changes nothing.
    preview_bulk_edit: (BulkEditRequest, BulkEditPreview),
    apply_bulk_edit: (BulkEditRequest, ChangeOutcome),

    /// Counts; opens no key.
    preview_token_export: (Target, ExportPreview),
    /// Keys go from the vault to the file; null: no file was chosen, or `cancel_change` was asked.
    export_tokens: (TokenExport, Option<ExportReport>),

    /// Asks for a file of tokens and keeps it as it is; null: none was chosen.
    choose_token_file: (FileQuestion, Option<TokenFileName>),
    /// Keeps a file that was dropped.
    drop_token_file: (DroppedFile, TokenFileName),
    /// Checks every row of the file that is kept; saves nothing.
    preview_token_import: (ImportChoice, ImportPreview),
    /// The keys that are drawn stay in Rust, until `forget_imported_keys`.
    import_tokens: (ImportOrder, ImportReport),
    /// Asks where to, and saves the keys that were drawn there, for their owner alone.
    save_imported_keys: (FileQuestion, SavedKeys),
    /// The dialog is closed: wipe the file.
    forget_token_file: ((), ()),
    /// The admin is done with the keys that were drawn: wipe them.
    forget_imported_keys: ((), ()),

    copy_token_key: (TokenRef, CopyReceipt),
    /// Copies a curl line with the key.
    copy_token_example: (TokenRef, CopyReceipt),
    /// Copies a text that is not secret (an address, an id); never expires.
    copy_plain_text: (PlainText, ()),
    /// Deliberate and audited; the interface hides the key again after 15 s.
    reveal_token_key: (TokenRef, RevealedKey),
    /// Clears the clipboard now if it still holds our key.
    clear_clipboard: ((), ()),

    list_scopes: ((), Vec<Scope>),
    add_scope: (ScopeDraft, Vec<Scope>),
    edit_scope: (ScopeDraft, Vec<Scope>),
    /// Removes a scope that nobody holds, retires one that is held.
    retire_scope: (ScopeRef, ScopeRetirement),
    reinstate_scope: (ScopeRef, Vec<Scope>),
    scope_holders: (ScopeRef, ScopeHolders),

    list_routes: ((), RoutesPage),
    /// Adds a route, or makes one another; refused with `invalid_route`.
    save_route: (RouteDraft, RoutesPage),
    remove_route: (RouteRef, RoutesPage),
    choose_unmatched: (UnmatchedChoice, RoutesPage),
    /// Which route would this request have?
    try_route: (RouteTrial, RouteMatch),
    /// Reads an OpenAPI document and tells what importing it changes; refused with `document_refused`.
    preview_document: (DocumentDraft, DocumentPreview),
    /// Imports it, all or nothing.
    import_document: (DocumentDraft, DocumentPreview),

    /// Newest first, 100 at once.
    list_audit: (AuditRequest, AuditPage),
    /// Is every entry as it was written? null: `cancel_audit` was asked.
    check_audit: (AuditCheck, Option<AuditVerdict>),
    /// Asks where to, and saves entries there, for their owner alone.
    export_audit: (AuditExport, SavedFile),
    /// Ends the look through the log that is being made; no file comes of it.
    cancel_audit: ((), ()),

    save_settings: (Settings, SettingsInForce),

    /// "Enforce on this machine": the choice, how it stands, its figures.
    enforcement: ((), Enforcement),
    /// Switches it on or off, or moves it; chosen once more, it tries again.
    enforce: (EnforcementChoice, EnforcementAnswer),
    /// The last 100, the newest first; where there are many hundreds a second, some are left out.
    latest_decisions: ((), Vec<Decision>),

    /// Reads the form as typed and makes the configuration; its secret is hidden in what comes back.
    review_gateway: (GatewayForm, GatewayReview),
    /// Copies a file of the configuration; one with a secret in it is cleared as a key is.
    copy_gateway_file: (GatewayFileRef, CopyReceipt),
    /// Asks where to, and saves a file of the configuration there, for its owner alone.
    save_gateway_file: (GatewayFileSave, SavedFile),
    /// Sends real requests through a running gateway, with a token that is issued for it and deleted again.
    test_gateway: (GatewayTest, GatewayTestReport),

    /// The backups in the data folder, and whether one is made each day.
    list_backups: ((), Backups),
    save_daily_backups: (DailyBackups, Backups),
    /// Makes a backup in the data folder; answers at its end.
    back_up: ((), Backups),
    /// Asks where to, and makes a backup there.
    save_backup_copy: (FileQuestion, SavedFile),
    /// Checks a backup of the list, or one that is asked for, and tells what restoring it changes; null: none was chosen.
    prepare_restore: (BackupChoice, Option<RestorePlan>),
    /// Restores the backup that was prepared last.
    restore_backup: ((), Backups),
    /// The question is closed: forget what was prepared.
    drop_restore: ((), ()),
    /// Backups beside a data file that can't be used, newest first.
    backups_at_hand: ((), Vec<Backup>),
    /// As `prepare_restore`, where there is nothing to compare with.
    prepare_replacement: (BackupChoice, Option<BackupContent>),
    /// Puts what was prepared in the place of the data file that can't be used; that one is kept.
    replace_data_file: ((), Replaced),

    /// Keys of scripts, newest first.
    list_admin_keys: ((), Vec<AdminKey>),
    /// The secret stays in Rust: copy it by the reply's id until `forget_admin_key`.
    issue_admin_key: (AdminKeyDraft, AdminKey),
    copy_admin_key: (AdminKeyRef, CopyReceipt),
    /// Its dialog is closed: wipe the secret.
    forget_admin_key: (AdminKeyRef, ()),
    revoke_admin_key: (AdminKeyRef, Vec<AdminKey>),

    vault_status: ((), VaultStatus),
    /// Protect copyable keys with a passphrase (a console without a keyring).
    set_vault_passphrase: (NewPassphrase, VaultStatus),
    unlock_vault: (Passphrase, VaultStatus),
    /// Ask the keyring again, for instance after it was unlocked or started.
    retry_keyring: ((), VaultStatus),
    lock_vault: ((), VaultStatus),
    /// Somebody touches the window; asked a few times a minute at most.
    note_activity: ((), ()),

    key_protection: ((), KeyProtection),
    /// Let this machine's keyring open the vault.
    add_keyring_slot: ((), VaultStatus),
    /// Shown once; it opens nothing before it is confirmed.
    draw_recovery_code: ((), RecoveryCode),
    confirm_recovery_code: (RecoveryGroups, VaultStatus),
    drop_recovery_code: ((), ()),
    /// Never the last one.
    remove_slot: (SlotRef, VaultStatus),
    /// Seal every kept key anew under a new data key, or go on with it; answers at its end.
    rotate_data_key: ((), RotationReport),
    stop_rotation: ((), ()),
}

/// Events that Rust sends to the window.
#[derive(TS)]
#[ts(export)]
struct Events {
    /// Tokens or scopes changed, here or by another program on the same file.
    #[ts(rename = "tokens-changed")]
    tokens_changed: (),
    /// A change to many goes on.
    #[ts(rename = "change-progress")]
    change_progress: ChangeProgress,
    /// A check or an export of the audit log goes on.
    #[ts(rename = "audit-progress")]
    audit_progress: ChangeProgress,
    /// The clipboard was filled or cleared.
    #[ts(rename = "clipboard-changed")]
    clipboard_changed: ClipboardState,
    #[ts(rename = "vault-changed")]
    vault_changed: VaultStatus,
    /// A rotation of the data key goes on; null: it has ended.
    #[ts(rename = "rotation-progress")]
    rotation_progress: Option<ChangeProgress>,
    /// A daily backup was made, or could not be.
    #[ts(rename = "backups-changed")]
    backups_changed: (),
    /// "Enforce on this machine" was switched, or stands otherwise.
    #[ts(rename = "enforcement-changed")]
    enforcement_changed: (),
    /// Keys that imports drew were saved, let go of, or have become more.
    #[ts(rename = "unsaved-keys")]
    unsaved_keys: UnsavedKeys,
    /// The window is to be closed, and keys would be lost with it: asks to tell `closing_asked`, and then the admin.
    closing: AtStake,
    /// The notification of tokens that need a look was pressed.
    #[ts(rename = "open-posture")]
    open_posture: (),
    /// Changed by another program or by `save_settings`.
    #[ts(rename = "settings-changed")]
    settings_changed: SettingsInForce,
}

/// All that the first paint needs.
#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Boot {
    pub(crate) settings: SettingsInForce,
    pub(crate) vault: VaultStatus,
    pub(crate) version: String,
    /// Where the data file is, for people.
    pub(crate) data_path: String,
    /// Why the data file can't be used; the window shows it instead of the list.
    pub(crate) fault: Option<Fault>,
    /// Keys of imports that still wait to be saved: the page that was to do it is gone.
    pub(crate) unsaved_keys: UnsavedKeys,
    /// The page crashed and is loaded again.
    pub(crate) recovery: Option<Recovery>,
}

/// What lay open when the page crashed.
#[derive(Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub(crate) struct Recovery {
    /// The token that was just issued; its key still waits to be copied.
    pub(crate) issued: Option<TokenDetails>,
    /// A half-filled form is kept.
    pub(crate) draft: bool,
}
