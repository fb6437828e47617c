//! Whether the database takes writes, for whoever watches the process.

use std::time::Duration;

use tokio::sync::Mutex;

use super::{Db, Scope, execute};
use crate::server::clock::Clock;

/// An answer serves everybody who asks for so long: however often somebody asks,
/// there is one write a second.
const KEPT_MS: i64 = 1000;
/// A write that waits longer is none that people could work with.
const PATIENCE: Duration = Duration::from_secs(3);

/// The last answer, and when it was given. Held while the next is found.
#[derive(Default)]
pub struct Probe(Mutex<Option<(i64, bool)>>);

impl Db {
    /// Writes a few bytes, in the line where every write waits. Ends within
    /// three seconds, and has left nothing behind when it failed.
    pub async fn takes_writes(&self, clock: &dyn Clock) -> bool {
        let mut last = self.probe.0.lock().await;
        let now = clock.now_ms();
        if let Some((at, answer)) = *last
            && (0..KEPT_MS).contains(&(now - at))
        {
            return answer;
        }
        let answer = match tokio::time::timeout(PATIENCE, self.write_probe(now)).await {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                tracing::error!(%error, "not ready: the database takes no writes");
                false
            }
            Err(_) => {
                tracing::error!("not ready: a write to the database takes too long");
                false
            }
        };
        *last = Some((clock.now_ms(), answer));
        answer
    }

    async fn write_probe(&self, now: i64) -> Result<(), sqlx::Error> {
        let mut tx = self.write(Scope::Installation).await?;
        execute!(
            tx,
            "INSERT INTO installation (name, value) VALUES ('probed_at', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            now.to_string(),
        )?;
        tx.commit().await
    }
}
