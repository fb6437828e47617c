//! Signing in and out over HTTP, and events that must not end a session.

use ava::domain::{
    problem::ProblemKind,
    sandbox::{FaultKind, NewFault, SandboxProvider},
};
use reqwest::header::{ACCEPT, SET_COOKIE};
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::Browser,
    people::{account_fields, sign_up_form},
    sandbox::VAPI_KEY,
};

async fn signed_in(browser: &Browser) -> bool {
    let answer = browser.rpc("read/Account", &[]).await;
    assert!(answer.status == 200 || answer.problem().kind == ProblemKind::SignedOut);
    answer.status == 200
}

async fn each_sign_in_is_a_device_that_can_be_signed_out(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let account = account_fields(&form);
    let laptop = server.visitor();
    assert_eq!(laptop.rpc("sign_up", &account).await.status, 200);
    let phone = server.visitor();
    assert_eq!(phone.rpc("log_in", &account[2..]).await.status, 200);
    assert_ne!(laptop.session(), phone.session());
    let seen: Value = laptop.ask("read/Account", &[]).await;
    let devices = seen["devices"].as_array().unwrap();
    assert_eq!(devices.len(), 2);
    let other = devices.iter().find(|device| device["current"] == false).unwrap();
    let id = other["id"].as_str().unwrap();
    assert_eq!(laptop.rpc("revoke_device", &[("device", id)]).await.status, 200);
    assert!(!signed_in(&phone).await && signed_in(&laptop).await);
    assert_eq!(laptop.rpc("revoke_device", &[("device", id)]).await.problem().kind, ProblemKind::NotFound);

    let old = laptop.session().unwrap();
    assert_eq!(laptop.rpc("log_out", &[]).await.status, 200);
    let thief = server.visitor();
    thief.set_cookie("sid", &old);
    assert!(!signed_in(&thief).await, "the id of a session that was ended is worth nothing");
}

async fn lesson_50_no_error_costs_the_session(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for kind in [FaultKind::Unauthorized, FaultKind::ServerError, FaultKind::Garbage, FaultKind::Reset] {
        let fault = NewFault { remaining: 10, ..NewFault::next_call(SandboxProvider::Vapi, kind) };
        app.sandbox.inject(&fault).await;
        browser.rpc("integrations/save-vapi", &[("form[key]", VAPI_KEY)]).await;
        app.sandbox.clear().await;
        assert!(signed_in(&browser).await, "{kind:?}");
    }
    for path in ["/dashboard/nowhere", "/dashboard/agents/none"] {
        assert_eq!(browser.page(path).await.status, 404);
        assert!(signed_in(&browser).await, "{path}");
    }
    let elsewhere = crate::support::browser::Server::start(app.another_node(3).await).await;
    let after_a_restart = Browser::at(elsewhere.addr);
    after_a_restart.set_cookie("sid", &browser.session().unwrap());
    assert!(signed_in(&after_a_restart).await);
}

#[tokio::test]
async fn every_cookie_is_for_this_site_for_no_script_and_for_https_where_there_is_https() {
    for (url, secure) in [("https://ava.example.com", true), ("http://ava.example.com", false)] {
        let app = TestApp::with(Database::Sqlite, vec![("AVA_PUBLIC_URL", url.into())]).await;
        let server = app.serve().await;
        let form = sign_up_form();
        let mut names = Vec::new();
        for (function, fields) in
            [("sign_up", &account_fields(&form)[..]), ("set_locale", &[("locale", "fr")])]
        {
            let request =
                server.visitor().post(&format!("/rpc/{function}"), fields).header(ACCEPT, "application/json");
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200, "{function}");
            for cookie in answer.headers().get_all(SET_COOKIE) {
                let cookie = cookie.to_str().unwrap();
                for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                    assert!(cookie.contains(part), "{cookie}");
                }
                assert!(!cookie.contains("Domain"), "{cookie}");
                assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
                names.push(cookie.split('=').next().unwrap().to_owned());
            }
        }
        names.sort();
        let expected =
            if secure { ["__Host-browser", "__Host-sid", "lang"] } else { ["browser", "lang", "sid"] };
        assert_eq!(names, expected);
    }
}

/// Tries to sign in from the address `from`; returns the status.
async fn attempt(browser: &Browser, from: &str, email: &str, password: &str) -> u16 {
    let fields = [("form[email]", email), ("form[password]", password)];
    let request = browser.post("/rpc/log_in", &fields).header("x-forwarded-for", from);
    browser.send("log_in", request.header(ACCEPT, "application/json")).await.status
}

