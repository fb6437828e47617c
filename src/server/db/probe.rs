//! Whether the database takes writes, for monitors of the process.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    time::Duration,
};

use tokio::sync::Mutex;

use super::{Db, Scope, execute};
use crate::server::clock::Clock;

/// Milliseconds for which an answer is shared: however often somebody asks, there is one
/// write a second.
const KEPT_MS: i64 = 1000;
/// The longest that a write may wait: people could not work with a slower one.
const MAX_WAIT: Duration = Duration::from_secs(3);
/// Characters of a probe, as many as the largest save has: where a disk is nearly full,
/// SQLite finds room for a few bytes in its log, and for no save.
const AS_MUCH: usize = 20_000;

/// The last answer with its time; locked while the next is found.
#[derive(Default)]
pub struct Probe(Mutex<Option<(i64, bool)>>);

/// The file of an embedded database. Where it is deleted while open, writes still go to
/// it, and are lost when the process ends; a file put in its place then meets its log.
pub(super) struct Opened {
    path: PathBuf,
    /// The file's device and its number on that device.
    file: (u64, u64),
}

impl Opened {
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), file: number(path)? })
    }

    fn is_there(&self) -> bool {
        number(&self.path).is_ok_and(|file| file == self.file)
    }
}

fn number(path: &Path) -> io::Result<(u64, u64)> {
    fs::metadata(path).map(|file| (file.dev(), file.ino()))
}

impl Db {
    /// Writes as much as a save, in the queue where every write waits. It ends within
    /// three seconds, and leaves nothing behind where it fails.
    pub async fn takes_writes(&self, clock: &dyn Clock) -> bool {
        let mut last = self.probe.0.lock().await;
        let now = clock.now_ms();
        if let Some((at, answer)) = *last
            && (0..KEPT_MS).contains(&(now - at))
        {
            return answer;
        }
        if let Some(opened) = self.opened.as_ref().filter(|opened| !opened.is_there()) {
            let path = opened.path.display();
            tracing::error!(%path, "not ready: the file of the database was moved, deleted or replaced");
            *last = Some((now, false));
            return false;
        }
        let answer = match tokio::time::timeout(MAX_WAIT, self.write_probe(now)).await {
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
        let mut tx = self.begin_write(Scope::Installation).await?;
        execute!(
            tx,
            "INSERT INTO installation (name, value) VALUES ('probed_at', $1)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            format!("{now} ").repeat(AS_MUCH / 10),
        )?;
        tx.commit().await
    }
}
