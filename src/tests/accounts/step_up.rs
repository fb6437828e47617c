//! What takes a proof of the last minutes: asked for, given, and the form that goes on.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use ava::{
    domain::{email::Email, problem::ProblemKind},
    server::{
        auth::{
            proof_anew,
            session_store::Store,
            step_up::{self, GivenProof},
        },
        request::client_address::ClientAddress,
    },
};
use tower_sessions::{Session, session::Id};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser, Server},
    canary,
    people::{PASSWORD, sign_up_form},
    sandbox::VAPI_KEY,
    second_factor::{is_signed_in, set_up},
    source,
};

const NEW: &str = "canary lantern sailor";
const PAGE: &str = "/dashboard/account";
const ENDPOINT: &str = "account/change_password";
const LATER: Duration = Duration::from_secs(10 * 60);

/// Somebody whose proof is ten minutes old.
async fn somebody(app: &TestApp, server: &Server) -> (Browser, String) {
    canary::plant(NEW);
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    app.clock.advance(LATER);
    (browser, form.email)
}

async fn changes(browser: &Browser) -> Answer {
    let fields = [("form[present]", PASSWORD), ("form[password]", NEW)];
    browser.form(PAGE, ENDPOINT, &fields).await
}

/// The sealed form in a document that asks.
#[track_caller]
fn carried(asked: &Answer) -> String {
    assert!(asked.body.contains("action=\"/rpc/account/change_password\""), "{}", asked.body);
    asked.body.split("name=\"carried\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Gives a proof as the document sends it.
async fn gives(browser: &Browser, endpoint: &str, token: &str, proof: &str) -> Answer {
    browser.form(&format!("/rpc/{endpoint}"), endpoint, &[("carried", token), ("proof", proof)]).await
}

async fn changed(app: &TestApp) -> usize {
    app.count("audit_log WHERE action = 'password_changed'", &[]).await
}

async fn a_form_waits_for_its_proof_and_goes_on_as_it_was_typed(app: TestApp) {
    let server = app.serve().await;
    let (laptop, _) = somebody(&app, &server).await;
    let asked = changes(&laptop).await;
    // `looked_at` has seen that neither password stands in it.
    assert!(asked.status == 200 && asked.body.contains("Is it still you?"), "{}", asked.status);
    let token = carried(&asked);
    assert_eq!(changed(&app).await, 0);
    assert!(!app.dump().await.contains(&token));

    let wrong = gives(&laptop, ENDPOINT, &token, "wrong horse battery").await;
    assert!(wrong.status == 422 && wrong.body.contains("neither your password"), "{}", wrong.status);
    assert_eq!(gives(&laptop, ENDPOINT, &carried(&wrong), "").await.status, 422);
    assert_eq!(changed(&app).await, 0);
    let before = laptop.session().unwrap();
    let done = gives(&laptop, ENDPOINT, &carried(&wrong), PASSWORD).await;
    assert_eq!((done.status, done.header("location")), (302, PAGE), "{}", done.body);
    assert_eq!(changed(&app).await, 1);
    // Whoever stole the id before it was proved has no part in it: another password ends it.
    let thief = server.visitor();
    thief.set_cookie("sid", &before);
    assert_eq!(thief.rpc(ENDPOINT, &[]).await.problem().kind, ProblemKind::SignedOut);
    assert!(is_signed_in(&laptop).await);
    assert!(laptop.page(PAGE).await.body.contains("Your password is changed."));
    assert_ne!(laptop.session().unwrap(), before, "a new id at each rise");
    assert_eq!(app.count("audit_log WHERE action = 'proved_again'", &[]).await, 1);

    // For ten minutes nothing more is asked.
    let again = [("form[present]", NEW), ("form[password]", "tournesol brique marée")];
    app.clock.advance(LATER - Duration::from_millis(1));
    assert_eq!(laptop.rpc(ENDPOINT, &again).await.status, 200);
    app.clock.advance(LATER);
    let late = laptop.rpc(ENDPOINT, &again).await.problem();
    assert_eq!(late.kind, ProblemKind::ProofNeeded);
}

async fn a_form_goes_on_in_its_own_session_at_its_own_address_and_in_time(app: TestApp) {
    let server = app.serve().await;
    let (laptop, email) = somebody(&app, &server).await;
    let (eve, _) = somebody(&app, &server).await;
    let token = carried(&changes(&laptop).await);
    let over = |answer: Answer| (answer.status, answer.body.contains("has waited too long"));
    for (browser, endpoint, token) in [
        (&eve, ENDPOINT, &*token),
        (&laptop, "account/change_email", &token),
        (&laptop, ENDPOINT, "x"),
        (&laptop, ENDPOINT, &token[..token.len() - 3]),
        (&server.visitor(), ENDPOINT, &token),
    ] {
        assert_eq!(over(gives(browser, endpoint, token, PASSWORD).await), (409, true), "{endpoint} {token}");
    }
    let phone = server.visitor();
    let fields = [("form[email]", &*email), ("form[password]", PASSWORD)];
    assert_eq!(phone.rpc("log_in", &fields).await.status, 200);
    assert_eq!(over(gives(&phone, ENDPOINT, &token, PASSWORD).await), (409, true), "her own other session");
    app.clock.advance(LATER);
    assert_eq!(over(gives(&laptop, ENDPOINT, &token, PASSWORD).await), (409, true), "too late");
    assert_eq!(changed(&app).await, 0);
}

async fn whoever_has_a_session_does_not_guess_for_ever(app: TestApp) {
    let server = app.serve().await;
    let (thief, _) = somebody(&app, &server).await;
    let token = carried(&changes(&thief).await);
    for _ in 0..10 {
        assert_eq!(gives(&thief, ENDPOINT, &token, "wrong horse battery").await.status, 422);
    }
    let limited = gives(&thief, ENDPOINT, &token, PASSWORD).await;
    assert!(limited.status == 429 && limited.body.contains("name=\"carried\""), "{}", limited.status);
    assert_eq!(changed(&app).await, 0);
}

async fn a_code_of_the_app_proves_it(app: TestApp) {
    let server = app.serve().await;
    let (form, laptop) = (sign_up_form(), server.visitor());
    laptop.sign_up(&form).await;
    let their_app = set_up(&app, &laptop).await;
    app.clock.advance(LATER);
    let token = carried(&changes(&laptop).await);
    let code = their_app.code(&app);
    let done = gives(&laptop, ENDPOINT, &token, &code).await;
    assert_eq!((done.status, changed(&app).await), (302, 1), "{}", done.body);
    app.clock.advance(LATER);
    let token = carried(&changes(&laptop).await);
    assert_eq!(gives(&laptop, ENDPOINT, &token, &code).await.status, 422, "ten minutes old");
}

async fn the_operator_has_a_person_prove_it_again(app: TestApp) {
    let server = app.serve().await;
    let (form, laptop) = (sign_up_form(), server.visitor());
    laptop.sign_up(&form).await;
    let email = Email::parse(&form.email).unwrap();
    assert_eq!(proof_anew::ask(&app.services, &email).await.unwrap(), Some(1));
    assert_eq!(laptop.rpc(ENDPOINT, &[]).await.problem().kind, ProblemKind::ProofNeeded);
    assert!(is_signed_in(&laptop).await);
    assert_eq!(gives(&laptop, ENDPOINT, &carried(&changes(&laptop).await), PASSWORD).await.status, 302);
    assert_eq!(app.count("audit_log WHERE action = 'proof_asked_anew' AND actor = 'operator'", &[]).await, 1);
    let nobody = Email::parse("nobody@clinic.example").unwrap();
    assert_eq!(proof_anew::ask(&app.services, &nobody).await.unwrap(), None);
}

/// A browser without JavaScript sends a form twice, and sees the second answer only.
async fn a_double_click_proves_it_once_and_signs_nobody_out(app: TestApp) {
    let server = app.serve().await;
    let (form, laptop) = (sign_up_form(), server.visitor());
    laptop.sign_up(&form).await;
    let their_app = set_up(&app, &laptop).await;
    let endpoint = "account/make_codes";
    for by_code in [false, true] {
        app.clock.advance(LATER);
        let asked = laptop.form(PAGE, endpoint, &[]).await.body;
        let token = asked.split("name=\"carried\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        // What the first click brings is never seen.
        let unseen = laptop.tab();
        let (first, second) = if by_code {
            // It is used up by then.
            let code = their_app.code(&app);
            (gives(&unseen, endpoint, token, &code).await, gives(&laptop, endpoint, token, &code).await)
        } else {
            let first = gives(&unseen, endpoint, token, PASSWORD);
            futures::join!(first, gives(&laptop, endpoint, token, PASSWORD))
        };
        assert_eq!((first.status, second.status), (302, 302), "{} {}", first.body, second.body);
        assert!(is_signed_in(&laptop).await);
        // Whoever stole the id before it was proved gets no new one.
        let thief = server.visitor();
        thief.set_cookie("sid", &laptop.session().unwrap());
        thief.page(PAGE).await;
        assert_eq!(thief.session(), laptop.session());
        assert!(laptop.page(PAGE).await.status == 200 && is_signed_in(&laptop).await);
        assert!(!is_signed_in(&unseen).await, "the former id is worth nothing after the next page");
        let once = laptop.session();
        laptop.page(PAGE).await;
        assert_eq!(laptop.session(), once, "it changes once");
    }
}

/// A thief who proves it again and again would else outlive every revocation.
async fn what_is_revoked_while_the_proof_is_looked_at_stays_revoked(app: TestApp) {
    let server = app.serve().await;
    let (thief, _) = somebody(&app, &server).await;
    let id: Id = thief.session().unwrap().parse().unwrap();
    let session = Session::new(Some(id), Arc::new(Store::new(app.services.clone())), None);
    session.load().await.unwrap();
    app.execute("DELETE FROM sessions", &[]).await;
    let proved =
        step_up::prove(&app.services, &session, ClientAddress::Unknown, GivenProof::Typed(PASSWORD), "x")
            .await;
    assert_eq!(proved.unwrap_err().kind, ProblemKind::SignedOut);
    assert_eq!(app.count("sessions", &[]).await, 0);
}

/// The server functions that ask for a proof, as their source says.
fn asking() -> BTreeSet<String> {
    let source = source::below("src/app");
    let functions = source.split("#[server(prefix").skip(1);
    let asks =
        |function: &&str| function.contains(".proved()") || function.contains("handle_platform_proved(");
    let endpoint = |function: &str| function.split('"').nth(3).unwrap().to_owned();
    functions.filter(asks).map(endpoint).collect()
}

#[tokio::test]
async fn nothing_that_needs_a_proof_is_done_without_one() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.execute("UPDATE users SET platform_admin = TRUE", &[]).await;
    app.clock.advance(LATER);
    let id = app.services.random.uuid();
    let cases = [
        ("integrations/disconnect", vec![("provider", "vapi")]),
        ("integrations/rotate-token", vec![]),
        ("numbers/buy", vec![]),
        ("numbers/switch", vec![("form[to]", "byo")]),
        ("numbers/release", vec![("number", &*id)]),
        ("numbers/remove", vec![("number", &*id)]),
        ("agents/delete", vec![("id", &*id)]),
        ("team/remove", vec![("user", &*id)]),
        ("integrations/rotate-hook", vec![]),
        ("calls/retention", vec![("form[call]", "30")]),
        ("contacts/erase", vec![("contact", &*id)]),
        ("appointments/delete_service", vec![("service", &*id)]),
        ("account/change_password", vec![]),
        ("account/change_email", vec![]),
        ("account/begin_totp", vec![]),
        ("account/remove_totp", vec![]),
        ("account/make_codes", vec![]),
        ("account/add_passkey", vec![]),
        ("account/remove_passkey", vec![("passkey", &*id)]),
        ("account/make_token", vec![]),
        ("team/demand_factor", vec![("form[demand]", "true")]),
        ("team/make_token", vec![]),
        ("team/pass_on_token", vec![]),
        ("team/delete", vec![]),
        ("team/keep", vec![]),
        ("webhooks/make", vec![]),
        ("webhooks/change", vec![("id", &*id), ("version", "1")]),
        ("webhooks/rotate", vec![("id", &*id)]),
        ("webhooks/delete", vec![("id", &*id)]),
        ("tenants/delete", vec![("tenant", &*id)]),
        ("tenants/force", vec![("tenant", &*id)]),
    ];
    for (endpoint, fields) in &cases {
        let answer = browser.rpc(endpoint, fields).await;
        assert_eq!(answer.problem().kind, ProblemKind::ProofNeeded, "{endpoint}");
    }
    assert_eq!(asking(), cases.iter().map(|(endpoint, _)| (*endpoint).to_owned()).collect());
    assert_eq!(browser.rpc("integrations/check", &[("provider", "vapi")]).await.status, 200);
}

both_engines! {
    a_form_waits_for_its_proof_and_goes_on_as_it_was_typed,
    a_form_goes_on_in_its_own_session_at_its_own_address_and_in_time,
    whoever_has_a_session_does_not_guess_for_ever,
    a_code_of_the_app_proves_it,
    the_operator_has_a_person_prove_it_again,
    a_double_click_proves_it_once_and_signs_nobody_out,
    what_is_revoked_while_the_proof_is_looked_at_stays_revoked,
}
