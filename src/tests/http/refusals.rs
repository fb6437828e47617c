//! Requests that are refused before any page is asked: a browser gets a document with a
//! sentence, the id and a way back, a program gets the problem.

use ava::{
    app::wire,
    domain::{
        locale::Locale,
        problem::{Problem, ProblemKind},
    },
};
use reqwest::{
    Method, RequestBuilder,
    header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE},
};

use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Browser, Server},
    sandbox::client,
};

const FORM: &str = "application/x-www-form-urlencoded";
const PAGE: &str = "text/html,application/xhtml+xml";

async fn started() -> (TestApp, Server, Browser) {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    (app, server, browser)
}

/// Asserts a document that tells the problem, with all that a person needs to go on.
#[track_caller]
fn is_document(answer: &Answer, kind: ProblemKind, locale: Locale) {
    let problem = Problem { retry_after_secs: answer.header("retry-after").parse().ok(), ..kind.into() };
    assert_eq!(answer.status, problem.http_status(), "{}", answer.body);
    assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.header("content-type"));
    let html = &answer.body;
    assert!(html.contains(&format!("<html lang=\"{}\"", locale.code())), "{html}");
    assert!(html.contains(&problem.sentence(locale)), "{html}");
    assert!(html.contains(answer.header("x-correlation-id")), "the id to quote: {html}");
    assert!(html.contains("href=\"/\""), "a way back: {html}");
    assert!(html.contains("href=\"/pkg/main.css\""), "{html}");
    assert!(answer.header("content-security-policy").contains("style-src 'self'"));
}

#[track_caller]
fn is_problem(answer: &Answer, kind: ProblemKind) {
    assert_eq!(answer.problem().kind, kind, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "application/json");
}

fn from_elsewhere(browser: &Browser, marks: &[(&str, &str)]) -> RequestBuilder {
    let request = client()
        .post(format!("http://{}/rpc/log_out", browser.addr()))
        .header("cookie", format!("sid={}", browser.session().unwrap()))
        .header("referer", "https://evil.example/trap")
        .header(CONTENT_TYPE, FORM);
    marks.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

#[tokio::test]
async fn a_browser_is_told_that_another_site_sent_it_there_and_stays_signed_in() {
    let (_app, _server, browser) = started().await;
    let session = browser.session();
    for mark in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        for locale in Locale::ALL {
            let request =
                from_elsewhere(&browser, &[mark]).header(ACCEPT, PAGE).header(ACCEPT_LANGUAGE, locale.code());
            let answer = browser.send("cross-site", request).await;
            is_document(&answer, ProblemKind::CrossSite, locale);
            assert!(!answer.body.contains("trap"), "the other site's address leads nowhere here");
        }
        let answer = browser.send("cross-site", from_elsewhere(&browser, &[mark])).await;
        is_problem(&answer, ProblemKind::CrossSite);
        let request = from_elsewhere(&browser, &[mark]).header(ACCEPT, wire::MEDIA_TYPE);
        let answer = browser.send("cross-site", request).await;
        let problem: Problem = postcard::from_bytes(&answer.bytes).unwrap();
        assert_eq!(
            (answer.status, problem.kind, problem.code()),
            (403, ProblemKind::CrossSite, "cross_site")
        );
    }
    assert_eq!(browser.session(), session, "no cookie was taken away");
    assert_eq!(browser.page("/dashboard/account").await.status, 200);
}

#[tokio::test]
async fn a_wrong_method_is_told_and_the_right_ones_named() {
    let (_app, _server, browser) = started().await;
    for (method, path, allow) in [
        (Method::GET, "/rpc/agents/create", "POST"),
        (Method::PUT, "/rpc/log_out", "POST"),
        (Method::POST, "/healthz", "GET"),
        (Method::DELETE, "/events", "GET"),
        (Method::POST, "/pkg/main.css", "GET"),
        (Method::POST, "/dashboard/agents", "GET, HEAD"),
        (Method::DELETE, "/login", "GET, HEAD"),
    ] {
        let ask = || browser.request(method.clone(), path);
        let answer = browser.send(path, ask()).await;
        is_problem(&answer, ProblemKind::WrongMethod);
        assert!(answer.header("allow").contains(allow), "{path}: {}", answer.header("allow"));
        let answer = browser.send(path, ask().header(ACCEPT, PAGE)).await;
        is_document(&answer, ProblemKind::WrongMethod, Locale::En);
        assert!(answer.header("allow").contains(allow), "{path}: {}", answer.header("allow"));
    }
}

