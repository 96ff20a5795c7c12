//! How many requests a token may make, how fast, and how many it has made: from columns.

use std::num::{NonZeroU32, NonZeroU64};

use tokendesk_domain::{
    limit::{LimitWindow, RequestLimit},
    rate::{Rate, RateWindow},
    usage::Usage,
};

use crate::{StoreError, column::Reader};

/// How many, as a limit without its window; none: unlimited.
pub(crate) fn read_max(reader: &Reader<'_>) -> Result<Option<NonZeroU64>, StoreError> {
    let max = reader.optional_count("limit_max")?;
    max.map(|max| NonZeroU64::new(max).ok_or_else(|| reader.corrupt("limit_max"))).transpose()
}

/// `limit_max`, `limit_window`
pub(crate) fn read_limit(reader: &Reader<'_>) -> Result<Option<RequestLimit>, StoreError> {
    let max = read_max(reader)?;
    let window = reader.optional_parsed("limit_window", |code| LimitWindow::from_code(code).ok_or(()))?;
    let limit = |max| Ok(RequestLimit { max, window: window.ok_or_else(|| reader.corrupt("limit_window"))? });
    max.map(limit).transpose()
}

/// `rate_max`, `rate_window`, `rate_burst`
pub(crate) fn read_rate(reader: &Reader<'_>) -> Result<Option<Rate>, StoreError> {
    let max = reader.raw::<Option<u32>>("rate_max")?;
    let window = reader.optional_parsed("rate_window", |code| RateWindow::from_code(code).ok_or(()))?;
    let burst = reader.raw::<Option<u32>>("rate_burst")?.and_then(NonZeroU32::new);
    let Some(max) = max else { return Ok(None) };
    let window = window.ok_or_else(|| reader.corrupt("rate_window"))?;
    let rate = NonZeroU32::new(max).and_then(|max| Rate::new(max, window, burst));
    rate.map(Some).ok_or_else(|| reader.corrupt("rate_max"))
}

/// `used`, `until_ms`, `last_used_ms`
pub(crate) fn read_usage(reader: &Reader<'_>) -> Result<Usage, StoreError> {
    Ok(Usage {
        used: reader.optional_count("used")?.unwrap_or(0),
        until: reader.optional_moment("until_ms")?,
        last_used: reader.optional_moment("last_used_ms")?,
    })
}
