//! Where a request comes from, as far as the configured proxies are believed,
//! and the networks that it is counted with.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use axum::http::HeaderMap;

/// `Unknown` is an address that a proxy has written and nobody can read: another machine,
/// and never this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClientAddress {
    Known(IpAddr),
    Unknown,
}

/// A block of addresses that somebody may hold whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Network {
    /// `None` for all addresses that are unknown.
    first: Option<IpAddr>,
    bits: u32,
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(ip) => ip.fmt(f),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(ip: IpAddr) -> Self {
        Self::Known(ip.to_canonical())
    }
}

impl ClientAddress {
    /// The `proxies`-th address from the right of all `X-Forwarded-For`, which
    /// the outermost trusted proxy wrote; everything left of it anyone can write.
    /// Where no proxy has written anything, nobody stands before the peer.
    pub fn of(peer: Option<IpAddr>, headers: &HeaderMap, proxies: usize) -> Self {
        let peer = peer.map_or(Self::Unknown, Self::from);
        if proxies == 0 || !headers.contains_key("x-forwarded-for") {
            return peer;
        }
        // A proxy may add a line of its own below the one that the client sent.
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let mut entries = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        let forwarded = entries.nth(proxies - 1);
        let forwarded = forwarded
            .and_then(|entry| parse(std::str::from_utf8(entry).ok()?))
            .map_or(Self::Unknown, Self::from);
        // From another machine, a loopback address is that machine's own, or a lie.
        if forwarded.is_loopback() && !peer.is_loopback() { Self::Unknown } else { forwarded }
    }

    pub fn is_loopback(self) -> bool {
        matches!(self, Self::Known(ip) if ip.is_loopback())
    }

    /// The network of one holder, as a rule: an IPv4 address, or the /64 that a host
    /// picks its IPv6 addresses from.
    pub fn host(self) -> Network {
        self.within(32, 64)
    }

    /// The host, and the wider blocks that one customer may be given whole.
    pub fn networks(self) -> [Network; 3] {
        [self.host(), self.within(28, 56), self.within(24, 48)]
    }

    /// The widest block that one holder moves about in.
    pub fn site(self) -> Network {
        self.within(32, 48)
    }

    fn within(self, v4: u32, v6: u32) -> Network {
        match self {
            Self::Unknown => Network { first: None, bits: 0 },
            Self::Known(IpAddr::V4(ip)) => {
                let first = u32::from(ip) & (u32::MAX << (32 - v4));
                Network { first: Some(IpAddr::V4(first.into())), bits: v4 }
            }
            Self::Known(IpAddr::V6(ip)) => {
                let first = u128::from(ip) & (u128::MAX << (128 - v6));
                Network { first: Some(IpAddr::V6(first.into())), bits: v6 }
            }
        }
    }
}

