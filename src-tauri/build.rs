//! One permission per command: `capabilities/` says which window may call it.

use tauri_build::{AppManifest, Attributes, CodegenContext};

/// Every command of `wire.rs`; a test holds the lists together.
const COMMANDS: &[&str] = &[
    "boot",
    "page_ready",
    "closing_asked",
    "close_window",
    "review_issue",
    "issue_token",
    "forget_issued_key",
    "save_issue_draft",
    "load_issue_draft",
    "discard_issue_draft",
    "list_tokens",
    "count_list",
    "count_tokens",
    "locate_tokens",
    "token_details",
    "token_usage",
    "explain_request",
    "review_edit",
    "edit_token",
    "rotate_token_key",
    "revoke_old_key",
    "preview_change",
    "change_tokens",
    "undo_change",
    "cancel_change",
    "posture",
    "finding_page",
    "preview_remedy",
    "apply_remedy",
    "preview_bulk_edit",
    "apply_bulk_edit",
    "preview_token_export",
    "export_tokens",
    "choose_token_file",
    "drop_token_file",
    "preview_token_import",
    "import_tokens",
    "save_imported_keys",
    "forget_token_file",
    "forget_imported_keys",
    "copy_token_key",
    "copy_token_example",
    "copy_plain_text",
    "reveal_token_key",
    "clear_clipboard",
    "list_scopes",
    "add_scope",
    "edit_scope",
    "retire_scope",
    "reinstate_scope",
    "scope_holders",
    "list_routes",
    "save_route",
    "remove_route",
    "choose_unmatched",
    "try_route",
    "preview_document",
    "import_document",
    "list_audit",
    "check_audit",
    "export_audit",
    "cancel_audit",
    "save_settings",
    "enforcement",
    "enforce",
    "latest_decisions",
    "review_gateway",
    "copy_gateway_file",
    "save_gateway_file",
    "test_gateway",
    "list_backups",
    "save_daily_backups",
    "back_up",
    "save_backup_copy",
    "prepare_restore",
    "restore_backup",
    "drop_restore",
    "backups_at_hand",
    "prepare_replacement",
    "replace_data_file",
    "list_admin_keys",
    "issue_admin_key",
    "copy_admin_key",
    "forget_admin_key",
    "revoke_admin_key",
    "vault_status",
    "set_vault_passphrase",
    "unlock_vault",
    "retry_keyring",
    "lock_vault",
    "note_activity",
    "key_protection",
    "add_keyring_slot",
    "draw_recovery_code",
    "confirm_recovery_code",
    "drop_recovery_code",
    "remove_slot",
    "rotate_data_key",
    "stop_rotation",
];

fn main() {
    // An absent folder would fail the build; an empty one gives an empty window, so say so.
    std::fs::create_dir_all("ui/dist").expect("ui/dist can be made");
    if !std::path::Path::new("ui/dist/index.html").exists() {
        println!("cargo::warning=ui/dist is empty: `cargo xtask run` builds the interface first");
    }
    println!("cargo::rerun-if-changed=src-tauri/capabilities");
    println!("cargo::rerun-if-changed=ui/dist");
    // Most symbols that the loader looks for at each start are theirs: it looks through the libraries in the order in
    // which they are named.
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-lib=dylib=webkit2gtk-4.1");
        println!("cargo::rustc-link-lib=dylib=javascriptcoregtk-4.1");
    }
    let attributes = Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*")
        .app_manifest(AppManifest::new().commands(COMMANDS))
        .codegen(CodegenContext::new());
    tauri_build::try_build(attributes).expect("tauri.conf.json and capabilities are right");
}
