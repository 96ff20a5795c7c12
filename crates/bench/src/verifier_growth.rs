//! What the verifier's time and memory grow by as the tokens do, in one picture.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::chart::{Chart, Line, grouped, stacked};
use crate::decide;
use crate::figure::{Bound, Figure, Quantity};
use crate::verify_http;

/// Numbers of tokens in the picture.
pub(crate) const TOKENS: [u64; 4] = [1_000, 100_000, 1_000_000, 5_000_000];

const OURS: &str = "#1d4ed8";
const THEIRS: &str = "#6b7280";

/// How much is asked in each repetition.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    /// In process.
    pub(crate) decisions: usize,
    /// Over HTTP.
    pub(crate) requests: usize,
}

/// Measures with each of these files, whose keys are known, and draws the picture.
pub(crate) fn measure(
    programs: &Path,
    files: &[(u64, PathBuf)],
    round: Round,
    scratch: &Path,
    picture: &Path,
) -> Result<Vec<Figure>> {
    let (mut decisions, mut cpu, mut rates, mut memory) =
        (Pair::default(), Pair::default(), Pair::default(), vec![]);
    let mut figures = Vec::new();
    for (tokens, file) in files {
        let place = scratch.join(tokens.to_string());
        let [ours_ns, least_ns] = decide::at_random(file, *tokens, round.decisions, &place.join("decide"))?;
        decisions.add(ours_ns, least_ns);
        let served =
            verify_http::compare(programs, file, *tokens, (2, round.requests), &place.join("serve"))?;
        cpu.add(served.ours.cpu_ns / 1000.0, served.axum.cpu_ns / 1000.0);
        rates.add(served.ours.per_second / 1000.0, served.axum.per_second / 1000.0);
        memory.push(served.mib);
        let figure = |what: &str, ours, reference| Figure {
            what: format!("{} tokens: {what}", grouped(*tokens)),
            ours,
            reference,
            bound: Bound::Told,
        };
        let (ns, per_second) = (Quantity::Nanoseconds, Quantity::PerSecond);
        figures.extend([
            figure("a decision, keys at random", ns(ours_ns), Some(ns(least_ns))),
            figure("CPU time of a request", ns(served.ours.cpu_ns), Some(ns(served.axum.cpu_ns))),
            figure(
                "requests, 32 connections",
                per_second(served.ours.per_second),
                Some(per_second(served.axum.per_second)),
            ),
            figure("memory of tokendesk serve", Quantity::Mebibytes(served.mib), None),
        ]);
    }
    let tokens: Vec<_> = files.iter().map(|(tokens, _)| *tokens).collect();
    let svg = stacked(&[
        decisions.chart("A decision in process, keys at random", "ns", "the least it can be", &tokens),
        cpu.chart("CPU time of a request over HTTP", "µs", "axum's empty 200", &tokens),
        rates.chart("Requests over HTTP, 32 connections", "k/s", "axum's empty 200", &tokens),
        Chart {
            title: "Memory (PSS) of tokendesk serve",
            unit: "MiB",
            tokens: &tokens,
            lines: vec![Line { name: "tokendesk serve", colour: OURS, values: memory }],
        },
    ]);
    fs::write(picture, svg).with_context(|| picture.display().to_string())?;
    Ok(figures)
}

/// Ours and the reference's, by the number of tokens.
#[derive(Default)]
struct Pair {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Pair {
    fn add(&mut self, ours: f64, theirs: f64) {
        self.ours.push(ours);
        self.theirs.push(theirs);
    }

    fn chart<'c>(self, title: &'c str, unit: &'c str, reference: &'c str, tokens: &'c [u64]) -> Chart<'c> {
        let lines = vec![
            Line { name: "Tokendesk", colour: OURS, values: self.ours },
            Line { name: reference, colour: THEIRS, values: self.theirs },
        ];
        Chart { title, unit, tokens, lines }
    }
}
