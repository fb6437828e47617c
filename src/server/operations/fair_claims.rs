//! Turns of organisations, so that one that has much to do does not keep one that has little
//! waiting.
//!
//! A round has every organisation that has something due, once each, the longest waiting first.
//! Within it, an organisation that has less at work here comes before one that has more, and none
//! has all the workers: about a quarter of them is left for the others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use crate::domain::ids::OrgId;

type Counts = Arc<Mutex<HashMap<OrgId, usize>>>;

pub(super) struct FairClaims {
    round: VecDeque<OrgId>,
    /// The count of each organisation's operations at work in this process.
    at_work: Counts,
    /// The most operations that one organisation may have at work.
    most: usize,
}

impl FairClaims {
    pub fn new(workers: usize) -> Self {
        let most = workers.saturating_sub((workers / 4).max(1)).max(1);
        Self { round: VecDeque::new(), at_work: Counts::default(), most }
    }

    pub fn begin_round(&mut self, due: impl IntoIterator<Item = OrgId>) {
        self.round = due.into_iter().collect();
    }

    /// The next organisation; `None` when the round is over for those that may have more at work.
    pub fn next_org(&mut self) -> Option<OrgId> {
        let at = {
            let at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
            let has = |org: &OrgId| at_work.get(org).copied().unwrap_or_default();
            // The first organisation that has nothing at work, else the one that has the least.
            let mut least: Option<(usize, usize)> = None;
            for (at, org) in self.round.iter().enumerate() {
                let has = has(org);
                if has < self.most && least.is_none_or(|(_, least)| has < least) {
                    least = Some((at, has));
                }
                if has == 0 {
                    break;
                }
            }
            least.map(|(at, _)| at)?
        };
        self.round.remove(at)
    }

    /// Counts an operation of the org as at work until this is dropped.
    pub fn begin_work(&self, org: &OrgId) -> AtWork {
        *self.at_work.lock().unwrap_or_else(PoisonError::into_inner).entry(org.clone()).or_default() += 1;
        AtWork { at_work: self.at_work.clone(), org: org.clone() }
    }
}

pub(super) struct AtWork {
    at_work: Counts,
    org: OrgId,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut at_work = self.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = at_work.get_mut(&self.org) {
            *count -= 1;
            if *count == 0 {
                at_work.remove(&self.org);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{clock::ManualClock, random::Random};

    fn orgs<const N: usize>() -> [OrgId; N] {
        let random = Random::seeded(1, ManualClock::at(0));
        std::array::from_fn(|_| random.id())
    }

    #[test]
    fn each_once_in_a_round_the_longest_waiting_first() {
        let [a, b, c] = orgs();
        let mut turns = FairClaims::new(4);
        turns.begin_round([a.clone(), b.clone(), c.clone()]);
        assert_eq!([turns.next_org(), turns.next_org(), turns.next_org()], [Some(a), Some(b), Some(c)]);
        assert_eq!(turns.next_org(), None);
    }

    #[test]
    fn who_has_less_at_work_comes_first() {
        let [a, b, c] = orgs();
        let mut turns = FairClaims::new(8);
        let _work = [turns.begin_work(&a), turns.begin_work(&a), turns.begin_work(&b)];
        turns.begin_round([a.clone(), b.clone(), c.clone()]);
        assert_eq!([turns.next_org(), turns.next_org(), turns.next_org()], [Some(c), Some(b), Some(a)]);
    }

    #[test]
    fn lesson_76_nobody_has_all_the_hands() {
        let [a, b] = orgs();
        for (workers, most) in [(1, 1), (2, 1), (4, 3), (8, 6), (64, 48)] {
            let mut turns = FairClaims::new(workers);
            let mut work = Vec::new();
            loop {
                turns.begin_round([a.clone()]);
                let Some(org) = turns.next_org() else { break };
                work.push(turns.begin_work(&org));
            }
            assert_eq!(work.len(), most, "of {workers}");
            turns.begin_round([a.clone(), b.clone()]);
            assert_eq!(turns.next_org(), Some(b.clone()));
            work.pop();
            turns.begin_round([a.clone()]);
            assert_eq!(turns.next_org(), Some(a.clone()));
            drop(work);
            assert!(turns.at_work.lock().unwrap().is_empty());
        }
    }
}
