//! The areas of the site. A browser loads the code of one of them; from one to
//! another a link is an ordinary page load.

use serde::{Deserialize, Deserializer, de::Error};

use super::address::Address;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Signing in, the integrations, the operations, the account, and the
    /// simulators.
    Start,
    /// The agents and their numbers.
    Agents,
}

/// The one area that this build has: a browser downloads no other.
const ONLY: Option<Area> = match option_env!("AVA_AREA") {
    Some(code) => match code.as_bytes() {
        b"start" => Some(Area::Start),
        b"agents" => Some(Area::Agents),
        _ => panic!("AVA_AREA is not an area of AVA"),
    },
    None => None,
};

impl Area {
    pub fn of(address: &Address) -> Self {
        match address.segments()[..] {
            ["dashboard", "agents" | "numbers", ..] | ["dashboard", "integrations", "twilio", "switch"] => {
                Area::Agents
            }
            _ => Area::Start,
        }
    }

    /// Whether this build has it.
    pub const fn is_here(self) -> bool {
        match (ONLY, self) {
            (None, _) | (Some(Area::Start), Area::Start) | (Some(Area::Agents), Area::Agents) => true,
            (Some(_), _) => false,
        }
    }
}

/// Reads what only pages of [`Area::Start`] show.
pub fn start<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    if const { Area::Start.is_here() } { T::deserialize(from) } else { Err(elsewhere()) }
}

/// Reads what only pages of [`Area::Agents`] show.
pub fn agents<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    if const { Area::Agents.is_here() } { T::deserialize(from) } else { Err(elsewhere()) }
}

fn elsewhere<E: Error>() -> E {
    E::custom("a view of another area")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_one_area() {
        let of = |text| Area::of(&Address::read(text));
        for text in [
            "/",
            "/login?next=/dashboard/agents",
            "/dashboard/integrations",
            "/dashboard/operations/7",
            "/sandbox",
        ] {
            assert_eq!(of(text), Area::Start, "{text}");
        }
        for text in ["/dashboard/agents", "/dashboard/agents/", "/dashboard/numbers/7?x=y"] {
            assert_eq!(of(text), Area::Agents, "{text}");
        }
        assert_eq!(of("/dashboard/agents-old"), Area::Start);
    }

    #[test]
    fn a_server_has_every_area() {
        assert!(Area::Start.is_here() && Area::Agents.is_here());
    }
}
