//! What became of the rows of a file, by their number.

use crate::record::RowOutcome;

/// What became of the rows.
#[derive(Default)]
pub(super) struct Count {
    issued: u64,
    imported: u64,
    updated: u64,
    already_there: u64,
    pub(super) wrong: u64,
}

impl Count {
    pub(super) const fn right(&self) -> u64 {
        self.issued + self.imported + self.updated + self.already_there
    }

    pub(super) const fn all(&self) -> u64 {
        self.right() + self.wrong
    }

    pub(super) const fn count(&mut self, outcome: RowOutcome) {
        *match outcome {
            RowOutcome::Issued => &mut self.issued,
            RowOutcome::Imported => &mut self.imported,
            RowOutcome::Updated => &mut self.updated,
            RowOutcome::AlreadyThere => &mut self.already_there,
        } += 1;
    }

    /// `Tokens issued: 2; rows left out: 0.`
    pub(super) fn sentence(&self) -> String {
        let own_keys = [
            ("imported with their keys", self.imported),
            ("updated", self.updated),
            ("already there", self.already_there),
        ];
        let said = own_keys.into_iter().filter(|(_, count)| *count > 0);
        let said = said.map(|(what, count)| format!("{what}: {count}; ")).collect::<Vec<_>>().concat();
        format!("Tokens issued: {}; {said}rows left out: {}.", self.issued, self.wrong)
    }
}
