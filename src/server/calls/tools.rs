//! The tools that an agent uses during a call: Vapi asks for one, and says its answer.

use futures::future::BoxFuture;
use serde_json::{Value, json};

use super::{events, repo, said::Said};
use crate::{
    domain::{
        call::CallId,
        ids::{AgentId, OrgId},
        locale::Locale,
        phone::E164,
        problem::Problem,
    },
    server::{cx::Services, vapi_hooks::Hook},
};

/// The tools that Vapi may ask for in one event.
const MAX_CALLS: usize = 16;

/// Something that an agent can do during a call.
pub trait Tool: Sync {
    /// The name of the function, as the assistant has it.
    fn name(&self) -> &'static str;

    /// Does it, and returns what the agent is told. Vapi may ask twice with the same
    /// [`ToolCall::id`]: the second answer is the first.
    ///
    /// # Errors
    /// Fails with a problem whose sentence the agent is told.
    fn call<'a>(&'a self, services: &'a Services, on: &'a ToolCall)
    -> BoxFuture<'a, Result<String, Problem>>;
}

/// A use of a tool, and the call in which it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    pub org: OrgId,
    /// Vapi's id of this use.
    pub id: String,
    pub name: String,
    pub arguments: Value,
    /// Vapi's id of the call; empty where it tells none.
    pub vapi_call: String,
    /// `None` where it is no call of the organisation's.
    pub call: Option<CallId>,
    pub caller: Option<E164>,
    pub agent: Option<AgentId>,
    /// When it was asked for, in milliseconds.
    pub at: i64,
}

/// Answers every use that an event asks for. Vapi reads an answer of status 200 alone, and of each
/// result one line.
///
/// # Errors
/// Fails as the database does.
pub async fn answer(
    services: &Services,
    tools: &[&dyn Tool],
    hook: &Hook,
    message: &Value,
) -> Result<Value, Problem> {
    let mut results = Vec::new();
    for on in asked(services, hook, message).await? {
        let answer = match tools.iter().find(|tool| tool.name() == on.name) {
            Some(tool) => tool.call(services, &on).await.map_err(|problem| problem.sentence(Locale::En)),
            None => Err("There is no such tool.".to_owned()),
        };
        let (key, text) = match answer {
            Ok(text) => ("result", text),
            Err(text) => ("error", text),
        };
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        results.push(json!({ "toolCallId": on.id, "name": on.name, key: line }));
    }
    Ok(json!({ "results": results }))
}

async fn asked(services: &Services, hook: &Hook, message: &Value) -> Result<Vec<ToolCall>, Problem> {
    let said = Said::by_event(message).unwrap_or_default();
    let mut tx = services.db.read(&hook.org).await?;
    let agent = repo::ours(&mut tx, &said).await?.agent.map(|(id, _)| id);
    let known = repo::id_at_vapi(&mut tx, &said.vapi_call_id).await?;
    drop(tx);
    let call = match known {
        None if !said.vapi_call_id.is_empty() => events::note(services, &hook.org, said.clone()).await?,
        known => known,
    };
    let uses = uses(message).into_iter().map(|(id, name, arguments)| ToolCall {
        org: hook.org.clone(),
        id,
        name,
        arguments,
        vapi_call: said.vapi_call_id.clone(),
        call: call.clone(),
        caller: said.caller.clone(),
        agent: agent.clone(),
        at: said.at.unwrap_or_else(|| services.clock.now_ms()),
    });
    Ok(uses.collect())
}

/// Id, name and arguments of each use: Vapi's document has the function in an object of its own and
/// its arguments as text, its pages have both beside the id.
fn uses(message: &Value) -> Vec<(String, String, Value)> {
    let listed = |name: &str| message[name].as_array().filter(|list| !list.is_empty());
    let Some(list) = listed("toolCallList").or_else(|| listed("toolCalls")) else { return Vec::new() };
    let read = |entry: &Value| {
        let function = &entry["function"];
        let name = [&function["name"], &entry["name"]].into_iter().find_map(Value::as_str)?;
        let given = [&function["arguments"], &entry["arguments"], &entry["parameters"]];
        let arguments = match given.into_iter().find(|value| !value.is_null()) {
            Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
            Some(other) => other.clone(),
            None => Value::Null,
        };
        Some((entry["id"].as_str()?.to_owned(), name.to_owned(), arguments))
    };
    list.iter().take(MAX_CALLS).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_use_are_read() {
        let expected = vec![("t-1".to_owned(), "find".to_owned(), json!({ "day": "monday" }))];
        for entry in [
            json!({ "id": "t-1", "type": "function", "function": { "name": "find", "arguments": "{\"day\":\"monday\"}" } }),
            json!({ "id": "t-1", "function": { "name": "find", "arguments": { "day": "monday" } } }),
            json!({ "id": "t-1", "name": "find", "parameters": { "day": "monday" } }),
        ] {
            assert_eq!(uses(&json!({ "toolCallList": [entry, { "name": "no id" }, 7] })), expected);
            assert_eq!(uses(&json!({ "toolCallList": [], "toolCalls": [entry] })), expected);
        }
        let odd = json!({ "toolCallList": [{ "id": "t", "name": "find", "arguments": "{" }] });
        assert_eq!(uses(&odd)[0].2, Value::Null);
        assert_eq!(uses(&json!({ "toolCallList": 7 })), []);
    }
}
