//! The paths of the rows in `routes`, and the links to them. The path of a page to which
//! only the navigation leads may stand with the page.

use super::{appointments, contacts, readiness, team};
pub use crate::domain::auth_forms::{HOME as INTEGRATIONS, LOGIN, SECOND_STEP};
use crate::domain::{
    address::encoded,
    call::{CallId, Span},
    contact::ContactId,
    health::HealthQuery,
    ids::{AgentId, NumberId, OperationId, OrgId},
    managed::AvailableNumber,
    moment,
    notification::{About, NotificationView},
    number::NumberSource,
    provider::{Provider, google_calendar, vapi},
    readiness::{Break, CallPath, Remedy},
    webhook::WebhookId,
};

pub const START: &str = "/";
pub const SIGN_UP: &str = "/signup";
pub const FORGOT: &str = "/forgot";
/// The page of a one-time link, whose token is the id.
pub const LINK: &str = "/link/{id}";
pub const DASHBOARD: &str = "/dashboard";
pub const PROVIDER: &str = "/dashboard/integrations/{id}";
pub const DISCONNECT: &str = "/dashboard/integrations/{id}/disconnect";
pub const TWILIO: &str = "/dashboard/integrations/twilio";
pub const CHOOSE_NUMBER: &str = "/dashboard/integrations/twilio?choose=1";
pub const SWITCH_NUMBERS: &str = "/dashboard/integrations/twilio/switch";
pub const AGENTS: &str = "/dashboard/agents";
pub const NEW_AGENT: &str = "/dashboard/agents/new";
pub const AGENT: &str = "/dashboard/agents/{id}";
pub const DELETE_AGENT: &str = "/dashboard/agents/{id}/delete";
/// A conversation in writing with the agent.
pub const TRY_AGENT: &str = "/dashboard/agents/{id}/try";
pub const CONFLICT: &str = "/dashboard/agents/{id}/conflict";
pub const CALLS: &str = "/dashboard/calls";
/// Figures of the calls.
pub const FIGURES: &str = "/dashboard/calls/figures";
/// The page that says for how long calls are kept.
pub const RETENTION: &str = "/dashboard/calls/retention";
/// The list of the calls as a file.
pub const CALLS_EXPORT: &str = "/dashboard/calls/export.csv";
pub const CALL: &str = "/dashboard/calls/{id}";
/// The recording of a call, not a page.
pub const RECORDING: &str = "/dashboard/calls/{id}/recording";
pub const NUMBERS: &str = "/dashboard/numbers";
pub const BUY_NUMBER: &str = "/dashboard/numbers/buy";
pub const CONFIRM_PURCHASE: &str = "/dashboard/numbers/buy/confirm";
pub const NUMBER: &str = "/dashboard/numbers/{id}";
pub const REMOVE_NUMBER: &str = "/dashboard/numbers/{id}/remove";
pub const RELEASE_NUMBER: &str = "/dashboard/numbers/{id}/release";
pub const WEBHOOKS: &str = "/dashboard/webhooks";
pub const WEBHOOK: &str = "/dashboard/webhooks/{id}";
pub const OPERATIONS: &str = "/dashboard/operations";
pub const OPERATION: &str = "/dashboard/operations/{id}";
/// A file to keep, not a page.
pub const RECEIPTS: &str = "/dashboard/operations/{id}/receipts.json";
/// A file to keep, not a page.
pub const CONTACT_EXPORT: &str = "/dashboard/contacts/{id}/export.json";
/// Takes a list of contacts, as a file or pasted; it is no page.
pub const CONTACT_LIST: &str = "/dashboard/contacts/import/list";
/// The name of the organisation that a link was made for, in its query.
pub const ORG: &str = "org";
/// The audit log as a file.
pub const AUDIT_EXPORT: &str = "/dashboard/audit/export/{id}";
/// The audit logs of a tenant and of the platform as files.
pub const TENANT_AUDIT_EXPORT: &str = "/admin/tenants/{id}/audit/export/{format}";
pub const PLATFORM_AUDIT_EXPORT: &str = "/admin/audit/export/{id}";
/// What happened to the key of a service.
pub const HEALTH: &str = "/dashboard/integrations/{id}/health";
/// The way to the consent at Google, and the address to which Google sends people back.
pub const TO_GOOGLE: &str = "/integrations/google/consent";
pub const FROM_GOOGLE: &str = "/integrations/google/callback";
/// The way to the installation's OpenID provider, and the address to which it sends people back.
pub const TO_OIDC: &str = "/sign-in/oidc";
pub const FROM_OIDC: &str = "/sign-in/oidc/callback";
/// What an authenticator is to sign; asked for by `public/passkeys.js`.
pub const PASSKEY_OPTIONS: &str = "/passkeys/{ceremony}";
/// The query of the page on which they land signed out.
pub const SIGNED_OUT: &str = "signed_out";
pub const ACCOUNT: &str = "/dashboard/account";
/// The person's activity in all their organisations.
pub const ACTIVITY: &str = "/dashboard/account/activity";
/// The second factors of the person.
pub const FACTORS: &str = "/dashboard/account/second-factor";
pub const NOTIFICATIONS: &str = "/dashboard/notifications";
/// What the person is told of, how, and when.
pub const NOTIFICATION_SETTINGS: &str = "/dashboard/account/notifications";
/// The organisations of the person.
pub const ORGS: &str = "/dashboard/organisations";
pub const SANDBOX: &str = "/sandbox";

