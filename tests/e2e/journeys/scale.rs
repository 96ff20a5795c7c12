//! A million tokens in the window.

use std::time::Duration;

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::desk::{Conditions, Desk, Shell};
use crate::patience::until_within;

/// More than rows of 32 px fit into an element of WebKit.
const TOKENS: u32 = 1_100_000;
/// Counting or changing so many takes its time on a slow machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Light tokens, written past the console: `t0000001` is the oldest.
fn fill(shell: &Shell<'_>, tokens: u32) {
    // Makes the data file.
    shell.run(&["token", "list"]);
    let file = Connection::open(shell.data().join("tokendesk.db")).expect("the data file");
    file.execute_batch(&format!(
        "PRAGMA synchronous = OFF;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {tokens})
         INSERT INTO tokens (key_sha256, key_head, key_tail, show_once, name, description, name_folded,
                             search_text, allow_ips, block_ips, created_ms)
         SELECT unhex(printf('%064x', i)), 'sk-AbCd', 'wXyZ', 1, printf('t%07d', i), '', printf('t%07d', i),
                printf('t%07d', i), '', '', i FROM n",
    ))
    .expect("the tokens");
}

async fn full_desk() -> Desk {
    let desk = Desk::prepared(Conditions::default(), |shell| fill(shell, TOKENS)).await;
    desk.see("row", &format!("*{}*", name(TOKENS))).await;
    // The rows do not wait for their number; -1 says so until it is known.
    let counted = json!((TOKENS + 1).to_string());
    until_within(PATIENCE, "all to be counted", async || {
        let script = "return document.querySelector('[role=grid]').getAttribute('aria-rowcount')";
        let rows = desk.script(script, vec![]).await;
        assert!(rows == counted || rows == json!("-1"), "{rows}");
        (rows == counted).then_some(())
    })
    .await;
    desk
}

fn name(number: u32) -> String {
    format!("t{number:07}")
}

/// The rows in sight, from the top: their numbers for a screen reader, and whether each shows its token.
async fn in_sight(desk: &Desk) -> Vec<(u64, bool)> {
    let script = "const grid = document.querySelector('[role=grid]'); \
        const box = grid.getBoundingClientRect(); const header = 33; \
        return [...grid.querySelectorAll('[role=row][data-index]')] \
          .map((row) => [row.getBoundingClientRect(), row]) \
          .filter(([at]) => at.top >= box.top + header - at.height / 2 && at.bottom <= box.bottom + at.height / 2) \
          .sort(([a], [b]) => a.top - b.top) \
          .map(([, row]) => [Number(row.getAttribute('aria-rowindex')), row.getAttribute('aria-busy') === 'false'])";
    serde_json::from_value(desk.script(script, vec![]).await).expect("rows")
}

/// Waits until the window is full of rows with their tokens, in order, and gives the first one's number.
async fn full_window(desk: &Desk) -> u64 {
    until_within(PATIENCE, "a window full of rows", async || {
        let rows = in_sight(desk).await;
        let in_order = rows.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1);
        (rows.len() > 15 && in_order && rows.iter().all(|(_, shown)| *shown)).then(|| rows[0].0)
    })
    .await
}

async fn focused_row(desk: &Desk) -> Option<u64> {
    let script = "return document.activeElement.getAttribute('aria-rowindex')";
    desk.script(script, vec![]).await.as_str()?.parse().ok()
}

async fn focus_comes_to(desk: &Desk, row: u64) {
    until_within(PATIENCE, &format!("row {row} to have the focus"), async || {
        (focused_row(desk).await? == row).then_some(())
    })
    .await;
}

async fn drag(desk: &Desk, from: (f64, f64), to: (f64, f64)) {
    let at =
        |(x, y): (f64, f64), ms| PointerAction::MoveTo { duration: Some(Duration::from_millis(ms)), x, y };
    // A scroll bar that lies over the page comes with the mouse, and can be taken hold of once it is there.
    let pause = PointerAction::Pause { duration: Duration::from_millis(500) };
    let mouse = MouseActions::new("mouse".to_owned())
        .then(at(from, 0))
        .then(pause)
        .then(PointerAction::Down { button: 0 })
        .then(at(to, 600))
        .then(PointerAction::Up { button: 0 });
    desk.client.perform_actions(mouse).await.expect("the mouse is moved");
}

