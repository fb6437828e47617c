//! Who did what: append-only, and chained per org under a key that the database
//! does not show, so that a missing, changed or added entry is found.
//!
//! What is not found by itself: that a log and the heads after it were put back to
//! an earlier state, and what somebody forged who has the master key as well. For
//! both, a signed head is kept elsewhere ([`Head`]).

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

/// What is written down. `code` is what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    SignedUp,
    SignedIn,
    SignInRefused,
    SignedOut,
    DeviceRevoked,
    Denied,
    CredentialSaved,
    CredentialChecked,
    CredentialOpened,
    CredentialResealed,
    AgentCreated,
    AgentChanged,
    ImportAsked,
    OperationRetried,
    TakeoverGranted,
    TakeoverDeclined,
    Disconnected,
    AccountReplaced,
    NumberRemoved,
    NumberBought,
    NumberReleased,
    AddressDeleted,
    BuyingAllowed,
    BuyingDenied,
    QuotaDecided,
    ManagedReleased,
    NumberUnassigned,
    AgentDeleted,
    AgentRemade,
    ConflictDecided,
    ClosedByHand,
    KeyMade,
    KeyRevoked,
    TokenRenewed,
    AccountSuspended,
    AccountClosed,
    AccountReopened,
    ComparisonAsked,
    DriftRepaired,
    DriftAdopted,
    DriftForgotten,
}

impl Action {
    pub const fn code(self) -> &'static str {
        match self {
            Action::SignedUp => "signed_up",
            Action::SignedIn => "signed_in",
            Action::SignInRefused => "sign_in_refused",
            Action::SignedOut => "signed_out",
            Action::DeviceRevoked => "device_revoked",
            Action::Denied => "denied",
            Action::CredentialSaved => "credential_saved",
            Action::CredentialChecked => "credential_checked",
            Action::CredentialOpened => "credential_opened",
            Action::CredentialResealed => "credential_resealed",
            Action::AgentCreated => "agent_created",
            Action::AgentChanged => "agent_changed",
            Action::ImportAsked => "import_asked",
            Action::OperationRetried => "operation_retried",
            Action::TakeoverGranted => "takeover_granted",
            Action::TakeoverDeclined => "takeover_declined",
            Action::Disconnected => "disconnected",
            Action::AccountReplaced => "account_replaced",
            Action::NumberRemoved => "number_removed",
            Action::NumberBought => "number_bought",
            Action::NumberReleased => "number_released",
            Action::AddressDeleted => "address_deleted",
            Action::BuyingAllowed => "buying_allowed",
            Action::BuyingDenied => "buying_denied",
            Action::QuotaDecided => "quota_decided",
            Action::ManagedReleased => "managed_released",
            Action::NumberUnassigned => "number_unassigned",
            Action::AgentDeleted => "agent_deleted",
            Action::AgentRemade => "agent_remade",
            Action::ConflictDecided => "conflict_decided",
            Action::ClosedByHand => "closed_by_hand",
            Action::KeyMade => "key_made",
            Action::KeyRevoked => "key_revoked",
            Action::TokenRenewed => "token_renewed",
            Action::AccountSuspended => "account_suspended",
            Action::AccountClosed => "account_closed",
            Action::AccountReopened => "account_reopened",
            Action::ComparisonAsked => "comparison_asked",
            Action::DriftRepaired => "drift_repaired",
            Action::DriftAdopted => "drift_adopted",
            Action::DriftForgotten => "drift_forgotten",
        }
    }
}

/// Who: a person, somebody not signed in, a running operation, or the operator at
/// the machine.
#[derive(Clone, Debug)]
pub enum Actor {
    User(crate::domain::ids::UserId),
    /// By the address that they came from.
    Visitor(String),
    Operation(crate::domain::ids::OperationId),
    Operator,
}

impl Actor {
    fn encode(&self) -> String {
        match self {
            Actor::User(id) => format!("user:{id}"),
            Actor::Visitor(address) => format!("visitor:{address}"),
            Actor::Operation(id) => format!("operation:{id}"),
            Actor::Operator => "operator".to_owned(),
        }
    }
}