#[tokio::test]
async fn no_refusal_is_empty() {
    let (_app, _server, browser) = started().await;
    let get = |path: &str| browser.request(Method::GET, path);
    let large = || {
        let request = browser.request(Method::POST, "/rpc/agents/create").header(CONTENT_TYPE, FORM);
        request.body("x".repeat(300 * 1024))
    };
    let unreadable = || browser.request(Method::POST, "/rpc/agents/create").body("{}");
    let refusals: [(&dyn Fn() -> RequestBuilder, ProblemKind); 5] = [
        (&|| get("/pkg/of-another-build.js"), ProblemKind::NotFound),
        (&|| get("/events?after=yesterday"), ProblemKind::Malformed),
        (&|| browser.request(Method::POST, "/nowhere"), ProblemKind::NotFound),
        (&large, ProblemKind::TooLarge),
        (&unreadable, ProblemKind::Malformed),
    ];
    for (ask, kind) in refusals {
        is_problem(&browser.send(kind_name(kind), ask()).await, kind);
        is_document(&browser.send(kind_name(kind), ask().header(ACCEPT, PAGE)).await, kind, Locale::En);
    }
}

fn kind_name(kind: ProblemKind) -> &'static str {
    Problem::new(kind).code()
}

#[tokio::test]
async fn a_document_of_a_refusal_leads_back_to_the_page_it_came_from() {
    let (_app, _server, browser) = started().await;
    let request = browser
        .request(Method::GET, "/rpc/log_in")
        .header(ACCEPT, PAGE)
        .header("referer", format!("http://{}/login?next=%2Fdashboard%2Fagents", browser.addr()));
    let answer = browser.send("back", request).await;
    assert!(answer.body.contains("href=\"/login?next=%2Fdashboard%2Fagents\""), "{}", answer.body);
}

#[tokio::test]
async fn visitors_of_one_address_make_only_so_many_sessions() {
    let (app, server, owner) = started().await;
    let mut kept = 0;
    let refused = loop {
        let answer = server.visitor().form("/signup", "sign_up", &[]).await;
        if answer.status == 429 {
            break answer;
        }
        assert_eq!((answer.status, answer.header("location")), (302, "/signup"));
        kept += 1;
        assert!(kept < 500, "no limit");
    };
    assert!(kept >= 60, "{kept}: nobody who only mistypes is stopped");
    is_document(&refused, ProblemKind::TooManyAttempts, Locale::En);
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.body.contains("href=\"/signup\""), "{}", refused.body);
    assert_eq!(app.count("sessions", &[]).await, kept + 1, "and the owner’s");

    // The limit stops nobody who has a session, and no request that needs none.
    let answer = owner.form("/dashboard/agents/new", "agents/create", &[]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/dashboard/agents/new"));
    let answer = server.visitor().rpc("log_in", &[]).await;
    assert_eq!(answer.problem().http_status(), 422);
    assert_eq!(server.visitor().page("/login").await.status, 200);
    assert_eq!(owner.rpc("log_out", &[]).await.status, 200);
}

#[tokio::test]
async fn what_somebody_pasted_into_a_refused_form_comes_back_to_its_end() {
    let (_app, _server, owner) = started().await;
    let page = "/dashboard/agents/new";
    let pasted = format!("{}The end.", "Line after line. ".repeat(12_000));
    let fields = [("form[name]", "Reception"), ("form[instructions]", pasted.as_str())];
    let sent = owner.form(page, "agents/create", &fields).await;
    assert!((300..400).contains(&sent.status), "{}", sent.status);
    assert_eq!(sent.header("location"), page);
    let shown = owner.page(page).await.body;
    assert!(shown.contains("At most 20000 characters."));
    assert!(shown.contains(&pasted), "nothing is cut off: {}", shown.len());
}

#[tokio::test]
async fn one_browser_that_mistypes_has_one_session() {
    let (app, server, _owner) = started().await;
    let browser = server.visitor();
    for attempt in 0..80 {
        let answer = browser.form("/signup", "sign_up", &[("form[org_name]", "Clinic")]).await;
        assert_eq!((answer.status, answer.header("location")), (302, "/signup"), "{attempt}");
        let page = browser.page("/signup").await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("value=\"Clinic\""), "what was typed is there again");
    }
    assert_eq!(app.count("sessions", &[]).await, 2);
}
