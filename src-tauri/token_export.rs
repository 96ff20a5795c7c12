//! Tokens as a file that an import reads: for its owner alone, whole or not at all.

use std::{
    io::{self, BufWriter},
    ops::ControlFlow,
    path::Path,
};

use tokendesk_domain::token::Token;
use tokendesk_issuer::{DeskError, Export, ExportCount, ExportedToken, Progress};
use tokendesk_token_file::{Format, NotInCsv, Writer};
use tokendesk_token_rows::fields_with_key;

use crate::{unwritten::Unwritten, wire::Fault};

/// Writes all that the export gives; `go_on` is told how far it is.
pub(crate) fn save(
    path: &Path,
    (mut export, with_keys): (Export<'_>, bool),
    format: Format,
    go_on: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ExportCount, Unwritten> {
    tokendesk_private_file::replace(path, |file| {
        let mut writer = Writer::new(BufWriter::new(file), format, with_keys)?;
        loop {
            if go_on(export.progress()).is_break() {
                return Err(Unwritten::Cancelled);
            }
            let Some(page) = export.next_page().map_err(stopped)? else { break };
            for ExportedToken { token, key } in page {
                let fields = fields_with_key(&token, key.as_ref());
                writer.write(&fields).map_err(|error| unwritable(error, &token))?;
            }
        }
        Ok(writer.flush()?)
    })?;
    Ok(export.count())
}

/// A vault that was open when it began is not asked for in its middle: somebody has locked it.
fn stopped(error: DeskError) -> Unwritten {
    match error {
        DeskError::Vault(_) => Unwritten::Refused(Fault::LockedMeanwhile),
        error => Unwritten::Desk(error),
    }
}

fn unwritable(error: io::Error, token: &Token) -> Unwritten {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<NotInCsv>()) {
        Some(NotInCsv { entry }) => {
            let name = token.name.to_string();
            Unwritten::Refused(Fault::NotInTable { name, entry: entry.clone() })
        }
        None => Unwritten::File(error),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf, sync::Arc};

    use tempfile::TempDir;
    use tokendesk_domain::{
        form::TermsForm, issue::IssueForm, list_query::ListQuery, settings::Language, token::Visibility,
    };
    use tokendesk_issuer::{Desk, DeskOptions, Target, data_file, system_clock};
    use tokendesk_vault::{LockCause, testing::MemoryKeyring};

    use super::*;

    fn empty() -> (TempDir, Desk) {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(DeskOptions {
            file: data_file(folder.path()),
            actor: "desk:test".to_owned(),
            keyring: Arc::new(MemoryKeyring::new()),
            clock: system_clock(),
            language: Language::English,
        })
        .unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        (folder, desk)
    }

    fn form(name: String, models: Option<Vec<String>>, visibility: Visibility) -> IssueForm {
        let terms = TermsForm { scopes: vec!["read".to_owned()], models, ..TermsForm::default() };
        IssueForm { name, terms, visibility }
    }

    /// Tokens of these models.
    fn desk(models: &[&str]) -> (TempDir, Desk) {
        let (folder, desk) = empty();
        for model in models {
            let models = Some(vec![(*model).to_owned()]);
            desk.issue(&form(format!("for {model}"), models, Visibility::ShowOnce)).unwrap();
        }
        (folder, desk)
    }

    fn everything() -> Target {
        Target::Query { query: ListQuery::default(), except: Vec::new() }
    }

    fn saved(
        (folder, desk): &(TempDir, Desk),
        format: Format,
        mut go_on: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> (Result<ExportCount, Unwritten>, PathBuf) {
        let path = folder.path().join("out/tokens");
        let export = desk.export(&everything(), false).unwrap();
        (save(&path, (export, false), format, &mut go_on), path)
    }

    fn files(at: &(TempDir, Desk)) -> usize {
        fs::read_dir(at.0.path().join("out")).unwrap().count()
    }

    #[test]
    fn a_cancelled_export_leaves_no_file_and_touches_none() {
        let desk = desk(&["gpt-4o"]);
        let at_the_end =
            |now: Progress| if now.done == 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let (cancelled, path) = saved(&desk, Format::Csv, at_the_end);
        assert!(matches!(cancelled, Err(Unwritten::Cancelled)));
        assert_eq!(files(&desk), 0);
        fs::write(&path, "before").unwrap();
        assert!(saved(&desk, Format::Csv, at_the_end).0.is_err());
        assert_eq!((fs::read_to_string(path).unwrap().as_str(), files(&desk)), ("before", 1));
    }

    #[test]
    fn what_a_table_can_not_say_is_named_and_stands_in_json_lines() {
        let desk = desk(&["plain", "a;b"]);
        let on = |_: Progress| ControlFlow::Continue(());
        let (Err(Unwritten::Refused(Fault::NotInTable { name, entry })), _) = saved(&desk, Format::Csv, on)
        else {
            panic!("a cell would be read as two entries");
        };
        assert_eq!((name.as_str(), entry.as_str(), files(&desk)), ("for a;b", "a;b", 0));
        let (written, path) = saved(&desk, Format::JsonLines, on);
        assert_eq!(written.map_err(|_| ()).unwrap().written, 2);
        assert_eq!(fs::read_to_string(path).unwrap().lines().count(), 2);
    }

    #[test]
    fn a_vault_that_is_locked_in_its_middle_is_said_and_leaves_no_file() {
        let at = empty();
        let (_, desk) = &at;
        desk.open_vault();
        let forms: Vec<_> =
            (0..700).map(|number| form(format!("t{number}"), None, Visibility::Copyable)).collect();
        desk.issue_many(&forms.iter().collect::<Vec<_>>()).unwrap();
        let mut go_on = |now: Progress| {
            if now.done > 0 {
                desk.lock_vault(LockCause::Idle);
            }
            ControlFlow::Continue(())
        };
        let export = desk.export(&everything(), true).unwrap();
        let path = at.0.path().join("out/keys");
        let locked = save(&path, (export, true), Format::JsonLines, &mut go_on);
        assert!(matches!(locked, Err(Unwritten::Refused(Fault::LockedMeanwhile))));
        assert_eq!(files(&at), 0);
        assert!(matches!(stopped(DeskError::NotFound), Unwritten::Desk(DeskError::NotFound)));
    }
}
