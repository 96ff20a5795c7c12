//! `tokendesk token issue --from`: a token for each row of a file.
//!
//! All rows are checked before the first is issued. Then a batch of them is stored, then their lines are written:
//! a line tells of a token that is on the disk.

use std::{
    io::{self, Write},
    path::Path,
};

use tokendesk_issuer::{Desk, ImportBatch, ImportOrder, ImportOutcome, ImportProblem, ImportReview, Issued};
use tokendesk_token_file::Rows;
use tokendesk_token_rows::RowReader;

use super::{candidate::Candidate, delivery::undelivered, row_count::Count, tally::Tally};
use crate::{
    args::FileArgs,
    note::Note,
    output::Output,
    progress::Progress,
    record::{RowOutcome, RowRecord},
    refusal::{Failure, Refusal},
    rows::Source,
    seat::with_vault,
    stop::Stop,
};

/// A file on its way to tokens.
struct Import<'i, W, N> {
    desk: &'i Desk,
    /// Of the file and of how it is read, where its import has a name.
    digest: Option<[u8; 32]>,
    args: &'i FileArgs,
    output: &'i mut Output<W, N>,
    stop: Stop,
}

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    path: &Path,
    args: &FileArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut source = Source::open(path, args)?;
    let digest = args.batch_id.is_some().then(|| source.digest(args.new_keys)).transpose()?;
    let mut import = Import { desk, digest, args, output, stop: Stop::listen()? };
    if desk.is_other_file(&import.order(1))? {
        let message = "Another file was imported under this batch ID, or this one was read in another way.";
        return Err(Refusal::at("batch_id", "batch_id_reused", message).into());
    }
    let mut tally = Tally::default();
    let rows = source.rows()?;
    if !rows.foreign().is_empty() {
        let message =
            format!("These columns mean nothing here and are not read: {}.", rows.foreign().join(", "));
        import.output.warn(&Note::new("foreign_columns", message));
    }
    let checked = import.check(rows, &mut tally)?;
    if checked.wrong > 0 && (!args.skip_invalid || (args.dry_run && checked.right() == 0)) {
        return import.refuse_all(&checked);
    }
    if checked.all() == 0 {
        import.output.warn(&Note::new("no_rows", "The file has no rows."));
    } else if args.dry_run {
        let (right, wrong) = (checked.right(), checked.wrong);
        import.output.remark(&format!("Rows that are right: {right}; wrong: {wrong}. Nothing was issued."));
    } else {
        let mut done = Count::default();
        let issued = import.issue(source.rows()?, &checked, &mut done);
        issued.map_err(|failure| part_done(failure, done.right(), checked.right()))?;
        if done.right() == 0 && done.wrong > 0 {
            return import.refuse_all(&done);
        }
        import.output.remark(&done.sentence());
    }
    tally.notes().for_each(|note| import.output.warn(&note));
    Ok(())
}