/// What a wheel is to the display: two buttons.
#[derive(Clone, Copy)]
enum Wheel {
    Up = 4,
    Down = 5,
}

/// Turns the wheel of the display's own mouse over the middle of the list, a notch at a time.
async fn wheel(desk: &Desk, direction: Wheel, notches: u64) {
    let middle = "const box = document.querySelector('[role=grid]').getBoundingClientRect(); \
        return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]";
    let middle: (i32, i32) = serde_json::from_value(desk.script(middle, vec![]).await).expect("a place");
    let (x, y) = (middle.0.to_string(), middle.1.to_string());
    let (button, notches) = ((direction as u8).to_string(), notches.to_string());
    let over = ["search", "--onlyvisible", "--name", "Tokendesk", "mousemove", "--window", "%1", &x, &y];
    desk.shell().xdotool(&[&over[..], &["click", "--repeat", &notches, "--delay", "60", &button]].concat());
}

/// Follows the frames from now on: for how long, in ms, at most, no row was to be seen.
async fn watch_for_blanks(desk: &Desk) {
    let script = "window.longestBlank = 0; let since = null; \
        const look = (now) => { \
          const grid = document.querySelector('[role=grid]').getBoundingClientRect(); \
          const middle = document.elementFromPoint(grid.left + 60, grid.top + grid.height / 2); \
          if (middle?.closest('[role=row]')) since = null; \
          else { since ??= now; window.longestBlank = Math.max(window.longestBlank, now - since); } \
          window.watching = requestAnimationFrame(look); }; \
        window.watching = requestAnimationFrame(look)";
    desk.script(script, vec![]).await;
}

async fn longest_blank(desk: &Desk) -> Value {
    desk.script("cancelAnimationFrame(window.watching); return window.longestBlank", vec![]).await
}

#[tokio::test]
async fn a_million_rows_are_reached_by_keys_wheel_and_scroll_bar() {
    const NOTCHES: u64 = 3;
    let desk = full_desk().await;
    desk.see("grid", "Tokens").await;
    assert_eq!(full_window(&desk).await, 2, "the header is row 1");
    desk.picture("million-top").await;
    watch_for_blanks(&desk).await;

    desk.click("gridcell", &name(TOKENS)).await;
    desk.press("End").await;
    focus_comes_to(&desk, u64::from(TOKENS) + 1).await;
    // Far down, rows come from the list in memory; until that is there, which row is where is not known.
    full_window(&desk).await;
    desk.see("row", &format!("*{}*", name(1))).await;
    desk.picture("million-end").await;
    desk.press("PageUp").await;
    let above = focused_row(&desk).await.expect("a row");
    assert!(above < u64::from(TOKENS) && above > u64::from(TOKENS) - 100, "{above}");
    full_window(&desk).await;
    desk.press("Home").await;
    focus_comes_to(&desk, 2).await;
    assert_eq!(full_window(&desk).await, 2);

    let place = "const grid = document.querySelector('[role=grid]'); const box = grid.getBoundingClientRect(); \
        const half = Math.max((box.width - grid.clientWidth) / 2, 4); \
        return [box.right - half, box.top + 10, box.top + box.height / 2]";
    let place: (f64, f64, f64) = serde_json::from_value(desk.script(place, vec![]).await).expect("a place");
    drag(&desk, (place.0, place.1), (place.0, place.2)).await;
    let middle = until_within(Duration::from_secs(20), "the rows to follow the scroll bar", async || {
        let first = full_window(&desk).await;
        (first != 2).then_some(first)
    })
    .await;
    let all = u64::from(TOKENS);
    assert!((all * 3 / 10..all * 7 / 10).contains(&middle), "row {middle}");
    desk.picture("million-middle").await;

    wheel(&desk, Wheel::Down, NOTCHES).await;
    let moved = until_within(PATIENCE, "the rows to move", async || {
        let first = full_window(&desk).await;
        (first != middle).then_some(first)
    })
    .await;
    assert!((1..20 * NOTCHES).contains(&(moved - middle)), "{} rows", moved - middle);
    wheel(&desk, Wheel::Up, NOTCHES).await;
    until_within(PATIENCE, "the rows to come back", async || {
        (full_window(&desk).await == middle).then_some(())
    })
    .await;
    assert_eq!(longest_blank(&desk).await, json!(0));
}

