//! Every failure that a person can see: one closed enum.
//!
//! No provider prose, no raw status code and no secret travels in a
//! [`Problem`], so it may be shown, logged and put into a URL.

mod answers;
mod managed;
mod region;
mod right;
mod rule;
mod sentence;
mod slips;

pub use managed::Managed;
pub use right::Right;
pub use rule::Rule;
use serde::{Deserialize, Serialize};
pub use slips::Slips;

use super::{
    answerer::AnswererKind,
    provider::{Provider, twilio, vapi},
    quota::Quota,
    twilio_region::TwilioRegion,
};

/// What happened, on which field, when to try again, and the id to quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: Kind,
    /// The form field it belongs to, by its `name`.
    #[serde(default)]
    pub field: Option<Field>,
    /// The other fields of the same form that break a rule.
    #[serde(default)]
    pub also: Vec<(Field, Rule)>,
    /// Seconds until another attempt can succeed.
    #[serde(default)]
    pub retry_after_secs: Option<u32>,
    #[serde(default)]
    pub correlation_id: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The value of `field` breaks a rule.
    Invalid(Rule),
    /// The request itself cannot be read.
    Malformed,
    /// This address is not for requests of that method.
    WrongMethod,
    /// It names a host that is not this installation.
    WrongHost,
    /// A page of another site made the browser send it.
    CrossSite,
    TooLarge,
    /// It did not arrive within the time there is for it.
    TooSlow,
    /// The page was made by another version of AVA than the one that answers.
    Outdated,
    /// No answer of AVA's came: whether it did what was asked is not known.
    /// Found in the browser only.
    Unreachable,

    SignedOut,
    WrongLogin,
    /// Signing in over plain http where cookies need https.
    PlainHttp,
    EmailTaken,
    Forbidden,
    NotFound,
    FeatureOff,
    TooManyAttempts,
    /// Somebody else changed it since the page was loaded.
    Stale,

    /// 401 from the provider.
    KeyRefused(Provider),
    /// A Vapi public key where the private key belongs.
    PublicKey,
    /// 403 from the provider.
    LacksRight(Provider),
    /// The provider takes the key, and not for one of the things that AVA does.
    MissingRight(Right),
    /// Twilio's test credentials, which can do nothing real.
    TestCredentials,
    AccountSuspended,
    /// The key that AVA made for Vapi is not in the Twilio account any more.
    VapiKeyGone,
    /// 402 from the provider: no credit or quota left.
    QuotaExhausted(Provider),
    /// 429 from the provider.
    RateLimited(Provider),
    /// Time-out, connection error, 5xx or an answer that makes no sense.
    ProviderFailed(Provider),
    /// The breaker is open: not asked at all.
    Unavailable(Provider),
    /// The provider refuses what AVA asked for, for no reason listed here.
    Rejected(Provider),
    /// Gone at the provider.
    GoneAt(Provider),
    NotConnected(Provider),
    /// The stored secret cannot be opened with this installation's key.
    Unreadable(Provider),
    /// The new key belongs to another account than the one connected.
    OtherAccount(Provider),

    NumberNotInAccount,
    NumberCannotCall,
    /// A SIP trunk or TwiML application owns its calls.
    NumberRoutedElsewhere,
    NumberInOtherVapiOrg,
    /// It is in the connected Vapi organisation, and not of the Twilio account.
    NumberOfOtherAccount,
    NumberTaken,
    /// An earlier import of it is still being taken back.
    NumberReleasing,
    /// Somebody else's import of it is still being taken back.
    NumberNotFree,
    /// No agent that could answer is at Vapi yet.
    AgentMissing,
    /// The agent's former assistant is still being deleted.
    AssistantReleasing,
    /// Somebody changed the assistant at Vapi: asks before overwriting it.
    ChangedAtVapi,
    /// Somebody or something else answers its messages: asks before Vapi has them.
    MessagesElsewhere,
    /// Somebody or something else answers it: asks before taking it over.
    LinkedElsewhere,
    /// Vapi keeps it, and answers none of its calls.
    NumberBlocked,
    /// It answers at Vapi, and AVA cannot take it off.
    AnswererStays(AnswererKind),
    /// Its calls are handled in a region where nobody set Vapi's webhooks.
    InOtherRegion(TwilioRegion),
    /// Everything was set, and reading it back does not agree.
    NotProved,
    /// Of finding, buying and releasing managed numbers.
    Managed(Managed),
    /// The org has, or does, as much as it may: so many.
    OverQuota(Quota, u32),
    /// Others had the database for so long that this was not done.
    Busy,

    /// Ours. The correlation id finds it in the log.
    Internal,
}

