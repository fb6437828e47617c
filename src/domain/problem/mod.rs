//! Every failure that a person can see: one closed enum.
//!
//! No provider prose, no raw status code and no secret travels in a [`Problem`], so it may be
//! shown, logged and put into a URL. The one exception is what a mail server answered, which
//! people need to talk to whoever runs it: a [`ServerReply`] is bounded, and made of signs that
//! can be seen.

mod answerer;
mod causes;
mod consent;
mod detail;
mod field_errors;
mod mail;
mod managed;
mod oidc;
mod passkey;
mod program;
mod region;
mod right;
mod rule;
mod texts;

pub use consent::Consent;
pub use detail::{CertificateName, Detail, ServerReply};
pub use field_errors::FieldErrors;
pub use mail::Mail;
pub use managed::Managed;
pub use oidc::Oidc;
pub use passkey::Passkey;
pub use program::Program;
pub use right::Right;
pub use rule::Rule;
use serde::{Deserialize, Serialize};

use super::{
    answerer::AnswererKind,
    api_token::Scope,
    feature::Feature,
    provider::{Provider, google_calendar, smtp, twilio, vapi},
    quota::Quota,
    twilio_region::TwilioRegion,
};

/// A failure: its kind, the field, when to try again, and the id to quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub kind: ProblemKind,
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
    pub correlation_id: Option<Box<str>>,
    /// Hardly any problem has one, and errors are passed about by value: it takes as little room
    /// as it can.
    #[serde(default)]
    pub detail: Option<Box<Detail>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The value of `field` breaks a rule.
    Invalid(Rule),
    /// The request itself cannot be read.
    Malformed,
    /// The address does not take requests of that method.
    WrongMethod,
    /// The request names a host that is not this installation.
    WrongHost,
    /// A page of another site made the browser send the request.
    CrossSite,
    TooLarge,
    /// The request did not arrive within the time there is for it.
    TooSlow,
    /// The page was made by another version of AVA than the one that answers.
    Outdated,
    /// No answer of AVA's came: whether it did what was asked is not known.
    /// Found in the browser only.
    Unreachable,

    SignedOut,
    WrongLogin,
    /// The password that a signed-in person gave again is not theirs.
    WrongPassword,
    /// The code of a second factor does not fit, or was taken before.
    WrongCode,
    /// No sign-in waits for its second step in this session any more.
    SecondStepOver,
    /// The secret of an app waits for no first code any more, or not in this session.
    FirstCodeOver,
    /// The session has not proved lately that it is still the person who signed in.
    ProofNeeded,
    /// The proof is neither the password nor a code.
    WrongProof,
    /// A form that waited for a proof has waited too long, or is another session's.
    FormOver,
    /// Signing in over plain http where cookies need https.
    PlainHttp,
    EmailTaken,
    /// People make no accounts by themselves here, or not in this way.
    SignUpClosed,
    /// The account whose password is published keeps it, and its e-mail.
    DemoAccount,
    /// The one-time link was used, has ended, or its account has changed since.
    LinkOver,
    Forbidden,
    /// Whoever acts for an organisation has not the right to it there.
    NotForSupport,
    /// The operator has suspended the organisation.
    Suspended,
    /// The organisation asks for a second factor, and the person has none.
    FactorNeeded,
    /// Somebody without a second factor would ask one of others.
    FactorFirst,
    /// The page is of another organisation than the one that its session is in by now.
    OtherOrg,
    /// An organisation has an owner at all times.
    LastOwner,
    /// Nobody removes themselves: they leave.
    Oneself,
    /// Only an owner makes owners, or takes it from them.
    OwnersOnly,
    /// Whoever has the address is in the organisation.
    MemberAlready,
    /// Another person is signed in than the one whom the page names.
    OtherPerson,
    /// The deletion of the organisation has begun: nobody takes it back any more.
    DeletionBegun,
    /// Nobody joins an organisation that is suspended, or to be deleted.
    OrgResting,
    /// A program sent no token.
    TokenMissing,
    /// The token is none, or it was revoked, or its person is not in the organisation any more.
    TokenUnknown,
    TokenExpired,
    /// The token is not taken from the address that it was sent from.
    TokenNetwork,
    /// The token has not the scope that this takes.
    ScopeMissing(Scope),
    NotFound,
    FeatureOff,
    /// The operator has turned this off, for everybody or for the org.
    TurnedOff(Feature),
    TooManyAttempts,
    /// Somebody else changed the subject since the page was loaded.
    Stale,

    /// Status 401 from the provider.
    KeyRefused(Provider),
    /// A Vapi public key where the private key belongs.
    PublicKey,
    /// Status 403 from the provider.
    LacksRight(Provider),
    /// The provider takes the key, but not for one of the things that AVA does.
    MissingRight(Right),
    /// Twilio's test credentials, which can do nothing real.
    TestCredentials,
    AccountSuspended,
    /// The key that AVA made for Vapi is not in the Twilio account any more.
    VapiKeyGone,
    /// Twilio made no second Auth Token: somebody else may have made one.
    SecondToken,
    /// The account's Auth Token is being replaced, or one is being carried to Vapi.
    TokenUnderWay,
    /// Status 402 from the provider: no credit or quota left.
    QuotaExhausted(Provider),
    /// Status 429 from the provider.
    RateLimited(Provider),
    /// Time-out, connection error, status 5xx, or an answer that makes no sense.
    ProviderFailed(Provider),
    /// No connection to the provider is made: its name is not found, or nobody answers there.
    NotReached(Provider),
    /// What answers at the provider's address has no certificate that AVA trusts.
    NotSecure(Provider),
    /// The breaker is open: the provider is not asked at all.
    Unavailable(Provider),
    /// The provider refuses what AVA asked for, for no reason listed here.
    Rejected(Provider),
    /// The object is gone at the provider.
    GoneAt(Provider),
    NotConnected(Provider),
    /// The stored secret cannot be opened with this installation's key.
    Unreadable(Provider),
    /// The new key belongs to another account than the one connected.
    OtherAccount(Provider),

    NumberNotInAccount,
    NumberCannotCall,
    /// A SIP trunk or TwiML application owns the number's calls.
    #[serde(alias = "number_routed_elsewhere")]
    NumberOnTrunkOrApp,
    NumberInOtherVapiOrg,
    /// The number is in the connected Vapi organisation, and not in the Twilio account.
    NumberOfOtherAccount,
    NumberTaken,
    /// An earlier import of the number is still being taken back.
    NumberReleasing,
    /// Somebody else's import of the number is still being taken back.
    NumberNotFree,
    /// No agent that could answer is at Vapi yet.
    AgentMissing,
    /// The agent's former assistant is still being deleted.
    AssistantReleasing,
    /// Somebody protected the assistant at Vapi from being deleted.
    AssistantPinned,
    /// Somebody changed the assistant at Vapi: AVA asks before overwriting it.
    ChangedAtVapi,
    /// Somebody or something else answers the messages: AVA asks before Vapi has them.
    MessagesElsewhere,
    /// Somebody or something else answers the number: AVA asks before taking it over.
    LinkedElsewhere,
    /// Vapi keeps the number, and answers none of its calls.
    NumberBlocked,
    /// This answerer at Vapi has the number, and AVA cannot take it off.
    AnswererStays(AnswererKind),
    /// The number's calls are handled in a region where nobody set Vapi's webhooks.
    InOtherRegion(TwilioRegion),
    /// Everything was set, but reading it back does not agree.
    NotProved,
    /// A problem of finding, buying or releasing managed numbers.
    Managed(Managed),
    /// A problem of a mail server that no other provider has.
    Mail(Mail),
    /// A problem of a consent that is given at Google.
    Consent(Consent),
    /// A problem of signing in at the installation's OpenID provider.
    Oidc(Oidc),
    /// A problem of a passkey.
    Passkey(Passkey),
    /// A problem of a request that a program makes.
    Program(Program),
    /// The org has, or does, as much as this quota allows.
    OverQuota(Quota, u32),
    /// Others had the database for too long, so that this was not done.
    Busy,

    /// A fault of AVA's. The correlation id finds it in the log.
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
    PresentPassword,
    /// The code of a second factor.
    Code,
    /// The password or a code, given again.
    Proof,
    Key,
    Region,
    /// The id of the account, project or organisation that a key opens. Stored under its first name.
    #[serde(rename = "account_sid")]
    Account,
    AuthToken,
    ApiKeySid,
    ApiKeySecret,
    Calendar,
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
    Host,
    Port,
    Security,
    User,
    FromName,
    FromAddress,
    FaultCalls,
    FaultSkip,
    FaultSeconds,
    Caller,
    Script,
    Role,
    Access,
    /// The boxes of what a token may do.
    Scopes,
    /// The time after which a token ends.
    Lasts,
    Networks,
    TimeZone,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
    ClosedDays,
    LeadTime,
    DaysAhead,
    Mails,
    Reminder,
    Length,
    Buffer,
    Price,
    Service,
    Start,
    Note,
    Reason,
    Limit,
    Most,
    Channel,
    Tags,
    Contact,
    RecordingDays,
    TranscriptDays,
    CallDays,
    Said,
    /// A list that is brought, as a file or pasted.
    List,
    QuietFrom,
    QuietUntil,
    DigestAt,
    /// The address of a program.
    Url,
    /// The words by which people know a program.
    Description,
    /// The events that a program is told of.
    Events,
    Since,
    Until,
}

