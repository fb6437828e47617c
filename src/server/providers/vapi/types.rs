//! The properties that AVA reads of Vapi's answers. Vapi may return Twilio secrets with a
//! phone number; no type here has a place for them, only for their fingerprints.

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::{
    domain::phone::E164,
    server::providers::{
        coalesce::fingerprint,
        lenient::{maybe, text},
        twilio::TwilioAuth,
    },
};

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
    #[serde(default, deserialize_with = "text")]
    pub number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub twilio_account_sid: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    pub status: NumberStatus,
    #[serde(default, deserialize_with = "text")]
    pub assistant_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub squad_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub workflow_id: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    server: Option<Server>,
    /// The destination of calls that nobody else answers, in Vapi's own words.
    #[serde(default, rename = "fallbackDestination", deserialize_with = "as_text")]
    pub forwards_to: Option<String>,
    /// Whether a hook acts while it rings, and so before anybody could answer.
    #[serde(default, rename = "hooks", deserialize_with = "rings")]
    pub has_ringing_hook: bool,
    #[serde(default, deserialize_with = "text")]
    pub name: Option<String>,
    /// Whether Vapi takes the number's messages; it does where this is absent.
    #[serde(default, deserialize_with = "maybe")]
    pub sms_enabled: Option<bool>,
    #[serde(default, rename = "twilioAuthToken", deserialize_with = "fingerprinted")]
    token: Option<[u8; 32]>,
    #[serde(default, rename = "twilioApiKey", deserialize_with = "maybe")]
    api_key: Option<String>,
    #[serde(default, rename = "twilioApiSecret", deserialize_with = "fingerprinted")]
    api_secret: Option<[u8; 32]>,
}

fn fingerprinted<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[u8; 32]>, D::Error> {
    let shown: Option<String> = maybe(from)?;
    Ok(shown.filter(|shown| !shown.is_empty()).map(|shown| fingerprint(&[&shown])))
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Server {
    #[serde(default, deserialize_with = "text")]
    url: Option<String>,
}

fn as_text<'de, D: Deserializer<'de>>(destination: D) -> Result<Option<String>, D::Error> {
    let destination: Map<String, Value> = maybe(destination)?;
    let leads_somewhere = destination.values().any(|value| !value.is_null());
    Ok(leads_somewhere.then(|| Value::Object(destination).to_string()))
}

fn rings<'de, D: Deserializer<'de>>(hooks: D) -> Result<bool, D::Error> {
    let hooks: Vec<Value> = maybe(hooks)?;
    Ok(hooks.iter().any(|hook| hook["on"] == "call.ringing"))
}

impl VapiNumber {
    /// The number, however Vapi writes it: as somebody once typed it there.
    pub fn e164(&self) -> Option<E164> {
        E164::parse(self.number.as_deref()?).ok()
    }

    /// The server that Vapi asks who answers, where nobody is set to.
    pub fn server_url(&self) -> Option<&str> {
        self.server.as_ref()?.url.as_deref()
    }

    /// Whether the number may work: Vapi need not state its status.
    pub fn is_active(&self) -> bool {
        matches!(self.status, NumberStatus::Active | NumberStatus::Unsaid)
    }

    /// Whether Vapi holds this credential to sign in to Twilio with. `None` where it
    /// shows nothing of it, as its document allows.
    pub fn holds(&self, twilio: &TwilioAuth) -> Option<bool> {
        match &twilio.api_key {
            None => self.token.map(|shown| shown == fingerprint(&[twilio.auth_token.expose()])),
            Some((sid, secret)) => {
                let same = self.api_secret.is_none_or(|shown| shown == fingerprint(&[secret.expose()]));
                self.api_key.as_ref().map(|shown| shown == sid && same)
            }
        }
    }

    /// Whether Vapi holds an Auth Token, which it signs in with whatever key stands
    /// beside it. `None` where it shows neither.
    pub fn holds_a_token(&self) -> Option<bool> {
        match (&self.token, &self.api_key) {
            (Some(_), _) => Some(true),
            (None, Some(_)) => Some(false),
            (None, None) => None,
        }
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
    /// Absent or `null`, as Vapi's document lets it be.
    #[default]
    #[serde(skip)]
    Unsaid,
    /// A status that the document does not have.
    #[serde(other)]
    Unknown,
}

/// A property of a number at Vapi that decides who answers, where it is set.
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

/// The outcome of an import, where Vapi's answer is clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreateOutcome {
    Created(Box<VapiNumber>),
    /// The number is in this organisation already, under this id.
    Exists(String),
    /// Vapi has been seen to say this of numbers of the same organisation, so
    /// look there before believing it.
    OtherOrg,
    /// The Twilio account that was named does not have the number.
    NotFoundOnTwilio,
}
