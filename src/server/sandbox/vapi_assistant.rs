//! Vapi's assistants: their contents, creation and change. It must not know the numbers
//! that are bound to one.

use serde_json::Value;

use super::vapi_api::{Outcome, created, invalid, not_found, ok};
use super::vapi_shape as shape;
use super::vapi_store::{Object, ObjectKind, VapiRegion, identity, merge, text, touch};
use super::wire::Answer;

pub(super) fn create(vapi: &mut VapiRegion, org_id: &str, body: &Object, at_ms: i64) -> Outcome {
    refuse_bad("CreateAssistantDTO", body)?;
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
        .list(ObjectKind::Assistant)
        .iter()
        .position(|found| text(found, "id") == Some(id))
        .ok_or_else(not_found)?;
    refuse_bad("UpdateAssistantDTO", body)?;
    let assistant = &mut org.assistants[index];
    merge(assistant, body);
    touch(assistant, at_ms);
    Ok(ok(assistant.clone()))
}

/// Refuses a body by the document, and by the rules of the services behind Vapi.
fn refuse_bad(shape: &str, body: &Object) -> Result<(), Answer> {
    let mut wrong = shape::check(shape, body);
    wrong.extend(temperature(body));
    wrong.extend(generation(body));
    if wrong.is_empty() { Ok(()) } else { Err(invalid(wrong)) }
}

/// OpenAI's refusal of a temperature, for models that reason before they answer.
fn temperature(body: &Object) -> Option<String> {
    let model = body.get("model")?;
    let name = model["model"].as_str().filter(|_| model["provider"] == "openai")?;
    let base = name.split(':').find(|part| *part != "ft")?;
    let series = base.strip_prefix('o').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let reasons = series || base.starts_with("gpt-5") || base == "chat-latest" || base.starts_with("codex-");
    let given = model["temperature"].as_f64()?;
    let refused = reasons && (given - 1.0).abs() > f64::EPSILON;
    refused.then(|| {
        format!(
            "model.temperature does not support {given} with this model. Only the default (1) value is supported."
        )
    })
}

/// The refusal of Deepgram's voices that aura-2, which is meant where no model is named,
/// does not have.
fn generation(body: &Object) -> Option<String> {
    let voice = body.get("voice").filter(|voice| voice["provider"] == "deepgram")?;
    let id = voice["voiceId"].as_str()?;
    let former = ["stella", "perseus", "angus", "helios"].contains(&id);
    (former && voice["model"] != "aura").then(|| format!("voice.voiceId {id} is not a voice of aura-2"))
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
            "model": { "provider": "openai", "messages": [], "serverUrl": "x" },
            "server": { "url": "https://example.com", "secret": "s" },
        });
        let (status, answer) = probe.post("/vapi/assistant", KEY, body).await;
        assert_eq!((status, answer["error"].as_str()), (400, Some("Bad Request")));
        let said = answer["message"].as_array().expect("list");
        for sentence in [
            "property serverUrl should not exist",
            "name must be shorter than or equal to 40 characters",
            "model.property serverUrl should not exist",
            "server.property secret should not exist",
        ] {
            assert!(said.contains(&json!(sentence)), "{sentence} in {said:?}");
        }
        probe.stop().await;
    }

    #[tokio::test]
    async fn lesson_79_what_the_services_behind_vapi_refuse_is_refused() {
        let probe = Probe::start().await;
        let model = |name: &str, temperature: f64| json!({ "model": { "provider": "openai", "model": name, "temperature": temperature } });
        let voice = |id: &str, model: &str| json!({ "voice": { "provider": "deepgram", "voiceId": id, "model": model } });
        for (body, expected) in [
            (model("gpt-5.4-mini", 0.7), 400),
            (model("o3", 0.0), 400),
            (model("chat-latest", 0.7), 400),
            (model("ft:gpt-5-mini:clinic::0a1b", 0.2), 400),
            (model("gpt-5.4-mini", 1.0), 201),
            (model("gpt-4o", 0.7), 201),
            (voice("stella", "aura-2"), 400),
            (voice("stella", "aura"), 201),
            (voice("thalia", "aura-2"), 201),
            (json!({ "voice": { "provider": "deepgram", "voiceId": "helios" } }), 400),
        ] {
            let (status, said) = probe.post("/vapi/assistant", KEY, body.clone()).await;
            assert_eq!(status, expected, "{body}: {said}");
        }
        probe.stop().await;
    }

    #[tokio::test]
    async fn lesson_79_a_change_keeps_the_rest_and_takes_no_null() {
        let probe = Probe::start().await;
        let body = json!({
            "name": "Reception",
            "firstMessage": "Hello",
            "model": { "provider": "openai", "model": "gpt-4o" },
        });
        let (_, made) = probe.post("/vapi/assistant", KEY, body).await;
        let path = format!("/vapi/assistant/{}", made["id"].as_str().expect("id"));
        let (status, changed) =
            probe.send("PATCH", &path, KEY, Some(json!({ "firstMessage": "", "name": "Desk" }))).await;
        assert_eq!((status, changed["name"].as_str()), (200, Some("Desk")));
        assert_eq!(changed["firstMessage"], "");
        for name in ["firstMessage", "name", "model", "voice", "maxDurationSeconds", "metadata", "server"] {
            let (status, said) = probe.send("PATCH", &path, KEY, Some(json!({ name: null }))).await;
            assert_eq!(status, 400, "{name}: {said}");
        }
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
