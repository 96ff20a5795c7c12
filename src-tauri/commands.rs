//! What the window may ask for: each command converts, calls the desk and converts back.

mod change;
mod copy;
mod edit;
mod issue;
mod list;
mod scope;
mod settings;
mod start;
mod vault;

use std::sync::Arc;

use tauri::{State, Wry, ipc::Invoke};

use crate::seat::Seat;

pub(crate) type Desk<'s> = State<'s, Arc<Seat>>;

/// All commands; `wire::Commands` says what they take and give.
pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        start::boot,
        start::window_ready,
        issue::review_issue,
        issue::issue_token,
        issue::forget_issued_key,
        issue::save_issue_draft,
        issue::load_issue_draft,
        issue::discard_issue_draft,
        list::list_tokens,
        list::count_tokens,
        list::token_details,
        edit::review_edit,
        edit::edit_token,
        change::preview_change,
        change::change_tokens,
        change::undo_change,
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
        settings::save_settings,
        vault::vault_status,
        vault::set_vault_passphrase,
        vault::unlock_vault,
        vault::retry_keyring,
        vault::lock_vault,
    ]
}
