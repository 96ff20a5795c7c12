//! What tokens are issued by, kept from one to the next: reading it anew would cost as much as storing a token.

use std::sync::Arc;

use tokendesk_domain::{catalogue::Catalogue, key_prefix::KeyPrefix};
use tokendesk_store_sqlite::{Epoch, Write};

use crate::{Desk, DeskError, desk::locked};

/// What forms are read and keys are made by, as it stands in the data file during one epoch.
///
/// The vault's slots belong to it: they are followed when this is read, and change only with the epoch.
pub(crate) struct IssueRules {
    pub(crate) catalogue: Catalogue,
    pub(crate) prefix: KeyPrefix,
    epoch: Epoch,
}

impl Desk {
    /// Those that were read last. They may be over: see [`Desk::still_hold`].
    pub(crate) fn issue_rules(&self) -> Result<Arc<IssueRules>, DeskError> {
        if let Some(kept) = &*locked(&self.issue_rules) {
            return Ok(Arc::clone(kept));
        }
        let rules = Arc::new(self.store().add(|write| {
            Ok::<_, DeskError>(IssueRules {
                catalogue: write.catalogue()?,
                prefix: write.settings()?.key_prefix,
                epoch: self.store().epoch(write)?,
            })
        })?);
        // Afterwards: slots that change in between end the epoch.
        self.follow_slots()?;
        *locked(&self.issue_rules) = Some(Arc::clone(&rules));
        Ok(rules)
    }

    /// Inside a transaction: whether nothing that these tell has changed since. If it has, they are forgotten.
    pub(crate) fn still_hold(&self, write: &Write<'_>, rules: &IssueRules) -> Result<bool, DeskError> {
        let hold = self.store().epoch(write)? == rules.epoch;
        if !hold {
            *locked(&self.issue_rules) = None;
        }
        Ok(hold)
    }
}
