//! The first start.

use std::time::{Duration, Instant};

use tokendesk_headless::{Desktop, Keyring, Session, Setup};

use crate::desk::{CONSOLE, Desk, Shell};

#[tokio::test]
async fn a_new_console_says_what_it_is_and_offers_to_issue() {
    let desk = Desk::open().await;
    desk.see("heading", "No tokens yet").await;
    desk.click("button", "Issue token*").await;
    desk.see("dialog", "Issue token").await;
}

#[test]
fn from_its_first_moment_the_window_has_the_colour_of_its_page() {
    /// As large as the window; of it a place where the page is empty.
    const SCREEN: (u32, u32) = (1180, 760);
    const PLACE: (u32, u32) = (1100, 700);
    const PAINTED_WITHIN: Duration = Duration::from_mins(1);
    for (theme, surface) in [("dark", [0x17, 0x19, 0x1e]), ("light", [0xff; 3])] {
        let session = Session::Private(Keyring::Unlocked);
        let setup = Setup { screen: SCREEN, wayland: None, session, lang: Some("en_US.UTF-8".to_owned()) };
        let desktop = Desktop::start(&setup).expect("a private desktop");
        let shell = Shell::on(&desktop);
        shell.run(&["settings", "set", "--theme", theme]);
        let look = || desktop.frame().expect("a picture of the display");
        let behind = look().pixel(PLACE.0, PLACE.1);
        let mut console =
            shell.command(CONSOLE).arg("--data").arg(shell.data()).spawn().expect("the console starts");
        let (mut colours, begun) = (Vec::new(), Instant::now());
        // What is written on the page has many colours, for its edges.
        let is_painted = loop {
            let frame = look();
            colours.push(frame.pixel(PLACE.0, PLACE.1));
            let is_painted = frame.colours(16) == 16;
            if is_painted || begun.elapsed() > PAINTED_WITHIN {
                break is_painted;
            }
        };
        console.kill().expect("it ends");
        console.wait().expect("it has ended");
        assert!(is_painted, "{theme}");
        colours.dedup();
        if colours.first() == Some(&behind) && behind != Some(surface) {
            colours.remove(0);
        }
        assert_eq!(colours, [Some(surface)], "{theme}");
    }
}
