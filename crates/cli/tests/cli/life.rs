//! A token's life from the shell.

use serde_json::json;

use crate::machine::{Machine, keys, text};

#[test]
fn a_token_is_issued_listed_shown_edited_switched_off_and_on_revoked_deleted_and_restored() {
    let machine = Machine::new();
    let issued = machine.one(
        "token issue --name billing-ci --scope read --scope billing:read --expires 2099-01-31 \
         --allow-ip 10.0.0.0/8 --block-ip 10.1.0.0/16 --request-limit 1000/day",
    );
    assert_eq!(issued["id"], 1);
    let key = text(&issued["key"]).to_owned();
    assert_eq!(keys(&key), [&key]);

    assert_eq!(machine.names(""), ["billing-ci"]);
    let shown = machine.one("token show 1");
    assert_eq!(shown["expires"], "2099-02-01T00:00:00.000Z", "the end of the day");
    assert_eq!(shown["scopes"], json!(["billing:read", "read"]));
    assert_eq!(shown["key"], json!(null), "only `issue` and `key` tell it");

    let edited = machine.one("token edit 1 --description nightly --request-limit 500/day --revision 1");
    assert_eq!((&edited["revision"], &edited["description"]), (&json!(2), &json!("nightly")));
    assert_eq!(edited["request_limit"], json!({ "max": 500, "window": "day" }));
    assert_eq!(edited["allow_ips"], json!(["10.0.0.0/8"]), "what was not named stays");
    assert_eq!(edited["expires"], shown["expires"]);

    for (line, status) in [
        ("token disable 1", "disabled"),
        ("token enable 1", "active"),
        ("token delete 1", "deleted"),
        ("token restore 1", "active"),
        ("token revoke 1 --reason leaked", "revoked"),
        ("token delete 1", "deleted"),
        ("token restore 1", "revoked"),
    ] {
        let changed = machine.one(line);
        assert_eq!((&changed["changed"], &changed["status"]), (&json!(true), &json!(status)), "{line}");
    }
    let end = machine.one("token show 1");
    assert_eq!(end["revoked_reason"], "leaked");
    let actions: Vec<_> =
        end["history"].as_array().unwrap().iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(
        actions,
        ["restored", "deleted", "revoked", "restored", "deleted", "enabled", "disabled", "edited", "issued"]
    );
    assert!(end["history"].as_array().unwrap().iter().all(|entry| entry["actor"] == "cli:anna"));
    assert_eq!(machine.text("token key 1").trim_end(), key);
}

#[test]
fn many_are_changed_at_once_and_those_that_are_so_already_are_said() {
    let machine = Machine::bare();
    let ids: Vec<i64> = ["a", "b", "c"].into_iter().map(|name| machine.issue(name)).collect();
    assert_eq!(ids, [1, 2, 3]);
    machine.one("token disable 2");
    let changed = machine.json("token disable 3 2 1 3");
    let outcome: Vec<_> =
        changed.iter().map(|c| (c["id"].as_i64().unwrap(), c["changed"].as_bool().unwrap())).collect();
    assert_eq!(outcome, [(3, true), (2, false), (1, true)], "in the order given, each once");
    assert_eq!(machine.names("--status disabled"), ["a", "b", "c"]);
}

#[test]
fn an_unknown_number_among_many_changes_none_of_them() {
    let machine = Machine::bare();
    machine.issue("a");
    let before = machine.content();
    let answer = machine.run(["token", "delete", "1", "8", "9", "--json"]);
    assert_eq!(answer.code, 2);
    let at = |index| ("not_found".to_owned(), Some("id".to_owned()), Some(index));
    assert_eq!(answer.errors(), [at(1), at(2)]);
    assert_eq!(answer.out, "");
    assert_eq!(machine.content(), before);
}

#[test]
fn the_trash_can_be_emptied_by_hand_and_only_the_trash() {
    let machine = Machine::bare();
    machine.issue("a");
    machine.issue("b");
    machine.one("token delete 1");
    let purged = machine.json("token purge 1 2");
    assert_eq!((&purged[0]["changed"], &purged[0]["status"]), (&json!(true), &json!(null)));
    assert_eq!((&purged[1]["changed"], &purged[1]["status"]), (&json!(false), &json!("active")));
    assert_eq!(machine.run(["token", "show", "1", "--json"]).error(), "not_found");
    assert_eq!(machine.issue("c"), 3, "a number is never used again");
}

