//! What an entry holds.

use std::time::Duration;

use ava::{
    app::routes,
    domain::{
        audit::{Change, ChangedField, Part},
        ids::OrgId,
        integrations::AccountQuery,
        problem::ProblemKind,
        provider::Provider,
        quota::Quota,
        role::{Permission, Role},
    },
    server::{
        agents, audit,
        cx::Cx,
        integrations::{connectors::twilio::numbers::account_numbers, disconnect::disconnect},
        numbers::drift,
        quotas,
    },
};
use reqwest::Method;

use crate::support::{
    app::TestApp,
    both_engines,
    people::{PASSWORD, agent_form, colleague, connect_vapi, owner, ready, vapi_form},
    sandbox::VAPI_KEY,
    waiting::comes,
};

/// The changes of the newest entry of an action.
async fn changes(app: &TestApp, org: &OrgId, action: &str) -> Vec<Change> {
    let sql = "SELECT COALESCE(changes, '[]') FROM audit_log WHERE org_id = $1 AND action = $2
               ORDER BY seq DESC LIMIT 1";
    serde_json::from_str(&app.text(sql, &[org.as_str(), action]).await).unwrap()
}

async fn an_entry_says_from_where_by_which_browser_and_which_request(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    let (firefox, long) = ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0", "x".repeat(5000));
    let page = owner.request(Method::GET, "/dashboard/audit").header("user-agent", firefox);
    let answer = owner.send("the log", page.header("accept", "text/html")).await;
    assert_eq!(answer.status, 200);
    let of = |action: &str| {
        format!(
            "SELECT address || ' ' || user_agent || ' ' || correlation_id FROM audit_log WHERE action = '{action}'"
        )
    };
    let expected = format!("127.0.0.1 {firefox} {}", answer.header("x-correlation-id"));
    assert_eq!(app.text(&of("log_read"), &[]).await, expected);
    assert!(app.text(&of("signed_up"), &[]).await.starts_with("127.0.0.1 "));

    // So does one that is written in a task of its own, and what a browser says has an end.
    let email = app.text("SELECT email FROM users", &[]).await;
    let wrong = [("form[email]", email.as_str()), ("form[password]", "not the password")];
    let stranger = server.visitor();
    let request = stranger.post("/rpc/log_in", &wrong).header("user-agent", &long);
    stranger.send("log_in", request.header("accept", "application/json")).await;
    let refused =
        "SELECT user_agent FROM audit_log WHERE action = 'sign_in_refused' AND address = '127.0.0.1'";
    comes("the entry of the refusal", async || !app.texts(refused, &[]).await.is_empty()).await;
    assert_eq!(app.text(refused, &[]).await, long[..300]);
}

async fn a_change_has_its_fields_and_a_secret_only_its_fingerprint(app: TestApp) {
    let cx = owner(&app).await;
    let form = agent_form("Desk");
    let id = agents::service::create(&cx, &form).await.unwrap();
    assert_eq!(changes(&app, &cx.org, "agent_created").await, Change::named(None, Some("Desk")));
    let edited = ava::domain::agent::AgentForm {
        temperature: "0.5".to_owned(),
        greeting: "Hello.".to_owned(),
        ..form.clone()
    };
    let version = agents::service::get(&cx, id.clone()).await.unwrap().agent.version;
    agents::service::update(&cx, id, &edited, version).await.unwrap();
    let made = changes(&app, &cx.org, "agent_changed").await;
    let said: Vec<_> = made
        .iter()
        .map(|change| (change.field.code(), change.from.as_deref(), change.to.as_deref()))
        .collect();
    assert_eq!(
        said,
        [
            ("greeting", Some("Good morning, Lakeside Clinic."), Some("Hello.")),
            ("temperature", Some("0.7"), Some("0.5")),
        ]
    );

    connect_vapi(&cx).await;
    let saved = changes(&app, &cx.org, "credential_saved").await;
    let fields: Vec<_> = saved.iter().map(|change| change.field).collect();
    assert_eq!(fields, [ChangedField::Part(Part::Account), ChangedField::Part(Part::Key)]);
    let fingerprint = app.text("SELECT fingerprint FROM org_credentials", &[]).await;
    assert_eq!((saved[1].from.clone(), saved[1].to.clone()), (None, Some(fingerprint)));
    ava::server::integrations::service::save(&cx, &vapi_form(VAPI_KEY)).await.unwrap();
    assert_eq!(changes(&app, &cx.org, "credential_saved").await, [], "the same key once more");
    assert!(!app.dump().await.contains(VAPI_KEY));

    quotas::decide(&app.services, cx.org.as_str(), Quota::Agents, Some(7)).await.unwrap();
    let decided = changes(&app, &cx.org, "quota_decided").await;
    assert_eq!((decided[0].from.as_deref(), decided[0].to.as_deref()), (Some("500"), Some("7")));
}

