//! The tools that agents use during calls, of all features.

use futures::{FutureExt, future::BoxFuture};

use super::{
    appointments::assistant::{self, Use},
    calls::tools::{Tool, ToolCall},
    cx::Services,
};
use crate::domain::{assistant_tool::AssistantTool, problem::Problem};

pub const TOOLS: &[&dyn Tool] = &[
    &AssistantTool::CheckAvailability,
    &AssistantTool::BookAppointment,
    &AssistantTool::RescheduleAppointment,
    &AssistantTool::CancelAppointment,
    &AssistantTool::LookupContact,
];

impl Tool for AssistantTool {
    fn name(&self) -> &'static str {
        self.code()
    }

    fn call<'a>(
        &'a self,
        services: &'a Services,
        on: &'a ToolCall,
    ) -> BoxFuture<'a, Result<String, Problem>> {
        async move {
            let asked = Use {
                org: &on.org,
                id: &on.id,
                vapi_call: &on.vapi_call,
                call: on.call.as_ref(),
                agent: on.agent.as_ref(),
                caller: on.caller.as_ref(),
                at: on.at,
                arguments: &on.arguments,
            };
            assistant::answer(services, *self, &asked).await
        }
        .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_that_an_assistant_is_given_is_answered() {
        assert_eq!(
            TOOLS.iter().map(|tool| tool.name()).collect::<Vec<_>>(),
            AssistantTool::ALL.map(AssistantTool::code)
        );
    }
}
