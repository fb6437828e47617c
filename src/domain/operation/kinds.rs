//! The kinds of operations and of their steps: of each its stored code, and what the
//! pages and the engine have to know of it. What a kind does is said where its feature
//! is, by an `OperationHandler`; what a receipt can say, by an `Action`.

use super::{OperationState, Target};
use crate::domain::{
    codes::codes,
    provider::{Provider, twilio, vapi},
};

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

struct KindFacts {
    about: About,
    cleanup: bool,
    /// Others on the same thing wait until it has no step left there.
    waited_for: bool,
}

impl KindFacts {
    const fn of(about: About) -> Self {
        Self { about, cleanup: false, waited_for: true }
    }

    const fn cleanup(about: About) -> Self {
        Self { cleanup: true, ..Self::of(about) }
    }
}

impl OperationKind {
    const fn facts(self) -> KindFacts {
        match self {
            OperationKind::ImportNumber | OperationKind::BuyNumber => KindFacts::of(About::Number),
            OperationKind::SyncAgent => KindFacts::of(About::Agent),
            OperationKind::VerifyCredential => KindFacts::of(About::Credential),
            OperationKind::SecureAccount => KindFacts::of(About::ManagedAccount),
            OperationKind::CompareNumbers => KindFacts::of(About::Numbers),
            OperationKind::DeleteLeftover => KindFacts::of(About::Leftover),
            OperationKind::CarrySecret => KindFacts { waited_for: false, ..KindFacts::of(About::Credential) },
            OperationKind::Disconnect | OperationKind::ReleaseManaged => {
                KindFacts::cleanup(About::Credential)
            }
            OperationKind::RemoveNumber
            | OperationKind::ReleaseNumber
            | OperationKind::ForgetAddress
            | OperationKind::UnassignNumber => KindFacts::cleanup(About::Number),
            OperationKind::DeleteAgent => KindFacts::cleanup(About::Agent),
        }
    }

    pub const fn about(self) -> About {
        self.facts().about
    }

    /// Whether it takes something back that is final here already: it never
    /// fails, it is tried until it is done, or until a person says it is.
    pub const fn is_clean_up(self) -> bool {
        self.facts().cleanup
    }

    /// Whether others on the same thing wait until it has no step left there.
    pub const fn is_waited_for(self) -> bool {
        self.facts().waited_for
    }

    /// How it stands when a step is refused, and nobody else can do it.
    pub const fn unfinished(self) -> OperationState {
        if self.is_clean_up() { OperationState::NeedsAttention } else { OperationState::Failed }
    }
}

