//! The rows: the fields of a form, the page that sends it, and the texts of the page that it leads
//! to.

use ava::{
    app::integrations::services,
    domain::provider::{FieldKind, Provider},
};

use super::world::{World, agent_fields, saved_agent};
use crate::support::sandbox::{MAIL_PASSWORD, NUMBER, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY};

const AGENTS: &str = "/dashboard/agents/";
const INTEGRATIONS: &str = "/dashboard/integrations";
const NOTIFICATIONS: &str = "/dashboard/notifications";
const ORGANISATIONS: &str = "/dashboard/organisations";
const TEAM: &str = "/dashboard/team";
const TOKENS: &str = "/dashboard/account/tokens";
const SERVICE_TOKENS: &str = "/dashboard/team/tokens";
const CALLS: &str = "/dashboard/calls";
const INVITATIONS: &str = "/dashboard/team/invitations";
const READINESS: &str = "/dashboard/readiness";
const NUMBERS: &str = "/dashboard/numbers";
const OPERATIONS: &str = "/dashboard/operations/";
const SMTP: &str = "/dashboard/integrations/smtp";
const APPOINTMENTS: &str = "/dashboard/appointments/";
const BOOKING_SETTINGS: &str = "/dashboard/appointments/settings";
const NEW_APPOINTMENT: &str = "/dashboard/appointments/new";
const CONTACTS: &str = "/dashboard/contacts";
const IMPORT: &str = "/dashboard/contacts/import";
const TWILIO: &str = "/dashboard/integrations/twilio";
const GOOGLE: &str = "/dashboard/integrations/google_calendar";
const WEBHOOKS: &str = "/dashboard/webhooks";
/// The address of a receiver that does not listen.
const RECEIVER: &str = "http://127.0.0.1:9/ava";
const VAPI: &str = "/dashboard/integrations/vapi";

pub(super) type Fields = Vec<(&'static str, String)>;

pub(super) struct Row {
    pub(super) endpoint: &'static str,
    page: fn(&World) -> String,
    fields: fn(&World) -> Fields,
    /// The provider that the form connects, by values that nobody was given.
    connects: Option<Provider>,
    /// Beginning of the address that the form leads to; `None` leads back to its page.
    pub(super) leads_to: Option<&'static str>,
    pub(super) says: &'static [&'static str],
}

impl Row {
    pub(super) fn page(&self, world: &World) -> String {
        match self.connects {
            Some(provider) => format!("{INTEGRATIONS}/{}", provider.code()),
            None => (self.page)(world),
        }
    }

    pub(super) fn fields(&self, world: &World) -> Vec<(String, String)> {
        let own = (self.fields)(world).into_iter().map(|(input, value)| (input.to_owned(), value));
        let typed = self.connects.into_iter().flat_map(|provider| provider.spec().fields);
        let typed = typed.filter(|field| matches!(field.kind, FieldKind::Text(_) | FieldKind::Secret(_)));
        own.chain(typed.map(|field| (format!("form[{}]", field.name), "x".to_owned()))).collect()
    }
}

const fn row(
    endpoint: &'static str,
    page: fn(&World) -> String,
    fields: fn(&World) -> Fields,
    says: &'static [&'static str],
) -> Row {
    Row { endpoint, page, fields, connects: None, leads_to: None, says }
}

const fn on(leads_to: &'static str, row: Row) -> Row {
    Row { leads_to: Some(leads_to), ..row }
}

fn of_tenant(world: &World) -> String {
    format!("/admin/tenants/{}", world.org)
}

fn of_made_tenant(world: &World) -> String {
    format!("/admin/tenants/{}", world.tenant)
}

