//! A message from one page load to the next: the answer to a form sent without JavaScript,
//! or the sentence that follows a redirect. Shown once.

use serde::{Deserialize, Serialize};

use super::{
    integrations::Checked,
    problem::{Problem, ProblemKind, ServerReply},
    webhook::WebhookId,
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The form it answers, by the name that the page gave it: [`Flash::EVERY_PAGE`] for
    /// one that stands on every page, and for a notice alone.
    pub form: String,
    pub problem: Option<Problem>,
    pub notice: Option<Notice>,
    /// The words of the notice, given to the page in its language: a browser downloads no others.
    #[serde(default)]
    pub said: Option<String>,
    /// The mail server's own answer, which stands below the notice.
    #[serde(default)]
    pub reply: Option<ServerReply>,
    /// The link that the form has made: its id, as long as this waits for the page, which is given
    /// its address.
    #[serde(default)]
    pub link: Option<String>,
    /// The webhook whose secret the form has made.
    #[serde(default)]
    pub secret: Option<FreshSecret>,
    /// The typed values, so that a refused form comes back filled. Never a password or a key.
    pub values: Vec<(String, String)>,
}

/// The secret that a webhook was given by the form: only its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreshSecret {
    pub of: WebhookId,
    /// `None` as long as this waits for the page, which is given the secret.
    pub text: Option<String>,
}

impl Flash {
    /// The name of the forms that every page has; the page says above itself why one of
    /// them was refused.
    pub const EVERY_PAGE: &str = "";

    /// Whether no form of a page shows the problem as its own. Whoever is in another organisation by
    /// now may not find the form again.
    pub fn is_above_the_page(&self, problem: &Problem) -> bool {
        self.form == Self::EVERY_PAGE || problem.kind == ProblemKind::OtherOrg
    }
}

/// A notice of what the server has committed, as a code: the page is given its words ([`Flash::said`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    SignedOut,
    DeviceRevoked,
    DevicesRevoked,
    PasswordChanged,
    NameChanged,
    ZoneChosen,
    IdentityLinked,
    IdentityUnlinked,
    LinkAsked,
    PasswordReset,
    EmailAsked,
    EmailConfirmed,
    EmailChanged,
    SecondFactorAdded,
    SecondFactorRemoved,
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,
    ApiTokenMade,
    ApiTokenRevoked,
    ApiTokenPassedOn,
    Connected,
    Checked,
    /// Stored; the provider could not be asked yet.
    CheckedLater,
    ProofStarted,
    ImportStarted,
    NumberAssigned,
    NumberUnassigned,
    NumberRemoved,
    PurchaseStarted,
    NumberReleased,
    NumbersSwitched,
    CalendarChosen,
    AgentCreated,
    AgentSaved,
    AgentCopied,
    AgentDeleted,
    AgentRemade,
    OperationRetried,
    Decided,
    SandboxChanged,
    TestMailSent,
    Disconnected,
    ClosedByHand,
    RotationStarted,
    ComparisonStarted,
    RepairStarted,
    DifferenceAdopted,
    DifferenceForgotten,
    NotificationsRead,
    NotificationSettingsSaved,
    MonitoringMade,
    MonitoringEnded,
    HookRotated,
    RetentionSaved,
    WayInChecked,
    EventReplayed,
    TrialEnded,
    PhoneRings,
    PhoneConfirmed,
    PhoneForgotten,
    AgentCalls,
    RoleChanged,
    MemberRemoved,
    OrgEntered,
    OrgLeft,
    OrgRenamed,
    OrgMade,
    FactorDemanded,
    FactorNotDemanded,
    BookingSettingsSaved,
    AgentBookingSaved,
    ServiceSaved,
    ServiceDeleted,
    AppointmentBooked,
    AppointmentMoved,
    AppointmentCancelled,
    AppointmentMailed,
    LimitSet,
    FeatureSet,
    InvitationMailed,
    InvitationMade,
    InvitationRevoked,
    InvitationAsked,
    InvitationAccepted,
    TenantMade,
    TenantSuspended,
    DeletionAsked,
    DeletionTakenBack,
    DeletionForced,
    TenantResumed,
    VisitBegun,
    VisitEnded,
    SupportDecided,
    ContactSaved,
    ContactsMerged,
    ContactsSeparated,
    ContactErased,
    ListRead,
    ListImported,
    ListDiscarded,
    WebhookMade,
    WebhookSaved,
    WebhookDeleted,
    WebhookSecretMade,
    WebhookTested,
    WebhookPaused,
    WebhookResumed,
    DeliveryReplayed,
    SpanReplayed,
    /// Of a longer span, as much as is sent at once.
    SpanReplayedInPart,
    NothingReplayed,
}

impl Notice {
    /// The notice about the result of a key check; `accepted` is the one for a key that works.
    pub const fn of_check(checked: Checked, accepted: Self) -> Self {
        match checked {
            Checked::Accepted => accepted,
            Checked::Later => Self::CheckedLater,
        }
    }
}
