//! What programs do as people do it on the pages, and what is told apart there by itself: an assistant that was
//! changed or deleted at Vapi, a conversation in writing, a list of contacts, what is kept of calls.

use std::time::Duration;

use ava::{
    domain::{
        appointment::{BookForm, BookingSettingsForm},
        provider::Provider,
        role::Role,
    },
    server::{
        agents::service::update,
        appointments::{mails::delivery::send_due, service as appointments, settings},
        contacts::due,
        numbers::drift,
    },
};
use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{code, done, ended, is_nobodys, program_of, refusal, replaced};
use crate::{
    appointments::{book_form, free, hours, open},
    calls::{applied, assistant, call, event, sent},
    support::{
        accounts::connect_to,
        app::TestApp,
        both_engines,
        people::{agent, agent_form, colleague, owner, prepared, ready},
        sandbox::{ELSEWHERE_URL, NUMBER, VAPI_KEY},
        waiting::comes,
    },
};

async fn a_change_at_vapi_is_seen_and_decided(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let there = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    let change = json!({ "firstMessage": "Good day from the console." });
    app.sandbox.vapi(Method::PATCH, &format!("/assistant/{there}"), VAPI_KEY, change).await;
    update(&cx, id.clone(), &agent_form("Desk"), 1).await.unwrap();
    app.settle().await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let path = format!("/api/agents/{id}/conflict");
    let seen = program.get(&path).await;
    let conflict: Value = seen.json();
    assert_eq!((seen.header("etag"), &conflict["version"]), ("\"2\"", &json!(2)), "{conflict}");
    let parts: Vec<&Value> =
        conflict["differences"].as_array().unwrap().iter().map(|each| &each["part"]).collect();
    assert_eq!(parts, ["name", "greeting"]);
    let greeting = &conflict["differences"][1];
    assert_eq!(greeting["theirs"], "Good day from the console.");
    assert_eq!(greeting["ours"], agent_form("Desk").greeting);

    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let take = json!({ "take": ["greeting"] });
    is_nobodys(&stranger, &[(Method::POST, path.clone(), take.clone())]).await;
    let member = program_of(&app, &server, &colleague(&app, &cx, Role::Viewer).await).await;
    let refused = member.get(&path).await;
    assert_eq!((refused.status, code(&refused).as_str()), (403, "forbidden"));
    let of_another = program.request(Method::POST, &path).header("if-match", "\"1\"");
    let of_another = of_another.header(CONTENT_TYPE, "application/json").body(take.to_string());
    let refused = program.send(&path, of_another).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    let decided = done(&program, Method::POST, &path, take.clone()).await;
    assert_eq!(
        (&decided["name"], &decided["greeting"], &decided["version"]),
        (&json!("Desk"), &json!("Good day from the console."), &json!(3))
    );
    let refused = program.ask(Method::POST, &path, Some(&take)).await;
    assert_eq!(refused.status, 409, "decided already: {}", refused.body);
    app.settle().await;
    let agent = format!("/api/agents/{id}");
    comes("the version that was decided on, at Vapi", async || {
        done(&program, Method::GET, &agent, Value::Null).await["sync"] == "synced"
    })
    .await;
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["differences"], json!([]));
    assert_eq!(app.count("audit_log WHERE action = 'conflict_decided'", &[]).await, 1);
}

async fn a_deleted_assistant_is_made_again_on_demand(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let there = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    app.sandbox.delete_assistant(&there).await;
    update(&cx, id.clone(), &agent_form("Desk"), 1).await.unwrap();
    app.settle().await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let path = format!("/api/agents/{id}");
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["sync"], "gone");
    done(&program, Method::POST, &format!("{path}/remake"), Value::Null).await;
    let refused = program.ask(Method::POST, &format!("{path}/remake"), None).await;
    assert_eq!(refused.status, 409, "once: {}", refused.body);
    comes("the other assistant", async || {
        done(&program, Method::GET, &path, Value::Null).await["sync"] == "synced"
    })
    .await;
}