/// The fields of a form about the tenant.
fn tenant<const N: usize>(world: &World, fields: [(&'static str, &str); N]) -> Fields {
    let fields = fields.into_iter().map(|(name, value)| (name, value.to_owned()));
    fields.chain([("tenant", world.org.clone())]).collect()
}

fn nothing(_: &World) -> Fields {
    Vec::new()
}

fn of_number(w: &World) -> String {
    format!("{NUMBERS}/{}", w.number)
}

fn trial(world: &World) -> String {
    format!("{AGENTS}{}/try", world.agent)
}

fn of_agent(w: &World) -> String {
    format!("{AGENTS}{}", w.agent)
}

fn of_contact(w: &World) -> String {
    format!("{CONTACTS}/{}", w.contact)
}

fn of_list(w: &World) -> String {
    format!("{IMPORT}?list={}", w.list)
}

fn of_webhook(w: &World) -> String {
    format!("{WEBHOOKS}/{}", w.webhook)
}

fn webhook_settings(w: &World) -> String {
    format!("{WEBHOOKS}/{}/settings", w.webhook)
}

fn webhook(w: &World) -> Fields {
    vec![("id", w.webhook.clone())]
}

fn of_operation(w: &World) -> String {
    format!("{OPERATIONS}{}", w.operation)
}

fn number(w: &World) -> Fields {
    vec![("number", w.number.clone())]
}

fn finding(w: &World) -> Fields {
    vec![("finding", w.finding.clone())]
}

/// The rows, in an order in which each finds the objects that those before it made.
pub(super) fn rows() -> Vec<Row> {
    by_visitors().into_iter().chain(connecting()).chain(by_an_owner()).collect()
}

/// The form of each provider, with values that are refused: no provider needs a row of its own.
fn connecting() -> impl Iterator<Item = Row> {
    Provider::ALL.into_iter().filter_map(|provider| {
        let endpoint = services::of(provider).form()?.path.strip_prefix("/rpc/").unwrap();
        let refused = row(endpoint, |_| String::new(), nothing, &["class=\"field-error\""]);
        Some(Row { connects: Some(provider), ..refused })
    })
}

/// An id that nothing has.
const NOBODYS: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";
const SECOND_FACTOR: &str = "/dashboard/account/second-factor";

fn by_visitors() -> Vec<Row> {
    vec![
        row(
            "sign_up",
            |_| "/signup".into(),
            |_| {
                vec![
                    ("form[org_name]", "Lakeside Clinic".into()),
                    ("form[name]", "Ana".into()),
                    ("form[email]", "ana@clinic.example".into()),
                    ("form[password]", "short".into()),
                ]
            },
            &["At least 10 characters.", "value=\"Lakeside Clinic\"", "value=\"ana@clinic.example\""],
        ),
        row(
            "log_in",
            |_| "/login".into(),
            |_| {
                vec![
                    ("form[email]", "nobody@clinic.example".into()),
                    ("form[password]", "wrong horse battery".into()),
                ]
            },
            &["E-mail or password is wrong.", "value=\"nobody@clinic.example\""],
        ),
        on(
            "/sign-in/oidc",
            row("sign_in_elsewhere", |_| "/login".into(), nothing, &["Continue to Acme Identity"]),
        ),
        row(
            "links/ask_reset",
            |_| "/forgot".into(),
            |_| vec![("form[email]", "nobody@clinic.example".into())],
            &["If this address can have a link, it is on its way."],
        ),
        row(
            "links/ask_sign_up",
            |_| "/signup".into(),
            |_| vec![("form[email]", "ana@clinic.example".into())],
            &["Nobody signs up here in this way."],
        ),
        row(
            "links/reset_password",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token()), ("form[password]", "short".into())],
            &["At least 10 characters."],
        ),
        on(
            "/login",
            row(
                "links/confirm_email",
                |w| w.link.clone(),
                |w| vec![("form[link]", w.token())],
                &["Confirmed. The account has the new address once"],
            ),
        ),
        row(
            "links/set_up",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token()), ("form[password]", "password123".into())],
            &["Too easy to guess"],
        ),
        row(
            "links/found",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token()), ("form[org_name]", "x".repeat(81))],
            &["At most 80 characters", "xxxx"],
        ),
        row(
            "links/accept_invitation",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token())],
            &["You are signed out."],
        ),
        row(
            "links/join_invited",
            |w| w.link.clone(),
            |w| {
                vec![
                    ("form[link]", w.token()),
                    ("form[name]", "Ana Morel".into()),
                    ("form[password]", "short".into()),
                ]
            },
            &["At least 10 characters.", "value=\"Ana Morel\""],
        ),
        row(
            "links/ask_invitation",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token())],
            &["The link is on its way to the address that is invited."],
        ),
        row(
            "links/switch_person",
            |w| w.link.clone(),
            |w| vec![("form[link]", w.token())],
            &["You are signed out."],
        ),
        row(
            "links/join",
            |w| w.link.clone(),
            |w| {
                vec![
                    ("form[link]", w.token()),
                    ("form[org_name]", "Lakeside Clinic".into()),
                    ("form[name]", "Ana Morel".into()),
                    ("form[password]", "short".into()),
                ]
            },
            &["At least 10 characters.", "value=\"Lakeside Clinic\"", "value=\"Ana Morel\""],
        ),
        row(
            "log_in/second_step",
            |_| "/login/second-step".into(),
            |_| vec![("form[given]", "000000".into())],
            &["This code is not right"],
        ),
        row("log_in/passkey", |_| "/login".into(), nothing, &["This took longer than five minutes"]),
        row("set_locale", |_| "/login".into(), |_| vec![("locale", "fr".into())], &["Se connecter"]),
    ]
}

