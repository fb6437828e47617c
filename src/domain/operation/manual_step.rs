//! What is left of a clean-up, as things that a person can do at the provider.

use serde::{Deserialize, Serialize};

use super::Target;
use crate::domain::phone::E164;

/// `object` is the provider's id of the thing, where it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManualStep {
    RemoveAtVapi {
        e164: E164,
        object: Option<String>,
    },
    /// `before` is what was there before AVA came, where that is known.
    RestoreAtTwilio {
        e164: E164,
        object: Option<String>,
        before: Option<Webhooks>,
    },
    /// Billed until somebody does.
    ReleaseAtTwilio {
        e164: E164,
        object: Option<String>,
    },
    /// `name` is the one that AVA gave it.
    DeleteAddress {
        e164: E164,
        name: String,
    },
    UnbindAtVapi {
        e164: E164,
        object: Option<String>,
    },
    DeleteAssistant {
        name: String,
        object: Option<String>,
    },
    RevokeKey {
        name: String,
        object: Option<String>,
    },
}

/// What a person does in place of a step. `None` where the step is about something else
/// than it should be, or is nothing that a person could do.
pub type ByHand = fn(LeftStep<'_>) -> Option<ManualStep>;

/// What a step that is left is about.
pub struct LeftStep<'a> {
    pub target: &'a Target,
    /// The id of it at the step's provider, as far as it was known.
    pub object: Option<String>,
    /// What the number called before AVA came, where that is known.
    pub before: Option<Webhooks>,
}

/// The addresses that a number calls; none is an empty field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhooks {
    pub voice: Option<String>,
    pub sms: Option<String>,
    pub status: Option<String>,
}
