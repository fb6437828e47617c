//! The rest of a clean-up, as things that a person can do at the provider.

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
    /// `before` has the webhooks from before AVA came, if they are known.
    RestoreAtTwilio {
        e164: E164,
        object: Option<String>,
        before: Option<Webhooks>,
    },
    /// The number is billed until somebody does this.
    ReleaseAtTwilio {
        e164: E164,
        object: Option<String>,
    },
    /// `name` is the one that AVA gave the address.
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
    TakeKeyBack {
        name: String,
        object: Option<String>,
    },
    /// Vapi has a token for the number that is about to open nothing.
    ReturnToken {
        e164: E164,
        object: Option<String>,
    },
    /// Twilio has room for one second token.
    DeleteToken,
    RevokeConsent {
        account: String,
    },
}

/// Returns what a person does in place of a step; `None` if the step has another subject
/// than it should, or no person could do it.
pub type ByHand = fn(LeftStep<'_>) -> Option<ManualStep>;

/// A step that is left, with its subject.
pub struct LeftStep<'a> {
    pub target: &'a Target,
    /// The id of the subject at the step's provider, as far as it was known.
    pub object: Option<String>,
    /// The number's webhooks from before AVA came, if they are known.
    pub before: Option<Webhooks>,
}

/// The addresses that a number calls; `None` is an empty field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhooks {
    pub voice: Option<String>,
    pub sms: Option<String>,
    pub status: Option<String>,
}
