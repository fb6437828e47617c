//! The steps of an operation, what each is about, and the receipt it leaves.

use serde::{Deserialize, Serialize};

use crate::domain::{
    answerer::Answerer,
    codes::codes,
    ids::{AgentId, NumberId},
    number::NumberSource,
    phone::E164,
    provider::Provider,
};

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

impl StepKind {
    /// Whose thing it changes; none for a step that changes nothing at a
    /// provider, or that asks both.
    pub const fn provider(self) -> Option<Provider> {
        match self {
            StepKind::PlaceAtVapi
            | StepKind::BindAgent
            | StepKind::PlaceAssistant
            | StepKind::RemoveAtVapi
            | StepKind::UnbindAtVapi
            | StepKind::DeleteAssistant
            | StepKind::CarryToVapi => Some(Provider::Vapi),
            StepKind::FindAtTwilio
            | StepKind::RememberWebhooks
            | StepKind::MakeKey
            | StepKind::OpenAccount
            | StepKind::MakeAddress
            | StepKind::BuyNumber
            | StepKind::RestoreAtTwilio
            | StepKind::ReleaseAtTwilio
            | StepKind::DeleteAddress
            | StepKind::RevokeKey
            | StepKind::RenewToken
            | StepKind::CloseAccount => Some(Provider::Twilio),
            StepKind::Prove
            | StepKind::AskProvider
            | StepKind::LetEnd
            | StepKind::CompareAll
            | StepKind::DeleteLeftover
            | StepKind::ShredKeys => None,
        }
    }

    /// Whether it ends what the operator pays: no word of the org's ends that.
    pub const fn is_the_operators(self) -> bool {
        matches!(self, StepKind::ReleaseAtTwilio | StepKind::CloseAccount)
    }

    /// Whether it takes a number out of a provider: after the last of these,
    /// the number is released.
    pub const fn takes_number_out(self) -> bool {
        matches!(self, StepKind::RemoveAtVapi | StepKind::RestoreAtTwilio | StepKind::ReleaseAtTwilio)
    }
}

codes! {
    pub enum StepState {
        Todo = "todo",
        Running = "running",
        Retrying = "retrying",
        Waiting = "waiting",
        Done = "done",
        Skipped = "skipped",
        Failed = "failed",
    }
}

/// What a step is about, by id and by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// With its ids at the providers as they were known, since its row may
    /// change, or be released, before the step runs.
    Number {
        id: NumberId,
        e164: E164,
        #[serde(default)]
        source: NumberSource,
        vapi_phone_id: Option<String>,
        twilio_sid: Option<String>,
    },
    /// `assistant` is its id at Vapi, as far as it was known.
    Agent { id: AgentId, name: String, assistant: Option<String> },
    /// API keys at Twilio, by the name that AVA gave them; `sid` is one that is
    /// known to be there.
    Key {
        name: String,
        sid: Option<String>,
        #[serde(default)]
        source: NumberSource,
    },
    /// The org's account inside the operator's, by its name.
    Account { name: String },
}

impl Target {
    /// By which operations on the same thing find each other.
    pub fn about(&self) -> &str {
        match self {
            Target::Number { e164, .. } => e164.as_str(),
            Target::Agent { id, .. } => id.as_str(),
            Target::Key { name, .. } | Target::Account { name } => name,
        }
    }

    /// The id of it at that provider, as far as it was known.
    pub fn object_at(&self, provider: Provider) -> Option<&str> {
        match (self, provider) {
            (Target::Number { vapi_phone_id, .. }, Provider::Vapi) => vapi_phone_id.as_deref(),
            (Target::Number { twilio_sid, .. }, Provider::Twilio) => twilio_sid.as_deref(),
            (Target::Agent { assistant, .. }, Provider::Vapi) => assistant.as_deref(),
            (Target::Key { sid, .. }, Provider::Twilio) => sid.as_deref(),
            (Target::Agent { .. }, Provider::Twilio)
            | (Target::Key { .. }, Provider::Vapi)
            | (Target::Account { .. }, _) => None,
        }
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
    /// Who answered before, and does no more.
    #[serde(default)]
    pub was: Vec<Answerer>,
    /// Who answered the messages before, and does no more.
    #[serde(default)]
    pub messages_were: Option<Answerer>,
}

impl Receipt {
    /// Something that was done to no object.
    pub const fn bare(action: Action) -> Self {
        Self { action, provider: None, object: None, was: Vec::new(), messages_were: None }
    }

