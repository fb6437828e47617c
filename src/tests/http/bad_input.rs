//! Requests that nobody should send: each gets its status and a sentence, nothing
//! panics, nothing is half-written.

use ava::{
    app::wire,
    domain::{
        locale::Locale,
        problem::{Problem, ProblemKind},
        provider::Provider,
        sandbox::{FaultKind, SandboxProvider},
    },
};
use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_TYPE},
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Browser, Server},
    canary,
    faults::lasting,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

const FORM: &str = "application/x-www-form-urlencoded";

async fn started() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    (app, server, browser)
}

async fn raw(browser: &Browser, path: &str, kind: Option<&str>, body: Vec<u8>) -> Answer {
    let mut request = browser.request(Method::POST, path).header(ACCEPT, "application/json").body(body);
    if let Some(kind) = kind {
        request = request.header(CONTENT_TYPE, kind);
    }
    browser.send(path, request).await
}

#[track_caller]
fn says(answer: &Answer, kind: ProblemKind) -> Problem {
    let problem = answer.problem();
    assert_eq!(problem.kind, kind, "{}", answer.body);
    for locale in Locale::ALL {
        assert!(problem.sentence(locale).len() > 10);
    }
    problem
}

#[tokio::test]
async fn bodies_that_are_no_form_are_refused_with_a_sentence() {
    let (app, _server, browser) = started().await;
    let create = "/rpc/agents/create";
    for kind in [Some("application/json"), Some("text/plain"), Some("multipart/form-data; boundary=x"), None]
    {
        let answer = raw(&browser, create, kind, b"{\"form\":{}}".to_vec()).await;
        says(&answer, ProblemKind::Malformed);
    }
    for body in [&b"form[name]=\xff\xfe"[..], b"form=text", b"form[name][x]=1", b"%", b"&&&=", b"\x00\x01"] {
        let answer = raw(&browser, create, Some(FORM), body.to_vec()).await;
        assert!((400..500).contains(&answer.status), "{body:?}: {} {}", answer.status, answer.body);
        answer.problem();
    }
    assert_eq!(app.count("agents", &[]).await, 0);
}

#[tokio::test]
async fn a_body_too_large_is_refused_whether_or_not_it_says_so() {
    let (app, _server, browser) = started().await;
    let long = format!("form[name]=A&form[instructions]={}", "x".repeat(300 * 1024));
    let answer = raw(&browser, "/rpc/agents/create", Some(FORM), long.clone().into_bytes()).await;
    says(&answer, ProblemKind::TooLarge);
    let answer = in_pieces(&browser, &long).await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(app.count("agents", &[]).await, 0);
}

/// Sends the body in chunks, so that no length is told before; returns the answer as it comes.
async fn in_pieces(browser: &Browser, body: &str) -> String {
    let mut stream = tokio::net::TcpStream::connect(browser.addr()).await.unwrap();
    let head = format!(
        "POST /rpc/agents/create HTTP/1.1\r\nHost: {}\r\nContent-Type: {FORM}\r\nAccept: application/json\r\n\
         Cookie: sid={}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n",
        browser.addr(),
        browser.session().unwrap()
    );
    let (mut from, mut to) = stream.split();
    let sending = async {
        to.write_all(head.as_bytes()).await?;
        for piece in body.as_bytes().chunks(16 * 1024) {
            to.write_all(format!("{:x}\r\n", piece.len()).as_bytes()).await?;
            to.write_all(piece).await?;
            to.write_all(b"\r\n").await?;
        }
        to.write_all(b"0\r\n\r\n").await
    };
    let mut answer = vec![0; 64 * 1024];
    // The server may hang up before it has read the whole body.
    let (_, read) = futures::join!(sending, from.read(&mut answer));
    String::from_utf8_lossy(&answer[..read.unwrap()]).into_owned()
}

