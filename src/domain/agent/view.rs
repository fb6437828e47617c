//! Agents as pages show them.

use serde::{Deserialize, Serialize};

use super::AgentSpec;
use crate::domain::{
    codes::codes,
    ids::{AgentId, OperationId},
    problem::Problem,
};

codes! {
    /// The state of our row against Vapi's assistant.
    pub enum SyncState {
        /// The agent is saved here, and not at Vapi yet.
        Pending = "pending",
        Synced = "synced",
        Failed = "failed",
        /// Somebody changed the assistant at Vapi: a person decides.
        Conflict = "conflict",
        /// Somebody deleted the assistant at Vapi: a person decides.
        Gone = "gone",
    }
}

codes! {
    /// Where the assistant sends what happens in its calls, as it was last seen.
    pub enum HookState {
        /// Events go to AVA.
        Set = "set",
        /// Events go to a server that somebody else set, which AVA leaves there.
        Elsewhere = "elsewhere",
        /// Somebody took AVA's address out, or some of what is sent to it.
        Changed = "changed",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    pub id: AgentId,
    pub spec: AgentSpec,
    /// The last call ended since the voice was not to be had.
    pub voice_lost: bool,
    pub sync: SyncState,
    pub vapi_assistant_id: Option<String>,
    pub hook: Option<HookState>,
    pub updated_at: i64,
    /// The name of the person who saved the agent last.
    pub changed_by: String,
    /// Optimistic version: a form sends back the one that it was drawn from.
    pub version: i64,
    /// The latest operation that mirrors it.
    pub operation: Option<OperationId>,
    /// The problem that keeps the agent from being in step.
    pub problem: Option<Problem>,
    /// Numbers it answers, as people write them.
    pub numbers: Vec<String>,
}

/// One page of the list, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentsView {
    pub now: i64,
    pub vapi_connected: bool,
    pub agents: Vec<AgentView>,
    /// Pass it as `after` for the next page.
    pub next: Option<AgentId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentPageView {
    pub now: i64,
    pub agent: AgentView,
}
