//! Live events, which tell every open page of an org what changed.
//!
//! In one process a broadcast channel; between nodes PostgreSQL's
//! LISTEN/NOTIFY, whose payload is `org topic`.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use crate::domain::{ids::OrgId, topic::Topic};

/// Events kept for a browser that reconnects; a longer gap is told as such.
const KEPT: usize = 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub org: OrgId,
    pub topic: Topic,
}

impl Event {
    pub fn encode(&self) -> String {
        format!("{} {}", self.org, self.topic.code())
    }

    pub fn decode(text: &str) -> Option<Self> {
        let (org, topic) = text.split_once(' ')?;
        Some(Self { org: org.parse().ok()?, topic: Topic::from_code(topic)? })
    }
}

/// An event with its number, which grows over restarts too.
#[derive(Clone, Debug)]
pub struct Numbered {
    pub id: u64,
    /// `None` where events were lost, and everything may have changed.
    pub event: Option<Event>,
}

/// The events that a subscriber missed since it was last connected.
pub enum Missed {
    Nothing,
    These(Vec<Numbered>),
    /// The connection was too long ago, or to another process: everything may have changed.
    Unknown,
}

struct Inner {
    sender: broadcast::Sender<Numbered>,
    kept: Mutex<(u64, VecDeque<Numbered>)>,
    workers: Notify,
    /// The first number of this process: those of another process lie elsewhere.
    first: u64,
}

#[derive(Clone)]
pub struct Hub(Arc<Inner>);

impl Hub {
    pub const CHANNEL: &'static str = "ava_events";
    pub const WAKE: &'static str = "wake";

    /// Numbers begin at a thousand times the start's milliseconds: exact in a
    /// browser's numbers for three centuries.
    pub fn new(started_at_ms: i64) -> Self {
        let first = u64::try_from(started_at_ms).unwrap_or_default().saturating_mul(1000);
        Self(Arc::new(Inner {
            sender: broadcast::channel(KEPT).0,
            kept: Mutex::new((first, VecDeque::new())),
            workers: Notify::new(),
            first,
        }))
    }

    /// The number of the latest event.
    pub fn latest(&self) -> u64 {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    pub fn publish(&self, event: Event) {
        self.push(Some(event));
    }

    /// Tells that other nodes' events did not arrive for a while.
    pub fn lost(&self) {
        self.push(None);
    }

    fn push(&self, event: Option<Event>) {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        let numbered = Numbered { id: kept.0, event };
        if kept.1.len() == KEPT {
            kept.1.pop_front();
        }
        kept.1.push_back(numbered.clone());
        // Nobody listening is no error.
        let _ = self.0.sender.send(numbered);
    }

    /// Returns the stream from now on, the latest number, and the events after `since`.
    pub fn subscribe(&self, since: Option<u64>) -> (broadcast::Receiver<Numbered>, u64, Missed) {
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.0.sender.subscribe();
        let missed = match since {
            None => Missed::Nothing,
            Some(since) if (self.0.first..=kept.0).contains(&since) => {
                let oldest = kept.1.front().map_or(kept.0 + 1, |first| first.id);
                if since + 1 >= oldest {
                    Missed::These(kept.1.iter().filter(|one| one.id > since).cloned().collect())
                } else {
                    Missed::Unknown
                }
            }
            Some(_) => Missed::Unknown,
        };
        (receiver, kept.0, missed)
    }

    pub fn wake_workers(&self) {
        self.0.workers.notify_one();
    }

    pub async fn work(&self) {
        self.0.workers.notified().await;
    }
}

/// Carries other nodes' events into this process until `stop`.
pub async fn listen(pool: PgPool, hub: Hub, stop: CancellationToken) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(&pool).await?;
    listener.listen(Hub::CHANNEL).await?;
    tokio::spawn(async move {
        loop {
            let received = tokio::select! {
                () = stop.cancelled() => return,
                received = listener.try_recv() => received,
            };
            match received {
                Ok(Some(note)) if note.payload() == Hub::WAKE => hub.wake_workers(),
                Ok(Some(note)) => {
                    if let Some(event) = Event::decode(note.payload()) {
                        hub.publish(event);
                    }
                }
                // The listener has reconnected; notifications in between are not repeated.
                Ok(None) => hub.lost(),
                Err(error) => {
                    tracing::warn!(%error, "lost the event channel of the database, reconnecting");
                    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                    if listener.listen(Hub::CHANNEL).await.is_ok() {
                        hub.lost();
                    }
                }
            }
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        Event { org: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(), topic: Topic::Agents }
    }

    #[test]
    fn travels_as_text() {
        assert_eq!(Event::decode(&event().encode()), Some(event()));
        assert_eq!(Event::decode("x agents"), None);
    }

    #[test]
    fn resumes_or_says_that_it_cannot() {
        let hub = Hub::new(5);
        hub.publish(event());
        hub.publish(event());
        let missed = |since| match hub.subscribe(since).2 {
            Missed::Nothing => 0,
            Missed::These(events) => events.len(),
            Missed::Unknown => 99,
        };
        assert_eq!(missed(None), 0);
        assert_eq!(missed(Some(5001)), 1);
        assert_eq!(missed(Some(5002)), 0);
        assert_eq!(missed(Some(4999)), 99);
        (0..2000).for_each(|_| hub.publish(event()));
        assert_eq!(missed(Some(5002)), 99);
    }
}
