//! An assistant as Vapi has it.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{assistant_fields::field, body::LISTENED_TO};
use crate::domain::{
    agent::{AgentForm, Facet},
    ids::AgentId,
};

pub(super) type Object = Map<String, Value>;

/// Reading one fails only where it has no id.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub struct Assistant {
    pub id: String,
    pub name: Option<String>,
    pub org_id: Option<String>,
    /// All properties that Vapi shows of the assistant.
    shown: Value,
}

impl TryFrom<Value> for Assistant {
    type Error = &'static str;

    fn try_from(shown: Value) -> Result<Self, Self::Error> {
        let text = |name: &str| shown[name].as_str().map(str::to_owned);
        let id = text("id").ok_or("an assistant without an id")?;
        Ok(Self { id, name: text("name"), org_id: text("orgId"), shown })
    }
}

/// Custom tools and models may hold secrets: nothing of them is printed.
impl fmt::Debug for Assistant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assistant").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Assistant {
    /// `null` where Vapi shows nothing under that name.
    pub(super) fn property(&self, name: &str) -> &Value {
        &self.shown[name]
    }

    /// The id of the agent that the assistant says it mirrors.
    pub fn mirrors(&self) -> Option<&str> {
        self.property("metadata")["ava_agent_id"].as_str()
    }

    /// The server that its events go to; `None` where none is set.
    pub fn server_url(&self) -> Option<&str> {
        self.property("server")["url"].as_str().filter(|url| !url.is_empty())
    }

    /// Whether everything that AVA listens to goes to that address.
    pub fn tells(&self, url: &str) -> bool {
        let sent = self.property("serverMessages").as_array().map(Vec::as_slice).unwrap_or_default();
        self.server_url() == Some(url) && LISTENED_TO.iter().all(|kind| sent.iter().any(|sent| sent == kind))
    }

    pub(super) fn is_of(&self, agent: &AgentId) -> bool {
        self.mirrors() == Some(agent.as_str())
    }

    /// The properties that AVA keeps in step, as a form would have them. A value that AVA
    /// does not offer stands there as Vapi writes it.
    pub fn as_form(&self) -> AgentForm {
        let mut form = AgentForm::default();
        for facet in Facet::ALL {
            (field(facet).read)(&self.shown, &mut form);
        }
        form
    }
}

pub(super) fn is_system(message: &Value) -> bool {
    message["role"] == "system"
}
