//! Many changes at the desk while a verifier serves: how fast it goes on answering, and how soon each change holds.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use tokendesk_domain::{
    form::TermsForm, issue::IssueForm, life_change::LifeChange, token::TokenId, token::Visibility,
};
use tokendesk_issuer::{Desk, EditRequest, Target, data_file};

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::issue::copy;
use crate::key_file::{CLIENT, key_of};
use crate::load;
use crate::server::Server;
use crate::statistics::{median, percentile};
use crate::verify_http::{STEP, ask};

/// Turns without changes and with them.
const TURNS: usize = 10;
/// Changes in each step: most of them in one transaction, as an administrator disables a selection; one edit, one new
/// token.
const IN_STEP: usize = 100;
/// From the beginning of one step to that of the next: 5,000 changes a second.
const PACE: Duration = Duration::from_millis(20);
/// Of the tokens, those that are asked about all the time; the others are changed.
const LOADED: u64 = 4;
/// No change takes so long to hold.
const PATIENCE: Duration = Duration::from_secs(10);

/// The rate with changes beside that without, and how long changes take to hold, on a copy of a file whose keys are
/// known.
pub(crate) fn measure(
    programs: &Path,
    file: &Path,
    tokens: u64,
    changes: usize,
    scratch: &Path,
) -> Result<Vec<Figure>> {
    let data = scratch.join("data");
    copy(file, &data_file(&data))?;
    let desk = open_desk(&data_file(&data))?;
    let verifier = Server::verifier(programs, &data, &scratch.join("state"))?;
    let loaded = (tokens / LOADED).min(50_000);
    let keys: Arc<[_]> = (0..loaded).map(|number| key_of(number * STEP % loaded + 1)).collect();
    let request = move |number: usize, out: &mut Vec<u8>| ask(number, &keys[number % keys.len()], out);
    // Each has its lease before it counts.
    load::run(verifier.address, usize::try_from(loaded)?, request.clone())?;

    let mut hands = Hands::new(&desk, &verifier, loaded, tokens)?;
    let steps = changes.div_ceil(IN_STEP).div_ceil(TURNS);
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let idle = || {
            thread::sleep(PACE * u32::try_from(steps)?);
            Ok(())
        };
        alone.push(rate_during(&verifier, &request, idle)?);
        beside.push(rate_during(&verifier, &request, || hands.make(steps))?);
    }
    let figure = |what: &str, ours, reference, bound| Figure {
        what: format!("{} changes at the desk while serving: {what}", steps * TURNS * IN_STEP),
        ours,
        reference,
        bound,
    };
    let held = |percent| Quantity::Milliseconds(percentile(&hands.held_ms, percent));
    let longest = verifier.figure("tokendesk_lag_max_milliseconds")?;
    Ok(vec![
        figure(
            "requests, 32 connections, beside those without changes",
            Quantity::PerSecond(median(&beside)),
            Some(Quantity::PerSecond(median(&alone))),
            Bound::AtLeastTimes(0.8),
        ),
        figure("until one holds, p50", held(50.0), None, Bound::Told),
        figure("until one holds, p99", held(99.0), None, Bound::AtMost(100.0)),
        figure("the longest by its own metric", Quantity::Milliseconds(longest), None, Bound::Told),
    ])
}

/// Requests a second while `work` runs beside.
fn rate_during(
    verifier: &Server,
    request: &(impl Fn(usize, &mut Vec<u8>) + Send + Sync + Clone + 'static),
    work: impl FnOnce() -> Result<()> + Send,
) -> Result<f64> {
    let is_over = Arc::new(AtomicBool::new(false));
    thread::scope(|scope| {
        let asking = scope.spawn(|| load::run_until(&is_over, verifier.address, request));
        let worked = work();
        is_over.store(true, Ordering::Relaxed);
        let found = asking.join().map_err(|_| anyhow!("the load panicked"))?;
        worked.and(found).map(|found| found.per_second)
    })
}

/// Changes tokens and asks the verifier until each change holds.
struct Hands<'d> {
    desk: &'d Desk,
    verifier: TcpStream,
    /// The tokens that it changes: from, and how many.
    first: u64,
    count: u64,
    /// Steps made so far.
    made: u64,
    held_ms: Vec<f64>,
}

impl<'d> Hands<'d> {
    fn new(desk: &'d Desk, verifier: &Server, loaded: u64, tokens: u64) -> Result<Self> {
        let verifier = TcpStream::connect(verifier.address)?;
        verifier.set_nodelay(true)?;
        verifier.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { desk, verifier, first: loaded + 1, count: tokens - loaded, made: 0, held_ms: Vec::new() })
    }

    fn make(&mut self, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let begun = Instant::now();
            self.step()?;
            thread::sleep(PACE.saturating_sub(begun.elapsed()));
        }
        Ok(())
    }

    /// Disables a selection or enables it again, edits one token, issues one.
    fn step(&mut self) -> Result<()> {
        let size = IN_STEP as u64 - 2;
        // The same ones twice, one after the other.
        let places = (self.count - 1) / size;
        let begin = self.first + self.made / 2 % places * size;
        let is_first = self.made.is_multiple_of(2);
        let selection = (begin..begin + size).map(|id| TokenId(id.cast_signed())).collect();
        let change = if is_first { LifeChange::Disable } else { LifeChange::Enable };
        let outcome = self.desk.change(&Target::Ids(selection), &change)?;
        ensure!(outcome.changed == usize::try_from(size)?, "{} were changed", outcome.changed);
        // They are taken over in the order of their numbers: the last of them last.
        self.await_it(&key_of(begin + size - 1), !is_first)?;

        let id = TokenId((self.first + self.count - 1).cast_signed());
        let revision = self.desk.details(id)?.token.revision;
        let block = if is_first { vec![CLIENT.to_owned()] } else { Vec::new() };
        let form = TermsForm { block, scopes: vec!["read".to_owned()], ..TermsForm::default() };
        self.desk.edit(&EditRequest { id, revision, form })?;
        self.await_it(&key_of(id.0.cast_unsigned()), !is_first)?;

        let terms = TermsForm { scopes: vec!["read".to_owned()], ..TermsForm::default() };
        let name = format!("new {}", self.made);
        let form = IssueForm { name, visibility: Visibility::ShowOnce, terms };
        let issued = self.desk.issue(&form)?;
        self.await_it(issued.key.expose().as_bytes(), true)?;
        self.made += 1;
        Ok(())
    }

    /// Asks until the key passes, or passes no more; how long that took from now, right after the change.
    fn await_it(&mut self, key: &[u8], passes: bool) -> Result<()> {
        let key = key.try_into().context("a key")?;
        let begun = Instant::now();
        while self.passes(key)? != passes {
            ensure!(begun.elapsed() < PATIENCE, "a change does not hold");
            thread::sleep(Duration::from_micros(500));
        }
        self.held_ms.push(begun.elapsed().as_secs_f64() * 1000.0);
        Ok(())
    }

    fn passes(&mut self, key: &[u8; 51]) -> Result<bool> {
        let mut out = Vec::new();
        ask(0, key, &mut out);
        self.verifier.write_all(&out)?;
        let (mut answer, mut length) = ([0; 4096], 0);
        loop {
            let more = self.verifier.read(&mut answer[length..])?;
            ensure!(more > 0, "the verifier hung up");
            length += more;
            let text = String::from_utf8_lossy(&answer[..length]);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let whole = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                if body.len() >= whole.map_or(Ok(0), str::parse)? {
                    return Ok(head.starts_with("HTTP/1.1 200"));
                }
            }
        }
    }
}
