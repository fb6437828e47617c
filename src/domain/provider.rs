//! The services an org connects. An enum, never a string: there is one Twilio.

use serde::{Deserialize, Serialize};

use super::codes::codes;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Vapi,
    Twilio,
}

impl Provider {
    pub const ALL: [Provider; 2] = [Provider::Vapi, Provider::Twilio];

    /// How it is stored, and how it stands in a URL.
    pub const fn code(self) -> &'static str {
        match self {
            Provider::Vapi => "vapi",
            Provider::Twilio => "twilio",
        }
    }

    /// Its own name, the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Provider::Vapi => "Vapi",
            Provider::Twilio => "Twilio",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.code() == code)
    }
}

codes! {
    /// Where a Vapi organisation lives: keys and resources belong to one region,
    /// and each has its own host (Vapi docs, SIP trunk guide).
    #[derive(Default)]
    pub enum VapiRegion {
        #[default]
        Us = "us",
        Eu = "eu",
    }
}
