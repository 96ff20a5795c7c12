//! Steps, one after the other, each with its duration.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<(&'static str, Duration)>,
}

impl Steps {
    pub(crate) fn step<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n▸ {name}");
        let start = Instant::now();
        let outcome = work();
        let duration = start.elapsed();
        self.done.push((name, duration));
        eprintln!("  {name}: {}", seconds(duration));
        outcome.with_context(|| name.to_owned())
    }

    pub(crate) fn print_durations(&self) {
        eprintln!();
        for (name, duration) in &self.done {
            eprintln!("{:>9}  {name}", seconds(*duration));
        }
        let total = self.done.iter().map(|(_, duration)| *duration).sum();
        eprintln!("{:>9}  in all", seconds(total));
    }
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