/// Holds a write to the version that its form was drawn from.
///
/// # Errors
/// Fails with `Stale` where another one is there.
pub fn same_version(drawn_from: i64, there: i64) -> Result<(), Problem> {
    if drawn_from == there { Ok(()) } else { Err(ProblemKind::Stale.into()) }
}

impl Problem {
    pub fn new(kind: ProblemKind) -> Self {
        Self {
            kind,
            field: None,
            also: Vec::new(),
            retry_after_secs: None,
            correlation_id: None,
            detail: None,
        }
    }

    pub fn invalid(field: Field, rule: Rule) -> Self {
        Self::new(ProblemKind::Invalid(rule)).on(field)
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
        self.correlation_id = Some(id.into().into_boxed_str());
        self
    }

    /// Adds the id, where it has none.
    #[must_use]
    pub fn or_correlated(self, id: &str) -> Self {
        if self.correlation_id.is_some() { self } else { self.correlated(id) }
    }

    /// Whether the same request may succeed later without anybody's doing.
    pub fn passes_by_itself(&self) -> bool {
        match self.kind {
            ProblemKind::Mail(mail) => return mail.passes_by_itself(),
            ProblemKind::Consent(consent) => return consent.passes_by_itself(),
            ProblemKind::Program(program) => return program.passes_by_itself(),
            _ => {}
        }
        matches!(
            self.kind,
            ProblemKind::RateLimited(_)
                | ProblemKind::ProviderFailed(_)
                | ProblemKind::NotReached(_)
                | ProblemKind::NotSecure(_)
                | ProblemKind::Unavailable(_)
                | ProblemKind::NumberReleasing
                | ProblemKind::NumberNotFree
                | ProblemKind::AssistantReleasing
                | ProblemKind::Unreachable
                | ProblemKind::Busy
                | ProblemKind::Managed(Managed::NoKey)
                | ProblemKind::Internal
        )
    }

