//! The way by which Vapi's events come to this installation.

use serde::{Deserialize, Serialize};

use super::{codes::codes, ids::OperationId};

codes! {
    /// The result of an event that AVA sent to itself by its public address.
    pub enum WayIn {
        Open = "open",
        /// Nobody answers at the address: its name is not found, or nothing listens there.
        NotReached = "not_reached",
        /// The server that answers has no trusted certificate.
        NotSecure = "not_secure",
        /// Something else answers than AVA.
        Elsewhere = "elsewhere",
    }
}

/// Milliseconds for which an event of Vapi's proves more than a check: a day.
pub const PROVES: i64 = 86_400_000;

/// What is known of the way in. An event of Vapi's proves more than AVA's own: it came from outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The time of the last event that Vapi sent.
    pub last_event_at: Option<i64>,
    /// The last check, with its time.
    pub check: Option<(WayIn, i64)>,
}

impl Heard {
    /// Whether events come; `None` before anything came or was checked. Some networks lead nobody back
    /// to their own public address: a check that failed counts for nothing where Vapi has sent something
    /// since, or in the day before.
    pub fn is_open(&self) -> Option<bool> {
        match (self.check, self.last_event_at) {
            (None, None) => None,
            (Some((found, at)), heard) if found != WayIn::Open => {
                Some(heard.is_some_and(|heard| heard > at - PROVES))
            }
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
    fn an_event_of_vapis_proves_more_than_a_check_that_failed() {
        let at = 2 * PROVES;
        let heard = |last_event_at, check| Heard { last_event_at, check }.is_open();
        let closed = Some((WayIn::NotReached, at));
        assert_eq!(heard(None, None), None);
        assert_eq!(heard(Some(1), None), Some(true));
        assert_eq!(heard(None, Some((WayIn::Open, at))), Some(true));
        assert_eq!(heard(None, closed), Some(false));
        assert_eq!(heard(Some(at - PROVES), closed), Some(false));
        assert_eq!(heard(Some(at - PROVES + 1), closed), Some(true));
        assert_eq!(heard(Some(at + 1), closed), Some(true));
        assert_eq!(Heard { last_event_at: Some(at + 1), check: closed }.known_at(), Some(at + 1));
    }
}
