//! What Vapi sends, made safe to keep: JSON of any shape, without secrets and without what a
//! database does not take.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::server::{providers::without_lone_surrogates, vault::seal::hex};

/// Property names whose values are left out, wherever they stand, in lower case. With a number,
/// Vapi sends the account that it is in, its secret included; with an assistant, AVA's own.
const SECRETS: [&str; 13] = [
    "token",
    "secret",
    "apikey",
    "password",
    "authorization",
    "credential",
    "headers",
    "signature",
    "privatekey",
    "accesskey",
    "passphrase",
    "cookie",
    "jwt",
];
/// The ends of further names. Addresses open what they name to whoever has them: recordings, and the
/// control of a call; and what is called some key, such as `openAIKey`, is more often one than not.
const ENDS: [&str; 4] = ["url", "uri", "key", "pem"];
/// Ids, which open nothing.
const NO_SECRETS: [&str; 4] = ["credentialid", "credentialids", "tokens", "maxtokens"];

const LEFT_OUT: &str = "[left out]";
/// Characters of the type of an event.
const MAX_KIND: usize = 64;

/// Vapi's name of an event that asks for tools.
pub const TOOL_CALLS: &str = "tool-calls";

#[derive(Deserialize)]
struct Envelope {
    message: Named,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "type")]
    kind: String,
}

/// Whether somebody on the line waits for what an event asks for. Nothing else of it is kept in memory.
pub fn is_waited_for(body: &[u8]) -> bool {
    serde_json::from_slice::<Envelope>(body).is_ok_and(|event| event.message.kind == TOOL_CALLS)
}

/// An event to be stored.
pub struct Event {
    /// Vapi's name of it; empty where it has none.
    pub kind: String,
    pub vapi_call_id: Option<String>,
    /// The digest of all that it says: an event that comes twice has it twice.
    pub digest: String,
    pub message: Value,
    /// The message as it is stored.
    pub payload: String,
}

impl Event {
    pub fn read(body: &[u8]) -> Self {
        let whole = parsed(body);
        let message = match whole {
            Value::Object(mut whole) if whole.get("message").is_some_and(Value::is_object) => {
                whole.remove("message").unwrap_or_default()
            }
            other => other,
        };
        let message = clean(message);
        let kind = message["type"].as_str().unwrap_or_default();
        let id = message["call"]["id"].as_str().filter(|id| !id.is_empty() && id.len() <= 64);
        let payload = message.to_string();
        Self {
            kind: kind.chars().take(MAX_KIND).collect(),
            vapi_call_id: id.map(str::to_owned),
            digest: hex(&Sha256::digest(payload.as_bytes())),
            payload,
            message,
        }
    }
}

fn parsed(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    serde_json::from_str(&text)
        .or_else(|_| serde_json::from_str(&mended(&text)))
        // Where its secrets stand is not known, so that none of it is kept.
        .unwrap_or_else(|_| json!({ "unreadable": hex(&Sha256::digest(body)), "bytes": body.len() }))
}

/// The text without what JSON does not take in its strings: control characters as they are, and halves
/// of pairs.
fn mended(text: &str) -> String {
    let bare = |c: char| if c < ' ' { ' ' } else { c };
    without_lone_surrogates(&text.chars().map(bare).collect::<String>())
}