fn by_an_owner() -> Vec<Row> {
    vec![
        row(
            "integrations/save-vapi",
            |_| VAPI.into(),
            |_| vec![("form[key]", VAPI_KEY.into()), ("form[region]", "us".into())],
            &["Checked and connected."],
        ),
        on(
            "/integrations/google/consent?ticket=",
            row("integrations/connect-google", |_| GOOGLE.into(), nothing, &["Continue to Google"]),
        ),
        row(
            "integrations/choose-calendar",
            |_| GOOGLE.into(),
            |_| vec![("form[calendar]", "primary".into())],
            &["Google Calendar is not connected."],
        ),
        row(
            "integrations/save-smtp",
            |_| SMTP.into(),
            |_| {
                vec![
                    ("form[host]", "smtp.clinic.example".into()),
                    ("form[port]", "587".into()),
                    ("form[security]", "tls".into()),
                    ("form[user]", "ana@clinic.example".into()),
                    ("form[password]", MAIL_PASSWORD.into()),
                ]
            },
            &["This port does not speak TLS from the first byte.", "value=\"smtp.clinic.example\""],
        ),
        row(
            "integrations/save-smtp",
            |_| SMTP.into(),
            |_| {
                vec![
                    ("form[host]", "smtp.clinic.example".into()),
                    ("form[port]", String::new()),
                    ("form[security]", "starttls".into()),
                    ("form[user]", "ana@clinic.example".into()),
                    ("form[password]", MAIL_PASSWORD.into()),
                ]
            },
            &["Checked and connected.", "smtp.clinic.example:587"],
        ),
        row(
            "integrations/test-mail",
            |_| SMTP.into(),
            nothing,
            &["The mail server took the test mail (250)"],
        ),
        row(
            "integrations/check",
            |_| INTEGRATIONS.into(),
            |_| vec![("provider", "vapi".into())],
            &["<p>Checked."],
        ),
        row(
            "notifications/read",
            |_| NOTIFICATIONS.into(),
            |w| vec![("id", w.notification.clone())],
            &["Vapi needs you"],
        ),
        row(
            "notifications/read_all",
            |_| NOTIFICATIONS.into(),
            |w| vec![("newest", w.notification.clone())],
            &["Everything is read."],
        ),
        row(
            "notifications/save_settings",
            |_| "/dashboard/account/notifications".into(),
            |_| vec![("form[digest_at]", "08:00".into()), ("form[quiet_from]", "22:00".into())],
            &["Fill this in."],
        ),
        row("notifications/unread", |_| NOTIFICATIONS.into(), nothing, &["Vapi needs you"]),
        row(
            "readiness/monitor",
            |_| READINESS.into(),
            nothing,
            &["The address is made.", "/api/v1/readiness/"],
        ),
        row(
            "calls/retention",
            |_| "/dashboard/calls/retention".into(),
            |_| vec![("form[recording]", "30".into()), ("form[call]", "365".into())],
            &["Saved. What is older goes within minutes.", "value=\"365\""],
        ),
        row(
            "calls/replay",
            |_| CALLS.into(),
            |w| vec![("id", w.event.clone())],
            &["The event is applied again."],
        ),
        row("readiness/unmonitor", |_| READINESS.into(), nothing, &["The address no longer answers."]),
        row(
            "team/role",
            |w| format!("{TEAM}/{}", w.member),
            |w| vec![("user", w.member.clone()), ("form[role]", "admin".into())],
            &["The role is changed, and counts from now on."],
        ),
        row(
            "team/make_token",
            |_| SERVICE_TOKENS.into(),
            |_| {
                vec![
                    ("form[name]", "Nightly".into()),
                    ("form[role]", "viewer".into()),
                    ("form[calls_read]", "true".into()),
                    ("form[lasts]", "30".into()),
                ]
            },
            &["The token is made. Copy it now.", "Your token “Nightly”", "calls:read"],
        ),
        row(
            "team/pass_on_token",
            |_| SERVICE_TOKENS.into(),
            |w| vec![("form[token]", w.token.clone()), ("form[email]", "bo@clinic.example".into())],
            &["The token is passed on. It acts in the name of that person now."],
        ),
        row(
            "team/revoke_token",
            |_| SERVICE_TOKENS.into(),
            |w| vec![("token", w.token.clone())],
            &["The token is revoked. No program uses AVA by it any more."],
        ),
        on(
            TEAM,
            row(
                "team/remove",
                |w| format!("{TEAM}/{}", w.member),
                |w| vec![("user", w.member.clone())],
                &["They are removed, and can do nothing here any more."],
            ),
        ),
        row(
            "team/leave",
            |w| format!("{TEAM}/{}", w.user),
            nothing,
            &["An organisation needs an owner. Make somebody else an owner first."],
        ),
        row(
            "team/rename",
            |_| TEAM.into(),
            |_| vec![("form[org_name]", "Harbour Clinic".into())],
            &["The organisation has its new name.", "value=\"Harbour Clinic\""],
        ),
        row(
            "team/support",
            |_| TEAM.into(),
            |_| vec![("form[access]", "changes".into())],
            &["The decision holds from now on, also for a visit that goes on."],
        ),
        row(
            "team/demand_factor",
            |_| TEAM.into(),
            |_| vec![("form[demand]", "true".into())],
            &["You have no second factor yourself."],
        ),
        row(
            "team/delete",
            |_| TEAM.into(),
            |_| vec![("form[org_name]", "Not its name".into())],
            &["This is not the name of the organisation.", "value=\"Not its name\""],
        ),
        row("team/keep", |_| TEAM.into(), nothing, &["The deletion is taken back."]),
        row(
            "team/invite",
            |_| INVITATIONS.into(),
            |_| {
                vec![
                    ("form[email]", "cleo@clinic.example".into()),
                    ("form[role]", "member".into()),
                    ("form[channel]", "link".into()),
                ]
            },
            &["The invitation is made. Its link is below, this once.", "/link/"],
        ),
        row(
            "team/reinvite",
            |_| INVITATIONS.into(),
            |w| vec![("id", w.invitation.clone()), ("form[channel]", "mail".into())],
            &["The invitation goes by mail."],
        ),
        row(
            "team/revoke",
            |_| INVITATIONS.into(),
            |w| vec![("id", w.invitation.clone())],
            &["The invitation is revoked, and its links are over."],
        ),
        on(
            INTEGRATIONS,
            row(
                "team/new_org",
                |_| ORGANISATIONS.into(),
                |_| vec![("form[org_name]", "Annex".into())],
                &["The organisation is made, and you are its owner.", "Annex"],
            ),
        ),
        on(
            "/dashboard/agents",
            row(
                "team/enter",
                |_| format!("{ORGANISATIONS}?back=/dashboard/agents"),
                |w| vec![("to", w.org.clone()), ("back", "/dashboard/agents".into())],
                &["You are in this organisation now.", "Harbour Clinic"],
            ),
        ),
        on(
            AGENTS,
            row(
                "agents/create",
                |_| format!("{AGENTS}new"),
                |_| agent_fields("Reception", "Hello"),
                &["The agent is saved. AVA now sets it up at Vapi.", "value=\"Reception\""],
            ),
        ),
        row(
            "agents/update",
            of_agent,
            |w| saved_agent(w, "", "Typed and kept"),
            &["Fill this in.", "Typed and kept"],
        ),
        row(
            "trials/say",
            trial,
            |w| vec![("agent", w.agent.clone()), ("form[said]", "Are you open?".into())],
            &["You said: Are you open?"],
        ),
        row(
            "trials/anew",
            trial,
            |w| vec![("agent", w.agent.clone())],
            &["The conversation is over. The next turn begins another."],
        ),
        // Nobody listens at this installation's public address.
        row(
            "integrations/check-way-in",
            |_| VAPI.into(),
            nothing,
            &["The way in is checked.", "Nobody answers at the address, as seen from this machine"],
        ),
        on(
            OPERATIONS,
            row(
                "integrations/rotate-hook",
                |_| VAPI.into(),
                nothing,
                &["AVA makes another address and gives it to every assistant."],
            ),
        ),
        on(
            AGENTS,
            row(
                "agents/duplicate",
                of_agent,
                |w| vec![("id", w.agent.clone())],
                &["This is the copy.", "value=\"Reception 2\""],
            ),
        ),
        on(
            OPERATIONS,
            row(
                "agents/delete",
                |w| format!("{AGENTS}{}/delete", w.copy),
                |w| vec![("id", w.copy.clone())],
                &["The agent is deleted. AVA now clears it away at Vapi."],
            ),
        ),
        on(
            AGENTS,
            row(
                "agents/decide",
                |w| format!("{AGENTS}{}/conflict", w.agent),
                |w| {
                    vec![
                        ("id", w.agent.clone()),
                        ("version", w.version.to_string()),
                        ("form[keep]", "ours".into()),
                    ]
                },
                &["Your decision is saved."],
            ),
        ),
        row(
            "agents/remake",
            of_agent,
            |w| vec![("id", w.agent.clone())],
            &["AVA makes the assistant again at Vapi."],
        ),
        row(
            "integrations/save-twilio",
            |_| TWILIO.into(),
            |_| vec![("form[account_sid]", TWILIO_SID.into()), ("form[auth_token]", TWILIO_TOKEN.into())],
            &["Checked and connected."],
        ),
        on(
            TWILIO,
            row(
                "numbers/import",
                |_| format!("{TWILIO}?choose=1"),
                |_| vec![("form[number]", NUMBER.into())],
                &["The import has started."],
            ),
        ),
        row("numbers/prove", of_number, number, &["AVA asks Twilio and Vapi again."]),
        row(
            "numbers/assign",
            of_number,
            |w| vec![("number", w.number.clone()), ("form[agent]", w.agent.clone())],
            &["AVA binds the agent at Vapi and proves it."],
        ),
        row(
            "trials/phone",
            trial,
            |w| vec![("agent", w.agent.clone()), ("form[number]", "+33 6 12 34 56 78".into())],
            &["Your phone rings. Type the code that is read."],
        ),
        row("trials/confirm", trial, |w| vec![("form[code]", w.code.clone())], &["Your phone is confirmed."]),
        on(
            CALLS,
            row(
                "trials/ring",
                trial,
                |w| vec![("agent", w.agent.clone())],
                &["The agent rings you. This page shows the call as it goes on."],
            ),
        ),
        row("trials/forget", trial, nothing, &["AVA has forgotten your number."]),
        row("numbers/compare", |_| NUMBERS.into(), nothing, &["AVA compares the numbers"]),
        row("numbers/repair", of_number, finding, &["AVA sets the number right."]),
        row("numbers/forget", |_| NUMBERS.into(), finding, &["AVA speaks of it no more."]),
        row(
            "sandbox/call",
            |_| "/sandbox".into(),
            |_| {
                vec![
                    ("form[called]", NUMBER.into()),
                    ("form[script]", "> Hello".into()),
                    ("form[talk]", "1".into()),
                    ("form[ended]", "customer-ended-call".into()),
                    ("form[delivery]", "in_order".into()),
                ]
            },
            &["The sandbox is set."],
        ),
        row(
            "sandbox/change-outside",
            |_| "/sandbox".into(),
            |_| vec![("form[what]", "import_at_vapi".into()), ("form[number]", SECOND_NUMBER.into())],
            &["The sandbox is set."],
        ),
        row("numbers/adopt", |_| NUMBERS.into(), finding, &["AVA takes it as it is there."]),
        row("numbers/unassign", of_number, number, &["The agent is taken off."]),
        on(
            OPERATIONS,
            row(
                "numbers/remove",
                |w| format!("{}/remove", of_number(w)),
                number,
                &["The number is removed here."],
            ),
        ),
        row(
            "operations/decide",
            of_operation,
            |w| {
                vec![
                    ("id", w.operation.clone()),
                    ("assistant", w.about.clone()),
                    ("take_over", "false".into()),
                ]
            },
            &["Your decision is saved."],
        ),
        on(
            OPERATIONS,
            row("operations/retry", of_operation, |w| vec![("id", w.operation.clone())], &["Trying again."]),
        ),
        row(
            "tenants/limit",
            of_tenant,
            |w| tenant(w, [("form[quota]", "agents"), ("form[most]", "400")]),
            &["The limit is set, and holds from now on.", "400"],
        ),
        row(
            "tenants/feature",
            of_tenant,
            |w| tenant(w, [("feature", "smtp"), ("off", "false")]),
            &["The decision holds from now on."],
        ),
        row(
            "tenants/buying",
            of_tenant,
            |w| vec![("tenant", w.org.clone()), ("may_buy", "true".into())],
            &["The decision holds from now on."],
        ),
        row(
            "tenants/suspend",
            of_tenant,
            |w| tenant(w, [("form[reason]", "Unpaid since October")]),
            &["The tenant is suspended.", "Unpaid since October"],
        ),
        row(
            "tenants/resume",
            of_tenant,
            |w| vec![("tenant", w.org.clone())],
            &["The tenant goes on.", "Suspend the tenant"],
        ),
        row(
            "tenants/retry",
            of_tenant,
            |w| vec![("tenant", w.org.clone()), ("operation", w.operation.clone())],
            &["Trying again."],
        ),
        on(
            INTEGRATIONS,
            row(
                "tenants/visit",
                of_tenant,
                |w| vec![("tenant", w.org.clone()), ("form[reason]", "No calls arrive".into())],
                &["You act for this organisation now.", "30 minutes left"],
            ),
        ),
        on("/", row("tenants/end_visit", |_| INTEGRATIONS.into(), nothing, &["The visit is over."])),
        on(
            "/admin/tenants/",
            row(
                "tenants/make",
                |_| "/admin/tenants/new".into(),
                |_| {
                    vec![
                        ("form[org_name]", "Lakeside Clinic".into()),
                        ("form[email]", "first.owner@clinic.example".into()),
                        ("form[channel]", "link".into()),
                    ]
                },
                &[
                    "The tenant is made, and its first owner is invited.",
                    "/link/",
                    "Owner invited, not here yet",
                    "Lakeside Clinic",
                ],
            ),
        ),
        row(
            "tenants/delete",
            of_made_tenant,
            |w| vec![("tenant", w.tenant.clone()), ("form[org_name]", "Lakeside Clinic".into())],
            &["The organisation rests, and will be deleted.", "Take the deletion back"],
        ),
        row(
            "tenants/keep",
            of_made_tenant,
            |w| vec![("tenant", w.tenant.clone())],
            &["The deletion is taken back.", "Delete the tenant"],
        ),
        row(
            "tenants/force",
            of_made_tenant,
            |w| vec![("tenant", w.tenant.clone())],
            &["Somebody changed this since you opened the page."],
        ),
        row(
            "tenants/reinvite",
            of_made_tenant,
            |w| {
                vec![
                    ("tenant", w.tenant.clone()),
                    ("id", w.invitation.clone()),
                    ("form[channel]", "mail".into()),
                ]
            },
            &["The invitation goes by mail."],
        ),
        row(
            "tenants/revoke",
            of_made_tenant,
            |w| vec![("tenant", w.tenant.clone()), ("id", w.invitation.clone())],
            &["The invitation is revoked, and its links are over."],
        ),
        on(
            OPERATIONS,
            row(
                "integrations/rotate-token",
                |_| TWILIO.into(),
                nothing,
                &["AVA has Twilio make another Auth Token."],
            ),
        ),
        row(
            "numbers/switch",
            |_| format!("{TWILIO}/switch?to=managed"),
            |_| vec![("form[to]", "managed".into())],
            &["Tick this to go on."],
        ),
        on(
            OPERATIONS,
            row(
                "numbers/buy",
                |w| format!("{NUMBERS}/buy/confirm?number={}&country=US&kind=local", &w.offered[1..]),
                |w| {
                    vec![
                        ("form[number]", w.offered.clone()),
                        ("form[country]", "US".into()),
                        ("form[kind]", "local".into()),
                    ]
                },
                &["AVA buys the number."],
            ),
        ),
        row(
            "numbers/release",
            |w| format!("{NUMBERS}/{}/release", w.managed),
            |w| vec![("number", w.managed.clone()), ("form[last_four]", "12345".into())],
            &["These are not the last four digits", "value=\"12345\""],
        ),
        row(
            "sandbox/inject",
            |_| "/sandbox".into(),
            |_| {
                vec![
                    ("form[provider]", "vapi_eu".into()),
                    ("form[kind]", "latency".into()),
                    ("form[calls]", "1001".into()),
                ]
            },
            &["A whole number, from 1 to 1000.", "value=\"1001\"", "value=\"vapi_eu\" selected"],
        ),
        row("sandbox/clear", |_| "/sandbox".into(), nothing, &["The sandbox is set."]),
        on(
            OPERATIONS,
            row(
                "integrations/disconnect",
                |_| format!("{VAPI}/disconnect"),
                |_| vec![("provider", "vapi".into())],
                &["Disconnected. This page shows what AVA takes back at the providers."],
            ),
        ),
        row(
            "operations/close",
            of_operation,
            |w| vec![("id", w.operation.clone())],
            &["Counted as done by hand. AVA has forgotten the key."],
        ),
        row(
            "account/change_name",
            |_| "/dashboard/account".into(),
            |_| vec![("form[name]", "Ana Morel-Dupré".into())],
            &["Your name is changed.", "value=\"Ana Morel-Dupré\""],
        ),
        row(
            "account/choose_zone",
            |_| "/dashboard/account".into(),
            |_| vec![("form[zone]", "Europe/Nowhere".into())],
            &["Choose one from the list."],
        ),
        row(
            "appointments/settings",
            |_| BOOKING_SETTINGS.into(),
            |_| {
                vec![
                    ("form[zone]", "UTC".into()),
                    ("form[monday]", "0-24".into()),
                    ("form[thursday]", "0-24".into()),
                    ("form[lead_hours]", "0".into()),
                    ("form[days_ahead]", "30".into()),
                    ("form[mails]", "en".into()),
                ]
            },
            &["The opening hours are saved."],
        ),
        on(
            BOOKING_SETTINGS,
            row(
                "appointments/add_service",
                |_| format!("{APPOINTMENTS}services/new"),
                |_| vec![("form[name]", "Consultation".into()), ("form[minutes]", "30".into())],
                &["The service is saved."],
            ),
        ),
        row(
            "appointments/agent_hours",
            |w| format!("{APPOINTMENTS}agents/{}", w.agent),
            |w| {
                vec![
                    ("agent", w.agent.clone()),
                    ("form[own]", "true".into()),
                    ("form[monday]", "9 to 5".into()),
                ]
            },
            &["Hours in their order", "value=\"9 to 5\""],
        ),
        row(
            "appointments/agent_services",
            |w| format!("{APPOINTMENTS}agents/{}", w.agent),
            |w| {
                vec![
                    ("agent", w.agent.clone()),
                    ("form[own]", "true".into()),
                    ("form[services][]", w.service.clone()),
                ]
            },
            &["Saved for this agent."],
        ),
        row(
            "appointments/change_service",
            |w| format!("{APPOINTMENTS}services/{}", w.service),
            |w| {
                vec![
                    ("service", w.service.clone()),
                    ("form[name]", "Consultation".into()),
                    ("form[minutes]", "7".into()),
                ]
            },
            &["Whole minutes in steps of 5, from 5 to 480.", "value=\"7\""],
        ),
        on(
            APPOINTMENTS,
            row(
                "appointments/book",
                |w| format!("{NEW_APPOINTMENT}?service={}", w.service),
                |w| {
                    vec![
                        ("form[service]", w.service.clone()),
                        ("form[start]", w.start.clone()),
                        ("form[customer]", "Ana Morel".into()),
                        ("form[email]", "ana@home.example".into()),
                    ]
                },
                &["The appointment is booked."],
            ),
        ),
        on(
            APPOINTMENTS,
            row(
                "appointments/move",
                |w| format!("{NEW_APPOINTMENT}?moves={}", w.appointment),
                |w| vec![("appointment", w.appointment.clone()), ("form[start]", w.start.clone())],
                &["The appointment is moved."],
            ),
        ),
        row(
            "appointments/mail",
            |w| format!("{APPOINTMENTS}{}", w.appointment),
            |w| vec![("appointment", w.appointment.clone())],
            &["The mail to the customer is on its way."],
        ),
        row(
            "appointments/cancel",
            |w| format!("{APPOINTMENTS}{}", w.appointment),
            |w| vec![("appointment", w.appointment.clone())],
            &["The appointment is cancelled."],
        ),
        on(
            BOOKING_SETTINGS,
            row(
                "appointments/delete_service",
                |w| format!("{APPOINTMENTS}services/{}", w.service),
                |w| vec![("service", w.service.clone())],
                &["The service is deleted."],
            ),
        ),
        on(
            CONTACTS,
            row(
                "contacts/add",
                |_| format!("{CONTACTS}/new"),
                |_| vec![("form[name]", "Ana Morel".into()), ("form[phone]", "+33 1 84 88 00 12".into())],
                &["The contact is saved."],
            ),
        ),
        row(
            "contacts/change",
            of_contact,
            |w| {
                vec![
                    ("contact", w.contact.clone()),
                    ("form[name]", "Ana".into()),
                    ("form[phone]", "12".into()),
                ]
            },
            &["class=\"field-error\"", "value=\"12\""],
        ),
        row(
            "contacts/merge",
            of_contact,
            |w| vec![("contact", w.contact.clone()), ("form[other]", "ben@clinic.example".into())],
            &["No other contact has this number or e-mail.", "value=\"ben@clinic.example\""],
        ),
        row(
            "contacts/separate",
            of_contact,
            |w| vec![("contact", w.contact.clone())],
            &["Both stand for themselves again."],
        ),
        row(
            "contacts/read_list",
            of_list,
            |w| vec![("list", w.list.clone()), ("form[name]", "0".into()), ("form[country]", "999".into())],
            &["The code of a country", "value=\"999\"", "<details open class=\"card fold\""],
        ),
        row("contacts/import_list", of_list, |w| vec![("list", w.list.clone())], &["The import has begun."]),
        on(
            IMPORT,
            row(
                "contacts/discard_list",
                of_list,
                |w| vec![("list", w.list.clone())],
                &["The list is forgotten."],
            ),
        ),
        on(
            CONTACTS,
            row(
                "contacts/erase",
                of_contact,
                |w| vec![("contact", w.contact.clone())],
                &["The contact is erased."],
            ),
        ),
        on(
            WEBHOOKS,
            row(
                "webhooks/make",
                |_| format!("{WEBHOOKS}/new"),
                |_| vec![("form[url]", RECEIVER.into()), ("form[call_ended]", "true".into())],
                &["The webhook is made.", "whsec_"],
            ),
        ),
        row("webhooks/test", of_webhook, webhook, &["A test is on its way."]),
        row("webhooks/pause", of_webhook, webhook, &["It is paused.", "Go on sending"]),
        row("webhooks/resume", of_webhook, webhook, &["It goes on."]),
        row(
            "webhooks/replay",
            |w| format!("{WEBHOOKS}/deliveries/{}", w.delivery),
            |w| vec![("id", w.delivery.clone())],
            &["It is in line to be sent again."],
        ),
        row(
            "webhooks/replay_span",
            of_webhook,
            |w| {
                vec![
                    ("id", w.webhook.clone()),
                    ("form[from]", "2026-11-30T14:00".into()),
                    ("form[until]", "tonight".into()),
                ]
            },
            &["A day and a time", "value=\"tonight\"", "<details open class=\"card fold\""],
        ),
        row(
            "webhooks/change",
            webhook_settings,
            |w| {
                vec![
                    ("id", w.webhook.clone()),
                    ("version", "0".into()),
                    ("form[url]", "http://127.0.0.1:9/other".into()),
                ]
            },
            &["Choose at least one event.", "value=\"http://127.0.0.1:9/other\""],
        ),
        on(
            WEBHOOKS,
            row("webhooks/rotate", webhook_settings, webhook, &["There is another secret", "whsec_"]),
        ),
        on(WEBHOOKS, row("webhooks/delete", webhook_settings, webhook, &["The webhook is deleted."])),
        row(
            "revoke_device",
            |_| "/dashboard/account".into(),
            |w| vec![("device", w.device.clone())],
            &["That device is signed out."],
        ),
        row(
            "account/revoke_others",
            |_| "/dashboard/account".into(),
            nothing,
            &["All your other devices are signed out."],
        ),
        row(
            "account/link_identity",
            |_| "/dashboard/account".into(),
            |_| vec![("form[present]", "wrong horse battery".into())],
            &["This is not your present password.", "Connect Acme Identity"],
        ),
        row(
            "account/unlink_identity",
            |_| "/dashboard/account".into(),
            |_| vec![("form[present]", "wrong horse battery".into())],
            &["This is not your present password.", "Connect Acme Identity"],
        ),
        row(
            "account/change_email",
            |_| "/dashboard/account".into(),
            |_| {
                vec![
                    ("form[email]", "new@clinic.example".into()),
                    ("form[present]", "wrong horse battery".into()),
                ]
            },
            &["This is not your present password.", "value=\"new@clinic.example\""],
        ),
        row(
            "account/change_password",
            |_| "/dashboard/account".into(),
            |_| {
                vec![
                    ("form[present]", "wrong horse battery".into()),
                    ("form[password]", "canary lantern sailor".into()),
                ]
            },
            &["This is not your present password."],
        ),
        row("account/begin_totp", |_| SECOND_FACTOR.into(), nothing, &["Confirm the app"]),
        row(
            "account/confirm_totp",
            |_| SECOND_FACTOR.into(),
            |_| vec![("form[code]", "000000".into())],
            &["This code is not right"],
        ),
        row("account/remove_totp", |_| SECOND_FACTOR.into(), nothing, &["This does not exist"]),
        row("account/make_codes", |_| SECOND_FACTOR.into(), nothing, &["This does not exist"]),
        row(
            "account/add_passkey",
            |_| SECOND_FACTOR.into(),
            |_| vec![("form[name]", "Blue key".into())],
            &["This took longer than five minutes", "value=\"Blue key\""],
        ),
        row(
            "account/rename_passkey",
            |_| SECOND_FACTOR.into(),
            |_| vec![("form[passkey]", "none".into()), ("form[name]", "Blue key".into())],
            &["This does not exist"],
        ),
        row(
            "account/remove_passkey",
            |_| SECOND_FACTOR.into(),
            |_| vec![("passkey", NOBODYS.into())],
            &["This does not exist"],
        ),
        row(
            "account/make_token",
            |_| TOKENS.into(),
            |_| {
                vec![
                    ("form[name]", "Laptop".into()),
                    ("form[agents_read]", "true".into()),
                    ("form[lasts]", "90".into()),
                    ("form[networks]", "203.0.113.9/24".into()),
                ]
            },
            &["The token is made. Copy it now.", "Your token “Laptop”", "203.0.113.0/24"],
        ),
        row("account/token_kept", |_| TOKENS.into(), nothing, &["Tokens for programs"]),
        row(
            "account/revoke_token",
            |_| TOKENS.into(),
            |w| vec![("token", w.token.clone())],
            &["The token is revoked. No program uses AVA by it any more."],
        ),
        row("account/codes_kept", |_| SECOND_FACTOR.into(), nothing, &["Authenticator app"]),
        on("/login", row("log_out", |_| "/dashboard/account".into(), nothing, &["You are signed out."])),
    ]
}
