//! The registry of actions: each is one row, with what it is about, how its subject is written,
//! and how it ended. Its sentence stands in `texts`.

use crate::domain::codes::codes;

codes! {
    /// What an action is about. Stored beside the action, to choose by.
    pub enum ObjectKind {
        /// People, their devices, and what they may do.
        People = "people",
        Integrations = "integrations",
        Agents = "agents",
        Numbers = "numbers",
        Operations = "operations",
        Calls = "calls",
        Appointments = "appointments",
        Contacts = "contacts",
        /// What the operator decides about the organisation, and what it has as a whole.
        Organisation = "organisation",
        /// The log itself.
        Log = "log",
    }
}

codes! {
    /// How an action ended. What failed for another reason was rolled back with its entry.
    pub enum Outcome {
        Done = "done",
        /// Somebody had not the right to it.
        Refused = "refused",
    }
}

/// How the subject of an entry is written; [`Object::read`](super::Object::read) reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectShape {
    /// Nothing that would say something to a person.
    Nothing,
    /// The id of a person.
    Person,
    /// The code of the permission that was lacking.
    Right,
    /// The code of an account, and what its secret was opened for.
    Account,
    /// The id of an agent, or of an assistant that is no agent's any more.
    Agent,
    /// E.164, or the id of an object at a provider.
    Number,
    /// The id of a contact.
    Contact,
    Operation,
    /// The code of a kind of operation, a colon, and its subject.
    Kind,
    Quota,
    /// Codes of features, each after `+` or `-`.
    Features,
    /// The id of an organisation, in the platform's log.
    Tenant,
    /// A name, or an id at a provider.
    Text,
}

#[derive(Clone, Copy)]
pub(super) struct ActionFacts {
    about: ObjectKind,
    subject: SubjectShape,
    outcome: Outcome,
}

const fn of(about: ObjectKind, subject: SubjectShape) -> ActionFacts {
    ActionFacts { about, subject, outcome: Outcome::Done }
}

const fn refused(about: ObjectKind, subject: SubjectShape) -> ActionFacts {
    ActionFacts { about, subject, outcome: Outcome::Refused }
}

use ObjectKind::{
    Agents, Appointments, Calls, Contacts, Integrations, Log, Numbers, Operations, Organisation, People,
};
use SubjectShape::{
    Account, Agent, Contact, Features, Kind, Nothing, Number, Operation, Person, Quota, Right, Tenant, Text,
};