async fn lesson_77_no_stranger_keeps_a_known_person_out(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let (email, office) = (&*form.email, "203.0.113.9");
    let ana = server.visitor();
    assert_eq!(ana.rpc("sign_up", &account_fields(&form)).await.status, 200);
    let token = ana.cookie("browser").unwrap();
    assert_eq!(ana.rpc("log_out", &[]).await.status, 200);
    assert_eq!(ana.cookie("browser").as_ref(), Some(&token), "known though nobody is signed in");
    assert!(!app.dump().await.contains(&token), "a hash of it is stored");

    // A stranger who has an account guesses from elsewhere and from the very desk beside
    // hers, more often in all than the nine times that once were enough.
    let stranger = server.owner().await;
    for from in ["198.51.100.7", office] {
        let mut last = 0;
        for _ in 0..9 {
            last = attempt(&stranger, from, email, "wrong horse battery").await;
        }
        assert_eq!(last, 429, "{from}");
    }
    assert_eq!(attempt(&server.visitor(), office, email, &form.password).await, 429, "another browser there");
    assert_eq!(attempt(&server.visitor(), "192.0.2.44", email, &form.password).await, 200, "or elsewhere");
    for round in 0..5 {
        assert_eq!(attempt(&ana, office, email, &form.password).await, 200, "{round}");
        assert_eq!(ana.rpc("log_out", &[]).await.status, 200);
    }
    let guesses = async || attempt(&ana, office, email, "wrong horse battery").await;
    for _ in 0..5 {
        assert_eq!(guesses().await, 401);
    }
    assert_eq!(guesses().await, 429, "it may not guess for ever");
}

async fn a_browser_is_known_by_a_secret_that_nobody_has_planted(app: TestApp) {
    let server = app.serve().await;
    let (ana, ben) = (sign_up_form(), sign_up_form());
    let shared = server.visitor();
    assert_eq!(shared.rpc("sign_up", &account_fields(&ana)).await.status, 200);
    let first = shared.cookie("browser").unwrap();
    assert_eq!(shared.rpc("log_out", &[]).await.status, 200);
    assert_eq!(shared.rpc("sign_up", &account_fields(&ben)).await.status, 200);
    let second = shared.cookie("browser").unwrap();
    assert_ne!(first, second, "made anew for whoever signs in for the first time");
    for account in [&ana, &ben] {
        assert_eq!(shared.rpc("log_out", &[]).await.status, 200);
        assert_eq!(shared.rpc("log_in", &account_fields(account)[2..]).await.status, 200);
        assert_eq!(shared.cookie("browser").as_ref(), Some(&second), "both are known");
    }
    assert_eq!(app.count("known_browsers", &[]).await, 2);
    for planted in ["0".repeat(64), "x".repeat(64), "0".repeat(5000), first] {
        let victim = server.visitor();
        victim.set_cookie("browser", &planted);
        assert_eq!(victim.rpc("log_in", &account_fields(&ana)[2..]).await.status, 200);
        assert_ne!(victim.cookie("browser"), Some(planted));
    }
    assert_eq!(app.count("known_browsers", &[]).await, 6);
    app.clock.advance(std::time::Duration::from_secs(401 * 24 * 3600));
    assert_eq!(ava::server::auth::known_browsers::forget(&app.services).await.unwrap(), 6);
}

async fn only_the_last_browsers_of_an_account_are_known(app: TestApp) {
    let cx = crate::support::people::owner(&app).await;
    for _ in 0..55 {
        ava::server::auth::known_browsers::remember(&app.services, None, None, &cx.user).await.unwrap();
        app.clock.advance(std::time::Duration::from_secs(1));
    }
    assert_eq!(app.count("known_browsers", &[]).await, 50);
    let oldest = "SELECT CAST(MIN(created_at) AS TEXT) FROM known_browsers";
    assert_eq!(app.text(oldest, &[]).await, (app.now() - 50_000).to_string());
}

mod with_a_proxy {
    //! A proxy's header tells the addresses of clients apart.

    use crate::support::app::{Database, TestApp};

    async fn app(database: Database) -> TestApp {
        TestApp::with(database, vec![("AVA_TRUSTED_PROXIES", "1".into())]).await
    }

    #[tokio::test]
    async fn lesson_77_no_stranger_keeps_a_known_person_out_sqlite() {
        super::lesson_77_no_stranger_keeps_a_known_person_out(app(Database::Sqlite).await).await;
    }

    #[tokio::test]
    async fn lesson_77_no_stranger_keeps_a_known_person_out_postgres() {
        super::lesson_77_no_stranger_keeps_a_known_person_out(app(Database::Postgres).await).await;
    }
}

#[tokio::test]
async fn a_sign_in_leads_back_to_the_page_that_asked_and_never_to_another_site() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let form = sign_up_form();
    let account = account_fields(&form);
    assert_eq!(server.visitor().rpc("sign_up", &account).await.status, 200);
    for (next, leads_to) in [
        ("/dashboard/agents", "/dashboard/agents"),
        ("//evil.example", "/dashboard/integrations"),
        ("https://evil.example", "/dashboard/integrations"),
        ("", "/dashboard/integrations"),
    ] {
        let visitor = server.visitor();
        let fields = [account[2], account[3], ("form[next]", next)];
        let answer = visitor.form("/login", "log_in", &fields).await;
        assert_eq!((answer.status, answer.header("location")), (302, leads_to), "{next}");
        assert_eq!(visitor.page(leads_to).await.status, 200);
    }
}

both_engines!(
    each_sign_in_is_a_device_that_can_be_signed_out,
    lesson_50_no_error_costs_the_session,
    a_browser_is_known_by_a_secret_that_nobody_has_planted,
    only_the_last_browsers_of_an_account_are_known,
);