/// Stands for any one part of a path.
pub const ID: &str = "{id}";

/// `path` with `id` in the place of [`ID`].
fn of(path: &str, id: &str) -> String {
    let parts: Vec<&str> = path.split('/').map(|part| if part == ID { id } else { part }).collect();
    parts.join("/")
}

/// The organisations of the person, from where they come back to `here`.
pub fn orgs_href(here: &str) -> String {
    format!("{ORGS}?back={}", encoded(here))
}

pub fn provider_href(provider: Provider) -> String {
    of(PROVIDER, provider.code())
}

/// The page on which a broken link of a number's calls is made whole.
pub fn remedy_href(call_path: &CallPath, broken: Break) -> String {
    match (broken.remedy(), &call_path.agent) {
        (Remedy::Connect(provider) | Remedy::Replace(provider), _) => provider_href(provider),
        (Remedy::Agent, Some((agent, _))) => agent_href(agent),
        (Remedy::WayIn, _) => provider_href(vapi::PROVIDER),
        (Remedy::Calendar, _) => provider_href(google_calendar::PROVIDER),
        (Remedy::Agent, None) | (Remedy::Number, _) => number_href(&call_path.id),
    }
}

/// Names, in an address that a mail leads to, the organisation that it is about.
pub const OF_ORG: &str = "of";

/// The page on which what a notification tells of can be seen, and mended.
pub fn notification_href(NotificationView { about, times, .. }: &NotificationView) -> String {
    match about {
        About::Service { provider } => provider_href(*provider),
        About::Supply { .. } => NUMBERS.to_owned(),
        About::Numbers { first, .. } if *times == 1 => number_href(first),
        About::Numbers { .. } => readiness::PATH.to_owned(),
        About::Operation { id, .. } => operation_href(id),
        About::Calls { last } if *times == 1 => call_href(last),
        About::Calls { .. } => CALLS.to_owned(),
        About::Lead { contact, .. } => contacts::contact_href(contact),
        About::Appointment { id, .. } => appointments::appointment_href(id),
        About::Invitation { .. } => ORGS.to_owned(),
        About::Member { user } => team::member_href(user),
        About::Webhook { id, .. } => webhook_href(id),
    }
}

pub fn webhook_href(id: &WebhookId) -> String {
    of(WEBHOOK, id.as_str())
}

pub fn link_href(token: &str) -> String {
    of(LINK, token)
}

