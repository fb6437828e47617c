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
    hosts: HashMap<Network, Host>,
}

/// Connections by when they became idle.
type Idle = BTreeMap<u64, u64>;

struct Open {
    host: Network,
    idle_since: Option<u64>,
    evicted: CancellationToken,
}

#[derive(Default)]
struct Host {
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
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = known.hosts.get(&host).map_or(0, |host| host.open);
        let crowded = self.most_of_one.is_some_and(|most| of_one >= most);
        if (crowded && !known.evict_of(host)) || (known.open.len() >= self.most && !known.evict()) {
            cut("full");
            return None;
        }
        known.now += 1;
        let id = known.now;
        let evicted = CancellationToken::new();
        known.open.insert(id, Open { host, idle_since: None, evicted: evicted.clone() });
        known.hosts.entry(host).or_default().open += 1;
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
        self.hosts.entry(open.host).or_default().idle.insert(self.now, id);
    }

    fn work(&mut self, id: u64) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Some(since) = open.idle_since.take() else { return };
        self.idle.remove(&since);
        if let Some(host) = self.hosts.get_mut(&open.host) {
            host.idle.remove(&since);
        }
    }

    fn remove(&mut self, id: u64) {
        self.work(id);
        let Some(open) = self.open.remove(&id) else { return };
        if let Some(host) = self.hosts.get_mut(&open.host) {
            host.open -= 1;
            if host.open == 0 {
                self.hosts.remove(&open.host);
            }
        }
    }

    fn evict(&mut self) -> bool {
        let longest = self.idle.values().next().copied();
        self.evict_this(longest)
    }

    fn evict_of(&mut self, host: Network) -> bool {
        let longest = self.hosts.get(&host).and_then(|host| host.idle.values().next().copied());
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
            assert!(known.open.is_empty() && known.hosts.is_empty() && known.idle.is_empty());
        });
    }
}
