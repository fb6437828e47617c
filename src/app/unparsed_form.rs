//! Brings back the typed text of a form that its server function could not read, as a page
//! of another build may send without JavaScript.

use leptos::server_fn::ServerFn;

use super::{
    account::api::{
        ADD_PASSKEY, AddPasskey, CHANGE_EMAIL, CHANGE_NAME, CHOOSE_ZONE, ChangeEmail, ChangeName, ChooseZone,
        RENAME_PASSKEY, RenamePasskey,
    },
    agents::api::{CONFLICT_FORM, CreateAgent, DecideConflict, EDIT_FORM, NEW_FORM, UpdateAgent, VERSION},
    appointments::api::{
        AGENT_HOURS_FORM, AGENT_SERVICES_FORM, AddService, BOOK_FORM, BookAppointment, ChangeService,
        MOVE_FORM, MoveAppointment, NEW_SERVICE_FORM, SERVICE_FORM, SETTINGS_FORM, SaveAgentHours,
        SaveAgentServices, SaveBookingSettings,
    },
    auth::api::{
        ASK_RESET, AskReset, AskSignUp, FOUND, Found, JOIN, JOIN_INVITED, Join, JoinInvited, LOG_IN, LogIn,
        SIGN_UP, SignUp,
    },
    calls::api::{RETENTION_FORM, SaveRetention},
    contacts::api::{
        AddContact, CONTACT_FORM, ChangeContact, MAPPING_FORM, MERGE_FORM, MergeContacts, NEW_CONTACT_FORM,
        ReadList,
    },
    form_state::input_name,
    integrations::services::{
        self,
        google_calendar::{CALENDAR_FORM, ChooseCalendar},
    },
    notifications::api::{SETTINGS_FORM as NOTIFICATIONS_FORM, SaveNotificationSettings},
    numbers::{
        api::{ASSIGN_FORM, AssignNumber, IMPORT_FORM, ImportNumber},
        managed::api::{BUY_FORM, BuyNumber, RELEASE_FORM, ReleaseNumber, SWITCH_FORM, SwitchNumbers},
    },
    sandbox::api::{CALL_FORM, CallNumber, ChangeOutside, FAULT_FORM, InjectFault, OUTSIDE_CHANGE_FORM},
    team::api::{
        ChangeRole, DELETE_FORM as DELETE_ORG_FORM, DecideSupport, DeleteOrg, INVITE_FORM, Invite, MakeOrg,
        NEW_ORG_FORM, REINVITE_FORM, RENAME_FORM, ROLE_FORM, Reinvite, RenameOrg, SUPPORT_FORM,
    },
    tenants::api::{
        DELETE_FORM as DELETE_TENANT_FORM, DeleteTenant, LIMIT_FORM, MakeTenant, NEW_FORM as NEW_TENANT_FORM,
        REINVITE_FORM as TENANT_REINVITE_FORM, ReinviteForTenant, SUSPEND_FORM, SetLimit, SuspendTenant,
        VISIT_FORM, VisitTenant,
    },
    tokens::api::{
        MAKE_FORM as MAKE_TOKEN_FORM, MAKE_SERVICE_FORM, MakeServiceToken, MakeToken, PASS_ON_FORM,
        PassOnToken,
    },
    trials::api::{AskForPhone, CODE_FORM, ConfirmPhone, PHONE_FORM, SAY_FORM, SayToAgent},
    webhooks::api::{
        CHANGE_FORM as CHANGE_WEBHOOK_FORM, ChangeWebhook, MAKE_FORM, MakeWebhook, ReplaySpan, SPAN_FORM,
    },
};
use crate::domain::{
    account::{EmailForm, NameForm, ZoneForm},
    agent::{AgentForm, ConflictForm},
    api_token::{PassOnForm, TokenForm},
    appointment::{AgentHoursForm, AgentServicesForm, BookForm, BookingSettingsForm, MoveForm, ServiceForm},
    auth_forms::{LoginForm, SignUpForm},
    call::{RetentionForm, SimulatedCallForm},
    contact::{ContactForm, MappingForm, MergeForm},
    deletion::DeletionForm,
    fault_form::FaultForm,
    form::{Fields, Kept},
    integrations::ImportForm,
    invitation::{InviteForm, InvitedForm, ReinviteForm},
    link::{AskLinkForm, FoundForm, JoinForm},
    managed::{BuyForm, ReleaseForm, SwitchForm},
    notification::NotificationSettingsForm,
    number::AssignForm,
    outside_change::OutsideChangeForm,
    passkey::{NewPasskeyForm, PasskeyNameForm},
    provider::{Provider, google_calendar::CalendarForm},
    support::{SupportAccessForm, VisitForm},
    suspension::SuspensionForm,
    team::{OrgForm, RoleForm},
    tenant::{LimitForm, TenantForm},
    trial::{PhoneCodeForm, PhoneForm, TrialForm},
    webhook::{ReplayForm, WebhookForm},
};