async fn an_agent_is_tried_in_writing(app: TestApp) {
    let (cx, id) = prepared(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let path = format!("/api/agents/{id}/trial");
    let before = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!((&before["can_answer"], &before["lines"]), (&json!(true), &json!([])));
    let refused = program.ask(Method::POST, &path, Some(&json!({ "said": " " }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "said".into()));
    let keyed = program.request(Method::POST, &path).header("idempotency-key", "turn-1");
    let keyed = keyed.header(CONTENT_TYPE, "application/json").body(r#"{"said": "Are you open?"}"#);
    let again = keyed.try_clone().unwrap();
    let after: Value = program.send(&path, keyed).await.json();
    assert_eq!(after["lines"][0]["by"], "caller");
    assert_eq!(after["lines"][1]["text"], "You said: Are you open?");
    assert_eq!(program.send(&path, again).await.json::<Value>(), after);
    let asked = app.sandbox.calls().await.into_iter().filter(|call| call.path == "/chat").count();
    assert_eq!(asked, 1, "one turn, however often it is sent");
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    is_nobodys(
        &stranger,
        &[(Method::GET, path.clone(), Value::Null), (Method::DELETE, path.clone(), Value::Null)],
    )
    .await;
    assert_eq!(done(&program, Method::DELETE, &path, Value::Null).await, Value::Null);
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["lines"], json!([]));
}

async fn a_list_of_contacts_is_looked_at_corrected_and_imported(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let list = "Ana Morel;+33 1 84 88 00 12\nBen;12\nAna;0033184880012\n";
    let body = json!({ "list": list });
    let made = program.ask(Method::POST, "/api/contact-imports", Some(&body)).await;
    let brought: Value = made.json();
    let path = format!("/api/contact-imports/{}", brought["id"].as_str().unwrap());
    assert_eq!((made.status, made.header("location")), (201, path.as_str()), "{brought}");
    let told = json!({ "header": false,
        "columns": [{ "column": 0, "holds": "name" }, { "column": 1, "holds": "phone" }] });
    let read = done(&program, Method::PUT, &path, told.clone()).await;
    let fates: Vec<&Value> = read["rows"].as_array().unwrap().iter().map(|row| &row["fate"]).collect();
    assert_eq!(fates, ["new", "refused", "repeated"], "{read}");
    assert_eq!((&read["columns"], &read["country"]), (&told["columns"], &Value::Null));
    assert_eq!(read["rows"][0]["number"], "+33184880012");
    assert_eq!(read["rows"][2]["repeats"], 1);
    let only = done(&program, Method::GET, &format!("{path}?show=refused"), Value::Null).await;
    assert_eq!((only["rows"].as_array().unwrap().len(), &only["rows"][0]["row"]), (1, &json!(2)));
    for (query, status) in [("?after=2", 200), ("?show=some", 400), ("?after=x", 400)] {
        assert_eq!(program.get(&format!("{path}{query}")).await.status, status, "{query}");
    }
    let wrong = json!({ "header": false, "columns": [{ "column": 9, "holds": "phone" }] });
    let refused = program.ask(Method::PUT, &path, Some(&wrong)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "number".into()));
    let refused = program.ask(Method::POST, "/api/contact-imports", Some(&json!({ "list": "" }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "list".into()));
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let start = format!("{path}/start");
    is_nobodys(
        &stranger,
        &[
            (Method::GET, path.clone(), Value::Null),
            (Method::PUT, path.clone(), told.clone()),
            (Method::POST, start.clone(), Value::Null),
            (Method::DELETE, path.clone(), Value::Null),
        ],
    )
    .await;
    assert_eq!(app.count("contacts", &[]).await, 0, "nothing is imported yet");
    done(&program, Method::POST, &start, Value::Null).await;
    due::imports(&app.services).await.unwrap();
    let over = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!((&over["state"], &over["added"]), (&json!("done"), &json!(1)), "{over}");
    let contacts = done(&program, Method::GET, "/api/contacts", Value::Null).await;
    assert_eq!(contacts["items"][0]["name"], "Ana Morel");
    assert_eq!(program.ask(Method::PUT, &path, Some(&told)).await.status, 409, "it has begun");
    done(&program, Method::DELETE, &path, Value::Null).await;
    assert_eq!(program.get(&path).await.status, 404);
}

async fn what_is_kept_of_calls_is_chosen_and_counted(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let ended = call("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0042", &assistant(&app).await, "ended");
    let report = json!({
        "endedReason": "customer-ended-call", "startedAt": "2026-11-21T07:30:02.000Z",
        "endedAt": "2026-11-21T07:31:35.000Z", "cost": 0.125,
        "artifact": { "messages": [{ "role": "user", "message": "I am late", "time": app.now() }] },
    });
    sent(&cx, &event("end-of-call-report", &ended, app.now(), report)).await;
    applied(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let figures = done(&program, Method::GET, "/api/calls/figures?days=90", Value::Null).await;
    assert_eq!(
        (&figures["all"]["outcomes"]["answered"], &figures["all"]["cost_micros"]),
        (&json!(1), &json!(125_000))
    );
    assert_eq!(figures["days"].as_array().unwrap().len(), 90);
    assert_eq!(figures["agents"]["listed"][0]["of"], "Reception");
    assert_eq!(program.get("/api/calls/figures?days=8").await.status, 400);

    let list = done(&program, Method::GET, "/api/calls", Value::Null).await;
    let whole = format!("/api/calls/{}", list["items"][0]["id"].as_str().unwrap());
    let events = done(&program, Method::GET, &whole, Value::Null).await["events"].take();
    let replay = format!("/api/call-events/{}/replay", events[0]["id"].as_str().unwrap());
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    is_nobodys(&stranger, &[(Method::POST, replay.clone(), Value::Null)]).await;
    app.execute("DELETE FROM calls", &[]).await;
    done(&program, Method::POST, &replay, Value::Null).await;
    comes("the call", async || {
        applied(&app).await;
        let again = done(&program, Method::GET, "/api/calls", Value::Null).await;
        again["items"][0]["caller"] == "+14155550199"
    })
    .await;

    let way = done(&program, Method::GET, "/api/integrations/vapi/events", Value::Null).await;
    assert_eq!(way["assistants"], 1, "{way}");
    assert!(way["address"].is_string(), "{way}");
    let nowhere = done(&stranger, Method::GET, "/api/integrations/vapi/events", Value::Null).await;
    assert_eq!((&nowhere["assistants"], &nowhere["address"]), (&json!(0), &Value::Null));

    let kept = "/api/calls/retention";
    assert_eq!(done(&program, Method::GET, kept, Value::Null).await["call_days"], Value::Null);
    let refused = program.ask(Method::PUT, kept, Some(&json!({ "call_days": 0 }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "call_days".into()));
    let chosen = done(&program, Method::PUT, kept, json!({ "transcript_days": 30 })).await;
    assert_eq!((&chosen["transcript_days"], &chosen["call_days"]), (&json!(30), &Value::Null));
    let old = program.get(kept).await.header("etag").to_owned();
    assert_eq!(replaced(&program, kept, &old, &json!({ "call_days": 90 })).await.status, 200);
    let refused = replaced(&program, kept, &old, &json!({ "call_days": 60 })).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    assert_eq!(done(&stranger, Method::GET, kept, Value::Null).await["transcript_days"], Value::Null);
    assert_eq!(app.count("audit_log WHERE action = 'retention_saved'", &[]).await, 2);
}

async fn a_customer_is_mailed_again(app: TestApp) {
    let cx = owner(&app).await;
    let service = open(&cx).await;
    let english = BookingSettingsForm { mails: "en".to_owned(), ..hours("Europe/Paris", "9-12, 14-18") };
    settings::save(&cx, &english).await.unwrap();
    connect_to(&cx, Provider::Smtp).await.unwrap();
    let start = free(&cx, &service).await[0];
    let email = "ana@home.example".to_owned();
    let form = BookForm { email, ..book_form(&service, start, "Ana Morel") };
    let id = appointments::book(&cx, &form).await.unwrap();
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(send_due(&app.services).await.unwrap(), 1);
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let path = format!("/api/appointments/{id}/mail");
    done(&program, Method::POST, &path, Value::Null).await;
    comes("the second mail", async || {
        send_due(&app.services).await.unwrap();
        app.sandbox.mails().await.len() == 2
    })
    .await;
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    is_nobodys(&stranger, &[(Method::POST, path, Value::Null)]).await;
}

async fn the_organisation_is_shown_and_renamed(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let path = "/api/organisation";
    let before = done(&program, Method::GET, path, Value::Null).await;
    assert_eq!((&before["id"], &before["demands_second_factor"]), (&json!(cx.org), &json!(false)));
    let after = done(&program, Method::PUT, path, json!({ "org_name": " Lakeside  Clinic " })).await;
    assert_eq!(after["org_name"], "Lakeside Clinic");
    assert_eq!(done(&program, Method::GET, path, Value::Null).await, after);
    let refused = program.ask(Method::PUT, path, Some(&json!({ "org_name": "" }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "org_name".into()));
    let admin = program_of(&app, &server, &colleague(&app, &cx, Role::Admin).await).await;
    let refused = admin.ask(Method::PUT, path, Some(&json!({ "org_name": "Ours" }))).await;
    assert_eq!((refused.status, code(&refused).as_str()), (403, "forbidden"));
}

async fn what_is_done_about_a_difference_is_an_operation(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let differing = async || {
        app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
        let compared = drift::compare(&cx).await.unwrap();
        assert_eq!(ended(&program, &json!({ "id": compared })).await["state"], "done");
        let listed = done(&program, Method::GET, "/api/numbers/differences", Value::Null).await;
        format!("/api/numbers/differences/{}", listed["items"][0]["id"].as_str().unwrap())
    };
    let repair = json!({ "action": "repair" });
    let path = differing().await;
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    is_nobodys(&stranger, &[(Method::POST, path.clone(), repair.clone())]).await;
    let begun = program.ask(Method::POST, &path, Some(&repair)).await;
    let operation: Value = begun.json();
    assert_eq!((begun.status, &operation["kind"]), (202, &json!("import_number")), "{operation}");
    assert_eq!(begun.header("location"), format!("/api/operations/{}", operation["id"].as_str().unwrap()));
    assert_eq!(ended(&program, &operation).await["state"], "done");
    let listed = done(&program, Method::GET, "/api/numbers/differences", Value::Null).await;
    assert_eq!(listed["items"], json!([]));
    let left = program.ask(Method::POST, &differing().await, Some(&json!({ "action": "forget" }))).await;
    assert_eq!((left.status, left.body.as_str()), (204, ""));
}

both_engines!(
    what_is_done_about_a_difference_is_an_operation,
    a_change_at_vapi_is_seen_and_decided,
    a_deleted_assistant_is_made_again_on_demand,
    an_agent_is_tried_in_writing,
    a_list_of_contacts_is_looked_at_corrected_and_imported,
    what_is_kept_of_calls_is_chosen_and_counted,
    a_customer_is_mailed_again,
    the_organisation_is_shown_and_renamed,
);
