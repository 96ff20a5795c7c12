//! The window's policy: whatever got into the page could run nothing, send nothing, call nothing and go nowhere.

use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::driver::free_port;
use crate::hands::Hands;
use crate::listener::Listener;

/// The attempts that ran in spite of the policy, out of those in `attempts.js`.
async fn succeeded(desk: &Desk, attempts: &str, listener: &Listener) -> Vec<Value> {
    let answer = desk.client.execute_async(attempts, vec![json!(listener.port)]).await;
    let Value::Array(outcomes) = answer.expect("the attempts run to their end") else { panic!("a list") };
    assert!(outcomes.len() > 5, "only {} attempts were made", outcomes.len());
    outcomes.into_iter().filter(|outcome| outcome["succeeded"] != json!(false)).collect()
}

#[tokio::test]
async fn code_that_is_not_ours_does_not_run() {
    let desk = Desk::open().await;
    let listener = Listener::start();
    let ran = succeeded(&desk, include_str!("../attempts/run.js"), &listener).await;
    assert!(ran.is_empty(), "{ran:#?}");
    assert_eq!(listener.heard(), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_sent_anywhere() {
    let desk = Desk::open().await;
    let listener = Listener::start();
    let sent = succeeded(&desk, include_str!("../attempts/send.js"), &listener).await;
    assert!(sent.is_empty(), "{sent:#?}");
    assert_eq!(listener.heard(), Vec::<String>::new());
    // The listener itself can be reached.
    TcpStream::connect((Ipv4Addr::LOCALHOST, listener.port)).expect("the listener");
    assert!(listener.hears_somebody());
}

#[tokio::test]
async fn a_command_that_is_not_granted_is_refused() {
    let desk = Desk::open().await;
    let listener = Listener::start();
    let before = desk.client.get_window_size().await.expect("a size");
    let called = succeeded(&desk, include_str!("../attempts/call.js"), &listener).await;
    assert!(called.is_empty(), "{called:#?}");
    assert!(desk.shows_window("Tokendesk"), "the window is as it was");
    assert_eq!(desk.client.get_window_size().await.expect("a size"), before);
}

#[tokio::test]
async fn the_page_can_not_be_left_and_opens_no_window() {
    let desk = Desk::open().await;
    let listener = Listener::start();
    let address = format!("http://127.0.0.1:{}/", listener.port);
    let home = desk.client.current_url().await.expect("an address");
    desk.script("window.isTheSamePage = true", vec![]).await;
    for attempt in include_str!("../attempts/leave.js").split("\n\n") {
        // The page may not survive the attempt; then what follows says so.
        let _ = desk.client.execute(attempt, vec![json!(address)]).await;
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(desk.client.current_url().await.expect("an address"), home, "{attempt}");
        assert_eq!(
            desk.script("return window.isTheSamePage === true", vec![]).await,
            json!(true),
            "{attempt}"
        );
        assert_eq!(desk.client.windows().await.expect("the windows").len(), 1, "{attempt}");
        assert_eq!(listener.heard(), Vec::<String>::new(), "{attempt}");
    }
    desk.see("heading", "No tokens yet").await;
}

#[tokio::test]
async fn no_inspector_is_opened_from_outside() {
    for variable in ["WEBKIT_INSPECTOR_HTTP_SERVER", "WEBKIT_INSPECTOR_SERVER"] {
        let port = free_port();
        let _hands = Hands::open(&[(variable, &format!("127.0.0.1:{port}"))]).await;
        let reached = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        assert!(reached.is_err(), "{variable} let somebody in");
    }
}
