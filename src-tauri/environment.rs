//! What WebKitGTK finds in the environment: what it needs, and nothing that it must not inherit.

/// The processor paints the page: decisions/0013. Told so by its settings, the web view hangs where it is shown
/// while its process starts.
const NO_COMPOSITING: (&str, &str) = ("WEBKIT_DISABLE_COMPOSITING_MODE", "1");
/// What else would load a graphics driver into the window's process, only to ask it what it could do.
const NO_DRIVER: [(&str, &str); 3] = [
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("WEBKIT_WEB_RENDER_DEVICE_FILE", "/dev/null"),
    ("GDK_GL", "disable"),
];
/// Each opens a port, and whoever reaches it reads and steers the page; switched off or not.
const INSPECTORS: [&str; 2] = ["WEBKIT_INSPECTOR_HTTP_SERVER", "WEBKIT_INSPECTOR_SERVER"];
/// A driver of tests has set it, and speaks through the second of [`INSPECTORS`].
const AUTOMATION: &str = "TAURI_WEBVIEW_AUTOMATION";

/// What has to be another way before the console can start.
#[derive(Debug, Default, PartialEq, Eq)]
struct Change {
    set: Vec<(&'static str, &'static str)>,
    remove: Vec<&'static str>,
}

/// Makes the environment as it has to be. To be called before there is a second thread: it could be reading.
pub(crate) fn prepare() -> anyhow::Result<()> {
    let change = needed(|name| std::env::var_os(name).is_some());
    for (name, value) in change.set {
        gtk::glib::setenv(name, value, true)?;
    }
    for name in change.remove {
        gtk::glib::unsetenv(name);
    }
    Ok(())
}

fn needed(is_set: impl Fn(&str) -> bool) -> Change {
    let is_driven = is_set(AUTOMATION);
    let [http, driver] = INSPECTORS;
    let is_foreign = |name: &&str| is_set(name) && !(*name == driver && is_driven) && !cfg!(dev);
    // Who wants the graphics card to paint needs its driver.
    let painting = [NO_COMPOSITING].into_iter().chain(NO_DRIVER);
    Change {
        set: if is_set(NO_COMPOSITING.0) {
            Vec::new()
        } else {
            painting.filter(|(name, _)| !is_set(name)).collect()
        },
        remove: [http, driver].into_iter().filter(is_foreign).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(environment: &[&str]) -> Vec<&'static str> {
        needed(|name| environment.contains(&name)).remove
    }

    #[test]
    fn no_inspector_is_inherited_but_that_of_a_driver() {
        let [http, driver] = INSPECTORS;
        assert_eq!(removed(&[]), [""; 0]);
        assert_eq!(removed(&[http, driver]), [http, driver]);
        assert_eq!(removed(&[http, driver, AUTOMATION]), [http]);
    }

    #[test]
    fn no_graphics_driver_is_loaded_unless_it_is_to_paint() {
        let set = |environment: &[&str]| {
            let names = needed(|name| environment.contains(&name)).set;
            names.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        let [one, two, three] = NO_DRIVER.map(|(name, _)| name);
        assert_eq!(set(&[]), [NO_COMPOSITING.0, one, two, three]);
        assert_eq!(set(&[two]), [NO_COMPOSITING.0, one, three]);
        assert_eq!(set(&[NO_COMPOSITING.0]), [""; 0]);
    }
}