async fn an_operation_works_for_whoever_asked_for_it(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let by_operations = "audit_log WHERE org_id = $1 AND actor LIKE 'operation:%'";
    let all = app.count(by_operations, &[cx.org.as_str()]).await;
    let for_them = format!("{by_operations} AND on_behalf_of = $2");
    assert!(all > 0);
    assert_eq!(app.count(&for_them, &[cx.org.as_str(), cx.user.as_str()]).await, all);
    let twice = "(SELECT actor, subject FROM audit_log WHERE action = 'credential_opened'
                  AND actor LIKE 'operation:%' GROUP BY actor, subject HAVING COUNT(*) > 1) AS twice";
    assert_eq!(app.count(twice, &[]).await, 0, "what it opens for one purpose is one entry");
    assert_eq!(app.count("audit_log WHERE actor LIKE 'user:%' AND on_behalf_of IS NOT NULL", &[]).await, 0);
    assert_eq!(audit::verify(&app.services, None).await.unwrap().broken, []);
}

async fn what_is_denied_again_and_again_is_counted(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    for _ in 0..12 {
        assert_eq!(browser.rpc("read/Audit", &[]).await.status, 403);
    }
    let sql = "SELECT subject FROM audit_log WHERE action = 'denied' AND outcome = 'refused' ORDER BY seq";
    let what = Permission::ReadAudit.code();
    let expected = [1, 2, 3, 4, 5, 10].map(|nth| format!("{what}, {nth} within an hour"));
    assert_eq!(app.texts(sql, &[]).await, expected);
    app.clock.advance(Duration::from_secs(3600));
    assert_eq!(browser.rpc("read/Audit", &[]).await.status, 403);
    assert_eq!(app.texts(sql, &[]).await.len(), 7, "another hour");
    app.execute("UPDATE memberships SET role = 'owner'", &[]).await;
    let shown: serde_json::Value = browser.ask("read/Audit", &[("id", "outcome=refused")]).await;
    assert_eq!(shown["entries"].as_array().unwrap().len(), 7);
    assert_eq!(shown["entries"][1]["times"], 10);
    assert_eq!(shown["entries"][1]["object"]["right"], what);
    assert_eq!(app.count("audit_log WHERE outcome = 'refused' AND action <> 'denied'", &[]).await, 0);
}

