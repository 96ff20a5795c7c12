//! The decision in process: from the text of a key to the decision and its exact count, with a million tokens; beside
//! the least that it can be: SHA-256, a map on the digest's first eight bytes, ten networks, one atomic.

use std::collections::HashMap;
use std::fs;
use std::hash::{BuildHasherDefault, Hasher};
use std::hint::black_box;
use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};
use rusqlite::Connection;
use tokendesk_domain::{
    access::Credential, address::AddressRange, amount::Amount, key::KeyHash, request_path::RequestPath,
};
use tokendesk_verifier::{Charge, Question, Verifier, VerifierOptions, Zone, system_clock};

use crate::figure::{Bound, Figure, Quantity};
use crate::key_file::{CLIENT, KEY_LEN, has_networks, is_counted, key_of, networks};
use crate::memory::Family;
use crate::statistics::median;
use crate::verify_http::{MOST_MIB, STEP};

const REPETITIONS: usize = 5;
/// Decisions in each repetition.
pub(crate) const ROUND: usize = 400_000;
const HOT: usize = 1_000;
/// As many at once take the first leases: each waits for the disk.
const FIRST: usize = 64;

type AKey = [u8; KEY_LEN];
type Keys = Vec<AKey>;

/// All figures, with a file of `tokens` tokens.
pub(crate) fn measure(file: &Path, tokens: u64, scratch: &Path) -> Result<Vec<Figure>> {
    // First of all: what is freed later would be taken again.
    let before_mib = own_mib()?;
    let verifier = open(file, &scratch.join("state"))?;
    let table_mib = own_mib()? - before_mib;

    let counted: Vec<u64> = (1..=tokens).filter(|token| is_counted(*token)).collect();
    let free: Vec<u64> = (1..=tokens).filter(|token| !is_counted(*token)).collect();
    let keys = |tokens: &[u64]| tokens.iter().map(|token| key_of(*token)).collect::<Keys>();
    let (mut counted_keys, mut free_keys) = (keys(&counted), keys(&free));
    let unknown = keys(&(tokens + 1..=tokens + counted_keys.len() as u64).collect::<Vec<_>>());
    let reference = Reference::new(tokens);

    let before_mib = own_mib()?;
    first_use(&verifier, &counted_keys)?;
    first_use(&verifier, &free_keys)?;
    let slots_mib = own_mib()? - before_mib;
    // Only now: in the order of their first use their counters lie side by side.
    let mut rng = StdRng::seed_from_u64(1);
    counted_keys.shuffle(&mut rng);
    free_keys.shuffle(&mut rng);
    let hot: Keys = counted_keys[..HOT].to_vec();
    let mut figures = vec![cold_start(file, scratch)?];
    figures.push(Figure {
        what: format!("memory of the verifier, {tokens} tokens, all of them used"),
        ours: Quantity::Mebibytes(table_mib + slots_mib),
        reference: None,
        bound: Bound::AtMost(MOST_MIB),
    });

    let bench = Bench { verifier: &verifier, reference: &reference, round: ROUND };
    for (what, keys) in [("at random", &counted_keys), ("1,000 hot ones", &hot), ("unknown ones", &unknown)] {
        figures.extend(bench.compare(what, keys)?);
    }
    figures.extend(bench.apart(&hot)?);
    let [with, without] =
        in_turns(|turn| bench.ours(&[&counted_keys], turn), |turn| bench.ours(&[&free_keys], turn))?;
    figures.push(Figure {
        what: "exact counting, keys at random, beside tokens without a limit".to_owned(),
        ours: per_second(with),
        reference: Some(per_second(without)),
        bound: Bound::AtLeastTimes(0.9),
    });
    let [unknown_ns, known_ns] =
        in_turns(|turn| bench.ours(&[&unknown], turn), |turn| bench.ours(&[&counted_keys], turn))?;
    figures.push(Figure {
        what: "unknown keys beside known ones at random".to_owned(),
        ours: per_second(unknown_ns),
        reference: Some(per_second(known_ns)),
        bound: Bound::AtLeastTimes(1.0),
    });
    Ok(figures)
}

/// Different keys of [`at_random`].
const SAMPLE: u64 = 200_000;

