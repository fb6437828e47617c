//! What operations there are, and the steps that each always has.

use super::{OperationState, StepKind};
use crate::domain::codes::codes;

codes! {
    pub enum OperationKind {
        /// Bring a Twilio number to Vapi, bind it to an agent, prove it.
        ImportNumber = "import_number",
        /// Mirror an agent to its Vapi assistant.
        SyncAgent = "sync_agent",
        /// Ask a provider again about a key that could not be checked.
        VerifyCredential = "verify_credential",
        /// Take everything of a disconnected account back at the providers.
        Disconnect = "disconnect",
        /// Take one number out of Vapi, and give Twilio its webhooks back.
        RemoveNumber = "remove_number",
        /// Buy a managed number, and bring it to Vapi.
        BuyNumber = "buy_number",
        /// Take a managed number out of Vapi, and release it at Twilio.
        ReleaseNumber = "release_number",
        /// The same for all managed numbers: the org goes on with its own.
        ReleaseManaged = "release_managed",
        /// Take back what a purchase that came to nothing had made: its address, and an
        /// account that nothing is in.
        ForgetAddress = "forget_address",
        /// See that nobody but AVA has the token of the org's account inside the
        /// operator's.
        SecureAccount = "secure_account",
        /// Leave a number at Vapi without anybody who answers.
        UnassignNumber = "unassign_number",
        /// Delete an agent's assistant, and unbind its numbers.
        DeleteAgent = "delete_agent",
        /// Give the copies of a secret that a provider keeps the new one.
        CarrySecret = "carry_secret",
        /// Delete at a provider what AVA made there and does not use.
        DeleteLeftover = "delete_leftover",
        /// Look whether the numbers here are still as they are at the providers.
        CompareNumbers = "compare_numbers",
    }
}

impl OperationKind {
    /// The steps, in their order; empty where each operation has its own plan.
    pub const fn steps(self) -> &'static [StepKind] {
        match self {
            OperationKind::ImportNumber => &[
                StepKind::FindAtTwilio,
                StepKind::RememberWebhooks,
                StepKind::MakeKey,
                StepKind::PlaceAtVapi,
                StepKind::BindAgent,
                StepKind::Prove,
            ],
            OperationKind::BuyNumber => &[
                StepKind::OpenAccount,
                StepKind::MakeAddress,
                StepKind::BuyNumber,
                StepKind::FindAtTwilio,
                StepKind::RememberWebhooks,
                StepKind::MakeKey,
                StepKind::PlaceAtVapi,
                StepKind::BindAgent,
                StepKind::Prove,
            ],
            OperationKind::SyncAgent => &[StepKind::PlaceAssistant],
            OperationKind::VerifyCredential => &[StepKind::AskProvider],
            OperationKind::CompareNumbers => &[StepKind::CompareAll],
            OperationKind::DeleteLeftover => &[StepKind::DeleteLeftover],
            OperationKind::Disconnect
            | OperationKind::RemoveNumber
            | OperationKind::ReleaseNumber
            | OperationKind::ReleaseManaged
            | OperationKind::ForgetAddress
            | OperationKind::UnassignNumber
            | OperationKind::DeleteAgent
            | OperationKind::SecureAccount
            | OperationKind::CarrySecret => &[],
        }
    }

    /// Whether it takes something back that is final here already: it never
    /// fails, it is tried until it is done, or until a person says it is.
    pub const fn is_clean_up(self) -> bool {
        matches!(
            self,
            OperationKind::Disconnect
                | OperationKind::RemoveNumber
                | OperationKind::ReleaseNumber
                | OperationKind::ReleaseManaged
                | OperationKind::ForgetAddress
                | OperationKind::UnassignNumber
                | OperationKind::DeleteAgent
        )
    }

    /// How it stands when a step is refused, and nobody else can do it.
    pub const fn unfinished(self) -> OperationState {
        if self.is_clean_up() { OperationState::Attention } else { OperationState::Failed }
    }
}
