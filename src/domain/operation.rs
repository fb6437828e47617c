//! Durable multi-step jobs, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    ids::{AgentId, OperationId},
    phone::E164,
    problem::Problem,
    provider::Provider,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Bring a Twilio number to Vapi, bind it to an agent, prove it.
    ImportNumber,
    /// Mirror an agent to its Vapi assistant.
    SyncAgent,
    /// Ask a provider again about a key that could not be checked.
    VerifyCredential,
}

impl OperationKind {
    pub const ALL: [OperationKind; 3] =
        [OperationKind::ImportNumber, OperationKind::SyncAgent, OperationKind::VerifyCredential];

    pub const fn code(self) -> &'static str {
        match self {
            OperationKind::ImportNumber => "import_number",
            OperationKind::SyncAgent => "sync_agent",
            OperationKind::VerifyCredential => "verify_credential",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The steps, in their order.
    pub const fn steps(self) -> &'static [StepKind] {
        match self {
            OperationKind::ImportNumber => &[
                StepKind::FindAtTwilio,
                StepKind::RememberWebhooks,
                StepKind::PlaceAtVapi,
                StepKind::BindAgent,
                StepKind::Prove,
            ],
            OperationKind::SyncAgent => &[StepKind::PlaceAssistant],
            OperationKind::VerifyCredential => &[StepKind::AskProvider],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    FindAtTwilio,
    RememberWebhooks,
    PlaceAtVapi,
    BindAgent,
    Prove,
    PlaceAssistant,
    AskProvider,
}

impl StepKind {
    pub const fn code(self) -> &'static str {
        match self {
            StepKind::FindAtTwilio => "find_at_twilio",
            StepKind::RememberWebhooks => "remember_webhooks",
            StepKind::PlaceAtVapi => "place_at_vapi",
            StepKind::BindAgent => "bind_agent",
            StepKind::Prove => "prove",
            StepKind::PlaceAssistant => "place_assistant",
            StepKind::AskProvider => "ask_provider",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        OperationKind::ALL.iter().flat_map(|kind| kind.steps()).copied().find(|step| step.code() == code)
    }
}

/// What a waiting operation waits for; the transaction that brings it wakes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    Vapi,
    Twilio,
    /// An agent that is in step at Vapi.
    Agent,
    /// A person's decision: the number is bound to another assistant.
    Takeover,
}

impl WaitingFor {
    pub const ALL: [WaitingFor; 4] =
        [WaitingFor::Vapi, WaitingFor::Twilio, WaitingFor::Agent, WaitingFor::Takeover];

    pub const fn code(self) -> &'static str {
        match self {
            WaitingFor::Vapi => "vapi",
            WaitingFor::Twilio => "twilio",
            WaitingFor::Agent => "agent",
            WaitingFor::Takeover => "takeover",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|thing| thing.code() == code)
    }
}

impl From<Provider> for WaitingFor {
    fn from(provider: Provider) -> Self {
        match provider {
            Provider::Vapi => WaitingFor::Vapi,
            Provider::Twilio => WaitingFor::Twilio,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// A worker has it, or will at once.
    Running,
    /// Will be tried again at `next_attempt_at`.
    Retrying,
    Waiting,
    Done,
    Failed,
    /// A person stopped it.
    Stopped,
}

impl OperationState {
    pub const ALL: [OperationState; 6] = [
        OperationState::Running,
        OperationState::Retrying,
        OperationState::Waiting,
        OperationState::Done,
        OperationState::Failed,
        OperationState::Stopped,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            OperationState::Running => "running",
            OperationState::Retrying => "retrying",
            OperationState::Waiting => "waiting",
            OperationState::Done => "done",
            OperationState::Failed => "failed",
            OperationState::Stopped => "stopped",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn is_open(self) -> bool {
        matches!(self, OperationState::Running | OperationState::Retrying | OperationState::Waiting)
    }
}

/// How an import ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// AVA made it at Vapi.
    Imported,
    /// It was at Vapi already, and is ours now.
    Adopted,
    /// It was at Vapi and bound to this agent already.
    AlreadyLinked,
    /// Taken over from another assistant, after asking.
    TakenOver,
}

impl ImportOutcome {
    pub const fn code(self) -> &'static str {
        match self {
            ImportOutcome::Imported => "imported",
            ImportOutcome::Adopted => "adopted",
            ImportOutcome::AlreadyLinked => "already_linked",
            ImportOutcome::TakenOver => "taken_over",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Imported, Self::Adopted, Self::AlreadyLinked, Self::TakenOver]
            .into_iter()
            .find(|outcome| outcome.code() == code)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    Todo,
    Running,
    Retrying,
    Waiting,
    Done,
    Skipped,
    Failed,
}

impl StepState {
    pub const ALL: [StepState; 7] = [
        StepState::Todo,
        StepState::Running,
        StepState::Retrying,
        StepState::Waiting,
        StepState::Done,
        StepState::Skipped,
        StepState::Failed,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            StepState::Todo => "todo",
            StepState::Running => "running",
            StepState::Retrying => "retrying",
            StepState::Waiting => "waiting",
            StepState::Done => "done",
            StepState::Skipped => "skipped",
            StepState::Failed => "failed",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What was done, on which object of which provider. Kept after the operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub action: Action,
    #[serde(default)]
    pub provider: Option<Provider>,
    /// The provider's id of the object: `PN…` or a UUID.
    #[serde(default)]
    pub object: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    FoundNumber,
    RememberedWebhooks,
    /// They pointed to Vapi already: what was there before is not known.
    WebhooksAlreadyVapi,
    CreatedNumber,
    AdoptedNumber,
    FoundLinked,
    BoundAgent,
    /// Created together with the binding.
    BoundAtCreation,
    Proved,
    CreatedAssistant,
    AdoptedAssistant,
    UpdatedAssistant,
    KeyAccepted,
    KeyRefused,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub kind: StepKind,
    pub state: StepState,
    pub attempts: u32,
    pub receipt: Option<Receipt>,
    pub problem: Option<Problem>,
    pub finished_at: Option<i64>,
}

/// What an operation is about, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Number(E164),
    Agent(AgentId, String),
    Credential(Provider),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationView {
    pub id: OperationId,
    pub kind: OperationKind,
    pub subject: Subject,
    pub state: OperationState,
    pub waiting_for: Option<WaitingFor>,
    pub outcome: Option<ImportOutcome>,
    /// The agent that an import binds, when chosen.
    pub agent: Option<String>,
    /// For `LinkedElsewhere`: what answers the number now, by name.
    pub linked_to: Option<String>,
    pub next_attempt_at: Option<i64>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub can_retry: bool,
    pub steps: Vec<StepView>,
    /// The request that started it: quote it when asking for help.
    pub correlation_id: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationPage {
    pub now: i64,
    pub operation: OperationView,
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationList {
    pub now: i64,
    pub operations: Vec<OperationView>,
    /// Pass it as `before` for the next page.
    pub next: Option<String>,
}
