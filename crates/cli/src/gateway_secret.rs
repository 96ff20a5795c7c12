//! The file with the secret between gateways and the verifier.

use std::{fs::File, io::Read, path::Path};

use tokendesk_domain::gateway_secret::GatewaySecret;
use zeroize::Zeroizing;

use crate::refusal::{Failure, Refusal};

/// Reads it; a file that others may read is no place for a secret.
pub(crate) fn read(path: &Path) -> Result<GatewaySecret, Failure> {
    let refused = |code, message: String| {
        Refusal::at("gateway_secret_file", code, format!("{}: {message}.", path.display()))
    };
    let unreadable = |error| refused("unreadable_file", format!("{error}"));
    let mut file = File::open(path).map_err(unreadable)?;
    if is_exposed(&file).map_err(unreadable)? {
        let message =
            "others may read or change this file; let only its owner read it (chmod 600)".to_owned();
        return Err(refused("exposed_secret", message).into());
    }
    let mut text = Zeroizing::new(String::new());
    file.by_ref().take(4_096).read_to_string(&mut text).map_err(unreadable)?;
    Ok(GatewaySecret::parse(&text).map_err(|problem| refused("bad_secret", problem.to_string()))?)
}

/// Its group may read it: that is how a service manager hands a secret to a service.
#[cfg(unix)]
fn is_exposed(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o027 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> std::io::Result<bool> {
    Ok(false)
}
