//! All figures of a run: on the terminal, as Markdown, as JSON.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::figure::Figure;

const HEAD: [&str; 6] = ["what", "ours", "reference", "ratio", "must reach", ""];

/// The figures so far.
#[derive(Default, Serialize)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

impl Report {
    /// Adds figures, and shows them.
    pub(crate) fn add(&mut self, figures: Vec<Figure>) {
        for figure in &figures {
            let [what, ours, reference, ratio, bound, met] = figure.columns();
            println!("  {what:<66} {ours:>10} {reference:>10} {ratio:>8} {bound:>10}  {met}");
        }
        self.figures.extend(figures);
    }

    /// Those whose bound is not kept.
    pub(crate) fn missed(&self) -> Vec<&str> {
        let missed = self.figures.iter().filter(|figure| figure.is_met() == Some(false));
        missed.map(|figure| figure.what.as_str()).collect()
    }

    /// Writes `latest.md` and `latest.json` into a folder.
    pub(crate) fn save(&self, folder: &Path) -> Result<()> {
        let write = |name: &str, text: String| {
            let file = folder.join(name);
            fs::write(&file, text).with_context(|| file.display().to_string())
        };
        write("latest.json", serde_json::to_string_pretty(self)?)?;
        write("latest.md", self.markdown())
    }

    fn markdown(&self) -> String {
        let line = |columns: [String; 6]| format!("| {} |\n", columns.join(" | "));
        let mut table = line(HEAD.map(str::to_owned)) + "|---|---|---|---|---|---|\n";
        table.extend(self.figures.iter().map(|figure| line(figure.columns())));
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Bound, Quantity};

    #[test]
    fn what_is_missed_is_named_and_stands_in_the_table() {
        let figure = |what: &str, ours| Figure {
            what: what.to_owned(),
            ours: Quantity::Milliseconds(ours),
            reference: None,
            bound: Bound::AtMost(5.0),
        };
        let mut report = Report::default();
        report.add(vec![figure("quick", 1.0), figure("slow", 6.0)]);
        assert_eq!(report.missed(), ["slow"]);
        assert!(report.markdown().ends_with("| slow | 6.00 ms |  |  | ≤ 5 ms | MISSED |\n"));
    }
}
