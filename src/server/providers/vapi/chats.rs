//! Conversations in writing with an assistant. Each turn is a chat that continues the one before.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Ask, VapiAuth, VapiClient};
use crate::{
    domain::{
        call::{Line, Speaker},
        problem::Problem,
    },
    server::providers::{
        call::{Call, CallCx, Safety},
        lenient::maybe,
    },
};

const CHATS: &str = "/chat";
/// The most that is kept of one answer: entries, and characters of each.
const MAX_LINES: usize = 12;
const MAX_TEXT: usize = 4000;

/// The answer to a turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    /// The id by which the next turn continues this one.
    pub id: String,
    /// What the assistant said, and the names of the tools that it used, in their order.
    pub lines: Vec<Line>,
    /// Millionths of a US dollar, where Vapi tells it.
    pub cost_micros: Option<i64>,
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    #[serde(default, deserialize_with = "maybe")]
    output: Vec<Value>,
    #[serde(default, deserialize_with = "maybe")]
    cost: Option<f64>,
}

impl From<Answer> for Chat {
    fn from(Answer { id, output, cost }: Answer) -> Self {
        let cost = cost.filter(|dollars| (0.0..1e6).contains(dollars));
        #[expect(clippy::cast_possible_truncation, reason = "it is within the bounds above")]
        let cost_micros = cost.map(|dollars| (dollars * 1e6).round() as i64);
        Self { id, lines: output.iter().flat_map(lines).take(MAX_LINES).collect(), cost_micros }
    }
}

/// What a message of the output says. What a tool answered is for the model, which says it in its own
/// words.
fn lines(message: &Value) -> Vec<Line> {
    if message["role"] != "assistant" {
        return Vec::new();
    }
    let line = |by, text: &str| Line { by, text: text.chars().take(MAX_TEXT).collect(), at: None };
    let calls = [&message["tool_calls"], &message["toolCalls"]].into_iter().find_map(Value::as_array);
    let names = calls.into_iter().flatten().filter_map(|call| call["function"]["name"].as_str());
    let said = [&message["content"], &message["refusal"]].into_iter().find_map(Value::as_str);
    let said = said.filter(|said| !said.trim().is_empty());
    said.map(|said| line(Speaker::Agent, said))
        .into_iter()
        .chain(names.map(|name| line(Speaker::Tool, name)))
        .collect()
}

impl VapiClient {
    /// Says something to an assistant, and waits for what it answers. Never repeated by itself: the
    /// assistant may have booked something on the way, and each answer costs.
    ///
    /// # Errors
    /// Fails with `GoneAt` where there is no such assistant or chat before.
    pub async fn chat(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        assistant: &str,
        previous: Option<&str>,
        said: &str,
    ) -> Result<Chat, Problem> {
        let link = self.link(auth).of_models();
        let ask = Ask::by(&link, cx, auth);
        let mut body = json!({ "assistantId": assistant, "input": said });
        if let Some(previous) = previous {
            body["previousChatId"] = json!(previous);
        }
        let request = ask.request(Method::POST, CHATS, &[])?.json(&body);
        let answer: Answer = ask.value(Call { template: CHATS, request, safety: Safety::Once }).await?;
        Ok(answer.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: Value) -> Chat {
        serde_json::from_value::<Answer>(answer).unwrap().into()
    }

    #[test]
    fn what_is_said_and_which_tools_are_used_is_read_in_both_spellings() {
        let call =
            json!({ "id": "t", "type": "function", "function": { "name": "book", "arguments": "{}" } });
        for calls in ["tool_calls", "toolCalls"] {
            let chat = read(json!({ "id": "c-1", "cost": 0.0012, "output": [
                { "role": "assistant", "content": "", calls: [call] },
                { "role": "tool", "tool_call_id": "t", "content": "Booked." },
                { "role": "assistant", "content": "It is booked." },
            ] }));
            let said: Vec<_> = chat.lines.iter().map(|line| (line.by, line.text.as_str())).collect();
            assert_eq!(said, [(Speaker::Tool, "book"), (Speaker::Agent, "It is booked.")]);
            assert_eq!((chat.id.as_str(), chat.cost_micros), ("c-1", Some(1200)));
        }
    }

    #[test]
    fn an_answer_of_any_shape_is_bounded() {
        let many: Vec<Value> =
            (0..99).map(|_| json!({ "role": "assistant", "content": "x".repeat(9000) })).collect();
        let chat = read(json!({ "id": "c", "output": many, "cost": -1.0 }));
        assert_eq!((chat.lines.len(), chat.cost_micros), (MAX_LINES, None));
        assert!(chat.lines.iter().all(|line| line.text.len() == MAX_TEXT));
        for odd in [json!({ "id": "c" }), json!({ "id": "c", "output": 7, "cost": "1" })] {
            assert_eq!(read(odd), Chat { id: "c".into(), lines: vec![], cost_micros: None });
        }
    }
}
