//! People who act, and the forms that they send.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use ava::{
    domain::{
        agent::{AgentForm, AgentView},
        auth_forms::SignUpForm,
        email::Email,
        ids::{AgentId, OperationId, UserId},
        integrations::{Card, ImportForm, IntegrationsView},
        operation::{OperationKind, OperationState, OperationView},
        provider::{
            Provider,
            openai::OpenaiForm,
            smtp::SmtpForm,
            twilio::{TwilioAuth, TwilioForm},
            vapi::VapiForm,
        },
        role::Role,
    },
    server::{
        agents, auth::service::open_account, cx::Cx, integrations, numbers, operations,
        passwords::fair_queue::Applicant, request::client_address::ClientAddress,
    },
};

use tokio::sync::OnceCell;

use super::{
    app::TestApp,
    canary,
    sandbox::{
        MAIL_PASSWORD, NUMBER, OTHER_TWILIO_SID, OTHER_TWILIO_TOKEN, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY,
    },
};

pub const PASSWORD: &str = "canary horse battery";

static PEOPLE: AtomicU32 = AtomicU32::new(1);
static HASH: OnceCell<String> = OnceCell::const_new();

pub fn sign_up_form() -> SignUpForm {
    canary::plant(PASSWORD);
    let nth = PEOPLE.fetch_add(1, Ordering::SeqCst);
    SignUpForm {
        org_name: format!("Clinic {nth}"),
        name: format!("Person {nth}"),
        email: format!("person-{nth}@clinic.example"),
        password: PASSWORD.into(),
    }
}

/// The form's fields as a browser sends them; the last two sign in.
pub fn account_fields(form: &SignUpForm) -> [(&str, &str); 4] {
    [
        ("form[org_name]", &form.org_name),
        ("form[name]", &form.name),
        ("form[email]", &form.email),
        ("form[password]", &form.password),
    ]
}

/// Somebody unknown who has a password hashed.
pub fn anybody() -> Applicant {
    Applicant::of(None, ClientAddress::Unknown)
}

/// The owner of an organisation of their own.
pub async fn owner(app: &TestApp) -> Cx {
    let form = sign_up_form();
    // Hashing is made to be slow, and everybody here has the same password.
    let hash =
        HASH.get_or_init(async || app.services.passwords.hash(PASSWORD, anybody()).await.unwrap()).await;
    let email = Email::parse(&form.email).unwrap();
    let account = open_account(&app.services, &form.org_name, &form.name, &email, hash).await.unwrap();
    Cx::new(app.services.clone(), account.org, account.user, Role::Owner)
}

/// Somebody else of the same organisation.
pub async fn colleague(app: &TestApp, of: &Cx, role: Role) -> Cx {
    let user: UserId = app.services.random.id();
    let form = sign_up_form();
    app.execute(
        "INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, '', 0)",
        &[user.as_str(), &form.email, &form.name],
    )
    .await;
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, $3, 0)",
        &[of.org.as_str(), user.as_str(), role.code()],
    )
    .await;
    Cx { user, role, ..of.clone() }
}

pub fn vapi_form(key: &str) -> VapiForm {
    VapiForm { key: key.into(), ..VapiForm::default() }
}

pub fn openai_form(key: &str) -> OpenaiForm {
    OpenaiForm { key: key.into(), ..OpenaiForm::default() }
}

/// The form of [`openai_form`], with the key for Vapi too.
pub fn openai_form_for_vapi(key: &str) -> OpenaiForm {
    OpenaiForm { hand_over: true, ..openai_form(key) }
}

pub fn twilio_form() -> TwilioForm {
    TwilioForm {
        account_sid: TWILIO_SID.to_owned(),
        auth_token: TWILIO_TOKEN.into(),
        ..TwilioForm::default()
    }
}

/// The form of [`twilio_form`], with an API key of its own for Vapi.
pub fn twilio_form_with_key() -> TwilioForm {
    TwilioForm { vapi_key: true, ..twilio_form() }
}

pub fn other_twilio_form() -> TwilioForm {
    TwilioForm {
        account_sid: OTHER_TWILIO_SID.to_owned(),
        auth_token: OTHER_TWILIO_TOKEN.into(),
        ..TwilioForm::default()
    }
}

/// The account of [`twilio_form`] by its API key.
pub fn by_api_key() -> TwilioForm {
    let digits = TWILIO_SID.trim_start_matches("AC");
    TwilioForm {
        auth: TwilioAuth::ApiKey.code().to_owned(),
        api_key_sid: format!("SK{digits}"),
        api_key_secret: digits.into(),
        auth_token: "".into(),
        ..twilio_form()
    }
}

