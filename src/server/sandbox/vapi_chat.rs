//! Conversations in writing at Vapi: an assistant that repeats what it hears, and asks for a tool of its
//! where an appointment is spoken of.

use serde_json::{Value, json};

use super::vapi_api::{Outcome, bad_request, created, invalid, not_found};
use super::vapi_shape as shape;
use super::vapi_store::{Object, ObjectKind, VapiRegion, identity, merge, text};

/// The simulated price of a chat, in dollars.
const COST: f64 = 0.0012;
/// Words on which the assistant uses a tool, in lower case.
const APPOINTMENTS: [&str; 2] = ["appointment", "rendez-vous"];

pub(super) fn create(vapi: &mut VapiRegion, org_id: &str, body: &Object, at_ms: i64) -> Outcome {
    let wrong = shape::check("CreateChatDTO", body);
    if !wrong.is_empty() {
        return Err(invalid(wrong));
    }
    let (session, previous) = (text(body, "sessionId"), text(body, "previousChatId"));
    if session.is_some() && previous.is_some() {
        return Err(bad_request("sessionId and previousChatId are mutually exclusive".to_owned()));
    }
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    let before = match previous {
        Some(id) => Some(org.get(ObjectKind::Chat, id).ok_or_else(not_found)?),
        None => None,
    };
    let assistant_id = text(body, "assistantId").or_else(|| text(before?, "assistantId")).unwrap_or_default();
    let assistant = org.get(ObjectKind::Assistant, assistant_id).ok_or_else(|| {
        bad_request(format!("Couldn't Get Assistant. `assistantId` {assistant_id} Does Not Exist."))
    })?;
    let said = text(body, "input").unwrap_or_default();
    let heard = before.map(context).unwrap_or_default();
    let input = json!({ "role": "user", "content": said });
    let output = output(assistant, said, heard.len());
    let mut chat = identity(org_id, "chat", at_ms);
    merge(&mut chat, body);
    chat.insert("assistantId".to_owned(), json!(assistant_id));
    chat.insert("messages".to_owned(), heard.into_iter().chain([input]).collect());
    chat.insert("output".to_owned(), json!(output));
    chat.insert("cost".to_owned(), json!(COST));
    chat.insert("costs".to_owned(), json!([{ "type": "chat", "cost": COST }]));
    org.chats.push(chat.clone());
    Ok(created(chat))
}

/// Collects the messages up to the end of a chat.
fn context(chat: &Object) -> Vec<Value> {
    let part = |name: &str| chat.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    [part("messages"), part("output")].concat()
}

fn output(assistant: &Object, said: &str, heard: usize) -> Vec<Value> {
    let tool = assistant.get("model").and_then(|model| model["tools"][0]["function"]["name"].as_str());
    let lower = said.to_lowercase();
    let tool = tool.filter(|_| APPOINTMENTS.iter().any(|word| lower.contains(word)));
    let mut output = Vec::new();
    if let Some(tool) = tool {
        let id = format!("call_{heard}");
        let function = json!({ "name": tool, "arguments": "{}" });
        let call = json!({ "id": id, "type": "function", "function": function });
        output.push(json!({ "role": "assistant", "tool_calls": [call] }));
        output.push(json!({ "role": "tool", "tool_call_id": id, "content": "Done." }));
    }
    output.push(json!({ "role": "assistant", "content": format!("You said: {said}") }));
    output
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;

    const KEY: &str = "8b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";

    #[tokio::test]
    async fn a_chat_continues_the_one_before_and_no_other_organisations() {
        let probe = Probe::start().await;
        let tools = json!([{ "type": "function", "function": { "name": "book" } }]);
        let model = json!({ "provider": "openai", "model": "gpt-4o", "tools": tools });
        let (_, made) = probe.post("/vapi/assistant", KEY, json!({ "name": "A", "model": model })).await;
        let chat = async |body| probe.post("/vapi/chat", KEY, body).await;
        let (status, first) = chat(json!({ "assistantId": made["id"], "input": "Hello" })).await;
        assert_eq!((status, &first["output"][0]["content"]), (201, &json!("You said: Hello")));
        let next =
            json!({ "assistantId": made["id"], "input": "An appointment", "previousChatId": first["id"] });
        let (status, second) = chat(next.clone()).await;
        assert_eq!((status, second["messages"].as_array().map(Vec::len)), (201, Some(3)));
        assert_eq!(second["output"][0]["tool_calls"][0]["function"]["name"], "book");
        let stranger = "8b1f0c2e-7a54-4d0e-9c3d-1f2e3d4d0001";
        assert_eq!(probe.post("/vapi/chat", stranger, next).await.0, 404);
        for wrong in [
            json!({ "assistantId": made["id"] }),
            json!({ "assistantId": "nobody", "input": "Hello" }),
            json!({ "assistantId": made["id"], "input": "Hello", "more": 1 }),
            json!({ "previousChatId": first["id"], "sessionId": "s", "input": "Hello" }),
        ] {
            assert_eq!(chat(wrong.clone()).await.0, 400, "{wrong}");
        }
        let path = format!("/vapi/chat/{}", first["id"].as_str().expect("id"));
        assert_eq!(probe.get(&path, Some(KEY)).await.1, first);
        assert_eq!(probe.get(&path, Some(stranger)).await.0, 404);
        probe.stop().await;
    }
}