#[tokio::test]
async fn ids_that_are_none_are_refused() {
    let (_app, _server, browser) = started().await;
    for id in
        ["", "1", "' OR 1=1 --", "../../etc/passwd", "0190A5E2-7C1B-7DEF-8123-0123456789AB", "💥", "%00"]
    {
        for (endpoint, name) in [
            ("read/Agent", "id"),
            ("read/Operation", "id"),
            ("operations/retry", "id"),
            ("numbers/prove", "number"),
            ("numbers/release", "number"),
            ("read/ReleaseNumber", "id"),
            ("read/BuyNumber", "id"),
            ("read/SwitchNumbers", "id"),
            ("revoke_device", "device"),
        ] {
            let answer = browser.rpc(endpoint, &[(name, id)]).await;
            assert!(
                (400..500).contains(&answer.status),
                "{endpoint} {id}: {} {}",
                answer.status,
                answer.body
            );
            answer.problem();
        }
        for path in ["/dashboard/agents/", "/dashboard/numbers/", "/dashboard/operations/"] {
            let id = id.replace(['%', ' '], "-");
            if !id.is_empty() && !id.contains("..") {
                let answer = browser.page(&format!("{path}{id}")).await;
                assert_eq!(answer.status, 404, "{path}{id}");
                assert!(answer.body.contains("href=\"/"), "a way back");
            }
        }
    }
    let missing = browser.rpc("read/Agent", &[]).await;
    says(&missing, ProblemKind::NotFound);
    let unknown = browser.rpc("integrations/check", &[("provider", "VAPI")]).await;
    says(&unknown, ProblemKind::Malformed);
    let before = browser.rpc("read/Operations", &[("id", "before=x")]).await;
    assert_eq!(before.status, 200, "as every list: what cannot be read is not asked for");
}

#[tokio::test]
async fn a_function_of_another_build_asks_for_a_reload() {
    let (_app, _server, browser) = started().await;
    for path in ["/rpc/agents/delete_everything", "/rpc/x", "/rpc/agents/create123456789"] {
        let answer = raw(&browser, path, Some(FORM), Vec::new()).await;
        assert_eq!(says(&answer, ProblemKind::Outdated).http_status(), 409);
    }
}

#[tokio::test]
async fn a_page_of_another_build_is_refused_before_anything_is_done() {
    let (app, _server, browser) = started().await;
    let body = "form[name]=A&form[greeting]=Hi&form[speaks_first]=agent&form[instructions]=Book\
                &form[language]=en&form[voice]=vapi:Elliot";
    let ask = async |build: Option<&str>, media_type: &str| {
        let request = browser
            .request(Method::POST, "/rpc/agents/create")
            .header(ACCEPT, media_type)
            .header(CONTENT_TYPE, FORM)
            .body(body);
        let request = match build {
            Some(build) => request.header(wire::BUILD, build),
            None => request,
        };
        browser.send("agents/create", request).await
    };
    for build in ["older", ""] {
        let answer = ask(Some(build), "application/json").await;
        assert_eq!(says(&answer, ProblemKind::Outdated).http_status(), 409);
        // By this header the page knows the refusal without reading the rest.
        assert_eq!(answer.header(wire::BUILD), "test");
        let answer = ask(Some(build), wire::MEDIA_TYPE).await;
        assert_eq!((answer.status, answer.header(wire::BUILD)), (409, "test"));
    }
    assert_eq!(app.count("agents", &[]).await, 0, "nothing was written");
    for build in [Some("test"), None] {
        let answer = ask(build, wire::MEDIA_TYPE).await;
        assert_eq!((answer.status, answer.header(wire::BUILD)), (200, ""), "{}", answer.body);
        assert_eq!(answer.header("content-type"), wire::MEDIA_TYPE);
    }
    assert_eq!(app.count("agents", &[]).await, 1, "the same form at once is meant once");
}

#[tokio::test]
async fn lesson_51_an_address_that_leads_nowhere_is_a_404_with_a_way_back() {
    let (_app, server, browser) = started().await;
    for path in
        ["/nowhere", "/dashboard/nowhere", "/dashboard/integrations/stripe", "/login/x", "/%ff%fe", "/a%00b"]
    {
        for visitor in [&browser, &server.visitor()] {
            let answer = visitor.follow(path).await;
            assert!(matches!(answer.status, 200 | 400 | 404), "{path}: {}", answer.status);
            assert!(answer.status == 400 || answer.body.contains("href=\"/"), "{path}");
        }
        let answer = browser.page(path).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let (_app, _server, browser) = started().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::POST] {
        for path in ["/dashboard/agents", "/nowhere", "/healthz", "/events"] {
            let answer = browser.send(path, browser.request(method.clone(), path)).await;
            assert!(matches!(answer.status, 404 | 405), "{method} {path}: {}", answer.status);
        }
    }
    for path in ["/rpc/read", "/rpc/agents/create"] {
        let answer = browser.send(path, browser.request(Method::GET, path)).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "POST"), "{path}");
    }
}

