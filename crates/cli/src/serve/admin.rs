//! The interface for scripts beside the verifier, where it is wanted.

use std::path::Path;

use tokendesk_admin_api::{AdminApi, AdminApiOptions, AdminServer, NotListening, Tls, TlsProblem};
use tokendesk_issuer::{Desk, DeskError, VaultProblem};
use tokendesk_vault::VaultStatus;

use crate::{
    args::AdminArgs,
    passphrase::Source,
    place,
    refusal::{Failure, Refusal},
};

/// The certificate that the options name; said before anything is opened.
pub(super) fn certificate(args: &AdminArgs) -> Result<Option<Tls>, Failure> {
    match (args.listen, &args.tls_cert, &args.tls_key) {
        (_, Some(certificate), Some(key)) => {
            Tls::read(certificate, key).map(Some).map_err(|problem| bad_certificate(&problem))
        }
        (Some(place), ..) if !place.ip().to_canonical().is_loopback() => {
            Err(not_listening(&NotListening::NeedsTls(place)))
        }
        _ => Ok(None),
    }
}

/// Opens the desk and its vault, and begins to listen; none: it is not wanted.
pub(super) async fn bind(
    args: &AdminArgs,
    tls: Option<Tls>,
    file: &Path,
) -> Result<Option<AdminServer>, Failure> {
    let Some(place) = args.listen else { return Ok(None) };
    let desk = place::desk(file, "api:tokendesk".to_owned())?;
    let desk = tokio::task::spawn_blocking(move || open_vault(&desk).map(|()| desk));
    let desk = desk.await.map_err(|error| super::fault("internal", &error.to_string()))??;
    let api = AdminApi::new(AdminApiOptions { desk });
    AdminServer::bind(place, tls, api).await.map(Some).map_err(|problem| not_listening(&problem))
}

/// As open as it can be without asking anybody: by the keyring, or by the passphrase file.
fn open_vault(desk: &Desk) -> Result<(), Failure> {
    let source = Source::find_file();
    let status = match (desk.open_vault(), source) {
        (VaultStatus::Locked { has_passphrase, has_recovery, .. }, Some(source))
            if has_passphrase || has_recovery =>
        {
            desk.unlock_vault(&source.known(has_recovery)?)?
        }
        (VaultStatus::NeedsPassphrase { .. }, Some(source)) => {
            let (typed, again) = source.new_one()?;
            match desk.set_vault_passphrase(&typed, &again) {
                // Another program set it up at the same time.
                Err(DeskError::Vault(VaultProblem::Locked(_))) => desk.unlock_vault(&typed)?,
                done => done?,
            }
        }
        (status, _) => status,
    };
    if let VaultStatus::Locked { .. } | VaultStatus::NeedsPassphrase { .. } = status {
        tracing::warn!("the vault is locked: scripts can neither create nor copy copyable keys");
    }
    Ok(())
}

fn not_listening(problem: &NotListening) -> Failure {
    let refusal = |code| Refusal::at("admin_listen", code, format!("{problem}."));
    match problem {
        NotListening::NeedsTls(_) => refusal("needs_tls").into(),
        NotListening::Taken(_) => Failure::Fault(refusal("place_taken")),
        NotListening::Denied(_) => Failure::Fault(refusal("place_denied")),
        NotListening::System(..) => Failure::Fault(refusal("not_listening")),
    }
}

fn bad_certificate(problem: &TlsProblem) -> Failure {
    Refusal::at("admin_tls_cert", "bad_certificate", format!("{problem}.")).into()
}
