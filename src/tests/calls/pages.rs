//! The list of calls and the page of one.

use ava::{
    domain::{
        call::{CallCursor, CallsQuery, Direction},
        role::Role,
    },
    server::{
        agents::event_address,
        calls::{export::export, service},
    },
};
use futures::TryStreamExt as _;
use serde_json::json;

use super::{CALL, CALLER, applied, assistant, call, event, listed, page, sent};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{colleague, ready},
};

async fn a_list_has_pages_and_days(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    for nth in 0..30 {
        app.execute(
            "INSERT INTO calls (id, org_id, vapi_call_id, begun_at, updated_at)
             VALUES ($1, $2, $1, CAST($3 AS BIGINT), 0)",
            &[
                &app.services.random.uuid(),
                cx.org.as_str(),
                &((nth / 2) * 3_600_000 + 86_400_000).to_string(),
            ],
        )
        .await;
    }
    let first = service::list(&cx, &CallsQuery::default()).await.unwrap();
    assert_eq!(first.calls.len(), 25);
    let next: CallCursor = first.next.unwrap();
    let second = CallsQuery { before: Some(next), ..CallsQuery::default() };
    let second = service::list(&cx, &second).await.unwrap();
    assert_eq!((second.calls.len(), second.next), (5, None));
    let mut all: Vec<_> = first.calls.iter().chain(&second.calls).map(|call| call.id.clone()).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 30);
    let on = async |day: &str| {
        let address = ava::domain::address::Address::new("/dashboard/calls", &format!("day={day}"));
        listed(&cx, &CallsQuery::read(&address)).await.len()
    };
    assert_eq!((on("1970-01-02").await, on("1970-01-03").await), (25, 0));
    let outbound = CallsQuery { direction: Some(Direction::Outbound), ..CallsQuery::default() };
    assert_eq!(listed(&cx, &outbound).await.len(), 0);
}

async fn a_search_looks_through_so_many_calls_at_once_and_goes_on(app: TestApp) {
    const MADE: &str =
        "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 6000),
      made (n, id) AS (
        SELECT n, '00000002-0000-7000-8000-' || substr(CAST(1000000000000 + n AS TEXT), 2) FROM counted) ";
    let (cx, ..) = ready(&app).await;
    let org = cx.org.as_str();
    let calls = "INSERT INTO calls (id, org_id, vapi_call_id, begun_at, updated_at)
      SELECT id, CAST($1 AS TEXT), id, n * 1000, 0 FROM made";
    app.execute(&format!("{MADE}{calls}"), &[org]).await;
    // The oldest call alone has both frequent words.
    for (word, when) in [("monday", "n % 2 = 0 OR n = 1"), ("friday", "n % 2 = 1"), ("rare", "n = 2")] {
        let terms = "INSERT INTO search_terms (org_id, list, id, term)
          SELECT CAST($1 AS TEXT), 'calls', id, CAST($2 AS TEXT) FROM made WHERE";
        app.execute(&format!("{MADE}{terms} {when}"), &[org, word]).await;
    }
    let by = |search: &str| CallsQuery { search: search.into(), ..CallsQuery::default() };
    for rare in ["rare", "rare monday", "RAR mond"] {
        let found = service::list(&cx, &by(rare)).await.unwrap();
        assert_eq!((found.calls.len(), found.next), (1, None), "{rare}");
    }
    let frequent = service::list(&cx, &by("monday")).await.unwrap();
    assert_eq!(frequent.calls.len(), 25);
    assert!(frequent.next.is_some());

    let so_far = service::list(&cx, &by("monday friday")).await.unwrap();
    assert_eq!(so_far.calls.len(), 0);
    let before = so_far.next.expect("a place to go on from");
    let rest = service::list(&cx, &CallsQuery { before: Some(before), ..by("monday friday") }).await.unwrap();
    assert_eq!((rest.calls.len(), rest.next), (1, None));
    let file: String = export(cx.clone(), by("monday friday")).await.unwrap().try_collect().await.unwrap();
    assert!(file.contains(rest.calls[0].id.as_str()), "{file}");
}

