//! The tables of operations: their kinds, their steps, and what a receipt says was done. A
//! row has the stored code, which never changes, and the facts that the pages and the
//! engine need. No fact has a default: a row that leaves one out does not compile.
//!
//! The code of a kind stands with its feature, in an `OperationHandler`; its sentences
//! stand in `src/app/operations/sentences.rs`.

use super::{
    Target,
    facts::{
        About, At, FinalHere, KindFacts, Progress, StepFacts,
        WaitsOn::{Account, Everything, SameThing, Usual},
    },
};
use crate::domain::{
    codes::codes,
    leftover::LeftoverKind,
    number::NumberSource,
    provider::{Provider, google_calendar, twilio, vapi},
};

const GONE: Option<FinalHere> = Some(FinalHere::Gone);
const OF_GOOGLE: &[Provider] = &[google_calendar::PROVIDER];
const BOTH: &[Provider] = &[vapi::PROVIDER, twilio::PROVIDER];
const BY_BUYING: &[LeftoverKind] = &[LeftoverKind::Address, LeftoverKind::Account];

codes! {
    pub enum OperationKind: KindFacts {
        /// Bring a Twilio number to Vapi, bind it to an agent, prove it.
        ImportNumber = "import_number" => KindFacts {
            about: About::Number, cleanup: None, awaited: true, status: true,
            cancelled_with_subject: true, cancelled_with: &[],
            progress: Progress::Nowhere, brings: Some(NumberSource::Byo), unsettles: &[], recurs: false,
        },
        /// Mirror an agent to its Vapi assistant.
        SyncAgent = "sync_agent" => KindFacts {
            about: About::Agent, cleanup: None, awaited: true, status: true,
            cancelled_with_subject: true, cancelled_with: &[vapi::PROVIDER],
            progress: Progress::Nowhere, brings: None, unsettles: &[LeftoverKind::Assistant], recurs: false,
        },
        /// Take everything of a disconnected account back at the providers.
        Disconnect = "disconnect" => KindFacts {
            about: About::Credential, cleanup: GONE, awaited: true, status: false,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::TakingBack, brings: None, unsettles: &[], recurs: false,
        },
        /// Take one number out of Vapi, and give Twilio its webhooks back.
        RemoveNumber = "remove_number" => KindFacts {
            about: About::Number, cleanup: GONE, awaited: true, status: true,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::TakingBack, brings: None, unsettles: &[], recurs: false,
        },
        /// Buy a managed number, and bring it to Vapi.
        BuyNumber = "buy_number" => KindFacts {
            about: About::Number, cleanup: None, awaited: true, status: true,
            cancelled_with_subject: true, cancelled_with: &[],
            progress: Progress::Nowhere, brings: Some(NumberSource::Managed), unsettles: BY_BUYING, recurs: false,
        },
        /// Take a managed number out of Vapi, and release it at Twilio.
        ReleaseNumber = "release_number" => KindFacts {
            about: About::Number, cleanup: GONE, awaited: true, status: true,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::TakingBack, brings: None, unsettles: BY_BUYING, recurs: false,
        },
        /// Release all managed numbers: the org goes on with its own.
        ReleaseManaged = "release_managed" => KindFacts {
            about: About::Credential, cleanup: GONE, awaited: true, status: false,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::TakingBackManaged, brings: None, unsettles: BY_BUYING, recurs: false,
        },
        /// Take back what a purchase that came to nothing had made: its address, and an
        /// account without contents.
        ForgetAddress = "forget_address" => KindFacts {
            about: About::Number, cleanup: GONE, awaited: true, status: true,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Make sure that nobody but AVA has the token of the org's account inside the operator's.
        SecureAccount = "secure_account" => KindFacts {
            about: About::ManagedAccount, cleanup: None, awaited: true, status: false,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Leave a number at Vapi without anybody who answers.
        UnassignNumber = "unassign_number" => KindFacts {
            about: About::Number, cleanup: Some(FinalHere::Unanswered), awaited: true, status: true,
            cancelled_with_subject: true, cancelled_with: &[],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Delete an agent's assistant, and unbind its numbers.
        DeleteAgent = "delete_agent" => KindFacts {
            about: About::Agent, cleanup: GONE, awaited: true, status: true,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Give the copies of a secret that a provider keeps the new one.
        CarrySecret = "carry_secret" => KindFacts {
            about: About::Credential, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: BOTH,
            progress: Progress::Carrying, brings: None, unsettles: &[LeftoverKind::Key], recurs: false,
        },
        /// Give Vapi the OpenAI key, or take it back there.
        HandOverKey = "hand_over_key" => KindFacts {
            about: About::Credential, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: true, cancelled_with: &[vapi::PROVIDER],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Give the org's own Twilio account another Auth Token, which Vapi gets before it is the
        /// only one.
        RotateToken = "rotate_token" => KindFacts {
            about: About::Credential, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::Rotating, brings: None, unsettles: &[], recurs: false,
        },
        /// Give the events of calls another address, and end the former one.
        RotateHook = "rotate_hook" => KindFacts {
            about: About::Credential, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: &[vapi::PROVIDER],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Take back what a rotation that failed had done.
        UndoRotation = "undo_rotation" => KindFacts {
            about: About::Credential, cleanup: Some(FinalHere::Unchanged), awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: &[],
            progress: Progress::Rotating, brings: None, unsettles: &[], recurs: false,
        },
        /// Delete at a provider what AVA made there and does not use.
        DeleteLeftover = "delete_leftover" => KindFacts {
            about: About::Leftover, cleanup: None, awaited: true, status: false,
            cancelled_with_subject: false, cancelled_with: BOTH,
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: false,
        },
        /// Look whether the numbers here are still as they are at the providers.
        CompareNumbers = "compare_numbers" => KindFacts {
            about: About::Numbers, cleanup: None, awaited: true, status: false,
            cancelled_with_subject: false, cancelled_with: BOTH,
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: true,
        },
        /// Delete at Vapi the calls of which something was erased here.
        EraseCalls = "erase_calls" => KindFacts {
            about: About::Calls, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: &[vapi::PROVIDER],
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: true,
        },
        /// Bring appointments and the Google calendar in step.
        SyncCalendar = "sync_calendar" => KindFacts {
            about: About::Credential, cleanup: None, awaited: false, status: false,
            cancelled_with_subject: false, cancelled_with: OF_GOOGLE,
            progress: Progress::Nowhere, brings: None, unsettles: &[], recurs: true,
        },
    }
}

const VAPI: Option<At> = Some(At { provider: vapi::PROVIDER, object: Target::at_vapi });
const TWILIO: Option<At> = Some(At { provider: twilio::PROVIDER, object: Target::at_twilio });
const GOOGLE: Option<At> = Some(At { provider: google_calendar::PROVIDER, object: Target::at_google });
const NOWHERE: Option<At> = None;

codes! {
    pub enum StepKind: StepFacts {
        FindAtTwilio = "find_at_twilio" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        RememberWebhooks = "remember_webhooks" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Have Twilio make an API key for Vapi.
        MakeKey = "make_key" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        PlaceAtVapi = "place_at_vapi" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        BindAgent = "bind_agent" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        Prove = "prove" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        PlaceAssistant = "place_assistant" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Open the org's account at Twilio, inside the operator's.
        OpenAccount = "open_account" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Make the address that Twilio wants to know.
        MakeAddress = "make_address" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        BuyNumber = "buy_number" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Let what is under way on the same things come to its end.
        LetEnd = "let_end" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        RemoveAtVapi = "remove_at_vapi" =>
            StepFacts { at: VAPI, operators: false, takes_out: true, awaited: true, waits_on: Usual },
        /// Give the number its webhooks back; waits for Vapi, which could write its own again.
        RestoreAtTwilio = "restore_at_twilio" =>
            StepFacts { at: TWILIO, operators: false, takes_out: true, awaited: true, waits_on: SameThing },
        /// Release the number: it is not billed any more, and may be bought by anybody.
        ReleaseAtTwilio = "release_at_twilio" =>
            StepFacts { at: TWILIO, operators: true, takes_out: true, awaited: true, waits_on: Usual },
        /// Delete the address that was made for a number. Each purchase has its own, so
        /// that none blocks another.
        DeleteAddress = "delete_address" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        UnbindAtVapi = "unbind_at_vapi" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        DeleteAssistant = "delete_assistant" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Give Vapi's copy of the Twilio secret the new one.
        CarryToVapi = "carry_to_vapi" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Revoke the API keys at Twilio that were made for Vapi, which signs in with one until
        /// every number there has another.
        RevokeKey = "revoke_key" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Everything },
        /// Give Vapi the OpenAI key, or delete it there where it is not to be.
        PlaceKey = "place_key" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Delete the OpenAI key at Vapi; until then it gets no other.
        TakeKeyBack = "take_key_back" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Make the org's account inside the operator's another Auth Token.
        RenewToken = "renew_token" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Have Twilio make a second Auth Token, beside the one that holds.
        MakeToken = "make_token" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        CheckToken = "check_token" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Read at Vapi whether it holds the second token for every number.
        ProveToken = "prove_token" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: false, waits_on: Everything },
        /// Put the second token in the place of the first, at Twilio and here.
        PromoteToken = "promote_token" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Everything },
        /// Ask about the token that is stored now.
        CheckAgain = "check_again" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Everything },
        /// Make another address for the events of calls.
        MakeHook = "make_hook" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Have an assistant send its events there.
        TellAssistant = "tell_assistant" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// End the former address, which the assistants that were not told yet still have.
        EndHook = "end_hook" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: false, waits_on: Everything },
        /// Give Vapi the former token back for a number.
        ReturnToken = "return_token" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Delete the second token, which Vapi may hold for as long as a number has it.
        DeleteToken = "delete_token" =>
            StepFacts { at: TWILIO, operators: false, takes_out: false, awaited: false, waits_on: Everything },
        /// Suspend that account, once nothing is in it.
        CloseAccount = "close_account" =>
            StepFacts { at: TWILIO, operators: true, takes_out: false, awaited: true, waits_on: Account },
        /// Delete what AVA made and does not use.
        DeleteLeftover = "delete_leftover" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Read both providers whole, and write down what differs.
        CompareAll = "compare_all" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Delete calls at Vapi, whole.
        DeleteCalls = "delete_calls" =>
            StepFacts { at: VAPI, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Take back at Google the consent of a person.
        RevokeConsent = "revoke_consent" =>
            StepFacts { at: GOOGLE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
        /// Read what changed in the calendar.
        ReadCalendar = "read_calendar" =>
            StepFacts { at: GOOGLE, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Write the appointments that changed into the calendar.
        WriteEvents = "write_events" =>
            StepFacts { at: GOOGLE, operators: false, takes_out: false, awaited: false, waits_on: Usual },
        /// Shred the secrets that were kept for the clean-up.
        ShredKeys = "shred_keys" =>
            StepFacts { at: NOWHERE, operators: false, takes_out: false, awaited: true, waits_on: Usual },
    }
}

codes! {
    /// The action that a receipt records.
    pub enum Action {
        FoundNumber = "found_number",
        RememberedWebhooks = "remembered_webhooks",
        /// The webhooks pointed to Vapi already: those from before that are not known.
        WebhooksAlreadyVapi = "webhooks_already_vapi",
        MadeKey = "made_key",
        /// Vapi has a key of its own already.
        KeyThere = "key_there",
        /// Nobody asked for a key: Vapi gets what AVA signs in with.
        KeyUnwanted = "key_unwanted",
        /// Twilio makes no key, or lets AVA see none: Vapi gets the Auth Token.
        KeyNotGranted = "key_not_granted",
        RevokedKey = "revoked_key",
        CreatedNumber = "created_number",
        AdoptedNumber = "adopted_number",
        FoundLinked = "found_linked",
        BoundAgent = "bound_agent",
        /// The binding was made together with the number.
        BoundAtCreation = "bound_at_creation",
        /// The proof is from before AVA read which region handles the calls.
        Proved = "proved",
        ProvedInUs1 = "proved_in_us1",
        /// The webhook of US1 was read; the key may not read which region handles the calls.
        ProvedRegionUntold = "proved_region_untold",
        CreatedAssistant = "created_assistant",
        AdoptedAssistant = "adopted_assistant",
        UpdatedAssistant = "updated_assistant",
        NothingUnderWay = "nothing_under_way",
        RemovedNumber = "removed_number",
        /// The object was not there any more.
        AlreadyGone = "already_gone",
        /// The webhooks are again what they were before the import.
        RestoredWebhooks = "restored_webhooks",
        /// The webhooks are emptied: before AVA came they pointed to Vapi, where nobody is
        /// any more.
        ClearedWebhooks = "cleared_webhooks",
        /// Somebody changed the webhooks since: they are left as they are.
        LeftWebhooks = "left_webhooks",
        /// The number was given back already: its webhooks are left as they are.
        GivenBack = "given_back",
        /// The webhooks that still pointed to Vapi are restored; the rest was changed.
        RestoredSome = "restored_some",
        /// The object is used by now, or may be: it is left as it is.
        LeftInUse = "left_in_use",
        /// Somebody else made the object there: it is left as it is.
        LeftAtVapi = "left_at_vapi",
        UnboundNumber = "unbound_number",
        /// Another assistant answers the number by now: it is left as it is.
        LeftBound = "left_bound",
        DeletedAssistant = "deleted_assistant",
        OpenedAccount = "opened_account",
        /// The account was opened for an earlier number.
        FoundAccount = "found_account",
        /// The account was suspended after an earlier number, and has another token now.
        ReopenedAccount = "reopened_account",
        SuspendedAccount = "suspended_account",
        ClosedAccount = "closed_account",
        /// Something is in the account, or ordered.
        AccountInUse = "account_in_use",
        RenewedToken = "renewed_token",
        MadeToken = "made_token",
        TokenAccepted = "token_accepted",
        ProvedToken = "proved_token",
        PromotedToken = "promoted_token",
        ReturnedToken = "returned_token",
        DeletedToken = "deleted_token",
        MadeHook = "made_hook",
        ToldAssistant = "told_assistant",
        /// The assistant sends its events to a server of somebody else's: it is left as it is.
        LeftServer = "left_server",
        EndedHook = "ended_hook",
        MadeAddress = "made_address",
        /// The same address was there already.
        FoundAddress = "found_address",
        /// Twilio asks for no address.
        NoAddress = "no_address",
        BoughtNumber = "bought_number",
        /// An earlier attempt had bought the number.
        FoundBought = "found_bought",
        ReleasedNumber = "released_number",
        DeletedAddress = "deleted_address",
        CarriedSecret = "carried_secret",
        /// Vapi has the key, and still an Auth Token that it was given before.
        CarriedBesideToken = "carried_beside_token",
        /// The number was deleted at Vapi, and imported again with the key alone.
        PlacedAnew = "placed_anew",
        /// Vapi refuses the secret, or does not answer; it gets it later.
        NotCarried = "not_carried",
        KeyGiven = "key_given",
        /// Vapi keeps no keys of other providers for the organisation.
        KeyNotKept = "key_not_kept",
        /// The key is not to go to Vapi any more, or cannot be used there.
        KeyStaysHere = "key_stays_here",
        KeyTakenBack = "key_taken_back",
        FoundNoDifference = "found_no_difference",
        FoundDifferences = "found_differences",
        DeletedCalls = "deleted_calls",
        RevokedConsent = "revoked_consent",
        /// Another organisation here goes on with the same consent, or this one does again.
        ConsentStillUsed = "consent_still_used",
        ReadCalendar = "read_calendar",
        WroteEvents = "wrote_events",
        NothingToWrite = "nothing_to_write",
        ShreddedKeys = "shredded_keys",
        /// A person did the step at the provider, and said so.
        DoneByHand = "done_by_hand",
    }
}