/// A mailbox at a server that takes every user.
pub fn smtp_form() -> SmtpForm {
    SmtpForm {
        host: "smtp.clinic.example".to_owned(),
        port: "465".to_owned(),
        security: "tls".to_owned(),
        user: "front@clinic.example".to_owned(),
        password: MAIL_PASSWORD.into(),
        from_name: "Lakeside Clinic".to_owned(),
        from_address: "front@clinic.example".to_owned(),
        switch: false,
    }
}

pub fn agent_form(name: &str) -> AgentForm {
    AgentForm {
        name: name.to_owned(),
        greeting: "Good morning, Lakeside Clinic.".to_owned(),
        speaks_first: "agent".to_owned(),
        instructions: "Book appointments.".to_owned(),
        language: "en".to_owned(),
        voice: "vapi:Elliot".to_owned(),
        ..AgentForm::default()
    }
}

pub async fn connect_vapi(cx: &Cx) {
    integrations::service::save(cx, &vapi_form(VAPI_KEY)).await.unwrap();
}

pub async fn connect_twilio(cx: &Cx) {
    integrations::service::save(cx, &twilio_form()).await.unwrap();
}

pub async fn make_agent(cx: &Cx) -> AgentId {
    agents::service::create(cx, &agent_form("Reception")).await.unwrap()
}

pub async fn agent(cx: &Cx, id: &AgentId) -> AgentView {
    agents::service::get(cx, id.clone()).await.unwrap().agent
}

pub async fn import(cx: &Cx, number: &str) -> OperationId {
    let form = ImportForm { number: number.to_owned(), ..ImportForm::default() };
    numbers::service::import(cx, &form).await.unwrap()
}

/// Imports a number with its messages.
pub async fn import_with_messages(cx: &Cx, number: &str) -> OperationId {
    let form = ImportForm { number: number.to_owned(), sms: true, ..ImportForm::default() };
    numbers::service::import(cx, &form).await.unwrap()
}

/// Imports a number with its messages, and takes them from whoever answers them.
pub async fn brought_with_messages(app: &TestApp, cx: &Cx, number: &str) -> OperationId {
    let operation = import_with_messages(cx, number).await;
    app.settle().await;
    take_over(cx, &operation).await;
    app.settle().await;
    operation
}

/// Agrees to what an import asks, as its page shows it.
pub async fn take_over(cx: &Cx, id: &OperationId) {
    answer(cx, id, true).await;
}

/// Declines what an import asks.
pub async fn decline(cx: &Cx, id: &OperationId) {
    answer(cx, id, false).await;
}

async fn answer(cx: &Cx, id: &OperationId, agrees: bool) {
    let page = operations::service::page(cx, id.clone()).await.unwrap();
    let asked_about = page.operation.takeover_of.unwrap();
    operations::service::decide(cx, id.clone(), &asked_about, agrees).await.unwrap();
}

/// The newest operation of a kind.
pub async fn latest(cx: &Cx, kind: OperationKind) -> OperationView {
    let all = operations::service::list(cx, &Default::default()).await.unwrap().operations;
    all.into_iter().find(|operation| operation.kind == kind).unwrap()
}

pub async fn card_of(cx: &Cx, provider: Provider) -> Card {
    overview(cx).await.card(provider).clone()
}

pub async fn overview(cx: &Cx) -> IntegrationsView {
    integrations::service::overview(cx).await.unwrap()
}

/// An owner with Vapi and Twilio connected, and an agent that is at Vapi.
pub async fn prepared(app: &TestApp) -> (Cx, AgentId) {
    let cx = owner(app).await;
    connect_vapi(&cx).await;
    let agent = make_agent(&cx).await;
    app.settle().await;
    connect_twilio(&cx).await;
    (cx, agent)
}

/// The org of [`prepared`], with a number that answers and the import of it.
pub async fn ready(app: &TestApp) -> (Cx, AgentId, OperationId) {
    let (cx, agent) = prepared(app).await;
    let operation = import(&cx, NUMBER).await;
    app.settle().await;
    (cx, agent, operation)
}

/// Brings an operation to its end. `help` acts for a person where one is asked for, and
/// returns the operation that is looked at from then on.
pub async fn to_the_end(
    app: &TestApp,
    cx: &Cx,
    mut operation: OperationId,
    help: impl AsyncFn(&OperationView) -> OperationId,
    case: &str,
) -> OperationView {
    for _ in 0..12 {
        app.run_due().await;
        let view = app.operation(cx, &operation).await;
        match view.state {
            OperationState::Done => return view,
            OperationState::Queued | OperationState::Running => {}
            OperationState::Retrying => {
                let wait = u64::try_from(view.next_attempt_at.unwrap() - app.now()).unwrap_or(0);
                app.clock.advance(Duration::from_millis(wait));
            }
            _ => operation = help(&view).await,
        }
    }
    panic!("{case} does not end: {:?}", app.operation(cx, &operation).await);
}
