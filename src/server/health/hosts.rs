//! How many checks begin in a second, and go on at once, for each host of a provider: by its name, and
//! by the address that the name leads to, since one server has many names.

use std::{collections::HashMap, net::IpAddr, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::provider::Provider;

/// Checks at one host that may begin in a second on one node, all organisations together: enough
/// for 18,000 in a period, and no stampede on the host after a night without a server.
pub(super) const PER_SECOND: i64 = 20;
/// The most at one host at once: one that answers nobody leaves room for the others of its provider.
pub(super) const AT_ONE_HOST: usize = 16;

/// Counts are in thousandths of a check, one for each millisecond and check of a second.
const FULL: i64 = PER_SECOND * 1000;

struct Host {
    /// What is left, and when that was.
    left: i64,
    at: i64,
    places: Arc<Semaphore>,
}

impl Host {
    fn new(now: i64) -> Self {
        Self { left: FULL, at: now, places: Arc::new(Semaphore::new(AT_ONE_HOST)) }
    }

    fn refill(&mut self, now: i64) {
        let more = (now - self.at).max(0).saturating_mul(PER_SECOND);
        self.left = self.left.saturating_add(more).min(FULL);
        self.at = now;
    }

    fn is_full(&self) -> bool {
        self.left < 1000 || self.places.available_permits() == 0
    }

    /// Whether it is as a host of which nothing is known.
    fn is_idle(&self) -> bool {
        self.left == FULL && self.places.available_permits() == AT_ONE_HOST
    }
}

/// The hosts that were asked within the last second, or are being asked: as many as there are places
/// and beginnings, whatever servers people name.
#[derive(Default)]
pub(super) struct Hosts {
    known: HashMap<(Provider, String), Host>,
}

impl Hosts {
    /// Brings the hosts up to date; what is idle again is not remembered.
    pub fn refresh(&mut self, now: i64) {
        self.known.retain(|_, host| {
            host.refill(now);
            !host.is_idle()
        });
    }

    /// The hosts of a provider at which no check may begin now.
    pub fn full(&self, provider: Provider) -> Vec<String> {
        let full = self.known.iter().filter(|((of, _), host)| *of == provider && host.is_full());
        full.map(|((_, name), _)| name.clone()).collect()
    }

    /// Begins a check at the address of a host, like [`begin`](Self::begin): no name of a host is
    /// written like it.
    pub fn begin_at(
        &mut self,
        provider: Provider,
        address: IpAddr,
        now: i64,
    ) -> Option<OwnedSemaphorePermit> {
        self.begin(provider, &format!("[{address}]"), now)
    }

    /// Begins a check at a host; `None` where none may begin now.
    pub fn begin(&mut self, provider: Provider, name: &str, now: i64) -> Option<OwnedSemaphorePermit> {
        let host = self.known.entry((provider, name.to_owned())).or_insert_with(|| Host::new(now));
        if host.is_full() {
            return None;
        }
        let place = host.places.clone().try_acquire_owned().ok()?;
        host.left -= 1000;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMTP: Provider = Provider::Smtp;

    #[test]
    fn each_host_has_so_many_in_a_second_and_saves_up_no_more() {
        let mut hosts = Hosts::default();
        let begun = |hosts: &mut Hosts, name: &str, now| {
            hosts.refresh(now);
            (0..100).filter(|_| hosts.begin(SMTP, name, now).is_some()).count()
        };
        assert_eq!(begun(&mut hosts, "a.example", 0), 20);
        assert_eq!(hosts.full(SMTP), ["a.example"]);
        assert!(hosts.full(Provider::Vapi).is_empty(), "a server by a name of another provider's");
        assert_eq!((begun(&mut hosts, "a.example", 0), begun(&mut hosts, "b.example", 0)), (0, 20));
        assert_eq!([49, 50, 575].map(|at| begun(&mut hosts, "a.example", at)), [0, 1, 10]);
        assert_eq!(begun(&mut hosts, "a.example", 1_000_000), 20);
        assert_eq!(begun(&mut hosts, "a.example", 0), 0, "a clock that was put back gives nothing");
    }

    #[test]
    fn one_that_does_not_answer_has_so_many_at_once() {
        let mut hosts = Hosts::default();
        let held: Vec<_> = (0..100).filter_map(|_| hosts.begin(SMTP, "slow.example", 0)).collect();
        assert_eq!(held.len(), AT_ONE_HOST);
        hosts.refresh(60_000);
        assert!(hosts.begin(SMTP, "slow.example", 60_000).is_none());
        drop(held);
        assert!(hosts.begin(SMTP, "slow.example", 60_000).is_some());
    }

    #[test]
    fn a_host_that_is_idle_again_is_not_remembered() {
        let mut hosts = Hosts::default();
        for nth in 0..1000 {
            hosts.refresh(nth * 1000);
            drop(hosts.begin(SMTP, &format!("{nth}.example"), nth * 1000));
            assert!(hosts.known.len() <= 2, "{nth}");
        }
    }
}