codes! {
    /// An action that the log records.
    pub enum Action: ActionFacts {
        SignedUp = "signed_up" => of(People, Person),
        SignedIn = "signed_in" => of(People, Person),
        SignInRefused = "sign_in_refused" => refused(People, Person),
        SignedOut = "signed_out" => of(People, Person),
        DeviceRevoked = "device_revoked" => of(People, Nothing),
        OtherDevicesRevoked = "other_devices_revoked" => of(People, Person),
        PasswordChanged = "password_changed" => of(People, Person),
        NameChanged = "name_changed" => of(People, Person),
        /// A signed-in person was asked for the password again, and gave another one.
        PasswordRefused = "password_refused" => refused(People, Person),
        /// By a link, without the present one.
        PasswordReset = "password_reset" => of(People, Person),
        EmailChangeAsked = "email_change_asked" => of(People, Person),
        /// At one of both addresses.
        EmailConfirmed = "email_confirmed" => of(People, Person),
        EmailChanged = "email_changed" => of(People, Person),
        /// With the kind of the second factor that was proved.
        SecondStepProved = "second_step_proved" => of(People, Text),
        /// A signed-in person proved again that it is them: by the password, or this kind of factor.
        ProvedAgain = "proved_again" => of(People, Text),
        /// The operator has a person prove again who they are, in each session.
        ProofAskedAnew = "proof_asked_anew" => of(People, Person),
        SecondStepRefused = "second_step_refused" => refused(People, Person),
        /// A secret was made for an app; it counts for nothing yet.
        SecondFactorBegun = "second_factor_begun" => of(People, Person),
        SecondFactorAdded = "second_factor_added" => of(People, Person),
        SecondFactorRemoved = "second_factor_removed" => of(People, Person),
        /// The text is the name of the passkey, as in the next ones.
        PasskeyAdded = "passkey_added" => of(People, Text),
        PasskeyRenamed = "passkey_renamed" => of(People, Text),
        PasskeyRemoved = "passkey_removed" => of(People, Text),
        /// A passkey signed somebody in by itself.
        PasskeyUsed = "passkey_used" => of(People, Text),
        /// A passkey of the person was refused, since its counter went back: there may be a copy of it.
        PasskeyCopied = "passkey_copied" => refused(People, Person),
        RecoveryCodesMade = "recovery_codes_made" => of(People, Person),
        /// The account was linked with a person of the OpenID provider, who signs in to it since.
        IdentityLinked = "identity_linked" => of(People, Person),
        IdentityUnlinked = "identity_unlinked" => of(People, Person),
        PlatformAdminMade = "platform_admin_made" => of(People, Person),
        Denied = "denied" => refused(People, Right),
        CredentialSaved = "credential_saved" => of(Integrations, Account),
        CredentialChecked = "credential_checked" => of(Integrations, Account),
        CredentialOpened = "credential_opened" => of(Integrations, Account),
        CredentialResealed = "credential_resealed" => of(Integrations, Account),
        TestMailSent = "test_mail_sent" => of(Integrations, Account),
        AgentCreated = "agent_created" => of(Agents, Agent),
        AgentChanged = "agent_changed" => of(Agents, Agent),
        /// A turn in a conversation in writing, which costs.
        AgentTried = "agent_tried" => of(Agents, Agent),
        TrialEnded = "trial_ended" => of(Agents, Agent),
        /// An agent rang the phone of whoever asked.
        AgentCalled = "agent_called" => of(Agents, Agent),
        /// A code was read to a person's phone.
        PhoneAsked = "phone_asked" => of(People, Person),
        PhoneConfirmed = "phone_confirmed" => of(People, Person),
        PhoneRefused = "phone_refused" => refused(People, Person),
        PhoneForgotten = "phone_forgotten" => of(People, Person),
        ImportAsked = "import_asked" => of(Numbers, Number),
        /// For kinds of operations that have no action of their own.
        OperationAsked = "operation_asked" => of(Operations, Kind),
        OperationRetried = "operation_retried" => of(Operations, Operation),
        TakeoverGranted = "takeover_granted" => of(Operations, Operation),
        TakeoverDeclined = "takeover_declined" => of(Operations, Operation),
        Disconnected = "disconnected" => of(Integrations, Account),
        AccountReplaced = "account_replaced" => of(Integrations, Account),
        NumberRemoved = "number_removed" => of(Numbers, Number),
        NumberBought = "number_bought" => of(Numbers, Number),
        NumberReleased = "number_released" => of(Numbers, Number),
        AddressDeleted = "address_deleted" => of(Numbers, Text),
        BuyingAllowed = "buying_allowed" => of(Organisation, Nothing),
        BuyingDenied = "buying_denied" => of(Organisation, Nothing),
        QuotaDecided = "quota_decided" => of(Organisation, Quota),
        FeaturesDecided = "features_decided" => of(Organisation, Features),
        ManagedReleased = "managed_released" => of(Numbers, Nothing),
        NumberUnassigned = "number_unassigned" => of(Numbers, Number),
        AgentDeleted = "agent_deleted" => of(Agents, Agent),
        AgentRemade = "agent_remade" => of(Agents, Agent),
        ConflictDecided = "conflict_decided" => of(Agents, Agent),
        ClosedByHand = "closed_by_hand" => of(Operations, Operation),
        KeyMade = "key_made" => of(Integrations, Text),
        KeyRevoked = "key_revoked" => of(Integrations, Text),
        KeyHandedOver = "key_handed_over" => of(Integrations, Nothing),
        KeyTakenBack = "key_taken_back" => of(Integrations, Nothing),
        TokenRenewed = "token_renewed" => of(Integrations, Nothing),
        TokenMade = "token_made" => of(Integrations, Nothing),
        TokenDeleted = "token_deleted" => of(Integrations, Nothing),
        AccountSuspended = "account_suspended" => of(Integrations, Text),
        AccountClosed = "account_closed" => of(Integrations, Text),
        AccountReopened = "account_reopened" => of(Integrations, Account),
        ComparisonAsked = "comparison_asked" => of(Numbers, Nothing),
        DriftRepaired = "drift_repaired" => of(Numbers, Number),
        DriftAdopted = "drift_adopted" => of(Numbers, Number),
        DriftForgotten = "drift_forgotten" => of(Numbers, Number),
        MonitoringMade = "monitoring_made" => of(Organisation, Nothing),
        MonitoringEnded = "monitoring_ended" => of(Organisation, Nothing),
        /// By the name of the token, as in the next ones.
        ApiTokenMade = "api_token_made" => of(People, Text),
        ApiTokenRevoked = "api_token_revoked" => of(People, Text),
        /// Somebody else answers for it.
        ApiTokenPassedOn = "api_token_passed_on" => of(People, Text),
        /// It was sent from an address that it is not taken from.
        ApiTokenRefused = "api_token_refused" => refused(People, Text),
        /// Another address for the events of calls.
        HookRotated = "hook_rotated" => of(Integrations, Nothing),
        WayInChecked = "way_in_checked" => of(Integrations, Nothing),
        /// The subject is what a webhook is called then, as in the next ones.
        WebhookMade = "webhook_made" => of(Integrations, Text),
        WebhookChanged = "webhook_changed" => of(Integrations, Text),
        WebhookDeleted = "webhook_deleted" => of(Integrations, Text),
        WebhookSecretMade = "webhook_secret_made" => of(Integrations, Text),
        WebhookTested = "webhook_tested" => of(Integrations, Text),
        WebhookPaused = "webhook_paused" => of(Integrations, Text),
        WebhookResumed = "webhook_resumed" => of(Integrations, Text),
        WebhookReplayed = "webhook_replayed" => of(Integrations, Text),
        /// With the kind of the event.
        CallEventReplayed = "call_event_replayed" => of(Integrations, Text),
        CallsExported = "calls_exported" => of(Calls, Nothing),
        RetentionSaved = "retention_saved" => of(Calls, Nothing),
        /// A person was sent to Google for a consent, and came back.
        ConsentAsked = "consent_asked" => of(Integrations, Account),
        ConsentAnswered = "consent_answered" => of(Integrations, Account),
        ConsentRevoked = "consent_revoked" => of(Integrations, Text),
        CalendarChosen = "calendar_chosen" => of(Integrations, Text),
        /// A person goes on in this org, out of another of theirs.
        OrgEntered = "org_entered" => of(People, Nothing),
        OrgMade = "org_made" => of(Organisation, Nothing),
        OrgRenamed = "org_renamed" => of(Organisation, Nothing),
        /// Whoever works in it needs a second factor from now on, or not any more.
        FactorDemanded = "factor_demanded" => of(Organisation, Nothing),
        FactorNotDemanded = "factor_not_demanded" => of(Organisation, Nothing),
        OrgSuspended = "org_suspended" => of(Organisation, Nothing),
        OrgResumed = "org_resumed" => of(Organisation, Nothing),
        DeletionAsked = "deletion_asked" => of(Organisation, Nothing),
        DeletionTakenBack = "deletion_taken_back" => of(Organisation, Nothing),
        /// The days in which it could be taken back are over.
        DeletionBegun = "deletion_begun" => of(Organisation, Nothing),
        /// It ends although something is left at a provider.
        DeletionForced = "deletion_forced" => of(Organisation, Nothing),
        /// The last entry of an organisation.
        OrgDeleted = "org_deleted" => of(Organisation, Nothing),
        MemberRoleChanged = "member_role_changed" => of(People, Person),
        MemberRemoved = "member_removed" => of(People, Person),
        MemberLeft = "member_left" => of(People, Person),
        BookingSettingsSaved = "booking_settings_saved" => of(Appointments, Nothing),
        /// The hours or the services that an agent has of its own.
        AgentBookingSaved = "agent_booking_saved" => of(Appointments, Agent),
        ServiceSaved = "service_saved" => of(Appointments, Text),
        ServiceDeleted = "service_deleted" => of(Appointments, Text),
        AppointmentBooked = "appointment_booked" => of(Appointments, Text),
        AppointmentMoved = "appointment_moved" => of(Appointments, Text),
        AppointmentCancelled = "appointment_cancelled" => of(Appointments, Text),
        AppointmentMailAsked = "appointment_mail_asked" => of(Appointments, Text),
        /// In the platform's log, with the id of the organisation: a platform admin looked at it.
        TenantOpened = "tenant_opened" => of(Organisation, Tenant),
        /// In the platform's log: a platform admin made it, and invited its first owner.
        TenantMade = "tenant_made" => of(Organisation, Tenant),
        /// In the platform's log: everything of it is deleted.
        TenantDeleted = "tenant_deleted" => of(Organisation, Tenant),
        /// In the platform's log: an admin decides something, which the organisation's own log has in full.
        TenantChanged = "tenant_changed" => of(Organisation, Tenant),
        /// In the platform's log: an admin begins to act for it, does something there, and ends the visit.
        TenantEntered = "tenant_entered" => of(Organisation, Tenant),
        ActedForTenant = "acted_for_tenant" => of(Organisation, Tenant),
        TenantLeft = "tenant_left" => of(Organisation, Tenant),
        /// Likewise: the time of such a visit is over.
        TenantVisitOver = "tenant_visit_over" => of(Organisation, Tenant),
        /// In the platform's log: somebody else asked for what is the platform's own.
        PlatformDenied = "platform_denied" => refused(Organisation, Nothing),
        /// A platform admin acts for the organisation, and why.
        SupportBegan = "support_began" => of(Organisation, Nothing),
        /// Nobody ended the visit within its time.
        SupportOver = "support_over" => of(Organisation, Nothing),
        SupportEnded = "support_ended" => of(Organisation, Nothing),
        /// Its owners decided what platform admins may do who act for it.
        SupportAccessDecided = "support_access_decided" => of(Organisation, Nothing),
        /// By the address that was invited.
        Invited = "invited" => of(People, Text),
        InvitationSent = "invitation_sent" => of(People, Text),
        InvitationRevoked = "invitation_revoked" => of(People, Text),
        InvitationAccepted = "invitation_accepted" => of(People, Person),
        /// The subject is an id: the log stays, and knows nobody by name.
        ContactAdded = "contact_added" => of(Contacts, Contact),
        ContactChanged = "contact_changed" => of(Contacts, Contact),
        ContactsMerged = "contacts_merged" => of(Contacts, Contact),
        ContactsSeparated = "contacts_separated" => of(Contacts, Contact),
        ContactsImported = "contacts_imported" => of(Contacts, Nothing),
        /// The import that somebody began is done, or stopped; with how many contacts it has come to.
        ContactsImportEnded = "contacts_import_ended" => of(Contacts, Nothing),
        ContactExported = "contact_exported" => of(Contacts, Contact),
        ContactErased = "contact_erased" => of(Contacts, Contact),
        LogRead = "log_read" => of(Log, Nothing),
        LogExported = "log_exported" => of(Log, Text),
    }
}