    /// The provider where it happened; `None` if the problem is AVA's own.
    pub fn provider(&self) -> Option<Provider> {
        match self.kind {
            ProblemKind::KeyRefused(provider)
            | ProblemKind::LacksRight(provider)
            | ProblemKind::QuotaExhausted(provider)
            | ProblemKind::RateLimited(provider)
            | ProblemKind::ProviderFailed(provider)
            | ProblemKind::NotReached(provider)
            | ProblemKind::NotSecure(provider)
            | ProblemKind::Unavailable(provider)
            | ProblemKind::Rejected(provider)
            | ProblemKind::GoneAt(provider)
            | ProblemKind::NotConnected(provider)
            | ProblemKind::Unreadable(provider)
            | ProblemKind::OtherAccount(provider) => Some(provider),
            ProblemKind::MissingRight(right) => Some(right.provider()),
            ProblemKind::Mail(_) => Some(smtp::PROVIDER),
            ProblemKind::PublicKey | ProblemKind::AssistantPinned => Some(vapi::PROVIDER),
            ProblemKind::TestCredentials
            | ProblemKind::AccountSuspended
            | ProblemKind::VapiKeyGone
            | ProblemKind::SecondToken
            | ProblemKind::TokenUnderWay => Some(twilio::PROVIDER),
            ProblemKind::Consent(_) => Some(google_calendar::PROVIDER),
            _ => None,
        }
    }

