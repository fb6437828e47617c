//! The sender of the forms, and the preparation of each form.

use std::time::Duration;

use ava::{
    domain::{
        account::AccountView,
        agent::{AgentPageView, SyncState},
        drift::FindingKind,
        email::Email,
        invitation::{Channel, InviteForm},
        link::Purpose,
        locale::Locale,
        number::NumbersPage,
        operation::{OperationPage, OperationState, WaitingFor},
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{auth::joining, invitations::service::invite, links},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::rows::Fields;
use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
    faults::lasting,
    oidc::OpenIdProvider,
    people::{account_fields, owner, sign_up_form},
    sandbox::{ELSEWHERE_URL, NUMBER, OTHER_NUMBER, OWN_VOICE_URL, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    second_factor,
};

/// The browser that sends the forms, and the objects that the forms before have made.
pub(super) struct World {
    app: TestApp,
    /// Serves as long as it is held.
    _provider: OpenIdProvider,
    server: Server,
    pub(super) browser: Browser,
    pub(super) agent: String,
    pub(super) copy: String,
    pub(super) version: i64,
    pub(super) number: String,
    pub(super) operation: String,
    /// The subject of the question that the operation asks.
    pub(super) about: String,
    pub(super) finding: String,
    pub(super) offered: String,
    pub(super) managed: String,
    pub(super) device: String,
    /// The path of a one-time link.
    pub(super) link: String,
    pub(super) notification: String,
    /// An event of a call.
    pub(super) event: String,
    pub(super) service: String,
    pub(super) appointment: String,
    pub(super) contact: String,
    /// A list of contacts that is looked at.
    pub(super) list: String,
    /// A webhook, and something that was sent to it.
    pub(super) webhook: String,
    pub(super) delivery: String,
    /// A time that is free.
    pub(super) start: String,
    /// The code that was read to a phone.
    pub(super) code: String,
    /// Somebody else of the organisation, the person themselves, and the organisation.
    pub(super) member: String,
    pub(super) user: String,
    pub(super) org: String,
    /// An invitation that is open.
    pub(super) invitation: String,
    /// A token that is not revoked.
    pub(super) token: String,
    /// The tenant that a platform admin has made.
    pub(super) tenant: String,
}

pub(super) fn agent_fields(name: &str, greeting: &str) -> Fields {
    [
        ("form[name]", name),
        ("form[greeting]", greeting),
        ("form[speaks_first]", "agent"),
        ("form[instructions]", "Book appointments."),
        ("form[language]", "en"),
        ("form[voice]", "vapi:Elliot"),
        ("form[model]", "gpt-4.1-mini"),
    ]
    .map(|(input, value)| (input, value.to_owned()))
    .to_vec()
}

pub(super) fn saved_agent(w: &World, name: &str, greeting: &str) -> Fields {
    let mut fields = agent_fields(name, greeting);
    fields.extend([("id", w.agent.clone()), ("version", w.version.to_string())]);
    fields
}

impl World {
    /// A visitor of an installation where nobody has an account yet.
    pub(super) async fn new() -> Self {
        let provider = OpenIdProvider::start().await;
        let app = TestApp::with(Database::Sqlite, provider.settings()).await;
        let server = app.serve().await;
        let browser = server.visitor();
        let none = String::new;
        Self {
            app,
            _provider: provider,
            server,
            browser,
            agent: none(),
            copy: none(),
            version: 1,
            number: none(),
            operation: none(),
            about: none(),
            finding: none(),
            offered: none(),
            managed: none(),
            device: none(),
            link: none(),
            notification: none(),
            event: none(),
            service: none(),
            appointment: none(),
            contact: none(),
            list: none(),
            webhook: none(),
            delivery: none(),
            start: none(),
            code: none(),
            member: none(),
            user: none(),
            org: none(),
            invitation: none(),
            token: none(),
            tenant: none(),
        }
    }

    /// The end of the link.
    pub(super) fn token(&self) -> String {
        self.link.rsplit('/').next().unwrap_or_default().to_owned()
    }

    /// A link for an administrator with this address.
    async fn set_up_link(&self, email: &str) -> String {
        let email = Email::parse(email).unwrap();
        joining::make_platform_admin(&self.app.services, &email).await.unwrap().path().to_owned()
    }

    /// A link to another password for somebody who has an account.
    async fn reset_link(&self) -> String {
        let cx = owner(&self.app).await;
        let sql = "SELECT email FROM users WHERE id = $1";
        let email = Email::parse(&self.app.text(sql, &[cx.user.as_str()]).await).unwrap();
        let services = &self.app.services;
        links::ask_by_mail(services, Purpose::ResetPassword, &email, Locale::En).await.unwrap();
        loop {
            links::delivery::send_due(services).await.unwrap();
            let open = links::open(services).await.unwrap();
            let of_reset = open.iter().find(|(_, open)| open.link.account.is_some());
            if let Some((url, _)) = of_reset {
                return url.path().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The link of an invitation of another organisation.
    async fn invited(&self, channel: Channel) -> String {
        let cx = owner(&self.app).await;
        let form = InviteForm {
            email: format!("{}@clinic.example", self.app.services.random.uuid()),
            role: Role::Member.code().to_owned(),
            channel: channel.code().to_owned(),
            ..InviteForm::default()
        };
        invite(&cx, &form, Locale::En).await.unwrap();
        let open = links::open(&self.app.services).await.unwrap();
        let of_form = open.iter().find(|(_, open)| open.link.email.as_str() == form.email);
        of_form.map(|(url, _)| url.path().to_owned()).unwrap()
    }

    /// The link by which somebody confirms the address that they have so far.
    async fn email_link(&self) -> String {
        let (form, person) = (sign_up_form(), self.server.visitor());
        person.sign_up(&form).await;
        let change = [("form[email]", "new@clinic.example"), ("form[present]", &*form.password)];
        assert_eq!(person.rpc("account/change_email", &change).await.status, 200);
        let open = links::open(&self.app.services).await.unwrap();
        let of_old = open.iter().find(|(_, open)| open.link.purpose == Purpose::OldEmail);
        of_old.map(|(url, _)| url.path().to_owned()).unwrap()
    }

    /// Brings about the state that this form needs.
    /// Makes the person a platform admin.
    async fn looks_after_all_tenants(&mut self) {
        let account: AccountView = self.browser.ask("read/Account", &[]).await;
        self.org = account.viewer.org.to_string();
        let mark = "UPDATE users SET platform_admin = TRUE WHERE id = $1";
        self.app.execute(mark, &[account.viewer.user.as_str()]).await;
    }

    pub(super) async fn before(&mut self, endpoint: &str) {
        match endpoint {
            "log_in/second_step" => {
                let (form, person) = (sign_up_form(), self.server.visitor());
                person.sign_up(&form).await;
                second_factor::set_up(&self.app, &person).await;
                second_factor::half_way(&self.browser, &form.email).await;
            }
            "links/reset_password" => self.link = self.reset_link().await,
            "links/confirm_email" => self.link = self.email_link().await,
            "links/set_up" => {
                let email = "SELECT email FROM users ORDER BY id LIMIT 1";
                self.link = self.set_up_link(&self.app.text(email, &[]).await).await;
            }
            "links/found" => {
                let services = &self.app.services;
                let user = owner(&self.app).await.user;
                let email = Email::parse("ana@clinic.example").unwrap();
                let link = links::show(services, Purpose::Found, &email, Some(&user), "").await.unwrap();
                self.link = links::path(services, &link);
            }
            "links/accept_invitation" | "links/ask_invitation" | "links/switch_person" => {
                self.link = self.invited(Channel::Link).await;
            }
            "links/join_invited" => self.link = self.invited(Channel::Mail).await,
            "team/reinvite" | "team/revoke" => {
                let open = "SELECT id FROM invitations WHERE email = 'cleo@clinic.example'";
                self.invitation = self.app.text(open, &[]).await;
            }
            "tenants/delete" | "tenants/reinvite" | "tenants/revoke" => {
                let of_first_owner = "FROM invitations WHERE email = 'first.owner@clinic.example'";
                self.invitation = self.app.text(&format!("SELECT id {of_first_owner}"), &[]).await;
                self.tenant = self.app.text(&format!("SELECT org_id {of_first_owner}"), &[]).await;
            }
            "account/revoke_token" | "team/pass_on_token" | "team/revoke_token" => {
                let newest = "SELECT id FROM api_tokens WHERE revoked_at IS NULL ORDER BY id DESC LIMIT 1";
                self.token = self.app.text(newest, &[]).await;
            }
            "links/join" => self.link = self.set_up_link("ops@clinic.example").await,
            "agents/update" | "agents/duplicate" | "trials/say" => self.agent_is(SyncState::Synced).await,
            "agents/delete" => {
                let synced = |page: &AgentPageView| page.agent.sync == SyncState::Synced;
                let _: AgentPageView = self.browser.until("read/Agent", &[("id", &self.copy)], synced).await;
            }
            "agents/decide" => {
                let there = format!("/assistant/{}", self.assistant().await);
                let change = json!({ "firstMessage": "Somebody else’s." });
                self.app.sandbox.vapi(Method::PATCH, &there, VAPI_KEY, change).await;
                self.save("Desk").await;
                self.agent_is(SyncState::Conflict).await;
            }
            "agents/remake" => {
                self.agent_is(SyncState::Synced).await;
                let assistant = self.assistant().await;
                self.app.sandbox.delete_assistant(&assistant).await;
                self.save("Front desk").await;
                self.agent_is(SyncState::Gone).await;
            }
            "appointments/book" => self.start = self.free_times("service", &self.service).await.0,
            "appointments/move" => self.start = self.free_times("moves", &self.appointment).await.1,
            "contacts/read_list" => {
                let brought = self.browser.bring("file", b"name,phone\nCleo,+33 1 84 88 00 13\n").await;
                self.list = brought.header("location").rsplit('=').next().unwrap().to_owned();
            }
            "notifications/read" => self.told().await,
            "calls/replay" => self.sent().await,
            "webhooks/replay" => self.delivered().await,
            "team/role" => self.has_a_colleague().await,
            "trials/confirm" => {
                let read = self.app.sandbox.snapshot().await.spoken.remove(0).words;
                self.code = read.chars().filter(char::is_ascii_digit).collect();
            }
            "numbers/import" => self.agent_is(SyncState::Synced).await,
            "numbers/compare" => self.app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await,
            "numbers/repair" => self.finding_of(FindingKind::WebhooksChanged).await,
            "numbers/forget" => {
                let gone = |page: &Value| page["findings"].as_array().is_some_and(Vec::is_empty);
                let _: Value = self.browser.until("read/Number", &[("id", &self.number)], gone).await;
                self.settled().await;
                self.app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
                self.accepted("numbers/compare", &[]).await;
                self.finding_of(FindingKind::WebhooksChanged).await;
            }
            "numbers/adopt" => {
                self.accepted("numbers/compare", &[]).await;
                self.finding_of(FindingKind::UnknownHere).await;
            }
            "operations/decide" => {
                self.operation_is(|page| page.operation.state == OperationState::Done).await;
                self.app.sandbox.set_at_twilio(NUMBER, "voice_url", OWN_VOICE_URL).await;
                self.import(NUMBER).await;
                let asks = |page: &OperationPage| {
                    matches!(page.operation.waiting_for, Some(WaitingFor::Takeover | WaitingFor::Messages))
                };
                let page = self.operation_is(asks).await;
                self.about = page.operation.takeover_of.unwrap_or_default();
            }
            "tenants/limit" => self.looks_after_all_tenants().await,
            "operations/retry" | "tenants/retry" => {
                self.import(OTHER_NUMBER).await;
                self.operation_is(|page| page.operation.state == OperationState::Failed).await;
            }
            "numbers/buy" => {
                let asked = [("id", "country=US&kind=local")];
                let found: Value = self.browser.ask("read/FindNumbers", &asked).await;
                self.offered = found["numbers"][0]["e164"].as_str().unwrap().to_owned();
            }
            "numbers/release" => {
                self.operation_is(|page| page.operation.state == OperationState::Done).await;
                let managed = "SELECT id FROM phone_numbers WHERE source = 'managed'";
                self.managed = self.app.text(managed, &[]).await;
            }
            "integrations/disconnect" => self.answering_anew().await,
            "operations/close" => {
                self.operation_is(|page| page.operation.state == OperationState::NeedsAttention).await;
            }
            _ => {}
        }
    }

    /// Notes the objects of the next forms, by the address that this form led to.
    pub(super) async fn after(&mut self, endpoint: &str, location: &str) {
        let last = location.rsplit('/').next().unwrap().to_owned();
        match endpoint {
            "set_locale" => self.browser = self.server.owner().await,
            "agents/create" => self.agent = last,
            "agents/duplicate" => self.copy = last,
            "appointments/add_service" => {
                self.service = self.app.text("SELECT id FROM appointment_services", &[]).await;
            }
            "appointments/book" => self.appointment = last,
            "contacts/add" => self.contact = last,
            "webhooks/make" => self.webhook = last,
            "agents/decide" | "agents/remake" => self.agent_is(SyncState::Synced).await,
            "numbers/import" => {
                self.number = self.app.text("SELECT id FROM phone_numbers", &[]).await;
                self.settled().await;
            }
            "numbers/prove" | "numbers/assign" | "numbers/unassign" => self.settled().await,
            "numbers/remove" | "numbers/buy" | "integrations/disconnect" => self.operation = last,
            _ => {}
        }
    }

    /// The first and the last free time of the first day that has any.
    async fn free_times(&self, asked: &str, id: &str) -> (String, String) {
        let asked = format!("{asked}={id}");
        let there: Value = self.browser.ask("read/Slots", &[("id", &asked)]).await;
        let slots = there["slots"].as_array().unwrap();
        (slots[0].to_string(), slots[slots.len() - 1].to_string())
    }

    /// Becomes the world of somebody else, far from the traces of the forms before: their
    /// number answers, Vapi refuses their key, and another browser of theirs is signed in.
    async fn answering_anew(&mut self) {
        *self = Self::new().await;
        let form = sign_up_form();
        self.browser.sign_up(&form).await;
        self.browser.connect_vapi(VAPI_KEY).await;
        self.agent = self.browser.make_agent("Reception", "Book appointments.", "Hello").await;
        self.browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        self.operation = self.browser.import(NUMBER).await;
        self.operation_is(|page| page.operation.state == OperationState::Done).await;
        let [.., email, password] = account_fields(&form);
        assert_eq!(self.server.visitor().rpc("log_in", &[email, password]).await.status, 200);
        let account: AccountView = self.browser.ask("read/Account", &[]).await;
        let other = account.devices.into_iter().find(|device| !device.current).unwrap();
        self.device = other.id.to_string();
        self.app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    }

    /// Has the next call at Vapi wait, so that whatever makes it is under way until `release`.
    pub(super) async fn hold_at_vapi(&self) {
        self.app.sandbox.clear().await;
        self.app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)).await;
    }

    pub(super) async fn held(&self) {
        self.app.sandbox.held().await;
    }

    pub(super) async fn release(&self) {
        self.app.sandbox.release().await;
    }

    /// Somebody else is in the organisation.
    async fn has_a_colleague(&mut self) {
        let account: AccountView = self.browser.ask("read/Account", &[]).await;
        (self.user, self.org) = (account.viewer.user.to_string(), account.viewer.org.to_string());
        self.member = self.app.services.random.uuid();
        let values = [self.member.as_str()];
        let user = "INSERT INTO users (id, email, name, password_hash, created_at)
                    VALUES ($1, 'bo@clinic.example', 'Bo', '', 0)";
        self.app.execute(user, &values).await;
        let membership = "INSERT INTO memberships (org_id, user_id, role, created_at)
                          VALUES ($1, $2, 'viewer', 0)";
        self.app.execute(membership, &[self.org.as_str(), self.member.as_str()]).await;
    }

    /// Is sent an event of a call.
    async fn sent(&mut self) {
        self.event = self.app.services.random.uuid();
        let account: AccountView = self.browser.ask("read/Account", &[]).await;
        let event = "INSERT INTO call_events (id, org_id, kind, digest, payload, received_at, done_at)
                     VALUES ($1, $2, 'hang', $1, '{}', 0, 0)";
        self.app.execute(event, &[self.event.as_str(), account.viewer.org.as_str()]).await;
    }

    /// Something was sent to the webhook.
    async fn delivered(&mut self) {
        self.delivery = self.app.services.random.uuid();
        let values = [self.delivery.as_str(), self.webhook.as_str()];
        let event = "INSERT INTO webhook_events (id, org_id, kind, at, body)
                     SELECT $1, org_id, 'call.ended', 0, '{}' FROM webhooks WHERE id = $2";
        self.app.execute(event, &values).await;
        let delivery =
            "INSERT INTO webhook_deliveries (id, org_id, webhook_id, event_id, kind, object, seq, state, due_at,
                                             queued_at)
             SELECT $1, org_id, id, $1, 'call.ended', $1, 0, 'delivered', 4000000000000, 0
             FROM webhooks WHERE id = $2";
        self.app.execute(delivery, &values).await;
    }

    /// Is told of something.
    async fn told(&mut self) {
        self.notification = self.app.services.random.uuid();
        let account: AccountView = self.browser.ask("read/Account", &[]).await;
        let values = [self.notification.as_str(), account.viewer.org.as_str()];
        let notification = "INSERT INTO notifications (id, org_id, kind, subject, about, at)
                            VALUES ($1, $2, 'card_broken', 'vapi', '{\"service\":{\"provider\":\"vapi\"}}', 0)";
        self.app.execute(notification, &values).await;
        let people = "INSERT INTO notifications_people (notification_id, org_id, user_id, mail)
                      SELECT $1, org_id, user_id, 'none' FROM memberships WHERE org_id = $2";
        self.app.execute(people, &values).await;
    }

    async fn accepted(&self, endpoint: &str, fields: &[(&str, &str)]) {
        let answer = self.browser.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }

    /// Saves the agent under another name.
    async fn save(&mut self, name: &str) {
        let fields = saved_agent(self, name, "Hello");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(input, value)| (*input, &**value)).collect();
        self.accepted("agents/update", &fields).await;
    }

    async fn agent_is(&mut self, sync: SyncState) {
        let is = |page: &AgentPageView| page.agent.sync == sync;
        let page: AgentPageView = self.browser.until("read/Agent", &[("id", &self.agent)], is).await;
        self.version = page.agent.version;
    }

    async fn assistant(&self) -> String {
        let page: AgentPageView = self.browser.ask("read/Agent", &[("id", &self.agent)]).await;
        page.agent.vapi_assistant_id.unwrap()
    }

    /// Imports a number with its messages, which somebody else answers.
    async fn import(&mut self, number: &str) {
        self.accepted("numbers/import", &[("form[number]", number), ("form[sms]", "true")]).await;
        let sql = "SELECT id FROM phone_numbers WHERE e164 = $1 AND state <> 'released'";
        let id = self.app.text(sql, &[number]).await;
        let page: Value = self.browser.ask("read/Number", &[("id", &id)]).await;
        self.operation = page["operation"]["id"].as_str().unwrap().to_owned();
    }

    async fn operation_is(&self, wanted: impl Fn(&OperationPage) -> bool) -> OperationPage {
        self.browser.until("read/Operation", &[("id", &self.operation)], wanted).await
    }

    async fn settled(&self) {
        let done = |page: &Value| page["number"]["standing"] == "done";
        let _: Value = self.browser.until("read/Number", &[("id", &self.number)], done).await;
    }

    async fn finding_of(&mut self, kind: FindingKind) {
        let found = |page: &NumbersPage| page.findings.iter().any(|finding| finding.kind == kind);
        let page: NumbersPage = self.browser.until("read/Numbers", &[("id", "")], found).await;
        let finding = page.findings.into_iter().find(|finding| finding.kind == kind).unwrap();
        self.finding = finding.id.to_string();
    }
}
