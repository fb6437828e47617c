//! The purchase of a chosen number.

use serde::{Deserialize, Serialize};

use super::{AvailableNumber, ManagedState};
use crate::domain::{
    codes::codes, form::form, ids::OperationId, integrations::AgentChoice, problem::Problem,
};

codes! {
    /// The address that Twilio wants to know before it sells a number.
    pub enum AddressRequirement {
        None = "none",
        /// An address anywhere.
        Any = "any",
        /// An address in the number's country.
        Local = "local",
        /// An address outside of that country.
        Foreign = "foreign",
    }
}

impl AddressRequirement {
    pub const fn is_asked(self) -> bool {
        !matches!(self, AddressRequirement::None)
    }
}

/// An address as a person typed it. Never made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAddress {
    pub customer_name: String,
    pub street: String,
    pub city: String,
    pub region: String,
    pub postal_code: String,
    /// The country by ISO 3166-1.
    pub country: String,
}

/// A price for a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The decimal number as Twilio writes it: `1.15`.
    pub amount: String,
    /// The currency in three letters: `USD`.
    pub currency: String,
}

/// The view before buying: [`Page::BuyNumber`](crate::domain::view::Page), whose id is
/// [`AvailableNumber::query`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyView {
    pub now: i64,
    pub state: ManagedState,
    /// `None` if it is not for sale, or cannot be asked about: see `problem`.
    pub number: Option<AvailableNumber>,
    /// `None` if it is not known.
    pub price: Option<Price>,
    pub agents: Vec<AgentChoice>,
    /// Without Vapi, or without an agent, the purchase goes as far as owning
    /// the number, and waits there.
    pub vapi_connected: bool,
    /// This org's last purchase of this number: where a second click leads.
    pub operation: Option<OperationId>,
    pub problem: Option<Problem>,
}

form! {
    /// The form that buys exactly one number. Address fields are asked for where
    /// [`AddressRequirement::is_asked`]; the bundle is always offered, because
    /// Twilio tells only when it refuses that it wants one.
    pub struct BuyForm {
        pub number: String at Number,
        pub country: String at Country,
        pub kind: String,
        /// Empty for the org's first agent.
        pub agent: String at Agent,
        /// The person or company whose address it is.
        pub customer_name: String at CustomerName,
        pub street: String at Street,
        pub city: String at City,
        /// State, province or county.
        pub region: String at Region,
        pub postal_code: String at PostalCode,
        /// ISO 3166-1; empty for the number's country.
        pub address_country: String at AddressCountry,
        /// `BU` and 32 hexadecimal digits.
        pub bundle: String at Bundle,
    }
}
