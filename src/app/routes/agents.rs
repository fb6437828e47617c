//! The pages of [`Area::Agents`](crate::domain::area::Area::Agents).

use leptos::prelude::*;

use crate::app::{
    agents::{AgentPage, AgentsPage, ConflictPage, DeleteAgentPage, NewAgentPage},
    numbers::{
        BuyNumberPage, FindNumberPage, NumberPage, NumbersPage, ReleaseNumberPage, RemoveNumberPage,
        SwitchNumbersPage,
    },
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AgentsPlace {
    Agents,
    NewAgent,
    Agent(String),
    DeleteAgent(String),
    Conflict(String),
    Numbers,
    FindNumber,
    BuyNumber,
    Number(String),
    RemoveNumber(String),
    ReleaseNumber(String),
    SwitchNumbers,
}

impl AgentsPlace {
    pub(super) fn at(segments: &[&str]) -> Option<Self> {
        Some(match *segments {
            ["dashboard", "agents"] => Self::Agents,
            ["dashboard", "agents", "new"] => Self::NewAgent,
            ["dashboard", "agents", id] => Self::Agent(id.to_owned()),
            ["dashboard", "agents", id, "delete"] => Self::DeleteAgent(id.to_owned()),
            ["dashboard", "agents", id, "conflict"] => Self::Conflict(id.to_owned()),
            ["dashboard", "numbers"] => Self::Numbers,
            ["dashboard", "numbers", "buy"] => Self::FindNumber,
            ["dashboard", "numbers", "buy", "confirm"] => Self::BuyNumber,
            ["dashboard", "numbers", id] => Self::Number(id.to_owned()),
            ["dashboard", "numbers", id, "remove"] => Self::RemoveNumber(id.to_owned()),
            ["dashboard", "numbers", id, "release"] => Self::ReleaseNumber(id.to_owned()),
            ["dashboard", "integrations", "twilio", "switch"] => Self::SwitchNumbers,
            _ => return None,
        })
    }

    pub(super) fn page(self) -> AnyView {
        match self {
            Self::Agents => view! { <AgentsPage/> }.into_any(),
            Self::NewAgent => view! { <NewAgentPage/> }.into_any(),
            Self::Agent(id) => view! { <AgentPage id=id/> }.into_any(),
            Self::DeleteAgent(id) => view! { <DeleteAgentPage id=id/> }.into_any(),
            Self::Conflict(id) => view! { <ConflictPage id=id/> }.into_any(),
            Self::Numbers => view! { <NumbersPage/> }.into_any(),
            Self::FindNumber => view! { <FindNumberPage/> }.into_any(),
            Self::BuyNumber => view! { <BuyNumberPage/> }.into_any(),
            Self::Number(id) => view! { <NumberPage id=id/> }.into_any(),
            Self::RemoveNumber(id) => view! { <RemoveNumberPage id=id/> }.into_any(),
            Self::ReleaseNumber(id) => view! { <ReleaseNumberPage id=id/> }.into_any(),
            Self::SwitchNumbers => view! { <SwitchNumbersPage/> }.into_any(),
        }
    }
}
