//! The networks that a token is taken from.

use std::{fmt, net::IpAddr, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::{problem::Rule, text};

/// The most networks of a token.
pub const MAX_NETWORKS: usize = 20;

/// A block of addresses, such as `203.0.113.0/24`; a single address is one as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    /// The first address.
    first: IpAddr,
    /// The leading bits that all of its addresses have.
    bits: u8,
}

/// The text is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANetwork;

impl fmt::Display for NotANetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a network")
    }
}

const fn width(ip: IpAddr) -> u8 {
    match ip {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The address with all but its first bits zero.
fn masked(ip: IpAddr, bits: u8) -> IpAddr {
    let off = u32::from(width(ip).saturating_sub(bits));
    match ip {
        IpAddr::V4(ip) => IpAddr::V4((u32::from(ip) & u32::MAX.checked_shl(off).unwrap_or(0)).into()),
        IpAddr::V6(ip) => IpAddr::V6((u128::from(ip) & u128::MAX.checked_shl(off).unwrap_or(0)).into()),
    }
}

impl Network {
    pub fn has(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        width(ip) == width(self.first) && masked(ip, self.bits) == self.first
    }
}

impl FromStr for Network {
    type Err = NotANetwork;

    /// Takes an address within the block for it: `203.0.113.9/24` is `203.0.113.0/24`.
    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (ip, bits) = match text.split_once('/') {
            Some((ip, bits)) => (ip, Some(bits)),
            None => (text, None),
        };
        let ip: IpAddr = ip.parse().map_err(|_| NotANetwork)?;
        let given = match bits {
            Some(bits) => bits.parse::<u8>().ok().filter(|bits| *bits <= width(ip)).ok_or(NotANetwork)?,
            None => width(ip),
        };
        // An IPv4 address that is written as IPv6 is asked for as what it is.
        let canonical = ip.to_canonical();
        let shorter = width(ip) - width(canonical);
        let bits = given.checked_sub(shorter).ok_or(NotANetwork)?;
        Ok(Self { first: masked(canonical, bits), bits })
    }
}

impl TryFrom<String> for Network {
    type Error = NotANetwork;

    fn try_from(text: String) -> Result<Self, NotANetwork> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.to_string()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, bits } = self;
        if *bits == width(*first) { first.fmt(f) } else { write!(f, "{first}/{bits}") }
    }
}

/// The networks that a token is taken from; none for everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networks(Vec<Network>);

impl Networks {
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a token is taken from there. An address that is not known is in no network.
    pub fn let_in(&self, ip: Option<IpAddr>) -> bool {
        self.0.is_empty() || ip.is_some_and(|ip| self.0.iter().any(|network| network.has(ip)))
    }

    /// Reads what a person typed: networks with blanks, commas or line ends between them.
    ///
    /// # Errors
    /// Fails with `Networks` where one is none, or where there are more than [`MAX_NETWORKS`].
    pub fn read(typed: &str) -> Result<Self, Rule> {
        let parts = typed.split(|c: char| text::is_blank(c) || text::is_break(c) || ",;".contains(c));
        let parts = parts.map(text::code).filter(|part| !part.is_empty());
        let read: Result<Vec<Network>, NotANetwork> = parts.map(|part| part.parse()).collect();
        let mut networks = Vec::new();
        for network in read.map_err(|NotANetwork| Rule::Networks)? {
            if !networks.contains(&network) {
                networks.push(network);
            }
        }
        if networks.len() <= MAX_NETWORKS { Ok(Self(networks)) } else { Err(Rule::Networks) }
    }

    /// Reads what is stored.
    pub fn stored(text: &str) -> Option<Self> {
        text.split_whitespace().map(|network| network.parse().ok()).collect::<Option<_>>().map(Self)
    }

    /// The text that [`stored`](Self::stored) reads; empty for everywhere.
    pub fn written(&self) -> String {
        self.0.iter().map(Network::to_string).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> Network {
        text.parse().unwrap()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_network_has_the_addresses_that_begin_as_it_does() {
        for (block, inside, outside) in [
            ("203.0.113.0/24", "203.0.113.255", "203.0.112.255"),
            ("203.0.113.7", "203.0.113.7", "203.0.113.8"),
            ("203.0.113.128/25", "203.0.113.129", "203.0.113.127"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("2001:db8::1", "2001:db8::1", "2001:db8::2"),
            ("::ffff:203.0.113.0/120", "203.0.113.9", "203.0.114.9"),
            ("203.0.113.0/24", "::ffff:203.0.113.9", "2001:db8::1"),
            ("0.0.0.0/0", "198.51.100.1", "::1"),
            ("::/0", "2001:db8::1", "198.51.100.1"),
        ] {
            assert!(network(block).has(ip(inside)), "{block} {inside}");
            assert!(!network(block).has(ip(outside)), "{block} {outside}");
        }
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "203.0.113", "203.0.113.0/33", "::/129", "203.0.113.0/", "/8", "a/8", "1.2.3.4/-1"] {
            assert_eq!(text.parse::<Network>(), Err(NotANetwork), "{text}");
        }
        assert_eq!("::ffff:203.0.113.0/95".parse::<Network>(), Err(NotANetwork));
    }

    #[test]
    fn networks_are_read_however_they_stand() {
        let read = Networks::read(" 203.0.113.9/24,\n2001:db8::1 203.0.113.0/24;\r\n").unwrap();
        assert_eq!(read.written(), "203.0.113.0/24 2001:db8::1");
        assert_eq!(Networks::stored(&read.written()), Some(read.clone()));
        assert!(read.let_in(Some(ip("203.0.113.200"))) && !read.let_in(Some(ip("203.0.114.1"))));
        assert!(!read.let_in(None), "an address that nobody knows");
        let everywhere = Networks::read(" \n ").unwrap();
        assert!(everywhere.is_everywhere() && everywhere.let_in(None));
        assert_eq!(Networks::read("203.0.113.0/24 home"), Err(Rule::Networks));
        let many: Vec<String> = (0..=MAX_NETWORKS).map(|nth| format!("10.0.{nth}.0/24")).collect();
        assert_eq!(Networks::read(&many.join("\n")), Err(Rule::Networks));
        assert!(Networks::read(&many[1..].join("\n")).is_ok());
    }
}
