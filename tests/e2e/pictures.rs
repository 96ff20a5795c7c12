//! Pictures of the window, for people to look at: `screenshots/e2e`.

use std::fs;
use std::path::{Path, PathBuf};

use tokendesk_headless::Desktop;

use crate::desk::Desk;

impl Desk {
    /// Keeps a picture of the window.
    pub(crate) async fn picture(&self, name: &str) {
        // Transitions last 150 ms at most; the picture shows their end, as it was really painted.
        let painted = "const done = arguments[0]; \
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))), 200)";
        self.client.execute_async(painted, vec![]).await.expect("the window paints");
        let png = self.client.screenshot().await.expect("a picture of the window");
        fs::write(file(name), png).expect("the picture is kept");
    }
}

pub(crate) fn save_failure(desktop: &Desktop) {
    let thread = std::thread::current();
    save_display(desktop, &format!("failed-{}", thread.name().unwrap_or("journey").replace("::", "-")));
}

/// The whole display, without the driver's help: it may be what failed.
pub(crate) fn save_display(desktop: &Desktop, name: &str) {
    let path = file(name);
    match desktop.frame().and_then(|frame| frame.save(&path)) {
        Ok(()) => eprintln!("the display at this moment: {}", path.display()),
        Err(error) => eprintln!("no picture of the display: {error}"),
    }
}

fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots/e2e");
    fs::create_dir_all(&folder).expect("the folder for screenshots");
    folder.join(format!("{name}.png"))
}
