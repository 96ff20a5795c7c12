//! Which benchmarks there are, what each needs, and in which order they run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::generate::generate;
use crate::key_file;
use crate::report::Report;
use crate::verifier_growth::{Round, TOKENS};
use crate::{
    callers, decide, disable, flush, gateways, growth, import, issue, lag, list, scripts, spending, start,
    verifier_growth, verify_http,
};

/// Changes with what the files hold: one that was made before is not used any more.
const FILES: &str = "1";

/// What `run` is told.
#[derive(Args)]
pub struct Options {
    /// The folder with the release builds of the console, the `tokendesk` command and the bare window.
    #[arg(long, value_name = "DIR")]
    programs: PathBuf,
    /// Where data files are made and kept for the next run, and the report is written.
    #[arg(long, value_name = "DIR")]
    work: PathBuf,
    /// One benchmark only; may be given several times.
    #[arg(long, value_name = "NAME")]
    only: Vec<Benchmark>,
    /// Few tokens and requests where the verifier is measured: to see that it runs. The figures say nothing.
    #[arg(long)]
    small: bool,
}

/// A benchmark; each prints one or more figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Benchmark {
    Issue,
    Callers,
    Import,
    List,
    Search,
    Disable,
    Start,
    Growth,
    Decide,
    VerifyHttp,
    Spending,
    Lag,
    Gateways,
    VerifierGrowth,
    Scripts,
}

/// Runs the benchmarks and writes the report. Returns whether each kept its bound.
pub fn run(options: &Options) -> Result<bool> {
    let mut report = Report::default();
    fs::create_dir_all(&options.work).with_context(|| options.work.display().to_string())?;
    report.add(flush::measure(&options.work)?);
    for benchmark in Benchmark::value_variants() {
        if !options.only.is_empty() && !options.only.contains(benchmark) {
            continue;
        }
        flush::all()?;
        let scratch = tempfile::tempdir_in(&options.work)?;
        let begun = Instant::now();
        println!("{benchmark:?}");
        report.add(options.measure(*benchmark, scratch.path())?);
        // Kept at once: one that fails takes none of the others with it.
        report.save(&options.work)?;
        println!("  ({:.0} s)", begun.elapsed().as_secs_f64());
    }
    let missed = report.missed();
    for what in &missed {
        println!("missed: {what}");
    }
    println!("the report: {}", options.work.join("latest.md").display());
    Ok(missed.is_empty())
}

impl Options {
    fn measure(&self, benchmark: Benchmark, scratch: &Path) -> Result<Vec<crate::figure::Figure>> {
        let many = if self.small { 2_000 } else { 1_000_000 };
        match benchmark {
            Benchmark::Issue => issue::measure(scratch),
            Benchmark::Callers => callers::measure(scratch),
            Benchmark::Import => import::measure(&self.programs, scratch),
            Benchmark::List => list::measure(&self.data(1_000_000)?),
            Benchmark::Search => list::search(&self.data(1_000_000)?),
            Benchmark::Disable => disable::measure(&self.data(1_000_000)?, scratch),
            Benchmark::Start => start::measure(&self.programs, &self.data(100)?, &self.data(1_000_000)?),
            Benchmark::Decide => decide::measure(&self.keys(many)?, many, scratch),
            Benchmark::VerifyHttp => verify_http::measure(&self.programs, &self.keys(many)?, many, scratch),
            Benchmark::Spending => {
                let requests = if self.small { 500 } else { 50_000 };
                spending::measure(&self.programs, requests, scratch)
            }
            Benchmark::Lag => {
                let changes = if self.small { 2_000 } else { 100_000 };
                lag::measure(&self.programs, &self.keys(many)?, many, changes, scratch)
            }
            Benchmark::Gateways => {
                let (tokens, requests) = if self.small { (many, 100) } else { (100_000, 20_000) };
                gateways::measure(&self.programs, &self.keys(tokens)?, tokens, requests, scratch)
            }
            Benchmark::VerifierGrowth => {
                let (tokens, round) = if self.small {
                    (&[1_000, many][..], Round { decisions: 1_000, requests: 1_000 })
                } else {
                    (&TOKENS[..], Round { decisions: decide::ROUND, requests: verify_http::ROUND })
                };
                let files = tokens.iter().map(|tokens| Ok((*tokens, self.keys(*tokens)?)));
                let files: Vec<_> = files.collect::<Result<_>>()?;
                verifier_growth::measure(
                    &self.programs,
                    &files,
                    round,
                    scratch,
                    &self.work.join("verifier.svg"),
                )
            }
            Benchmark::Scripts => {
                let (single, batched) = if self.small { (20, 2_000) } else { (200, 100_000) };
                let round = scripts::Round { single, batched };
                let mut figures = scripts::create(&self.programs, &round, &scratch.join("create"))?;
                let list = scratch.join("list");
                figures.extend(scripts::list(&self.programs, &self.data(many)?, many, &list)?);
                Ok(figures)
            }
            Benchmark::Growth => {
                let folders: Vec<_> =
                    growth::TOKENS.iter().map(|tokens| self.data(*tokens)).collect::<Result<_>>()?;
                growth::measure(&self.programs, &folders, &self.work.join("memory.svg"))
            }
        }
    }

    /// A data folder with so many tokens, made once.
    fn data(&self, tokens: u64) -> Result<PathBuf> {
        let folder = self.work.join(format!("tokens-{tokens}-{FILES}"));
        if folder.exists() {
            return Ok(folder);
        }
        // Made elsewhere and moved when it is whole: a run that is broken off leaves no half of it.
        let making = tempfile::tempdir_in(&self.work)?;
        println!("  making a data file with {tokens} tokens");
        generate(making.path(), tokens, tokens, |_| ())?;
        flush::all()?;
        fs::rename(making.keep(), &folder)?;
        Ok(folder)
    }

    /// A data file with so many tokens whose keys are known, made once.
    fn keys(&self, tokens: u64) -> Result<PathBuf> {
        let folder = self.work.join(format!("keys-{tokens}-{FILES}"));
        let file = folder.join("tokendesk.db");
        if !folder.exists() {
            let making = tempfile::tempdir_in(&self.work)?;
            println!("  making a data file with {tokens} known keys");
            key_file::make(&making.path().join("tokendesk.db"), tokens)?;
            flush::all()?;
            fs::rename(making.keep(), &folder)?;
        }
        Ok(file)
    }
}
