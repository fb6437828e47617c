//! Durable multi-step jobs, as pages see them.

mod facts;
mod manual_step;
mod state;
mod step;
mod subject;
mod table;

pub use facts::{About, FinalHere, Progress, WaitsOn};
pub use manual_step::{ByHand, LeftStep, ManualStep, Webhooks};
use serde::{Deserialize, Serialize};
pub use state::{ImportOutcome, OperationState, WaitingFor};
pub use step::{Receipt, StepState, Target};
pub use subject::{Subject, SubjectId};
pub use table::{Action, OperationKind, StepKind};

use super::{
    answerer::Answerer, feature::Feature, ids::OperationId, list::list_query, number::NumberSource,
    problem::Problem, provider::twilio,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub kind: StepKind,
    /// The subject, if the operation has more than one step of the kind.
    pub target: Option<Target>,
    pub state: StepState,
    pub attempts: u32,
    pub receipt: Option<Receipt>,
    pub problem: Option<Problem>,
    pub finished_at: Option<i64>,
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
    /// For `LinkedElsewhere`: what answers the number now; for `MessagesElsewhere`,
    /// its messages.
    pub linked_to: Option<Answerer>,
    /// The exact answerer that a person's decision is about.
    pub takeover_of: Option<String>,
    /// The clean-up that it waits for, where it waits for one.
    pub blocked_by: Option<BlockedBy>,
    pub next_attempt_at: Option<i64>,
    /// The time at which AVA stops trying by itself, while it tries.
    pub tries_until: Option<i64>,
    pub created_at: i64,
    pub finished_at: Option<i64>,
    pub can_retry: bool,
    /// Whether a person may say that the rest was done at the provider.
    pub can_close: bool,
    /// Whether a clean-up stopped it, which takes back what it had made.
    pub cancelled: bool,
    pub steps: Vec<StepView>,
    /// The request that started it: quote it when asking for help.
    pub correlation_id: String,
}

/// An operation that another waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockedBy {
    pub id: OperationId,
    pub kind: OperationKind,
    pub subject: Subject,
    pub state: OperationState,
}

impl OperationView {
    /// The steps that are not over; the first is the one it is at.
    pub fn left(&self) -> impl Iterator<Item = &StepView> {
        self.steps.iter().filter(|step| !step.state.is_over())
    }

    /// The problem that keeps it from getting on.
    pub fn stuck(&self) -> Option<&Problem> {
        self.left().find_map(|step| step.problem.as_ref())
    }

    /// The problem of its last failed step.
    pub fn failure(&self) -> Option<&Problem> {
        self.steps.iter().rfind(|step| step.state == StepState::Failed)?.problem.as_ref()
    }

    /// The features that its steps work with.
    pub fn features(&self) -> impl Iterator<Item = Feature> {
        let managed =
            self.kind.brings() == Some(NumberSource::Managed) || self.kind.about() == About::ManagedAccount;
        let twilio = Feature::of(if managed { NumberSource::Managed } else { NumberSource::Byo });
        let of =
            move |provider| if provider == twilio::PROVIDER { twilio } else { Feature::Provider(provider) };
        self.steps.iter().filter_map(|step| step.kind.provider()).map(of)
    }

    pub fn has_receipts(&self) -> bool {
        self.steps.iter().any(|step| step.receipt.is_some())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationPage {
    pub now: i64,
    pub operation: OperationView,
    /// The rest of a clean-up, for a person who does it at the providers; empty for those
    /// who may not say that it is done.
    pub by_hand: Vec<ManualStep>,
}

list_query! {
    /// The query of the list: `before=…`.
    pub struct OperationsQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from before: OperationId,
        }
    }
}

/// One page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationList {
    pub now: i64,
    pub operations: Vec<OperationView>,
    /// Pass it as `before` for the next page.
    pub next: Option<OperationId>,
}
