//! A token on a sheet for people: one field a line.

use std::fmt::Display;

use chrono::{DateTime, Local, TimeDelta, Utc};
use tokendesk_domain::{
    amount::{Amount, Denomination},
    change::ChangedField,
    limit::RequestLimit,
    quota::QuotaPeriod,
    rotation::OldKey,
    token::State,
};
use tokendesk_issuer::Details;
use tokendesk_token_rows::short_limit;

use crate::{table::Table, text::visible};

/// All fields of the token.
pub(super) fn of(details: &Details) -> String {
    let token = &details.token;
    let terms = &token.terms;
    let mut lines = vec![
        ["id:", &token.id.0.to_string()].map(str::to_owned),
        ["name:", token.name.as_str()].map(str::to_owned),
        ["status:", token.status(details.now).code()].map(str::to_owned),
    ];
    let mut line = |label: &str, value: String| lines.push([label.to_owned(), value]);
    line("key:", format!("{} ({})", token.hint, token.visibility.code().replace('_', " ")));
    for old in &details.old_keys {
        line("old key:", old_key(old));
    }
    line("scopes:", joined(&terms.scopes, "none"));
    line("expires:", terms.expires.map_or_else(|| "never".to_owned(), local));
    line("request limit:", limit(terms.limit, token.usage.counted(details.now)));
    line("rate:", terms.rate.map_or_else(|| "none".to_owned(), |rate| rate.to_string()));
    for (label, period) in [
        ("quota:", QuotaPeriod::Total),
        ("daily quota:", QuotaPeriod::Day),
        ("monthly quota:", QuotaPeriod::Month),
    ] {
        if let Some(text) = quota(details, period) {
            line(label, text);
        }
    }
    line("models:", terms.models.names().map_or_else(|| "all".to_owned(), |names| joined(names, "none")));
    line("group:", terms.group.as_str().to_owned());
    line("allowed:", joined(&terms.addresses.allow, "every address"));
    line("blocked:", joined(&terms.addresses.block, "none"));
    line("created:", local(token.created));
    line("last used:", token.usage.last_used.map_or_else(|| "never".to_owned(), local));
    if let State::Revoked { at, reason } = &token.state {
        line("revoked:", format!("{}: {}", local(*at), reason.as_str()));
    }
    if let (Some(at), Some(until)) = (token.deleted, details.purge_at()) {
        line("deleted:", format!("{}, in the trash until {}", local(at), local(until)));
    }
    line("revision:", token.revision.to_string());
    let mut sheet = Table::of(&lines);
    if !terms.description.as_str().is_empty() {
        sheet.push_str("\ndescription:");
        for text in terms.description.as_str().lines() {
            sheet.push_str("\n  ");
            sheet.push_str(&visible(text));
        }
    }
    sheet
}

/// Its history, newest first.
pub(super) fn history(details: &Details) -> String {
    let mut lines = vec!["history:".to_owned()];
    for entry in &details.history {
        lines.push(format!(
            "  {}  {}  {}",
            local(entry.at),
            visible(&entry.actor.to_string()),
            entry.action.code()
        ));
        for change in &entry.changes {
            let value = |text: &Option<String>| match (change.field, text) {
                (_, None) => "—".to_owned(),
                (ChangedField::Expiry | ChangedField::OldKeyUntil, Some(ms)) => {
                    let at = ms.parse().ok().and_then(DateTime::from_timestamp_millis);
                    at.map_or_else(|| ms.clone(), local)
                }
                (_, Some(text)) => text.lines().collect::<Vec<_>>().join(", "),
            };
            let (before, after) = (value(&change.before), value(&change.after));
            let field = change.field.code().replace('_', " ");
            lines.push(format!("    {field}: {} → {}", visible(&before), visible(&after)));
        }
    }
    lines.join("\n")
}

/// `1: sk-AbCd…wXyZ, 12 % of calls, last from 10.0.3.7, ends 2027-01-31 18:00:00 +09:00`
fn old_key(old: &OldKey) -> String {
    let mut said = vec![format!("{}: {}", old.generation, old.hint)];
    said.push(match old.share_percent() {
        Some(percent) if old.uses > 0 => format!("{percent} % of calls"),
        _ => "no calls".to_owned(),
    });
    said.extend(old.last_address.as_ref().map(|address| format!("last from {address}")));
    said.push(format!("ends {}", local(old.until)));
    if let Some(quiet) = old.quiet {
        said.push(format!("or after {} without a call", spelled(quiet)));
    }
    said.join(", ")
}

/// `7d`, `24h` or `90m`, as `--quiet-for` takes it.
fn spelled(time: TimeDelta) -> String {
    match time.num_minutes() {
        minutes if minutes % (24 * 60) == 0 => format!("{}d", minutes / (24 * 60)),
        minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
        minutes => format!("{minutes}m"),
    }
}

/// `$12.50, $3.20 spent, next reset 2027-02-01 00:00:00 +09:00`; none: no line is needed.
fn quota(details: &Details, period: QuotaPeriod) -> Option<String> {
    let dollars = |amount: Amount| amount.text(Denomination::Dollars);
    let token = &details.token;
    let spent = token.spending.counted(period, details.now);
    let quota = match token.terms.quota.of(period) {
        Some(quota) => dollars(quota),
        None if spent > Amount::ZERO || period == QuotaPeriod::Total => "unlimited".to_owned(),
        None => return None,
    };
    let reset = details.next_reset(period).map(|at| format!(", next reset {}", local(at)));
    Some(format!("{quota}, {} spent{}", dollars(spent), reset.unwrap_or_default()))
}

/// `1000/day, 3 used`
fn limit(limit: Option<RequestLimit>, used: u64) -> String {
    limit.map_or_else(|| "unlimited".to_owned(), |limit| format!("{}, {used} used", short_limit(limit)))
}

/// The moment on the admin's clock, with the clock's distance from UTC.
pub(crate) fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

fn joined<T: Display>(list: &[T], none: &str) -> String {
    match list {
        [] => none.to_owned(),
        list => list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}