    /// Whether the same number would fail again, and another one may not.
    pub fn wants_another_number(&self) -> bool {
        matches!(
            self.kind,
            ProblemKind::NumberNotInAccount
                | ProblemKind::NumberCannotCall
                | ProblemKind::Managed(Managed::Unavailable | Managed::NotSold)
        )
    }

    /// Whether a page should show the correlation id: where somebody may have
    /// to be asked, not for a typing mistake.
    pub fn wants_support(&self) -> bool {
        match self.kind {
            ProblemKind::Internal
            | ProblemKind::Malformed
            | ProblemKind::ProviderFailed(_)
            | ProblemKind::NotReached(_)
            | ProblemKind::NotSecure(_)
            | ProblemKind::Rejected(_)
            | ProblemKind::Unreadable(_)
            | ProblemKind::NotProved => true,
            ProblemKind::Managed(managed) => managed.is_the_operators(),
            ProblemKind::Consent(consent) => consent.is_the_operators(),
            ProblemKind::Oidc(oidc) => oidc.is_the_operators(),
            _ => false,
        }
    }

    pub fn http_status(&self) -> u16 {
        match self.kind {
            ProblemKind::Malformed => 400,
            ProblemKind::SignedOut
            | ProblemKind::WrongLogin
            | ProblemKind::SecondStepOver
            | ProblemKind::TokenMissing
            | ProblemKind::TokenUnknown
            | ProblemKind::TokenExpired => 401,
            ProblemKind::QuotaExhausted(_) => 402,
            ProblemKind::CrossSite
            | ProblemKind::ProofNeeded
            | ProblemKind::Forbidden
            | ProblemKind::NotForSupport
            | ProblemKind::Suspended
            | ProblemKind::FactorNeeded
            | ProblemKind::OwnersOnly
            | ProblemKind::FeatureOff
            | ProblemKind::TurnedOff(_)
            | ProblemKind::PlainHttp
            | ProblemKind::SignUpClosed
            | ProblemKind::TokenNetwork
            | ProblemKind::ScopeMissing(_)
            | ProblemKind::DemoAccount => 403,
            ProblemKind::NotFound | ProblemKind::GoneAt(_) => 404,
            ProblemKind::WrongMethod => 405,
            ProblemKind::TooSlow => 408,
            ProblemKind::Outdated
            | ProblemKind::EmailTaken
            | ProblemKind::Stale
            | ProblemKind::FirstCodeOver
            | ProblemKind::FormOver
            | ProblemKind::FactorFirst
            | ProblemKind::OtherOrg
            | ProblemKind::LastOwner
            | ProblemKind::Oneself
            | ProblemKind::MemberAlready
            | ProblemKind::OtherPerson
            | ProblemKind::OrgResting
            | ProblemKind::DeletionBegun
            | ProblemKind::NumberTaken
            | ProblemKind::NumberInOtherVapiOrg
            | ProblemKind::NumberOfOtherAccount
            | ProblemKind::NumberReleasing
            | ProblemKind::NumberNotFree
            | ProblemKind::AgentMissing
            | ProblemKind::AssistantReleasing
            | ProblemKind::AssistantPinned
            | ProblemKind::SecondToken
            | ProblemKind::TokenUnderWay
            | ProblemKind::ChangedAtVapi
            | ProblemKind::MessagesElsewhere
            | ProblemKind::LinkedElsewhere
            | ProblemKind::NumberBlocked
            | ProblemKind::AnswererStays(_)
            | ProblemKind::InOtherRegion(_)
            | ProblemKind::NotConnected(_)
            | ProblemKind::OtherAccount(_) => 409,
            ProblemKind::LinkOver => 410,
            ProblemKind::TooLarge => 413,
            ProblemKind::WrongHost => 421,
            ProblemKind::Invalid(_)
            | ProblemKind::WrongPassword
            | ProblemKind::WrongCode
            | ProblemKind::WrongProof
            | ProblemKind::KeyRefused(_)
            | ProblemKind::PublicKey
            | ProblemKind::LacksRight(_)
            | ProblemKind::MissingRight(_)
            | ProblemKind::TestCredentials
            | ProblemKind::AccountSuspended
            | ProblemKind::VapiKeyGone
            | ProblemKind::Rejected(_)
            | ProblemKind::Unreadable(_)
            | ProblemKind::NumberNotInAccount
            | ProblemKind::NumberCannotCall
            | ProblemKind::NumberOnTrunkOrApp => 422,
            ProblemKind::TooManyAttempts | ProblemKind::RateLimited(_) => 429,
            ProblemKind::Internal => 500,
            ProblemKind::ProviderFailed(_)
            | ProblemKind::NotReached(_)
            | ProblemKind::NotSecure(_)
            | ProblemKind::NotProved => 502,
            ProblemKind::Unreachable | ProblemKind::Unavailable(_) | ProblemKind::Busy => 503,
            ProblemKind::OverQuota(quota, _) => quota.http_status(),
            ProblemKind::Managed(managed) => managed.http_status(),
            ProblemKind::Mail(mail) => mail.http_status(),
            ProblemKind::Consent(consent) => consent.http_status(),
            ProblemKind::Oidc(oidc) => oidc.http_status(),
            ProblemKind::Passkey(passkey) => passkey.http_status(),
            ProblemKind::Program(program) => program.http_status(),
        }
    }

