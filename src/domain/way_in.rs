//! The way by which Vapi's events come to this installation.

use serde::{Deserialize, Serialize};

use super::{codes::codes, ids::OperationId};

codes! {
    /// What became of an event that AVA sent itself by its public address.
    pub enum WayIn {
        Open = "open",
        /// Nobody answers at the address: its name is not found, or nothing listens there.
        NotReached = "not_reached",
        /// What answers has no certificate that is trusted.
        NotSecure = "not_secure",
        /// Something else answers than AVA.
        Elsewhere = "elsewhere",
    }
}

/// What is known of the way in. An event of Vapi's proves more than AVA's own: it came from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// When Vapi last sent something.
    pub last_event_at: Option<i64>,
    /// The last check, with its time.
    pub check: Option<(WayIn, i64)>,
}

impl Heard {
    /// Whether events come; `None` before anything came or was checked. What Vapi sent after a check
    /// that failed has come all the same.
    pub fn is_open(&self) -> Option<bool> {
        match (self.check, self.last_event_at) {
            (None, None) => None,
            (Some((found, at)), heard) if found != WayIn::Open => Some(heard.is_some_and(|heard| heard > at)),
            _ => Some(true),
        }
    }

    /// The time of what is known.
    pub fn known_at(&self) -> Option<i64> {
        self.last_event_at.max(self.check.map(|(_, at)| at))
    }
}

/// The card of the way in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayInView {
    pub now: i64,
    /// Whether Vapi can send anything to this installation.
    pub reachable: bool,
    /// The address, without the part that opens it; `None` before there is one.
    pub address: Option<String>,
    pub made_at: Option<i64>,
    pub heard: Heard,
    /// Assistants at Vapi, and those of them that send their events here.
    pub assistants: u32,
    pub told: u32,
    /// The rotation that is under way.
    pub rotation: Option<OperationId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_vapis_after_a_check_that_failed_has_come() {
        let heard = |last_event_at, check| Heard { last_event_at, check }.is_open();
        let closed = Some((WayIn::NotReached, 5));
        assert_eq!(heard(None, None), None);
        assert_eq!(heard(Some(1), None), Some(true));
        assert_eq!(heard(None, Some((WayIn::Open, 5))), Some(true));
        assert_eq!(heard(None, closed), Some(false));
        assert_eq!(heard(Some(5), closed), Some(false));
        assert_eq!(heard(Some(6), closed), Some(true));
        assert_eq!(Heard { last_event_at: Some(6), check: closed }.known_at(), Some(6));
    }
}
