//! The OpenAPI document: served as it is committed, and kept by what it describes.

use super::desk::Desk;
use crate::gateways::Request;

const DOCUMENT: &str = include_str!("../../../../admin-api/openapi.json");

/// What is judged.
const JUDGED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/admin_api/schemathesis.toml");

#[test]
fn the_document_is_served_to_everybody_as_it_is_committed() {
    let desk = Desk::new();
    let reply = Request::new("GET", "/v1/admin/openapi.json").send(desk.address);
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    assert_eq!(reply.body, DOCUMENT);
}

/// Bounded: a fixed seed and few examples.
#[test]
fn whatever_the_document_allows_or_forbids_is_answered_as_it_says() {
    let desk = Desk::new();
    desk.machine.issue("t");
    let document = format!("http://{}/v1/admin/openapi.json", desk.address);
    let key = format!("Authorization: Bearer {}", desk.key);
    let run = ["-m", "schemathesis.cli", "--config-file", JUDGED, "run", &document, "--header", &key];
    let few = ["--max-examples", "20", "--seed", "1", "--max-time", "30", "--warnings", "off"];
    desk.python("schemathesis", &[run.as_slice(), &few].concat());
}
