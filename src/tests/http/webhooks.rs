//! The pages of webhooks, and what programs do with them by the API. What is sent, and when, is the matter of
//! `crate::webhooks`.

use std::fs;

use ava::{
    domain::{
        api_token::Scope,
        problem::{Field, ProblemKind, Rule},
        webhook::{DeliveriesView, DeliveryState, PausedBy, WebhookView, WebhooksView},
    },
    server::webhooks,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    support::{
        app::{Database, TestApp},
        both_engines,
        browser::{Answer, Browser},
        canary,
        people::owner,
        program::Program,
    },
    webhooks::signature,
};

const WEBHOOKS: &str = "/dashboard/webhooks";
/// An address on which no program listens.
const RECEIVER: &str = "http://127.0.0.1:9/ava";

/// Makes a webhook as a browser without JavaScript does; returns the answer, which leads to its page.
async fn made(browser: &Browser, url: &str) -> Answer {
    let fields = [("form[url]", url), ("form[description]", "CRM"), ("form[call_ended]", "true")];
    browser.form(&format!("{WEBHOOKS}/new"), "webhooks/make", &fields).await
}

/// A webhook that sends nothing by itself; returns its id.
async fn quiet(app: &TestApp) -> String {
    let id = app.services.random.uuid();
    let sql = "INSERT INTO webhooks (id, org_id, url, description, events, created_at, updated_at)
               SELECT $1, id, 'http://127.0.0.1:9/ava', 'CRM', '[\"call.ended\",\"contact.made\"]', 0, 0 FROM orgs";
    app.execute(sql, &[&id]).await;
    id
}

/// Something that was sent to it, by its state and what came of the only attempt; returns its id.
async fn sent(app: &TestApp, webhook: &str, state: &str, attempt: &str) -> String {
    let id = app.services.random.uuid();
    app.execute(
        "INSERT INTO webhook_events (id, org_id, kind, at, body)
         SELECT $1, org_id, 'call.ended', 1795183509000, '{\"type\":\"call.ended\"}' FROM webhooks WHERE id = $2",
        &[&id, webhook],
    )
    .await;
    app.execute(
        "INSERT INTO webhook_deliveries (id, org_id, webhook_id, event_id, kind, object, seq, state, due_at,
                                         queued_at, attempts)
         SELECT $1, org_id, id, $1, 'call.ended', $1, 0, $3, 4000000000000, 0, 1 FROM webhooks WHERE id = $2",
        &[&id, webhook, state],
    )
    .await;
    let attempt = format!(
        "INSERT INTO webhook_attempts (org_id, delivery_id, nr, at, took, status, fault, answer)
         SELECT org_id, id, 1, 0, 120, {attempt} FROM webhook_deliveries WHERE id = $1"
    );
    app.execute(&attempt, &[&id]).await;
    id
}

/// The secret that a page shows.
fn secret(page: &str) -> Option<String> {
    let rest = page.split_once("whsec_")?.1;
    let is_of_it = |c: &char| c.is_ascii_alphanumeric() || "+/=".contains(*c);
    Some(format!("whsec_{}", rest.chars().take_while(is_of_it).collect::<String>()))
}