/// An address as proxies write it: alone or with a port, IPv6 in brackets or
/// not, in quotes or not.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let entry = entry.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(entry).trim();
    if let Ok(ip) = entry.parse() {
        return Some(ip);
    }
    if let Ok(socket) = entry.parse::<SocketAddr>() {
        return Some(socket.ip());
    }
    entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PROXY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn client(lines: &[&[u8]], proxies: usize) -> String {
        told_by(PROXY, lines, proxies)
    }

    fn told_by(peer: IpAddr, lines: &[&[u8]], proxies: usize) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
        }
        ClientAddress::of(Some(peer), &headers, proxies).to_string()
    }

    #[test]
    fn believes_only_as_many_proxies_as_configured() {
        for (lines, proxies, expected) in [
            (&["1.2.3.4"][..], 0, "127.0.0.1"),
            (&["6.6.6.6, 1.2.3.4"], 1, "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4, 10.0.0.1"], 2, "1.2.3.4"),
            (&["6.6.6.6", "1.2.3.4"], 1, "1.2.3.4"),
            (&["6.6.6.6, 1.2.3.4", "10.0.0.1"], 2, "1.2.3.4"),
            (&[], 1, "127.0.0.1"),
        ] {
            let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
            assert_eq!(client(&lines, proxies), expected, "{proxies}");
        }
    }

    #[test]
    fn an_address_is_read_however_a_proxy_writes_it() {
        for (written, expected) in [
            ("203.0.113.9", "203.0.113.9"),
            ("203.0.113.9:50001", "203.0.113.9"),
            ("\"203.0.113.9:50001\"", "203.0.113.9"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("\"[2001:db8::1]\"", "2001:db8::1"),
            ("\"[2001:db8::1]:443\"", "2001:db8::1"),
            ("\"2001:db8::1\"", "2001:db8::1"),
            ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("[::ffff:203.0.113.9]:80", "203.0.113.9"),
            (" \t203.0.113.9 ", "203.0.113.9"),
        ] {
            assert_eq!(client(&[written.as_bytes()], 1), expected, "{written}");
            let after_a_lie = format!("127.0.0.1, {written}");
            assert_eq!(client(&[after_a_lie.as_bytes()], 1), expected, "{after_a_lie}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_unknown_and_never_this_machine() {
        let unreadable: [&[u8]; 20] = [
            b"",
            b" ",
            b"nonsense",
            b"unknown",
            b"_hidden",
            b"203.0.113",
            b"203.0.113.9:",
            b"203.0.113.9:port",
            b"203.0.113.999",
            b"[2001:db8::1",
            b"2001:db8::1]",
            b"\"203.0.113.9",
            b"\xff\xfe203.0.113.9",
            "２０３.0.113.9".as_bytes(),
            b"for=203.0.113.9",
            b"fe80::1%eth0",
            b"203.0.113.9/32",
            b"2130706433",
            b"127.1",
            b"203.0.113.9 127.0.0.1",
        ];
        for entry in unreadable {
            assert_eq!(client(&[entry], 1), "unknown", "{entry:?}");
            assert_eq!(client(&[&[b"127.0.0.1, ", entry].concat()], 1), "unknown", "{entry:?}");
        }
        assert_eq!(client(&[b"1.2.3.4"], 2), "unknown", "it came around the outer proxy");
        assert_eq!(
            client(&[b"\xff", b"203.0.113.9"], 1),
            "203.0.113.9",
            "what the client sent does not matter"
        );
        assert!(!ClientAddress::Unknown.is_loopback());
        assert_eq!(ClientAddress::of(None, &HeaderMap::new(), 0), ClientAddress::Unknown);
    }

    #[test]
    fn no_other_machine_can_say_that_somebody_is_on_this_one() {
        let elsewhere: IpAddr = "10.0.0.9".parse().unwrap();
        for written in ["127.0.0.1", "127.9.9.9:50001", "::1", "[::1]:443", "::ffff:127.0.0.1"] {
            assert_eq!(told_by(elsewhere, &[written.as_bytes()], 1), "unknown", "{written}");
        }
        assert_eq!(told_by(elsewhere, &[b"203.0.113.9"], 1), "203.0.113.9");
        assert_eq!(told_by(PROXY, &[b"::1"], 1), "::1", "by a proxy that is on it");
    }

    #[test]
    fn one_holder_is_one_network_however_many_addresses_it_has() {
        let at = |text: &str| ClientAddress::from(text.parse::<IpAddr>().unwrap());
        let shared = |a: &str, b: &str| {
            at(a).networks().into_iter().zip(at(b).networks()).filter(|(a, b)| a == b).count()
        };
        assert_eq!(shared("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"), 3, "a /64");
        assert_eq!(shared("2001:db8:1:2::1", "2001:db8:1:ff::1"), 2, "a /56");
        assert_eq!(shared("2001:db8:1:2::1", "2001:db8:1:ff00::1"), 1, "a /48");
        assert_eq!(shared("2001:db8:1::1", "2001:db8:2::1"), 0);
        assert_eq!(shared("203.0.113.1", "203.0.113.2"), 2);
        assert_eq!(shared("203.0.113.1", "203.0.113.200"), 1);
        assert_eq!(shared("203.0.113.1", "203.0.114.1"), 0);
        assert_eq!(shared("::ffff:203.0.113.1", "203.0.113.1"), 3);
    }
}
