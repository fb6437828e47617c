//! What a receipt says was done.

use crate::domain::codes::codes;

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
