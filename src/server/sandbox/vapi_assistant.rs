//! Vapi's assistants: what one may contain, creation and change. It must not
//! know the numbers that are bound to one.

use serde_json::Value;

use super::vapi_api::{Outcome, created, invalid, not_found, ok};
use super::vapi_shape::{self as shape, Checker};
use super::vapi_store::{Kind, Object, VapiRegion, identity, merge, text, touch};
use super::wire::Answer;

/// Longest text that fits nowhere else.
const MAX_MESSAGE: usize = 1000;

pub(super) fn create(vapi: &mut VapiRegion, org_id: &str, body: &Object, at_ms: i64) -> Outcome {
    refuse_bad(body)?;
    let mut assistant = identity(org_id, "assistant", at_ms);
    assistant.insert("isServerUrlSecretSet".to_owned(), Value::Bool(false));
    merge(&mut assistant, body);
    vapi.orgs.entry(org_id.to_owned()).or_default().assistants.push(assistant.clone());
    Ok(created(assistant))
}

/// Nested objects are replaced whole, so a partial one is refused like a new one.
pub(super) fn update(vapi: &mut VapiRegion, org_id: &str, id: &str, body: &Object, at_ms: i64) -> Outcome {
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    let index = org
        .list(Kind::Assistant)
        .iter()
        .position(|found| text(found, "id") == Some(id))
        .ok_or_else(not_found)?;
    refuse_bad(body)?;
    let assistant = &mut org.assistants[index];
    merge(assistant, body);
    touch(assistant, at_ms);
    Ok(ok(assistant.clone()))
}

fn refuse_bad(body: &Object) -> Result<(), Answer> {
    let mut check = Checker::new();
    check.known(body, "", shape::ASSISTANT);
    check.text(body, "", "name", 40);
    check.text(body, "", "firstMessage", usize::MAX);
    check.text(body, "", "voicemailMessage", MAX_MESSAGE);
    check.text(body, "", "endCallMessage", MAX_MESSAGE);
    check.one_of(body, "", "firstMessageMode", shape::FIRST_MESSAGE_MODES);
    check.number(body, "", "maxDurationSeconds", 10.0, 43_200.0);
    check.each_one_of(body, "serverMessages", shape::SERVER_MESSAGES);
    check.server(body);
    check.object(body, "metadata");
    model(&mut check, body);
    voice(&mut check, body);
    transcriber(&mut check, body);
    let messages = check.finish();
    if messages.is_empty() { Ok(()) } else { Err(invalid(messages)) }
}

/// Absent is as wrong as unknown, where a provider decides the rest.
fn provider(check: &mut Checker, object: &Object, at: &str, values: &str) {
    if text(object, "provider").is_some() {
        check.one_of(object, at, "provider", values);
    } else {
        check.say(format!("{at}provider must be one of the following values: {}", values.replace(' ', ", ")));
    }
}

fn model(check: &mut Checker, body: &Object) {
    let Some(model) = check.object(body, "model") else {
        return;
    };
    check.known(model, "model.", shape::MODEL);
    provider(check, model, "model.", shape::MODEL_PROVIDERS);
    if text(model, "provider") != Some("vapi") {
        check.required_text(model, "model.", "model");
    }
    check.number(model, "model.", "temperature", 0.0, 2.0);
    check.number(model, "model.", "maxTokens", 50.0, 10_000.0);
    match model.get("messages") {
        None | Some(Value::Null) => {}
        Some(Value::Array(messages)) => {
            if messages.iter().any(|message| message["role"].as_str().is_none()) {
                check.say("model.each value in messages.role must be a string".to_owned());
            }
        }
        Some(_) => check.say("model.messages must be an array".to_owned()),
    }
}

fn voice(check: &mut Checker, body: &Object) {
    let Some(voice) = check.object(body, "voice") else {
        return;
    };
    check.known(voice, "voice.", shape::VOICE);
    provider(check, voice, "voice.", shape::VOICE_PROVIDERS);
    if text(voice, "provider") != Some("custom-voice") {
        check.required_text(voice, "voice.", "voiceId");
    }
}

fn transcriber(check: &mut Checker, body: &Object) {
    let Some(transcriber) = check.object(body, "transcriber") else {
        return;
    };
    check.known(transcriber, "transcriber.", shape::TRANSCRIBER);
    provider(check, transcriber, "transcriber.", shape::TRANSCRIBER_PROVIDERS);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const KEY: &str = "6b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";

    #[tokio::test]
    async fn bad_assistants_are_refused_in_a_list_of_sentences() {
        let probe = Probe::start().await;
        let body = json!({
            "name": "x".repeat(41),
            "serverUrl": "https://example.com",
            "model": { "messages": [], "serverUrl": "x" },
            "server": { "url": "https://example.com", "secret": "s" },
        });
        let (status, answer) = probe.post("/vapi/assistant", KEY, body).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("Bad Request")));
        let said = answer["message"].as_array().expect("list");
        for sentence in [
            "property serverUrl should not exist",
            "name must be shorter than or equal to 40 characters",
            "model.property serverUrl should not exist",
            "model.model must be a string",
            "server.property secret should not exist",
        ] {
            assert!(said.contains(&json!(sentence)), "{sentence} in {said:?}");
        }
        probe.stop().await;
    }

    #[tokio::test]
    async fn a_change_keeps_the_rest_and_a_null_clears() {
        let probe = Probe::start().await;
        let body = json!({
            "name": "Reception",
            "firstMessage": "Hello",
            "model": { "provider": "openai", "model": "gpt-4o" },
        });
        let (_, made) = probe.post("/vapi/assistant", KEY, body).await;
        let path = format!("/vapi/assistant/{}", made["id"].as_str().expect("id"));
        let (status, changed) =
            probe.send("PATCH", &path, KEY, Some(json!({ "firstMessage": null, "name": "Desk" }))).await;
        assert_eq!((status, changed["name"].as_str()), (200, Some("Desk")));
        assert_eq!(changed.get("firstMessage"), None);
        assert_eq!(changed["model"], made["model"]);
        assert!(changed["updatedAt"].as_str() > changed["createdAt"].as_str());

        let partial = json!({ "model": { "temperature": 0.3 } });
        assert_eq!(probe.send("PATCH", &path, KEY, Some(partial)).await.0, 400);
        assert_eq!(probe.send("PATCH", &path, KEY, Some(json!({ "id": made["id"] }))).await.0, 400);
        let (status, gone) = probe.send("DELETE", &path, KEY, None).await;
        assert_eq!((status, &gone["id"]), (200, &made["id"]));
        let (status, body) = probe.get(&path, Some(KEY)).await;
        assert_eq!((status, &body["statusCode"]), (404, &json!(404)));
        probe.stop().await;
    }
}
