//! The areas of the site. A browser loads the code of one of them; from one to
//! another a link is an ordinary page load.

use super::codes::codes;

codes! {
    /// An area; a build calls it by its code (`scripts/lib.sh`).
    pub enum Area {
        /// Signing in, and the cards of the integrations.
        Start = "start",
        /// The page of each provider.
        Providers = "providers",
        /// The agents and their numbers.
        Agents = "agents",
        /// The calls, the appointments and the contacts.
        Calls = "calls",
        /// The operations, the health of the keys, and the simulators.
        Operations = "operations",
        /// The account, the team, the organisations and the audit log.
        People = "people",
        /// The platform, for those who look after all its tenants.
        Admin = "admin",
    }
}

/// The one area that this build has: a browser downloads no other.
const ONLY: Option<Area> = match option_env!("AVA_AREA") {
    Some(code) => Some(named(code)),
    None => None,
};

const fn named(code: &str) -> Area {
    let mut nth = 0;
    while nth < Area::ALL.len() {
        if is_same(Area::ALL[nth].code().as_bytes(), code.as_bytes()) {
            return Area::ALL[nth];
        }
        nth += 1;
    }
    panic!("AVA_AREA is not an area of AVA")
}

/// Compares as `==` does, in a constant.
const fn is_same(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([a, one @ ..], [b, other @ ..]) => *a == *b && is_same(one, other),
        _ => false,
    }
}

impl Area {
    /// Whether this build has the area.
    pub const fn is_here(self) -> bool {
        match ONLY {
            Some(only) => only as u8 == self as u8,
            None => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_every_area() {
        assert!(Area::ALL.into_iter().all(Area::is_here));
    }

    #[test]
    fn a_build_names_its_area() {
        for area in Area::ALL {
            assert_eq!(named(area.code()), area);
        }
        assert!(!is_same(b"start", b"star") && !is_same(b"star", b"start") && is_same(b"", b""));
    }
}
