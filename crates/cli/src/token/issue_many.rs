//! `tokendesk token issue --from`: a token for each row of a file.
//!
//! All rows are checked before the first is issued. Then a batch of them is stored, then their lines are written:
//! a line tells of a token that is on the disk.

use std::{
    io::{self, Write},
    path::Path,
};

use tokendesk_domain::field_error::FieldError;
use tokendesk_issuer::{Desk, Issued};
use tokendesk_token_file::Rows;

use super::{candidate::Candidate, delivery::undelivered, tally::Tally};
use crate::{
    args::FileArgs,
    note::Note,
    output::Output,
    progress::Progress,
    record::RowRecord,
    refusal::{Failure, Refusal},
    rows::Source,
    seat::with_vault,
    stop::Stop,
};

/// A file on its way to tokens.
struct Import<'i, W, N> {
    desk: &'i Desk,
    args: &'i FileArgs,
    output: &'i mut Output<W, N>,
    stop: Stop,
}

/// What became of the rows.
#[derive(Default)]
struct Count {
    right: u64,
    wrong: u64,
}

impl Count {
    const fn all(&self) -> u64 {
        self.right + self.wrong
    }
}

pub(super) fn run<W: Write, N: Write>(
    desk: &Desk,
    path: &Path,
    args: &FileArgs,
    output: &mut Output<W, N>,
) -> Result<(), Failure> {
    let mut source = Source::open(path, args)?;
    let mut import = Import { desk, args, output, stop: Stop::listen()? };
    let mut tally = Tally::default();
    let checked = import.check(source.rows()?, &mut tally)?;
    if checked.wrong > 0 && (!args.skip_invalid || (args.dry_run && checked.right == 0)) {
        return import.refuse_all(&checked);
    }
    if checked.all() == 0 {
        import.output.warn(&Note::new("no_rows", "The file has no rows."));
    } else if args.dry_run {
        let Count { right, wrong } = checked;
        import.output.remark(&format!("Rows that are right: {right}; wrong: {wrong}. Nothing was issued."));
    } else {
        let mut done = Count::default();
        let issued = import.issue(source.rows()?, &checked, &mut done);
        issued.map_err(|failure| part_done(failure, done.right, checked.right))?;
        if done.right == 0 && done.wrong > 0 {
            return import.refuse_all(&done);
        }
        import.output.remark(&format!("Tokens issued: {}; rows left out: {}.", done.right, done.wrong));
    }
    tally.notes().for_each(|note| import.output.warn(&note));
    Ok(())
}

impl<W: Write, N: Write> Import<'_, W, N> {
    /// Reads every row; saves nothing. Wrong ones are said, unless their turn comes while the others are issued.
    fn check(&mut self, rows: Rows<'_>, tally: &mut Tally) -> Result<Count, Failure> {
        let mut count = Count::default();
        let progress = Progress::counting("Rows checked:");
        if self.args.dry_run {
            self.head("row\tname")?;
        }
        for batch in batches(rows) {
            let batch = batch?;
            let forms: Vec<_> = batch.iter().filter_map(Candidate::form).collect();
            let mut reviews = self.desk.review_many(&forms)?.into_iter();
            for candidate in &batch {
                let review = candidate.form().and_then(|_| reviews.next());
                let value = review.as_ref().map(|review| review.reading.value.clone());
                let errors = value.as_ref().and_then(|value| value.as_ref().err());
                let refusals = candidate.refusals(errors.map_or(&[], Vec::as_slice));
                match (review, value) {
                    (Some(review), Some(Ok(new))) if refusals.is_empty() => {
                        count.right += 1;
                        if self.args.dry_run {
                            let visibility = Some(new.visibility.code());
                            let record = RowRecord { visibility, ..candidate.record() };
                            progress.aside(|| self.output.result(|| &record, || record.plain()))?;
                        }
                        tally.count(candidate.line, review, &new);
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
        for batch in batches(rows) {
            let batch = batch?;
            let clean: Vec<_> = batch.iter().filter_map(Candidate::clean_form).collect();
            // Judged now: between the commit and the output nothing may fail, or keys would be lost.
            let judged = self.judge_unclean(&batch)?;
            let (desk, wrong_before) = (self.desk, count.wrong);
            let issued = with_vault(desk, self.output, || desk.issue_many(&clean))?;
            count.right += issued.iter().flatten().count() as u64;
            progress.aside(|| self.deliver(&batch, &judged, &issued, count))?;
            progress.advance(batch.len());
            if count.wrong > wrong_before && !self.args.skip_invalid {
                let message = "The file or the catalogue of scopes was changed after the rows were checked.";
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
        judged: &[Vec<FieldError>],
        outcomes: &[Result<Issued, Vec<FieldError>>],
        count: &mut Count,
    ) -> Result<(), Failure> {
        let mut outcomes_left = outcomes.iter();
        let mut ends = Vec::with_capacity(outcomes.len());
        let mut written = Ok(());
        for (candidate, judged) in batch.iter().zip(judged) {
            match candidate.clean_form().and_then(|_| outcomes_left.next()) {
                Some(Ok(issued)) => {
                    let token = &issued.details.token;
                    let record = RowRecord {
                        id: Some(token.id.0),
                        visibility: Some(token.visibility.code()),
                        key: Some(issued.key.expose()),
                        ..candidate.record()
                    };
                    written = written.and_then(|()| self.output.result(|| &record, || record.plain()));
                    ends.push((issued, self.output.made()));
                }
                other => {
                    count.wrong += 1;
                    let errors = other.and_then(|outcome| outcome.as_ref().err()).unwrap_or(judged);
                    let refusals = candidate.refusals(errors);
                    written = written.and_then(|()| self.refuse(candidate, &refusals));
                }
            }
        }
        written.and_then(|()| self.output.flush()).map_err(|error| {
            let lost = ends.iter().filter(|(_, end)| *end > self.output.written()).map(|(issued, _)| *issued);
            undelivered(self.desk, lost, &error)
        })
    }

    /// For each row what the domain says besides, if it is wrong already; those to be issued are judged then.
    fn judge_unclean(&self, batch: &[Candidate]) -> Result<Vec<Vec<FieldError>>, Failure> {
        let unclean: Vec<_> = batch.iter().filter_map(Candidate::unclean_form).collect();
        let mut reviews = self.desk.review_many(&unclean)?.into_iter();
        let errors = |candidate: &Candidate| {
            let review = candidate.unclean_form().and_then(|_| reviews.next());
            review.and_then(|review| review.reading.value.err()).unwrap_or_default()
        };
        Ok(batch.iter().map(errors).collect())
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

/// So many rows at a time as are issued in one transaction.
fn batches(rows: Rows<'_>) -> impl Iterator<Item = Result<Vec<Candidate>, Failure>> {
    let mut rows = rows;
    std::iter::from_fn(move || {
        let batch: Result<Vec<_>, Failure> =
            rows.by_ref().take(Desk::MOST_AT_ONCE).map(|row| Ok(Candidate::new(row?))).collect();
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
