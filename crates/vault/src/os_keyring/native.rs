//! macOS Keychain and Windows Credential Manager: unlocked with the login, and prompting by
//! themselves where they must.

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi as _;

use super::SERVICE;
use crate::KeyringProblem;

#[cfg(target_os = "macos")]
use apple_native_keyring_store::keychain::Store;
#[cfg(windows)]
use windows_native_keyring_store::Store;

/// Nothing to find out: a locked keychain refuses, or prompts, when it is read.
pub(super) fn ensure_unlocked(_account: &str) -> Result<(), KeyringProblem> {
    Ok(())
}

/// There is nothing to be asked for apart from reading.
pub(super) fn unlock(_account: &str) -> Result<(), KeyringProblem> {
    Ok(())
}

/// The account's entry.
pub(super) fn entry(account: &str) -> keyring_core::Result<Entry> {
    Store::new()?.build(SERVICE, account, None)
}