/// A form whose inputs are fields of `form`.
#[derive(Clone, Copy)]
struct Typed {
    /// The path of the server function that takes the form.
    path: &'static str,
    /// The name under which it comes back.
    form: &'static str,
    /// The fields that come back, at their values before anything is typed.
    kept: fn() -> Kept,
    /// The name of the input beside the form that holds the version of its subject.
    version: Option<&'static str>,
}

const fn typed<F: Fields + Default>(path: &'static str, form: &'static str) -> Typed {
    Typed { path, form, kept: || F::default().values_to_keep(), version: None }
}

/// The forms that come back filled; a test notices one that is missing here.
const FORMS: &[Typed] = &[
    typed::<SignUpForm>(SignUp::PATH, SIGN_UP),
    typed::<LoginForm>(LogIn::PATH, LOG_IN),
    typed::<AskLinkForm>(AskReset::PATH, ASK_RESET),
    typed::<EmailForm>(ChangeEmail::PATH, CHANGE_EMAIL),
    typed::<NameForm>(ChangeName::PATH, CHANGE_NAME),
    typed::<ZoneForm>(ChooseZone::PATH, CHOOSE_ZONE),
    typed::<NotificationSettingsForm>(SaveNotificationSettings::PATH, NOTIFICATIONS_FORM),
    typed::<NewPasskeyForm>(AddPasskey::PATH, ADD_PASSKEY),
    typed::<PasskeyNameForm>(RenamePasskey::PATH, RENAME_PASSKEY),
    typed::<AskLinkForm>(AskSignUp::PATH, SIGN_UP),
    typed::<JoinForm>(Join::PATH, JOIN),
    typed::<FoundForm>(Found::PATH, FOUND),
    typed::<AgentForm>(CreateAgent::PATH, NEW_FORM),
    Typed { version: Some(VERSION), ..typed::<AgentForm>(UpdateAgent::PATH, EDIT_FORM) },
    typed::<ConflictForm>(DecideConflict::PATH, CONFLICT_FORM),
    typed::<CalendarForm>(ChooseCalendar::PATH, CALENDAR_FORM),
    typed::<ImportForm>(ImportNumber::PATH, IMPORT_FORM),
    typed::<AssignForm>(AssignNumber::PATH, ASSIGN_FORM),
    typed::<BuyForm>(BuyNumber::PATH, BUY_FORM),
    typed::<ReleaseForm>(ReleaseNumber::PATH, RELEASE_FORM),
    typed::<SwitchForm>(SwitchNumbers::PATH, SWITCH_FORM),
    typed::<FaultForm>(InjectFault::PATH, FAULT_FORM),
    typed::<SimulatedCallForm>(CallNumber::PATH, CALL_FORM),
    typed::<OutsideChangeForm>(ChangeOutside::PATH, OUTSIDE_CHANGE_FORM),
    typed::<RoleForm>(ChangeRole::PATH, ROLE_FORM),
    typed::<OrgForm>(RenameOrg::PATH, RENAME_FORM),
    typed::<OrgForm>(MakeOrg::PATH, NEW_ORG_FORM),
    typed::<BookingSettingsForm>(SaveBookingSettings::PATH, SETTINGS_FORM),
    typed::<AgentHoursForm>(SaveAgentHours::PATH, AGENT_HOURS_FORM),
    typed::<AgentServicesForm>(SaveAgentServices::PATH, AGENT_SERVICES_FORM),
    typed::<ServiceForm>(AddService::PATH, NEW_SERVICE_FORM),
    typed::<ServiceForm>(ChangeService::PATH, SERVICE_FORM),
    typed::<BookForm>(BookAppointment::PATH, BOOK_FORM),
    typed::<MoveForm>(MoveAppointment::PATH, MOVE_FORM),
    typed::<LimitForm>(SetLimit::PATH, LIMIT_FORM),
    typed::<InviteForm>(Invite::PATH, INVITE_FORM),
    typed::<ReinviteForm>(Reinvite::PATH, REINVITE_FORM),
    typed::<InvitedForm>(JoinInvited::PATH, JOIN_INVITED),
    typed::<DeletionForm>(DeleteOrg::PATH, DELETE_ORG_FORM),
    typed::<DeletionForm>(DeleteTenant::PATH, DELETE_TENANT_FORM),
    typed::<TenantForm>(MakeTenant::PATH, NEW_TENANT_FORM),
    typed::<ReinviteForm>(ReinviteForTenant::PATH, TENANT_REINVITE_FORM),
    typed::<SuspensionForm>(SuspendTenant::PATH, SUSPEND_FORM),
    typed::<VisitForm>(VisitTenant::PATH, VISIT_FORM),
    typed::<SupportAccessForm>(DecideSupport::PATH, SUPPORT_FORM),
    typed::<ContactForm>(AddContact::PATH, NEW_CONTACT_FORM),
    typed::<ContactForm>(ChangeContact::PATH, CONTACT_FORM),
    typed::<MergeForm>(MergeContacts::PATH, MERGE_FORM),
    typed::<MappingForm>(ReadList::PATH, MAPPING_FORM),
    typed::<RetentionForm>(SaveRetention::PATH, RETENTION_FORM),
    typed::<TrialForm>(SayToAgent::PATH, SAY_FORM),
    typed::<PhoneForm>(AskForPhone::PATH, PHONE_FORM),
    typed::<PhoneCodeForm>(ConfirmPhone::PATH, CODE_FORM),
    typed::<TokenForm>(MakeToken::PATH, MAKE_TOKEN_FORM),
    typed::<TokenForm>(MakeServiceToken::PATH, MAKE_SERVICE_FORM),
    typed::<PassOnForm>(PassOnToken::PATH, PASS_ON_FORM),
    typed::<WebhookForm>(MakeWebhook::PATH, MAKE_FORM),
    Typed { version: Some(VERSION), ..typed::<WebhookForm>(ChangeWebhook::PATH, CHANGE_WEBHOOK_FORM) },
    typed::<ReplayForm>(ReplaySpan::PATH, SPAN_FORM),
];

