//! Limits on guessing, per address and per account, and on what a visitor may
//! leave in the database.

use std::{fmt, hash::Hash, net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, state::keyed::DefaultKeyedStateStore,
};

use crate::{
    domain::problem::{Kind, Problem},
    server::{clock::SharedClock, cx::Services},
};

/// Where a request comes from, as far as the configured proxies are believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ClientAddress {
    /// The `proxies`-th address from the right of `X-Forwarded-For`, which the
    /// outermost trusted proxy wrote; everything left of it anyone can write.
    fn of(peer: IpAddr, forwarded: Option<&str>, proxies: usize) -> Self {
        let told =
            (proxies > 0).then(|| forwarded?.rsplit(',').nth(proxies - 1)?.trim().parse().ok()).flatten();
        Self(told.unwrap_or(peer).to_canonical())
    }

    /// What is counted as one: whoever has an IPv6 address has all of its /64.
    fn network(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(ip) => IpAddr::from((u128::from(ip) & (u128::MAX << 64)).to_be_bytes()),
        }
    }
}

/// Puts the [`ClientAddress`] into the request.
pub async fn client_address(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<std::net::SocketAddr>>()
        .map_or(IpAddr::from([127, 0, 0, 1]), |info| info.0.ip());
    // A proxy may add a line of its own below the one that the client sent.
    let lines = request.headers().get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let forwarded = lines.collect::<Vec<_>>().join(",");
    let address = ClientAddress::of(peer, Some(&forwarded), services.config.trusted_proxies);
    request.extensions_mut().insert(address);
    next.run(request).await
}

/// The injected clock, as limits read it: the time since 1970.
#[derive(Clone)]
struct Ticks(SharedClock);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.now_ms()).unwrap_or_default())
    }
}

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, Ticks, NoOpMiddleware<Duration>>;

pub struct Limits {
    log_in_by_address: Keyed<IpAddr>,
    log_in_by_account: Keyed<String>,
    sign_up_by_address: Keyed<IpAddr>,
    visitor_session_by_address: Keyed<IpAddr>,
    page_failure_by_address: Keyed<IpAddr>,
    clock: Ticks,
}

fn keyed<K: Clone + Hash + Eq>(burst: u32, every: Duration, clock: &Ticks) -> Keyed<K> {
    let quota = Quota::with_period(every)
        .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN));
    RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone())
}

impl Limits {
    pub fn new(clock: SharedClock) -> Self {
        let clock = Ticks(clock);
        Self {
            // An office behind one address signs in at nine o'clock.
            log_in_by_address: keyed(30, Duration::from_secs(2), &clock),
            log_in_by_account: keyed(8, Duration::from_secs(60), &clock),
            sign_up_by_address: keyed(20, Duration::from_secs(60), &clock),
            // A browser that keeps its cookie needs one, however often it errs.
            visitor_session_by_address: keyed(60, Duration::from_secs(5), &clock),
            page_failure_by_address: keyed(10, Duration::from_secs(6), &clock),
            clock,
        }
    }

    fn check<K: Clone + Hash + Eq>(&self, limiter: &Keyed<K>, key: &K) -> Result<(), Problem> {
        limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.clock.now());
            metrics::counter!("ava_limited_total").increment(1);
            Problem::new(Kind::TooManyAttempts)
                .retry_after(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1))
        })
    }

    pub fn log_in(&self, address: ClientAddress, email: &str) -> Result<(), Problem> {
        self.check(&self.log_in_by_address, &address.network())?;
        self.check(&self.log_in_by_account, &email.to_owned())
    }

    pub fn sign_up(&self, address: ClientAddress) -> Result<(), Problem> {
        self.check(&self.sign_up_by_address, &address.network())
    }

    /// A new session for somebody not signed in: a row that costs nothing to
    /// ask for.
    pub fn visitor_session(&self, address: ClientAddress) -> Result<(), Problem> {
        self.check(&self.visitor_session_by_address, &address.network())
    }

    /// A line in the log that a browser asks for.
    pub fn page_failure(&self, address: ClientAddress) -> Result<(), Problem> {
        self.check(&self.page_failure_by_address, &address.network())
    }

    /// Drops keys that have recovered, so that the maps do not grow.
    pub fn sweep(&self) {
        self.log_in_by_address.retain_recent();
        self.log_in_by_account.retain_recent();
        self.sign_up_by_address.retain_recent();
        self.visitor_session_by_address.retain_recent();
        self.page_failure_by_address.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    fn address(forwarded: Option<&str>, proxies: usize) -> String {
        ClientAddress::of(IpAddr::from([10, 0, 0, 9]), forwarded, proxies).to_string()
    }

    #[test]
    fn believes_only_as_many_proxies_as_configured() {
        assert_eq!(address(Some("1.2.3.4"), 0), "10.0.0.9");
        assert_eq!(address(Some("6.6.6.6, 1.2.3.4"), 1), "1.2.3.4");
        assert_eq!(address(Some("6.6.6.6, 1.2.3.4, 10.0.0.1"), 2), "1.2.3.4");
        assert_eq!(address(Some("nonsense"), 1), "10.0.0.9");
        assert_eq!(address(None, 1), "10.0.0.9");
    }

    #[test]
    fn says_when_to_try_again_and_means_it() {
        let clock = ManualClock::at(1_795_246_560_000);
        let limits = Limits::new(clock.clone());
        let somewhere = ClientAddress(IpAddr::from([192, 0, 2, 1]));
        let log_in = || limits.log_in(somewhere, "ana@clinic.example");
        for _ in 0..8 {
            log_in().unwrap();
        }
        let problem = log_in().unwrap_err();
        assert_eq!(problem.kind, Kind::TooManyAttempts);
        let wait = problem.retry_after_secs.unwrap();
        assert!((60..=61).contains(&wait), "{wait}");
        assert!(limits.log_in(somewhere, "other@clinic.example").is_ok());
        clock.advance(Duration::from_secs(30));
        assert!(log_in().is_err(), "too early");
        clock.advance(Duration::from_secs(u64::from(wait) - 30));
        log_in().unwrap();
        assert!(log_in().is_err(), "one more, and no burst");
    }

    #[test]
    fn what_has_recovered_is_forgotten() {
        let clock = ManualClock::at(1_795_246_560_000);
        let limits = Limits::new(clock.clone());
        limits.sign_up(ClientAddress(IpAddr::from([192, 0, 2, 1]))).unwrap();
        limits.sweep();
        assert_eq!(limits.sign_up_by_address.len(), 1);
        clock.advance(Duration::from_secs(3600));
        limits.sweep();
        assert_eq!(limits.sign_up_by_address.len(), 0);
    }
}
