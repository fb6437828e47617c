//! Assistants: find, read, create, change.

use reqwest::Method;

use super::{
    assistant::Assistant,
    body::{self, Listener},
    client::{VapiAuth, VapiClient},
    overlay, pages,
};
use crate::{
    domain::{agent::AgentSpec, ids::AgentId, problem::Problem},
    server::providers::call::{Call, CallCx, Safety},
};

const LIST: &str = "/assistant";
const ONE: &str = "/assistant/{id}";

impl VapiClient {
    /// The assistant that was made for this agent. An error says nothing about
    /// whether there is one.
    pub async fn find_assistant(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        agent: &AgentId,
    ) -> Result<Option<Assistant>, Problem> {
        pages::find(&self.ask(cx, auth), LIST, |entry: &Assistant| entry.is_of(agent)).await
    }

    /// All assistants of the organisation. One that was made while the list was read may
    /// be missing.
    pub async fn list_assistants(&self, cx: &CallCx, auth: &VapiAuth) -> Result<Vec<Assistant>, Problem> {
        pages::all(&self.ask(cx, auth), LIST).await
    }

    pub async fn get_assistant(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<Assistant, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::GET, ONE, &[id])?;
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Makes an assistant. Never repeated by itself: Vapi would make a second one.
    pub async fn create_assistant(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        agent: &AgentId,
        spec: &AgentSpec,
        listener: Option<Listener<'_>>,
    ) -> Result<Assistant, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::POST, LIST, &[])?.json(&body::assistant(agent, spec, listener));
        ask.value(Call { template: LIST, request, safety: Safety::Once }).await
    }

    /// Sets the properties that AVA keeps, and leaves the rest as it is `there`.
    pub async fn update_assistant(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        there: &Assistant,
        agent: &AgentId,
        spec: &AgentSpec,
        listener: Option<Listener<'_>>,
    ) -> Result<Assistant, Problem> {
        let ask = self.ask(cx, auth);
        let change = overlay::over(body::assistant(agent, spec, listener), there);
        let request = ask.request(Method::PATCH, ONE, &[&there.id])?.json(&change);
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Has an assistant send its events to another address, and leaves everything else as it is.
    pub async fn tell_assistant(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        id: &str,
        listener: Listener<'_>,
    ) -> Result<Assistant, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::PATCH, ONE, &[id])?.json(&body::listener_body(listener));
        ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Deletes an assistant; returns `false` where it was not there any more.
    pub async fn delete_assistant(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::DELETE, ONE, &[id])?;
        ask.delete(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }
}