/// The form fields that a problem can point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    OrgName,
    Name,
    Email,
    Password,
    Key,
    Region,
    AccountSid,
    AuthToken,
    ApiKeySid,
    ApiKeySecret,
    Number,
    Agent,
    Greeting,
    SpeaksFirst,
    Instructions,
    Language,
    VoiceSearch,
    Voice,
    Model,
    Temperature,
    MaxDuration,
    Country,
    AreaCode,
    CustomerName,
    Street,
    City,
    PostalCode,
    AddressCountry,
    Bundle,
    LastFour,
    Agree,
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        Self { kind, field: None, also: Vec::new(), retry_after_secs: None, correlation_id: None }
    }

    pub fn invalid(field: Field, rule: Rule) -> Self {
        Self::new(Kind::Invalid(rule)).on(field)
    }

    #[must_use]
    pub fn on(mut self, field: Field) -> Self {
        self.field = Some(field);
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_secs = Some(seconds);
        self
    }

    #[must_use]
    pub fn correlated(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = Some(id.into());
        self
    }

    /// Whether the same request may succeed later without anybody's doing.
    pub fn passes_by_itself(&self) -> bool {
        matches!(
            self.kind,
            Kind::RateLimited(_)
                | Kind::ProviderFailed(_)
                | Kind::Unavailable(_)
                | Kind::NumberReleasing
                | Kind::NumberNotFree
                | Kind::AssistantReleasing
                | Kind::Unreachable
                | Kind::Busy
                | Kind::Managed(Managed::NoKey)
                | Kind::Internal
        )
    }

    /// At whose door it happened; none where it is our own.
    pub fn provider(&self) -> Option<Provider> {
        match self.kind {
            Kind::KeyRefused(provider)
            | Kind::LacksRight(provider)
            | Kind::QuotaExhausted(provider)
            | Kind::RateLimited(provider)
            | Kind::ProviderFailed(provider)
            | Kind::Unavailable(provider)
            | Kind::Rejected(provider)
            | Kind::GoneAt(provider)
            | Kind::NotConnected(provider)
            | Kind::Unreadable(provider)
            | Kind::OtherAccount(provider) => Some(provider),
            Kind::MissingRight(right) => Some(right.provider()),
            Kind::PublicKey => Some(vapi::PROVIDER),
            Kind::TestCredentials | Kind::AccountSuspended | Kind::VapiKeyGone => Some(twilio::PROVIDER),
            _ => None,
        }
    }

    /// Whether the same number would fail again, and another one may not.
    pub fn wants_another_number(&self) -> bool {
        matches!(
            self.kind,
            Kind::NumberNotInAccount
                | Kind::NumberCannotCall
                | Kind::Managed(Managed::Unavailable | Managed::NotSold)
        )
    }

    /// Whether a page should show the correlation id: where somebody may have
    /// to be asked, not for a typing mistake.
    pub fn wants_support(&self) -> bool {
        match self.kind {
            Kind::Internal
            | Kind::Malformed
            | Kind::ProviderFailed(_)
            | Kind::Rejected(_)
            | Kind::Unreadable(_)
            | Kind::NotProved => true,
            Kind::Managed(managed) => managed.is_the_operators(),
            _ => false,
        }
    }

    pub fn http_status(&self) -> u16 {
        match self.kind {
            Kind::Malformed => 400,
            Kind::SignedOut | Kind::WrongLogin => 401,
            Kind::QuotaExhausted(_) => 402,
            Kind::CrossSite | Kind::Forbidden | Kind::FeatureOff | Kind::PlainHttp => 403,
            Kind::NotFound | Kind::GoneAt(_) => 404,
            Kind::WrongMethod => 405,
            Kind::TooSlow => 408,
            Kind::Outdated
            | Kind::EmailTaken
            | Kind::Stale
            | Kind::NumberTaken
            | Kind::NumberInOtherVapiOrg
            | Kind::NumberOfOtherAccount
            | Kind::NumberReleasing
            | Kind::NumberNotFree
            | Kind::AgentMissing
            | Kind::AssistantReleasing
            | Kind::ChangedAtVapi
            | Kind::MessagesElsewhere
            | Kind::LinkedElsewhere
            | Kind::NumberBlocked
            | Kind::AnswererStays(_)
            | Kind::InOtherRegion(_)
            | Kind::NotConnected(_)
            | Kind::OtherAccount(_) => 409,
            Kind::TooLarge => 413,
            Kind::WrongHost => 421,
            Kind::Invalid(_)
            | Kind::KeyRefused(_)
            | Kind::PublicKey
            | Kind::LacksRight(_)
            | Kind::MissingRight(_)
            | Kind::TestCredentials
            | Kind::AccountSuspended
            | Kind::VapiKeyGone
            | Kind::Rejected(_)
            | Kind::Unreadable(_)
            | Kind::NumberNotInAccount
            | Kind::NumberCannotCall
            | Kind::NumberRoutedElsewhere => 422,
            Kind::TooManyAttempts | Kind::RateLimited(_) => 429,
            Kind::Internal => 500,
            Kind::ProviderFailed(_) | Kind::NotProved => 502,
            Kind::Unreachable | Kind::Unavailable(_) | Kind::Busy => 503,
            Kind::OverQuota(quota, _) => quota.http_status(),
            Kind::Managed(managed) => managed.http_status(),
        }
    }

    /// A stable name for logs, metrics and programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            Kind::Invalid(_) => "invalid",
            Kind::Malformed => "malformed",
            Kind::WrongMethod => "wrong_method",
            Kind::WrongHost => "wrong_host",
            Kind::CrossSite => "cross_site",
            Kind::TooLarge => "too_large",
            Kind::TooSlow => "too_slow",
            Kind::Outdated => "outdated",
            Kind::Unreachable => "unreachable",
            Kind::SignedOut => "signed_out",
            Kind::WrongLogin => "wrong_login",
            Kind::PlainHttp => "plain_http",
            Kind::EmailTaken => "email_taken",
            Kind::Forbidden => "forbidden",
            Kind::NotFound => "not_found",
            Kind::FeatureOff => "feature_off",
            Kind::TooManyAttempts => "too_many_attempts",
            Kind::Stale => "stale",
            Kind::KeyRefused(_) => "key_refused",
            Kind::PublicKey => "public_key",
            Kind::LacksRight(_) => "lacks_right",
            Kind::MissingRight(_) => "missing_right",
            Kind::TestCredentials => "test_credentials",
            Kind::AccountSuspended => "account_suspended",
            Kind::VapiKeyGone => "vapi_key_gone",
            Kind::QuotaExhausted(_) => "quota_exhausted",
            Kind::RateLimited(_) => "rate_limited",
            Kind::ProviderFailed(_) => "provider_failed",
            Kind::Unavailable(_) => "provider_unavailable",
            Kind::Rejected(_) => "rejected_by_provider",
            Kind::GoneAt(_) => "gone_at_provider",
            Kind::NotConnected(_) => "not_connected",
            Kind::Unreadable(_) => "unreadable",
            Kind::OtherAccount(_) => "other_account",
            Kind::NumberNotInAccount => "number_not_in_account",
            Kind::NumberCannotCall => "number_cannot_call",
            Kind::NumberRoutedElsewhere => "number_routed_elsewhere",
            Kind::NumberInOtherVapiOrg => "number_in_other_vapi_org",
            Kind::NumberOfOtherAccount => "number_of_other_account",
            Kind::NumberTaken => "number_taken",
            Kind::NumberReleasing => "number_releasing",
            Kind::NumberNotFree => "number_not_free",
            Kind::AgentMissing => "agent_missing",
            Kind::AssistantReleasing => "assistant_releasing",
            Kind::ChangedAtVapi => "changed_at_vapi",
            Kind::MessagesElsewhere => "messages_elsewhere",
            Kind::LinkedElsewhere => "linked_elsewhere",
            Kind::NumberBlocked => "number_blocked",
            Kind::AnswererStays(_) => "answerer_stays",
            Kind::InOtherRegion(_) => "in_other_region",
            Kind::NotProved => "not_proved",
            Kind::Managed(managed) => managed.code(),
            Kind::OverQuota(..) => "over_quota",
            Kind::Busy => "busy",
            Kind::Internal => "internal",
        }
    }
}

impl From<Rule> for Kind {
    fn from(rule: Rule) -> Self {
        Self::Invalid(rule)
    }
}

impl From<Managed> for Problem {
    /// On the field that can be put right.
    fn from(managed: Managed) -> Self {
        Self { field: managed.field(), ..Self::new(Kind::Managed(managed)) }
    }
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self::new(kind)
    }
}
