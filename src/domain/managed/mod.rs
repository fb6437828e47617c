//! Managed numbers, as pages see them: found, bought, released, and switched
//! to or from.

mod find;
mod leave;
mod purchase;

pub use find::{AvailableNumber, COUNTRIES, FindQuery, FindView, MAX_DIGITS, NumberKind};
pub use leave::{ReleaseForm, ReleaseView, SwitchForm, SwitchView};
pub use purchase::{AddressRequirement, BuyForm, BuyView, PostalAddress, Price};
use serde::{Deserialize, Serialize};

/// Whether this installation supplies numbers, and how many more to this org.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManagedState {
    /// The operator has not configured a Twilio account for managed numbers.
    #[default]
    Off,
    /// The operator has not allowed managed numbers to this org.
    NotAllowed,
    On {
        /// How many of this org's numbers are on the operator's bill, or may be.
        count: u32,
        limit: u32,
    },
}

impl ManagedState {
    pub const fn is_on(self) -> bool {
        matches!(self, ManagedState::On { .. })
    }

    /// Whether this org may not buy another one now.
    pub const fn is_full(self) -> bool {
        matches!(self, ManagedState::On { count, limit } if count >= limit)
    }
}
