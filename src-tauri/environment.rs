//! Safe graphics: without GPU buffers, for machines on which WebKitGTK shows an empty window.
//!
//! The web view reads the switch from the environment before anything else starts. A process can't change its own
//! environment safely once it has threads, so the console starts itself again with the variable set.

use std::path::Path;

use tokendesk_issuer::data_file;

const VARIABLE: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Whether the admin chose safe graphics and this process runs without it.
pub(crate) fn must_restart(data: &Path) -> bool {
    cfg!(target_os = "linux")
        && std::env::var_os(VARIABLE).is_none()
        && tokendesk_issuer::wants_safe_graphics(&data_file(data))
}

/// Becomes the same program with the variable set; returns only if that fails.
pub(crate) fn restart() -> anyhow::Result<()> {
    let mut again = std::process::Command::new(std::env::current_exe()?);
    again.args(std::env::args_os().skip(1)).env(VARIABLE, "1");
    #[cfg(unix)]
    return Err(std::os::unix::process::CommandExt::exec(&mut again).into());
    #[cfg(not(unix))]
    {
        again.spawn()?;
        Ok(())
    }
}