/// Walks every page that there is, as its links lead to it, but for the list of a provider's numbers,
/// which a person asks for.
async fn a_page_that_is_only_read_opens_no_secret(app: TestApp) {
    let (cx, agent, operation) = ready(&app).await;
    let server = app.serve().await;
    let browser = server.visitor();
    let email = app.text("SELECT email FROM users", &[]).await;
    let answer = browser.rpc("log_in", &[("form[email]", &email), ("form[password]", PASSWORD)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let number = app.text("SELECT id FROM phone_numbers", &[]).await;
    let opened = async || app.count("audit_log WHERE action = 'credential_opened'", &[]).await;
    let before = opened().await;
    assert!(before > 0);
    let ids = [
        ("/agents/{id}", agent.to_string()),
        ("/numbers/{id}", number),
        ("/operations/{id}", operation.to_string()),
        ("/team/{id}", cx.user.to_string()),
        ("/integrations/{id}", "twilio".to_owned()),
        ("/integrations/{id}", "vapi".to_owned()),
        ("/link/{id}", "none".to_owned()),
        // Of these there is none: what is asked for in vain opens nothing either.
        ("/calls/{id}", operation.to_string()),
        ("/appointments/{id}", operation.to_string()),
        ("/contacts/{id}", operation.to_string()),
        ("/services/{id}", operation.to_string()),
        ("/webhooks/{id}", operation.to_string()),
        ("/deliveries/{id}", operation.to_string()),
        ("/tenants/{id}", cx.org.to_string()),
    ];
    let mut walked = 0;
    for path in routes::paths() {
        let of_it = ids.iter().filter(|(part, _)| path.contains(part));
        let mut paths: Vec<String> = of_it.map(|(_, id)| path.replace("{id}", id)).collect();
        if !path.contains("{id}") {
            paths.push(path.to_owned());
        }
        assert!(!paths.is_empty(), "{path}: of what?");
        for path in paths {
            let shown = browser.page(&path).await;
            assert!(shown.status < 500, "{path}: {}", shown.status);
            assert_eq!(opened().await, before, "{path}");
            walked += 1;
        }
    }
    assert!(walked > 30, "{walked} pages");
}

/// Whoever looks through the numbers of an account opens its key at each page of the list.
async fn looking_through_a_list_is_one_entry_in_an_hour(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let other = colleague(&app, &cx, Role::Admin).await;
    let by = async |cx: &Cx| {
        let of = "audit_log WHERE subject = 'twilio for list_numbers' AND actor = $1";
        app.count(of, &[&format!("user:{}", cx.user)]).await
    };
    for _ in 0..3 {
        account_numbers(&cx, AccountQuery::default()).await.unwrap();
    }
    assert_eq!((by(&cx).await, by(&other).await), (1, 0));
    account_numbers(&other, AccountQuery::default()).await.unwrap();
    assert_eq!((by(&cx).await, by(&other).await), (1, 1), "each person has their own");
    app.clock.advance(Duration::from_secs(3600));
    account_numbers(&cx, AccountQuery::default()).await.unwrap();
    assert_eq!(by(&cx).await, 2, "another hour");
    app.damage("twilio").await;
    let problem = account_numbers(&cx, AccountQuery::default()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unreadable(Provider::Twilio));
    assert_eq!(by(&cx).await, 3, "a row that does not open is marked, with an entry");
    assert_eq!(
        app.text("SELECT status FROM org_credentials WHERE provider = 'twilio'", &[]).await,
        "unreadable"
    );
}

/// No call is made for an operation by a key whose opening has no entry of that operation.
async fn whatever_an_operation_opens_has_an_entry(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    drift::compare(&cx).await.unwrap();
    app.settle().await;
    for provider in [Provider::Twilio, Provider::Vapi] {
        disconnect(&cx, provider).await.unwrap();
        app.settle().await;
    }
    let operations: Vec<(String, String)> = app
        .texts("SELECT correlation_id || ' ' || id FROM operations", &[])
        .await
        .iter()
        .map(|row| row.split_once(' ').map(|(of, id)| (of.to_owned(), id.to_owned())).unwrap())
        .collect();
    let entries =
        app.texts("SELECT actor || ' ' || subject FROM audit_log WHERE action = 'credential_opened'", &[]);
    let entries = entries.await;
    let mut looked_at = 0;
    for call in app.sandbox.calls().await {
        let of = call.correlation_id.as_deref();
        let by: Vec<_> =
            operations.iter().filter(|(correlation, _)| Some(correlation.as_str()) == of).collect();
        if by.is_empty() {
            continue;
        }
        let opened = by.iter().any(|(_, id)| {
            let beginning = format!("operation:{id} {}", call.provider.code());
            entries.iter().any(|entry| entry.starts_with(&beginning))
        });
        assert!(opened, "{call:?}: {entries:#?}");
        looked_at += 1;
    }
    assert!(looked_at > 10, "{looked_at} calls");
}

async fn somebody_who_has_no_right_to_the_log_is_refused(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for (role, status) in [("viewer", 403), ("member", 403), ("admin", 200), ("owner", 200)] {
        app.execute("UPDATE memberships SET role = $1", &[role]).await;
        assert_eq!(browser.rpc("read/Audit", &[]).await.status, status, "{role}");
        let file = browser.send("csv", browser.request(Method::GET, "/dashboard/audit/export/csv")).await;
        assert_eq!(file.status, status, "{role}");
        let offered = browser.page("/dashboard/account").await.body.contains("href=\"/dashboard/audit\"");
        assert_eq!(offered, status == 200, "{role}");
    }
    let outside = server.visitor();
    let file = outside.send("csv", outside.request(Method::GET, "/dashboard/audit/export/csv")).await;
    assert_eq!(file.status, 401);
    let unknown = browser.send("xml", browser.request(Method::GET, "/dashboard/audit/export/xml")).await;
    assert_eq!(unknown.status, 404);
}

both_engines!(
    an_entry_says_from_where_by_which_browser_and_which_request,
    a_change_has_its_fields_and_a_secret_only_its_fingerprint,
    an_operation_works_for_whoever_asked_for_it,
    what_is_denied_again_and_again_is_counted,
    a_page_that_is_only_read_opens_no_secret,
    looking_through_a_list_is_one_entry_in_an_hour,
    whatever_an_operation_opens_has_an_entry,
    somebody_who_has_no_right_to_the_log_is_refused,
);
