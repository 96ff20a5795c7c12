//! Waiting for something to become true, without sleeping longer than needed.

use std::time::{Duration, Instant};

/// How long a person would wait; a slow machine is given much more than the console needs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// Asks again and again until there is an answer. `what` completes the sentence "waited in vain for …".
pub(crate) async fn until<T>(what: &str, question: impl AsyncFnMut() -> Option<T>) -> T {
    until_within(PATIENCE, what, question).await
}

pub(crate) async fn until_within<T>(
    patience: Duration,
    what: &str,
    mut question: impl AsyncFnMut() -> Option<T>,
) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(answer) = question().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
}
