//! What WebKitGTK finds in the environment: what it needs, and nothing that it must not inherit.

use std::path::Path;

use tokendesk_issuer::data_file;

/// The processor paints the page: decisions/0013. Told so by its settings, the web view hangs where it is shown
/// while its process starts.
const NO_COMPOSITING: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";
/// Without GPU buffers: for machines on which WebKitGTK shows an empty window.
const SAFE_GRAPHICS: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Each opens a port, and whoever reaches it reads and steers the page; switched off or not.
const INSPECTORS: [&str; 2] = ["WEBKIT_INSPECTOR_HTTP_SERVER", "WEBKIT_INSPECTOR_SERVER"];
/// A driver of tests has set it, and speaks through the second of [`INSPECTORS`].
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// What has to be another way before the console can start.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    set: Vec<&'static str>,
    remove: Vec<&'static str>,
}

/// Makes the environment as it has to be. To be called before there is a second thread: it could be reading.
pub(crate) fn prepare(data: &Path) -> anyhow::Result<()> {
    let change = needed(
        |name| std::env::var_os(name).is_some(),
        || tokendesk_issuer::wants_safe_graphics(&data_file(data)),
    );
    for name in change.set {
        gtk::glib::setenv(name, "1", true)?;
    }
    for name in change.remove {
        gtk::glib::unsetenv(name);
    }
    Ok(())
}

fn needed(is_set: impl Fn(&str) -> bool, wants_safe_graphics: impl Fn() -> bool) -> Change {
    let is_driven = is_set(AUTOMATION);
    let [http, driver] = INSPECTORS;
    let is_foreign = |name: &&str| is_set(name) && !(*name == driver && is_driven) && !cfg!(dev);
    Change {
        set: [NO_COMPOSITING, SAFE_GRAPHICS]
            .into_iter()
            .filter(|name| !is_set(name) && (*name == NO_COMPOSITING || wants_safe_graphics()))
            .collect(),
        remove: [http, driver].into_iter().filter(is_foreign).collect(),
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
        assert_eq!(needed(|_| false, || true).set, [NO_COMPOSITING, SAFE_GRAPHICS]);
        assert_eq!(needed(|name| name == SAFE_GRAPHICS, || true).set, [NO_COMPOSITING]);
        assert_eq!(needed(|_| false, || false).set, [NO_COMPOSITING]);
    }
}
