//! Keys of other providers that a Vapi organisation keeps, and bills nothing for.
//!
//! Vapi's guides use `/credential`, and its OpenAPI document of 10 December 2024 has it; the
//! documents before and after leave it out. It has no way to change one, and shows no key.

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::{
    client::{VapiAuth, VapiClient},
    pages,
};
use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{
        providers::{
            call::{Call, CallCx, Safety},
            lenient::text,
        },
        vault::secret::Secret,
    },
};

const LIST: &str = "/credential";
const ONE: &str = "/credential/{id}";

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VapiCredential {
    pub id: String,
    #[serde(default, deserialize_with = "text")]
    pub name: Option<String>,
}

impl VapiClient {
    /// All credentials of the organisation. One that was made while the list was read may be
    /// missing.
    pub async fn list_credentials(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
    ) -> Result<Vec<VapiCredential>, Problem> {
        pages::all(&self.ask(cx, auth), LIST).await
    }

    /// Gives Vapi an OpenAI key; `name` has at most 40 characters. Never repeated by itself: Vapi
    /// would make a second one.
    pub async fn create_credential(
        &self,
        cx: &CallCx,
        auth: &VapiAuth,
        name: &str,
        key: &Secret,
    ) -> Result<VapiCredential, Problem> {
        let ask = self.ask(cx, auth);
        let body = json!({ "provider": "openai", "apiKey": key.expose(), "name": name });
        let request = ask.request(Method::POST, LIST, &[])?.json(&body);
        ask.value(Call { template: LIST, request, safety: Safety::Once }).await
    }

    pub async fn has_credential(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::GET, ONE, &[id])?;
        let there = ask.value(Call { template: ONE, request, safety: Safety::Repeatable }).await;
        match there {
            Ok(VapiCredential { .. }) => Ok(true),
            Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => Ok(false),
            Err(problem) => Err(problem),
        }
    }

    /// Deletes a credential; returns `false` where it was not there any more.
    pub async fn delete_credential(&self, cx: &CallCx, auth: &VapiAuth, id: &str) -> Result<bool, Problem> {
        let ask = self.ask(cx, auth);
        let request = ask.request(Method::DELETE, ONE, &[id])?;
        ask.delete(Call { template: ONE, request, safety: Safety::Repeatable }).await
    }

    /// Whether Vapi lets this organisation keep no credentials, while it takes the key for the
    /// rest: what it says then is not documented.
    pub async fn offers_no_credentials(&self, cx: &CallCx, auth: &VapiAuth, problem: &Problem) -> bool {
        match problem.kind {
            ProblemKind::GoneAt(_) | ProblemKind::LacksRight(_) => true,
            ProblemKind::KeyRefused(_) | ProblemKind::PublicKey => self.check_key(cx, auth).await.is_ok(),
            _ => false,
        }
    }
}
