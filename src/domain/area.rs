//! The areas of the site. A browser loads the code of one of them; from one to
//! another a link is an ordinary page load.

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
    /// Whether this build has it.
    pub const fn is_here(self) -> bool {
        match (ONLY, self) {
            (None, _) | (Some(Area::Start), Area::Start) | (Some(Area::Agents), Area::Agents) => true,
            (Some(_), _) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_every_area() {
        assert!(Area::Start.is_here() && Area::Agents.is_here());
    }
}