#[tokio::test]
async fn lesson_43_a_post_from_another_site_is_refused() {
    let (app, server, browser) = started().await;
    let cookie = format!("sid={}", browser.session().unwrap());
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let request = crate::support::sandbox::client()
            .post(format!("http://{}/rpc/agents/create", server.addr))
            .header("cookie", &cookie)
            .header(name, value)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, FORM)
            .body("form[name]=Planted");
        let answer = browser.send("cross-site", request).await;
        says(&answer, ProblemKind::CrossSite);
    }
    assert_eq!(app.count("agents", &[]).await, 0);
}

#[tokio::test]
async fn cookies_that_are_lies_are_nobodys() {
    let (_app, server, browser) = started().await;
    let session = browser.session().unwrap();
    for cookie in ["x", "", "\"", "%00", &"a".repeat(4000), &format!("{session}x"), &session[1..], "ÿ"] {
        let visitor = server.visitor();
        visitor.set_cookie("sid", cookie);
        visitor.set_cookie("lang", cookie);
        let answer = visitor.page("/dashboard/integrations").await;
        assert_eq!(answer.status, 302, "{cookie}");
        let answer = visitor.rpc("read/Account", &[]).await;
        assert_eq!(answer.problem().kind, ProblemKind::SignedOut, "{cookie}");
    }
    assert_eq!(browser.page("/dashboard/integrations").await.status, 200);
}

#[tokio::test]
async fn lesson_55_a_refused_form_without_javascript_comes_back_filled_but_for_its_secrets() {
    let (_app, _server, browser) = started().await;
    let page = "/dashboard/integrations/twilio";
    let sent = browser
        .form(
            page,
            "integrations/save-twilio",
            &[
                ("form[account_sid]", TWILIO_SID),
                ("form[auth_token]", &TWILIO_TOKEN.replace('5', "6")),
                ("form[number]", "+1 415 310"),
            ],
        )
        .await;
    assert_eq!((sent.status, sent.header("location")), (302, page));
    let answer = browser.page(page).await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains(TWILIO_SID), "what was typed is there again");
    assert!(!answer.body.contains(&TWILIO_TOKEN.replace('5', "6")), "but for the secret");
    let again = browser.page(page).await;
    assert!(!again.body.contains(TWILIO_SID), "once");
}

#[tokio::test]
async fn lesson_55_a_form_that_cannot_be_read_comes_back_filled_but_for_its_secrets() {
    let (app, server, browser) = started().await;
    let agent = browser.make_agent("Reception", "Book.", "Hello").await;
    let page = format!("/dashboard/agents/{agent}");
    // A page of another build might send such fields.
    let fields = [("id", &*agent), ("version", "first"), ("form[name]", "Night desk"), ("form[new]", "x")];
    let sent = browser.form(&page, "agents/update", &fields).await;
    assert_eq!((sent.status, sent.header("location")), (303, &*page));
    let shown = browser.page(&page).await.body;
    assert!(shown.contains("The request could not be read.") && shown.contains("value=\"Night desk\""));
    assert!(shown.contains("name=\"version\" value=\"0\""), "it is of no version");
    assert_eq!(app.text("SELECT name FROM agents", &[]).await, "Reception");

    let visitor = server.visitor();
    let long = format!("{}é", "Lakeside ".repeat(100));
    let password = "unread horse battery";
    let fields =
        [("form[org_name]", &*long), ("form[password]", password), ("form[email][x]", "ana@clinic.example")];
    let sent = visitor.form("/signup", "sign_up", &fields).await;
    assert_eq!(sent.header("location"), "/signup");
    let shown = visitor.page("/signup").await.body;
    assert!(shown.contains(&format!("value=\"{}\"", &long[..512])), "its beginning: {shown}");
    assert!(!shown.contains(password));
}

