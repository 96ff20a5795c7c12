//! Secret Service: GNOME Keyring, `KWallet`, `KeePassXC` and others, over D-Bus.
//!
//! The keyring store unlocks by itself whatever is locked, which shows a password dialog and waits
//! for it; and a locked GNOME Keyring reports an entry as absent. So whether something is locked is
//! found out before the store is asked.

use std::collections::HashMap;

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi as _;
use secret_service::blocking::{Item, SecretService};
use secret_service::{EncryptionType, Error};
use zbus_secret_service_keyring_store::Store;

use super::SERVICE;
use crate::KeyringProblem;

/// Refuses if reading or writing the account's entry would have to unlock something first.
pub(super) fn ensure_unlocked(account: &str) -> Result<(), KeyringProblem> {
    let service = connect()?;
    let found = service.search_items(attributes(account)).map_err(problem)?;
    if !found.locked.is_empty() {
        return Err(KeyringProblem::Locked);
    }
    if !found.unlocked.is_empty() {
        return Ok(());
    }
    // Nothing found says nothing while the keyring where it would be is locked.
    let default = service.get_default_collection().map_err(problem)?;
    if default.is_locked().map_err(problem)? {
        return Err(KeyringProblem::Locked);
    }
    Ok(())
}

/// Asks the person to unlock what holds, or would hold, the account's entry; waits for the answer.
pub(super) fn unlock(account: &str) -> Result<(), KeyringProblem> {
    let service = connect()?;
    let found = service.search_items(attributes(account)).map_err(problem)?;
    if !found.locked.is_empty() {
        let locked: Vec<&Item<'_>> = found.locked.iter().collect();
        return service.unlock_all(&locked).map_err(problem);
    }
    let default = service.get_default_collection().map_err(problem)?;
    if default.is_locked().map_err(problem)? {
        default.unlock().map_err(problem)?;
    }
    Ok(())
}

/// The account's entry, over a connection of its own.
pub(super) fn entry(account: &str) -> keyring_core::Result<Entry> {
    // What people see in their keyring's own window.
    let label = HashMap::from([("label", "Tokendesk")]);
    Store::new()?.build(SERVICE, account, Some(&label))
}

fn connect() -> Result<SecretService<'static>, KeyringProblem> {
    SecretService::connect(EncryptionType::Dh).map_err(problem)
}

/// What the keyring store searches by.
fn attributes(account: &str) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("username", account)])
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn problem(error: Error) -> KeyringProblem {
    let problem = match &error {
        Error::Locked | Error::Prompt => KeyringProblem::Locked,
        // No result: there is no default keyring, and making one is the desktop's affair.
        Error::Unavailable | Error::NoResult => KeyringProblem::Absent,
        Error::Zbus(error) if is_absence(error) => KeyringProblem::Absent,
        _ => KeyringProblem::Failed,
    };
    // Said once, here: further up it is only the problem's name.
    if problem == KeyringProblem::Failed {
        tracing::warn!(%error, "the Secret Service failed");
    } else {
        tracing::info!(%error, ?problem, "the Secret Service does not help");
    }
    problem
}

/// No session bus, or nobody on it who could keep a secret.
fn is_absence(error: &zbus::Error) -> bool {
    match error {
        zbus::Error::Connection(..) | zbus::Error::InputOutput(_) | zbus::Error::Address(_) => true,
        zbus::Error::MethodError(name, ..) => name.as_str() == "org.freedesktop.DBus.Error.ServiceUnknown",
        _ => false,
    }
}
