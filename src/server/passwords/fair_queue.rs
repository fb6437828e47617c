//! Turns at hashing passwords, as many at once as there are cores.
//!
//! Known browsers and other clients wait in two lanes, which are served by turns; in a
//! lane, each person or network has a turn in each round. A flood out of one network
//! waits for itself, and however many networks flood, a browser that signed in before is
//! next but one.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::oneshot;

use crate::server::request::{
    client_address::{ClientAddress, Network},
    known_browser::KnownBrowser,
};

/// The most that wait at once: of one person or network, and in each lane.
const MAX_OF_ONE: usize = 8;
const MAX: usize = 256;

/// The person or network that asks for a turn.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Applicant {
    /// The person of this id. All browsers of somebody ask as one: whoever has an account may sign in with many.
    Known(String),
    From(Network),
}

impl Applicant {
    pub fn of(known: Option<&KnownBrowser>, address: ClientAddress) -> Self {
        // Networks are the widest blocks: the holder of one asks as one.
        let [_, _, widest] = address.networks();
        known.map_or(Self::From(widest), |browser| Self::Known(browser.user.clone()))
    }
}

/// Too many wait already.
#[derive(Debug, PartialEq, Eq)]
pub struct Full;

#[derive(Clone)]
pub struct FairQueue(Arc<Mutex<Waiting>>);

struct Waiting {
    free: usize,
    known: Lane,
    others: Lane,
    /// Whether the lane of others has the next turn, when somebody waits in both.
    others_next: bool,
}

#[derive(Default)]
struct Lane {
    /// The applicants with somebody waiting, in the order of their turns.
    round: VecDeque<Applicant>,
    waiting: HashMap<Applicant, VecDeque<oneshot::Sender<Turn>>>,
}

/// The right to hash a password; passed on to the next one when it is dropped.
pub struct Turn {
    /// `None` where it was passed on already.
    of: Option<FairQueue>,
}

impl FairQueue {
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Waiting {
            free: at_once.max(1),
            known: Lane::default(),
            others: Lane::default(),
            others_next: false,
        })))
    }

    /// Waits for as long as it takes; a caller that stops waiting has no turn.
    pub async fn wait(&self, applicant: Applicant) -> Result<Turn, Full> {
        let turn = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if waiting.free > 0 {
                waiting.free -= 1;
                return Ok(Turn { of: Some(self.clone()) });
            }
            let lane = if matches!(applicant, Applicant::Known(_)) {
                &mut waiting.known
            } else {
                &mut waiting.others
            };
            lane.join(applicant)?
        };
        // The sender stays in the lane until it is used.
        turn.await.map_err(|_| Full)
    }

    /// The next one that still waits has the turn.
    fn pass_on(&self) {
        loop {
            let next = {
                let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                match waiting.next() {
                    Some(next) => next,
                    None => {
                        waiting.free += 1;
                        return;
                    }
                }
            };
            match next.send(Turn { of: Some(self.clone()) }) {
                Ok(()) => return,
                // The receiver has stopped waiting: the loop passes the turn on.
                Err(mut turn) => turn.of = None,
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = self.of.take() {
            turns.pass_on();
        }
    }
}

impl Waiting {
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let lanes = if self.others_next {
            [&mut self.others, &mut self.known]
        } else {
            [&mut self.known, &mut self.others]
        };
        let next = lanes.into_iter().find_map(Lane::next);
        self.others_next = !self.others_next;
        next
    }
}

impl Lane {
    fn join(&mut self, applicant: Applicant) -> Result<oneshot::Receiver<Turn>, Full> {
        self.forget_who_left();
        let of_one = self.waiting.get(&applicant).map_or(0, VecDeque::len);
        let all: usize = self.waiting.values().map(VecDeque::len).sum();
        if of_one >= MAX_OF_ONE || all >= MAX {
            return Err(Full);
        }
        if of_one == 0 {
            self.round.push_back(applicant.clone());
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.entry(applicant).or_default().push_back(sender);
        Ok(receiver)
    }

    /// Removes the applicants that have stopped waiting, so that they take no place.
    fn forget_who_left(&mut self) {
        self.waiting.retain(|_, of_one| {
            of_one.retain(|waiting| !waiting.is_closed());
            !of_one.is_empty()
        });
        self.round.retain(|applicant| self.waiting.contains_key(applicant));
    }

    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let applicant = self.round.pop_front()?;
        let of_one = self.waiting.get_mut(&applicant)?;
        let next = of_one.pop_front();
        if of_one.is_empty() {
            self.waiting.remove(&applicant);
        } else {
            self.round.push_back(applicant);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, task::Poll};

    use futures::{FutureExt, future::BoxFuture, poll};

    use super::*;

    fn from(ip: &str) -> Applicant {
        Applicant::of(None, ip.parse::<IpAddr>().unwrap().into())
    }

    fn known(name: &str) -> Applicant {
        Applicant::of(Some(&KnownBrowser::made_up(name)), ClientAddress::Unknown)
    }

    /// Several that wait, to tell which of them has a turn that is passed on.
    struct Queue {
        turns: FairQueue,
        waiting: Vec<(&'static str, BoxFuture<'static, Result<Turn, Full>>)>,
    }

    impl Queue {
        async fn join(&mut self, name: &'static str, applicant: Applicant) -> Result<(), Full> {
            let turns = self.turns.clone();
            let mut turn = async move { turns.wait(applicant).await }.boxed();
            match poll!(&mut turn) {
                Poll::Ready(Err(full)) => Err(full),
                Poll::Ready(Ok(_)) => panic!("{name} did not wait"),
                Poll::Pending => {
                    self.waiting.push((name, turn));
                    Ok(())
                }
            }
        }

        async fn next(&mut self) -> Option<(&'static str, Turn)> {
            for at in 0..self.waiting.len() {
                if let Poll::Ready(turn) = poll!(&mut self.waiting[at].1) {
                    let (name, _) = self.waiting.remove(at);
                    return Some((name, turn.unwrap()));
                }
            }
            None
        }

        /// Everybody in the order of their turns.
        async fn all(&mut self, mut turn: Turn) -> Vec<&'static str> {
            let mut order = Vec::new();
            loop {
                drop(turn);
                let Some((name, next)) = self.next().await else { return order };
                order.push(name);
                turn = next;
            }
        }
    }