async fn a_secret_is_shown_this_once_and_to_nobody_else(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let location = made(&browser, RECEIVER).await.header("location").to_owned();
    assert!(location.starts_with(&format!("{WEBHOOKS}/")), "{location}");
    let page = browser.page(&location).await;
    let first = secret(&page.body).unwrap_or_else(|| panic!("{}", page.body));
    // No later answer has it.
    let _planted = canary::plant_here(&first);
    assert_eq!(STANDARD.decode(first.trim_start_matches("whsec_")).unwrap().len(), 32);
    let id = location.rsplit('/').next().unwrap();
    for path in [location.as_str(), WEBHOOKS, &format!("{location}/settings")] {
        let again = browser.page(path).await;
        assert!(again.status == 200 && secret(&again.body).is_none(), "{path}");
    }
    for (part, asked) in [("read/Deliveries", id), ("read/Webhook", id), ("read/Webhooks", "")] {
        let read = browser.rpc(part, &[("id", asked)]).await;
        assert!(read.status == 200 && secret(&read.body).is_none(), "{part}");
    }
    assert!(!app.dump().await.contains(&first), "it is sealed");

    // Another one is shown on the page of its webhook alone.
    let other = made(&browser, "http://127.0.0.1:9/other").await.header("location").to_owned();
    assert_ne!(secret(&browser.page(&other).await.body).unwrap(), first);
    let rotate = async || {
        let rotated = browser.form(&format!("{location}/settings"), "webhooks/rotate", &[("id", id)]).await;
        assert_eq!(rotated.header("location"), location);
    };
    rotate().await;
    let page = browser.page(&location).await;
    assert_ne!(secret(&page.body).unwrap_or_else(|| panic!("{}", page.body)), first);
    assert!(page.body.contains("The former secret signs as well until"), "{}", page.body);
    rotate().await;
    let elsewhere = browser.page(&other).await;
    assert!(!elsewhere.body.contains("The secret of this webhook"), "{}", elsewhere.body);
    canary::assert_logs_clean();
}

async fn what_is_wrong_stands_beside_its_field(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let refused = async |fields: &[(&str, &str)]| browser.rpc("webhooks/make", fields).await.problem();
    let event = ("form[call_ended]", "true");
    let problem = refused(&[("form[url]", "ftp://crm.example"), event]).await;
    assert_eq!((problem.kind, problem.field), (ProblemKind::Invalid(Rule::WebhookUrl), Some(Field::Url)));
    let problem = refused(&[("form[url]", "https://10.0.0.7/ava"), event]).await;
    assert_eq!(problem.kind, ProblemKind::Invalid(Rule::InternalUrl));
    let problem = refused(&[("form[url]", RECEIVER)]).await;
    assert_eq!((problem.kind, problem.field), (ProblemKind::Invalid(Rule::NoEvent), Some(Field::Events)));

    let location = made(&browser, RECEIVER).await.header("location").to_owned();
    let id = location.rsplit('/').next().unwrap();
    let problem = refused(&[("form[url]", RECEIVER), event]).await;
    assert_eq!(problem.kind, ProblemKind::Invalid(Rule::OtherWebhooksUrl));

    let there: WebhookView = browser.ask("read/Webhook", &[("id", id)]).await;
    let change = async |version: i64, url: &str| {
        let version = version.to_string();
        let fields = [("id", id), ("version", &*version), ("form[url]", url), event];
        browser.rpc("webhooks/change", &fields).await
    };
    assert_eq!(change(there.version, "http://127.0.0.1:9/moved").await.status, 200);
    assert_eq!(change(there.version, RECEIVER).await.problem().kind, ProblemKind::Stale);
    let now: WebhookView = browser.ask("read/Webhook", &[("id", id)]).await;
    assert_eq!((now.url.as_str(), now.description.as_str()), ("http://127.0.0.1:9/moved", ""));
}

