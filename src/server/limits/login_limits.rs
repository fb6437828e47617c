//! Limits on guessing, and on what a visitor may leave in the database.
//!
//! No stranger can keep a person out: attempts of strangers are counted with the networks
//! that they are in, and a browser that has signed in to an account before is counted by
//! itself.

use std::{hash::Hash, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DefaultKeyedStateStore,
};

use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        clock::SharedClock,
        request::{
            client_address::{ClientAddress, Network},
            known_browser::KnownBrowser,
        },
    },
};

/// The injected clock, as limits read it: the time since 1970.
#[derive(Clone)]
struct Ticks(SharedClock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now_ms()).unwrap_or_default())
    }
}

struct Keyed<K: Clone + Hash + Eq> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, Ticks, NoOpMiddleware<Duration>>,
    clock: Ticks,
}

impl<K: Clone + Hash + Eq> Keyed<K> {
    /// Allows `burst` at once, then one in each `every`.
    fn new(burst: u32, every: Duration, clock: &Ticks) -> Self {
        let quota = Quota::with_period(every)
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
            .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
        let limiter = RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone());
        Self { limiter, clock: clock.clone() }
    }

    fn check(&self, key: &K) -> Result<(), Problem> {
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            metrics::counter!("ava_limited_total").increment(1);
            Problem::new(ProblemKind::TooManyAttempts)
                .retry_after(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }

    fn sweep(&self) {
        self.limiter.retain_recent();
    }
}

/// A limit for each host, twice as much for the block around it, and four times
/// as much for the widest: a holder of many addresses has no more than that.
struct ByNetwork([Keyed<Network>; 3]);

impl ByNetwork {
    fn new(burst: u32, every: Duration, clock: &Ticks) -> Self {
        Self([1, 2, 4].map(|wider| Keyed::new(burst * wider, every / wider, clock)))
    }

    /// An attempt that the host's own limit refuses does not count for its neighbours.
    fn check(&self, address: ClientAddress) -> Result<(), Problem> {
        self.0.iter().zip(address.networks()).try_for_each(|(limit, network)| limit.check(&network))
    }

    fn sweep(&self) {
        self.0.iter().for_each(Keyed::sweep);
    }
}

/// Limits on what strangers do to one account, from each network and in all. A browser that has
/// signed in to the account before is counted by itself.
struct ByAccount {
    network: ByNetwork,
    host: Keyed<(String, Network)>,
    site: Keyed<(String, Network)>,
    /// Refuses nobody: it only tells that an account is tried from many places.
    everywhere: Keyed<String>,
    browser: Keyed<KnownBrowser>,
}

impl ByAccount {
    fn check(
        &self,
        address: ClientAddress,
        known: Option<&KnownBrowser>,
        email: &str,
    ) -> Result<(), Problem> {
        if let Some(browser) = known {
            return self.browser.check(browser);
        }
        self.network.check(address)?;
        self.host.check(&(email.to_owned(), address.host()))?;
        match self.everywhere.check(&email.to_owned()) {
            Ok(()) => Ok(()),
            // Each place is allowed less, and none is allowed nothing: the account's
            // owner may be there with a new device.
            Err(_) => self.site.check(&(email.to_owned(), address.site())),
        }
    }

    fn sweep(&self) {
        self.network.sweep();
        self.host.sweep();
        self.site.sweep();
        self.everywhere.sweep();
        self.browser.sweep();
    }
}

/// Limits on what comes before anybody says whose account they mean. A browser in which somebody has
/// signed in before is counted with that person, and not with its network: whoever has it has all
/// browsers of the person in one.
struct ByVisitor {
    network: ByNetwork,
    person: Keyed<String>,
}

impl ByVisitor {
    /// A person has as much as a host.
    fn new(burst: u32, every: Duration, clock: &Ticks) -> Self {
        Self { network: ByNetwork::new(burst, every, clock), person: Keyed::new(burst, every, clock) }
    }

    fn check(&self, address: ClientAddress, known: Option<&KnownBrowser>) -> Result<(), Problem> {
        match known {
            Some(browser) => self.person.check(&browser.user),
            None => self.network.check(address),
        }
    }

    fn sweep(&self) {
        self.network.sweep();
        self.person.sweep();
    }
}

pub struct Limits {
    log_in: ByAccount,
    /// By session: a stolen one may not guess the password for ever, nor keep the others from it.
    proof: Keyed<String>,
    second_step: ByNetwork,
    /// By person: a million codes are few for whoever has the password and many addresses. So it
    /// keeps out whoever has it, and nobody whose password is theirs alone.
    second_step_by_person: Keyed<String>,
    second_step_by_browser: Keyed<KnownBrowser>,
    sign_up: ByNetwork,
    from_oidc: ByVisitor,
    passkey: ByVisitor,
    link: ByAccount,
    use_link: ByVisitor,
    visitor_session: ByVisitor,
    /// Counts all networks together, so that many of them fill no disk.
    visitor_sessions: Keyed<()>,
    page_failure: ByNetwork,
}

