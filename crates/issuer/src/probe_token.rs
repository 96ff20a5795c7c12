//! A token for a few seconds, to look whether a gateway is right.

use chrono::{SecondsFormat, TimeDelta};
use tokendesk_domain::{
    expiry::ExpiryChoice,
    form::TermsForm,
    issue::IssueForm,
    key::Key,
    life_change::LifeChange,
    limit::LimitWindow,
    token::{TokenId, Visibility},
};

use crate::{Desk, DeskError, Target, random::DrawAhead};

/// What a probe's token is called, also in the audit log.
const NAME: &str = "Gateway test";
/// It dies by itself where nobody comes to withdraw it.
const LIFE_MINUTES: i64 = 10;
/// Many more than a probe sends.
const LIMIT: &str = "100";
/// For documents alone (RFC 5737): no client comes from there. A gateway that lets clients forge their address is
/// found by it.
const BLOCKED: &str = "203.0.113.0/24";

/// A token to probe a gateway with. To be withdrawn with [`Desk::withdraw_probe_token`].
pub struct ProbeToken {
    /// Its number.
    pub id: TokenId,
    /// Its key, which holds every scope that is offered.
    pub key: Key,
    /// A key like it that nobody has.
    pub unknown: Key,
}

impl Desk {
    /// Issues one. It is shown once, counts its requests, blocks 203.0.113.0/24 and expires after ten minutes.
    pub fn issue_probe_token(&self) -> Result<ProbeToken, DeskError> {
        let (catalogue, prefix) = {
            let read = self.store().read()?;
            (read.catalogue()?, read.settings()?.key_prefix)
        };
        let until = self.now() + TimeDelta::minutes(LIFE_MINUTES);
        let form = IssueForm {
            name: NAME.to_owned(),
            visibility: Visibility::ShowOnce,
            terms: TermsForm {
                expiry: ExpiryChoice::Moment(until.to_rfc3339_opts(SecondsFormat::Secs, true)),
                block: vec![BLOCKED.to_owned()],
                limit: LIMIT.to_owned(),
                window: LimitWindow::Hour,
                scopes: catalogue.offered().map(|scope| scope.name.as_str().to_owned()).collect(),
                ..TermsForm::default()
            },
        };
        let issued = self.issue(&form)?;
        let unknown = Key::generate(&prefix, &mut DrawAhead::new());
        Ok(ProbeToken { id: issued.details.token.id, key: issued.key, unknown })
    }

    /// Deletes it for good; what it did stays in the audit log.
    pub fn withdraw_probe_token(&self, id: TokenId) -> Result<(), DeskError> {
        self.change(&Target::Ids(vec![id]), &LifeChange::Delete)?;
        self.change(&Target::Ids(vec![id]), &LifeChange::Purge)?;
        Ok(())
    }
}
