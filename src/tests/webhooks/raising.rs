//! Each kind of event, raised by what happens.

use std::time::Duration;

use ava::{
    domain::{
        appointment::{BookForm, MoveForm},
        credential::CredentialStatus,
        operation::OperationState,
        provider::Provider,
        topic::Topic,
        webhook::EventKind,
    },
    server::{
        appointments::service as appointments,
        calls::backfill,
        contacts::imports::service::{bring, start},
        events::Event,
        integrations::disconnect::disconnect,
        personal_data::erase::erase,
        readiness::watch::Watch,
    },
};
use serde_json::{Value, json};

use super::{
    contact, made,
    program::{Heard, Program},
    sent,
};
use crate::{
    appointments::{book_form, free, open},
    calls::{applied, assistant, call, event, sent as said},
    support::{
        app::TestApp,
        both_engines,
        people::{connect_vapi, import, make_agent, owner, prepared, ready},
        sandbox::{NUMBER, OTHER_NUMBER},
    },
};

/// Vapi’s id of a call.
const CALL: &str = "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0009";

/// Sends what is due, and returns the events that came since the last call.
async fn told(app: &TestApp, program: &Program) -> Vec<Value> {
    sent(app).await;
    program.heard().iter().map(Heard::json).collect()
}

fn types(told: &[Value]) -> Vec<&str> {
    told.iter().map(|told| told["type"].as_str().unwrap()).collect()
}

async fn keys_and_operations_tell_how_they_change_and_end(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    made(&cx, &program.url, &[EventKind::CredentialChanged, EventKind::OperationEnded]).await;
    connect_vapi(&cx).await;
    let connected = told(&app, &program).await;
    assert_eq!(types(&connected), ["credential.changed"]);
    let data = &connected[0]["data"];
    assert_eq!((&data["provider"], &data["before"]), (&json!("vapi"), &Value::Null));
    assert_eq!(data["status"], CredentialStatus::Connected.code());

    make_agent(&cx).await;
    app.settle().await;
    let ended = told(&app, &program).await;
    assert_eq!(types(&ended), ["operation.ended"]);
    assert_eq!(
        (&ended[0]["data"]["kind"], &ended[0]["data"]["state"]),
        (&json!("sync_agent"), &json!("done"))
    );

    disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    let gone = told(&app, &program).await;
    let left: Vec<_> = gone.iter().filter(|told| told["type"] == "credential.changed").collect();
    assert_eq!((left.len(), &left[0]["data"]["status"]), (1, &Value::Null), "{gone:?}");
    let text = Value::from(gone).to_string();
    assert!(!text.contains("canary"), "{text}");
}

async fn a_failed_operation_has_ended_as_well(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let program = Program::start().await;
    made(&cx, &program.url, &[EventKind::OperationEnded]).await;
    // The account does not have it.
    let fails = import(&cx, OTHER_NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &fails).await, OperationState::Failed);
    let ended = told(&app, &program).await;
    let of = |id: &str| ended.iter().find(|told| told["data"]["operation_id"] == id).unwrap();
    let data = &of(fails.as_str())["data"];
    assert_eq!(data["state"], "failed");
    assert!(data["problem"].is_string(), "{data}");
}

async fn numbers_tell_that_they_are_ready_and_broken_once_each(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let program = Program::start().await;
    made(&cx, &program.url, &[EventKind::NumberReady, EventKind::NumberBroken]).await;
    let mut watch = Watch::new(&app.services, "first", "number_watch");
    let mut look = async |status: &str| {
        app.execute("UPDATE org_credentials SET status = $1 WHERE provider = 'vapi'", &[status]).await;
        app.clock.advance(Duration::from_secs(60));
        app.services.db.hub().publish(Event { org: cx.org.clone(), topic: Topic::Integrations });
        watch.round().await.unwrap();
        told(&app, &program).await
    };
    let first = look("connected").await;
    assert_eq!(types(&first), ["number.ready"]);
    assert_eq!((&first[0]["data"]["number"], &first[0]["data"]["broken"]), (&json!(NUMBER), &Value::Null));
    assert!(look("connected").await.is_empty(), "nothing is new");
    assert!(look("refused").await.is_empty(), "it may be for a moment");
    assert!(look("connected").await.is_empty(), "it was");
    look("refused").await;
    let broken = look("refused").await;
    assert_eq!(types(&broken), ["number.broken"]);
    assert_eq!(broken[0]["data"]["broken"], "vapi_key_broken");
    assert!(look("refused").await.is_empty(), "it still is");
    assert_eq!(types(&look("connected").await), ["number.ready"]);
}