/// The page of Google Calendar, for somebody who was signed out when Google sent them back.
pub fn signed_out_at_google() -> String {
    format!("{}?{SIGNED_OUT}=1", provider_href(google_calendar::PROVIDER))
}

pub fn disconnect_href(provider: Provider) -> String {
    of(DISCONNECT, provider.code())
}

pub fn health_href(provider: Provider) -> String {
    of(HEALTH, provider.code())
}

/// The page of one day, given by its number since 1970-01-01.
pub fn health_day_href(provider: Provider, day: i64) -> String {
    format!("{}?{}={}", health_href(provider), HealthQuery::DAY, moment::date(day))
}

pub fn operation_href(id: &OperationId) -> String {
    of(OPERATION, id.as_str())
}

pub fn contact_export_href(id: &ContactId) -> String {
    of(CONTACT_EXPORT, id.as_str())
}

pub fn receipts_href(id: &OperationId) -> String {
    of(RECEIPTS, id.as_str())
}

/// The file of a format about the organisation that the page shows; the query is that of the page.
pub fn audit_export_href(format: &str, org: &OrgId, query: &impl ToString) -> String {
    exported(&of(AUDIT_EXPORT, format), org, query)
}

/// The list of calls as a file, likewise.
pub fn calls_export_href(org: &OrgId, query: &impl ToString) -> String {
    exported(CALLS_EXPORT, org, query)
}

fn exported(path: &str, org: &OrgId, query: &impl ToString) -> String {
    match query.to_string() {
        query if query.is_empty() => format!("{path}?{ORG}={org}"),
        query => format!("{path}?{ORG}={org}&{query}"),
    }
}

pub fn figures_href(span: Span) -> String {
    format!("{FIGURES}?{}={}", Span::NAME, span.code())
}

/// The file of a format about a tenant; the query is that of the page.
pub fn tenant_audit_export_href(format: &str, tenant: &OrgId, query: &impl ToString) -> String {
    listed_href(&of(TENANT_AUDIT_EXPORT, tenant.as_str()).replace("{format}", format), query)
}

/// The file of a format about the platform; the query is that of the page.
pub fn platform_audit_export_href(format: &str, query: &impl ToString) -> String {
    listed_href(&of(PLATFORM_AUDIT_EXPORT, format), query)
}

pub fn agent_href(id: &AgentId) -> String {
    of(AGENT, id.as_str())
}

pub fn conflict_href(id: &AgentId) -> String {
    of(CONFLICT, id.as_str())
}

pub fn try_agent_href(id: &AgentId) -> String {
    of(TRY_AGENT, id.as_str())
}

pub fn delete_agent_href(id: &AgentId) -> String {
    of(DELETE_AGENT, id.as_str())
}

pub fn call_href(id: &CallId) -> String {
    of(CALL, id.as_str())
}

pub fn recording_href(id: &CallId) -> String {
    of(RECORDING, id.as_str())
}

pub fn number_href(id: &NumberId) -> String {
    of(NUMBER, id.as_str())
}

pub fn remove_number_href(id: &NumberId) -> String {
    of(REMOVE_NUMBER, id.as_str())
}

pub fn release_number_href(id: &NumberId) -> String {
    of(RELEASE_NUMBER, id.as_str())
}

/// The page that asks before buying a number.
pub fn confirm_purchase_href(number: &AvailableNumber) -> String {
    format!("{CONFIRM_PURCHASE}?{}", number.query())
}

pub fn switch_href(to: NumberSource) -> String {
    format!("{SWITCH_NUMBERS}?to={}", to.code())
}

/// The address of `list`, as far as `query` narrows it.
pub fn listed_href(list: &str, query: &impl ToString) -> String {
    match query.to_string() {
        query if query.is_empty() => list.to_owned(),
        query => format!("{list}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_has_the_id_where_the_path_has_a_place_for_it() {
        assert_eq!(of(RELEASE_NUMBER, "7"), "/dashboard/numbers/7/release");
        assert_eq!(of(NUMBER, "7"), "/dashboard/numbers/7");
    }
}
