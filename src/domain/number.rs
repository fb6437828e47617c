//! Phone numbers of an org, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    codes::codes,
    ids::{AgentId, NumberId, OperationId},
    integrations::AgentChoice,
    phone::E164,
};

codes! {
    pub enum NumberState {
        /// Asked for; not yet seen in the account, so that it blocks nobody.
        Requested = "requested",
        /// On its way to Vapi.
        Importing = "importing",
        /// At Vapi, bound, and proved.
        Ready = "ready",
        /// At Vapi, and nobody answers: its agent was taken off.
        Unassigned = "unassigned",
        /// The import ended without success.
        Failed = "failed",
        /// No longer ours here; being taken back at the providers.
        Releasing = "releasing",
        /// No longer ours; kept as history.
        Released = "released",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberView {
    pub id: NumberId,
    pub e164: E164,
    pub state: NumberState,
    pub agent: Option<(AgentId, String)>,
    /// When Vapi and Twilio last agreed that it can answer.
    pub proved_at: Option<i64>,
    /// The operation that brought it, or is bringing it.
    pub operation: Option<OperationId>,
    /// A person left it with the assistant that it is linked to elsewhere.
    pub left: bool,
}

/// Which numbers a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberFilter {
    #[default]
    InUse,
    Ready,
    /// In use, and nobody answers.
    NotReady,
    /// Released, or being released.
    Released,
}

impl NumberFilter {
    pub const ALL: [NumberFilter; 4] =
        [NumberFilter::InUse, NumberFilter::Ready, NumberFilter::NotReady, NumberFilter::Released];

    /// How it stands in a URL.
    pub const fn code(self) -> &'static str {
        match self {
            NumberFilter::InUse => "in_use",
            NumberFilter::Ready => "ready",
            NumberFilter::NotReady => "not_ready",
            NumberFilter::Released => "released",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|filter| filter.code() == code)
    }
}

/// What the list is asked for: `search=415&show=ready&agent=…&before=…`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NumbersQuery {
    /// Digits, wherever they stand in the number.
    pub search: String,
    pub show: NumberFilter,
    pub agent: Option<AgentId>,
    /// The last page's `next`.
    pub before: Option<NumberId>,
}

impl NumbersQuery {
    /// Out of an address. What cannot be read is not asked for.
    pub fn read(address: &Address) -> Self {
        let value = |name| address.value(name).unwrap_or_default();
        Self {
            search: value("search").chars().filter(char::is_ascii_digit).take(15).collect(),
            show: NumberFilter::from_code(&value("show")).unwrap_or_default(),
            agent: value("agent").parse().ok(),
            before: value("before").parse().ok(),
        }
    }
}

/// A number with where it stands at the providers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberDetails {
    pub number: NumberView,
    pub twilio_sid: Option<String>,
    pub vapi_phone_id: Option<String>,
    /// Vapi takes its messages too.
    pub sms_enabled: bool,
    pub added_at: i64,
    pub released_at: Option<i64>,
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersPage {
    pub now: i64,
    pub numbers: Vec<NumberDetails>,
    /// Pass it as `before` for the next page.
    pub next: Option<NumberId>,
    /// For the filter, and for assigning.
    pub agents: Vec<AgentChoice>,
    pub twilio_connected: bool,
}

/// `/dashboard/numbers/:id`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPage {
    pub now: i64,
    pub number: NumberDetails,
    pub agents: Vec<AgentChoice>,
}

/// A number that the connected Twilio account owns, for the picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnedNumber {
    pub e164: E164,
    pub label: String,
    pub voice: bool,
    /// Already in AVA for this org.
    pub known: bool,
}
