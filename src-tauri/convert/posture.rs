//! Findings and remedies.

use tokendesk_domain::{
    finding::{Finding, Severity},
    remedy::Remedy,
};
use tokendesk_issuer::{FindingPage, Posture, RemedyPreview};

use super::{draft::alike, token::row};
use crate::wire;

alike!(
    Finding,
    wire::Finding,
    UsedUp,
    ExpiresInDay,
    NearlyUsedUp,
    ExpiresInWeek,
    Unbounded,
    MostlyUsed,
    Unused,
    OldKey
);
alike!(Severity, wire::Severity, Notice, Warning, Critical);

impl From<Posture> for wire::Posture {
    fn from(posture: Posture) -> Self {
        let group = |(finding, count): (Finding, usize)| wire::FindingGroup {
            finding: finding.into(),
            severity: finding.severity().into(),
            count: small(count),
        };
        Self { groups: posture.counts.into_iter().map(group).collect(), tokens: small(posture.tokens) }
    }
}

impl From<wire::Remedy> for Remedy {
    fn from(remedy: wire::Remedy) -> Self {
        match remedy {
            wire::Remedy::Extend { days } => Self::Extend { days },
            wire::Remedy::RaiseAllowance => Self::RaiseAllowance,
            wire::Remedy::PinAddresses => Self::PinAddresses,
        }
    }
}

impl From<RemedyPreview> for wire::RemedyPreview {
    fn from(preview: RemedyPreview) -> Self {
        let examples = preview.examples.into_iter().map(|(token, changes)| wire::RemedyExample {
            id: token.id.0,
            name: token.name.to_string(),
            changes: changes.into_iter().map(Into::into).collect(),
        });
        Self {
            total: small(preview.total),
            will_change: small(preview.will_change),
            examples: examples.collect(),
        }
    }
}

pub(crate) fn finding_page(page: &FindingPage) -> wire::FindingPage {
    let tokens = page.tokens.iter().map(|(token, at)| wire::FoundToken {
        row: row(token, page.now),
        at_ms: at.map(|at| at.timestamp_millis()),
    });
    wire::FindingPage { total: small(page.total), tokens: tokens.collect() }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
