//! How many pages of one organisation are made at the same time.
//!
//! A quota is spent in bursts, such as by a browser that opens fifty tabs: whoever of
//! another organisation asks meanwhile would stand in line behind all of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::OrgId;

pub struct AtOnce {
    places: usize,
    orgs: Mutex<HashMap<OrgId, Arc<Semaphore>>>,
}

/// As many as there are cores: with more, whoever of another organisation comes would
/// wait for as many pages to be drawn as stand before theirs. Two at the least, since
/// a page waits for the database as well.
impl Default for AtOnce {
    fn default() -> Self {
        Self::with_places(thread::available_parallelism().map_or(2, |cores| cores.get().max(2)))
    }
}

impl AtOnce {
    fn with_places(places: usize) -> Self {
        Self { places, orgs: Mutex::default() }
    }

    /// Waits, first come first served, for one of the organisation's places, which is
    /// taken until what is returned is dropped.
    pub async fn one_of(&self, org: &OrgId) -> Option<OwnedSemaphorePermit> {
        let of_org = {
            let mut all = self.orgs.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(org.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.places))))
        };
        // None is closed.
        of_org.acquire_owned().await.ok()
    }

    /// Forgets who asks for nothing, so that the map does not grow.
    pub fn sweep(&self) {
        let mut all = self.orgs.lock().unwrap_or_else(PoisonError::into_inner);
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
        let pages = AtOnce::with_places(3);
        let mut made: Vec<_> = (0..3).map_while(|_| pages.one_of(&org).now_or_never()).collect();
        assert_eq!(made.len(), 3);
        assert!(pages.one_of(&org).now_or_never().is_none(), "one more waits");
        assert!(pages.one_of(&other).now_or_never().is_some());
        pages.sweep();
        made.pop();
        assert!(pages.one_of(&org).now_or_never().is_some(), "and is next");
        assert_eq!(pages.orgs.lock().unwrap().len(), 1, "who asks for nothing is forgotten");
    }
}
