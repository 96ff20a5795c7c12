//! Tokens for these tests, issued as an administrator issues them.

use crate::machine::{Machine, keys};

/// Issues a token; its key.
pub(crate) fn issue(machine: &Machine, name: &str, options: &str) -> String {
    let line = format!("token issue --name {name} --scope read --show-once {options}");
    let out = machine.text(line.trim_end());
    keys(&out).first().expect("a key").to_string()
}

/// The number of a token.
pub(crate) fn number(machine: &Machine, name: &str) -> i64 {
    let tokens = machine.json("token list");
    let token = tokens.iter().find(|token| token["name"] == name).expect("the token");
    token["id"].as_i64().expect("a number")
}
