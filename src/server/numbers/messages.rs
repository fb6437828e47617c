//! The destination of a number's messages, where Vapi is to have them.

use std::collections::HashMap;

use super::{answering, findings::Found, repo::Number};
use crate::{
    domain::{answerer::AnswererKind, drift::FindingKind, provider::vapi::VapiRegion},
    server::providers::{twilio::TwilioNumber, vapi::VapiNumber},
};

/// The difference, if the messages go elsewhere. `services` has the numbers whose messages a
/// messaging service takes, by SID.
pub fn elsewhere(
    number: &Number,
    at_vapi: &VapiNumber,
    at_twilio: &TwilioNumber,
    services: &HashMap<String, String>,
    region: VapiRegion,
) -> Option<Found> {
    if !number.sms_enabled || !at_vapi.takes_messages() {
        return None;
    }
    let service = services.get(&at_twilio.sid).map(String::as_str);
    let messages = answering::messages(at_twilio, service, region);
    let kind = messages.answerer.kind;
    // Vapi can get messages from an address only where its former value is known.
    let counts = number.before_image.is_some() || !kind.can_be_replaced();
    if kind == AnswererKind::Vapi || !counts {
        return None;
    }
    Some(Found::elsewhere(number, FindingKind::MessagesChanged, messages))
}