impl Limits {
    pub fn new(clock: SharedClock) -> Self {
        let clock = Ticks(clock);
        let seconds = Duration::from_secs;
        Self {
            log_in: ByAccount {
                // An office behind one address signs in at nine o'clock.
                network: ByNetwork::new(30, seconds(2), &clock),
                host: Keyed::new(8, seconds(60), &clock),
                site: Keyed::new(3, seconds(600), &clock),
                everywhere: Keyed::new(60, seconds(60), &clock),
                browser: Keyed::new(10, seconds(30), &clock),
            },
            proof: Keyed::new(10, seconds(60), &clock),
            second_step: ByNetwork::new(20, seconds(10), &clock),
            // Three codes in a million are right at a time: so it takes years to guess one.
            second_step_by_person: Keyed::new(10, seconds(600), &clock),
            second_step_by_browser: Keyed::new(10, seconds(60), &clock),
            sign_up: ByNetwork::new(20, seconds(60), &clock),
            // As many as sign in by a password: for each, the provider is asked.
            from_oidc: ByVisitor::new(30, seconds(2), &clock),
            // A challenge and its answer for each sign-in.
            passkey: ByVisitor::new(60, seconds(1), &clock),
            // Each is a mail in somebody's mailbox.
            link: ByAccount {
                network: ByNetwork::new(10, seconds(60), &clock),
                host: Keyed::new(3, seconds(600), &clock),
                site: Keyed::new(1, seconds(3600), &clock),
                everywhere: Keyed::new(10, seconds(600), &clock),
                browser: Keyed::new(3, seconds(300), &clock),
            },
            use_link: ByVisitor::new(20, seconds(10), &clock),
            // A browser that keeps its cookie needs one session, however often its forms
            // are refused.
            visitor_session: ByVisitor::new(60, seconds(5), &clock),
            // Each session ends within half an hour.
            visitor_sessions: Keyed::new(10_000, Duration::from_millis(200), &clock),
            page_failure: ByNetwork::new(10, seconds(6), &clock),
        }
    }

    /// `known` is the browser, where it has signed in to this account before.
    pub fn log_in(
        &self,
        address: ClientAddress,
        known: Option<&KnownBrowser>,
        email: &str,
    ) -> Result<(), Problem> {
        self.log_in.check(address, known, email)
    }

    /// Limits the second step of signing in, to which nobody comes without the password. `known` is
    /// the browser, where it has signed in to this account before; `guessable` says whether what was
    /// given can be guessed at all.
    pub fn second_step(
        &self,
        address: ClientAddress,
        known: Option<&KnownBrowser>,
        user: &str,
        guessable: bool,
    ) -> Result<(), Problem> {
        if let Some(browser) = known {
            return self.second_step_by_browser.check(browser);
        }
        self.second_step.check(address)?;
        if guessable { self.second_step_by_person.check(&user.to_owned()) } else { Ok(()) }
    }

    /// Limits how often a signed-in person may give their password again in one session, which is
    /// named by its hashed id.
    pub fn proof(&self, session: &str) -> Result<(), Problem> {
        self.proof.check(&session.to_owned())
    }

    pub fn sign_up(&self, address: ClientAddress) -> Result<(), Problem> {
        self.sign_up.check(address)
    }

    /// Limits answers of the OpenID provider: each has it asked. `known` is the browser, where
    /// somebody has signed in with it before; so it is below.
    pub fn from_oidc(&self, address: ClientAddress, known: Option<&KnownBrowser>) -> Result<(), Problem> {
        self.from_oidc.check(address, known)
    }

    /// Limits challenges for authenticators, and what comes back for a sign-in.
    pub fn passkey(&self, address: ClientAddress, known: Option<&KnownBrowser>) -> Result<(), Problem> {
        self.passkey.check(address, known)
    }

    /// Limits mails with links, as signing in is limited: `known` is the browser, where it has
    /// signed in to this account before.
    pub fn link(
        &self,
        address: ClientAddress,
        known: Option<&KnownBrowser>,
        email: &str,
    ) -> Result<(), Problem> {
        self.link.check(address, known, email)
    }

    /// Limits uses of links: each may have a password hashed.
    pub fn use_link(&self, address: ClientAddress, known: Option<&KnownBrowser>) -> Result<(), Problem> {
        self.use_link.check(address, known)
    }

