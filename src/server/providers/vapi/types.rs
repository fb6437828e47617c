//! What AVA reads of Vapi's answers, by name. Vapi returns Twilio secrets with
//! a phone number; no type here has a place for them.

use serde::{Deserialize, Deserializer};

use crate::{domain::phone::E164, server::providers::twilio::TwilioAuth};

/// An accepted key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// Vapi tells its organisation with a resource only: unknown while it has
    /// no assistant.
    pub vapi_org: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VapiNumber {
    pub id: String,
    /// E.164 for a Twilio number; other kinds may have none.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub twilio_account_sid: Option<String>,
    #[serde(default)]
    pub status: NumberStatus,
    #[serde(default)]
    pub assistant_id: Option<String>,
    #[serde(default)]
    pub squad_id: Option<String>,
    #[serde(default)]
    pub workflow_id: Option<String>,
    #[serde(default)]
    server: Option<Server>,
    /// Where calls are forwarded that nobody else answers, in Vapi's own words.
    #[serde(default, rename = "fallbackDestination", deserialize_with = "as_text")]
    pub forwards_to: Option<String>,
    /// One that acts while it rings, and so before whoever would answer.
    #[serde(default, rename = "hooks", deserialize_with = "rings")]
    pub has_ringing_hook: bool,
    #[serde(default)]
    pub name: Option<String>,
    /// Whether it takes the number's messages; not said, it does.
    #[serde(default)]
    pub sms_enabled: Option<bool>,
    /// Where the next page of a list begins.
    #[serde(default)]
    pub(super) created_at: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Server {
    #[serde(default)]
    url: Option<String>,
}

fn as_text<'de, D: Deserializer<'de>>(destination: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<serde_json::Value>::deserialize(destination)?.map(|destination| destination.to_string()))
}

fn rings<'de, D: Deserializer<'de>>(hooks: D) -> Result<bool, D::Error> {
    let hooks = Option::<Vec<serde_json::Value>>::deserialize(hooks)?.unwrap_or_default();
    Ok(hooks.iter().any(|hook| hook["on"] == "call.ringing"))
}

impl VapiNumber {
    /// Whom Vapi asks who answers, where nobody is set to.
    pub fn server_url(&self) -> Option<&str> {
        self.server.as_ref()?.url.as_deref().filter(|url| !url.is_empty())
    }

    pub fn takes_messages(&self) -> bool {
        self.sms_enabled != Some(false)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStatus {
    Active,
    Activating,
    Blocked,
    #[default]
    #[serde(other)]
    Unknown,
}

/// What of a number at Vapi decides who answers, where it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberField {
    Assistant,
    Squad,
    Workflow,
    Server,
    Forwarding,
}

impl NumberField {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Assistant => "assistantId",
            Self::Squad => "squadId",
            Self::Workflow => "workflowId",
            Self::Server => "server",
            Self::Forwarding => "fallbackDestination",
        }
    }
}

/// A Twilio number to import into Vapi.
#[derive(Clone, Debug)]
pub struct NewNumber<'a> {
    pub number: &'a E164,
    pub twilio: &'a TwilioAuth,
    pub assistant_id: Option<&'a str>,
    /// Whether Vapi takes over the number's messages as well.
    pub sms_enabled: bool,
    pub name: &'a str,
}

/// What an import ended in, where Vapi's answer is clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    Created(Box<VapiNumber>),
    /// In this organisation already, under this id.
    Exists(String),
    /// Vapi has been seen to say this of numbers of the same organisation, so
    /// look there before believing it.
    OtherOrg,
    /// The Twilio account that was named does not have it.
    NotFoundOnTwilio,
}
