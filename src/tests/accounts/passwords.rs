//! Changing one's password, and what ends by it.

use std::{sync::Arc, time::Duration};

use ava::{
    domain::{
        account::PasswordForm,
        demo::{DEMO_EMAIL, DEMO_PASSWORD},
        problem::{Field, ProblemKind, Rule},
    },
    server::{
        auth::session_store::Store,
        sessions::{self, Who},
    },
};
use reqwest::{Method, Response};
use serde_json::Value;
use tower_sessions::Session;

use crate::support::{
    app::TestApp,
    both_engines,
    browser::{Browser, Server},
    canary,
    people::{PASSWORD, account_fields, sign_up_form},
    waiting::comes,
};

const NEW: &str = "canary lantern sailor";
/// Made of what anybody may know of the person.
const OF_ONESELF: &str = "person.clinic";

struct Person {
    form: ava::domain::auth_forms::SignUpForm,
    laptop: Browser,
    phone: Browser,
}

impl Person {
    /// Somebody who is signed in on two devices.
    async fn of(server: &Server) -> Self {
        canary::plant(NEW);
        let form = sign_up_form();
        let (laptop, phone) = (server.visitor(), server.visitor());
        assert_eq!(laptop.rpc("sign_up", &account_fields(&form)).await.status, 200);
        assert_eq!(phone.rpc("log_in", &account_fields(&form)[2..]).await.status, 200);
        Self { form, laptop, phone }
    }

    async fn signs_in_with(&self, server: &Server, password: &str) -> u16 {
        let fields = [("form[email]", &*self.form.email), ("form[password]", password)];
        server.visitor().rpc("log_in", &fields).await.status
    }
}

fn change<'a>(present: &'a str, password: &'a str) -> [(&'static str, &'a str); 2] {
    [("form[present]", present), ("form[password]", password)]
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.rpc("read/Account", &[]).await.status == 200
}

async fn stream(browser: &Browser) -> Response {
    let mut stream = browser.request(Method::GET, "/events").send().await.unwrap();
    assert_eq!(stream.status(), 200);
    stream.chunk().await.unwrap().expect("its first event");
    stream
}

