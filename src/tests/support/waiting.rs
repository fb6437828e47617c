//! Waits for what a server does by itself, or beside its answer: no moment is right to look at it.

use std::time::Duration;

/// Asks until something has come about. The limit is for what never comes: a machine may be busy.
pub async fn comes(what: &str, is_there: impl AsyncFn() -> bool) {
    for _ in 0..1200 {
        if is_there().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never came: {what}");
}