    /// Limits new sessions of people not signed in: each is a row that costs nothing to
    /// ask for.
    pub fn visitor_session(
        &self,
        address: ClientAddress,
        known: Option<&KnownBrowser>,
    ) -> Result<(), Problem> {
        self.visitor_session.check(address, known)?;
        // A person's own few fill no disk.
        if known.is_some() { Ok(()) } else { self.visitor_sessions.check(&()) }
    }

    /// Limits the lines in the log that browsers ask for.
    pub fn page_failure(&self, address: ClientAddress) -> Result<(), Problem> {
        self.page_failure.check(address)
    }

    /// Drops keys that have recovered, so that the maps do not grow.
    pub fn sweep(&self) {
        [&self.log_in, &self.link].into_iter().for_each(ByAccount::sweep);
        [&self.second_step, &self.sign_up, &self.page_failure].into_iter().for_each(ByNetwork::sweep);
        [&self.from_oidc, &self.passkey, &self.use_link, &self.visitor_session]
            .into_iter()
            .for_each(ByVisitor::sweep);
        self.second_step_by_person.sweep();
        self.second_step_by_browser.sweep();
        self.proof.sweep();
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, sync::Arc};

    use super::*;
    use crate::server::clock::ManualClock;

    const ANA: &str = "ana@clinic.example";

    fn at(ip: &str) -> ClientAddress {
        ip.parse::<IpAddr>().unwrap().into()
    }

    fn limits() -> (Limits, Arc<ManualClock>) {
        let clock = ManualClock::at(1_795_246_560_000);
        (Limits::new(clock.clone()), clock)
    }

    /// The number of attempts that pass before one is refused.
    fn passing(mut attempt: impl FnMut() -> Result<(), Problem>) -> usize {
        (0..10_000).find(|_| attempt().is_err()).unwrap()
    }

    #[test]
    fn says_when_to_try_again_and_means_it() {
        let (limits, clock) = limits();
        let log_in = || limits.log_in(at("192.0.2.1"), None, ANA);
        assert_eq!(passing(log_in), 8);
        let problem = log_in().unwrap_err();
        assert_eq!(problem.kind, ProblemKind::TooManyAttempts);
        let wait = problem.retry_after_secs.unwrap();
        assert!((60..=61).contains(&wait), "{wait}");
        assert!(limits.log_in(at("192.0.2.1"), None, "other@clinic.example").is_ok());
        clock.advance(Duration::from_secs(30));
        assert!(log_in().is_err(), "too early");
        clock.advance(Duration::from_secs(u64::from(wait) - 30));
        log_in().unwrap();
        assert!(log_in().is_err(), "one more, and no burst");
    }

    #[test]
    fn lesson_77_no_stranger_keeps_a_known_person_from_signing_in() {
        let (limits, clock) = limits();
        let known = KnownBrowser::made_up("ana’s laptop");
        // The attempts go on, from many places and from the person's own office.
        for round in 0..200_u32 {
            for ip in [format!("198.51.{}.7", round % 250), "192.0.2.1".to_owned()] {
                passing(|| limits.log_in(at(&ip), None, ANA));
            }
            limits.log_in(at("192.0.2.1"), Some(&known), ANA).unwrap();
            clock.advance(Duration::from_secs(30));
        }
        limits.log_in(at("203.0.113.5"), None, ANA).expect("nor one with a new device elsewhere");
    }

    #[test]
    fn lesson_77_codes_are_guessed_from_everywhere_in_vain_and_their_person_gets_in() {
        let (limits, _) = limits();
        let from = |n: u32| passing(|| limits.second_step(at(&format!("198.51.{n}.7")), None, ANA, true));
        assert_eq!((0..100).map(from).sum::<usize>(), 10, "from all places together");
        let known = KnownBrowser::made_up("ana’s laptop");
        limits.second_step(at("198.51.1.7"), Some(&known), ANA, true).unwrap();
        limits.second_step(at("203.0.113.5"), None, ANA, false).expect("a recovery code, from a new device");
        limits.second_step(at("203.0.113.5"), None, "ben", true).expect("somebody else");
        let host = || limits.second_step(at("203.0.113.9"), None, ANA, false);
        assert_eq!(passing(host), 20);
    }