/// The [`FORMS`], and the form of each provider that has one.
fn forms() -> impl Iterator<Item = Typed> {
    let of_provider = |provider: Provider| {
        let services::TypedForm { path, blank } = services::of(provider).form()?;
        Some(Typed { path, form: provider.code(), kept: blank, version: None })
    };
    FORMS.iter().copied().chain(Provider::ALL.into_iter().filter_map(of_provider))
}

/// The name of the form that the function at `path` takes, and the fields that can be read.
/// `value` finds the text that was sent under the name of an input.
pub fn legible(path: &str, value: impl Fn(&str) -> Option<String>) -> Option<(&'static str, Kept)> {
    let Typed { form, kept, version, .. } = forms().find(|typed| typed.path == path)?;
    let read = |(name, otherwise): (&'static str, String)| {
        // A box that is not ticked is not sent.
        let unticked = Some(otherwise).filter(|otherwise| otherwise == "false");
        Some((name, value(&input_name(name)).or(unticked)?))
    };
    let mut legible: Kept = kept().into_iter().filter_map(read).collect();
    // A page that is drawn anew must not pass for one of a newer version; a missing version
    // becomes 0, which comes before the first.
    legible.extend(version.map(|name| {
        let version = value(name).and_then(|version| version.parse::<i64>().ok());
        (name, version.unwrap_or_default().to_string())
    }));
    Some((form, legible))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_comes_back_but_no_secret() {
        let sent = |name: &str| Some(format!("typed as {name}"));
        for Typed { path, form, .. } in forms() {
            let (name, legible) = legible(path, sent).unwrap();
            assert_eq!(name, form);
            for (name, value) in legible {
                assert!(
                    !["password", "key", "auth_token", "api_key_secret"].contains(&name),
                    "{form}: {name}"
                );
                assert!(name == VERSION || value == format!("typed as form[{name}]"), "{form}: {name}");
            }
        }
        assert_eq!(legible("/rpc/log_out", sent), None);
    }

    #[test]
    fn a_form_whose_version_cannot_be_read_is_of_none() {
        let version = |sent: Option<&str>| {
            let value = |name: &str| sent.filter(|_| name == VERSION).map(str::to_owned);
            legible(UpdateAgent::PATH, value).unwrap().1
        };
        assert_eq!(version(Some("7")), [("version", "7".to_owned())]);
        assert_eq!(version(Some("seven")), [("version", "0".to_owned())]);
        assert_eq!(version(None), [("version", "0".to_owned())]);
    }
}
