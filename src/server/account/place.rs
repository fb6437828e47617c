//! The place of an address, as far as the address itself tells: nobody is asked, and no database of
//! places is kept.

use std::net::IpAddr;

use crate::{domain::account::Place, server::request::client_address::ClientAddress};

/// The place of an address that was written down, for somebody who is at `here`.
pub fn place(address: &str, here: ClientAddress) -> Place {
    let Ok(address) = address.parse::<IpAddr>() else { return Place::Untold };
    let there = ClientAddress::from(address);
    match address.to_canonical() {
        address if address.is_loopback() => Place::ThisMachine,
        _ if there.host() == here.host() => Place::SameNetwork,
        address if is_private(address) => Place::PrivateNetwork,
        _ => Place::Untold,
    }
}

/// Whether the address is one that many networks have inside, which the internet leads to none of:
/// RFC 1918, RFC 3927, RFC 6598, RFC 4193 and RFC 4291, 2.5.6.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private() || ip.is_link_local() || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_what_it_can() {
        let here = |text: &str| ClientAddress::from(text.parse::<IpAddr>().unwrap());
        for (address, at, expected) in [
            ("127.0.0.1", "127.0.0.1", Place::ThisMachine),
            ("::1", "203.0.113.7", Place::ThisMachine),
            ("203.0.113.7", "203.0.113.7", Place::SameNetwork),
            ("203.0.113.7", "203.0.113.8", Place::Untold),
            ("2001:db8::1", "2001:db8::2", Place::SameNetwork),
            ("2001:db8:0:1::1", "2001:db8::2", Place::Untold),
            ("::ffff:203.0.113.7", "203.0.113.7", Place::SameNetwork),
            ("192.168.1.4", "192.168.1.4", Place::SameNetwork),
            ("192.168.1.4", "192.168.1.5", Place::PrivateNetwork),
            ("10.9.8.7", "203.0.113.7", Place::PrivateNetwork),
            ("100.64.0.1", "203.0.113.7", Place::PrivateNetwork),
            ("100.128.0.1", "203.0.113.7", Place::Untold),
            ("169.254.1.1", "203.0.113.7", Place::PrivateNetwork),
            ("fd00::1", "203.0.113.7", Place::PrivateNetwork),
            ("fe80::1", "203.0.113.7", Place::PrivateNetwork),
            ("", "203.0.113.7", Place::Untold),
            ("unknown", "203.0.113.7", Place::Untold),
        ] {
            assert_eq!(place(address, here(at)), expected, "{address} from {at}");
        }
        assert_eq!(place("203.0.113.7", ClientAddress::Unknown), Place::Untold);
    }
}
