//! The console's window: on the user's display, or on a virtual one.

use std::env;
use std::process::{Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};

use crate::arguments::RunOptions;

pub(crate) fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("WAYLAND_DISPLAY") || is_set("DISPLAY")
}

/// Starts the console and stays until it is closed.
pub(crate) fn show(mut console: Command, options: &RunOptions) -> Result<ExitCode> {
    give(&mut console, options);
    Ok(exit_code(console.status().context("the console does not start")?))
}

fn give(console: &mut Command, options: &RunOptions) {
    if let Some(data) = &options.data {
        console.arg("--data").arg(data);
    }
    console.args(&options.arguments);
}

fn exit_code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(target_os = "linux")]
pub(crate) use headless::show_without_display;

#[cfg(not(target_os = "linux"))]
pub(crate) fn show_without_display(
    _: &crate::project::Project,
    _: &std::path::Path,
    _: &RunOptions,
) -> Result<ExitCode> {
    unreachable!("outside Linux there is always a display")
}

#[cfg(target_os = "linux")]
mod headless {
    use std::fs;
    use std::io::{IsTerminal, stdin, stdout};
    use std::path::Path;
    use std::process::{Child, ExitCode};
    use std::thread;
    use std::time::{Duration, Instant};

    use anyhow::{Context, Result, bail};
    use tokendesk_headless::{Desktop, Frame, Keyring, Session, Setup};

    use super::{exit_code, give};
    use crate::arguments::RunOptions;
    use crate::project::Project;

    /// The window's own size, so that the picture shows the window alone.
    const SCREEN: (u32, u32) = (1180, 760);
    const DRAWN_WITHIN: Duration = Duration::from_mins(1);
    /// The picture counts when it has not changed for this long.
    const STILL: Duration = Duration::from_millis(750);
    /// A window that only has its background has fewer colours than text has.
    const COLOURS_OF_TEXT: usize = 16;

    pub(crate) fn show_without_display(
        project: &Project,
        console: &Path,
        options: &RunOptions,
    ) -> Result<ExitCode> {
        eprintln!("There is no display here: the console is started in a virtual one (Xvfb).");
        let session = if options.data.is_some() {
            Session::OfTheUser
        } else {
            eprintln!(
                "Its data and its keyring are new and are thrown away at the end; --data DIR keeps data."
            );
            Session::Private(Keyring::Unlocked)
        };
        let desktop = Desktop::start(&Setup { screen: SCREEN, wayland: None, session, lang: None })?;
        let mut command = desktop.command(console);
        give(&mut command, options);
        let mut child = command.spawn().context("the console does not start")?;
        let frame = wait_until_drawn(&desktop, &mut child)?;
        let folder = project.root.join("screenshots");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let file = folder.join("run.png");
        frame.save(&file)?;
        println!("Screenshot of the window: {}", file.display());
        if stdin().is_terminal() && stdout().is_terminal() {
            eprintln!("The console goes on running; Ctrl+C ends it.");
            return Ok(exit_code(child.wait()?));
        }
        eprintln!("There is no terminal either: the console ends here.");
        drop(desktop);
        child.wait()?;
        Ok(ExitCode::SUCCESS)
    }

    fn wait_until_drawn(desktop: &Desktop, console: &mut Child) -> Result<Frame> {
        let deadline = Instant::now() + DRAWN_WITHIN;
        let mut last = desktop.frame()?;
        loop {
            thread::sleep(STILL);
            if let Some(status) = console.try_wait()? {
                bail!("the console ended with {status} before it had drawn its window");
            }
            let frame = desktop.frame()?;
            if frame == last && frame.colours(COLOURS_OF_TEXT) == COLOURS_OF_TEXT {
                return Ok(frame);
            }
            if Instant::now() > deadline {
                bail!("the console drew no window within {} s", DRAWN_WITHIN.as_secs());
            }
            last = frame;
        }
    }
}
