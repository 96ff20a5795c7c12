//! The list follows what other programs do to the same file.

use std::time::{Duration, Instant};

use crate::desk::Desk;
use crate::patience::until_within;

#[tokio::test]
async fn the_list_follows_the_command_line_within_a_second() {
    let desk = Desk::open().await;
    desk.see("heading", "No tokens yet").await;
    desk.shell().issue("from-a-script", &["--scope", "read"]);
    appears_within_a_second(&desk, "from-a-script").await;
    desk.shell().run(&["token", "disable", "1"]);
    appears_within_a_second(&desk, "Disabled").await;
    desk.shell().run(&["token", "delete", "1"]);
    let start = Instant::now();
    until_within(Duration::from_secs(3), "the row to go", async || {
        desk.all("gridcell", "from-a-script").await.is_empty().then_some(())
    })
    .await;
    assert!(start.elapsed() < Duration::from_secs(1), "it took {:?}", start.elapsed());
}

async fn appears_within_a_second(desk: &Desk, text: &str) {
    let start = Instant::now();
    until_within(Duration::from_secs(3), text, async || {
        (!desk.all("gridcell", text).await.is_empty()).then_some(())
    })
    .await;
    assert!(start.elapsed() < Duration::from_secs(1), "it took {:?}", start.elapsed());
}
