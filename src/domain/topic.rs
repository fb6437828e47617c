//! What a live event is about: a page re-reads what it shows of these.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Integrations,
    Agents,
    Numbers,
    Operations,
}

impl Topic {
    pub const ALL: [Topic; 4] = [Topic::Integrations, Topic::Agents, Topic::Numbers, Topic::Operations];

    pub const fn code(self) -> &'static str {
        match self {
            Topic::Integrations => "integrations",
            Topic::Agents => "agents",
            Topic::Numbers => "numbers",
            Topic::Operations => "operations",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.code() == code)
    }
}