async fn the_page_says_how_it_stands_and_what_to_do(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let empty = browser.page(WEBHOOKS).await;
    assert!(
        empty.body.contains("No webhooks yet") && empty.body.contains("href=\"/dashboard/webhooks/new\"")
    );
    let id = quiet(&app).await;
    let path = format!("{WEBHOOKS}/{id}");
    let says = async |texts: &[&str]| {
        let page = browser.page(&path).await;
        for text in texts {
            assert!(page.body.contains(text), "{text}: {}", page.body);
        }
    };
    says(&["CRM", "Not used yet", "Nothing was sent yet", "Send a test", "Call ended · Contact made"]).await;
    let failing =
        "UPDATE webhooks SET failing_since = 1, last_fault = 'refused', last_status = 503 WHERE id = $1";
    app.execute(failing, &[&id]).await;
    says(&["Your program takes nothing", "It answered 503, which is no success."]).await;
    let stopped = "UPDATE webhooks SET paused_by = 'failing', paused_at = 1, dropped = 3 WHERE id = $1";
    app.execute(stopped, &[&id]).await;
    says(&["AVA has stopped sending", "Go on sending", "3 events found no place"]).await;
    let list = browser.page(WEBHOOKS).await;
    assert!(list.body.contains("Stopped") && list.body.contains("2 events"), "{}", list.body);
    assert_eq!(browser.rpc("set_locale", &[("locale", "fr")]).await.status, 200);
    says(&["AVA n’envoie plus rien", "Reprendre les envois", "3 événements n’ont pas trouvé de place"]).await;

    assert_eq!(browser.rpc("webhooks/resume", &[("id", &id)]).await.status, 200);
    let view: DeliveriesView = browser.ask("read/Deliveries", &[("id", &id)]).await;
    assert_eq!(view.webhook.paused, None);
    for _ in 0..2 {
        assert_eq!(browser.rpc("webhooks/pause", &[("id", &id)]).await.status, 200);
    }
    let view: DeliveriesView = browser.ask("read/Deliveries", &[("id", &id)]).await;
    assert_eq!(view.webhook.paused.map(|paused| paused.by), Some(PausedBy::Hand));
    let entries = app.count("audit_log WHERE action = 'webhook_paused'", &[]).await;
    assert_eq!(entries, 1, "the second one changed nothing");
}