codes! {
    pub enum StepKind {
        FindAtTwilio = "find_at_twilio",
        RememberWebhooks = "remember_webhooks",
        /// Have Twilio make an API key for Vapi.
        MakeKey = "make_key",
        PlaceAtVapi = "place_at_vapi",
        BindAgent = "bind_agent",
        Prove = "prove",
        PlaceAssistant = "place_assistant",
        AskProvider = "ask_provider",
        /// The org's account at Twilio, inside the operator's.
        OpenAccount = "open_account",
        /// The address that Twilio wants to know.
        MakeAddress = "make_address",
        BuyNumber = "buy_number",
        /// Let what is under way on the same things come to its end.
        LetEnd = "let_end",
        RemoveAtVapi = "remove_at_vapi",
        RestoreAtTwilio = "restore_at_twilio",
        /// It is not billed any more, and may be bought by anybody.
        ReleaseAtTwilio = "release_at_twilio",
        /// The address that was made for a number.
        DeleteAddress = "delete_address",
        UnbindAtVapi = "unbind_at_vapi",
        DeleteAssistant = "delete_assistant",
        /// Give Vapi's copy of the Twilio secret the new one.
        CarryToVapi = "carry_to_vapi",
        /// Revoke the API keys at Twilio that were made for Vapi.
        RevokeKey = "revoke_key",
        /// Make the org's account inside the operator's another Auth Token.
        RenewToken = "renew_token",
        /// Suspend that account, once nothing is in it.
        CloseAccount = "close_account",
        /// Delete what AVA made and does not use.
        DeleteLeftover = "delete_leftover",
        /// Read both providers whole, and write down what differs.
        CompareAll = "compare_all",
        /// Shred the secrets that were kept for the clean-up.
        ShredKeys = "shred_keys",
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

struct StepFacts {
    provider: Option<Provider>,
    object: fn(&Target) -> Option<&str>,
    operators: bool,
    takes_number_out: bool,
    waited_for: bool,
    waits_on: WaitsOn,
}

impl StepFacts {
    const NOWHERE: Self = Self {
        provider: None,
        object: |_| None,
        operators: false,
        takes_number_out: false,
        waited_for: true,
        waits_on: WaitsOn::Usual,
    };

    const fn at(provider: Provider, object: fn(&Target) -> Option<&str>) -> Self {
        Self { provider: Some(provider), object, ..Self::NOWHERE }
    }
}

impl StepKind {
    const fn facts(self) -> StepFacts {
        const VAPI: StepFacts = StepFacts::at(vapi::PROVIDER, Target::at_vapi);
        const TWILIO: StepFacts = StepFacts::at(twilio::PROVIDER, Target::at_twilio);
        match self {
            StepKind::PlaceAtVapi
            | StepKind::BindAgent
            | StepKind::PlaceAssistant
            | StepKind::UnbindAtVapi
            | StepKind::DeleteAssistant
            | StepKind::CarryToVapi => VAPI,
            StepKind::RemoveAtVapi => StepFacts { takes_number_out: true, ..VAPI },
            StepKind::FindAtTwilio
            | StepKind::RememberWebhooks
            | StepKind::MakeKey
            | StepKind::OpenAccount
            | StepKind::MakeAddress
            | StepKind::BuyNumber
            | StepKind::RenewToken => TWILIO,
            // Vapi could write its own webhooks again.
            StepKind::RestoreAtTwilio => {
                StepFacts { takes_number_out: true, waits_on: WaitsOn::SameThing, ..TWILIO }
            }
            StepKind::ReleaseAtTwilio => StepFacts { operators: true, takes_number_out: true, ..TWILIO },
            // An address is made for each purchase, and keeps no other from its own.
            StepKind::DeleteAddress => StepFacts { waited_for: false, ..TWILIO },
            // Vapi signs in with it until every number there has another.
            StepKind::RevokeKey => StepFacts { waits_on: WaitsOn::Everything, ..TWILIO },
            StepKind::CloseAccount => StepFacts { operators: true, waits_on: WaitsOn::Account, ..TWILIO },
            StepKind::Prove
            | StepKind::AskProvider
            | StepKind::LetEnd
            | StepKind::CompareAll
            | StepKind::DeleteLeftover
            | StepKind::ShredKeys => StepFacts::NOWHERE,
        }
    }

    /// Whose thing it changes; none for a step that changes nothing at a
    /// provider, or that asks both.
    pub const fn provider(self) -> Option<Provider> {
        self.facts().provider
    }

    /// The id there of what it is about, as far as it was known.
    pub fn object(self, target: &Target) -> Option<&str> {
        (self.facts().object)(target)
    }

    /// Whether it ends what the operator pays: no word of the org's ends that.
    pub const fn is_the_operators(self) -> bool {
        self.facts().operators
    }

    /// Whether it takes a number out of a provider: after the last of these,
    /// the number is released.
    pub const fn takes_number_out(self) -> bool {
        self.facts().takes_number_out
    }

    /// Whether other operations on the same thing wait until it is over.
    pub const fn is_waited_for(self) -> bool {
        self.facts().waited_for
    }

    pub const fn waits_on(self) -> WaitsOn {
        self.facts().waits_on
    }
}
