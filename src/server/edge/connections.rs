//! The open connections, and which of them are idle: with nothing under way, or waiting
//! for their peer. The one that has been idle for longest makes place for a new one.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use tokio_util::sync::CancellationToken;

use super::cut;
use crate::server::request::client_address::Network;

#[derive(Clone)]
pub(super) struct Connections {
    most: usize,
    most_of_one: Option<usize>,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    /// A logical clock, which grows with every event.
    now: u64,
    open: HashMap<u64, Open>,
    idle: Idle,
    parties: HashMap<Party, Share>,
    /// The number of connections that are counted with a name.
    named: usize,
}

/// Connections are counted together by the network that they come from, or by the name that they have proved since.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Party {
    Host(Network),
    Named(Box<str>),
}

/// Connections by when they became idle.
type Idle = BTreeMap<u64, u64>;

struct Open {
    party: Party,
    idle_since: Option<u64>,
    evicted: CancellationToken,
}

/// The connections of one party.
#[derive(Default)]
struct Share {
    open: usize,
    idle: Idle,
}

/// A connection's place among the others, until it is dropped.
pub(super) struct Slot {
    connections: Connections,
    id: u64,
    evicted: CancellationToken,
}

impl Connections {
    pub(super) fn new(most: usize, most_of_one: Option<usize>) -> Self {
        Self { most, most_of_one, known: Arc::default() }
    }

    /// Returns `None` when there is no place, and none can be made.
    pub(super) fn admit(&self, host: Network) -> Option<Slot> {
        let party = Party::Host(host);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let crowded = self.most_of_one.is_some_and(|most| known.of(&party) >= most);
        if (crowded && !known.evict_of(&party)) || (known.open.len() >= self.most && !known.evict()) {
            cut("full");
            return None;
        }
        known.now += 1;
        let id = known.now;
        let evicted = CancellationToken::new();
        known.enter(&party);
        known.open.insert(id, Open { party, idle_since: None, evicted: evicted.clone() });
        known.rest(id);
        Some(Slot { connections: self.clone(), id, evicted })
    }