#[tokio::test]
async fn forms_without_javascript_do_what_they_say() {
    let (app, _server, browser) = started().await;
    let page = "/dashboard/integrations/vapi";
    let sent = browser.form(page, "integrations/save-vapi", &[("form[key]", VAPI_KEY)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, page));
    assert_eq!(app.text("SELECT status FROM org_credentials", &[]).await, "connected");
    let sent = browser.form("//evil.example/x", "integrations/check", &[("provider", "vapi")]).await;
    assert!(!sent.header("location").starts_with("//"), "{}", sent.header("location"));
    let sent = browser.form("/dashboard", "no/such", &[]).await;
    assert!(matches!(sent.status, 302 | 303), "{}", sent.status);
}

#[tokio::test]
async fn lesson_62_one_id_is_in_the_answer_the_error_and_at_the_provider() {
    let (app, _server, browser) = started().await;
    let ask = async |theirs: &str| {
        let request = browser
            .request(Method::POST, "/rpc/integrations/save-vapi")
            .header("x-correlation-id", theirs)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, FORM)
            .body(format!("form[key]={VAPI_KEY}"));
        browser.send("save-vapi", request).await.header("x-correlation-id").to_owned()
    };
    let mut seen = Vec::new();
    for theirs in [
        "journey-1234",
        "0190a5e2-7c1b-7def-8123-0123456789ab",
        "short",
        "with space in it",
        "<script>alert(1)</script>",
        &"x".repeat(65),
    ] {
        let before = app.sandbox.last_seq().await;
        let ours = ask(theirs).await;
        assert!(ours != theirs && ours.len() == 36 && !seen.contains(&ours), "{theirs}: {ours}");
        let calls = app.sandbox.calls_after(before).await;
        assert!(!calls.is_empty() && calls.iter().all(|call| call.correlation_id.as_ref() == Some(&ours)));
        seen.push(ours);
    }
    let kept = app
        .texts("SELECT DISTINCT correlation_id FROM audit_log WHERE action = 'credential_saved'", &[])
        .await;
    assert!(!kept.is_empty() && kept.iter().all(|id| seen.contains(id)), "{kept:?}");
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let before = app.sandbox.last_seq().await;
    browser.make_agent("Reception", "Book.", "Hello").await;
    let operation = browser.import(NUMBER).await;
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let page: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], done).await;
    let id = page["operation"]["correlation_id"].as_str().unwrap();
    let calls = app.sandbox.calls_after(before).await;
    assert_eq!(calls.iter().filter(|call| call.correlation_id.as_deref() == Some(id)).count(), 7);
}

#[tokio::test]
async fn lesson_62_the_id_of_the_answer_is_in_its_error_and_in_the_log() {
    let (app, _server, browser) = started().await;
    browser.connect_vapi(VAPI_KEY).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::ServerError)).await;
    let theirs = "journey-62-in-the-log";
    canary::listen_for(theirs);
    let before = app.sandbox.last_seq().await;
    let request = browser
        .request(Method::POST, "/rpc/integrations/check")
        .header("x-correlation-id", theirs)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, FORM)
        .body("provider=vapi");
    let answer = browser.send("check", request).await;
    let ours = answer.header("x-correlation-id").to_owned();
    let problem = says(&answer, ProblemKind::ProviderFailed(Provider::Vapi));
    assert_eq!(problem.correlation_id.as_deref(), Some(ours.as_str()));
    let calls = app.sandbox.calls_after(before).await;
    assert!(!calls.is_empty() && calls.iter().all(|call| call.correlation_id.as_ref() == Some(&ours)));
    let lines = canary::heard(theirs);
    assert!(!lines.is_empty() && lines.iter().all(|line| line.contains(&ours)), "{lines:#?}");
}

#[tokio::test]
async fn lesson_60_limits_count_accounts_and_say_when_to_try_again() {
    let (_app, server, _browser) = started().await;
    let attempt = async |email: &str| {
        let fields = [("form[email]", email), ("form[password]", "wrong horse battery")];
        server.visitor().rpc("log_in", &fields).await
    };
    let mut refused = None;
    for _ in 0..12 {
        let answer = attempt("ana@clinic.example").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a limit");
    let seconds = says(&refused, ProblemKind::TooManyAttempts).retry_after_secs.unwrap();
    assert_eq!(refused.header("retry-after"), seconds.to_string());
    assert_eq!(attempt("ben@clinic.example").await.status, 401, "another account of the same office");
}
