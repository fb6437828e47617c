//! How many pages of one organisation are made at the same time.
//!
//! A quota is spent in bursts, such as by a browser that opens fifty tabs: whoever of
//! another organisation asks meanwhile would stand in line behind all of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::OrgId;

/// Enough for every core that AVA is likely to have, and for a database that is slow.
const AT_ONCE: usize = 8;

#[derive(Default)]
pub struct AtOnce(Mutex<HashMap<OrgId, Arc<Semaphore>>>);

impl AtOnce {
    /// Waits, first come first served, until fewer than [`AT_ONCE`] are being made for
    /// this organisation; one more is, until what is returned is dropped.
    pub async fn one_of(&self, org: &OrgId) -> Option<OwnedSemaphorePermit> {
        let of_org = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(org.clone()).or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE))))
        };
        // None is closed.
        of_org.acquire_owned().await.ok()
    }

    /// Forgets who asks for nothing, so that the map does not grow.
    pub fn sweep(&self) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, of_org| Arc::strong_count(of_org) > 1);
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    #[tokio::test]
    async fn lesson_76_a_burst_of_one_waits_for_itself_and_nobody_else() {
        let random = Random::seeded(1, ManualClock::at(1_795_246_560_000));
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let pages = AtOnce::default();
        let mut made: Vec<_> = (0..AT_ONCE).map_while(|_| pages.one_of(&org).now_or_never()).collect();
        assert_eq!(made.len(), AT_ONCE);
        assert!(pages.one_of(&org).now_or_never().is_none(), "one more waits");
        assert!(pages.one_of(&other).now_or_never().is_some());
        pages.sweep();
        made.pop();
        assert!(pages.one_of(&org).now_or_never().is_some(), "and is next");
        assert_eq!(pages.0.lock().unwrap().len(), 1, "who asks for nothing is forgotten");
    }
}