async fn the_log_shows_requests_and_answers(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let webhook = quiet(&app).await;
    let taken = sent(&app, &webhook, "delivered", "200, NULL, 'thanks'").await;
    let failed = sent(&app, &webhook, "failed", "500, 'refused', '<script>alert(1)</script>'").await;
    let path = format!("{WEBHOOKS}/{webhook}");
    let page = browser.page(&path).await;
    for text in ["200 after 120 ms", "It answered 500, which is no success.", "Given up", &taken, &failed] {
        assert!(page.body.contains(text), "{text}: {}", page.body);
    }
    let narrowed = browser.page(&format!("{path}?show=failed")).await;
    let link = |id: &str| format!("href=\"{WEBHOOKS}/deliveries/{id}\"");
    assert!(narrowed.body.contains(&link(&failed)) && !narrowed.body.contains(&link(&taken)));
    let none = browser.page(&format!("{path}?about=contact.made")).await;
    assert!(none.body.contains("No such delivery"));

    let one = browser.page(&format!("{WEBHOOKS}/deliveries/{failed}")).await;
    assert!(one.body.contains("Attempt 1: 500"), "{}", one.body);
    assert!(one.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{}", one.body);
    assert!(!one.body.contains("<script>alert(1)"), "what a receiver answers is text");
    assert!(one.body.contains("call.ended"));

    assert_eq!(browser.rpc("webhooks/replay", &[("id", &failed)]).await.status, 200);
    let view: DeliveriesView = browser.ask("read/Deliveries", &[("id", &webhook)]).await;
    assert_eq!(view.deliveries.len(), 3);
    let again = view.deliveries.iter().find(|delivery| delivery.replay).unwrap();
    assert_eq!(again.event.as_str(), failed);
    let waiting = browser.rpc("webhooks/replay", &[("id", again.id.as_str())]).await;
    assert_eq!(waiting.problem().kind, ProblemKind::NotFound, "it is in line already");

    // The form of a span begins where the rest of the last one does.
    let rest = browser.page(&format!("{path}?since=1795183509000")).await;
    assert!(rest.body.contains("value=\"2026-11-20T14:05:09\""), "{}", rest.body);
    let again = [
        ("id", webhook.as_str()),
        ("form[from]", "2026-11-20T14:05:09"),
        ("form[until]", "2026-11-20T14:05:10"),
    ];
    let sent_again = browser.form(&path, "webhooks/replay_span", &again).await;
    assert_eq!(sent_again.header("location"), path);
    assert!(browser.page(&path).await.body.contains("is in line to be sent again."));
    let nothing =
        [("id", webhook.as_str()), ("form[from]", "2026-01-01T00:00"), ("form[until]", "2026-01-02T00:00")];
    browser.form(&path, "webhooks/replay_span", &nothing).await;
    assert!(browser.page(&path).await.body.contains("Nothing was to be sent again in this time."));
}

async fn a_test_shows_what_the_program_of_the_sandbox_answers(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for (url, state, says) in [
        (app.sandbox.receiver(), DeliveryState::Delivered, "200 after"),
        (format!("{}/410", app.sandbox.receiver()), DeliveryState::Failed, "It answered 410"),
    ] {
        let location = made(&browser, &url).await.header("location").to_owned();
        let id = location.rsplit('/').next().unwrap();
        assert_eq!(browser.rpc("webhooks/test", &[("id", id)]).await.status, 200);
        webhooks::sending::send_due(&app.services).await.unwrap();
        let over = |view: &DeliveriesView| view.deliveries.iter().all(|delivery| delivery.state == state);
        let _: DeliveriesView = browser.until("read/Deliveries", &[("id", id)], over).await;
        let page = browser.page(&location).await;
        assert!(page.body.contains(says), "{url}: {}", page.body);
    }
    let sandbox: Value = browser.ask("read/Sandbox", &[]).await;
    assert!(sandbox["receiver"].as_str().unwrap().ends_with("/receiver"), "{}", sandbox["receiver"]);
}

async fn programs_do_all_of_it_by_the_api(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let program = Program::of_owner(&app, &server).await;
    let write = json!({ "url": RECEIVER, "description": "CRM", "events": ["call.ended"] });
    let made = program.ask(Method::POST, "/api/webhooks", Some(&write)).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let body: Value = made.json();
    let id = body["id"].as_str().unwrap().to_owned();
    let path = format!("/api/webhooks/{id}");
    assert_eq!(made.header("location"), path);
    assert!(body["secret"].as_str().unwrap().starts_with("whsec_"));
    assert_eq!((&body["state"], &body["events"]), (&json!("active"), &json!(["call.ended"])));

    let got = program.get(&path).await;
    let tag = got.header("etag").to_owned();
    assert!(got.status == 200 && !got.body.contains("whsec_"), "{}", got.body);
    let list: Value = program.get("/api/webhooks").await.json();
    assert_eq!((list["items"].as_array().unwrap().len(), &list["next"]), (1, &Value::Null));

    let other = json!({ "url": RECEIVER, "events": ["call.ended", "contact.made"] });
    let put = async |tag: &str| {
        let request = program.request(Method::PUT, &path).header("if-match", tag).json(&other);
        program.send("PUT a webhook", request).await
    };
    let changed = put(&tag).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(changed.json::<Value>()["description"], "");
    assert_ne!(changed.header("etag"), tag);
    let refused = put(&tag).await;
    assert_eq!(refused.status, 412, "{}", refused.body);

    let bad = json!({ "url": "nonsense", "events": [] });
    let refused = program.ask(Method::PUT, &path, Some(&bad)).await;
    assert_eq!((refused.status, &refused.json::<Value>()["field"]), (422, &json!("url")));
    let long = json!({ "url": RECEIVER, "description": "x".repeat(121), "events": ["call.ended"] });
    let refused = program.ask(Method::PUT, &path, Some(&long)).await;
    assert_eq!((refused.status, &refused.json::<Value>()["field"]), (422, &json!("description")));
    let unknown = json!({ "url": RECEIVER, "events": ["call.begun"] });
    assert_eq!(program.ask(Method::PUT, &path, Some(&unknown)).await.status, 400);

    let paused: Value = program.ask(Method::POST, &format!("{path}/pause"), None).await.json();
    assert_eq!((&paused["state"], &paused["paused_by"]), (&json!("paused"), &json!("hand")));
    let tested = program.ask(Method::POST, &format!("{path}/test"), None).await;
    assert_eq!(tested.status, 202, "{}", tested.body);
    let delivery = tested.header("location").to_owned();
    let log: Value = program.get(&delivery).await.json();
    assert_eq!(log["delivery"]["type"], "webhook.test");
    let sent: Value = serde_json::from_str(log["body"].as_str().unwrap()).unwrap();
    assert_eq!((&sent["type"], &sent["data"]["webhook_id"]), (&json!("webhook.test"), &json!(id)));
    let listed: Value = program.get(&format!("{path}/deliveries?about=webhook.test")).await.json();
    assert_eq!(listed["items"][0]["id"], log["delivery"]["id"]);
    assert_eq!(program.get(&format!("{path}/deliveries?kind=webhook.test")).await.status, 400);
    let resumed: Value = program.ask(Method::POST, &format!("{path}/resume"), None).await.json();
    assert_eq!(resumed["paused_at"], Value::Null);
    let span = json!({ "from": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z" });
    let replayed: Value = program.ask(Method::POST, &format!("{path}/replay"), Some(&span)).await.json();
    assert_eq!(replayed, json!({ "count": 0, "next_from": null }));
    let rotated: Value = program.ask(Method::POST, &format!("{path}/rotate"), None).await.json();
    assert_ne!(rotated["secret"], body["secret"]);
    assert!(rotated["former_secret_until"].is_string());

    // Reading alone, and another organisation's owner.
    let account: Value = browser.ask("read/Account", &[]).await;
    let (org, user) = (&account["viewer"]["org"], &account["viewer"]["user"]);
    let (org, user) = (org.as_str().unwrap(), user.as_str().unwrap());
    let reader = Program::of(&app, &server, org, user, &[Scope::WebhooksRead]).await;
    assert_eq!(reader.get(&path).await.status, 200);
    assert_eq!(reader.ask(Method::DELETE, &path, None).await.status, 403);
    let cx = owner(&app).await;
    let strange = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await;
    for (method, path) in [
        (Method::GET, path.clone()),
        (Method::DELETE, path.clone()),
        (Method::POST, format!("{path}/rotate")),
        (Method::GET, format!("{path}/deliveries")),
        (Method::GET, delivery.clone()),
        (Method::POST, format!("{delivery}/replay")),
    ] {
        assert_eq!(strange.ask(method, &path, None).await.status, 404, "{path}");
    }

    let stale = program.request(Method::DELETE, &path).header("if-match", &tag);
    assert_eq!(program.send("DELETE a webhook", stale).await.status, 412, "it was changed since");
    assert_eq!(program.ask(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(program.get(&path).await.status, 404);
    let left: WebhooksView = browser.ask("read/Webhooks", &[]).await;
    assert!(left.webhooks.is_empty());
}

both_engines!(
    a_secret_is_shown_this_once_and_to_nobody_else,
    what_is_wrong_stands_beside_its_field,
    the_page_says_how_it_stands_and_what_to_do,
    the_log_shows_requests_and_answers,
    a_test_shows_what_the_program_of_the_sandbox_answers,
    programs_do_all_of_it_by_the_api,
);

/// Only those who manage keys have them, in the navigation, too.
#[tokio::test]
async fn webhooks_are_for_those_who_manage_keys() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let webhook = quiet(&app).await;
    let in_navigation =
        async || browser.page("/dashboard/integrations").await.body.contains("href=\"/dashboard/webhooks\"");
    assert!(in_navigation().await);
    app.execute("UPDATE memberships SET role = 'member'", &[]).await;
    assert!(!in_navigation().await);
    for path in
        [WEBHOOKS.to_owned(), format!("{WEBHOOKS}/{webhook}"), format!("{WEBHOOKS}/{webhook}/settings")]
    {
        let page = browser.page(&path).await;
        assert!(page.status == 403 && !page.body.contains("127.0.0.1:9"), "{path}: {}", page.status);
    }
}

/// The request of the document verifies with its secret, so that a reader can try a check on it.
#[test]
fn the_request_of_the_document_verifies() {
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/WEBHOOKS.md")).unwrap();
    let header = |name: &str| {
        let line = document.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name}")).to_owned()
    };
    let body = document.lines().find(|line| line.starts_with("{\"type\"")).unwrap();
    let secret = secret(&document[document.find("It is signed with").unwrap()..]).unwrap();
    let signed = signature(&secret, &header("webhook-id"), &header("webhook-timestamp"), body);
    assert_eq!(signed, header("webhook-signature"));
}