async fn only_whoever_manages_integrations_sees_what_vapi_sent(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let going = call(CALL, &assistant(&app).await, "in-progress");
    sent(&cx, &event("hang", &going, app.now(), json!({ "x": "<script>" }))).await;
    applied(&app).await;
    let whole = page(&cx).await;
    assert_eq!(whole.events.len(), 1);
    assert!(whole.events[0].payload.contains("<script>"));
    let viewer = colleague(&app, &cx, Role::Viewer).await;
    let seen = page(&viewer).await;
    assert!(seen.events.is_empty() && seen.ended_code.is_none());
    let list = service::list(&viewer, &CallsQuery::default()).await.unwrap();
    assert!(list.strays.is_empty());
    let way_in = event_address::view(&cx).await.unwrap();
    assert_eq!((way_in.assistants, way_in.told, way_in.heard.last_event_at), (1, 1, Some(app.now())));
}

async fn an_event_can_be_applied_again(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let going = call(CALL, &assistant(&app).await, "in-progress");
    sent(&cx, &event("status-update", &going, app.now(), json!({ "status": "in-progress" }))).await;
    applied(&app).await;
    let before = page(&cx).await;
    app.execute("DELETE FROM calls", &[]).await;
    service::replay(&cx, &before.events[0].id).await.unwrap();
    assert_eq!(applied(&app).await, 1);
    assert_eq!(page(&cx).await.call.caller.unwrap().as_str(), CALLER);
}

#[tokio::test]
async fn what_was_said_is_text() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let org = app.text("SELECT id FROM orgs", &[]).await;
    let id = app.services.random.uuid();
    let said = json!([{ "by": "caller", "text": "<script>alert(1)</script>", "at": 0 }]).to_string();
    app.execute(
        "INSERT INTO calls (id, org_id, vapi_call_id, caller, summary, transcript, begun_at, updated_at,
           outcome, ended_reason)
         VALUES ($1, $2, $1, '+14155550199', '<img src=x>', $3, 0, 0, 'missed', 'customer-busy')",
        &[&id, &org, &said],
    )
    .await;
    let booked = app.services.random.uuid();
    app.execute(
        "INSERT INTO appointments (id, org_id, service, starts_at, ends_at, free_at, customer, call_id, created_at,
           updated_at)
         VALUES ($1, $2, '<b>Massage</b>', 0, 0, 0, 'Ana', $3, 0, 0)",
        &[&booked, &org, &id],
    )
    .await;
    let list = browser.page("/dashboard/calls").await;
    assert!(list.body.contains("+1 415-555-0199") || list.body.contains("+1 415 555 0199"), "{}", list.body);
    let page = browser.page(&format!("/dashboard/calls/{id}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&format!("/dashboard/appointments/{booked}")), "{}", page.body);
    assert!(page.body.contains("&lt;b&gt;Massage"), "{}", page.body);
    for body in [&list.body, &page.body] {
        assert!(!body.contains("<script>alert(1)") && !body.contains("<img src=x>"), "{body}");
    }
    assert!(page.body.contains("Nobody answered, or the line was busy."), "{}", page.body);
    browser.rpc("set_locale", &[("locale", "fr")]).await;
    let page = browser.page(&format!("/dashboard/calls/{id}")).await;
    assert!(page.body.contains("Ce qui s’est dit"), "{}", page.body);
    assert_eq!(browser.page("/dashboard/calls/0190a5e2-7c1b-7def-8123-0123456789ab").await.status, 404);
}

both_engines!(
    a_list_has_pages_and_days,
    a_search_looks_through_so_many_calls_at_once_and_goes_on,
    only_whoever_manages_integrations_sees_what_vapi_sent,
    an_event_can_be_applied_again,
);
