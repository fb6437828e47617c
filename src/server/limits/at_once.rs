//! A limit on the pages of one organisation that are made at the same time.
//!
//! A quota is spent in bursts, such as by a browser that opens fifty tabs: without this
//! limit, other organisations would stand in line behind all of them.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::ids::OrgId;

pub struct AtOnce {
    slots: usize,
    orgs: Mutex<HashMap<OrgId, Arc<Semaphore>>>,
}

/// One of an organisation's slots, for as long as one of its copies holds it.
#[derive(Clone, Default)]
pub struct Slot(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Slot {
    /// Gives the slot to the next page of the organisation, while this one waits for
    /// something else than the processor or the database.
    pub fn give_back(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// One core is left to others: with as many slots as cores, another organisation would
/// wait until a page of this one is drawn.
impl Default for AtOnce {
    fn default() -> Self {
        Self::with_slots(thread::available_parallelism().map_or(1, |cores| (cores.get() - 1).max(1)))
    }
}

impl AtOnce {
    fn with_slots(slots: usize) -> Self {
        Self { slots, orgs: Mutex::default() }
    }

    /// Waits, first come first served, for one of the organisation's slots.
    pub async fn one_of(&self, org: &OrgId) -> Slot {
        let of_org = {
            let mut all = self.orgs.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(org.clone()).or_insert_with(|| Arc::new(Semaphore::new(self.slots))))
        };
        // The semaphore is never closed.
        Slot(Arc::new(Mutex::new(of_org.acquire_owned().await.ok())))
    }

    /// Forgets organisations that ask for nothing, so that the map does not grow.
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
        let pages = AtOnce::with_slots(3);
        let mut made: Vec<_> = (0..3).map_while(|_| pages.one_of(&org).now_or_never()).collect();
        assert_eq!(made.len(), 3);
        assert!(pages.one_of(&org).now_or_never().is_none(), "one more waits");
        assert!(pages.one_of(&other).now_or_never().is_some());
        pages.sweep();
        made.pop();
        assert!(pages.one_of(&org).now_or_never().is_some(), "and is next");
        assert_eq!(pages.orgs.lock().unwrap().len(), 1, "who asks for nothing is forgotten");
    }

    #[tokio::test]
    async fn a_page_that_asks_a_provider_holds_up_no_other() {
        let org: OrgId = Random::seeded(1, ManualClock::at(1_795_246_560_000)).id();
        let pages = AtOnce::with_slots(1);
        let asking = pages.one_of(&org).await;
        assert!(pages.one_of(&org).now_or_never().is_none());
        asking.clone().give_back();
        let other = pages.one_of(&org).now_or_never();
        asking.give_back();
        assert!(other.is_some() && pages.one_of(&org).now_or_never().is_none(), "once");
    }
}