impl Action {
    pub const fn about(self) -> ObjectKind {
        self.facts().about
    }

    pub const fn subject(self) -> SubjectShape {
        self.facts().subject
    }

    pub const fn outcome(self) -> Outcome {
        self.facts().outcome
    }
}

codes! {
    /// Why a secret is opened; stands in the audit entry.
    pub enum Purpose {
        Verify = "verify",
        /// The checks of a day that begin by themselves, by one entry.
        CheckHealth = "check_health",
        Replace = "replace",
        ListNumbers = "list_numbers",
        ImportNumber = "import_number",
        BuyNumber = "buy_number",
        SyncAgent = "sync_agent",
        Cleanup = "clean_up",
        CarrySecret = "carry_secret",
        MakeKey = "make_key",
        RevokeKey = "revoke_key",
        CompareNumbers = "compare_numbers",
        HandOver = "hand_over",
        RotateToken = "rotate_token",
        SendMail = "send_mail",
        ReadCalls = "read_calls",
        PlayRecording = "play_recording",
        EraseCalls = "erase_calls",
        TryAgent = "try_agent",
        RingPhone = "ring_phone",
        SyncCalendar = "sync_calendar",
    }
}

impl Purpose {
    /// Whether it comes again and again, as while people look for something, play a recording part by
    /// part, talk with an agent, or a calendar is kept in step, so that an hour of it has one entry.
    pub const fn is_of_a_sitting(self) -> bool {
        matches!(self, Self::ListNumbers | Self::PlayRecording | Self::TryAgent | Self::SyncCalendar)
    }
}