impl<'i, W: Write, N: Write> Import<'i, W, N> {
    fn order(&self, first_row: u64) -> ImportOrder<'i> {
        let named = self.args.batch_id.as_deref().zip(self.digest);
        let batch = named.map(|(name, file)| ImportBatch { name, file, first_row });
        ImportOrder { update: self.args.update, batch }
    }

    fn order_of(&self, batch: &[Candidate]) -> ImportOrder<'i> {
        self.order(batch.first().map_or(1, Candidate::number))
    }

    /// Reads every row; saves nothing. Wrong ones are said, unless their turn comes while the others are issued.
    fn check(&mut self, rows: Rows<'_>, tally: &mut Tally) -> Result<Count, Failure> {
        let mut count = Count::default();
        let progress = Progress::counting("Rows checked:");
        if self.args.dry_run {
            self.head("row\tname")?;
        }
        for batch in batches(rows, RowReader::new(self.args.new_keys)) {
            let batch = batch?;
            let rows: Vec<_> = batch.iter().filter_map(Candidate::row).collect();
            let mut reviews = self.desk.review_import(&rows, &self.order_of(&batch))?.into_iter();
            for candidate in &batch {
                let review = candidate.row().and_then(|_| reviews.next());
                let problem = review.as_ref().and_then(|review| review.outcome.as_ref().err());
                let refusals = candidate.refusals(problem);
                match review {
                    Some(ImportReview { review, outcome: Ok(outcome) }) if refusals.is_empty() => {
                        let (outcome, id) = outcome_of(&outcome);
                        count.count(outcome);
                        let Ok(new) = &review.reading.value else { continue };
                        if self.args.dry_run {
                            let visibility = Some(new.visibility.code());
                            let outcome = Some(outcome);
                            let record = RowRecord { outcome, id, visibility, ..candidate.record() };
                            progress.aside(|| self.output.result(|| &record, || record.plain()))?;
                        }
                        let new = new.clone();
                        tally.count(candidate, review, &new);
                    }
                    _ => {
                        count.wrong += 1;
                        if self.args.dry_run || !self.args.skip_invalid {
                            progress.aside(|| self.refuse(candidate, &refusals))?;
                        }
                    }
                }
            }
            progress.advance(batch.len());
            self.go_on()?;
        }
        Ok(count)
    }

    /// Issues every row that is right; names the others.
    fn issue(&mut self, rows: Rows<'_>, checked: &Count, count: &mut Count) -> Result<(), Failure> {
        let progress = Progress::up_to(checked.all(), "Issuing");
        self.head("row\tid\tname\tkey")?;
        for batch in batches(rows, RowReader::new(self.args.new_keys)) {
            let batch = batch?;
            let clean: Vec<_> = batch.iter().filter_map(Candidate::clean_row).collect();
            // Judged now: between the commit and the output nothing may fail, or keys would be lost.
            let judged = self.judge_unclean(&batch)?;
            let (desk, order, wrong_before) = (self.desk, self.order_of(&batch), count.wrong);
            let outcomes = with_vault(desk, self.output, || desk.import(&clean, &order))?;
            for outcome in outcomes.iter().flatten() {
                count.count(outcome_of(outcome).0);
            }
            progress.aside(|| self.deliver(&batch, &judged, &outcomes, count))?;
            progress.advance(batch.len());
            if count.wrong > wrong_before && !self.args.skip_invalid {
                let message = "The file, the tokens or the catalogue of scopes were changed after the rows were checked.";
                return Err(Failure::Fault(Refusal::new("changed_meanwhile", message)));
            }
            self.go_on()?;
        }
        Ok(())
    }

    /// Writes a line for each row of a batch that is on the disk.
    fn deliver(
        &mut self,
        batch: &[Candidate],
        judged: &[Option<ImportProblem>],
        outcomes: &[Result<ImportOutcome<Issued>, ImportProblem>],
        count: &mut Count,
    ) -> Result<(), Failure> {
        let mut outcomes_left = outcomes.iter();
        let mut ends = Vec::with_capacity(outcomes.len());
        let mut written = Ok(());
        for (candidate, judged) in batch.iter().zip(judged) {
            match candidate.clean_row().and_then(|_| outcomes_left.next()) {
                Some(Ok(done)) => {
                    let issued = if let ImportOutcome::Issued(issued) = done { Some(issued) } else { None };
                    let id = match done {
                        ImportOutcome::Issued(issued) => issued.details.token.id,
                        ImportOutcome::Adopted(id)
                        | ImportOutcome::Updated(id)
                        | ImportOutcome::AlreadyThere(id) => *id,
                    };
                    let record = RowRecord {
                        outcome: Some(outcome_of(done).0),
                        id: Some(id.0),
                        visibility: issued.map(|issued| issued.details.token.visibility.code()),
                        key: issued.map(|issued| issued.key.expose()),
                        ..candidate.record()
                    };
                    written = written.and_then(|()| self.output.result(|| &record, || record.plain()));
                    ends.extend(issued.map(|issued| (issued, self.output.made())));
                }
                other => {
                    count.wrong += 1;
                    let problem = other.and_then(|outcome| outcome.as_ref().err()).or(judged.as_ref());
                    let refusals = candidate.refusals(problem);
                    written = written.and_then(|()| self.refuse(candidate, &refusals));
                }
            }
        }
        written.and_then(|()| self.output.flush()).map_err(|error| {
            let lost = ends.iter().filter(|(_, end)| *end > self.output.written()).map(|(issued, _)| *issued);
            undelivered(self.desk, lost, &error)
        })
    }

    /// For each row what the desk says besides, if it is wrong already; those to be issued are judged then.
    fn judge_unclean(&self, batch: &[Candidate]) -> Result<Vec<Option<ImportProblem>>, Failure> {
        let unclean: Vec<_> = batch.iter().filter_map(Candidate::unclean_row).collect();
        let mut reviews = self.desk.review_import(&unclean, &self.order_of(batch))?.into_iter();
        let problem = |candidate: &Candidate| {
            let review = candidate.unclean_row().and_then(|_| reviews.next());
            review.and_then(|review| review.outcome.err())
        };
        Ok(batch.iter().map(problem).collect())
    }

    /// Nothing was issued, because of the rows that are wrong.
    fn refuse_all(&mut self, count: &Count) -> Result<(), Failure> {
        self.output.flush()?;
        let message = format!("{} of {} rows are wrong; nothing was issued.", count.wrong, count.all());
        Err(Refusal::at("from", "wrong_rows", message).into())
    }

    /// A row that is wrong: a line with its errors for scripts, sentences for people.
    fn refuse(&mut self, candidate: &Candidate, refusals: &[Refusal]) -> io::Result<()> {
        if self.output.is_json() {
            return self.output.result(|| RowRecord { errors: refusals, ..candidate.record() }, String::new);
        }
        candidate.sentences(refusals).iter().for_each(|sentence| self.output.complain(sentence));
        Ok(())
    }

    /// The names of the columns, for people.
    fn head(&mut self, names: &str) -> io::Result<()> {
        if self.output.is_json() { Ok(()) } else { self.output.result(|| (), || names.to_owned()) }
    }

    fn go_on(&self) -> Result<(), Failure> {
        if self.stop.is_wanted() {
            return Err(Failure::Fault(Refusal::new("interrupted", "Interrupted.")));
        }
        Ok(())
    }
}

