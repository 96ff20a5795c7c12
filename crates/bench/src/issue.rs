//! One token, durably, and then the next.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use rand::{SeedableRng, rngs::StdRng};
use tokendesk_domain::{issue::IssueForm, token::Visibility};
use tokendesk_issuer::data_file;

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::rows::{Bare, last_id, read_after};
use crate::statistics::median;
use crate::token_mix;

const REPETITIONS: u64 = 9;
const TOKENS: u64 = 100;

pub(crate) fn measure(folder: &Path) -> Result<Vec<Figure>> {
    [(Visibility::Copyable, "copyable"), (Visibility::ShowOnce, "show once")]
        .into_iter()
        .map(|(visibility, word)| one_by_one(&folder.join(visibility.code()), visibility, word))
        .collect()
}

fn one_by_one(folder: &Path, visibility: Visibility, word: &str) -> Result<Figure> {
    let ours = data_file(&folder.join("desk"));
    let desk = open_desk(&ours)?;
    // The first copyable token sets the vault up; that is not what is measured.
    desk.issue(&form(0, visibility))?;
    let bare = data_file(&folder.join("bare"));
    copy(&ours, &bare)?;
    let mut bare = Bare::open(&bare)?;

    let (mut desk_rates, mut bare_rates) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS {
        let last = last_id(&ours)?;
        let forms: Vec<_> = (1..=TOKENS).map(|n| form(repetition * TOKENS + n, visibility)).collect();
        desk_rates.push(rate(TOKENS, || forms.iter().try_for_each(|form| desk.issue(form).map(drop)))?);
        let rows = read_after(&ours, last)?;
        bare_rates.push(rate(TOKENS, || rows.chunks(1).try_for_each(|token| bare.write(token)))?);
    }
    Ok(Figure {
        what: format!("issue one token durably, {word}"),
        ours: Quantity::PerSecond(median(&desk_rates)),
        reference: Some(Quantity::PerSecond(median(&bare_rates))),
        bound: Bound::AtLeastTimes(0.8),
    })
}

/// A form that may be issued now.
pub(crate) fn form(number: u64, visibility: Visibility) -> IssueForm {
    let form = token_mix::fresh_form(number, &mut StdRng::seed_from_u64(number));
    IssueForm { visibility, ..form }
}

/// How many of `count` a second `work` does.
pub(crate) fn rate<E>(count: u64, work: impl FnOnce() -> Result<(), E>) -> Result<f64, E> {
    let start = Instant::now();
    work()?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// A copy of a data file with all that stands in its write-ahead log.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    rusqlite::Connection::open(from)?.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    Ok(())
}
