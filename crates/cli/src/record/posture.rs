//! Findings as scripts see them.

use serde::Serialize;
use tokendesk_domain::finding::Finding;
use tokendesk_issuer::FindingPage;

use super::moment;

/// A line of `posture`.
#[derive(Debug, Serialize)]
pub(crate) struct FindingRecord {
    /// `used_up`, `expires_in_1_day`, `used_90_percent`, `expires_in_7_days`, `unbounded`, `used_80_percent`,
    /// `unused_90_days` or `old_key`
    finding: &'static str,
    /// `notice`, `warning` or `critical`
    severity: &'static str,
    /// Of all tokens that it is about.
    count: usize,
    /// The first of them.
    tokens: Vec<FoundRecord>,
}

#[derive(Debug, Serialize)]
struct FoundRecord {
    id: i64,
    name: String,
    /// When it ends, its allowance is counted anew or its old key ends; since when nobody used it; when an unbounded
    /// one was issued. null: it is never counted anew.
    at: Option<String>,
}

impl FindingRecord {
    pub(crate) fn of(finding: Finding, count: usize, page: &FindingPage) -> Self {
        let found = page.tokens.iter().map(|(token, at)| FoundRecord {
            id: token.id.0,
            name: token.name.to_string(),
            at: at.map(moment),
        });
        Self { finding: finding.code(), severity: finding.severity().code(), count, tokens: found.collect() }
    }
}
