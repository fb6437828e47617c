//! Every server function and every page, with the ids of a victim in it. A page that
//! takes no id and that everybody of an organisation may read, such as a list, needs no
//! line here: it is found by the table of pages.

use ava::{
    app::{integrations::services, routes, unparsed_form},
    domain::{
        address::Address,
        provider::{FieldKind, Provider},
        role::{Permission, Role},
        view::{Audience, Page},
    },
};

use crate::support::sandbox::{NUMBER, OTHER_TWILIO_SID, OTHER_TWILIO_TOKEN, OTHER_VAPI_KEY};

/// The ids of the victim's objects.
#[derive(Default)]
pub(super) struct Victim {
    pub(super) agent: String,
    pub(super) number: String,
    /// A number that the installation supplies, by its id and in E.164.
    pub(super) managed: String,
    pub(super) managed_e164: String,
    pub(super) operation: String,
    pub(super) device: String,
    pub(super) finding: String,
    pub(super) notification: String,
    pub(super) call: String,
    pub(super) call_event: String,
    pub(super) service: String,
    pub(super) appointment: String,
    pub(super) contact: String,
    /// A list of contacts that is looked at.
    pub(super) list: String,
    /// A webhook, and something that was sent to it.
    pub(super) webhook: String,
    pub(super) delivery: String,
    /// Somebody who is in the organisation, and the organisation itself.
    pub(super) member: String,
    pub(super) org: String,
    /// An invitation that is open.
    pub(super) invitation: String,
    /// A token of the victim's own, and one of the organisation.
    pub(super) token: String,
    pub(super) service_token: String,
}

