//! The rows of a file on their way to tokens: all are checked before the first is stored.

use std::{collections::HashSet, ops::ControlFlow};

use tokendesk_domain::issue::NewToken;
use tokendesk_issuer::{
    Desk, DeskError, ImportOrder, ImportOutcome, ImportProblem, ImportReview, Issued, Progress,
};

use crate::token_file::FileRow;

/// Rows in one transaction: it can be cancelled between two.
const STEP: usize = 1_000;

/// What the desk says of a row.
pub(crate) enum Verdict {
    /// What it would become, and whether another token or an earlier row has its name.
    Right(ImportOutcome<(), ()>, Box<NewToken>, bool),
    /// Beside what is wrong whatever the desk says.
    Wrong(Option<ImportProblem>),
}

/// What became of the rows that are right.
#[derive(Default)]
pub(crate) struct Imported {
    pub(crate) issued: Vec<Issued>,
    pub(crate) adopted: usize,
    pub(crate) already_there: usize,
    /// Which of them were wrong after all, by their place.
    pub(crate) wrong: Vec<(usize, ImportProblem)>,
    /// Those that it did not come to.
    pub(crate) left: usize,
    /// What stopped it after some rows.
    pub(crate) stopped_by: Option<DeskError>,
}

/// Checks every row; saves nothing.
pub(crate) fn check(desk: &Desk, rows: &[FileRow]) -> Result<Vec<Verdict>, DeskError> {
    let mut names = HashSet::new();
    let mut verdicts = Vec::with_capacity(rows.len());
    for step in rows.chunks(STEP) {
        let readable: Vec<_> =
            step.iter().filter_map(|row| row.read.as_ref().ok()).map(|read| &read.row).collect();
        let mut reviews = desk.review_import(&readable, &ImportOrder::default())?.into_iter();
        for row in step {
            let review = row.read.as_ref().ok().and_then(|_| reviews.next());
            verdicts.push(match review {
                Some(ImportReview { review, outcome: Ok(outcome) }) if row.clean().is_some() => {
                    match review.reading.value {
                        Ok(new) => {
                            let is_first = names.insert(new.name.as_str().to_owned());
                            let same_name = review.same_name > 0 || !is_first;
                            Verdict::Right(outcome, Box::new(new), same_name)
                        }
                        Err(errors) => Verdict::Wrong(Some(ImportProblem::Fields(errors))),
                    }
                }
                review => Verdict::Wrong(review.and_then(|review| review.outcome.err())),
            });
        }
    }
    Ok(verdicts)
}

/// Stores rows that are right, some at a time. What is stored when it is stopped stays.
pub(crate) fn run(
    desk: &Desk,
    rows: &[&FileRow],
    go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<Imported, DeskError> {
    let mut imported = Imported::default();
    for (index, step) in rows.chunks(STEP).enumerate() {
        let done = index * STEP;
        if go_on(Progress { done, total: rows.len() }).is_break() {
            imported.left = rows.len() - done;
            break;
        }
        let clean: Vec<_> = step.iter().filter_map(|row| row.clean()).collect();
        match desk.import(&clean, &ImportOrder::default()) {
            Ok(outcomes) => outcomes.into_iter().enumerate().for_each(|(at, outcome)| match outcome {
                Ok(ImportOutcome::Issued(issued)) => imported.issued.push(issued),
                Ok(ImportOutcome::Adopted(_)) => imported.adopted += 1,
                Ok(ImportOutcome::AlreadyThere(_) | ImportOutcome::Updated(_)) => imported.already_there += 1,
                Err(problem) => imported.wrong.push((done + at, problem)),
            }),
            Err(error) if index == 0 => return Err(error),
            Err(error) => {
                (imported.left, imported.stopped_by) = (rows.len() - done, Some(error));
                break;
            }
        }
    }
    Ok(imported)
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    use tokendesk_domain::settings::Language;
    use tokendesk_issuer::{DeskOptions, data_file, system_clock};
    use tokendesk_vault::OsKeyring;
    use zeroize::Zeroizing;

    use super::*;
    use crate::token_file::TokenFile;

    const KEY: &str = "legacy-AbCdEfGhIjKlMnOpQrStUvWxYz012345";

    fn desk(folder: &Path) -> Desk {
        let options = DeskOptions {
            file: data_file(folder),
            actor: "desk:test".to_owned(),
            keyring: Arc::new(OsKeyring::new()),
            clock: system_clock(),
            language: Language::English,
        };
        Desk::open(options).unwrap()
    }

    /// Keys are shown once, so that no keyring is asked.
    fn rows(lines: &[String]) -> Vec<FileRow> {
        let text = format!("name,scopes,show_once,key\n{}\n", lines.join("\n"));
        let content = Zeroizing::new(text.into_bytes());
        TokenFile::of_content(Path::new("a.csv"), content).unwrap().rows(&[], false).unwrap().0
    }

    fn right<'r>(rows: &'r [FileRow], verdicts: &[Verdict]) -> Vec<&'r FileRow> {
        let right = rows.iter().zip(verdicts).filter(|(_, verdict)| matches!(verdict, Verdict::Right(..)));
        right.map(|(row, _)| row).collect()
    }

    fn imported(desk: &Desk, rows: &[FileRow]) -> Imported {
        let verdicts = check(desk, rows).unwrap();
        run(desk, &right(rows, &verdicts), &mut |_| ControlFlow::Continue(())).unwrap()
    }

    #[test]
    fn rows_are_judged_without_a_trace_and_those_that_are_right_become_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path());
        let rows = rows(&["a,read,yes,", ",read,yes,", "b,nonsense,yes,", "a,read,yes,"].map(str::to_owned));
        let verdicts = check(&desk, &rows).unwrap();
        let kinds: Vec<_> = verdicts
            .iter()
            .map(|verdict| match verdict {
                Verdict::Right(_, _, same_name) => Some(*same_name),
                Verdict::Wrong(problem) => {
                    assert!(problem.is_some());
                    None
                }
            })
            .collect();
        assert_eq!(kinds, [Some(false), None, None, Some(true)]);
        assert_eq!(desk.counts().unwrap().all, 0);
        assert_eq!(imported(&desk, &rows).issued.len(), 2);
        assert_eq!(desk.counts().unwrap().all, 2);
    }

    #[test]
    fn a_key_that_is_there_makes_no_second_token() {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path());
        let rows = rows(&[format!("a,read,yes,{KEY}")]);
        assert_eq!(imported(&desk, &rows).adopted, 1);
        let again = imported(&desk, &rows);
        assert_eq!((again.adopted, again.already_there), (0, 1));
        assert_eq!(desk.counts().unwrap().all, 1);
    }

    #[test]
    fn an_import_that_is_stopped_says_what_is_left_and_keeps_what_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let desk = desk(folder.path());
        let lines: Vec<_> = (0..STEP + 5).map(|at| format!("token-{at},read,yes,")).collect();
        let rows = rows(&lines);
        let verdicts = check(&desk, &rows).unwrap();
        let once = &mut |progress: Progress| {
            if progress.done == 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let stopped = run(&desk, &right(&rows, &verdicts), once).unwrap();
        assert_eq!((stopped.issued.len(), stopped.left), (STEP, 5));
        assert_eq!(desk.counts().unwrap().all as usize, STEP);
    }
}
