//! Buying the number that was chosen.

use serde::{Deserialize, Serialize};

use super::{AvailableNumber, ManagedState, NumberKind};
use crate::domain::{codes::codes, ids::OperationId, integrations::AgentChoice, problem::Problem};

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

/// The form that buys exactly one number. Address fields are asked for where
/// [`AddressRequirement::is_asked`]; the bundle is always offered, because
/// Twilio tells only when it refuses that it wants one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyForm {
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub country: String,
    #[serde(default)]
    pub kind: String,
    /// Empty: the org's first agent.
    #[serde(default)]
    pub agent: String,
    /// Whose address it is: a person or a company.
    #[serde(default)]
    pub customer_name: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub city: String,
    /// State, province or county.
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
    /// ISO 3166-1; empty: the number's country.
    #[serde(default)]
    pub address_country: String,
    /// `BU` and 32 hexadecimal digits.
    #[serde(default)]
    pub bundle: String,
}

impl BuyForm {
    /// What a refused form is filled with again.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        vec![
            ("number", self.number.clone()),
            ("country", self.country.clone()),
            ("kind", self.kind.clone()),
            ("agent", self.agent.clone()),
            ("customer_name", self.customer_name.clone()),
            ("street", self.street.clone()),
            ("city", self.city.clone()),
            ("region", self.region.clone()),
            ("postal_code", self.postal_code.clone()),
            ("address_country", self.address_country.clone()),
            ("bundle", self.bundle.clone()),
        ]
    }

    pub fn kind(&self) -> Option<NumberKind> {
        NumberKind::from_code(self.kind.trim())
    }
}
