//! Issuing, with everything that the form takes.

use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::desk::{Conditions, Desk};

#[tokio::test]
async fn a_token_with_every_field_is_stored_as_typed_and_its_key_opens_what_was_stored() {
    let desk = Desk::open_with(Conditions { time_zone: "Asia/Seoul", ..Conditions::default() }).await;
    desk.press("Control+n").await;
    desk.see("dialog", "Issue token").await;
    desk.fill("Name", "결제 billing-ci").await;
    desk.fill("Description", "Nightly invoices, 야간 청구서, 夜间账单").await;
    desk.turn_on("radio", "Date").await;
    desk.click("spinbutton", "month*").await;
    desk.write("12312030").await;
    desk.fill("Allow IP", "10.0.0.5/8").await;
    desk.press("Enter").await;
    desk.reads("“10.0.0.5/8” is saved as 10.0.0.0/8.").await;
    desk.write("2001:db8::/32 ").await; // A space completes an entry as well.
    desk.shell().take_clipboard("10.0.9.9\n192.0.2.0/24\n");
    desk.click("textbox", "Block IP").await;
    desk.press("Control+v").await;
    desk.see("row", "192.0.2.0/24*").await;
    desk.fill("Request limit", "10000").await;
    desk.choose("in total*", "per day").await;
    desk.turn_on("checkbox", "read*").await;
    desk.turn_on("checkbox", "billing:read*").await;
    desk.reads("from 10.0.0.0/8 and 2001:db8::/32, but not from 10.0.9.9 and 192.0.2.0/24").await;
    desk.reads("with 10,000 requests a day").await;
    desk.picture("issue-filled").await;

    desk.press("Control+Enter").await;
    desk.see("alertdialog", "Save?").await;
    desk.picture("issue-save").await;
    desk.click("button", "OK").await;
    desk.reads("Token has been successfully created").await;
    desk.see("dialog", "Token issued: 결제 billing-ci").await;
    desk.picture("issued").await;
    desk.click("button", "Copy").await;
    desk.reads("Copied. The clipboard is cleared in").await;
    desk.picture("issued-copied").await;

    let key = desk.shell().clipboard().expect("the key lies in the clipboard");
    assert!(is_key(&key), "the clipboard holds something of another form");
    let store = desk.shell().store();
    let hash: Vec<u8> = store
        .query_row("SELECT key_sha256 FROM tokens WHERE name = '결제 billing-ci'", [], |row| row.get(0))
        .expect("the token is stored");
    assert_eq!(hash, Sha256::digest(&key).as_slice());
    assert!(!data_folder_contains(&desk, &key), "the key is on the disk in plain");
    assert!(!desk.page_contains(&key).await, "the key is in the window");

    desk.click("button", "Close").await;
    desk.gone("dialog", "Token issued*").await;
    desk.see("row", "*결제 billing-ci*").await;
    desk.picture("list-of-one").await;
    stored_as_typed(&store);
    let shown = desk.shell().run(&["token", "show", "1"]);
    assert_eq!(shown[0]["allow_ips"], json!(["10.0.0.0/8", "2001:db8::/32"]));
}

fn is_key(key: &str) -> bool {
    let random = key.strip_prefix("sk-").unwrap_or_default();
    random.len() == 48 && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn data_folder_contains(desk: &Desk, key: &str) -> bool {
    let files = std::fs::read_dir(desk.shell().data()).expect("the data folder");
    files.map(|file| file.expect("a file").path()).filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(path).expect("a readable file");
        bytes.windows(key.len()).any(|part| part == key.as_bytes())
    })
}

fn stored_as_typed(store: &Connection) {
    let row = store
        .query_row(
            "SELECT description, allow_ips, block_ips, limit_max, limit_window, expires_ms, show_once FROM tokens",
            [],
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, i64>(3)?,
                    row.get::<_, String>(4)?,
                    row.get::<_, i64>(5)?,
                    row.get::<_, bool>(6)?,
                ))
            },
        )
        .expect("the only token");
    // The last day of 2030 ends in Seoul when the UTC day has 9 hours left.
    let end_of_day_ms = 1_924_991_999_999 + 1 - 9 * 3_600_000;
    let expected = (
        "Nightly invoices, 야간 청구서, 夜间账单".to_owned(),
        "10.0.0.0/8\n2001:db8::/32".to_owned(),
        "10.0.9.9\n192.0.2.0/24".to_owned(),
        10_000,
        "day".to_owned(),
        end_of_day_ms,
        false,
    );
    assert_eq!(row, expected);
    let mut statement = store.prepare("SELECT scope FROM token_scopes ORDER BY scope").expect("a query");
    let scopes: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .expect("rows")
        .collect::<Result<_, _>>()
        .expect("readable rows");
    assert_eq!(scopes, ["billing:read", "read"]);
}

#[tokio::test]
async fn a_key_that_is_shown_once_asks_before_it_is_lost_and_can_not_be_copied_again() {
    let desk = Desk::open().await;
    desk.issue_by_hand("once-only", true).await;
    desk.click("button", "Close").await;
    desk.see("alertdialog", "Close without copying the key?").await;
    desk.picture("issued-close-question").await;
    desk.click("button", "Back to the key").await;
    desk.click("button", "Reveal the key for 15 seconds").await;
    desk.see("button", "Hide the key").await;
    desk.picture("issued-revealed").await;
    desk.click("button", "Close").await;
    desk.gone("dialog", "Token issued*").await;
    assert!(desk.all("button", "Copy key of “once-only”").await.is_empty());
    let sealed: i64 = desk
        .shell()
        .store()
        .query_row("SELECT count(*) FROM sealed_keys", [], |row| row.get(0))
        .expect("a count");
    assert_eq!(sealed, 0);
}

#[tokio::test]
async fn a_revealed_key_hides_again_by_itself() {
    let desk = Desk::open().await;
    desk.issue_by_hand("seen", false).await;
    desk.click("button", "Reveal the key for 15 seconds").await;
    desk.click("button", "Copy").await;
    let key = until_copied(&desk).await;
    assert!(desk.page_contains(&key).await);
    tokio::time::sleep(std::time::Duration::from_secs(15)).await;
    desk.see("button", "Reveal the key for 15 seconds").await;
    assert!(!desk.page_contains(&key).await);
}

async fn until_copied(desk: &Desk) -> String {
    crate::patience::until("the key in the clipboard", async || desk.shell().clipboard()).await
}
