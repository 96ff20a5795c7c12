//! A client of new-api that people use, by its base URL alone.

use super::{conversation::NEW, desk::Desk};

const WORK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/admin_api/newapi_client.py");

#[test]
fn an_existing_client_of_new_api_works_when_its_base_url_is_changed() {
    let desk = Desk::new();
    let said = desk.python("newapi-client", &[WORK, &format!("http://{}", desk.address), &desk.key]);
    let searched = (r"token=sk-[A-Za-z0-9]{48}", "token=sk-{48 letters}");
    let filters: Vec<_> = NEW.into_iter().chain([searched]).collect();
    insta::with_settings!({ filters => filters }, { insta::assert_snapshot!(said) });
}