#[test]
fn a_list_is_searched_filtered_sorted_and_cut() {
    let machine = Machine::bare();
    for name in ["beta", "Alpha", "gamma"] {
        machine.issue(name);
    }
    machine.one("token disable 3");
    assert_eq!(machine.names(""), ["beta", "Alpha", "gamma"]);
    assert_eq!(machine.names("--sort name"), ["Alpha", "beta", "gamma"]);
    assert_eq!(machine.names("--sort name --descending --limit 2"), ["gamma", "beta"]);
    assert_eq!(machine.names("--search ALPH"), ["Alpha"]);
    assert_eq!(machine.names("--status active"), ["beta", "Alpha"]);
    assert_eq!(machine.names("--status never-used"), ["beta", "Alpha", "gamma"]);
    assert_eq!(machine.names("--status trash"), Vec::<String>::new());
}

#[test]
fn a_list_longer_than_a_page_is_whole_and_in_order() {
    let machine = Machine::bare();
    machine.issue("t0001");
    crate::side_by_side::fill(&machine, 450);
    let names = machine.names("--sort name");
    assert_eq!(names.len(), 451);
    assert!(names.is_sorted());
    assert_eq!(machine.text("token list").lines().count(), 452, "and one line of headings");
}

#[test]
fn lists_and_scopes_are_replaced_emptied_added_to_and_taken_from() {
    let machine = Machine::bare();
    machine.text("token issue --name t --scope read,write --allow-ip 10.0.0.1,10.0.0.2 --block-ip 10.0.0.3 --show-once");
    let edited = |options: &str| machine.one(&format!("token edit 1 {options}"));
    assert_eq!(edited("--add-scope admin --remove-scope read")["scopes"], json!(["admin", "write"]));
    assert_eq!(edited("--scope read")["scopes"], json!(["read"]));
    assert_eq!(edited("--allow-ip 192.0.2.0/24")["allow_ips"], json!(["192.0.2.0/24"]));
    let cleared = edited("--clear-allow-ip --clear-block-ip");
    assert_eq!((&cleared["allow_ips"], &cleared["block_ips"]), (&json!([]), &json!([])));
    assert_eq!(edited("--expires 2099-01-31T18:00+09:00")["expires"], "2099-01-31T09:00:00.000Z");
    assert_eq!(edited("--expires never")["expires"], json!(null));
}

#[test]
fn an_edit_warns_only_of_what_it_brings() {
    let machine = Machine::bare();
    let issued =
        machine.run("token issue --name t --scope read --allow-ip 10.0.0.1 --show-once --json".split(' '));
    assert_eq!(issued.warnings(), ["new_data_file", "no_expiry", "no_limit"]);
    let edit = |options: &str| machine.run(format!("token edit 1 {options} --json").split(' ')).warnings();
    assert_eq!(edit("--description x"), Vec::<String>::new());
    assert_eq!(edit("--block-ip 10.0.0.9/8"), ["normalised", "nothing_can_pass"]);
    assert_eq!(edit("--clear-allow-ip"), ["no_allow_list"]);
}

#[test]
fn a_second_token_of_the_same_name_is_issued_and_said() {
    let machine = Machine::bare();
    machine.issue("twin");
    let answer = machine.run("token issue --name twin --scope read --show-once --json".split(' '));
    assert_eq!(answer.code, 0);
    assert!(answer.warnings().contains(&"same_name".to_owned()));
}

#[test]
fn the_catalogue_is_kept_from_the_shell() {
    let machine = Machine::bare();
    let count = machine.json("scope list").len();
    let added = machine.one("scope add tickets:read --group Support --description Tickets");
    assert_eq!(added["holders"], 0);
    assert_eq!(machine.json("scope list").len(), count + 1);
    let edited = machine.one("scope edit tickets:read --group Desk");
    assert_eq!((&edited["group"], &edited["description"]), (&json!("Desk"), &json!("Tickets")));

    machine.text("token issue --name t --scope tickets:read --show-once");
    let retired = machine.one("scope retire tickets:read");
    assert_eq!((&retired["outcome"], &retired["holders"]), (&json!("retired"), &json!(1)));
    assert_eq!(retired["held_by"], json!([{ "id": 1, "name": "t" }]));
    let refused = machine.run("token issue --name u --scope tickets:read --show-once --json".split(' '));
    assert_eq!(refused.error(), "retired_scope");
    let still = machine.one("scope edit tickets:read --description Old");
    assert_eq!(still["retired"], true);
    let back = machine.one("scope reinstate tickets:read");
    assert_eq!((&back["retired"], &back["holders"]), (&json!(false), &json!(1)));
    assert_eq!(machine.one("scope retire billing:write")["outcome"], "removed");
}
