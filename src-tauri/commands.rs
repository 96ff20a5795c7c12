//! What the window may ask for: each command converts, calls the desk and converts back.

mod admin_key;
mod audit;
mod backup;
mod bulk_edit;
mod change;
mod closing;
mod copy;
mod edit;
mod enforcement;
mod gateway;
mod gateway_test;
mod issue;
mod list;
mod posture;
mod protection;
mod replacement;
mod rotation;
mod route;
mod scope;
mod settings;
mod simulation;
mod start;
mod token_export;
mod token_import;
mod usage;
mod vault;

use std::sync::Arc;

use tauri::{State, Wry, ipc::Invoke};

use crate::seat::Seat;

pub(crate) type Desk<'s> = State<'s, Arc<Seat>>;

/// All commands; `wire::Commands` says what they take and give.
#[expect(clippy::too_many_lines, reason = "a line for each command")]
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        start::boot,
        start::page_ready,
        closing::closing_asked,
        closing::close_window,
        issue::review_issue,
        issue::issue_token,
        issue::forget_issued_key,
        issue::save_issue_draft,
        issue::load_issue_draft,
        issue::discard_issue_draft,
        list::list_tokens,
        list::count_list,
        list::count_tokens,
        list::locate_tokens,
        list::token_details,
        usage::token_usage,
        simulation::explain_request,
        edit::review_edit,
        edit::edit_token,
        rotation::rotate_token_key,
        rotation::revoke_old_key,
        change::preview_change,
        change::change_tokens,
        change::undo_change,
        change::cancel_change,
        posture::posture,
        posture::finding_page,
        posture::preview_remedy,
        posture::apply_remedy,
        bulk_edit::preview_bulk_edit,
        bulk_edit::apply_bulk_edit,
        token_export::preview_token_export,
        token_export::export_tokens,
        token_import::choose_token_file,
        token_import::drop_token_file,
        token_import::preview_token_import,
        token_import::import_tokens,
        token_import::save_imported_keys,
        token_import::forget_token_file,
        token_import::forget_imported_keys,
        copy::copy_token_key,
        copy::copy_token_example,
        copy::copy_plain_text,
        copy::reveal_token_key,
        copy::clear_clipboard,
        scope::list_scopes,
        scope::add_scope,
        scope::edit_scope,
        scope::retire_scope,
        scope::reinstate_scope,
        scope::scope_holders,
        route::list_routes,
        route::save_route,
        route::remove_route,
        route::choose_unmatched,
        route::try_route,
        route::preview_document,
        route::import_document,
        audit::list_audit,
        audit::check_audit,
        audit::export_audit,
        audit::cancel_audit,
        settings::save_settings,
        enforcement::enforcement,
        enforcement::enforce,
        enforcement::latest_decisions,
        gateway::review_gateway,
        gateway::copy_gateway_file,
        gateway::save_gateway_file,
        gateway_test::test_gateway,
        backup::list_backups,
        backup::save_daily_backups,
        backup::back_up,
        backup::save_backup_copy,
        backup::prepare_restore,
        backup::restore_backup,
        backup::drop_restore,
        replacement::backups_at_hand,
        replacement::prepare_replacement,
        replacement::replace_data_file,
        admin_key::list_admin_keys,
        admin_key::issue_admin_key,
        admin_key::copy_admin_key,
        admin_key::forget_admin_key,
        admin_key::revoke_admin_key,
        vault::vault_status,
        vault::set_vault_passphrase,
        vault::unlock_vault,
        vault::retry_keyring,
        vault::lock_vault,
        vault::note_activity,
        protection::key_protection,
        protection::add_keyring_slot,
        protection::draw_recovery_code,
        protection::confirm_recovery_code,
        protection::drop_recovery_code,
        protection::remove_slot,
        protection::rotate_data_key,
        protection::stop_rotation,
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// The words that follow `before` and end before `end`, in every line of a text.
    fn words(text: &str, before: &str, end: char) -> BTreeSet<String> {
        let found = text.lines().filter_map(|line| line.trim().strip_prefix(before)?.split_once(end));
        found.map(|(word, _)| word.to_owned()).collect()
    }

    #[test]
    fn every_command_of_the_wire_is_built_granted_and_handled_and_no_other() {
        let wire = include_str!("wire.rs");
        let table = wire.split_once("struct Commands {").and_then(|(_, rest)| rest.split_once("\n}"));
        let declared: BTreeSet<String> = table
            .map(|(table, _)| table)
            .unwrap()
            .lines()
            .filter_map(|line| line.trim().split_once(": ("))
            .map(|(name, _)| name.to_owned())
            .collect();
        assert!(declared.len() > 30, "{declared:?}");

        assert_eq!(words(include_str!("build.rs"), "\"", '"'), declared, "build.rs");

        let granted = words(include_str!("capabilities/main.json"), "\"allow-", '"');
        let granted: BTreeSet<String> = granted.iter().map(|name| name.replace('-', "_")).collect();
        assert_eq!(granted, declared, "capabilities/main.json");

        let own = include_str!("commands.rs");
        let list = own.split_once("generate_handler![").and_then(|(_, rest)| rest.split_once("\n    ]"));
        let handled: BTreeSet<String> = list
            .map(|(list, _)| list)
            .unwrap()
            .lines()
            .filter_map(|line| line.trim().trim_end_matches(',').split_once("::"))
            .map(|(_, name)| name.to_owned())
            .collect();
        assert_eq!(handled, declared, "commands.rs");
    }
}
