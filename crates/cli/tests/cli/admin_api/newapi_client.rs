//! A client of new-api that people use, by its base URL alone.

use std::{path::Path, process::Command};

use super::{conversation::NEW, desk::Desk};

const WORK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/admin_api/newapi_client.py");

#[test]
fn an_existing_client_of_new_api_works_when_its_base_url_is_changed() {
    let desk = Desk::new();
    let client = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("the target folder")
        .join("tools/newapi-client");
    assert!(client.is_dir(), "{} is missing: `cargo xtask test` installs it", client.display());
    let answer = Command::new("python3")
        .arg(WORK)
        .args([format!("http://{}", desk.address), desk.key.clone()])
        .env("PYTHONPATH", client)
        .env("PYTHONUTF8", "1")
        .current_dir(desk.machine.path(""))
        .output()
        .expect("it starts");
    let said = String::from_utf8_lossy(&answer.stdout);
    assert!(answer.status.success(), "{said}{}", String::from_utf8_lossy(&answer.stderr));
    let searched = (r"token=sk-[A-Za-z0-9]{48}", "token=sk-{48 letters}");
    let filters: Vec<_> = NEW.into_iter().chain([searched]).collect();
    insta::with_settings!({ filters => filters }, { insta::assert_snapshot!(said) });
}
