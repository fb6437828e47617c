//! The tools as Vapi has them in `model.tools`: functions that it asks the assistant's server for.

use serde_json::{Value, json};

use crate::domain::assistant_tool::AssistantTool;

/// All tools, as a model reads them.
pub(super) fn all() -> Vec<Value> {
    AssistantTool::ALL.into_iter().map(function).collect()
}

/// Whether an entry of `model.tools` is one of AVA's. One with a server of its own is somebody else's,
/// whatever it is called.
pub(super) fn is_ours(tool: &Value) -> bool {
    let is_named = name(tool).is_some_and(|name| AssistantTool::from_code(name).is_some());
    is_named && !tool["server"]["url"].is_string()
}

/// The name of the function that a tool is.
pub(super) fn name(tool: &Value) -> Option<&str> {
    tool["function"]["name"].as_str()
}

fn function(tool: AssistantTool) -> Value {
    let (description, parameters) = schema(tool);
    json!({
        "type": "function",
        "function": { "name": tool.code(), "description": description, "parameters": parameters },
    })
}

fn schema(tool: AssistantTool) -> (&'static str, Value) {
    let service = json!({
        "type": "string",
        "description": "The name of the service. Leave it out where there is only one.",
    });
    let date = json!({
        "type": "string",
        "description": "YYYY-MM-DD, or today, tomorrow, or an English weekday such as monday.",
    });
    let time =
        json!({ "type": "string", "description": "A free time of that day, as HH:MM on a 24-hour clock." });
    match tool {
        AssistantTool::CheckAvailability => (
            "Says what today's date is, which services there are, and which times are free on a day. Call it \
             before you offer any time.",
            json!({ "type": "object", "properties": { "service": service, "date": date } }),
        ),
        AssistantTool::BookAppointment => (
            "Books a free time for the caller, once they have agreed to it and told their name.",
            json!({
                "type": "object",
                "properties": {
                    "service": service,
                    "date": date,
                    "time": time,
                    "name": { "type": "string", "description": "Whom the appointment is for." },
                    "phone": {
                        "type": "string",
                        "description": "In international form, only where it is not the number they call from.",
                    },
                    "email": { "type": "string" },
                    "note": { "type": "string", "description": "What else the caller wants to be known." },
                },
                "required": ["date", "time", "name"],
            }),
        ),
        AssistantTool::RescheduleAppointment => (
            "Moves the next appointment of the caller, whom their number tells, to another free time.",
            json!({
                "type": "object",
                "properties": { "date": date, "time": time },
                "required": ["date", "time"],
            }),
        ),
        AssistantTool::CancelAppointment => (
            "Cancels the next appointment of the caller, whom their number tells, once they have confirmed it.",
            json!({ "type": "object", "properties": {} }),
        ),
        AssistantTool::LookupContact => (
            "Says who the caller is, by their number, and when their next appointment is.",
            json!({ "type": "object", "properties": {} }),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_a_function_with_a_schema_and_is_known_again() {
        let all = all();
        assert_eq!(all.len(), AssistantTool::ALL.len());
        for tool in &all {
            assert!(is_ours(tool));
            assert_eq!(tool["function"]["parameters"]["type"], "object");
            for required in tool["function"]["parameters"]["required"].as_array().into_iter().flatten() {
                let name = required.as_str().unwrap();
                assert!(tool["function"]["parameters"]["properties"][name].is_object(), "{name}");
            }
        }
        let theirs = json!({ "type": "function", "function": { "name": "transfer_to_desk" } });
        assert!(!is_ours(&theirs) && !is_ours(&json!({ "type": "endCall" })));
        let mut elsewhere = all[1].clone();
        elsewhere["server"] = json!({ "url": "https://crm.clinic.example/book" });
        assert!(!is_ours(&elsewhere));
        elsewhere["server"] = Value::Null;
        assert!(is_ours(&elsewhere), "as Vapi shows what was not set");
    }
}
