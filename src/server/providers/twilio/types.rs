//! The properties that AVA reads of Twilio's answers. An account's answer holds its auth
//! token; no type here has a place for it.

use serde::Deserialize;

use crate::{
    domain::phone::E164,
    server::providers::lenient::{entries, maybe},
};

/// Accepted credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCheck {
    pub friendly_name: Option<String>,
    pub trial: bool,
}

#[derive(Deserialize)]
pub(super) struct Account {
    /// An answer without it names no account.
    pub sid: String,
    #[serde(default, deserialize_with = "maybe")]
    pub friendly_name: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    pub status: AccountStatus,
    #[serde(default, rename = "type", deserialize_with = "maybe")]
    pub kind: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum AccountStatus {
    Suspended,
    Closed,
    /// Active, or not said.
    #[default]
    #[serde(other)]
    Works,
}

/// A number of the account, and where Twilio sends its calls and messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwilioNumber {
    pub sid: String,
    pub e164: E164,
    pub friendly_name: Option<String>,
    pub voice: bool,
    pub voice_url: Option<String>,
    pub voice_method: Option<String>,
    pub sms_url: Option<String>,
    pub sms_method: Option<String>,
    pub status_callback: Option<String>,
    pub status_callback_method: Option<String>,
    /// A SIP trunk or TwiML application takes its calls, whatever `voice_url`.
    pub trunk_sid: Option<String>,
    pub voice_application_sid: Option<String>,
    /// A TwiML application takes its messages, whatever `sms_url`.
    pub sms_application_sid: Option<String>,
}

impl TwilioNumber {
    /// Whether calls go to neither address that AVA could set.
    pub fn is_on_trunk_or_app(&self) -> bool {
        self.trunk_sid.is_some() || self.voice_application_sid.is_some()
    }
}

/// Where calls, messages and the progress of calls go; see
/// [`set_webhooks`](super::TwilioClient::set_webhooks).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Webhooks<'a> {
    pub voice: Option<Webhook<'a>>,
    pub sms: Option<Webhook<'a>>,
    pub status: Option<Webhook<'a>>,
}

/// `method` is `GET` or `POST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Webhook<'a> {
    pub url: &'a str,
    pub method: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct NumberPage {
    #[serde(deserialize_with = "entries")]
    pub incoming_phone_numbers: Vec<NumberEntry>,
    #[serde(default, deserialize_with = "maybe")]
    pub next_page_uri: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct NumberEntry {
    sid: String,
    phone_number: String,
    #[serde(default, deserialize_with = "maybe")]
    friendly_name: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    capabilities: Capabilities,
    #[serde(default, deserialize_with = "maybe")]
    voice_url: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    voice_method: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    sms_url: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    sms_method: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    status_callback: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    status_callback_method: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    trunk_sid: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    voice_application_sid: Option<String>,
    #[serde(default, deserialize_with = "maybe")]
    sms_application_sid: Option<String>,
    /// The value `fax` where calls are taken for faxes, whatever the number could do.
    #[serde(default, deserialize_with = "maybe")]
    voice_receive_mode: Option<String>,
}

#[derive(Default, Deserialize)]
struct Capabilities {
    #[serde(default, deserialize_with = "maybe")]
    voice: Option<bool>,
}

impl NumberEntry {
    /// `None` for an entry that is no phone number that anybody could call.
    pub fn number(self) -> Option<TwilioNumber> {
        // Twilio writes "nothing" as null or as an empty text.
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        Some(TwilioNumber {
            e164: E164::parse(&self.phone_number).ok()?,
            sid: self.sid,
            friendly_name: some(self.friendly_name),
            // A capability that is not named is not denied: a call that nobody answers
            // would show it.
            voice: self.capabilities.voice != Some(false)
                && self.voice_receive_mode.as_deref() != Some("fax"),
            voice_url: some(self.voice_url),
            voice_method: some(self.voice_method),
            sms_url: some(self.sms_url),
            sms_method: some(self.sms_method),
            status_callback: some(self.status_callback),
            status_callback_method: some(self.status_callback_method),
            trunk_sid: some(self.trunk_sid),
            voice_application_sid: some(self.voice_application_sid),
            sms_application_sid: some(self.sms_application_sid),
        })
    }
}
