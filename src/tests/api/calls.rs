//! Calls by the API.

use std::collections::BTreeSet;

use ava::domain::{api_token::Scope, role::Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, is_nobodys, program_of};
use crate::{
    calls::{applied, assistant, call, event, sent},
    support::{
        app::TestApp,
        both_engines,
        people::{colleague, owner, ready},
        program::Program,
    },
};

const CALL: &str = "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0042";

async fn what_was_said_is_told_as_the_rights_allow(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let ended = call(CALL, &assistant(&app).await, "ended");
    let report = json!({
        "endedReason": "customer-ended-call", "startedAt": "2026-11-21T07:30:02.000Z",
        "endedAt": "2026-11-21T07:31:35.000Z", "cost": 0.125,
        "artifact": { "recordingUrl": "https://storage.vapi.ai/x.wav", "messages": [
            { "role": "bot", "message": "Hello", "time": app.now() },
            { "role": "user", "message": "I am late", "time": app.now() + 1_000 },
        ] },
    });
    sent(&cx, &event("end-of-call-report", &ended, app.now() + 2_000, report)).await;
    applied(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let list = done(&program, Method::GET, "/api/calls?outcome=answered&search=late", Value::Null).await;
    let listed = &list["items"][0];
    assert_eq!((&listed["caller"], &listed["talk_seconds"]), (&json!("+14155550199"), &json!(93)), "{list}");
    assert_eq!((&listed["agent"]["id"], &listed["direction"]), (&json!(agent), &json!("inbound")));
    assert_eq!(listed["begun_at"], "2026-11-21T07:30:00Z");
    let path = format!("/api/calls/{}", listed["id"].as_str().unwrap());
    let whole = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!((&whole["id"], &whole["ended"]), (&listed["id"], &json!("caller_hung_up")));
    let said = &whole["transcript"][1];
    assert_eq!((&said["by"], &said["text"]), (&json!("caller"), &json!("I am late")));
    assert_eq!(
        (&whole["cost_micros"], &whole["ended_code"]),
        (&json!(125_000), &json!("customer-ended-call"))
    );
    assert_eq!(whole["recording"], format!("{path}/recording"));
    assert_eq!(whole["events"].as_array().unwrap().len(), 1);

    let viewer = program_of(&app, &server, &colleague(&app, &cx, Role::Viewer).await).await;
    let seen = done(&viewer, Method::GET, &path, Value::Null).await;
    assert_eq!((&seen["events"], &seen["ended_code"]), (&json!([]), &Value::Null));
    assert_eq!(seen["transcript"], whole["transcript"]);
    let scopes = [Scope::ContactsRead, Scope::AgentsRead];
    let other = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    for path in [path.clone(), format!("{path}/recording")] {
        let refused = other.get(&path).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "scope_missing"), "{path}");
        is_nobodys(&stranger, &[(Method::GET, path, Value::Null)]).await;
    }
    assert_eq!(all_pages(&stranger, "/api/calls", "id").await, (vec![], 1));
}

async fn the_list_has_pages_and_days(app: TestApp) {
    let cx = owner(&app).await;
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
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let (ids, pages) = all_pages(&program, "/api/calls", "id").await;
    let different: BTreeSet<&str> = ids.iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!((ids.len(), different.len(), pages), (30, 30, 2));
    let on = async |day: &str| all_pages(&program, &format!("/api/calls?day={day}"), "id").await.0.len();
    assert_eq!((on("1970-01-02").await, on("1970-01-03").await), (30, 0));
    for query in ["after=1", "day=today", "direction=up", "agent=Reception", "before=x"] {
        let refused = program.get(&format!("/api/calls?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
}

both_engines!(what_was_said_is_told_as_the_rights_allow, the_list_has_pages_and_days);
