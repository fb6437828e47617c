//! The rules of Vapi's published document for requests, and Vapi's words for what breaks
//! them.
//!
//! `vapi_schema.json` holds the document's shapes without its words: the bodies of
//! assistants and Twilio numbers, with the models, voices and transcribers of every
//! service. Parts that lie deeper (tools, hooks, plans) are objects, or lists of them.
//! From `fern/apis/api/openapi.json` of VapiAI/docs, 18 August 2026, under the MIT
//! licence.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::vapi_store::Object;

static SHAPES: LazyLock<Map<String, Value>> =
    LazyLock::new(|| serde_json::from_str(include_str!("vapi_schema.json")).unwrap_or_default());

/// The faults of a body of the named shape; none where it conforms.
pub fn check(shape: &str, body: &Object) -> Vec<String> {
    let mut wrong = Vec::new();
    match SHAPES.get(shape) {
        Some(shape) => properties(shape, body, "", &mut wrong),
        None => wrong.push(format!("there is no shape {shape}")),
    }
    wrong
}

/// `at` is empty, or the path of the object with a dot behind it.
fn properties(shape: &Value, object: &Object, at: &str, wrong: &mut Vec<String>) {
    // The document says nothing of the object, or the schema does not look into it.
    let Some(known) = shape["properties"].as_object() else { return };
    for (name, value) in object {
        match known.get(name) {
            Some(shape) => fits(shape, value, at, name, wrong),
            None => wrong.push(format!("{at}property {name} should not exist")),
        }
    }
    for name in shape["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if let Some(shape) = known.get(name).filter(|_| !object.contains_key(name)) {
            let before = wrong.len();
            fits(shape, &Value::Null, at, name, wrong);
            // The property may be null, but not absent.
            if wrong.len() == before {
                wrong.push(format!("{at}{name} should not be undefined"));
            }
        }
    }
}

fn fits(shape: &Value, value: &Value, at: &str, name: &str, wrong: &mut Vec<String>) {
    let mut say = |what: String| wrong.push(format!("{at}{name} {what}"));
    if let Some(other) = shape["ref"].as_str().and_then(|other| SHAPES.get(other)) {
        return fits(other, value, at, name, wrong);
    }
    if value.is_null() && shape["nullable"] == true {
        return;
    }
    if let Some(shapes) = shape["oneOf"].as_array() {
        return one_of(shapes, value, at, name, wrong);
    }
    match (shape["type"].as_str(), value) {
        (Some("string"), Value::String(text)) => {
            if let Some(values) = shape["enum"].as_array().filter(|values| !values.contains(value)) {
                return say(listed(values));
            }
            if let Some(most) = shape["maxLength"].as_u64()
                && text.chars().count() as u64 > most
            {
                say(format!("must be shorter than or equal to {most} characters"));
            }
        }
        (Some("number"), Value::Number(number)) => {
            if let Some(values) = shape["enum"].as_array().filter(|values| !values.contains(value)) {
                return say(listed(values));
            }
            let number = number.as_f64().unwrap_or(f64::NAN);
            match (shape["minimum"].as_f64(), shape["maximum"].as_f64()) {
                (Some(least), _) if number < least => say(format!("must not be less than {least}")),
                (_, Some(most)) if number > most => say(format!("must not be greater than {most}")),
                _ => {}
            }
        }
        (Some("array"), Value::Array(items)) => {
            for item in items {
                let before = wrong.len();
                fits(&shape["items"], item, at, &format!("each value in {name}"), wrong);
                // One sentence is enough, however many entries break the rule.
                if wrong.len() > before {
                    break;
                }
            }
        }
        (Some("object"), Value::Object(nested)) => {
            properties(shape, nested, &format!("{at}{name}."), wrong);
        }
        (Some("boolean"), Value::Bool(_)) | (None, _) => {}
        (Some("string"), _) => say(match shape["enum"].as_array() {
            Some(values) => listed(values),
            None => "must be a string".to_owned(),
        }),
        (Some("number"), _) => say("must be a number conforming to the specified constraints".to_owned()),
        (Some("boolean"), _) => say("must be a boolean value".to_owned()),
        (Some(other), _) => say(format!("must be an {other}")),
    }
}

/// For objects, the provider tells which shape is meant.
fn one_of(shapes: &[Value], value: &Value, at: &str, name: &str, wrong: &mut Vec<String>) {
    let shapes: Vec<&Value> = shapes.iter().map(resolved).collect();
    let provider = |shape: &Value| shape["properties"]["provider"]["enum"].as_array().cloned();
    let providers: Vec<Value> = shapes.iter().filter_map(|shape| provider(shape)).flatten().collect();
    match value {
        Value::Object(object) if !providers.is_empty() => {
            let named = object.get("provider").unwrap_or(&Value::Null);
            let meant = |shape: &&&Value| provider(shape).is_some_and(|names| names.contains(named));
            match shapes.iter().find(meant) {
                Some(shape) => properties(shape, object, &format!("{at}{name}."), wrong),
                None => wrong.push(format!("{at}{name}.provider {}", listed(&providers))),
            }
        }
        _ => {
            let first_of = |shape: &&Value| {
                let mut said = Vec::new();
                fits(shape, value, at, name, &mut said);
                said
            };
            let said: Vec<Vec<String>> = shapes.iter().map(first_of).collect();
            if said.iter().all(|said| !said.is_empty()) {
                wrong.extend(said.into_iter().next().unwrap_or_default());
            }
        }
    }
}

