//! Pictures of the window, for people to look at: `screenshots/e2e`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokendesk_headless::{Desktop, Frame};

use crate::desk::Desk;

impl Desk {
    /// Keeps a picture of the window, as it stands on the display: the driver's own picture waits for the next time
    /// that something is painted, which never comes where nothing moves.
    pub(crate) async fn picture(&self, name: &str) {
        let place = self.client.execute_async(include_str!("painted.js"), vec![]).await;
        let place = place.expect("the window paints");
        let [left, top, width, height]: [u32; 4] = serde_json::from_value(place).expect("a place");
        let frame = self.frame_at_rest().await;
        // A compositor tells no program where its window stands.
        let picture = if self.shell().is_wayland() { frame } else { frame.part(left, top, width, height) };
        picture.save(&file(name)).expect("the picture is kept");
    }

    /// The display, when it looks the same twice; something may move without end.
    async fn frame_at_rest(&self) -> Frame {
        const LOOKS: usize = 5;
        let mut frame = self.frame();
        for _ in 1..LOOKS {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let before = std::mem::replace(&mut frame, self.frame());
            if before == frame {
                break;
            }
        }
        frame
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
