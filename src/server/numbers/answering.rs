//! Reads who or what answers a number from its settings at Vapi and at Twilio; nothing else reads
//! those settings.

use sha2::{Digest, Sha256};
use url::Url;

use super::redacted_url::address;
use crate::{
    domain::{
        answerer::{Answerer, AnswererKind},
        provider::vapi::VapiRegion,
    },
    server::providers::{
        twilio::TwilioNumber,
        vapi::{VapiClient, VapiNumber},
    },
};

/// An answerer, told apart from all others: a person agrees to exactly this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stranger {
    pub answerer: Answerer,
    /// An assistant's id at Vapi; for any other answerer, its kind and its id.
    pub key: String,
}

impl Stranger {
    fn of(kind: AnswererKind, name: Option<String>, what: &str) -> Self {
        Self { key: format!("{}:{what}", kind.code()), answerer: Answerer { kind, name } }
    }

    /// An address may hold secrets: a digest tells it apart, and it is shown without them.
    fn at(kind: AnswererKind, url: &str) -> Self {
        let digest: String =
            Sha256::digest(url.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let shown = match kind {
            AnswererKind::Server => host(url),
            _ => address(url),
        };
        Self::of(kind, shown, &digest)
    }
}

/// Everything that is set up at Vapi to answer, in the order in which Vapi looks: only the first
/// answers, but a takeover takes the number from all. The server and the forwarding answer where
/// nothing else is set, and not beside it.
pub fn at_vapi(number: &VapiNumber) -> Vec<Stranger> {
    let mut found = Vec::new();
    if number.has_ringing_hook {
        found.push(Stranger::of(AnswererKind::Hook, None, "ringing"));
    }
    if let Some(id) = &number.assistant_id {
        let answerer = Answerer::nameless(AnswererKind::Assistant);
        found.push(Stranger { answerer, key: id.clone() });
    }
    for (kind, id) in [(AnswererKind::Squad, &number.squad_id), (AnswererKind::Workflow, &number.workflow_id)]
    {
        found.extend(id.as_ref().map(|id| Stranger::of(kind, Some(id.clone()), id)));
    }
    if number.assistant_id.is_some() || number.squad_id.is_some() || number.workflow_id.is_some() {
        return found;
    }
    found.extend(number.server_url().map(|url| Stranger::at(AnswererKind::Server, url)));
    if let Some(to) = &number.forwards_to {
        found.push(Stranger::of(AnswererKind::Forwarding, None, to));
    }
    found
}

/// The answerer that Twilio sends the calls to. A trunk and an application come before the address.
pub fn calls(number: &TwilioNumber, region: VapiRegion) -> Stranger {
    if let Some(sid) = &number.trunk_sid {
        return Stranger::of(AnswererKind::Trunk, None, sid);
    }
    if let Some(sid) = &number.voice_application_sid {
        return Stranger::of(AnswererKind::Application, None, sid);
    }
    reached_by(number.voice_url.as_deref(), VapiClient::inbound_webhook(region))
}

/// The answerer that Twilio sends the messages to; `service` is the messaging service that has the
/// number.
pub fn messages(number: &TwilioNumber, service: Option<&str>, region: VapiRegion) -> Stranger {
    let found = match (service, &number.sms_application_sid) {
        // The keys that a person agreed to are stored one a line.
        (Some(name), _) => {
            let line = name.replace(['\n', '\r'], " ");
            Stranger::of(AnswererKind::MessagingService, Some(name.to_owned()), &line)
        }
        (None, Some(sid)) => Stranger::of(AnswererKind::Application, None, sid),
        (None, None) => reached_by(number.sms_url.as_deref(), VapiClient::messages_webhook(region)),
    };
    of_messages(found)
}

/// An agreement to take calls from an address is no agreement to take messages from it.
fn of_messages(found: Stranger) -> Stranger {
    Stranger { key: format!("messages:{}", found.key), ..found }
}

/// The answerer at the address that a number's calls went to before AVA.
pub fn former(voice_url: &str) -> Answerer {
    reached_by(Some(voice_url), "").answerer
}

/// The answerer at the address that a number's messages went to before AVA.
pub fn former_messages(sms_url: &str) -> Stranger {
    of_messages(reached_by(Some(sms_url), ""))
}

fn reached_by(url: Option<&str>, vapi: &str) -> Stranger {
    let nobody = || Stranger::of(AnswererKind::Nobody, None, "");
    let Some(url) = url else { return nobody() };
    let Some(parsed) = Url::parse(url).ok() else { return Stranger::at(AnswererKind::Webhook, url) };
    // Vapi's address counts in any spelling: `HTTPS://API.VAPI.AI:443/…` is the same.
    if parsed.as_str() == vapi {
        return Stranger::of(AnswererKind::Vapi, None, "");
    }
    match parsed.host_str() {
        // A greeting, which Twilio's console sets on a number that it sells.
        Some("demo.twilio.com") => nobody(),
        // Each of Twilio's regions has a host of its own: `webhooks.dublin.ie1.twilio.com`.
        Some(host) if host.starts_with("webhooks.") && host.ends_with(".twilio.com") => match flow(&parsed) {
            Some(sid) => Stranger::of(AnswererKind::Flow, Some(sid.clone()), &sid),
            None => Stranger::at(AnswererKind::Webhook, url),
        },
        _ => Stranger::at(AnswererKind::Webhook, url),
    }
}

/// The SID of the flow in `/v1/Accounts/AC…/Flows/FW…`.
fn flow(url: &Url) -> Option<String> {
    let mut segments = url.path_segments()?.skip_while(|segment| *segment != "Flows").skip(1);
    segments.next().filter(|sid| sid.starts_with("FW")).map(str::to_owned)
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn there(settings: Value) -> Vec<AnswererKind> {
        let mut number = json!({ "id": "n", "number": "+14155550142" });
        for (name, value) in settings.as_object().unwrap() {
            number[name] = value.clone();
        }
        let number: VapiNumber = serde_json::from_value(number).unwrap();
        at_vapi(&number).into_iter().map(|found| found.answerer.kind).collect()
    }

    #[test]
    fn lesson_82_each_of_the_fields_that_answer_at_vapi_is_read() {
        use AnswererKind::{Assistant, Forwarding, Hook, Server, Squad, Workflow};
        for (settings, expected) in [
            (json!({}), vec![]),
            (json!({ "assistantId": "a" }), vec![Assistant]),
            (json!({ "squadId": "s" }), vec![Squad]),
            (json!({ "workflowId": "w" }), vec![Workflow]),
            (json!({ "server": { "url": "https://a.example/vapi" } }), vec![Server]),
            (json!({ "server": { "timeoutSeconds": 20 } }), vec![]),
            (
                json!({ "fallbackDestination": { "type": "number", "number": "+14155550100" } }),
                vec![Forwarding],
            ),
            (json!({ "hooks": [{ "on": "call.ringing", "do": [] }] }), vec![Hook]),
            (json!({ "hooks": [{ "on": "call.ending", "do": [] }] }), vec![]),
            (json!({ "assistantId": "a", "squadId": "s" }), vec![Assistant, Squad]),
            (json!({ "assistantId": "a", "server": { "url": "https://a.example" } }), vec![Assistant]),
            (json!({ "assistantId": null, "squadId": null, "server": null, "hooks": null }), vec![]),
            (
                json!({ "assistantId": "", "squadId": "", "workflowId": " ", "server": { "url": " " } }),
                vec![],
            ),
            (json!({ "assistantId": "", "squadId": "s" }), vec![Squad]),
            (json!({ "fallbackDestination": {} }), vec![]),
            (json!({ "fallbackDestination": { "type": null, "number": null } }), vec![]),
            (json!({ "fallbackDestination": "" }), vec![]),
            (json!({ "fallbackDestination": false }), vec![]),
        ] {
            assert_eq!(there(settings.clone()), expected, "{settings}");
        }
    }

    fn kind(url: &str) -> AnswererKind {
        reached_by(Some(url), VapiClient::inbound_webhook(VapiRegion::Us)).answerer.kind
    }

    #[test]
    fn lesson_82_what_stands_behind_a_webhook_is_told_by_its_address() {
        let flow = "https://webhooks.twilio.com/v1/Accounts/AC0/Flows/FW0";
        assert_eq!(kind(flow), AnswererKind::Flow);
        assert_eq!(former(flow).name.as_deref(), Some("FW0"));
        let in_ireland = "https://webhooks.dublin.ie1.twilio.com/v1/Accounts/AC0/Flows/FW0?edge=dublin";
        assert_eq!(kind(in_ireland), AnswererKind::Flow);
        for no_flow in [
            "https://webhooks.twilio.com.evil.example/v1/Accounts/AC0/Flows/FW0",
            "https://handler.twilio.com/twiml/EH0",
            "https://webhooks.twilio.com/v1/Accounts/AC0/Flows",
            "https://clinic-1234.twil.io/Flows/FW0",
        ] {
            assert_eq!(kind(no_flow), AnswererKind::Webhook, "{no_flow}");
        }
        assert_eq!(kind("https://webhooks.twilio.com/v1/other"), AnswererKind::Webhook);
        assert_eq!(kind("https://demo.twilio.com/welcome/voice/"), AnswererKind::Nobody);
        for vapis in ["https://api.vapi.ai", "HTTPS://API.Vapi.AI", " https://api.vapi.ai:443"] {
            assert_eq!(kind(&format!("{vapis}/twilio/inbound_call")), AnswererKind::Vapi, "{vapis}");
        }
        assert_eq!(kind("https://api.vapi.ai.evil.example/twilio/inbound_call"), AnswererKind::Webhook);
        assert_eq!(kind("https://api.eu.vapi.ai/twilio/inbound_call"), AnswererKind::Webhook);
        assert_eq!(kind("not an address"), AnswererKind::Webhook);
        assert_eq!(reached_by(None, "").answerer.kind, AnswererKind::Nobody);
    }

    #[test]
    fn two_addresses_are_two_and_neither_shows_its_secret() {
        let one = reached_by(Some("https://me:hush@a.example/voice?token=one"), "");
        let other = reached_by(Some("https://me:hush@a.example/voice?token=two"), "");
        assert_ne!(one.key, other.key);
        assert_eq!(one.answerer.name.as_deref(), Some("https://a.example/voice"));
        assert!(!format!("{one:?}{other:?}").contains("hush"));
    }

    #[test]
    fn an_agreement_about_calls_is_none_about_messages() {
        let calls = reached_by(Some("https://a.example/in"), "");
        let messages = former_messages("https://a.example/in");
        assert_eq!(calls.answerer, messages.answerer);
        assert_ne!(calls.key, messages.key);
    }
}
