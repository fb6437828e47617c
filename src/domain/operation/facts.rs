//! The facts of a kind of operation, and of a step, that the pages and the engine need. The
//! rows are in the tables.

use super::{OperationKind, OperationState, StepKind, Target};
use crate::domain::{leftover::LeftoverKind, number::NumberSource, provider::Provider};

/// The kind of an operation's subject, which tells what the columns of its row say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Number,
    Agent,
    /// The key of a provider.
    Credential,
    /// The org's account inside the operator's.
    ManagedAccount,
    /// All numbers of the org.
    Numbers,
    /// Calls of the org.
    Calls,
    /// An object that AVA made and does not use.
    Leftover,
}

/// The effect of a clean-up that is final here from the moment that it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalHere {
    /// The subject of the clean-up is gone.
    Gone,
    /// The number stays, and nobody answers it.
    Unanswered,
    /// Everything is as it was before.
    Unchanged,
}

/// The report of the integrations page on an operation that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Nowhere,
    /// Says how far its subject is taken back.
    TakingBack,
    /// Says how far all managed numbers together are taken back.
    TakingBackManaged,
    /// Says on the card of its provider how many numbers have the new secret, or that it failed.
    Carrying,
    /// Says on the card of its provider how far the account's token is replaced, or taken back.
    Rotating,
}

pub(super) struct KindFacts {
    pub about: About,
    /// Set for a clean-up only.
    pub cleanup: Option<FinalHere>,
    /// Whether it is cancelled when its subject goes: when the agent is deleted, the number
    /// removed or released, the credential disconnected.
    pub cancelled_with_subject: bool,
    /// The providers whose disconnection cancels all operations of the kind.
    pub cancelled_with: &'static [Provider],
    /// Whether other operations on the same thing wait until this one has no step left there.
    pub awaited: bool,
    /// Whether the newest of these is the state that the pages of its number or agent show.
    pub status: bool,
    pub progress: Progress,
    /// The source of the numbers that it brings to Vapi, if it brings any.
    pub brings: Option<NumberSource>,
    /// The objects that it makes or takes back at a provider, which a comparison would take
    /// for leftovers meanwhile.
    pub unsettles: &'static [LeftoverKind],
    /// Whether it begins by itself again after one that failed: while it keeps failing, people are told
    /// once.
    pub recurs: bool,
}

impl OperationKind {
    pub const fn about(self) -> About {
        self.facts().about
    }

    /// Whether it is a clean-up: it takes something back that is final here already, and
    /// never fails, but is tried until it is done or a person says that it is.
    pub const fn is_cleanup(self) -> bool {
        self.final_here().is_some()
    }

    /// The effect of a clean-up that is final here from its beginning.
    pub const fn final_here(self) -> Option<FinalHere> {
        self.facts().cleanup
    }

    /// The kinds about `subject` that are cancelled when it goes.
    pub fn cancelled_with(subject: About) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |kind| kind.about() == subject && kind.facts().cancelled_with_subject)
    }

    /// The kinds that are cancelled, whatever they are about, when a provider is
    /// disconnected.
    pub fn cancelled_without(provider: Provider) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.facts().cancelled_with.contains(&provider))
    }

    /// Whether other operations on the same thing wait until this one has no step left there.
    pub const fn is_waited_for(self) -> bool {
        self.facts().awaited
    }

    /// Whether the newest of these is the state of its number or agent.
    pub const fn is_status(self) -> bool {
        self.facts().status
    }

    /// The report on it on the integrations page.
    pub const fn progress(self) -> Progress {
        self.facts().progress
    }

    /// The source of the numbers that it brings to Vapi; `None` for a kind that brings none.
    pub const fn brings(self) -> Option<NumberSource> {
        self.facts().brings
    }

    /// Whether it begins by itself again after one that failed.
    pub const fn recurs(self) -> bool {
        self.facts().recurs
    }

    /// The objects at a provider that are no leftovers while it is under way.
    pub const fn unsettles(self) -> &'static [LeftoverKind] {
        self.facts().unsettles
    }

    /// The state after a refused step that nobody else can do.
    pub const fn unfinished(self) -> OperationState {
        if self.is_cleanup() { OperationState::NeedsAttention } else { OperationState::Failed }
    }
}

/// The stuck steps of the same operation that a step waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsOn {
    /// Steps about the same thing in the same account, or any there if the account itself
    /// refuses or does not answer.
    Usual,
    /// Also steps about the same thing in another account.
    SameThing,
    /// All steps in the same account.
    Account,
    Everything,
}

/// The provider whose object a step changes, and the id there of the step's subject, as far
/// as it was known.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub provider: Provider,
    pub object: fn(&Target) -> Option<&str>,
}

pub(super) struct StepFacts {
    /// `None` for a step that changes nothing at a provider, or that asks both.
    pub at: Option<At>,
    /// Whether it ends a cost of the operator's.
    pub operators: bool,
    /// Whether it takes a number out of a provider.
    pub takes_out: bool,
    /// Whether other operations on the same thing wait until the step is over.
    pub awaited: bool,
    pub waits_on: WaitsOn,
}

impl StepKind {
    /// The provider whose object the step changes; `None` for a step that changes nothing
    /// at a provider, or that asks both.
    pub const fn provider(self) -> Option<Provider> {
        match self.facts().at {
            Some(at) => Some(at.provider),
            None => None,
        }
    }

    /// The id of the step's subject there, as far as it was known.
    pub fn object(self, target: &Target) -> Option<&str> {
        self.facts().at.and_then(|at| (at.object)(target))
    }

    /// Whether it ends a cost of the operator's, so that nobody of the org can declare it done.
    pub const fn is_the_operators(self) -> bool {
        self.facts().operators
    }

    /// Whether it takes a number out of a provider: after the last of these,
    /// the number is released.
    pub const fn takes_number_out(self) -> bool {
        self.facts().takes_out
    }

    /// Whether other operations on the same thing wait until the step is over.
    pub const fn is_waited_for(self) -> bool {
        self.facts().awaited
    }

    pub const fn waits_on(self) -> WaitsOn {
        self.facts().waits_on
    }
}
