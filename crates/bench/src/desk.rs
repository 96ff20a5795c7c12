//! A desk to measure.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use tokendesk_domain::settings::Language;
use tokendesk_issuer::{Clock, Desk, DeskOptions, system_clock};
use tokendesk_vault::{Keyring, testing::MemoryKeyring};

/// The desk on `file`, which is made where it is missing; its keyring is empty.
pub(crate) fn open_desk(file: &Path) -> Result<Desk> {
    open_desk_at(file, system_clock())
}

/// The same, with a clock of its own.
pub(crate) fn open_desk_at(file: &Path, clock: Clock) -> Result<Desk> {
    let keyring: Arc<dyn Keyring> = Arc::new(MemoryKeyring::new());
    let actor = "desk:bench".to_owned();
    Ok(Desk::open(DeskOptions { file: file.to_owned(), actor, keyring, clock, language: Language::English })?)
}
