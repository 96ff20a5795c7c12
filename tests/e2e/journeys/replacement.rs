//! A backup takes the place of a data file that can't be used, and what lay there is kept.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, Shell};
use crate::visits::Look;
use crate::words::Words;

/// What is wrong with the data file.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    /// Bits of the table of tokens, which a start does not read: the console opens.
    Tokens,
    Spoilt,
    Newer,
    /// A database of another program.
    Foreign,
}

impl Wrong {
    /// As it stands in the names of pictures.
    fn name(self) -> &'static str {
        match self {
            Wrong::Tokens => "tokens",
            Wrong::Spoilt => "spoilt",
            Wrong::Newer => "newer",
            Wrong::Foreign => "foreign",
        }
    }

    /// Beside a backup of the file as it was; and a file that is no better, to be chosen.
    fn bring_about(self, shell: &Shell<'_>, chosen: &Path) {
        let file = data_file(shell);
        match self {
            Wrong::Tokens => {
                let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'tokens'";
                let page: i64 = shell.open_by_hand().query_one(root, [], |row| row.get(0)).expect("a table");
                let file = fs::File::options().write(true).open(file).expect("the file");
                file.write_all_at(&[0xA5; 64], (page.unsigned_abs() - 1) * 4096).expect("spoilt");
            }
            Wrong::Spoilt => fs::write(file, "spoilt").expect("spoilt"),
            Wrong::Newer => {
                shell.open_by_hand().pragma_update(None, "user_version", 99).expect("another version");
                fs::copy(file, chosen).expect("a copy");
            }
            Wrong::Foreign => {
                fs::remove_file(file).expect("gone");
                shell.open_by_hand().execute_batch("CREATE TABLE theirs (a)").expect("their table");
                fs::write(chosen, "a text ".repeat(100)).expect("a text");
            }
        }
    }

    /// What is said, in English.
    fn said(self) -> &'static str {
        match self {
            Wrong::Tokens => "The data file is damaged. Nothing was changed.",
            Wrong::Spoilt => "The data file can't be opened.",
            Wrong::Newer => "Install the newer version. The file is left as it is.",
            Wrong::Foreign => "The data file is a database of another program.",
        }
    }

    /// What is said of the chosen file, if one is chosen.
    fn refusal(self) -> Option<&'static str> {
        match self {
            Wrong::Tokens | Wrong::Spoilt => None,
            Wrong::Newer => Some("Install the newer version. Nothing was changed."),
            Wrong::Foreign => Some("This file is no backup of Tokendesk."),
        }
    }
}

fn data_file(shell: &Shell<'_>) -> PathBuf {
    shell.data().join("tokendesk.db")
}

async fn replaced(wrong: Wrong, look: Look) {
    let words = Words::of(look.language);
    let say = |english: &str| words.say(english).to_owned();
    let desk = Desk::prepared(look.conditions(), |shell| {
        shell.issue("billing-ci", &["--scope", "read", "--show-once"]);
        shell.run(&["backup", "create"]);
        shell.issue("issued-since", &["--scope", "read", "--show-once"]);
        wrong.bring_about(shell, &shell.data().join("chosen.db"));
    })
    .await;
    let shown = async |screen: &str| desk.shown(&format!("replacement-{}{screen}", wrong.name()), look).await;
    let data = desk.shell().data();
    let before = fs::read(data_file(&desk.shell())).expect("its bytes");

    desk.reads(&say(wrong.said())).await;
    // Only a window that is shown takes another size.
    match wrong {
        Wrong::Tokens => desk.wear(look).await,
        _ => desk.take_size(look).await,
    }
    if wrong == Wrong::Tokens {
        desk.reads("table tokens").await;
    }
    shown("").await;
    desk.click("button", &say("Restore from a backup…")).await;
    desk.see("list", &say("Backups")).await;
    shown("-choice").await;
    if let Some(refusal) = wrong.refusal() {
        // Another file like it is no way out.
        desk.click("button", &say("Choose a file…")).await;
        desk.answer_file_dialog(&say("Choose a backup"), &data.join("chosen.db")).await;
        desk.reads(&say(refusal)).await;
        shown("-refused").await;
    }
    desk.click("button", &say("Restore the backup of {made}").replace("{made}", "*")).await;
    desk.see("alertdialog", &say("Restore this backup?")).await;
    shown("-question").await;
    assert!(fs::read(data_file(&desk.shell())).expect("its bytes") == before, "nothing was changed");

    desk.click("button", &say("Restore")).await;
    desk.reads("-unreadable.db").await;
    shown("-done").await;
    desk.click("button", &say("Open the console")).await;
    desk.see("gridcell", "billing-ci").await;
    desk.gone("gridcell", "issued-since").await;
    let kept = fs::read_dir(data.join("backups")).expect("the folder of backups");
    let mut kept = kept.map(|file| file.expect("a file").path());
    let kept = kept.find(|path| path.to_string_lossy().ends_with("-unreadable.db"));
    assert!(fs::read(kept.expect("what lay there")).expect("its bytes") == before, "it is kept as it was");

    // The console goes on with the file that lies there now: it is told of what another program does in it.
    desk.shell().issue("issued-after", &["--scope", "read", "--show-once"]);
    desk.see("gridcell", "issued-after").await;
    shown("-after").await;
}

macro_rules! looks {
    ($($name:ident: $wrong:expr;)*) => {
        $(mod $name {
            use super::*;

            async fn visit(look: Look) {
                replaced($wrong, look).await;
            }

            crate::visits::visits!(visit);
        })*
    };
}

looks! {
    of_a_file_whose_tokens_are_damaged: Wrong::Tokens;
    of_a_file_that_is_spoilt: Wrong::Spoilt;
    of_a_file_of_a_newer_version: Wrong::Newer;
    of_a_file_of_another_program: Wrong::Foreign;
}