    async fn busy() -> (Queue, Turn) {
        let turns = FairQueue::new(1);
        let turn = turns.wait(from("192.0.2.1")).await.unwrap();
        (Queue { turns, waiting: Vec::new() }, turn)
    }

    #[tokio::test]
    async fn as_many_at_once_as_there_are_places() {
        let turns = FairQueue::new(3);
        let mut held = Vec::new();
        for _ in 0..3 {
            held.push(turns.wait(from("192.0.2.1")).now_or_never().unwrap().unwrap());
        }
        assert!(turns.wait(from("192.0.2.1")).now_or_never().is_none());
        held.pop();
        assert!(turns.wait(from("192.0.2.1")).now_or_never().is_some(), "who left has no turn");
    }

    #[tokio::test]
    async fn lesson_77_a_flood_waits_for_itself() {
        let (mut queue, turn) = busy().await;
        for _ in 0..MAX_OF_ONE {
            queue.join("flood", from("2001:db8:7:1::1")).await.unwrap();
        }
        for subnet in 2..40 {
            let full = queue.join("flood", from(&format!("2001:db8:7:{subnet}::1"))).await;
            assert_eq!(full, Err(Full), "all of a /48 is one");
        }
        queue.join("neighbour", from("203.0.113.5")).await.unwrap();
        queue.join("ana", known("ana")).await.unwrap();
        let order = queue.all(turn).await;
        assert_eq!(order[..3], ["ana", "flood", "neighbour"]);
        assert_eq!(order.len(), MAX_OF_ONE + 2);
    }

    #[tokio::test]
    async fn lesson_77_however_many_networks_flood_a_known_browser_is_next_but_one() {
        let (mut queue, turn) = busy().await;
        let mut joined = 0;
        while queue.join("flood", from(&format!("198.{}.{}.1", joined / 250, joined % 250))).await.is_ok() {
            joined += 1;
        }
        assert_eq!(joined, MAX);
        queue.join("ana", known("ana")).await.unwrap();
        queue.join("ben", known("ben")).await.unwrap();
        let order = queue.all(turn).await;
        assert_eq!(order[..4], ["ana", "flood", "ben", "flood"]);
    }

    #[tokio::test]
    async fn lesson_77_one_person_with_many_browsers_waits_as_one() {
        let (mut queue, turn) = busy().await;
        for nth in 0..50 {
            let browser = KnownBrowser { token_hash: format!("{nth}"), user: "eve".to_owned() };
            let joined = queue.join("eve", Applicant::of(Some(&browser), ClientAddress::Unknown)).await;
            assert_eq!(joined.is_ok(), nth < MAX_OF_ONE, "{nth}");
        }
        queue.join("ana", known("ana")).await.unwrap();
        assert_eq!(queue.all(turn).await[..3], ["eve", "ana", "eve"]);
    }

    #[tokio::test]
    async fn who_stops_waiting_loses_no_turn_for_the_others() {
        let (mut queue, turn) = busy().await;
        queue.join("gone", from("192.0.2.1")).await.unwrap();
        queue.join("here", from("203.0.113.5")).await.unwrap();
        drop(queue.waiting.remove(0));
        assert_eq!(queue.all(turn).await, ["here"]);
        // A waiter that is given its turn and leaves before it looks passes the turn on.
        let turn = queue.turns.wait(known("ana")).now_or_never().unwrap().unwrap();
        queue.join("told", from("192.0.2.1")).await.unwrap();
        queue.join("next", from("192.0.2.1")).await.unwrap();
        drop(turn);
        drop(queue.waiting.remove(0));
        assert!(queue.next().await.is_some_and(|(name, _)| name == "next"));
    }
}