    /// A stable name for logs, metrics and programs.
    pub fn code(&self) -> &'static str {
        match self.kind {
            ProblemKind::Invalid(_) => "invalid",
            ProblemKind::Malformed => "malformed",
            ProblemKind::WrongMethod => "wrong_method",
            ProblemKind::WrongHost => "wrong_host",
            ProblemKind::CrossSite => "cross_site",
            ProblemKind::TooLarge => "too_large",
            ProblemKind::TooSlow => "too_slow",
            ProblemKind::Outdated => "outdated",
            ProblemKind::Unreachable => "unreachable",
            ProblemKind::SignedOut => "signed_out",
            ProblemKind::WrongLogin => "wrong_login",
            ProblemKind::WrongPassword => "wrong_password",
            ProblemKind::WrongCode => "wrong_code",
            ProblemKind::ProofNeeded => "proof_needed",
            ProblemKind::WrongProof => "wrong_proof",
            ProblemKind::FormOver => "form_over",
            ProblemKind::SecondStepOver => "second_step_over",
            ProblemKind::FirstCodeOver => "first_code_over",
            ProblemKind::PlainHttp => "plain_http",
            ProblemKind::EmailTaken => "email_taken",
            ProblemKind::SignUpClosed => "sign_up_closed",
            ProblemKind::LinkOver => "link_over",
            ProblemKind::DemoAccount => "demo_account",
            ProblemKind::Forbidden => "forbidden",
            ProblemKind::NotForSupport => "not_for_support",
            ProblemKind::Suspended => "suspended",
            ProblemKind::FactorNeeded => "factor_needed",
            ProblemKind::FactorFirst => "factor_first",
            ProblemKind::OtherOrg => "other_org",
            ProblemKind::LastOwner => "last_owner",
            ProblemKind::OrgResting => "org_resting",
            ProblemKind::TokenMissing => "token_missing",
            ProblemKind::TokenUnknown => "token_unknown",
            ProblemKind::TokenExpired => "token_expired",
            ProblemKind::TokenNetwork => "token_network",
            ProblemKind::ScopeMissing(_) => "scope_missing",
            ProblemKind::DeletionBegun => "deletion_begun",
            ProblemKind::Oneself => "oneself",
            ProblemKind::OwnersOnly => "owners_only",
            ProblemKind::MemberAlready => "member_already",
            ProblemKind::OtherPerson => "other_person",
            ProblemKind::NotFound => "not_found",
            ProblemKind::FeatureOff => "feature_off",
            ProblemKind::TurnedOff(_) => "turned_off",
            ProblemKind::TooManyAttempts => "too_many_attempts",
            ProblemKind::Stale => "stale",
            ProblemKind::KeyRefused(_) => "key_refused",
            ProblemKind::PublicKey => "public_key",
            ProblemKind::LacksRight(_) => "lacks_right",
            ProblemKind::MissingRight(_) => "missing_right",
            ProblemKind::TestCredentials => "test_credentials",
            ProblemKind::AccountSuspended => "account_suspended",
            ProblemKind::VapiKeyGone => "vapi_key_gone",
            ProblemKind::SecondToken => "second_token",
            ProblemKind::TokenUnderWay => "token_under_way",
            ProblemKind::QuotaExhausted(_) => "quota_exhausted",
            ProblemKind::RateLimited(_) => "rate_limited",
            ProblemKind::ProviderFailed(_) => "provider_failed",
            ProblemKind::NotReached(_) => "provider_not_reached",
            ProblemKind::NotSecure(_) => "not_secure",
            ProblemKind::Unavailable(_) => "provider_unavailable",
            ProblemKind::Rejected(_) => "rejected_by_provider",
            ProblemKind::GoneAt(_) => "gone_at_provider",
            ProblemKind::NotConnected(_) => "not_connected",
            ProblemKind::Unreadable(_) => "unreadable",
            ProblemKind::OtherAccount(_) => "other_account",
            ProblemKind::NumberNotInAccount => "number_not_in_account",
            ProblemKind::NumberCannotCall => "number_cannot_call",
            ProblemKind::NumberOnTrunkOrApp => "number_on_trunk_or_app",
            ProblemKind::NumberInOtherVapiOrg => "number_in_other_vapi_org",
            ProblemKind::NumberOfOtherAccount => "number_of_other_account",
            ProblemKind::NumberTaken => "number_taken",
            ProblemKind::NumberReleasing => "number_releasing",
            ProblemKind::NumberNotFree => "number_not_free",
            ProblemKind::AgentMissing => "agent_missing",
            ProblemKind::AssistantReleasing => "assistant_releasing",
            ProblemKind::AssistantPinned => "assistant_pinned",
            ProblemKind::ChangedAtVapi => "changed_at_vapi",
            ProblemKind::MessagesElsewhere => "messages_elsewhere",
            ProblemKind::LinkedElsewhere => "linked_elsewhere",
            ProblemKind::NumberBlocked => "number_blocked",
            ProblemKind::AnswererStays(_) => "answerer_stays",
            ProblemKind::InOtherRegion(_) => "in_other_region",
            ProblemKind::NotProved => "not_proved",
            ProblemKind::Managed(managed) => managed.code(),
            ProblemKind::Mail(mail) => mail.code(),
            ProblemKind::Consent(consent) => consent.code(),
            ProblemKind::Oidc(oidc) => oidc.code(),
            ProblemKind::Passkey(passkey) => passkey.code(),
            ProblemKind::Program(program) => program.code(),
            ProblemKind::OverQuota(..) => "over_quota",
            ProblemKind::Busy => "busy",
            ProblemKind::Internal => "internal",
        }
    }
}

impl From<Passkey> for ProblemKind {
    fn from(passkey: Passkey) -> Self {
        Self::Passkey(passkey)
    }
}

impl From<Passkey> for Problem {
    fn from(passkey: Passkey) -> Self {
        ProblemKind::from(passkey).into()
    }
}

impl From<Program> for ProblemKind {
    fn from(program: Program) -> Self {
        Self::Program(program)
    }
}

impl From<Program> for Problem {
    fn from(program: Program) -> Self {
        ProblemKind::from(program).into()
    }
}

impl From<Rule> for ProblemKind {
    fn from(rule: Rule) -> Self {
        Self::Invalid(rule)
    }
}

impl From<Managed> for Problem {
    /// Points at the field that can be put right.
    fn from(managed: Managed) -> Self {
        Self { field: managed.field(), ..Self::new(ProblemKind::Managed(managed)) }
    }
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self::new(kind)
    }
}