#[tokio::test]
async fn all_of_a_million_are_disabled_with_progress_until_cancelled_and_taken_back() {
    let desk = full_desk().await;
    desk.click("gridcell", &name(TOKENS)).await;
    desk.press("Control+a").await;
    desk.reads("1,100,000 selected").await;
    desk.click("button", "Disable").await;
    desk.see("alertdialog", "Disable 1,100,000 tokens?").await;
    until_within(PATIENCE, "the count", async || {
        desk.text().await.contains("All 1,100,000 will change.").then_some(())
    })
    .await;
    desk.press("Enter").await;
    desk.see("alertdialog", "Disabling tokens…").await;
    until_within(PATIENCE, "progress", async || desk.text().await.contains("0 of 1,100,000").then_some(()))
        .await;
    desk.picture("million-progress").await;
    desk.press("Escape").await;
    until_within(PATIENCE, "the end of the step", async || {
        desk.text().await.contains("of 1,100,000 disabled").then_some(())
    })
    .await;
    desk.picture("million-cancelled").await;
    let changed = disabled(&desk);
    assert!(changed > 0 && changed < TOKENS, "{changed}");
    let entries: u32 = desk.shell().store().query_row(ENTRIES, [], |row| row.get(0)).expect("a count");
    assert_eq!(entries, changed, "each with its entry in the audit log");

    desk.click("button", "Undo*").await;
    until_within(PATIENCE, "the way back", async || desk.text().await.contains("Undone").then_some(())).await;
    assert_eq!(disabled(&desk), 0);
}

const ENTRIES: &str = "SELECT count(*) FROM audit_entries WHERE action = 'disabled'";

fn disabled(desk: &Desk) -> u32 {
    let query = "SELECT count(*) FROM tokens WHERE state = 'disabled'";
    desk.shell().store().query_row(query, [], |row| row.get(0)).expect("a count")
}

#[tokio::test]
async fn a_million_are_exported_with_progress_and_cancelled_there_is_no_file() {
    let desk = full_desk().await;
    let folder = desk.folder().join("out");
    std::fs::create_dir(&folder).expect("a folder");
    let path = folder.join("tokens.csv");
    desk.click("button", "Export…").await;
    desk.see("dialog", "Export tokens").await;
    until_within(PATIENCE, "the count", async || {
        desk.text().await.contains("1,100,000 tokens will be written.").then_some(())
    })
    .await;
    let begin = async || {
        desk.click("button", "Export 1,100,000 tokens…").await;
        desk.answer_file_dialog("Export tokens", &path).await;
        until_within(PATIENCE, "progress", async || desk.text().await.contains("of 1,100,000").then_some(()))
            .await;
    };
    begin().await;
    desk.picture("million-export").await;
    desk.click("button", "Cancel").await;
    desk.reads("Cancelled. No file was written.").await;
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 0, "nothing is left");

    begin().await;
    until_within(PATIENCE, "the end", async || {
        desk.text().await.contains("1,100,000 tokens exported").then_some(())
    })
    .await;
    let table = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(table.lines().count(), TOKENS as usize + 1);
    assert_eq!(std::fs::read_dir(&folder).expect("the folder").count(), 1);
}

#[tokio::test]
async fn a_range_of_many_rows_is_chosen_with_shift_and_changed_as_a_whole() {
    let desk = Desk::prepared(Conditions::default(), |shell| fill(shell, 60_000)).await;
    desk.click("gridcell", &name(60_000)).await;
    desk.press("Down").await;
    desk.press("Shift+End").await;
    desk.reads("59,999 selected").await;
    desk.click("button", "Delete").await;
    desk.reads("All 59,999 will change.").await;
    desk.press("Enter").await;
    until_within(PATIENCE, "the change", async || {
        desk.text().await.contains("59,999 tokens moved to the trash").then_some(())
    })
    .await;
    let living = "SELECT group_concat(name) FROM tokens WHERE deleted_ms IS NULL";
    let living: String = desk.shell().store().query_row(living, [], |row| row.get(0)).expect("a name");
    assert_eq!(living, name(60_000));
}