/// The word of an outcome, and the number of the token that was there.
const fn outcome_of<I, A>(outcome: &ImportOutcome<I, A>) -> (RowOutcome, Option<i64>) {
    match outcome {
        ImportOutcome::Issued(_) => (RowOutcome::Issued, None),
        ImportOutcome::Adopted(_) => (RowOutcome::Imported, None),
        ImportOutcome::Updated(id) => (RowOutcome::Updated, Some(id.0)),
        ImportOutcome::AlreadyThere(id) => (RowOutcome::AlreadyThere, Some(id.0)),
    }
}

/// So many rows at a time as are issued in one transaction.
fn batches(rows: Rows<'_>, mut reader: RowReader) -> impl Iterator<Item = Result<Vec<Candidate>, Failure>> {
    let mut rows = rows;
    std::iter::from_fn(move || {
        let candidates =
            rows.by_ref().take(Desk::MOST_AT_ONCE).map(|row| Ok(Candidate::read(row?, &mut reader)));
        let batch: Result<Vec<_>, Failure> = candidates.collect();
        match batch {
            Ok(batch) if batch.is_empty() => None,
            batch => Some(batch),
        }
    })
}

/// A failure after some tokens were issued is no refusal of the input any more.
fn part_done(failure: Failure, issued: u64, all: u64) -> Failure {
    let said = |refusal: Refusal| {
        let message = format!("{} {issued} of {all} tokens are issued.", refusal.message);
        Failure::Fault(Refusal { message, ..refusal })
    };
    match failure {
        Failure::Fault(refusal) => said(refusal),
        Failure::Input(mut refusals) if issued > 0 && !refusals.is_empty() => said(refusals.swap_remove(0)),
        other => other,
    }
}
