//! What memory grows by as the list does, in one chart.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::chart::{Chart, Line, grouped, stacked};
use crate::figure::{Bound, Figure, Quantity};
use crate::start::{Program, desktop};

/// Numbers of tokens in the chart.
pub(crate) const TOKENS: [u64; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// Starts the console on each of these data folders, one for each of [`TOKENS`], and draws the chart.
pub(crate) fn measure(programs: &Path, folders: &[PathBuf], chart: &Path) -> Result<Vec<Figure>> {
    let desktop = desktop()?;
    let bare = Program::bare(programs).start(&desktop)?;
    let (mut parents, mut all) = (Vec::new(), Vec::new());
    for folder in folders {
        let start = Program::console(programs, folder).start(&desktop)?;
        parents.push(start.parent_mib);
        all.push(start.all_mib);
    }
    let figure = |(tokens, mib): (&u64, &f64)| Figure {
        what: format!("memory of the Rust process, {} tokens in the list", grouped(*tokens)),
        ours: Quantity::Mebibytes(*mib),
        reference: Some(Quantity::Mebibytes(bare.parent_mib)),
        bound: Bound::AtMost(150.0),
    };
    let figures = TOKENS.iter().zip(&parents).map(figure).collect();
    let line = |name, colour, values| Line { name, colour, values };
    let svg = stacked(&[Chart {
        title: "Memory (PSS) with the list open",
        unit: "MiB",
        tokens: &TOKENS,
        lines: vec![
            line("all processes", "#1d4ed8", all),
            line("bare window, all", "#6b7280", vec![bare.all_mib; TOKENS.len()]),
            line("the Rust process", "#0f766e", parents),
        ],
    }]);
    fs::write(chart, svg).with_context(|| chart.display().to_string())?;
    Ok(figures)
}
