//! The names that this installation answers to. A page of another site can have
//! its own name lead here, and would then be taken for this one by browsers.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header, uri::Authority},
    middleware::Next,
    response::Response,
};
use url::Host;

use super::refusal::refused;
use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        config::{Config, Environment},
        cx::Services,
    },
};

/// Paths of probes, which may use any address that leads here.
const PROBES: [&str; 3] = ["/healthz", "/readyz", "/api/v1/runtime/status"];

/// Refuses a request for another host than this one's, but for probes.
pub async fn ours_only(State(services): State<Services>, request: Request, next: Next) -> Response {
    if !PROBES.contains(&request.uri().path())
        && let Err(problem) = asked_for(request.uri(), request.headers())
            .ok_or(ProblemKind::Malformed.into())
            .and_then(|hosts| check(&services.config, &hosts))
    {
        return refused(problem);
    }
    next.run(request).await
}

fn check(config: &Config, hosts: &[Host]) -> Result<(), Problem> {
    match hosts.iter().find(|host| !answers_to(config, host)) {
        None => Ok(()),
        Some(stranger) => {
            tracing::info!(host = %stranger, "refused a request for another host: AVA_PUBLIC_URL or AVA_ALLOWED_HOSTS may lack it");
            Err(ProblemKind::WrongHost.into())
        }
    }
}

/// The hosts that a request names, in its first line and in its header; `None` where it
/// names none, or where one of them cannot be read.
fn asked_for(uri: &Uri, headers: &HeaderMap) -> Option<Vec<Host>> {
    let mut named = headers.get_all(header::HOST).iter();
    let (first, second) = (named.next(), named.next());
    if second.is_some() {
        return None;
    }
    let mut hosts = Vec::new();
    if let Some(authority) = uri.authority() {
        hosts.push(host(authority)?);
    }
    if let Some(value) = first {
        hosts.push(host(&Authority::try_from(value.as_bytes()).ok()?)?);
    }
    (!hosts.is_empty()).then_some(hosts)
}

/// The host without its port, which a proxy may change, and without the dot that ends a
/// name in full.
fn host(authority: &Authority) -> Option<Host> {
    if authority.as_str().contains('@') {
        return None;
    }
    let name = authority.host();
    Host::parse(name.strip_suffix('.').unwrap_or(name)).ok()
}

fn answers_to(config: &Config, host: &Host) -> bool {
    let ip = match host {
        Host::Domain(_) => None,
        Host::Ipv4(ip) => Some(IpAddr::V4(*ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(*ip)),
    };
    let loopback =
        ip.is_some_and(|ip| ip.is_loopback()) || matches!(host, Host::Domain(name) if name == "localhost");
    let listening = config.addr.ip();
    let public = config.public_url.host().map(|host| host.to_owned());
    public.as_ref() == Some(host)
        || config.allowed_hosts.contains(host)
        || (loopback && config.environment == Environment::Development)
        // An address cannot be led here by another site: only names can.
        || ip.is_some_and(|ip| listening.is_unspecified() || ip == listening)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PRODUCTION: [(&str, &str); 4] = [
        ("AVA_ENV", "production"),
        ("AVA_PUBLIC_URL", "https://ava.example.com"),
        ("AVA_MASTER_KEY", "x"),
        ("AVA_ALLOWED_HOSTS", "ava.internal, 10.0.0.7"),
    ];

    fn verdict(vars: &[(&str, &str)], uri: &str, hosts: &[&str]) -> Result<(), ProblemKind> {
        let get = |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
        let config = Config::read(&get).unwrap();
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_bytes(host.as_bytes()).unwrap());
        }
        let asked = asked_for(&uri.parse().unwrap(), &headers).ok_or(ProblemKind::Malformed)?;
        check(&config, &asked).map_err(|problem| problem.kind)
    }

    #[test]
    fn it_answers_to_the_names_that_are_configured_and_to_no_other() {
        for host in
            ["ava.example.com", "AVA.Example.com:443", "ava.example.com.", "ava.internal:8080", "10.0.0.7"]
        {
            assert_eq!(verdict(&PRODUCTION, "/login", &[host]), Ok(()), "{host}");
        }
        assert_eq!(verdict(&PRODUCTION, "/login", &["127.0.0.1:3000"]), Ok(()), "where it listens");
        for host in [
            "evil.example",
            "ava.example.com.evil.example",
            "xava.example.com",
            "localhost",
            "localhost:3000",
            "10.0.0.8",
            "[::1]",
        ] {
            assert_eq!(verdict(&PRODUCTION, "/login", &[host]), Err(ProblemKind::WrongHost), "{host}");
        }
        for hosts in
            [&[][..], &[""], &["a b"], &["user@ava.example.com"], &["ava.example.com", "ava.example.com"]]
        {
            assert_eq!(verdict(&PRODUCTION, "/login", hosts), Err(ProblemKind::Malformed), "{hosts:?}");
        }
    }

    #[test]
    fn the_first_line_and_the_header_both_count() {
        let evil = "http://evil.example/login";
        let ours = "http://ava.example.com/login";
        assert_eq!(verdict(&PRODUCTION, evil, &["ava.example.com"]), Err(ProblemKind::WrongHost));
        assert_eq!(verdict(&PRODUCTION, ours, &["evil.example"]), Err(ProblemKind::WrongHost));
        assert_eq!(verdict(&PRODUCTION, ours, &["ava.example.com"]), Ok(()));
        assert_eq!(verdict(&PRODUCTION, ours, &[]), Ok(()), "as HTTP/2 says it");
    }

    #[test]
    fn while_developing_it_answers_to_the_machine_itself() {
        for host in ["localhost:3000", "127.0.0.1", "127.1.2.3:3000", "[::1]:3000"] {
            assert_eq!(verdict(&[], "/login", &[host]), Ok(()), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "192.168.1.5:3000"] {
            assert_eq!(verdict(&[], "/login", &[host]), Err(ProblemKind::WrongHost), "{host}");
        }
        let everywhere = [
            ("AVA_ADDR", "0.0.0.0:3000"),
            ("AVA_PUBLIC_URL", "http://ava.lan:3000"),
            ("AVA_STUB_BEYOND_LOOPBACK", "true"),
        ];
        for host in ["192.168.1.5:3000", "[fd00::5]:3000", "ava.lan:3000"] {
            assert_eq!(verdict(&everywhere, "/login", &[host]), Ok(()), "{host}");
        }
        assert_eq!(verdict(&everywhere, "/login", &["evil.example"]), Err(ProblemKind::WrongHost));
    }
}