/// The value without secrets; a NUL, which PostgreSQL does not take, becomes U+FFFD.
fn clean(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "\u{fffd}")),
        Value::Array(items) => Value::Array(items.into_iter().map(clean).collect()),
        Value::Object(object) => {
            let kept = |(name, value): (String, Value)| {
                let value = if is_secret(&name, &value) { Value::from(LEFT_OUT) } else { clean(value) };
                (name.replace('\0', "\u{fffd}"), value)
            };
            Value::Object(object.into_iter().map(kept).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn is_secret(name: &str, value: &Value) -> bool {
    if value.is_null() || value.is_boolean() || value.is_number() {
        return false;
    }
    let name = name.to_lowercase().replace(['-', '_'], "");
    let secret = SECRETS.iter().any(|secret| name.contains(secret)) && !NO_SECRETS.contains(&&*name);
    secret || ENDS.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_left_out_wherever_they_stand() {
        let body = json!({ "message": {
            "type": "status-update",
            "call": { "id": "c-1", "monitor": { "listenUrl": "wss://x/s3cret" } },
            "phoneNumber": { "number": "+14155550142", "twilioAuthToken": "s3cret", "twilioApiSecret": "s3cret" },
            "assistant": { "server": { "url": "https://x/s3cret", "headers": { "X-Vapi-Secret": "s3cret" } },
                "credentials": [{ "apiKey": "s3cret" }], "model": { "maxTokens": 250 } },
            "artifact": { "presignedMonoUrl": "https://x/s3cret", "recording": { "mono": { "combinedUrl": "s3cret" } } },
        } });
        let event = Event::read(body.to_string().as_bytes());
        let kept = event.message.to_string();
        assert!(!kept.contains("s3cret"), "{kept}");
        assert_eq!(event.message["phoneNumber"]["number"], "+14155550142");
        assert_eq!(event.message["assistant"]["model"]["maxTokens"], 250);
        assert_eq!((event.kind.as_str(), event.vapi_call_id.as_deref()), ("status-update", Some("c-1")));
    }

    /// The names are those of Vapi's document, wherever somebody puts them.
    #[test]
    fn every_name_of_a_key_is_one() {
        for name in [
            "openAIKey",
            "ocpApimSubscriptionKey",
            "hmacAccessKey",
            "hmacSecret",
            "awsAccessKeyId",
            "secretAccessKey",
            "gcpKey",
            "privateKey",
            "authToken",
            "authPassword",
            "clientSecret",
            "pem",
            "key",
            "x-api-key",
            "Cookie",
        ] {
            let body = json!({ "message": { "type": "hang", "metadata": { name: "s3cret" } } });
            let kept = Event::read(body.to_string().as_bytes()).payload;
            assert!(!kept.contains("s3cret"), "{name}: {kept}");
        }
        let known = json!({ "keywords": ["a:1"], "endedReason": "b", "maxTokens": 250, "keypadInputPlan": { "c": 1 } });
        let body = json!({ "message": known });
        assert_eq!(Event::read(body.to_string().as_bytes()).message, known);
    }

    #[test]
    fn what_a_database_does_not_take_is_replaced_and_the_rest_is_kept() {
        let text =
            |body: &str| Event::read(body.as_bytes()).message["transcript"].as_str().map(str::to_owned);
        assert_eq!(text(r#"{"message":{"transcript":"a\u0000b"}}"#).as_deref(), Some("a\u{fffd}b"));
        assert_eq!(text(r#"{"message":{"transcript":"a\ud83d"}}"#).as_deref(), Some("a\u{fffd}"));
        assert_eq!(text(r#"{"message":{"transcript":"\ude00\ud83d\ude00"}}"#).as_deref(), Some("\u{fffd}😀"));
        assert_eq!(
            text(r#"{"message":{"transcript":"é\\ud83d\ud83d"}}"#).as_deref(),
            Some("é\\ud83d\u{fffd}")
        );
    }

    #[test]
    fn an_event_that_asks_for_a_tool_is_waited_for() {
        for (body, expected) in [
            (r#"{ "message": { "call": { "id": "c-1" }, "type": "tool-calls" }, "x": [1] }"#, true),
            (r#"{"message":{"type":"hang","assistant":{"serverMessages":["tool-calls"]}}}"#, false),
            (r#"{"message":{"type":7}}"#, false),
            (r#"{"type":"tool-calls"}"#, false),
            ("", false),
        ] {
            assert_eq!(is_waited_for(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn any_body_is_an_event() {
        for body in
            [&b""[..], b"{", b"[1]", b"null", b"\xff\xfe", br#"{"message":7}"#, br#"{"message":{"type":7}}"#]
        {
            let event = Event::read(body);
            assert_eq!((event.kind.as_str(), event.vapi_call_id), ("", None));
            assert_eq!(event.digest.len(), 64);
        }
        assert_ne!(Event::read(b"no json").digest, Event::read(b"no JSON").digest);
    }

    #[test]
    fn of_a_body_that_is_cut_off_or_too_deep_no_secret_is_kept() {
        let deep =
            format!(r#"{{"message":{{"secret":"s3cret","x":{}{}}}}}"#, "[".repeat(200), "]".repeat(200));
        for body in [r#"{"message":{"phoneNumber":{"twilioAuthToken":"s3cret"},"x""#, deep.as_str()] {
            let kept = Event::read(body.as_bytes()).message;
            assert_eq!(kept["bytes"], body.len(), "{kept}");
            assert!(!kept.to_string().contains("s3cret"), "{kept}");
        }
        let bare = Event::read(b"{\"message\":{\"type\":\"hang\",\"x\":\"a\nb\0\",\"secret\":\"s3cret\"}}");
        assert_eq!((bare.kind.as_str(), bare.message["x"].as_str()), ("hang", Some("a b ")));
        assert!(!bare.message.to_string().contains("s3cret"));
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        let digest = |at: u64| {
            let body = json!({ "message": { "type": "hang", "timestamp": at, "call": { "id": "c-1" } } });
            Event::read(body.to_string().as_bytes()).digest
        };
        assert_eq!(digest(1), digest(1));
        assert_ne!(digest(1), digest(2));
    }
}
