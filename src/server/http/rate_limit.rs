//! Limits on guessing, per address and per account, and on what a visitor may
//! leave in the database.

use std::{fmt, net::IpAddr, num::NonZeroU32, time::Duration};

use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::Response,
};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
};

use crate::{
    domain::problem::{Kind, Problem},
    server::cx::Services,
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

type Keyed<K> = DefaultKeyedRateLimiter<K>;

pub struct Limits {
    log_in_by_address: Keyed<IpAddr>,
    log_in_by_account: Keyed<String>,
    sign_up_by_address: Keyed<IpAddr>,
    visitor_session_by_address: Keyed<IpAddr>,
    clock: DefaultClock,
}

fn quota(burst: u32, every: Duration) -> Quota {
    Quota::with_period(every)
        .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // An office behind one address signs in at nine o'clock.
            log_in_by_address: RateLimiter::keyed(quota(30, Duration::from_secs(2))),
            log_in_by_account: RateLimiter::keyed(quota(8, Duration::from_secs(60))),
            sign_up_by_address: RateLimiter::keyed(quota(20, Duration::from_secs(60))),
            // A browser that keeps its cookie needs one, however often it errs.
            visitor_session_by_address: RateLimiter::keyed(quota(60, Duration::from_secs(5))),
            clock: DefaultClock::default(),
        }
    }
}

impl Limits {
    fn check<K: Clone + std::hash::Hash + Eq>(&self, limiter: &Keyed<K>, key: &K) -> Result<(), Problem> {
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

    /// Drops keys that have recovered, so that the maps do not grow.
    pub fn sweep(&self) {
        self.log_in_by_address.retain_recent();
        self.log_in_by_account.retain_recent();
        self.sign_up_by_address.retain_recent();
        self.visitor_session_by_address.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn says_when_to_try_again() {
        let limits = Limits::default();
        let somewhere = ClientAddress(IpAddr::from([192, 0, 2, 1]));
        let refused = (0..20).find_map(|_| limits.log_in(somewhere, "ana@clinic.example").err());
        let problem = refused.unwrap();
        assert_eq!(problem.kind, Kind::TooManyAttempts);
        assert!((1..=61).contains(&problem.retry_after_secs.unwrap()));
        assert!(limits.log_in(somewhere, "other@clinic.example").is_ok());
    }
}
