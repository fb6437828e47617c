//! `kill -9` before and after every call by which an appointment comes into the calendar, is moved there or
//! leaves it: after the next start it is there as it is here, once.

use std::{collections::BTreeSet, io::Write};

use ava::{
    domain::{
        appointment::{AppointmentId, AppointmentPage, InCalendar},
        moment::iso,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::calendars::event_id,
};
use serde_json::Value;

use crate::support::{
    calls::Target,
    canary,
    google::{ACCOUNT, connect_in},
    killed::Killed,
};

/// Books the first free time; returns the appointment.
async fn book(run: &Killed) -> String {
    let times: Value = run.browser.ask("read/Slots", &[("id", "")]).await;
    let (service, start) = (times["service"].as_str().unwrap(), times["slots"][0].to_string());
    let form = [("form[service]", service), ("form[start]", &start), ("form[customer]", "Ana Morel")];
    let answer = run.browser.rpc("appointments/book", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

/// Waits until the calendar is in step, and asserts that the appointment is there once, at its time.
async fn comes(run: &Killed, id: &str, case: &str) {
    ends(run, id, Some(InCalendar::There), case).await;
}

async fn ends(run: &Killed, id: &str, calendar: Option<InCalendar>, case: &str) {
    let in_step = |page: &AppointmentPage| page.calendar == calendar;
    let page: AppointmentPage = run.browser.until("read/Appointment", &[("id", id)], in_step).await;
    let id: AppointmentId = id.parse().unwrap();
    let events = run.sandbox.google_events(ACCOUNT).await;
    let of = |event: &&Value| event["id"] == event_id(&id) && event["status"] == "confirmed";
    let starts: Vec<Value> =
        events.iter().filter(of).map(|event| event["start"]["dateTime"].clone()).collect();
    let expected = if calendar.is_some() { vec![iso(page.appointment.starts_at)] } else { Vec::new() };
    assert_eq!(starts, expected, "{case}: {events:#?}");
    // One that is still at its end would take what is booked next along, without the calls that are held.
    let open = "operations WHERE kind = 'sync_calendar' AND state IN ('queued', 'running')";
    while run.count(open).await > 0 {
        tokio::task::yield_now().await;
    }
    run.assert_log_clean();
}

/// Moves an appointment to the last free time of its day.
async fn move_away(run: &Killed, id: &str) {
    let times: Value = run.browser.ask("read/Slots", &[("id", &format!("moves={id}"))]).await;
    let start = times["slots"].as_array().unwrap().last().unwrap().to_string();
    let form = [("appointment", id), ("form[start]", start.as_str())];
    let answer = run.browser.rpc("appointments/move", &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn cancel(run: &Killed, id: &str) {
    let answer = run.browser.rpc("appointments/cancel", &[("appointment", id)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[tokio::test]
async fn lesson_19_an_appointment_killed_on_its_way_into_the_calendar_is_there_once() {
    let mut run = Killed::start().await;
    let hours = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let names: Vec<String> = hours.iter().map(|day| format!("form[{day}]")).collect();
    let mut form: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "0-24")).collect();
    form.extend([("form[zone]", "UTC"), ("form[lead_hours]", "0"), ("form[days_ahead]", "60")]);
    assert_eq!(run.browser.rpc("appointments/settings", &form).await.status, 200);
    let service = [("form[name]", "Consultation"), ("form[minutes]", "30")];
    assert_eq!(run.browser.rpc("appointments/add_service", &service).await.status, 200);
    connect_in(&run.browser, ACCOUNT).await;
    comes(&run, &book(&run).await, "the first").await;
    let since = run.sandbox.last_seq().await;
    comes(&run, &book(&run).await, "undisturbed").await;
    // A check of a key, or the list of calls at Vapi, comes meanwhile, and not with each booking.
    let mut calls = run.sandbox.calls_after(since).await;
    calls.retain(|call| call.provider == SandboxProvider::Google && call.path.contains("/events"));
    let targets: BTreeSet<Target> = Target::all(&calls);
    assert!(targets.len() >= 2, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            run.sandbox.inject(&target.fault(kind)).await;
            let id = book(&run).await;
            run = run.kill_while_held().await;
            comes(&run, &id, &case).await;
            cases += 1;
        }
    }
    for method in ["PATCH", "DELETE"] {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{method} {kind:?}");
            let id = book(&run).await;
            comes(&run, &id, &case).await;
            let fault = NewFault {
                method: Some(method.to_owned()),
                path_contains: Some("/events/ava".to_owned()),
                ..NewFault::next_call(SandboxProvider::Google, kind)
            };
            run.sandbox.inject(&fault).await;
            let is_moved = method == "PATCH";
            if is_moved {
                move_away(&run, &id).await
            } else {
                cancel(&run, &id).await
            }
            run = run.kill_while_held().await;
            ends(&run, &id, is_moved.then_some(InCalendar::There), &case).await;
            cases += 1;
        }
    }
    canary::assert_logs_clean();
    let said = format!("killed while appointments are written: {} calls, {cases} cases\n", targets.len() + 2);
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}