/// Nanoseconds for a decision on keys at random of `tokens`, and of the least that it can be; `round` decisions in each
/// repetition.
pub(crate) fn at_random(file: &Path, tokens: u64, round: usize, state: &Path) -> Result<[f64; 2]> {
    let verifier = open(file, state)?;
    let keys: Keys = (0..tokens.min(SAMPLE)).map(|number| key_of(number * STEP % tokens + 1)).collect();
    first_use(&verifier, &keys)?;
    let bench = Bench { verifier: &verifier, reference: &Reference::new(tokens), round };
    in_turns(|turn| bench.ours(&[&keys], turn), |turn| bench.theirs(&[&keys], turn))
}

fn open(file: &Path, state: &Path) -> Result<Verifier> {
    let zone = Zone::Machine;
    let options =
        VerifierOptions { file: file.to_owned(), state_dir: state.to_owned(), zone, clock: system_clock() };
    Ok(Verifier::open(options)?)
}

/// From nothing to the first decision that is right.
fn cold_start(file: &Path, scratch: &Path) -> Result<Figure> {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let start = Instant::now();
        let verifier = open(file, &scratch.join("cold"))?;
        ours.push(start.elapsed().as_secs_f64() * 1000.0);
        drop(verifier);
        let start = Instant::now();
        let connection = Connection::open(file)?;
        for table in ["tokens", "token_scopes"] {
            let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    black_box(row.get_ref(column)?);
                }
            }
        }
        bare.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    fs::remove_dir_all(scratch.join("cold"))?;
    Ok(Figure {
        what: "cold start to ready, beside streaming all rows".to_owned(),
        ours: Quantity::Milliseconds(median(&ours)),
        reference: Some(Quantity::Milliseconds(median(&bare))),
        bound: Bound::AtMostTimes(2.0),
    })
}

fn own_mib() -> Result<f64> {
    Family::of(std::process::id())?.parent_mib()
}

/// Each token is used once: it has its slot and its lease then.
fn first_use(verifier: &Verifier, keys: &Keys) -> Result<()> {
    let path = RequestPath::parse("/").context("a path")?;
    let question = question(&path)?;
    let refused: usize = thread::scope(|scope| {
        let threads: Vec<_> = keys
            .chunks(keys.len().div_ceil(FIRST))
            .map(|keys| {
                scope.spawn(move || keys.iter().filter(|key| !is_allowed(verifier, key, &question)).count())
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(usize::MAX)).fold(0, usize::saturating_add)
    });
    ensure!(refused == 0, "{refused} keys were refused");
    Ok(())
}

fn question(path: &RequestPath) -> Result<Question<'_>> {
    let address = Some(CLIENT.parse()?);
    Ok(Question {
        address,
        method: "GET",
        host: "api.example.com",
        path,
        scope: None,
        model: None,
        cost: Amount::ZERO,
    })
}

fn is_allowed(verifier: &Verifier, key: &[u8; KEY_LEN], question: &Question<'_>) -> bool {
    let key = std::str::from_utf8(key).unwrap_or_default();
    let charge = Charge::Once { request_id: None };
    verifier.verify(Credential::One(key), question, charge).is_allowed()
}

/// The least that a decision can be.
struct Reference(HashMap<u64, Kept, BuildHasherDefault<Unchanged>>);

struct Kept {
    networks: Box<[AddressRange]>,
    used: AtomicU64,
}

/// A digest needs no hash.
#[derive(Default)]
struct Unchanged(u64);

impl Hasher for Unchanged {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only whole numbers are hashed")
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

fn first_eight(key: &[u8; KEY_LEN]) -> u64 {
    let hash = KeyHash::of(std::str::from_utf8(key).unwrap_or_default());
    let [first, ..] = hash.as_bytes().as_chunks::<8>().0 else { return 0 };
    u64::from_le_bytes(*first)
}

impl Reference {
    fn new(tokens: u64) -> Self {
        let kept = |token| {
            let text = if has_networks(token) { networks(token) } else { String::new() };
            let networks = text.lines().filter_map(|line| AddressRange::parse(line).ok()).collect();
            (first_eight(&key_of(token)), Kept { networks, used: AtomicU64::new(0) })
        };
        Self((1..=tokens).map(kept).collect())
    }

