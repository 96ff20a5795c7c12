//! Shows a test runner's output as it comes and keeps its closing lines, to be said again at the end.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::program;

#[derive(Default)]
pub(crate) struct ClosingLines {
    kept: Vec<(&'static str, String)>,
}

impl ClosingLines {
    /// Runs `command` and keeps those of its lines that begin (after blanks) with one of `beginnings`.
    pub(crate) fn run(
        &mut self,
        runner: &'static str,
        command: &mut Command,
        beginnings: &[&str],
    ) -> Result<()> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("`{}` does not start", program::line(command)))?;
        let kept = Mutex::new(Vec::new());
        let keep = |line: String| {
            if beginnings.iter().any(|beginning| line.trim_start().starts_with(beginning)) {
                kept.lock().expect("no holder panics").push((runner, line));
            }
        };
        let [stdout, stderr] = [
            Box::new(child.stdout.take().expect("piped")) as Box<dyn Read + Send>,
            Box::new(child.stderr.take().expect("piped")),
        ];
        thread::scope(|scope| {
            scope.spawn(|| forward(stdout, &mut std::io::stdout(), keep));
            scope.spawn(|| forward(stderr, &mut std::io::stderr(), keep));
        });
        let status = child.wait()?;
        self.kept.extend(kept.into_inner().expect("no holder panics"));
        if !status.success() {
            bail!("`{}` ended with {status}", program::line(command));
        }
        Ok(())
    }

    pub(crate) fn print(&self) {
        println!();
        for (runner, line) in &self.kept {
            println!("{runner}:");
            println!("{line}");
        }
    }
}

/// Lines may hold anything: they are forwarded as bytes, and compared without their colours.
fn forward(from: impl Read, to: &mut impl Write, keep: impl Fn(String)) {
    let mut from = BufReader::new(from);
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        // Nothing is lost when the terminal is gone: the outcome counts.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        keep(without_colours(&String::from_utf8_lossy(&line)).trim_end().to_owned());
        line.clear();
    }
}

/// Removes `ESC [ … letter`.
fn without_colours(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once(|end: char| end.is_ascii_alphabetic()).map_or("", |(_, text)| text));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_do_not_hide_a_closing_line() {
        let coloured = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.3s] 8 tests run: \u{1b}[1m8\u{1b}[0m passed";
        assert_eq!(without_colours(coloured), "     Summary [   0.3s] 8 tests run: 8 passed");
    }

    #[test]
    fn closing_lines_of_both_streams_are_kept_and_others_are_not() {
        let mut lines = ClosingLines::default();
        let mut command = Command::new("sh");
        command.args(["-c", "echo ' Tests  3 passed'; echo chatter; echo 'Summary [1s] 2 tests run' >&2"]);
        lines.run("both", &mut command, &["Tests ", "Summary ["]).expect("it ends well");
        let mut kept: Vec<_> = lines.kept.iter().map(|(_, line)| line.as_str()).collect();
        kept.sort_unstable();
        assert_eq!(kept, [" Tests  3 passed", "Summary [1s] 2 tests run"]);
    }

    #[test]
    fn a_runner_that_fails_fails_the_run() {
        let mut command = Command::new("sh");
        command.args(["-c", "exit 3"]);
        assert!(ClosingLines::default().run("sh", &mut command, &[]).is_err());
    }
}
