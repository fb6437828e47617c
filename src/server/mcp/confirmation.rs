//! The confirmation of a person, without which a call that destroys has no effect.
//!
//! A confirmation is a signature of the call, which is good for ten minutes, and for no other call,
//! arguments or token. Nothing is stored, so that any node takes what another one gave.

use std::sync::Arc;

use rmcp::model::{
    CallToolResponse, CallToolResult, ContentBlock, ElicitRequest, ElicitRequestParams, ElicitResult,
    ElicitationAction, ElicitationSchema, InputRequest, InputRequests, InputRequiredResult, InputResponses,
    JsonObject,
};
use serde_json::{Value, json};

use crate::server::{api_tokens::Presented, cx::Services};

/// The time that a person has to agree.
const LASTS_MS: i64 = 10 * 60 * 1000;
/// The name of the question, and of its answer.
const QUESTION: &str = "confirm";

/// A call that has to be confirmed.
pub struct Confirmation<'a> {
    services: &'a Services,
    token: &'a str,
    tool: &'static str,
    /// The arguments, with their names in order.
    arguments: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Yes,
    No,
    NotYet,
}

impl<'a> Confirmation<'a> {
    pub fn of(
        services: &'a Services,
        presented: &'a Arc<Presented>,
        tool: &'static str,
        arguments: &JsonObject,
    ) -> Self {
        let arguments = Value::Object(arguments.clone()).to_string();
        Self { services, token: presented.id().as_str(), tool, arguments }
    }

    /// What a call says of itself: by the argument, or by the answer to the question together with the
    /// state that the question came with.
    pub fn read(
        &self,
        given: Option<&Value>,
        answers: Option<&InputResponses>,
        state: Option<String>,
    ) -> Confirmed {
        if let Some(answer) = answers.and_then(|answers| answers.get(QUESTION)) {
            return match serde_json::from_value::<ElicitResult>(answer.clone()) {
                Ok(answer) if agrees(&answer) => self.checked(state.as_deref()),
                Ok(_) => Confirmed::No,
                Err(_) => Confirmed::NotYet,
            };
        }
        self.checked(given.and_then(Value::as_str))
    }

    fn checked(&self, given: Option<&str>) -> Confirmed {
        let is_good = |given: &str| {
            let (until, signature) = given.split_once('-')?;
            let is_over = until.parse::<i64>().ok()? <= self.services.clock.now_ms();
            let call = [self.token, self.tool, self.arguments.as_str(), until];
            Some(!is_over && self.services.audit_key.is_confirmation(&call, signature))
        };
        if given.and_then(is_good) == Some(true) { Confirmed::Yes } else { Confirmed::NotYet }
    }

    fn made(&self) -> String {
        let until = self.services.clock.now_ms().saturating_add(LASTS_MS).to_string();
        let signature = self.services.audit_key.confirmation(&[
            self.token,
            self.tool,
            self.arguments.as_str(),
            until.as_str(),
        ]);
        format!("{until}-{signature}")
    }

    /// Asks whether what is shown is to be destroyed.
    pub fn ask(&self, asks: &str, what: &Value, can_ask: bool) -> CallToolResponse {
        let made = self.made();
        if can_ask {
            let described = described(what);
            let message =
                if described.is_empty() { asks.to_owned() } else { format!("{asks}\n\n{described}") };
            let schema = ElicitationSchema::builder()
                .required_bool_with(QUESTION, |field| field.title("Yes, go ahead").with_default(false))
                .build();
            if let Ok(requested_schema) = schema {
                let params =
                    ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema };
                let question = InputRequest::Elicitation(ElicitRequest::new(params));
                let questions = InputRequests::from([(QUESTION.to_owned(), question)]);
                return InputRequiredResult::new(Some(questions), Some(made)).into();
            }
        }
        let answer = json!({
            "code": "confirmation_needed",
            "detail": format!(
                "Nothing was done yet. {asks} Show the person whom you work for what it is about, and call \
                 again with the same arguments and this `confirmation` if they agree."
            ),
            "confirmation": made,
            "about": what,
        });
        // An error in text, since the answer is not what the tool promises once it has done its work.
        CallToolResult::error(vec![ContentBlock::text(answer.to_string())]).into()
    }
}

fn agrees(answer: &ElicitResult) -> bool {
    answer.action == ElicitationAction::Accept
        && answer.content.as_ref().is_some_and(|content| content[QUESTION] == true)
}

/// An object in lines for a person: what is plain in it.
fn described(what: &Value) -> String {
    let fields = what.as_object().into_iter().flatten();
    let lines = fields.filter_map(|(name, value)| match value {
        Value::String(text) if !text.is_empty() => Some(format!("{name}: {text}")),
        Value::Number(number) => Some(format!("{name}: {number}")),
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_person_who_ticks_the_box_agrees() {
        let answer = |action, content: Value| {
            let answer = ElicitResult::new(action);
            agrees(&answer.with_content(content))
        };
        assert!(answer(ElicitationAction::Accept, json!({ "confirm": true })));
        assert!(!answer(ElicitationAction::Accept, json!({ "confirm": false })));
        assert!(!answer(ElicitationAction::Accept, json!({ "confirm": "true" })));
        assert!(!answer(ElicitationAction::Decline, json!({ "confirm": true })));
        assert!(!answer(ElicitationAction::Cancel, json!({})));
    }

    #[test]
    fn a_person_is_shown_what_is_plain() {
        let what =
            json!({ "id": "1", "name": "Ana", "minutes": 30, "note": "", "of": { "id": "2" }, "at": null });
        assert_eq!(described(&what), "id: 1\nminutes: 30\nname: Ana");
    }
}
