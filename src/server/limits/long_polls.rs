//! The requests of an organisation's programs that wait for the end of an operation: each keeps a connection
//! for as long as it waits.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::ids::OrgId;

/// The most requests of one organisation that wait at the same time.
const MAX_WAITING: usize = 32;

type Open = Arc<Mutex<HashMap<OrgId, usize>>>;

#[derive(Default)]
pub struct Waits {
    open: Open,
}

/// The place of a request that waits, until this is dropped.
pub struct Waiting {
    open: Open,
    org: OrgId,
}

impl Waits {
    /// A place for one more; `None` where the organisation has them all.
    pub fn enter(&self, org: &OrgId) -> Option<Waiting> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = open.entry(org.clone()).or_insert(0);
        if *waiting >= MAX_WAITING {
            return None;
        }
        *waiting += 1;
        Some(Waiting { open: Arc::clone(&self.open), org: org.clone() })
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = open.get_mut(&self.org) {
            *waiting -= 1;
            if *waiting == 0 {
                open.remove(&self.org);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    #[test]
    fn an_organisation_that_waits_everywhere_keeps_no_other_from_it() {
        let random = Random::seeded(1, ManualClock::at(1_795_246_560_000));
        let (org, other): (OrgId, OrgId) = (random.id(), random.id());
        let waits = Waits::default();
        let mut places: Vec<Waiting> = (0..100).map_while(|_| waits.enter(&org)).collect();
        assert_eq!(places.len(), MAX_WAITING);
        assert!(waits.enter(&other).is_some());
        places.pop();
        let again = waits.enter(&org);
        assert!(again.is_some() && waits.enter(&org).is_none());
        drop((places, again));
        assert!(waits.open.lock().unwrap().is_empty(), "who waits no more is forgotten");
    }
}