/// Returns when the server ends the stream.
async fn ended(mut stream: Response) {
    let end = async { while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
    // An idle machine takes less than a second.
    tokio::time::timeout(Duration::from_secs(5), end).await.expect("the end of the stream");
}

async fn a_new_password_ends_every_other_session_and_its_streams(app: TestApp) {
    let server = app.serve().await;
    let ana = Person::of(&server).await;
    let (stays, old) = (ana.laptop.tab(), ana.laptop.session().unwrap());
    let phones = stream(&ana.phone).await;
    assert_eq!(ana.laptop.rpc("account/change_password", &change(PASSWORD, NEW)).await.status, 200);
    ended(phones).await;
    assert!(!is_signed_in(&ana.phone).await);
    assert_ne!(ana.laptop.session().unwrap(), old);
    assert!(is_signed_in(&ana.laptop).await, "under a new id");
    assert!(!is_signed_in(&stays).await, "and the old id is worth nothing");
    assert_eq!(ana.signs_in_with(&server, PASSWORD).await, 401);
    assert_eq!(ana.signs_in_with(&server, NEW).await, 200);
    assert_eq!(app.count("audit_log WHERE action = 'password_changed'", &[]).await, 1);
}

/// A sign-in that was proved before the password changed, and is stored after.
async fn a_session_of_the_former_password_is_nobodys(app: TestApp) {
    let server = app.serve().await;
    let ana = Person::of(&server).await;
    let seen: Value = ana.laptop.ask("read/Account", &[]).await;
    let id = |name: &str| seen["viewer"][name].as_str().unwrap().to_owned();
    let who = |password_version| Who {
        user: id("user").parse().unwrap(),
        org: id("org").parse().unwrap(),
        user_agent: String::new(),
        address: String::new(),
        password_version,
        proved_at: app.now(),
        visit: None,
        rises: None,
    };
    assert_eq!(ana.laptop.rpc("account/change_password", &change(PASSWORD, NEW)).await.status, 200);
    for (version, is_somebodys) in [(0, false), (1, true), (2, false)] {
        let session = Session::new(None, Arc::new(Store::new(app.services.clone())), None);
        sessions::begin(&session, who(version)).await.unwrap();
        session.save().await.unwrap();
        let session = Session::new(session.id(), Arc::new(Store::new(app.services.clone())), None);
        assert_eq!(sessions::viewer(&session).await.unwrap().is_some(), is_somebodys, "{version}");
    }
    let seen: Value = ana.laptop.ask("read/Account", &[]).await;
    assert_eq!(seen["devices"].as_array().unwrap().len(), 2, "nor is it among the devices");
}

async fn whoever_has_only_the_session_does_not_change_the_password(app: TestApp) {
    let server = app.serve().await;
    let ana = Person::of(&server).await;
    let refused = async |browser: &Browser, present: &str, password: &str| {
        let answer = browser.rpc("account/change_password", &change(present, password)).await;
        let problem = answer.problem();
        (problem.kind, problem.field)
    };
    let required = ProblemKind::Invalid(Rule::Required);
    assert_eq!(refused(&ana.laptop, "", NEW).await, (required, Some(Field::PresentPassword)));
    let guessable = ProblemKind::Invalid(Rule::GuessablePassword);
    let of_oneself = refused(&ana.laptop, PASSWORD, OF_ONESELF).await;
    assert_eq!(of_oneself, (guessable, Some(Field::Password)));
    let wrong = (ProblemKind::WrongPassword, Some(Field::PresentPassword));
    for _ in 0..10 {
        assert_eq!(refused(&ana.laptop, "wrong horse battery", NEW).await, wrong);
    }
    assert_eq!(refused(&ana.laptop, PASSWORD, NEW).await.0, ProblemKind::TooManyAttempts);
    assert_eq!(app.count("audit_log WHERE action = 'password_refused'", &[]).await, 10);
    assert!(is_signed_in(&ana.laptop).await && is_signed_in(&ana.phone).await, "and nothing has ended");
    // Guesses in one session keep the person from it in no other.
    assert_eq!(ana.phone.rpc("account/change_password", &change(PASSWORD, NEW)).await.status, 200);
}

async fn all_other_devices_are_signed_out_at_once(app: TestApp) {
    let server = app.serve().await;
    let (ana, ben) = (Person::of(&server).await, Person::of(&server).await);
    let phones = stream(&ana.phone).await;
    assert_eq!(ana.laptop.rpc("account/revoke_others", &[]).await.status, 200);
    ended(phones).await;
    assert!(is_signed_in(&ana.laptop).await && !is_signed_in(&ana.phone).await);
    assert!(is_signed_in(&ben.laptop).await && is_signed_in(&ben.phone).await, "of that person alone");
    let seen: Value = ana.laptop.ask("read/Account", &[]).await;
    assert_eq!(seen["devices"].as_array().unwrap().len(), 1);
    assert_eq!(seen["devices"][0]["address"], "127.0.0.1");
}

/// Its password is published, and by its e-mail it is kept out where there is no stub mode.
async fn the_demo_account_keeps_its_password_its_email_and_its_name(app: TestApp) {
    ava::server::demo::seed(&app.services).await.unwrap();
    let server = app.serve().await;
    let demo = server.visitor();
    let sign_in = [("form[email]", DEMO_EMAIL), ("form[password]", DEMO_PASSWORD)];
    assert_eq!(demo.rpc("log_in", &sign_in).await.status, 200);
    let change_email = [("form[email]", "mine@clinic.example"), ("form[present]", DEMO_PASSWORD)];
    let cases: [(&str, &[(&str, &str)]); 3] = [
        ("account/change_password", &change(DEMO_PASSWORD, NEW)),
        ("account/change_email", &change_email),
        ("account/change_name", &[("form[name]", "Mine")]),
    ];
    for (endpoint, fields) in cases {
        let refused = demo.rpc(endpoint, fields).await.problem().kind;
        assert_eq!(refused, ProblemKind::DemoAccount, "{endpoint}");
    }
    let ana = Person::of(&server).await;
    let becomes_it = [("form[email]", DEMO_EMAIL), ("form[present]", PASSWORD)];
    let refused = ana.laptop.rpc("account/change_email", &becomes_it).await.problem().kind;
    assert_eq!(refused, ProblemKind::DemoAccount);

    let asked = server.visitor().rpc("links/ask_reset", &[("form[email]", DEMO_EMAIL)]).await;
    assert_eq!(asked.status, 200);
    comes("the end of what was asked for, with no link", async || {
        ava::server::links::delivery::send_due(&app.services).await.unwrap();
        app.count("one_time_links", &[]).await == 0
    })
    .await;
    assert_eq!(demo.rpc("log_in", &sign_in).await.status, 200);
}

#[test]
fn no_form_prints_a_password() {
    let form = PasswordForm { present: "canary one".into(), password: "canary two".into() };
    assert!(!format!("{form:?}").contains("canary"));
}

both_engines!(
    a_new_password_ends_every_other_session_and_its_streams,
    a_session_of_the_former_password_is_nobodys,
    whoever_has_only_the_session_does_not_change_the_password,
    all_other_devices_are_signed_out_at_once,
    the_demo_account_keeps_its_password_its_email_and_its_name,
);