    fn with(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Slot {
    /// The token that is cancelled when another connection has got this one's place.
    pub(super) fn evicted(&self) -> CancellationToken {
        self.evicted.clone()
    }

    /// Counts the connection with a name in place of its address, unless there are as many of that name as one
    /// address may have, or half of all connections have one.
    pub(super) fn count_with(&self, name: &str) {
        let Connections { most, most_of_one, .. } = self.connections;
        if let Some(most_of_one) = most_of_one {
            self.connections.with(|known| known.count_with(self.id, name, most_of_one, most / 2));
        }
    }

    /// Marks the connection as at work: a request is under way, and waits for no peer.
    pub(super) fn work(&self) {
        self.connections.with(|known| known.work(self.id));
    }

    /// Marks the connection as idle.
    pub(super) fn rest(&self) {
        self.connections.with(|known| known.rest(self.id));
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.with(|known| known.remove(self.id));
    }
}

impl Known {
    fn rest(&mut self, id: u64) {
        self.now += 1;
        let Some(open) = self.open.get_mut(&id) else { return };
        open.idle_since = Some(self.now);
        self.idle.insert(self.now, id);
        if let Some(share) = self.parties.get_mut(&open.party) {
            share.idle.insert(self.now, id);
        }
    }

    fn work(&mut self, id: u64) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Some(since) = open.idle_since.take() else { return };
        self.idle.remove(&since);
        if let Some(share) = self.parties.get_mut(&open.party) {
            share.idle.remove(&since);
        }
    }

    fn remove(&mut self, id: u64) {
        self.work(id);
        if let Some(open) = self.open.remove(&id) {
            self.leave(&open.party);
        }
    }

    /// The number of connections of a party.
    fn of(&self, party: &Party) -> usize {
        self.parties.get(party).map_or(0, |share| share.open)
    }

    fn enter(&mut self, party: &Party) {
        self.parties.entry(party.clone()).or_default().open += 1;
        self.named += usize::from(matches!(party, Party::Named(_)));
    }

    fn leave(&mut self, party: &Party) {
        let Some(share) = self.parties.get_mut(party) else { return };
        share.open -= 1;
        if share.open == 0 {
            self.parties.remove(party);
        }
        self.named -= usize::from(matches!(party, Party::Named(_)));
    }

    fn count_with(&mut self, id: u64, name: &str, most_of_one: usize, most_named: usize) {
        let party = Party::Named(name.into());
        let Some(open) = self.open.get(&id) else { return };
        let is_named = matches!(open.party, Party::Named(_));
        let is_full = self.of(&party) >= most_of_one || (!is_named && self.named >= most_named);
        if open.party == party || is_full {
            return;
        }
        let (former, was_idle) = (open.party.clone(), open.idle_since.is_some());
        self.work(id);
        self.leave(&former);
        self.enter(&party);
        if let Some(open) = self.open.get_mut(&id) {
            open.party = party;
        }
        if was_idle {
            self.rest(id);
        }
    }

    fn evict(&mut self) -> bool {
        let longest = self.idle.values().next().copied();
        self.evict_this(longest)
    }

    fn evict_of(&mut self, party: &Party) -> bool {
        let longest = self.parties.get(party).and_then(|share| share.idle.values().next().copied());
        self.evict_this(longest)
    }

    fn evict_this(&mut self, id: Option<u64>) -> bool {
        let Some(id) = id else { return false };
        if let Some(open) = self.open.get(&id) {
            open.evicted.cancel();
        }
        self.remove(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::server::request::client_address::ClientAddress;

    fn host(text: &str) -> Network {
        ClientAddress::from(text.parse::<IpAddr>().unwrap()).host()
    }

    #[test]
    fn lesson_76_one_address_has_only_so_many_and_leaves_the_others_theirs() {
        let connections = Connections::new(10, Some(3));
        let flood: Vec<_> = (0..3).map(|_| connections.admit(host("192.0.2.1")).unwrap()).collect();
        flood.iter().for_each(Slot::work);
        assert!(connections.admit(host("192.0.2.1")).is_none());
        assert!(connections.admit(host("192.0.2.2")).is_some());
        flood[1].rest();
        let _newer = connections.admit(host("192.0.2.1")).unwrap();
        assert!(flood[1].evicted().is_cancelled(), "the idle one made place");
        assert!(!flood[0].evicted().is_cancelled() && !flood[2].evicted().is_cancelled());
        let v6: Vec<_> =
            (0..3).map(|n| connections.admit(host(&format!("2001:db8::{n}"))).unwrap()).collect();
        v6.iter().for_each(Slot::work);
        assert!(connections.admit(host("2001:db8::ffff")).is_none(), "a /64 is one");
    }

    #[test]
    fn lesson_76_a_connection_that_has_proved_a_name_is_counted_with_it() {
        let connections = Connections::new(12, Some(3));
        let one = host("192.0.2.1");
        let admitted = || connections.admit(one).unwrap();
        let named = |name: &str| {
            let place = admitted();
            place.count_with(name);
            place.work();
            place
        };
        let first: Vec<_> = (0..3).map(|_| named("first")).collect();
        let second: Vec<_> = (0..2).map(|_| named("second")).collect();
        // The name has as many as it may: this one is the address’s.
        let beyond = named("first");
        let own: Vec<_> = (0..2).map(|_| admitted()).collect();
        own.iter().for_each(Slot::work);
        assert!(connections.admit(one).is_none(), "three are the address’s");
        // It goes from one name to another, for whom it has brought something since.
        first[0].count_with("second");
        beyond.count_with("first");
        let _another = admitted();
        // Six are half of all.
        own[0].count_with("third");
        connections.with(|known| {
            assert_eq!((known.named, known.open.len()), (6, 9));
            assert_eq!(known.of(&Party::Named("third".into())), 0);
        });
        drop((first, second, beyond));
        connections.with(|known| assert_eq!((known.named, known.parties.len()), (0, 1)));
    }

    #[test]
    fn when_all_places_are_taken_the_longest_idle_one_goes() {
        let connections = Connections::new(4, None);
        let open: Vec<_> =
            (0..4).map(|n| connections.admit(host(&format!("192.0.2.{n}"))).unwrap()).collect();
        open[0].work();
        open[0].rest();
        open[1].work();
        let newest = connections.admit(host("198.51.100.1")).unwrap();
        let gone = |n: usize| open[n].evicted().is_cancelled();
        assert_eq!((0..4).filter(|n| gone(*n)).collect::<Vec<_>>(), [2], "idle since it came");
        let _another = connections.admit(host("198.51.100.1")).unwrap();
        assert!(gone(3));
        let _last = connections.admit(host("198.51.100.1")).unwrap();
        assert!(gone(0) && !gone(1), "one at work is not touched");
        assert!(!newest.evicted().is_cancelled());
    }

    #[test]
    fn who_leaves_gives_the_place_back_and_nothing_is_kept_of_it() {
        let connections = Connections::new(1, Some(1));
        for _ in 0..3 {
            let place = connections.admit(host("192.0.2.1")).unwrap();
            place.work();
            assert!(connections.admit(host("192.0.2.1")).is_none());
        }
        connections.with(|known| {
            assert!(known.open.is_empty() && known.parties.is_empty() && known.idle.is_empty());
        });
    }
}
