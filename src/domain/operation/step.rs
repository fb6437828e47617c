//! A step of an operation: its state, its subject, and the receipt that it leaves.

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
    /// Whether the operation is past the step.
    pub const fn is_over(self) -> bool {
        matches!(self, StepState::Done | StepState::Skipped)
    }

    /// Whether it did not go through at its last attempt, or cannot be attempted.
    pub const fn is_stuck(self) -> bool {
        matches!(self, StepState::Failed | StepState::Retrying | StepState::Waiting)
    }
}

/// The subject of a step, by id and by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A number with its ids at the providers as they were known, since its row may change,
    /// or be released, before the step runs.
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
    /// API keys at Twilio, by the name that AVA gave them; `sid` is a key that is known to
    /// be there.
    Key {
        name: String,
        sid: Option<String>,
        #[serde(default)]
        source: NumberSource,
    },
    /// The org's account inside the operator's, by its name.
    Account { name: String },
    /// A key that Vapi keeps, by the name that AVA gave it; `at_vapi` is its id there, as far as it
    /// was known.
    Credential { name: String, at_vapi: Option<String> },
    /// The consent of a Google account, by its e-mail.
    Consent { account: String },
}

impl Target {
    /// The text by which operations on the same thing find each other.
    pub fn about(&self) -> &str {
        match self {
            Target::Number { e164, .. } => e164.as_str(),
            Target::Agent { id, .. } => id.as_str(),
            Target::Key { name, .. }
            | Target::Account { name }
            | Target::Credential { name, .. }
            | Target::Consent { account: name } => name,
        }
    }

    /// The name by which a person knows it.
    pub fn name(&self) -> &str {
        match self {
            Target::Agent { name, .. } => name,
            other => other.about(),
        }
    }

    /// The org's account at `provider` that the target is in.
    pub fn account_at(&self, provider: Provider) -> Account {
        let source = match self {
            Target::Number { source, .. } | Target::Key { source, .. } => *source,
            Target::Account { .. } => NumberSource::Managed,
            Target::Agent { .. } | Target::Credential { .. } | Target::Consent { .. } => NumberSource::Byo,
        };
        Account::at(provider, source)
    }

    /// The target's id at Vapi, as far as it was known.
    pub fn at_vapi(&self) -> Option<&str> {
        match self {
            Target::Number { vapi_phone_id: id, .. }
            | Target::Agent { assistant: id, .. }
            | Target::Credential { at_vapi: id, .. } => id.as_deref(),
            Target::Key { .. } | Target::Account { .. } | Target::Consent { .. } => None,
        }
    }

    /// The target's id at Twilio, as far as it was known.
    pub fn at_twilio(&self) -> Option<&str> {
        match self {
            Target::Number { twilio_sid: id, .. } | Target::Key { sid: id, .. } => id.as_deref(),
            Target::Agent { .. }
            | Target::Account { .. }
            | Target::Credential { .. }
            | Target::Consent { .. } => None,
        }
    }

    /// The account at Google that the target is of.
    pub fn at_google(&self) -> Option<&str> {
        match self {
            Target::Consent { account } => Some(account),
            Target::Number { .. }
            | Target::Agent { .. }
            | Target::Key { .. }
            | Target::Account { .. }
            | Target::Credential { .. } => None,
        }
    }
}

/// A record of what was done, on which object of which provider. Kept after the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub action: Action,
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The provider's id of the object: `PN…` or a UUID.
    #[serde(default)]
    pub object: Option<String>,
    /// The number of objects that it is about, where that is not one.
    #[serde(default)]
    pub count: Option<u32>,
    /// The former answerers, which answer no longer.
    #[serde(default)]
    pub was: Vec<Answerer>,
    /// The former answerer of the messages.
    #[serde(default)]
    pub messages_were: Option<Answerer>,
}

impl Receipt {
    /// A receipt without an object.
    pub const fn bare(action: Action) -> Self {
        Self { action, provider: None, object: None, count: None, was: Vec::new(), messages_were: None }
    }

    pub fn of(action: Action, provider: Provider, object: &str) -> Self {
        Self::about(action, provider, Some(object.to_owned()))
    }

    pub const fn about(action: Action, provider: Provider, object: Option<String>) -> Self {
        Self { action, provider: Some(provider), object, count: None, was: Vec::new(), messages_were: None }
    }
}
