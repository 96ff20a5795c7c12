//! A client of new-api, answered byte for byte.

use std::fmt::Write;

use super::desk::Desk;

/// What it sends.
const SAID: &str = include_str!("conversation.txt");

/// What is new each time: the present, and random letters.
pub(super) const NEW: [(&str, &str); 3] = [
    (r#""(created|accessed)_time":1[789]\d{8}\b"#, r#""${1}_time":{now}"#),
    (r#""[A-Za-z0-9]{4}\*{10}[A-Za-z0-9]{4}""#, r#""{4 letters}**********{4 letters}""#),
    (r#""[A-Za-z0-9]{48}""#, r#""{48 letters}""#),
];

#[test]
fn a_client_of_new_api_is_answered_as_it_expects() {
    let desk = Desk::new();
    let mut both = String::new();
    let requests = SAID.split("\n\n").map(|text| text.lines().filter(|line| !line.starts_with('#')));
    for mut request in requests {
        let Some(first) = request.next() else { continue };
        let (method, target) = first.split_once(' ').expect("a method and a target");
        let body = request.next().unwrap_or_default();
        let sent = desk.request(method, target).header("New-Api-User", "1");
        let sent =
            if body.is_empty() { sent } else { sent.header("Content-Type", "application/json").body(body) };
        let reply = sent.send(desk.address);
        let (status, media) = (reply.status, reply.header("content-type"));
        writeln!(both, "> {first}\n> {body}\n< {status} {media}\n< {}\n", reply.body)
            .expect("a text takes all");
    }
    insta::with_settings!({ filters => NEW }, { insta::assert_snapshot!(both) });
}
