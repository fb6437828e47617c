//! What the pages and the engine have to know of a kind of operation, and of a step. The
//! rows are in the tables.

use super::{OperationKind, OperationState, StepKind, Target};
use crate::domain::{leftover::LeftoverKind, number::NumberSource, provider::Provider};

/// What an operation is about: which columns of its row say what.
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
    /// Something that AVA does not use.
    Leftover,
}

/// What a clean-up is final about here, from the moment that it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FinalHere {
    /// What it is about is gone.
    Gone,
    /// The number stays, and nobody answers it.
    Unanswered,
}

/// What the integrations page says of an operation that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Nowhere,
    /// How far its subject is taken back.
    TakingBack,
    /// The same of all managed numbers together.
    TakingBackManaged,
    /// On the card of its provider: how many numbers have the new secret, or that it
    /// failed.
    Carrying,
}

pub(super) struct KindFacts {
    pub about: About,
    /// Of a clean-up only.
    pub clean_up: Option<FinalHere>,
    /// It is cancelled when what it is about goes: when the agent is deleted, the number
    /// removed or released, the credential disconnected.
    pub cancelled_with_subject: bool,
    /// All of the kind are cancelled when one of these is disconnected.
    pub cancelled_with: &'static [Provider],
    /// Others on the same thing wait until it has no step left there.
    pub awaited: bool,
    /// The pages of its number or agent show the newest of these as how that stands.
    pub status: bool,
    pub progress: Progress,
    /// It brings a number, of this source, to Vapi.
    pub brings: Option<NumberSource>,
    /// What it makes or takes back at a provider, and a comparison would take for a
    /// leftover meanwhile.
    pub unsettles: &'static [LeftoverKind],
}

impl OperationKind {
    pub const fn about(self) -> About {
        self.facts().about
    }

    /// Whether it takes something back that is final here already: it never
    /// fails, it is tried until it is done, or until a person says it is.
    pub const fn is_clean_up(self) -> bool {
        self.final_here().is_some()
    }

    /// What is final here from its beginning, of a clean-up.
    pub const fn final_here(self) -> Option<FinalHere> {
        self.facts().clean_up
    }

    /// The kinds about such a thing that are cancelled when it goes.
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

    /// Whether others on the same thing wait until it has no step left there.
    pub const fn is_waited_for(self) -> bool {
        self.facts().awaited
    }

    /// Whether the newest of these on a number or an agent is how that stands.
    pub const fn is_status(self) -> bool {
        self.facts().status
    }

    /// What the integrations page says of it.
    pub const fn progress(self) -> Progress {
        self.facts().progress
    }

    /// Which numbers it brings to Vapi; none for a kind that brings none.
    pub const fn brings(self) -> Option<NumberSource> {
        self.facts().brings
    }

    /// What may be found at a provider while it is under way, and is no leftover.
    pub const fn unsettles(self) -> &'static [LeftoverKind] {
        self.facts().unsettles
    }

    /// How it stands when a step is refused, and nobody else can do it.
    pub const fn unfinished(self) -> OperationState {
        if self.is_clean_up() { OperationState::NeedsAttention } else { OperationState::Failed }
    }
}

/// Which steps that are stuck a step of the same operation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitsOn {
    /// Those about the same thing in the same account, or any there where the account
    /// itself refuses or does not answer.
    Usual,
    /// Also those about the same thing in another account.
    SameThing,
    /// Whatever is in the same account.
    Account,
    Everything,
}

/// The provider whose thing a step changes, and the id there of what it is about, as far
/// as that was known.
#[derive(Clone, Copy)]
pub(super) struct At {
    pub provider: Provider,
    pub object: fn(&Target) -> Option<&str>,
}

pub(super) struct StepFacts {
    /// None for a step that changes nothing at a provider, or that asks both.
    pub at: Option<At>,
    /// It ends what the operator pays.
    pub operators: bool,
    /// It takes a number out of a provider.
    pub takes_out: bool,
    /// Others on the same thing wait until it is over.
    pub awaited: bool,
    pub waits_on: WaitsOn,
}

impl StepKind {
    /// Whose thing it changes; none for a step that changes nothing at a
    /// provider, or that asks both.
    pub const fn provider(self) -> Option<Provider> {
        match self.facts().at {
            Some(at) => Some(at.provider),
            None => None,
        }
    }

    /// The id there of what it is about, as far as it was known.
    pub fn object(self, target: &Target) -> Option<&str> {
        self.facts().at.and_then(|at| (at.object)(target))
    }

    /// Whether it ends what the operator pays: no word of the org's ends that.
    pub const fn is_the_operators(self) -> bool {
        self.facts().operators
    }

    /// Whether it takes a number out of a provider: after the last of these,
    /// the number is released.
    pub const fn takes_number_out(self) -> bool {
        self.facts().takes_out
    }

    /// Whether other operations on the same thing wait until it is over.
    pub const fn is_waited_for(self) -> bool {
        self.facts().awaited
    }

    pub const fn waits_on(self) -> WaitsOn {
        self.facts().waits_on
    }
}
