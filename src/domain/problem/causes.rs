//! The cause that each problem is of, where it says something of the stored key.

use super::ProblemKind;
use crate::domain::health::Cause;

impl ProblemKind {
    /// The cause of what a check of the key ended in: there, a refusal of the request, and a thing
    /// that is gone, are of the key as well.
    pub const fn cause_in_check(self) -> Option<Cause> {
        match self {
            Self::Rejected(_) | Self::GoneAt(_) => Some(Cause::BadKey),
            other => other.cause(),
        }
    }

    /// Returns `None` for a problem of the request, of another thing at the provider, or of AVA's
    /// own, which says nothing of the key.
    pub const fn cause(self) -> Option<Cause> {
        match self {
            Self::KeyRefused(_) | Self::PublicKey | Self::TestCredentials | Self::OtherAccount(_) => {
                Some(Cause::BadKey)
            }
            Self::LacksRight(_) | Self::MissingRight(_) | Self::AccountSuspended | Self::VapiKeyGone => {
                Some(Cause::MissingRight)
            }
            Self::QuotaExhausted(_) => Some(Cause::Quota),
            Self::RateLimited(_) => Some(Cause::RateLimit),
            Self::ProviderFailed(_) | Self::Unavailable(_) => Some(Cause::Outage),
            Self::NotReached(_) | Self::NotSecure(_) => Some(Cause::Network),
            Self::Mail(mail) => mail.cause(),
            Self::Consent(consent) => consent.cause(),
            Self::Unreadable(_) => Some(Cause::Unreadable),
            Self::Invalid(_)
            | Self::Malformed
            | Self::WrongMethod
            | Self::WrongHost
            | Self::CrossSite
            | Self::TooLarge
            | Self::TooSlow
            | Self::Outdated
            | Self::Unreachable
            | Self::SignedOut
            | Self::WrongLogin
            | Self::WrongPassword
            | Self::WrongCode
            | Self::ProofNeeded
            | Self::WrongProof
            | Self::FormOver
            | Self::SecondStepOver
            | Self::FirstCodeOver
            | Self::SignUpClosed
            | Self::LinkOver
            | Self::Oidc(_)
            | Self::Passkey(_)
            | Self::Program(_)
            | Self::DemoAccount
            | Self::PlainHttp
            | Self::EmailTaken
            | Self::Forbidden
            | Self::NotForSupport
            | Self::Suspended
            | Self::FactorNeeded
            | Self::FactorFirst
            | Self::OtherOrg
            | Self::LastOwner
            | Self::Oneself
            | Self::OwnersOnly
            | Self::MemberAlready
            | Self::OtherPerson
            | Self::OrgResting
            | Self::TokenMissing
            | Self::TokenUnknown
            | Self::TokenExpired
            | Self::TokenNetwork
            | Self::ScopeMissing(_)
            | Self::DeletionBegun
            | Self::NotFound
            | Self::FeatureOff
            | Self::TooManyAttempts
            | Self::Stale
            | Self::Rejected(_)
            | Self::GoneAt(_)
            | Self::NotConnected(_)
            | Self::NumberNotInAccount
            | Self::NumberCannotCall
            | Self::NumberOnTrunkOrApp
            | Self::NumberInOtherVapiOrg
            | Self::NumberOfOtherAccount
            | Self::NumberTaken
            | Self::NumberReleasing
            | Self::NumberNotFree
            | Self::AgentMissing
            | Self::AssistantReleasing
            | Self::ChangedAtVapi
            | Self::MessagesElsewhere
            | Self::LinkedElsewhere
            | Self::NumberBlocked
            | Self::AnswererStays(_)
            | Self::InOtherRegion(_)
            | Self::NotProved
            | Self::Managed(_)
            | Self::OverQuota(..)
            | Self::TurnedOff(_)
            | Self::AssistantPinned
            | Self::SecondToken
            | Self::TokenUnderWay
            | Self::Busy
            | Self::Internal => None,
        }
    }
}
