//! Several programs on one data file.

use std::{collections::BTreeSet, process::Stdio, sync::Arc};

use tokendesk_domain::{
    form::TermsForm, issue::IssueForm, list_query::ListQuery, settings::Language, token::Visibility,
};
use tokendesk_issuer::{Desk, DeskOptions, data_file, system_clock};
use tokendesk_vault::OsKeyring;

use crate::machine::{Answer, Machine, objects, text};

/// The window's side: the same use cases in this process.
pub(crate) fn desk(machine: &Machine) -> Desk {
    let options = DeskOptions {
        file: data_file(&machine.data()),
        actor: "desk:anna".into(),
        keyring: Arc::new(OsKeyring::new()),
        clock: system_clock(),
        language: Language::English,
    };
    Desk::open(options).expect("a desk")
}

/// Issues show-once tokens t0002, t0003, … as the window does; the keyring is not asked for them.
pub(crate) fn fill(machine: &Machine, count: usize) {
    let desk = desk(machine);
    for number in 2..count + 2 {
        let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
        let form = IssueForm { name: format!("t{number:04}"), visibility: Visibility::ShowOnce, terms };
        desk.issue(&form).expect("issued");
    }
}

#[test]
fn programs_that_issue_at_once_on_a_new_file_lose_nothing() {
    const PROGRAMS: i64 = 4;
    let machine = Machine::new();
    let children: Vec<_> = (0..PROGRAMS)
        .map(|number| {
            let name = format!("t{number}");
            machine
                .command(["token", "issue", "--name", &name, "--scope", "read", "--json"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .expect("it starts")
        })
        .collect();
    let mut keys = Vec::new();
    for child in children {
        let answer = Answer::of(child.wait_with_output().expect("it ends"));
        assert_eq!(answer.code, 0, "{}", answer.err);
        let issued = objects(&answer.out).remove(0);
        keys.push((issued["id"].as_i64().unwrap(), text(&issued["key"]).to_owned()));
    }
    let ids: BTreeSet<i64> = keys.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, (1..=PROGRAMS).collect());
    for (id, key) in keys {
        assert_eq!(machine.text(&format!("token key {id}")).trim_end(), key, "sealed with the one data key");
    }
}

#[test]
fn an_open_window_and_the_shell_see_each_others_changes() {
    let machine = Machine::bare();
    let window = desk(&machine);
    let id = machine.issue("from-the-shell");
    assert_eq!(window.list(&ListQuery::default()).unwrap().len(), 1);
    let terms = TermsForm { scopes: vec!["read".into()], ..TermsForm::default() };
    let form = IssueForm { name: "from-the-window".into(), visibility: Visibility::ShowOnce, terms };
    window.issue(&form).unwrap();
    assert_eq!(machine.names(""), ["from-the-shell", "from-the-window"]);
    machine.one(&format!("token disable {id}"));
    let token = window.tokens(&[tokendesk_domain::token::TokenId(id)]).unwrap().remove(0);
    assert_eq!(token.status(window.now()).code(), "disabled");
}