impl Victim {
    /// Texts that nobody else may be shown.
    pub(super) fn own(&self) -> [&str; 24] {
        [
            &self.number,
            &self.managed,
            &self.managed_e164,
            &self.operation,
            &self.device,
            &self.finding,
            &self.notification,
            &self.call,
            &self.call_event,
            &self.service,
            &self.appointment,
            &self.contact,
            &self.list,
            &self.webhook,
            &self.delivery,
            &self.member,
            &self.org,
            &self.invitation,
            &self.token,
            &self.service_token,
            "invited.by.the.victim@clinic.example",
            "Reception Vict",
            NUMBER,
            "Victim instructions",
        ]
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Door {
    /// Needs no sign-in.
    Open,
    /// Anybody who is signed in, also where the organisation is suspended.
    Own,
    /// Anybody who is signed in.
    Read,
    Agents,
    Appointments,
    Exports,
    Integrations,
    Keys,
    Audit,
    Team,
    Org,
    /// Platform admins: for anybody else who is signed in, nothing is there.
    Platform,
}

impl Door {
    /// Whether it lets this role in.
    pub(super) fn opens_to(self, role: Role) -> bool {
        self != Door::Platform && self.permission().is_none_or(|permission| role.may(permission))
    }

    /// The permission that not everybody of an organisation has.
    pub(super) fn permission(self) -> Option<Permission> {
        match self {
            Door::Open | Door::Own | Door::Read | Door::Platform => None,
            Door::Agents => Some(Permission::ManageAgents),
            Door::Appointments => Some(Permission::ManageAppointments),
            Door::Exports => Some(Permission::ExportContacts),
            Door::Integrations => Some(Permission::ManageIntegrations),
            Door::Keys => Some(Permission::ManageKeys),
            Door::Audit => Some(Permission::ReadAudit),
            Door::Team => Some(Permission::ManageTeam),
            Door::Org => Some(Permission::ManageOrg),
        }
    }
}

/// How a stranger's call with the victim's ids ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stranger {
    /// The answer is 404.
    NothingThere,
    /// The answer is 422 on the field that names the id.
    NotAChoice,
    /// The call takes no id of a tenant, and reaches only the stranger's own things.
    OwnThings,
}

pub(super) type Fields = Vec<(&'static str, String)>;

pub(super) struct Case {
    pub(super) endpoint: &'static str,
    pub(super) door: Door,
    pub(super) stranger: Stranger,
    pub(super) fields: fn(&Victim) -> Fields,
    /// The provider that the form connects, each of whose fields is filled in as well.
    connects: Option<Provider>,
}

impl Case {
    pub(super) fn fields(&self, victim: &Victim) -> Vec<(String, String)> {
        let own = (self.fields)(victim).into_iter().map(|(name, value)| (name.to_owned(), value));
        let typed = self.connects.into_iter().flat_map(|provider| provider.spec().fields);
        let value = |kind| if matches!(kind, FieldKind::Tick(_)) { "true" } else { "x" };
        own.chain(typed.map(|field| (format!("form[{}]", field.name), value(field.kind).to_owned())))
            .collect()
    }
}

fn agent_fields() -> Fields {
    vec![
        ("form[name]", "Taken".into()),
        ("form[greeting]", "Hello".into()),
        ("form[speaks_first]", "agent".into()),
        ("form[instructions]", "Mine now".into()),
        ("form[language]", "en".into()),
        ("form[voice]", "vapi:Elliot".into()),
    ]
}

fn token_fields() -> Fields {
    vec![("form[name]", "Nightly".into()), ("form[agents_read]", "true".into()), ("form[lasts]", "90".into())]
}

const fn case(endpoint: &'static str, door: Door, stranger: Stranger, fields: fn(&Victim) -> Fields) -> Case {
    Case { endpoint, door, stranger, fields, connects: None }
}

/// The form that connects each provider. A form that takes ids besides has a case of its own, too.
fn connecting() -> impl Iterator<Item = Case> {
    Provider::ALL.into_iter().filter_map(|provider| {
        let endpoint = services::of(provider).form()?.path.strip_prefix("/rpc/").unwrap();
        let saved = case(endpoint, Door::Keys, Stranger::OwnThings, |_| Vec::new());
        Some(Case { connects: Some(provider), ..saved })
    })
}

/// Whether everybody of an organisation may read it.
fn is_everybodys(part: &Page) -> bool {
    matches!(part.audience(), Audience::Members(Permission::Own | Permission::Read))
}

/// Whether the path has no place for an id, and its page reads only parts that everybody
/// of an organisation may read.
fn plain(path: &str) -> bool {
    let mut read = Page::ALL.iter().filter(|part| routes::reads(&Address::read(path), **part));
    !path.contains('{') && read.all(is_everybodys)
}

/// The parts of such pages alone, each of which is asked for as a whole.
fn plain_parts() -> impl Iterator<Item = Case> {
    let is_plain = |part: &&Page| {
        is_everybodys(part)
            && routes::paths().filter(|path| routes::reads(&Address::read(path), **part)).all(plain)
    };
    Page::ALL.iter().filter(is_plain).map(|part| {
        let endpoint: &'static str = format!("read/{}", part.code()).leak();
        let door = if part.audience().permission() == Some(Permission::Own) { Door::Own } else { Door::Read };
        case(endpoint, door, Stranger::OwnThings, |_| Vec::new())
    })
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = named();
    let unnamed = plain_parts().filter(|part| all.iter().all(|named| named.endpoint != part.endpoint));
    let unnamed: Vec<Case> = unnamed.collect();
    // The last three lead out of the organisation.
    let leads_out = all.split_off(all.len() - 3);
    all.into_iter().chain(unnamed).chain(connecting()).chain(leads_out).collect()
}

fn named() -> Vec<Case> {
    use Door::{
        Agents, Appointments, Audit, Exports, Integrations, Keys, Open, Org, Own, Platform, Read, Team,
    };
    use Stranger::{NotAChoice, NothingThere, OwnThings};
    let nothing: fn(&Victim) -> Fields = |_| Vec::new();
    vec![
        case("sign_up", Open, OwnThings, nothing),
        case("log_in", Open, OwnThings, nothing),
        case("log_in/second_step", Open, OwnThings, nothing),
        case("log_in/passkey", Open, OwnThings, nothing),
        case("read/SecondStep", Open, OwnThings, nothing),
        case("sign_in_elsewhere", Open, OwnThings, nothing),
        case("links/ask_sign_up", Open, OwnThings, nothing),
        case("links/ask_reset", Open, OwnThings, nothing),
        case("links/confirm_email", Open, OwnThings, nothing),
        case("links/found", Open, OwnThings, nothing),
        case("links/join", Open, OwnThings, nothing),
        case("links/set_up", Open, OwnThings, nothing),
        case("links/reset_password", Open, OwnThings, nothing),
        case("links/accept_invitation", Open, OwnThings, nothing),
        case("links/join_invited", Open, OwnThings, nothing),
        case("links/ask_invitation", Open, OwnThings, nothing),
        case("read/Link", Open, OwnThings, |_| vec![("id", "none".into())]),
        case("set_locale", Open, OwnThings, |_| vec![("locale", "fr".into())]),
        case("read/NotificationSettings", Own, OwnThings, nothing),
        case("notifications/save_settings", Own, OwnThings, |_| vec![("form[digest_at]", "08:00".into())]),
        case("account/change_name", Own, OwnThings, |_| vec![("form[name]", "Renamed Person".into())]),
        case("account/choose_zone", Own, OwnThings, |_| vec![("form[zone]", "Asia/Tokyo".into())]),
        case("account/revoke_others", Own, OwnThings, nothing),
        case("account/link_identity", Own, OwnThings, nothing),
        case("account/unlink_identity", Own, OwnThings, nothing),
        case("account/change_email", Own, OwnThings, nothing),
        case("account/change_password", Own, OwnThings, nothing),
        case("account/begin_totp", Own, OwnThings, nothing),
        case("account/confirm_totp", Own, OwnThings, nothing),
        case("account/remove_totp", Own, OwnThings, nothing),
        case("account/make_codes", Own, OwnThings, nothing),
        case("account/codes_kept", Own, OwnThings, nothing),
        case("account/add_passkey", Own, OwnThings, nothing),
        case("account/make_token", Own, OwnThings, |_| token_fields()),
        case("account/token_kept", Own, OwnThings, nothing),
        case("account/revoke_token", Own, NothingThere, |v| vec![("token", v.token.clone())]),
        // Nobody here has any; another person's is the matter of `accounts::passkeys`.
        case("account/rename_passkey", Own, NothingThere, |v| {
            vec![("form[passkey]", v.device.clone()), ("form[name]", "Phone".into())]
        }),
        case("account/remove_passkey", Own, NothingThere, |v| vec![("passkey", v.device.clone())]),
        case("revoke_device", Own, NothingThere, |v| vec![("device", v.device.clone())]),
        case("read/Agent", Read, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/create", Agents, OwnThings, |_| agent_fields()),
        case("agents/update", Agents, NothingThere, |v| {
            let mut fields = agent_fields();
            fields.extend([("id", v.agent.clone()), ("version", "1".into())]);
            fields
        }),
        case("read/DeleteAgent", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("read/Conflict", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/duplicate", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/remake", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("agents/decide", Agents, NothingThere, |v| {
            vec![("id", v.agent.clone()), ("version", "1".into()), ("form[keep]", "ours".into())]
        }),
        case("read/Trial", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("read/AgentBooking", Appointments, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("appointments/agent_hours", Appointments, NothingThere, |v| {
            vec![("agent", v.agent.clone()), ("form[own]", "true".into()), ("form[monday]", "9-17".into())]
        }),
        case("appointments/agent_services", Appointments, NothingThere, |v| {
            vec![("agent", v.agent.clone()), ("form[own]", "true".into())]
        }),
        case("agents/delete", Agents, NothingThere, |v| vec![("id", v.agent.clone())]),
        case("trials/say", Agents, NothingThere, |v| {
            vec![("agent", v.agent.clone()), ("form[said]", "Hello".into())]
        }),
        case("trials/phone", Agents, NothingThere, |v| {
            vec![("agent", v.agent.clone()), ("form[number]", "+33612345678".into())]
        }),
        case("trials/confirm", Agents, OwnThings, |_| vec![("form[code]", "123456".into())]),
        case("trials/forget", Agents, OwnThings, nothing),
        case("trials/ring", Agents, NothingThere, |v| vec![("agent", v.agent.clone())]),
        case("trials/anew", Agents, NothingThere, |v| vec![("agent", v.agent.clone())]),
        case("read/Appointment", Read, NothingThere, |v| vec![("id", v.appointment.clone())]),
        case("read/Slots", Appointments, NothingThere, |v| vec![("id", format!("moves={}", v.appointment))]),
        case("read/Service", Appointments, NothingThere, |v| vec![("id", v.service.clone())]),
        case("appointments/settings", Appointments, OwnThings, |_| {
            vec![
                ("form[zone]", "Asia/Tokyo".into()),
                ("form[monday]", "9-17".into()),
                ("form[lead_hours]", "1".into()),
                ("form[days_ahead]", "30".into()),
            ]
        }),
        case("appointments/add_service", Appointments, OwnThings, |_| {
            vec![("form[name]", "Taken".into()), ("form[minutes]", "30".into())]
        }),
        case("appointments/change_service", Appointments, NothingThere, |v| {
            vec![
                ("service", v.service.clone()),
                ("form[name]", "Taken".into()),
                ("form[minutes]", "30".into()),
            ]
        }),
        case("appointments/delete_service", Appointments, NothingThere, |v| {
            vec![("service", v.service.clone())]
        }),
        case("appointments/book", Appointments, NotAChoice, |v| {
            vec![
                ("form[service]", v.service.clone()),
                ("form[start]", "0".into()),
                ("form[customer]", "Taken".into()),
            ]
        }),
        case("appointments/move", Appointments, NothingThere, |v| {
            vec![("appointment", v.appointment.clone()), ("form[start]", "0".into())]
        }),
        case("appointments/cancel", Appointments, NothingThere, |v| {
            vec![("appointment", v.appointment.clone())]
        }),
        case("appointments/mail", Appointments, NothingThere, |v| {
            vec![("appointment", v.appointment.clone())]
        }),
        case("read/Contact", Read, NothingThere, |v| vec![("id", v.contact.clone())]),
        case("contacts/add", Appointments, OwnThings, |_| vec![("form[name]", "Taken".into())]),
        case("contacts/change", Appointments, NothingThere, |v| {
            vec![("contact", v.contact.clone()), ("form[name]", "Taken".into())]
        }),
        case("contacts/merge", Appointments, NothingThere, |v| {
            vec![("contact", v.contact.clone()), ("form[other]", v.contact.clone())]
        }),
        case("contacts/separate", Appointments, NothingThere, |v| vec![("contact", v.contact.clone())]),
        case("read/ContactImport", Appointments, NothingThere, |v| vec![("id", format!("list={}", v.list))]),
        case("contacts/read_list", Appointments, NothingThere, |v| {
            vec![("list", v.list.clone()), ("form[name]", "0".into())]
        }),
        case("contacts/import_list", Appointments, NothingThere, |v| vec![("list", v.list.clone())]),
        case("contacts/discard_list", Appointments, NothingThere, |v| vec![("list", v.list.clone())]),
        case("contacts/erase", Exports, NothingThere, |v| vec![("contact", v.contact.clone())]),
        case("read/Integrations", Read, OwnThings, nothing),
        case("read/AccountNumbers", Integrations, OwnThings, nothing),
        case("integrations/save-vapi", Keys, OwnThings, |_| vec![("form[key]", OTHER_VAPI_KEY.into())]),
        case("integrations/save-twilio", Keys, NotAChoice, |v| {
            vec![
                ("form[account_sid]", OTHER_TWILIO_SID.into()),
                ("form[auth_token]", OTHER_TWILIO_TOKEN.into()),
                ("form[number]", "+14153200001".into()),
                ("form[agent]", v.agent.clone()),
            ]
        }),
        case("integrations/connect-google", Keys, OwnThings, nothing),
        case("integrations/choose-calendar", Integrations, OwnThings, |_| {
            vec![("form[calendar]", "primary".into())]
        }),
        case("integrations/check", Integrations, OwnThings, |_| vec![("provider", "vapi".into())]),
        case("integrations/rotate-token", Keys, OwnThings, nothing),
        case("integrations/test-mail", Integrations, OwnThings, nothing),
        case("numbers/import", Integrations, NotAChoice, |v| {
            vec![("form[number]", "+14153200001".into()), ("form[agent]", v.agent.clone())]
        }),
        case("numbers/prove", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("numbers/assign", Integrations, NothingThere, |v| {
            vec![("number", v.number.clone()), ("form[agent]", v.agent.clone())]
        }),
        case("numbers/unassign", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("numbers/remove", Integrations, NothingThere, |v| vec![("number", v.number.clone())]),
        case("read/FindNumbers", Integrations, OwnThings, |_| vec![("id", "country=US&kind=local".into())]),
        case("read/BuyNumber", Integrations, OwnThings, |v| {
            vec![("id", format!("number={}&country=US&kind=local", &v.managed_e164[1..]))]
        }),
        case("numbers/buy", Integrations, NotAChoice, |v| {
            vec![
                ("form[number]", "+14155550142".into()),
                ("form[country]", "US".into()),
                ("form[kind]", "local".into()),
                ("form[agent]", v.agent.clone()),
            ]
        }),
        case("read/ReleaseNumber", Integrations, NothingThere, |v| vec![("id", v.managed.clone())]),
        case("numbers/release", Integrations, NothingThere, |v| {
            let last_four = v.managed_e164[v.managed_e164.len() - 4..].to_owned();
            vec![("number", v.managed.clone()), ("form[last_four]", last_four)]
        }),
        case("read/SwitchNumbers", Integrations, OwnThings, |_| vec![("id", "byo".into())]),
        case("numbers/switch", Integrations, OwnThings, |_| {
            vec![("form[to]", "byo".into()), ("form[agree]", "true".into())]
        }),
        case("numbers/compare", Integrations, OwnThings, nothing),
        case("numbers/repair", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("numbers/adopt", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("numbers/forget", Integrations, NothingThere, |v| vec![("finding", v.finding.clone())]),
        case("read/Numbers", Read, OwnThings, |v| vec![("id", format!("agent={}&search=415310", v.agent))]),
        case("read/Number", Read, NothingThere, |v| vec![("id", v.number.clone())]),
        case("read/RemoveNumber", Integrations, NothingThere, |v| vec![("id", v.number.clone())]),
        case("read/Operation", Read, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("read/Operations", Read, OwnThings, |v| vec![("id", format!("before={}", v.operation))]),
        case("notifications/read", Read, NothingThere, |v| vec![("id", v.notification.clone())]),
        case("notifications/read_all", Read, OwnThings, |v| vec![("newest", v.notification.clone())]),
        case("notifications/unread", Read, OwnThings, nothing),
        case("read/Webhooks", Keys, OwnThings, nothing),
        case("read/Webhook", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("read/Deliveries", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("read/Delivery", Keys, NothingThere, |v| vec![("id", v.delivery.clone())]),
        case("webhooks/make", Keys, OwnThings, |_| {
            vec![("form[url]", "http://127.0.0.1:9/taken".into()), ("form[call_ended]", "true".into())]
        }),
        case("webhooks/change", Keys, NothingThere, |v| {
            vec![
                ("id", v.webhook.clone()),
                ("version", "0".into()),
                ("form[url]", "http://127.0.0.1:9/changed".into()),
                ("form[call_ended]", "true".into()),
            ]
        }),
        case("webhooks/rotate", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("webhooks/test", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("webhooks/pause", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("webhooks/resume", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("webhooks/replay", Keys, NothingThere, |v| vec![("id", v.delivery.clone())]),
        case("webhooks/replay_span", Keys, NothingThere, |v| {
            vec![("id", v.webhook.clone()), ("form[from]", "2026-01-01T00:00".into())]
        }),
        case("webhooks/delete", Keys, NothingThere, |v| vec![("id", v.webhook.clone())]),
        case("readiness/monitor", Keys, OwnThings, nothing),
        case("readiness/unmonitor", Keys, OwnThings, nothing),
        case("operations/retry", Integrations, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("operations/decide", Integrations, NothingThere, |v| {
            vec![("id", v.operation.clone()), ("take_over", "true".into())]
        }),
        case("operations/close", Integrations, NothingThere, |v| vec![("id", v.operation.clone())]),
        case("read/Health", Read, OwnThings, |_| vec![("id", "twilio".into())]),
        case("read/Audit", Audit, OwnThings, nothing),
        case("read/Disconnect", Keys, OwnThings, |_| vec![("id", "twilio".into())]),
        case("sandbox/inject", Integrations, OwnThings, |_| {
            vec![("form[provider]", "vapi_eu".into()), ("form[kind]", "latency".into())]
        }),
        case("sandbox/clear", Integrations, OwnThings, nothing),
        case("sandbox/change-outside", Integrations, NothingThere, |_| {
            vec![("form[what]", "delete_at_vapi".into()), ("form[number]", NUMBER.into())]
        }),
        case("sandbox/call", Integrations, NothingThere, |_| {
            vec![
                ("form[called]", NUMBER.into()),
                ("form[talk]", "1".into()),
                ("form[ended]", "customer-ended-call".into()),
                ("form[delivery]", "in_order".into()),
            ]
        }),
        case("read/Calls", Read, OwnThings, |v| vec![("id", format!("agent={}", v.agent))]),
        case("read/Call", Read, NothingThere, |v| vec![("id", v.call.clone())]),
        case("read/WayIn", Integrations, OwnThings, nothing),
        case("integrations/rotate-hook", Keys, OwnThings, nothing),
        case("integrations/check-way-in", Integrations, OwnThings, nothing),
        case("read/CallRetention", Keys, OwnThings, nothing),
        case("calls/retention", Keys, OwnThings, |_| vec![("form[call]", "30".into())]),
        case("calls/replay", Integrations, NothingThere, |v| vec![("id", v.call_event.clone())]),
        case("integrations/disconnect", Keys, OwnThings, |_| vec![("provider", "vapi".into())]),
        case("read/Platform", Platform, NothingThere, nothing),
        case("tenants/make", Platform, NothingThere, |_| {
            vec![
                ("form[org_name]", "Annex".into()),
                ("form[email]", "first.owner@clinic.example".into()),
                ("form[channel]", "link".into()),
            ]
        }),
        case("tenants/reinvite", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("id", v.invitation.clone()), ("form[channel]", "link".into())]
        }),
        case("tenants/revoke", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("id", v.invitation.clone())]
        }),
        case("tenants/delete", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("form[org_name]", "Not its name".into())]
        }),
        case("tenants/keep", Platform, NothingThere, |v| vec![("tenant", v.org.clone())]),
        case("tenants/force", Platform, NothingThere, |v| vec![("tenant", v.org.clone())]),
        case("tenants/limit", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("form[quota]", "agents".into()), ("form[most]", "1".into())]
        }),
        case("tenants/feature", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("feature", "vapi".into()), ("off", "true".into())]
        }),
        case("tenants/buying", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("may_buy", "false".into())]
        }),
        case("tenants/suspend", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("form[reason]", "Unpaid".into())]
        }),
        case("tenants/resume", Platform, NothingThere, |v| vec![("tenant", v.org.clone())]),
        case("tenants/visit", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("form[reason]", "Asked to help".into())]
        }),
        case("tenants/end_visit", Open, OwnThings, nothing),
        case("tenants/retry", Platform, NothingThere, |v| {
            vec![("tenant", v.org.clone()), ("operation", v.operation.clone())]
        }),
        case("read/Tenants", Platform, NothingThere, |v| vec![("id", format!("search={}", v.org))]),
        case("read/Tenant", Platform, NothingThere, |v| vec![("id", v.org.clone())]),
        case("read/PlatformLog", Platform, NothingThere, nothing),
        case("read/TenantAudit", Platform, NothingThere, |v| vec![("id", format!("tenant={}", v.org))]),
        case("read/Member", Read, NothingThere, |v| vec![("id", v.member.clone())]),
        case("read/Orgs", Own, OwnThings, |v| vec![("id", format!("back=/dashboard/agents/{}", v.agent))]),
        case("team/role", Team, NothingThere, |v| {
            vec![("user", v.member.clone()), ("form[role]", "member".into())]
        }),
        case("team/remove", Team, NothingThere, |v| vec![("user", v.member.clone())]),
        case("team/delete", Org, OwnThings, |_| vec![("form[org_name]", "Not its name".into())]),
        case("team/keep", Org, OwnThings, nothing),
        case("read/Invitations", Team, OwnThings, nothing),
        case("team/invite", Team, OwnThings, |_| {
            vec![
                ("form[email]", "somebody@clinic.example".into()),
                ("form[role]", "member".into()),
                ("form[channel]", "mail".into()),
            ]
        }),
        case("team/reinvite", Team, NothingThere, |v| {
            vec![("id", v.invitation.clone()), ("form[channel]", "link".into())]
        }),
        case("team/revoke", Team, NothingThere, |v| vec![("id", v.invitation.clone())]),
        case("read/ServiceTokens", Team, OwnThings, nothing),
        case("team/make_token", Team, OwnThings, |_| {
            let mut fields = token_fields();
            fields.push(("form[role]", "viewer".into()));
            fields
        }),
        case("team/pass_on_token", Team, NothingThere, |v| {
            vec![("form[token]", v.service_token.clone()), ("form[email]", "somebody@clinic.example".into())]
        }),
        case("team/revoke_token", Team, NothingThere, |v| vec![("token", v.service_token.clone())]),
        case("team/leave", Own, OwnThings, nothing),
        // Nobody is asked for one now, so that it is as it was.
        case("team/demand_factor", Team, OwnThings, nothing),
        case("team/rename", Org, OwnThings, |_| vec![("form[org_name]", "Renamed".into())]),
        case("team/support", Org, OwnThings, |_| vec![("form[access]", "changes".into())]),
        case("team/enter", Own, NothingThere, |v| {
            vec![("to", v.org.clone()), ("back", format!("/dashboard/agents/{}", v.agent))]
        }),
        case("team/new_org", Own, OwnThings, |_| vec![("form[org_name]", "Another".into())]),
        case("links/switch_person", Open, OwnThings, nothing),
        case("log_out", Open, OwnThings, nothing),
    ]
}

/// The path of a row, the victim's own address of it, and what a stranger gets there.
pub(super) type PageCase = (&'static str, String, u16);

pub(super) fn pages(victim: &Victim) -> Vec<PageCase> {
    let Victim {
        agent,
        number,
        managed,
        managed_e164,
        operation,
        member,
        call,
        service,
        appointment,
        org,
        contact,
        list,
        webhook,
        delivery,
        ..
    } = victim;
    let dialled = managed_e164.trim_start_matches('+');
    let mut all = vec![
        ("/", "/".to_owned(), 302),
        ("/login", "/login".to_owned(), 302),
        ("/login/second-step", "/login/second-step".to_owned(), 302),
        ("/signup", "/signup".to_owned(), 302),
        ("/link/{id}", "/link/none".to_owned(), 410),
        ("/dashboard", "/dashboard".to_owned(), 302),
        ("/dashboard/audit", "/dashboard/audit".to_owned(), 200),
        ("/dashboard/integrations/{id}", "/dashboard/integrations/twilio?choose=1".to_owned(), 200),
        (
            "/dashboard/integrations/{id}/disconnect",
            "/dashboard/integrations/twilio/disconnect".to_owned(),
            200,
        ),
        ("/dashboard/integrations/{id}/health", "/dashboard/integrations/twilio/health".to_owned(), 200),
        (
            "/dashboard/integrations/twilio/switch",
            "/dashboard/integrations/twilio/switch?to=byo".to_owned(),
            200,
        ),
        ("/dashboard/agents/{id}", format!("/dashboard/agents/{agent}"), 404),
        ("/dashboard/agents/{id}/delete", format!("/dashboard/agents/{agent}/delete"), 404),
        ("/dashboard/agents/{id}/conflict", format!("/dashboard/agents/{agent}/conflict"), 404),
        ("/dashboard/agents/{id}/try", format!("/dashboard/agents/{agent}/try"), 404),
        ("/dashboard/numbers", format!("/dashboard/numbers?show=ready&agent={agent}"), 200),
        ("/dashboard/numbers/{id}", format!("/dashboard/numbers/{number}"), 404),
        ("/dashboard/numbers/{id}/remove", format!("/dashboard/numbers/{number}/remove"), 404),
        ("/dashboard/numbers/{id}/release", format!("/dashboard/numbers/{managed}/release"), 404),
        ("/dashboard/numbers/buy", "/dashboard/numbers/buy?country=US&kind=local".to_owned(), 200),
        (
            "/dashboard/numbers/buy/confirm",
            format!("/dashboard/numbers/buy/confirm?number={dialled}&country=US&kind=local"),
            200,
        ),
        ("/dashboard/calls", format!("/dashboard/calls?agent={agent}"), 200),
        ("/dashboard/calls/retention", "/dashboard/calls/retention".to_owned(), 200),
        ("/dashboard/calls/{id}", format!("/dashboard/calls/{call}"), 404),
        (
            "/dashboard/appointments/new",
            format!("/dashboard/appointments/new?service={service}&date=2026-12-01"),
            200,
        ),
        ("/dashboard/appointments/services/{id}", format!("/dashboard/appointments/services/{service}"), 404),
        ("/dashboard/appointments/agents/{id}", format!("/dashboard/appointments/agents/{agent}"), 404),
        ("/dashboard/appointments/{id}", format!("/dashboard/appointments/{appointment}"), 404),
        ("/dashboard/contacts/import", format!("/dashboard/contacts/import?list={list}"), 404),
        ("/dashboard/contacts/{id}", format!("/dashboard/contacts/{contact}"), 404),
        ("/dashboard/webhooks", "/dashboard/webhooks".to_owned(), 200),
        ("/dashboard/webhooks/{id}", format!("/dashboard/webhooks/{webhook}"), 404),
        ("/dashboard/webhooks/{id}/settings", format!("/dashboard/webhooks/{webhook}/settings"), 404),
        ("/dashboard/webhooks/deliveries/{id}", format!("/dashboard/webhooks/deliveries/{delivery}"), 404),
        ("/dashboard/operations", format!("/dashboard/operations?before={operation}"), 200),
        ("/dashboard/operations/{id}", format!("/dashboard/operations/{operation}"), 404),
        ("/dashboard/team/invitations", "/dashboard/team/invitations".to_owned(), 200),
        ("/dashboard/team/tokens", "/dashboard/team/tokens".to_owned(), 200),
        ("/dashboard/team/{id}", format!("/dashboard/team/{member}"), 404),
        ("/sandbox", "/sandbox".to_owned(), 200),
        ("/admin", "/admin".to_owned(), 404),
        ("/admin/tenants", "/admin/tenants".to_owned(), 404),
        ("/admin/audit", "/admin/audit".to_owned(), 404),
        ("/admin/tenants/new", "/admin/tenants/new".to_owned(), 404),
        ("/admin/tenants/{id}", format!("/admin/tenants/{org}"), 404),
        ("/admin/tenants/{id}/audit", format!("/admin/tenants/{org}/audit"), 404),
    ];
    let unnamed = routes::paths().filter(|path| plain(path) && all.iter().all(|(named, ..)| named != path));
    let unnamed: Vec<PageCase> = unnamed.map(|path| (path, path.to_owned(), 200)).collect();
    all.extend(unnamed);
    all
}

#[test]
fn a_form_that_takes_more_than_how_to_connect_has_a_case_of_its_own() {
    for provider in Provider::ALL {
        let Some(form) = services::of(provider).form() else { continue };
        let fields = provider.spec().fields;
        let more = (form.blank)().iter().any(|(name, _)| fields.iter().all(|field| field.name != *name));
        let own = named().iter().any(|case| form.path.ends_with(case.endpoint));
        assert!(own || !more, "{provider:?}");
    }
}

/// A form that its server function cannot read comes back with the typed text.
#[test]
fn every_form_that_is_typed_is_legible() {
    let typed = |case: &Case| {
        let fields = case.fields(&Victim { managed_e164: NUMBER.into(), ..Victim::default() });
        fields.iter().any(|(name, _)| name.starts_with("form["))
    };
    for Case { endpoint, .. } in cases().into_iter().filter(typed) {
        assert!(unparsed_form::legible(&format!("/rpc/{endpoint}"), |_| None).is_some(), "{endpoint}");
    }
}