    #[test]
    fn lesson_77_no_way_in_is_closed_to_a_known_browser_by_those_at_its_address() {
        let (limits, _) = limits();
        let office = at("192.0.2.1");
        let known = KnownBrowser::made_up("ana");
        let second = KnownBrowser { token_hash: "phone".to_owned(), ..known.clone() };
        type Way = fn(&Limits, ClientAddress, Option<&KnownBrowser>) -> Result<(), Problem>;
        let ways: [(Way, usize); 4] = [
            (Limits::passkey, 60),
            (Limits::from_oidc, 30),
            (Limits::use_link, 20),
            (Limits::visitor_session, 60),
        ];
        for (way, most) in ways {
            assert_eq!(passing(|| way(&limits, office, None)), most);
            assert_eq!(passing(|| way(&limits, office, Some(&known))), most, "as much as a host");
            assert!(way(&limits, at("203.0.113.5"), Some(&second)).is_err(), "whatever the browser");
            way(&limits, office, Some(&KnownBrowser::made_up("ben"))).unwrap();
        }
    }

    #[test]
    fn a_browser_that_is_known_may_not_guess_for_ever() {
        let (limits, _) = limits();
        let known = KnownBrowser::made_up("stolen");
        assert_eq!(passing(|| limits.log_in(at("192.0.2.1"), Some(&known), ANA)), 10);
        limits.log_in(at("192.0.2.1"), Some(&KnownBrowser::made_up("ana’s")), ANA).unwrap();
    }

    #[test]
    fn an_account_that_is_tried_from_many_places_is_tried_less_from_each() {
        let (limits, _) = limits();
        let from = |n: u32| passing(|| limits.log_in(at(&format!("198.51.{n}.7")), None, ANA));
        assert_eq!((0..7).map(from).sum::<usize>(), 56);
        assert_eq!(from(7), 7, "four that pass, and three of its site");
        assert!((8..100).all(|n| from(n) == 3));
    }

    #[test]
    fn lesson_77_nobody_is_kept_from_a_link_by_those_who_ask_for_it_elsewhere() {
        let (limits, clock) = limits();
        let from = |ip: &str| passing(|| limits.link(at(ip), None, ANA));
        assert_eq!(from("192.0.2.1"), 3);
        let flood: usize = (0..100_u32).map(|n| from(&format!("198.51.{n}.7"))).sum();
        assert_eq!(flood, 2 * 3 + 2 + 97, "one from each site, once ten were asked for");
        limits.link(at("203.0.113.5"), None, ANA).expect("a new device elsewhere");
        let known = KnownBrowser::made_up("ana’s laptop");
        limits.link(at("192.0.2.1"), Some(&known), ANA).expect("her browser at that very place");
        clock.advance(Duration::from_secs(600));
        assert_eq!(from("192.0.2.1"), 1);
    }

    #[test]
    fn lesson_77_one_host_with_a_whole_48_has_four_times_what_one_address_has() {
        let (limits, _) = limits();
        let nth = std::cell::Cell::new(0);
        let from = |ip: &str| {
            passing(|| {
                nth.set(nth.get() + 1);
                limits.log_in(at(ip), None, &format!("{}@clinic.example", nth.get()))
            })
        };
        let passed: usize = (0..2_000_u32).map(|subnet| from(&format!("2001:db8:7:{subnet:x}::1"))).sum();
        assert_eq!(passed, 120);
        assert_eq!(from("2001:db8:9::1"), 30);
        assert_eq!(from("2001:db8:9::2"), 0, "the same /64");
    }

    #[test]
    fn who_is_unknown_is_counted_together_and_with_nobody_else() {
        let (limits, _) = limits();
        assert_eq!(passing(|| limits.sign_up(ClientAddress::Unknown)), 20);
        limits.sign_up(at("192.0.2.1")).unwrap();
    }

    #[test]
    fn visitors_from_everywhere_leave_no_more_than_a_disk_holds() {
        let (limits, clock) = limits();
        let nth = std::cell::Cell::new(0_u32);
        let from_anywhere = || {
            nth.set(nth.get() + 1);
            limits.visitor_session(IpAddr::V4((0x0100_0000 + nth.get() * 256).into()).into(), None)
        };
        let passed = (0..12_000).filter(|_| from_anywhere().is_ok()).count();
        assert_eq!(passed, 10_000);
        let known = KnownBrowser::made_up("ana’s laptop");
        limits.visitor_session(at("192.0.2.1"), Some(&known)).expect("a browser of somebody's");
        clock.advance(Duration::from_secs(1));
        assert_eq!((0..100).filter(|_| from_anywhere().is_ok()).count(), 5);
    }

    #[test]
    fn what_has_recovered_is_forgotten() {
        let (limits, clock) = limits();
        limits.sign_up(at("192.0.2.1")).unwrap();
        let known = |limits: &Limits| limits.sign_up.0.iter().map(|by| by.limiter.len()).sum::<usize>();
        limits.sweep();
        assert_eq!(known(&limits), 3);
        clock.advance(Duration::from_secs(3600));
        limits.sweep();
        assert_eq!(known(&limits), 0);
    }
}
