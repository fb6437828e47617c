//! Buying the number that was chosen.

use serde::{Deserialize, Serialize};

use super::{AvailableNumber, ManagedState};
use crate::domain::{
    codes::codes, form::form, ids::OperationId, integrations::AgentChoice, problem::Problem,
};

codes! {
    /// Whose address Twilio wants to know before it sells a number.
    pub enum AddressRequirement {
        None = "none",
        /// Anywhere.
        Any = "any",
        /// In the number's country.
        Local = "local",
        /// Outside of it.
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
    /// ISO 3166-1.
    pub country: String,
}

/// By the month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// A decimal number as Twilio writes it: `1.15`.
    pub amount: String,
    /// Three letters: `USD`.
    pub currency: String,
}

/// Before buying: [`Page::BuyNumber`](crate::domain::view::Page), whose id is
/// [`AvailableNumber::query`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyView {
    pub now: i64,
    pub state: ManagedState,
    /// None when it is not for sale, or cannot be asked about: see `problem`.
    pub number: Option<AvailableNumber>,
    /// None: not known.
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
        /// Empty: the org's first agent.
        pub agent: String at Agent,
        /// Whose address it is: a person or a company.
        pub customer_name: String at CustomerName,
        pub street: String at Street,
        pub city: String at City,
        /// State, province or county.
        pub region: String at Region,
        pub postal_code: String at PostalCode,
        /// ISO 3166-1; empty: the number's country.
        pub address_country: String at AddressCountry,
        /// `BU` and 32 hexadecimal digits.
        pub bundle: String at Bundle,
    }
}
