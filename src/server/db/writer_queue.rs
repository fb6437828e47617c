//! Writers of one organisation, one after the other in this process. A waiting writer
//! holds no connection, so that no other waits for one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::domain::ids::OrgId;

/// The right to write for an org: nobody else in this process does while it lives.
pub(super) type Turn = OwnedMutexGuard<()>;

#[derive(Default)]
pub(super) struct WriterQueues(Mutex<HashMap<OrgId, Weak<AsyncMutex<()>>>>);

impl WriterQueues {
    /// Waits for a turn, in the order of asking; `None` where it took longer than `max_wait`.
    pub async fn of(&self, org: &OrgId, max_wait: Duration) -> Option<Turn> {
        tokio::time::timeout(max_wait, self.queue(org).lock_owned()).await.ok()
    }

    fn queue(&self, org: &OrgId) -> Arc<AsyncMutex<()>> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(org).and_then(Weak::upgrade) {
            return queue;
        }
        // The map is full: queues that nobody uses make room, so that it need not grow.
        if queues.len() == queues.capacity() {
            queues.retain(|_, queue| queue.strong_count() > 0);
        }
        let queue = Arc::new(AsyncMutex::new(()));
        queues.insert(org.clone(), Arc::downgrade(&queue));
        queue
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    const LONG: Duration = Duration::from_secs(600);

    #[tokio::test]
    async fn one_at_a_time_of_each_and_others_do_not_wait() {
        let random = Random::seeded(1, ManualClock::at(0));
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let turns = WriterQueues::default();
        let first = turns.of(&org, LONG).await.unwrap();
        let mut second = Box::pin(turns.of(&org, LONG));
        assert!(second.as_mut().now_or_never().is_none());
        assert!(turns.of(&other, LONG).now_or_never().is_some());
        assert!(turns.of(&org, Duration::ZERO).await.is_none(), "not for ever");
        drop(first);
        assert!(second.await.is_some());
    }

    #[tokio::test]
    async fn who_is_through_is_forgotten() {
        let random = Random::seeded(1, ManualClock::at(0));
        let turns = WriterQueues::default();
        for _ in 0..10_000 {
            turns.of(&random.id(), LONG).await.unwrap();
        }
        assert!(turns.0.lock().unwrap().capacity() < 100);
    }
}