    fn is_allowed(&self, key: &[u8; KEY_LEN], address: IpAddr) -> bool {
        let Some(kept) = self.0.get(&first_eight(key)) else { return false };
        let may = kept.networks.is_empty() || kept.networks.iter().any(|network| network.contains(address));
        may && kept.used.fetch_add(1, Ordering::Relaxed) < u64::MAX / 2
    }
}

struct Bench<'b> {
    verifier: &'b Verifier,
    reference: &'b Reference,
    /// Decisions in each repetition.
    round: usize,
}

impl Bench<'_> {
    fn compare(&self, what: &str, keys: &Keys) -> Result<Vec<Figure>> {
        let mut figures = Vec::new();
        let mut ours_alone = 0.0;
        for threads in [1, 2] {
            let each = vec![&**keys; threads];
            let [ours, reference] = in_turns(|turn| self.ours(&each, turn), |turn| self.theirs(&each, turn))?;
            figures.push(Figure {
                what: format!("a decision, keys {what}, {threads} thread(s)"),
                ours: Quantity::Nanoseconds(ours),
                reference: Some(Quantity::Nanoseconds(reference)),
                bound: Bound::AtMostTimes(1.6),
            });
            if threads == 1 {
                ours_alone = ours;
            } else {
                figures.push(Figure {
                    what: format!("keys {what}: two threads beside one"),
                    ours: per_second(ours),
                    reference: Some(per_second(ours_alone)),
                    bound: Bound::AtLeastTimes(1.8),
                });
            }
        }
        Ok(figures)
    }

    /// Two threads of which each has its own keys: neither waits for the counters that the other one wrote.
    fn apart(&self, keys: &Keys) -> Result<Vec<Figure>> {
        let (one, other) = keys.split_at(keys.len() / 2);
        let ours = in_turns(|turn| self.ours(&[keys], turn), |turn| self.ours(&[one, other], turn))?;
        let theirs = in_turns(|turn| self.theirs(&[keys], turn), |turn| self.theirs(&[one, other], turn))?;
        let figure = |what: &str, [one, two]: [f64; 2], bound| Figure {
            what: format!("keys 1,000 hot ones, each thread its own half: two threads beside one{what}"),
            ours: per_second(two),
            reference: Some(per_second(one)),
            bound,
        };
        Ok(vec![figure("", ours, Bound::AtLeastTimes(1.8)), figure(", the reference", theirs, Bound::Told)])
    }

    fn ours(&self, each: &[&[AKey]], turn: usize) -> Result<f64> {
        let path = RequestPath::parse("/v1/clusters/7").context("a path")?;
        let question = question(&path)?;
        Ok(timed(each, self.round, turn, |key| is_allowed(self.verifier, key, &question)))
    }

    fn theirs(&self, each: &[&[AKey]], turn: usize) -> Result<f64> {
        let address = CLIENT.parse()?;
        Ok(timed(each, self.round, turn, |key| self.reference.is_allowed(key, address)))
    }
}

/// The medians of both, in nanoseconds for each decision.
fn in_turns(
    mut one: impl FnMut(usize) -> Result<f64>,
    mut two: impl FnMut(usize) -> Result<f64>,
) -> Result<[f64; 2]> {
    let (mut ones, mut twos) = (Vec::new(), Vec::new());
    for round in 0..REPETITIONS {
        ones.push(one(round)?);
        twos.push(two(round)?);
    }
    Ok([median(&ones), median(&twos)])
}

/// Nanoseconds for each decision, of all threads together: one for each of these lists of keys.
fn timed(each: &[&[AKey]], round: usize, turn: usize, decide: impl Fn(&AKey) -> bool + Sync) -> f64 {
    let threads = each.len();
    let start = Instant::now();
    thread::scope(|scope| {
        for (thread, keys) in each.iter().enumerate() {
            let decide = &decide;
            let begin = (turn * threads + thread) * round % keys.len();
            let some = keys[begin..].iter().chain(keys.iter().cycle()).take(round);
            scope.spawn(move || black_box(some.filter(|key| decide(key)).count()));
        }
    });
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let decisions = (round * threads) as f64;
    start.elapsed().as_secs_f64() * 1e9 / decisions
}

fn per_second(nanoseconds: f64) -> Quantity {
    Quantity::PerSecond(1e9 / nanoseconds)
}
