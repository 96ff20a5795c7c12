//! What tokens are like: a mix in which every chip of the list has members.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, RngExt, seq::IndexedRandom};
use tokendesk_domain::{
    expiry::ExpiryChoice, form::TermsForm, issue::IssueForm, limit::LimitWindow, rate::RateForm,
    token::Visibility,
};

use crate::names;

const SCOPES: [&str; 6] = ["read", "write", "delete", "billing:read", "billing:write", "admin"];
const LIMITS: [&str; 5] = ["100", "1,000", "10,000", "250000", "1000000"];

/// One token to be made, and what became of it since.
pub(crate) struct Plan {
    pub(crate) form: IssueForm,
    pub(crate) fate: Fate,
    pub(crate) usage: Option<Usage>,
}

/// What was done to a token after it was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    Lives,
    Disabled,
    Revoked,
    Deleted,
}

/// What a gateway counted.
pub(crate) struct Usage {
    pub(crate) used: u64,
    pub(crate) until_ms: Option<i64>,
    pub(crate) last_used_ms: i64,
}

/// Token `number`, issued at `created`, as it stands at `now`. Of a hundred about 58 are active, 5 expiring, 12 expired, 4 exhausted,
/// 8 disabled, 8 revoked and 5 in the trash; a quarter was never used.
pub(crate) fn plan(number: u64, created: DateTime<Utc>, now: DateTime<Utc>, rng: &mut impl Rng) -> Plan {
    let expiry = match rng.random_range(0..100) {
        0..12 => between(created, now, rng),
        12..17 => between(now + TimeDelta::hours(1), now + TimeDelta::days(7), rng),
        17..60 => between(now + TimeDelta::days(8), now + TimeDelta::days(900), rng),
        _ => ExpiryChoice::Never,
    };
    let is_limited = rng.random_bool(0.6);
    let form = IssueForm {
        name: names::name(number, rng),
        visibility: if rng.random_bool(0.2) { Visibility::ShowOnce } else { Visibility::Copyable },
        terms: TermsForm {
            description: names::description(rng).to_owned(),
            expiry,
            allow: if rng.random_bool(0.4) { vec![network(rng), network(rng)] } else { Vec::new() },
            block: if rng.random_bool(0.1) { vec![network(rng)] } else { Vec::new() },
            limit: if is_limited { some(&LIMITS, rng).to_owned() } else { String::new() },
            window: *LimitWindow::ALL.choose(rng).expect("not empty"),
            rate: RateForm::default(),
            scopes: SCOPES.sample(rng, 2).map(|scope| (*scope).to_owned()).collect(),
            ..TermsForm::default()
        },
    };
    let fate = match rng.random_range(0..100) {
        0..8 => Fate::Disabled,
        8..16 => Fate::Revoked,
        16..21 => Fate::Deleted,
        _ => Fate::Lives,
    };
    let usage = rng.random_bool(0.75).then(|| Usage {
        // A limit's digits: one in fifteen of the limited ones has used it up.
        used: if is_limited && rng.random_bool(0.07) { 1_000_000 } else { rng.random_range(0..100) },
        until_ms: (form.terms.window != LimitWindow::Total)
            .then(|| (now + TimeDelta::hours(rng.random_range(1..24 * 30))).timestamp_millis()),
        last_used_ms: (now - TimeDelta::seconds(rng.random_range(1..60 * 60 * 24 * 90))).timestamp_millis(),
    });
    Plan { form, fate, usage }
}

/// The form of token `number`, to be issued at any moment.
pub(crate) fn fresh_form(number: u64, rng: &mut impl Rng) -> IssueForm {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let mut form = plan(number, now - TimeDelta::days(1), now, rng).form;
    if form.terms.expiry != ExpiryChoice::Never {
        form.terms.expiry = ExpiryChoice::InDays(rng.random_range(1..900));
    }
    form
}

fn some(list: &[&'static str], rng: &mut impl Rng) -> &'static str {
    list.choose(rng).expect("not empty")
}

fn between(from: DateTime<Utc>, to: DateTime<Utc>, rng: &mut impl Rng) -> ExpiryChoice {
    // A minute or more after `from`: the form takes whole seconds, and only what is still to come.
    let seconds = rng.random_range(60..(to - from).num_seconds());
    ExpiryChoice::Moment((from + TimeDelta::seconds(seconds)).format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn network(rng: &mut impl Rng) -> String {
    if rng.random_bool(0.2) {
        format!("2001:db8:{:x}::/48", rng.random::<u16>())
    } else {
        format!("10.{}.{}.0/24", rng.random::<u8>(), rng.random::<u8>())
    }
}
