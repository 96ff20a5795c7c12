//! Rotating the data key: a new one for every slot in one transaction, then the sealed keys in batches.
//!
//! Every batch is a transaction of its own, and replaces only what it read. So it may be stopped or killed at
//! any moment, and two programs may do it at once; whoever unlocks the vault next can go on.

use std::ops::ControlFlow;

use tokendesk_domain::{audit::Action, token::TokenId};
use tokendesk_store_sqlite::{Read, StaleRow, StoreError};
use tokendesk_vault::{DekId, SealedKey, Slot};

use super::{
    problem::{refused, rotation_refused},
    rows,
};
use crate::{Desk, DeskError, Progress, desk::locked, random::DrawAhead};

/// Sealed keys of one transaction: a few milliseconds, so nobody who issues meanwhile waits for long.
const BATCH: u32 = 512;

/// What became of a rotation.
#[derive(Debug, Default)]
pub struct RotationReport {
    /// Keys sealed anew.
    pub resealed: u64,
    /// Tokens whose sealed copies do not open: damaged or swapped. They were left as they are, and the old
    /// data key is kept for them.
    pub damaged: Vec<TokenId>,
    /// It was stopped before its end.
    pub stopped: bool,
}

/// Told how far it is before each batch; decides whether it goes on.
pub type Watcher<'w> = &'w mut dyn FnMut(Progress) -> ControlFlow<()>;

impl Desk {
    /// Gives the vault a new data key and seals every kept key anew, after the end of a rotation that was not
    /// finished: somebody may have the data key of that one. Tells what became of the last of them; one that was
    /// not stopped has a new data key. Slow: minutes for a million keys.
    pub fn rotate_data_key(&self, go_on: Watcher<'_>) -> Result<RotationReport, DeskError> {
        if let Some(report) = self.resume_rotation(go_on)?
            && report.stopped
        {
            return Ok(report);
        }
        self.change_data_key()?;
        self.reseal_all(go_on)
    }

    /// Goes on with a rotation that was not finished; none: there is none.
    pub fn resume_rotation(&self, go_on: Watcher<'_>) -> Result<Option<RotationReport>, DeskError> {
        self.follow_slots()?;
        if self.rotation_is_unfinished() { self.reseal_all(go_on).map(Some) } else { Ok(None) }
    }

    /// Whether some sealed keys may still need a data key that was rotated out, and could be sealed anew.
    pub fn rotation_is_unfinished(&self) -> bool {
        let seat = locked(&self.seat);
        !seat.vault.retired().is_empty() && seat.vault.retired() != seat.settled
    }

    /// Notes that what is still sealed by another data key than this one does not open at all.
    fn settle(&self, current: DekId) {
        let mut seat = locked(&self.seat);
        if seat.vault.resealer().is_ok_and(|resealer| resealer.current() == current) {
            seat.settled = seat.vault.retired().to_vec();
        }
    }

    /// Whether a rotation goes on with some of these sealed copies: looks at a few, and not at many.
    pub(super) fn goes_on_with(&self, read: &Read<'_>, stale: u64) -> Result<bool, DeskError> {
        if stale == 0 || stale > BATCH.into() || !self.rotation_is_unfinished() {
            return Ok(self.rotation_is_unfinished());
        }
        let Ok(resealer) = locked(&self.seat).vault.resealer() else { return Ok(true) };
        let stale = read.stale_sealed_keys(resealer.current().get(), TokenId(0), BATCH)?;
        let rng = &mut DrawAhead::new();
        let reseals =
            |stale: &StaleRow| resealer.reseal(stale.row.hash.as_bytes(), &stale.row.sealed, rng).is_ok();
        let goes_on = stale.iter().any(reseals);
        if !goes_on {
            self.settle(resealer.current());
        }
        Ok(goes_on)
    }

    fn change_data_key(&self) -> Result<(), DeskError> {
        self.follow_slots()?;
        let rotation = {
            let seat = locked(&self.seat);
            let kind_of = |id| seat.vault.slots().iter().find(|slot| slot.id() == id).map(Slot::kind);
            seat.vault.plan_rotation(&mut Self::rng()).map_err(|error| rotation_refused(error, kind_of))?
        };
        let now = self.now();
        self.store().write(|write| {
            if !rows::are_exactly(&write.vault_slots()?, rotation.expected()) {
                return Err(DeskError::Store(StoreError::Busy));
            }
            for slot in rotation.slots() {
                let row = rows::row(slot);
                write.rewrap_slot(row.id, row.dek_id, &row.wrapped)?;
            }
            write.replace_retired_keys(
                &rotation.retired().iter().map(rows::retired_row).collect::<Vec<_>>(),
            )?;
            self.record(write, now, Action::DataKeyChanged, (None, "vault"), Vec::new())
        })?;
        locked(&self.seat).vault.adopt_rotation(rotation);
        Ok(())
    }

    fn reseal_all(&self, go_on: Watcher<'_>) -> Result<RotationReport, DeskError> {
        let current = locked(&self.seat).vault.resealer().map_err(refused)?.current();
        let (total, stale) = self.store().read()?.count_sealed_keys(current.get())?;
        let mut report = RotationReport::default();
        let mut after = TokenId(0);
        loop {
            let done = total.saturating_sub(stale) + report.resealed;
            if go_on(Progress { done: size(done), total: size(total) }).is_break() {
                report.stopped = true;
                return Ok(report);
            }
            let batch = self.store().read()?.stale_sealed_keys(current.get(), after, BATCH)?;
            let Some(last) = batch.last() else { break };
            after = last.token;
            let anew = self.reseal(&batch, current, &mut report)?;
            report.resealed += self.store().write(|write| {
                let replaced =
                    anew.iter().map(|(stale, anew)| write.replace_sealed_key(stale, anew.as_bytes()));
                let replaced = replaced.collect::<Result<Vec<_>, _>>()?;
                Ok::<_, DeskError>(replaced.into_iter().filter(|replaced| *replaced).count() as u64)
            })?;
        }
        self.drop_retired_keys()?;
        self.settle(current);
        Ok(report)
    }

    /// What opens, sealed under the data key of now; the rest is named in the report.
    fn reseal<'b>(
        &self,
        batch: &'b [StaleRow],
        current: DekId,
        report: &mut RotationReport,
    ) -> Result<Vec<(&'b StaleRow, SealedKey)>, DeskError> {
        let resealer = locked(&self.seat).vault.resealer().map_err(refused)?;
        if resealer.current() != current {
            // Another program gave the vault yet another data key.
            return Err(DeskError::Store(StoreError::Busy));
        }
        let rng = &mut DrawAhead::new();
        let mut anew = Vec::with_capacity(batch.len());
        for stale in batch {
            match resealer.reseal(stale.row.hash.as_bytes(), &stale.row.sealed, rng) {
                Ok(sealed) => anew.push((stale, sealed)),
                Err(error) => {
                    tracing::warn!(token = stale.token.0, %error, "a sealed key could not be sealed anew");
                    report.damaged.push(stale.token);
                }
            }
        }
        Ok(anew)
    }

    fn drop_retired_keys(&self) -> Result<(), DeskError> {
        let now = self.now();
        self.store().write(|write| {
            let dropped = write.drop_unused_retired_keys()?;
            if dropped > 0 && write.retired_keys()?.is_empty() {
                self.record(write, now, Action::DataKeyRotated, (None, "vault"), Vec::new())?;
            }
            Ok::<_, DeskError>(())
        })?;
        self.follow_slots()
    }
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