    pub fn of(action: Action, provider: Provider, object: &str) -> Self {
        Self::about(action, provider, Some(object.to_owned()))
    }

    pub const fn about(action: Action, provider: Provider, object: Option<String>) -> Self {
        Self { action, provider: Some(provider), object, was: Vec::new(), messages_were: None }
    }
}

codes! {
    pub enum Action {
        FoundNumber = "found_number",
        RememberedWebhooks = "remembered_webhooks",
        /// They pointed to Vapi already: what was there before is not known.
        WebhooksAlreadyVapi = "webhooks_already_vapi",
        MadeKey = "made_key",
        /// Vapi has a key of its own already.
        KeyThere = "key_there",
        /// Nobody asked for a key: Vapi gets what AVA signs in with.
        KeyUnwanted = "key_unwanted",
        /// Twilio makes none, or lets AVA see none: Vapi gets the Auth Token.
        KeyNotGranted = "key_not_granted",
        RevokedKey = "revoked_key",
        CreatedNumber = "created_number",
        AdoptedNumber = "adopted_number",
        FoundLinked = "found_linked",
        BoundAgent = "bound_agent",
        /// Created together with the binding.
        BoundAtCreation = "bound_at_creation",
        /// Before AVA read which region handles the calls.
        Proved = "proved",
        ProvedInUs1 = "proved_in_us1",
        /// The webhook of US1 was read; which region handles the calls, the key
        /// may not read.
        ProvedRegionUntold = "proved_region_untold",
        CreatedAssistant = "created_assistant",
        AdoptedAssistant = "adopted_assistant",
        UpdatedAssistant = "updated_assistant",
        KeyAccepted = "key_accepted",
        NothingUnderWay = "nothing_under_way",
        RemovedNumber = "removed_number",
        /// It was not there any more.
        AlreadyGone = "already_gone",
        /// The webhooks are again what they were before the import.
        RestoredWebhooks = "restored_webhooks",
        /// They pointed to Vapi before AVA came, and nobody is there any more.
        ClearedWebhooks = "cleared_webhooks",
        /// Somebody changed them since: left as they are.
        LeftWebhooks = "left_webhooks",
        /// The number was given back already: its webhooks are left as they are.
        GivenBack = "given_back",
        /// Those that still pointed to Vapi are restored; the rest was changed.
        RestoredSome = "restored_some",
        /// It is used by now, or may be: left as it is.
        LeftInUse = "left_in_use",
        /// Somebody else made it there: left as it is.
        LeftAtVapi = "left_at_vapi",
        UnboundNumber = "unbound_number",
        /// Another assistant answers it by now: left as it is.
        LeftBound = "left_bound",
        DeletedAssistant = "deleted_assistant",
        OpenedAccount = "opened_account",
        /// It was opened for an earlier number.
        FoundAccount = "found_account",
        /// It was suspended after an earlier one; with another token.
        ReopenedAccount = "reopened_account",
        SuspendedAccount = "suspended_account",
        ClosedAccount = "closed_account",
        /// Something is in it, or ordered.
        AccountInUse = "account_in_use",
        RenewedToken = "renewed_token",
        MadeAddress = "made_address",
        /// The same address was there already.
        FoundAddress = "found_address",
        /// Twilio asks for none.
        NoAddress = "no_address",
        BoughtNumber = "bought_number",
        /// An earlier attempt had bought it.
        FoundBought = "found_bought",
        ReleasedNumber = "released_number",
        DeletedAddress = "deleted_address",
        CarriedSecret = "carried_secret",
        /// Vapi has the key, and still an Auth Token that it was given before.
        CarriedBesideToken = "carried_beside_token",
        /// Deleted at Vapi, and imported again with the key alone.
        PlacedAnew = "placed_anew",
        /// Vapi refuses, or does not answer; it gets it later.
        NotCarried = "not_carried",
        FoundNoDifference = "found_no_difference",
        FoundDifferences = "found_differences",
        ShreddedKeys = "shredded_keys",
        /// A person did it at the provider, and said so.
        DoneByHand = "done_by_hand",
    }
}
