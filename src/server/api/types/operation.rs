//! Operations: durable work in several steps.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ProblemCode, Time};
use crate::domain::{
    answerer::{Answerer, AnswererKind},
    ids::{AgentId, OperationId},
    operation::{
        ImportOutcome, OperationKind, OperationState, OperationView, StepKind, StepState, StepView, Subject,
    },
    phone::E164,
    provider::Provider,
};

/// Work that goes on by itself, across restarts, until it is done or somebody is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Operation {
    pub id: OperationId,
    pub kind: OperationKind,
    pub state: OperationState,
    pub subject: OperationSubject,
    /// What it waits for: a provider's key, an agent, another operation, or a decision (`takeover`,
    /// `messages`, `conflict`, `gone`).
    pub waiting_for: Option<String>,
    /// How an import ended.
    pub outcome: Option<ImportOutcome>,
    /// The name of the agent that an import binds.
    pub agent: Option<String>,
    /// Who answers the number, or takes its messages, where a decision is asked for.
    pub linked_to: Option<AnsweredBy>,
    /// The exact answerer that a decision is about: it is sent back with the decision.
    pub takeover_of: Option<String>,
    /// The operation that it waits for.
    pub blocked_by: Option<OperationId>,
    /// The problem that keeps it, or kept it, from getting on.
    pub problem: Option<ProblemCode>,
    pub next_attempt_at: Option<Time>,
    /// Until when it tries by itself.
    pub tries_until: Option<Time>,
    pub created_at: Time,
    pub finished_at: Option<Time>,
    pub can_retry: bool,
    /// Whether somebody may say that the rest was done at the providers.
    pub can_close: bool,
    pub steps: Vec<OperationStep>,
    /// The id by which the operator finds it in the log.
    pub correlation_id: String,
}

/// What an operation is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OperationSubject {
    Number { number: E164 },
    Agent { agent: AgentId, name: String },
    Integration { provider: Provider },
    Numbers,
    Calls,
    Leftover { name: String },
}

/// Who or what answers a number's calls or messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AnsweredBy {
    pub kind: AnswererKind,
    pub name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OperationStep {
    pub kind: StepKind,
    /// The name of what it is about, where the operation has more than one step of the kind.
    pub target: Option<String>,
    pub state: StepState,
    pub attempts: u32,
    pub problem: Option<ProblemCode>,
    pub finished_at: Option<Time>,
    /// The provider's id of what was done something with.
    pub object: Option<String>,
}

/// The answer to what an operation asks a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Whether AVA takes over what somebody else answers now.
    pub take_over: bool,
    /// The operation's `takeover_of`.
    pub takeover_of: String,
}

impl From<Answerer> for AnsweredBy {
    fn from(Answerer { kind, name }: Answerer) -> Self {
        Self { kind, name }
    }
}

impl From<Subject> for OperationSubject {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Number(number) => Self::Number { number },
            Subject::Agent(agent, name) => Self::Agent { agent, name },
            Subject::Credential(provider) => Self::Integration { provider },
            Subject::Numbers => Self::Numbers,
            Subject::Calls => Self::Calls,
            Subject::Leftover(name) => Self::Leftover { name },
        }
    }
}

impl From<StepView> for OperationStep {
    fn from(step: StepView) -> Self {
        let StepView { kind, target, state, attempts, receipt, problem, finished_at } = step;
        Self {
            kind,
            target: target.map(|target| target.name().to_owned()),
            state,
            attempts,
            problem: problem.as_ref().map(ProblemCode::from),
            finished_at: finished_at.map(Time),
            object: receipt.and_then(|receipt| receipt.object),
        }
    }
}

impl From<OperationView> for Operation {
    fn from(view: OperationView) -> Self {
        let problem = view.stuck().or_else(|| view.failure()).map(ProblemCode::from);
        Self {
            id: view.id,
            kind: view.kind,
            state: view.state,
            subject: view.subject.into(),
            waiting_for: view.waiting_for.map(|thing| thing.code().to_owned()),
            outcome: view.outcome,
            agent: view.agent,
            linked_to: view.linked_to.map(AnsweredBy::from),
            takeover_of: view.takeover_of,
            blocked_by: view.blocked_by.map(|blocked| blocked.id),
            problem,
            next_attempt_at: view.next_attempt_at.map(Time),
            tries_until: view.tries_until.map(Time),
            created_at: Time(view.created_at),
            finished_at: view.finished_at.map(Time),
            can_retry: view.can_retry,
            can_close: view.can_close,
            steps: view.steps.into_iter().map(OperationStep::from).collect(),
            correlation_id: view.correlation_id,
        }
    }
}