async fn a_call_tells_its_end_once(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let program = Program::start().await;
    made(&cx, &program.url, &[EventKind::CallEnded, EventKind::ContactMade]).await;
    let assistant = assistant(&app).await;
    let status = async |status: &str| {
        let call = call(CALL, &assistant, status);
        said(&cx, &event("status-update", &call, app.now(), json!({ "status": status }))).await;
        applied(&app).await;
        told(&app, &program).await
    };
    assert_eq!(types(&status("in-progress").await), ["contact.made"], "whoever calls is known from then on");
    let ended = status("ended").await;
    assert_eq!(types(&ended), ["call.ended"]);
    assert_eq!(ended[0]["data"]["direction"], "inbound");
    let text = ended[0].to_string();
    assert!(!text.contains("+14155550199"), "no caller is named: {text}");
    app.clock.advance(Duration::from_secs(1));
    assert!(status("ended").await.is_empty(), "it has ended already");
}

async fn a_call_that_nobody_ended_tells_that_it_is_given_up(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let program = Program::start().await;
    made(&cx, &program.url, &[EventKind::CallEnded]).await;
    let going = call(CALL, &assistant(&app).await, "in-progress");
    said(&cx, &event("status-update", &going, app.now(), json!({ "status": "in-progress" }))).await;
    applied(&app).await;
    app.clock.advance(Duration::from_secs(25 * 3600));
    assert_eq!(backfill::give_up(&app.services).await.unwrap(), 1);
    assert_eq!(backfill::give_up(&app.services).await.unwrap(), 0);
    assert_eq!(types(&told(&app, &program).await), ["call.ended"]);
}

async fn appointments_tell_that_they_are_made_moved_and_cancelled_in_that_order(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let kinds = [EventKind::AppointmentMade, EventKind::AppointmentChanged, EventKind::AppointmentCancelled];
    made(&cx, &program.url, &kinds).await;
    let service = open(&cx).await;
    let times = free(&cx, &service).await;
    let id = appointments::book(&cx, &book_form(&service, times[0], "Ana Morel")).await.unwrap();
    let moved = MoveForm { start: times[1].to_string() };
    appointments::reschedule(&cx, &id, &moved).await.unwrap();
    appointments::cancel(&cx, &id).await.unwrap();
    appointments::cancel(&cx, &id).await.unwrap();
    let told = told(&app, &program).await;
    assert_eq!(types(&told), ["appointment.made", "appointment.changed", "appointment.cancelled"]);
    for told in &told {
        assert_eq!(told["data"]["appointment_id"], id.as_str());
        assert!(!told.to_string().contains("Ana"), "{told}");
    }
    assert_eq!(told[2]["data"]["state"], "cancelled");
}

/// Erasing somebody cancels the appointments that are still to come.
async fn erasing_somebody_tells_that_their_appointments_are_cancelled(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    made(&cx, &program.url, &[EventKind::AppointmentCancelled]).await;
    let service = open(&cx).await;
    let email = "ana@home.example".to_owned();
    let form = BookForm { email, ..book_form(&service, free(&cx, &service).await[0], "Ana Morel") };
    let id = appointments::book(&cx, &form).await.unwrap();
    let of = "SELECT contact_id FROM appointments WHERE org_id = $1";
    let ana = app.text(of, &[cx.org.as_str()]).await.parse().unwrap();
    erase(&cx, &ana).await.unwrap();
    let told = told(&app, &program).await;
    assert_eq!(types(&told), ["appointment.cancelled"]);
    assert_eq!(told[0]["data"]["appointment_id"], id.as_str());
}

async fn a_list_tells_of_each_contact_that_it_adds(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    made(&cx, &program.url, &[EventKind::ContactMade]).await;
    let list = "Nom;Téléphone\nAna;+33 1 84 88 00 12\nBen;+33 1 84 88 00 13\nAnn;+33 1 84 88 00 12\n";
    let id = bring(&cx, list.as_bytes()).await.unwrap();
    assert!(told(&app, &program).await.is_empty(), "nothing is imported yet");
    start(&cx, &id).await.unwrap();
    let told = told(&app, &program).await;
    assert_eq!(types(&told), ["contact.made", "contact.made"], "one is there already");
    assert_ne!(told[0]["data"]["contact_id"], told[1]["data"]["contact_id"]);
    let text = Value::from(told).to_string();
    assert!(!text.contains("Ana") && !text.contains("+331"), "nobody is named: {text}");
}

async fn nobody_is_told_what_they_did_not_choose(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    made(&cx, &program.url, &[EventKind::CallEnded]).await;
    contact(&cx, "Ana").await;
    assert!(told(&app, &program).await.is_empty());
    assert_eq!(app.count("webhook_events", &[]).await, 0);
}

both_engines!(
    keys_and_operations_tell_how_they_change_and_end,
    a_failed_operation_has_ended_as_well,
    numbers_tell_that_they_are_ready_and_broken_once_each,
    a_call_tells_its_end_once,
    a_call_that_nobody_ended_tells_that_it_is_given_up,
    appointments_tell_that_they_are_made_moved_and_cancelled_in_that_order,
    erasing_somebody_tells_that_their_appointments_are_cancelled,
    a_list_tells_of_each_contact_that_it_adds,
    nobody_is_told_what_they_did_not_choose,
);
