//! From the start of the program to its painted window, and what it takes in memory then.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokendesk_headless::{Desktop, Frame, Keyring, Session, Setup};

use crate::figure::{Bound, Figure, Quantity};
use crate::memory::Family;
use crate::statistics::median;

const REPETITIONS: usize = 7;
/// As large as the windows are.
const SCREEN: (u32, u32) = (1180, 760);
/// Left, top, width, height of what is looked at: where the console has the rows of its list.
const MIDDLE: (u32, u32, u32, u32) = (300, 300, 800, 400);
const LOOK_EVERY: Duration = Duration::from_millis(8);
/// Painted is what stays so for this long.
const STILL: Duration = Duration::from_millis(1500);
const SETTLED_WITHIN: Duration = Duration::from_secs(20);
const PAINTED_WITHIN: Duration = Duration::from_mins(1);

/// A program whose start is measured.
pub(crate) struct Program {
    path: PathBuf,
    data: Option<PathBuf>,
    /// Colours in the middle of the window: an empty page has one, a list has more.
    least_colours: usize,
}

/// One start.
pub(crate) struct Start {
    painted_ms: f64,
    /// The program's own process.
    pub(crate) parent_mib: f64,
    /// All its processes.
    pub(crate) all_mib: f64,
}

impl Program {
    /// The bare window.
    pub(crate) fn bare(programs: &Path) -> Self {
        Self { path: programs.join("tokendesk-bare-window"), data: None, least_colours: 1 }
    }

    /// The console on a data folder with a list.
    pub(crate) fn console(programs: &Path, data: &Path) -> Self {
        Self { path: programs.join("tokendesk-console"), data: Some(data.to_owned()), least_colours: 16 }
    }

    fn command(&self, desktop: &Desktop) -> Command {
        let mut command = desktop.command(&self.path);
        if let Some(data) = &self.data {
            command.arg("--data").arg(data);
        }
        command
    }

    /// Starts it, waits until it is painted, weighs it, ends it.
    pub(crate) fn start(&self, desktop: &Desktop) -> Result<Start> {
        let empty = middle(desktop)?;
        let start = Instant::now();
        let mut child = self.command(desktop).spawn().with_context(|| self.path.display().to_string())?;
        let painted = self.wait_until_painted(desktop, &mut child, &empty, start)?;
        let family = settled(child.id())?;
        let done = Start {
            painted_ms: painted.as_secs_f64() * 1000.0,
            parent_mib: family.parent_mib()?,
            all_mib: family.all_mib()?,
        };
        child.kill()?;
        child.wait()?;
        let ended = Instant::now();
        while family.is_alive() || middle(desktop)? != empty {
            if ended.elapsed() > PAINTED_WITHIN {
                bail!("{} left something running", self.path.display());
            }
            thread::sleep(LOOK_EVERY);
        }
        Ok(done)
    }

    /// When the middle of the window began to show what it goes on showing: the same words for each program.
    fn wait_until_painted(
        &self,
        desktop: &Desktop,
        child: &mut Child,
        empty: &Frame,
        start: Instant,
    ) -> Result<Duration> {
        let (mut last, mut changed) = (empty.clone(), Duration::ZERO);
        loop {
            thread::sleep(LOOK_EVERY);
            let frame = middle(desktop)?;
            let now = start.elapsed();
            if frame != last {
                (last, changed) = (frame, now);
            } else if now.saturating_sub(changed) > STILL
                && last != *empty
                && last.colours(self.least_colours) == self.least_colours
            {
                return Ok(changed);
            }
            if let Some(status) = child.try_wait()? {
                bail!("{} ended with {status} before it was painted", self.path.display());
            }
            if now > PAINTED_WITHIN {
                bail!("{} was not painted within {} s", self.path.display(), PAINTED_WITHIN.as_secs());
            }
        }
    }
}

/// The program's processes, once what it builds in the background is built: it takes no more and no less memory.
fn settled(pid: u32) -> Result<Family> {
    let deadline = Instant::now() + SETTLED_WITHIN;
    let mut last_mib = 0.0;
    loop {
        let family = Family::of(pid)?;
        let mib = family.parent_mib()?;
        if (mib - last_mib).abs() < 0.01 * mib || Instant::now() > deadline {
            return Ok(family);
        }
        last_mib = mib;
        thread::sleep(STILL);
    }
}

/// A desktop of its own, with a keyring.
pub(crate) fn desktop() -> Result<Desktop> {
    let session = Session::Private(Keyring::Unlocked);
    Ok(Desktop::start(&Setup {
        screen: SCREEN,
        wayland: None,
        session,
        lang: Some("en_US.UTF-8".to_owned()),
    })?)
}

fn middle(desktop: &Desktop) -> Result<Frame> {
    let (left, top, width, height) = MIDDLE;
    Ok(desktop.frame()?.part(left, top, width, height))
}

/// The console with few and with a million tokens, against a bare window, in turns.
pub(crate) fn measure(programs: &Path, few: &Path, million: &Path) -> Result<Vec<Figure>> {
    let desktop = desktop()?;
    let programs =
        [Program::bare(programs), Program::console(programs, few), Program::console(programs, million)];
    let mut starts = programs.each_ref().map(|_| Vec::new());
    for repetition in 0..=REPETITIONS {
        for (program, starts) in programs.iter().zip(&mut starts) {
            let start = program.start(&desktop)?;
            // The first one reads programs and data from the disk.
            if repetition > 0 {
                starts.push(start);
            }
        }
    }
    let [bare, few, million] = starts;
    let mut figures = Vec::new();
    for (tokens, ours) in [("100 tokens", &few), ("1,000,000 tokens", &million)] {
        figures.push(compare(
            &format!("start to the painted list, {tokens}"),
            ours,
            &bare,
            Quantity::Milliseconds,
            |start| start.painted_ms,
        ));
        figures.push(compare(
            &format!("memory of all processes, {tokens}"),
            ours,
            &bare,
            Quantity::Mebibytes,
            |start| start.all_mib,
        ));
    }
    figures.push(Figure {
        what: "memory of the Rust process, 1,000,000 tokens".to_owned(),
        ours: Quantity::Mebibytes(middle_of(&million, |start| start.parent_mib)),
        reference: Some(Quantity::Mebibytes(middle_of(&bare, |start| start.parent_mib))),
        bound: Bound::AtMost(150.0),
    });
    Ok(figures)
}

fn compare(
    what: &str,
    ours: &[Start],
    bare: &[Start],
    quantity: fn(f64) -> Quantity,
    of: fn(&Start) -> f64,
) -> Figure {
    Figure {
        what: what.to_owned(),
        ours: quantity(middle_of(ours, of)),
        reference: Some(quantity(middle_of(bare, of))),
        bound: Bound::AtMostTimes(1.3),
    }
}

fn middle_of(starts: &[Start], of: fn(&Start) -> f64) -> f64 {
    median(&starts.iter().map(of).collect::<Vec<_>>())
}
