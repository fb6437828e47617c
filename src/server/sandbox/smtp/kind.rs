//! The servers that stand in for those of the internet.

use std::net::SocketAddr;

/// How a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// TLS from the first byte.
    Tls,
    /// It has no TLS until `STARTTLS`, and no `AUTH` before that.
    StartTls,
    /// It takes `AUTH` without TLS, as a relay inside a network does.
    Relay,
    /// `STARTTLS`, and no `AUTH` after it.
    NoSignIn,
    /// `STARTTLS`, and tokens of OAuth alone after it.
    OauthOnly,
    /// Neither `STARTTLS` nor `AUTH`.
    NoStartTls,
    /// Offers `AUTH LOGIN` and nothing else.
    LoginOnly,
    /// Takes connections, and says nothing.
    Silent,
    /// Speaks HTTP.
    Garbage,
    /// Greets with a refusal for now.
    Busy,
}

/// The hosts that have a server of their own, on whatever port they are addressed.
pub(super) const ODD: [(&str, Kind); 8] = [
    ("relay.example", Kind::Relay),
    ("no-auth.example", Kind::NoSignIn),
    ("oauth-only.example", Kind::OauthOnly),
    ("no-starttls.example", Kind::NoStartTls),
    ("login-only.example", Kind::LoginOnly),
    ("silent.example", Kind::Silent),
    ("garbage.example", Kind::Garbage),
    ("busy.example", Kind::Busy),
];

/// Hosts that lead to no simulator: unknown ones, one that refuses connections, and those
/// that lead into a network around this machine.
pub(super) fn elsewhere() -> Vec<(String, Vec<SocketAddr>)> {
    let of = |host: &str, addresses: &[SocketAddr]| (host.to_owned(), addresses.to_vec());
    let inside = SocketAddr::from(([10, 0, 0, 25], 465));
    let outside = SocketAddr::from(([1, 1, 1, 1], 465));
    vec![
        of("nowhere.example", &[]),
        // Nothing listens on the port of the multiplexer (RFC 1078).
        of("refused.example", &[SocketAddr::from(([127, 0, 0, 1], 1))]),
        of("private.example", &[inside]),
        of("half-private.example", &[outside, inside]),
        of("metadata.example", &[SocketAddr::from(([169, 254, 169, 254], 465))]),
    ]
}
