//! What is left of a clean-up, as things that a person can do at the provider.

use serde::{Deserialize, Serialize};

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

/// The addresses that a number calls; none is an empty field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhooks {
    pub voice: Option<String>,
    pub sms: Option<String>,
    pub status: Option<String>,
}
