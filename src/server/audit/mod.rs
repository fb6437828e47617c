//! The audit log: append-only, and chained per org under a key that the database does not
//! show, so that a missing, changed or added entry is found.
//!
//! Two things are found only with a signed head that is kept elsewhere ([`Head`]): a log
//! put back to an earlier state together with its heads, and a forgery by somebody who
//! also has the master key.

mod chain;
mod heads;
mod key;
mod repo;
mod verify;

pub use chain::{Chain, verify_chain};
pub use heads::{Head, anchor, sign};
pub use key::AuditKey;
pub use repo::append;
pub use verify::{Broken, Verified, verify};

use super::{
    clock::SharedClock,
    db::{Db, Writer},
    random::Random,
};
use crate::domain::codes::codes;

/// The parts that writing, signing and verifying the log need.
#[derive(Clone, Copy)]
pub struct AuditLog<'a> {
    pub db: &'a Db,
    pub key: &'a AuditKey,
    pub clock: &'a SharedClock,
    pub random: &'a Random,
}

/// Signed heads and checks of the log, which have no entries in the log themselves.
struct SignedHeads;

impl Writer for SignedHeads {}

codes! {
    /// An action that the log records.
    pub enum Action {
        SignedUp = "signed_up",
        SignedIn = "signed_in",
        SignInRefused = "sign_in_refused",
        SignedOut = "signed_out",
        DeviceRevoked = "device_revoked",
        Denied = "denied",
        CredentialSaved = "credential_saved",
        CredentialChecked = "credential_checked",
        CredentialOpened = "credential_opened",
        CredentialResealed = "credential_resealed",
        TestMailSent = "test_mail_sent",
        AgentCreated = "agent_created",
        AgentChanged = "agent_changed",
        ImportAsked = "import_asked",
        /// For kinds of operations that have no action of their own.
        OperationAsked = "operation_asked",
        OperationRetried = "operation_retried",
        TakeoverGranted = "takeover_granted",
        TakeoverDeclined = "takeover_declined",
        Disconnected = "disconnected",
        AccountReplaced = "account_replaced",
        NumberRemoved = "number_removed",
        NumberBought = "number_bought",
        NumberReleased = "number_released",
        AddressDeleted = "address_deleted",
        BuyingAllowed = "buying_allowed",
        BuyingDenied = "buying_denied",
        QuotaDecided = "quota_decided",
        FeaturesDecided = "features_decided",
        ManagedReleased = "managed_released",
        NumberUnassigned = "number_unassigned",
        AgentDeleted = "agent_deleted",
        AgentRemade = "agent_remade",
        ConflictDecided = "conflict_decided",
        ClosedByHand = "closed_by_hand",
        KeyMade = "key_made",
        KeyRevoked = "key_revoked",
        KeyHandedOver = "key_handed_over",
        KeyTakenBack = "key_taken_back",
        TokenRenewed = "token_renewed",
        TokenMade = "token_made",
        TokenDeleted = "token_deleted",
        AccountSuspended = "account_suspended",
        AccountClosed = "account_closed",
        AccountReopened = "account_reopened",
        ComparisonAsked = "comparison_asked",
        DriftRepaired = "drift_repaired",
        DriftAdopted = "drift_adopted",
        DriftForgotten = "drift_forgotten",
        MonitoringMade = "monitoring_made",
        MonitoringEnded = "monitoring_ended",
        /// A person was sent to Google for a consent, and came back.
        ConsentAsked = "consent_asked",
        ConsentAnswered = "consent_answered",
        ConsentRevoked = "consent_revoked",
        CalendarChosen = "calendar_chosen",
        /// A person goes on in this org, out of another of theirs.
        OrgEntered = "org_entered",
        OrgMade = "org_made",
        OrgRenamed = "org_renamed",
        MemberRoleChanged = "member_role_changed",
        MemberRemoved = "member_removed",
        MemberLeft = "member_left",
    }
}

/// The author of an action: a person, somebody not signed in, a running operation, the operator at
/// the machine, or AVA, which checks keys by itself.
#[derive(Clone, Debug)]
pub enum Actor {
    User(crate::domain::ids::UserId),
    /// A visitor, named by the address that they came from.
    Visitor(String),
    Operation(crate::domain::ids::OperationId),
    Operator,
    Ava,
}

impl Actor {
    fn encode(&self) -> String {
        match self {
            Actor::User(id) => format!("user:{id}"),
            Actor::Visitor(address) => format!("visitor:{address}"),
            Actor::Operation(id) => format!("operation:{id}"),
            Actor::Operator => "operator".to_owned(),
            Actor::Ava => "ava".to_owned(),
        }
    }
}
