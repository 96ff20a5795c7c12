//! Sixteen callers at once, as a script and a team at one console would be; each gets its own durable reply.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};
use tokendesk_domain::token::Visibility;
use tokendesk_issuer::{Desk, data_file};

use crate::desk::open_desk;
use crate::figure::{Bound, Figure, Quantity};
use crate::issue::{form, rate};
use crate::slow_flush;
use crate::statistics::median;

const CALLERS: u64 = 16;
const REPETITIONS: u64 = 7;

pub(crate) fn measure(folder: &Path) -> Result<Vec<Figure>> {
    slow_flush::set(Duration::ZERO)?;
    let desk = open_desk(&data_file(folder))?;
    desk.issue(&form(0, Visibility::Copyable))?;
    let plain = compare(&desk, 200, "16 callers issue at once, against one caller", 2.0)?;
    let mut figures = vec![plain];
    for delay in [3, 10] {
        slow_flush::set(Duration::from_millis(delay))?;
        let what = format!("the same, where a flush takes {delay} ms longer");
        figures.push(compare(&desk, 24, &what, 5.0)?);
    }
    slow_flush::set(Duration::ZERO)?;
    Ok(figures)
}

fn compare(desk: &Desk, tokens_each: u64, what: &str, at_least: f64) -> Result<Figure> {
    let (mut many_rates, mut one_rates) = (Vec::new(), Vec::new());
    for _ in 0..REPETITIONS {
        many_rates.push(rate(CALLERS * tokens_each, || at_once(desk, tokens_each))?);
        one_rates.push(rate(tokens_each, || one_by_one(desk, tokens_each))?);
    }
    Ok(Figure {
        what: what.to_owned(),
        ours: Quantity::PerSecond(median(&many_rates)),
        reference: Some(Quantity::PerSecond(median(&one_rates))),
        bound: Bound::AtLeastTimes(at_least),
    })
}

fn at_once(desk: &Desk, tokens_each: u64) -> Result<()> {
    thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(|| one_by_one(desk, tokens_each))).collect();
        callers.into_iter().try_for_each(|caller| caller.join().map_err(|_| anyhow!("a caller panicked"))?)
    })
}

fn one_by_one(desk: &Desk, tokens: u64) -> Result<()> {
    (0..tokens).try_for_each(|number| Ok(desk.issue(&form(number, Visibility::Copyable)).map(drop)?))
}