fn resolved(shape: &Value) -> &Value {
    shape["ref"].as_str().and_then(|other| SHAPES.get(other)).unwrap_or(shape)
}

fn listed(values: &[Value]) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values: Vec<String> = values.iter().map(text).collect();
    format!("must be one of the following values: {}", values.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(shape: &str, body: Value) -> Vec<String> {
        check(shape, body.as_object().expect("object"))
    }

    #[test]
    fn every_shape_that_is_named_is_there() {
        assert!(SHAPES.len() > 50);
        for shape in ["CreateAssistantDTO", "UpdateAssistantDTO"] {
            for part in ["model", "voice", "transcriber"] {
                let shapes = SHAPES[shape]["properties"][part]["oneOf"].as_array().expect("list");
                assert!(shapes.iter().all(|shape| SHAPES.contains_key(shape["ref"].as_str().expect("ref"))));
            }
        }
    }

    #[test]
    fn lesson_79_what_the_document_does_not_allow_is_refused() {
        let openai = |more: Value| {
            let mut model = json!({ "provider": "openai", "model": "gpt-4.1" });
            model.as_object_mut().expect("object").extend(more.as_object().expect("object").clone());
            json!({ "model": model })
        };
        for (body, sentence) in [
            (json!({ "serverUrl": "x" }), "property serverUrl should not exist"),
            (json!({ "name": null }), "name must be a string"),
            (
                json!({ "firstMessageMode": "shout" }),
                "firstMessageMode must be one of the following values: ",
            ),
            (json!({ "maxDurationSeconds": 9 }), "maxDurationSeconds must not be less than 10"),
            (json!({ "endCallMessage": "x".repeat(1001) }), "endCallMessage must be shorter than"),
            (json!({ "metadata": [] }), "metadata must be an object"),
            (json!({ "model": {} }), "model.provider must be one of the following values: "),
            (
                json!({ "model": { "provider": "openai" } }),
                "model.model must be one of the following values: ",
            ),
            (openai(json!({ "model": "opus" })), "model.model must be one of the following values: "),
            (openai(json!({ "temperature": 2.1 })), "model.temperature must not be greater than 2"),
            (openai(json!({ "temperature": null })), "model.temperature must be a number"),
            (openai(json!({ "thinking": {} })), "model.property thinking should not exist"),
            (
                openai(json!({ "messages": [{ "role": "x", "content": "" }] })),
                "model.each value in messages.role",
            ),
            (openai(json!({ "messages": [{ "role": "user" }] })), "model.each value in messages.content"),
            (json!({ "voice": { "provider": "vapi" } }), "voice.voiceId must be a string"),
            (
                json!({ "voice": { "provider": "vapi", "voiceId": "Clara", "language": "French" } }),
                "voice.language must be one of",
            ),
            (
                json!({ "voice": { "provider": "deepgram", "voiceId": "nobody" } }),
                "voice.voiceId must be one of the following values: asteria",
            ),
            (
                json!({ "voice": { "provider": "vapi", "voiceId": "Clara", "stability": 1 } }),
                "voice.property stability should not exist",
            ),
            (
                json!({ "transcriber": { "provider": "deepgram", "language": "tlh" } }),
                "transcriber.language must be one of",
            ),
            (json!({ "server": { "secret": "s" } }), "server.property secret should not exist"),
        ] {
            let said = said("CreateAssistantDTO", body.clone());
            assert!(said.iter().any(|said| said.starts_with(sentence)), "{sentence} of {body}: {said:?}");
        }
    }

    #[test]
    fn what_the_document_allows_is_taken() {
        for body in [
            json!({}),
            json!({ "voice": { "provider": "vapi", "voiceId": "Clara", "version": "2", "language": "fr-FR" } }),
            json!({ "voice": { "provider": "vapi", "voiceId": "Clara", "version": 1 } }),
            json!({ "voice": { "provider": "11labs", "voiceId": "21m00Tcm4TlvDq8ikWAM" } }),
            json!({ "model": { "provider": "vapi" } }),
            json!({ "model": { "provider": "openai", "model": "gpt-4o", "messages": [
                { "role": "assistant", "content": null },
            ], "tools": [{ "type": "function" }] } }),
            json!({ "voicemailDetection": "off", "server": { "url": "https://clinic.example" } }),
        ] {
            assert_eq!(said("UpdateAssistantDTO", body.clone()), [""; 0], "{body}");
        }
        assert_eq!(
            said("CreateTwilioPhoneNumberDTO", json!({ "provider": "twilio", "number": "+1" })),
            ["twilioAccountSid must be a string"]
        );
    }
}
