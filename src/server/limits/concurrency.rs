//! A limit on the pages of one organisation that are made at the same time.
//!
//! A quota is spent in bursts, such as by a browser that opens fifty tabs: without this
//! limit, other organisations would stand in line behind all of them. An organisation
//! that nobody else asks beside has all cores, since handing a slot on costs a change of
//! thread.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{domain::ids::OrgId, server::clock::SharedClock};

/// Milliseconds that an organisation's page counts as a neighbour of the others' pages.
const NEIGHBOUR: i64 = 10_000;

pub struct AtOnce {
    clock: SharedClock,
    slots: usize,
    pages: Mutex<Pages>,
}

#[derive(Default)]
struct Pages {
    by_org: HashMap<OrgId, Arc<Semaphore>>,
    /// Who asked last.
    latest: Option<OrgId>,
    /// The last time, in milliseconds, at which somebody else had asked before.
    shared_at: Option<i64>,
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

impl AtOnce {
    /// One core is left to others: with as many slots as cores, another organisation would
    /// wait until a page of this one is drawn.
    pub fn new(clock: SharedClock) -> Self {
        Self::with_slots(clock, thread::available_parallelism().map_or(1, |cores| (cores.get() - 1).max(1)))
    }

    fn with_slots(clock: SharedClock, slots: usize) -> Self {
        Self { clock, slots, pages: Mutex::default() }
    }

    /// Waits, first come first served, for one of the organisation's slots, unless it is the
    /// only one that asks.
    pub async fn one_of(&self, org: &OrgId) -> Slot {
        let of_org = self.pages.lock().unwrap_or_else(PoisonError::into_inner).of(
            org,
            self.clock.now_ms(),
            self.slots,
        );
        let Some(of_org) = of_org else { return Slot::default() };
        // The semaphore is never closed.
        Slot(Arc::new(Mutex::new(of_org.acquire_owned().await.ok())))
    }

    /// Forgets organisations that ask for nothing, so that the map does not grow.
    pub fn sweep(&self) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.by_org.retain(|_, of_org| Arc::strong_count(of_org) > 1);
    }
}

impl Pages {
    fn of(&mut self, org: &OrgId, now: i64, slots: usize) -> Option<Arc<Semaphore>> {
        if self.latest.as_ref() != Some(org) && self.latest.replace(org.clone()).is_some() {
            self.shared_at = Some(now);
        }
        self.shared_at.filter(|at| now - at < NEIGHBOUR)?;
        let of_org = self.by_org.entry(org.clone()).or_insert_with(|| Arc::new(Semaphore::new(slots)));
        Some(Arc::clone(of_org))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::FutureExt;

    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    const NOW: i64 = 1_795_246_560_000;

    fn two() -> (OrgId, OrgId) {
        let random = Random::seeded(1, ManualClock::at(NOW));
        (random.id(), random.id())
    }

    #[tokio::test]
    async fn lesson_76_a_burst_of_one_waits_for_itself_and_nobody_else() {
        let (org, other) = two();
        let pages = AtOnce::with_slots(ManualClock::at(NOW), 3);
        drop(pages.one_of(&other).await);
        let mut made: Vec<_> = (0..3).map_while(|_| pages.one_of(&org).now_or_never()).collect();
        assert_eq!(made.len(), 3);
        assert!(pages.one_of(&org).now_or_never().is_none(), "one more waits");
        assert!(pages.one_of(&other).now_or_never().is_some());
        pages.sweep();
        made.pop();
        assert!(pages.one_of(&org).now_or_never().is_some(), "and is next");
        assert_eq!(pages.pages.lock().unwrap().by_org.len(), 1, "who asks for nothing is forgotten");
    }

    #[tokio::test]
    async fn who_asks_alone_waits_for_nothing() {
        let (org, other) = two();
        let clock = ManualClock::at(NOW);
        let pages = AtOnce::with_slots(clock.clone(), 1);
        let alone: Vec<_> = (0..9).map_while(|_| pages.one_of(&org).now_or_never()).collect();
        assert_eq!(alone.len(), 9);
        let other_page = pages.one_of(&other).await;
        let slot = pages.one_of(&org).now_or_never();
        assert!(slot.is_some() && pages.one_of(&org).now_or_never().is_none(), "somebody else asks");
        clock.advance(Duration::from_secs(10));
        assert!(pages.one_of(&org).now_or_never().is_some(), "the other has gone");
        drop(other_page);
    }

    #[tokio::test]
    async fn a_page_that_asks_a_provider_holds_up_no_other() {
        let (org, other) = two();
        let pages = AtOnce::with_slots(ManualClock::at(NOW), 1);
        drop(pages.one_of(&other).await);
        let asking = pages.one_of(&org).await;
        assert!(pages.one_of(&org).now_or_never().is_none());
        asking.clone().give_back();
        let next = pages.one_of(&org).now_or_never();
        asking.give_back();
        assert!(next.is_some() && pages.one_of(&org).now_or_never().is_none(), "once");
    }
}
