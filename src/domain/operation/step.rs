//! A step of an operation: how it stands, what it is about, the receipt it leaves.

use serde::{Deserialize, Serialize};

use super::Action;
use crate::domain::{
    answerer::Answerer,
    codes::codes,
    credential::Account,
    ids::{AgentId, NumberId},
    number::NumberSource,
    phone::E164,
    provider::Provider,
};

codes! {
    pub enum StepState {
        Todo = "todo",
        Running = "running",
        Retrying = "retrying",
        Waiting = "waiting",
        Done = "done",
        Skipped = "skipped",
        Failed = "failed",
    }
}

impl StepState {
    /// Its operation is past it.
    pub const fn is_over(self) -> bool {
        matches!(self, StepState::Done | StepState::Skipped)
    }
}

/// What a step is about, by id and by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// With its ids at the providers as they were known, since its row may
    /// change, or be released, before the step runs.
    Number {
        id: NumberId,
        e164: E164,
        #[serde(default)]
        source: NumberSource,
        vapi_phone_id: Option<String>,
        twilio_sid: Option<String>,
    },
    /// `assistant` is its id at Vapi, as far as it was known.
    Agent { id: AgentId, name: String, assistant: Option<String> },
    /// API keys at Twilio, by the name that AVA gave them; `sid` is one that is
    /// known to be there.
    Key {
        name: String,
        sid: Option<String>,
        #[serde(default)]
        source: NumberSource,
    },
    /// The org's account inside the operator's, by its name.
    Account { name: String },
}

impl Target {
    /// By which operations on the same thing find each other.
    pub fn about(&self) -> &str {
        match self {
            Target::Number { e164, .. } => e164.as_str(),
            Target::Agent { id, .. } => id.as_str(),
            Target::Key { name, .. } | Target::Account { name } => name,
        }
    }

    /// The org's account at that provider that it is in.
    pub fn account_at(&self, provider: Provider) -> Account {
        let source = match self {
            Target::Number { source, .. } | Target::Key { source, .. } => *source,
            Target::Account { .. } => NumberSource::Managed,
            Target::Agent { .. } => NumberSource::Byo,
        };
        Account::at(provider, source)
    }

    /// Its id at Vapi, as far as it was known.
    pub fn at_vapi(&self) -> Option<&str> {
        match self {
            Target::Number { vapi_phone_id: id, .. } | Target::Agent { assistant: id, .. } => id.as_deref(),
            Target::Key { .. } | Target::Account { .. } => None,
        }
    }

    /// Its id at Twilio, as far as it was known.
    pub fn at_twilio(&self) -> Option<&str> {
        match self {
            Target::Number { twilio_sid: id, .. } | Target::Key { sid: id, .. } => id.as_deref(),
            Target::Agent { .. } | Target::Account { .. } => None,
        }
    }
}

/// What was done, on which object of which provider. Kept after the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub action: Action,
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The provider's id of the object: `PN…` or a UUID.
    #[serde(default)]
    pub object: Option<String>,
    /// Who answered before, and does no more.
    #[serde(default)]
    pub was: Vec<Answerer>,
    /// Who answered the messages before, and does no more.
    #[serde(default)]
    pub messages_were: Option<Answerer>,
}

impl Receipt {
    /// Something that was done to no object.
    pub const fn bare(action: Action) -> Self {
        Self { action, provider: None, object: None, was: Vec::new(), messages_were: None }
    }

    pub fn of(action: Action, provider: Provider, object: &str) -> Self {
        Self::about(action, provider, Some(object.to_owned()))
    }

    pub const fn about(action: Action, provider: Provider, object: Option<String>) -> Self {
        Self { action, provider: Some(provider), object, was: Vec::new(), messages_were: None }
    }
}
