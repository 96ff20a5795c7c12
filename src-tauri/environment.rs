//! What WebKitGTK finds in the environment, which it reads before anything else starts.
//!
//! A process can't change its own environment safely once it has threads, so the console starts itself again with
//! what it needs and without what it must not inherit.

use std::path::Path;

use tokendesk_issuer::data_file;

/// Without GPU buffers: for machines on which WebKitGTK shows an empty window.
const SAFE_GRAPHICS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Each opens a port, and whoever reaches it reads and steers the page; switched off or not.
const INSPECTORS: [&str; 2] = ["WEBKIT_INSPECTOR_HTTP_SERVER", "WEBKIT_INSPECTOR_SERVER"];
/// A driver of tests has set it, and speaks through the second of [`INSPECTORS`].
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// What has to be another way before the console can start.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    set: Vec<&'static str>,
    remove: Vec<&'static str>,
}

/// None: the environment is as it has to be.
pub(crate) fn change(data: &Path) -> Option<Change> {
    let change = needed(
        |name| std::env::var_os(name).is_some(),
        || tokendesk_issuer::wants_safe_graphics(&data_file(data)),
    );
    (cfg!(target_os = "linux") && change != Change::default()).then_some(change)
}

fn needed(is_set: impl Fn(&str) -> bool, wants_safe_graphics: impl Fn() -> bool) -> Change {
    let is_driven = is_set(AUTOMATION);
    let [http, driver] = INSPECTORS;
    let is_foreign = |name: &&str| is_set(name) && !(*name == driver && is_driven) && !cfg!(dev);
    Change {
        set: (!is_set(SAFE_GRAPHICS) && wants_safe_graphics()).then_some(SAFE_GRAPHICS).into_iter().collect(),
        remove: [http, driver].into_iter().filter(is_foreign).collect(),
    }
}

impl Change {
    /// Becomes the same program with the environment changed; returns only if that fails.
    pub(crate) fn restart(self) -> anyhow::Result<()> {
        let mut again = std::process::Command::new(std::env::current_exe()?);
        again.args(std::env::args_os().skip(1)).envs(self.set.into_iter().map(|name| (name, "1")));
        for name in self.remove {
            again.env_remove(name);
        }
        #[cfg(unix)]
        return Err(std::os::unix::process::CommandExt::exec(&mut again).into());
        #[cfg(not(unix))]
        {
            again.spawn()?;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(environment: &[&str]) -> Vec<&'static str> {
        needed(|name| environment.contains(&name), || false).remove
    }

    #[test]
    fn no_inspector_is_inherited_but_that_of_a_driver() {
        let [http, driver] = INSPECTORS;
        assert_eq!(removed(&[]), [""; 0]);
        assert_eq!(removed(&[http, driver]), [http, driver]);
        assert_eq!(removed(&[http, driver, AUTOMATION]), [http]);
    }

    #[test]
    fn safe_graphics_are_set_once() {
        assert_eq!(needed(|_| false, || true).set, [SAFE_GRAPHICS]);
        assert_eq!(needed(|name| name == SAFE_GRAPHICS, || true), Change::default());
        assert_eq!(needed(|_| false, || false), Change::default());
    }
}
