//! Getting the vault to seal or open: tried first, opened only if it has to be.

use std::io::Write;

use tokendesk_issuer::{Desk, DeskError, StoreError, VaultProblem};
use tokendesk_vault::VaultStatus;

use crate::{
    output::Output,
    passphrase::Source,
    refusal::{Failure, Refusal},
};

/// Another program may set the vault up or change its passphrase between two steps; more often than this in a
/// row it does not happen by chance.
const ROUNDS: usize = 6;

/// How often a person may mistype.
const TRIES: usize = 3;

/// Does `work`, which seals or opens a key, and opens or sets up the vault if that is what it needs.
pub(crate) fn with_vault<T, W: Write, N: Write>(
    desk: &Desk,
    output: &mut Output<W, N>,
    mut work: impl FnMut() -> Result<T, DeskError>,
) -> Result<T, Failure> {
    let source = Source::find();
    let mut keyring_asked = false;
    let mut exposed = source.exposed();
    for _ in 0..ROUNDS {
        let problem = match work() {
            Err(DeskError::Vault(problem)) => problem,
            done => return Ok(done?),
        };
        match problem {
            VaultProblem::Locked(_) if !keyring_asked => {
                keyring_asked = true;
                desk.open_vault();
            }
            VaultProblem::Locked(VaultStatus::Locked { has_passphrase, has_recovery, .. })
                if has_passphrase || has_recovery =>
            {
                exposed.take().iter().for_each(|note| output.warn(note));
                unlock(desk, &source, has_recovery, output)?;
            }
            // Only the keyring opens it. It may ask the person, if there is one.
            VaultProblem::Locked(_) if source == Source::Terminal => {
                output.remark("The vault opens by the keyring; waiting for it to be unlocked…");
                if !matches!(desk.retry_keyring(), VaultStatus::Unlocked { .. }) {
                    return Err(keyring_locked());
                }
            }
            VaultProblem::Locked(_) => return Err(keyring_locked()),
            VaultProblem::NeedsPassphrase(_) => {
                exposed.take().iter().for_each(|note| output.warn(note));
                set_up(desk, &source, output)?;
            }
            problem => return Err(DeskError::Vault(problem).into()),
        }
    }
    let message = "Another program keeps changing the vault; try again.";
    Err(Failure::Fault(Refusal::new("vault_busy", message)))
}

/// Asks for what opens the vault: a passphrase, or where `has_recovery` its recovery code.
pub(crate) fn unlock<W: Write, N: Write>(
    desk: &Desk,
    source: &Source,
    has_recovery: bool,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    for left in (0..TRIES).rev() {
        match desk.unlock_vault(&source.known(has_recovery)?) {
            Err(DeskError::Vault(
                problem @ (VaultProblem::WrongPassphrase
                | VaultProblem::WrongRecoveryCode
                | VaultProblem::MistypedRecoveryCode),
            )) if left > 0 && *source == Source::Terminal => {
                output.remark(match problem {
                    VaultProblem::MistypedRecoveryCode => {
                        "The recovery code has a slip in it; compare it with the paper."
                    }
                    VaultProblem::WrongRecoveryCode => {
                        "This recovery code is not the one of this vault; try again."
                    }
                    _ => "The passphrase is wrong; try again.",
                });
            }
            done => {
                done?;
                break;
            }
        }
    }
    Ok(())
}

/// No keyring, and nothing sealed yet: the passphrase given now opens the vault from now on.
fn set_up<W: Write, N: Write>(
    desk: &Desk,
    source: &Source,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    if *source == Source::Terminal {
        output.remark(
            "There is no keyring here. A passphrase will protect the copyable keys; nobody can restore it.",
        );
    }
    let (typed, again) = source.new_one()?;
    match desk.set_vault_passphrase(&typed, &again) {
        Ok(_) => {
            output.remark("The vault has a passphrase now.");
            Ok(())
        }
        // Another program set it up at the same time; the next round opens what it made.
        Err(DeskError::Vault(VaultProblem::Locked(_)) | DeskError::Store(StoreError::Busy)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn keyring_locked() -> Failure {
    let message = "The vault opens by the keyring alone, and the keyring does not give its key: unlock the keyring \
                   and try again, or issue with --show-once.";
    Failure::Fault(Refusal::new("vault_locked", message))
}
