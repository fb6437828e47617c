//! `kill -9` before and after every call by which a booking comes into the calendar: after the next start
//! it is there, once.

use std::{collections::BTreeSet, io::Write};

use ava::{
    domain::{
        appointment::{AppointmentId, AppointmentPage, InCalendar},
        sandbox::FaultKind,
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

/// Waits until the appointment is in the calendar, and asserts that it is there once.
async fn comes(run: &Killed, id: &str, case: &str) {
    let there = |page: &AppointmentPage| page.calendar == Some(InCalendar::There);
    let _: AppointmentPage = run.browser.until("read/Appointment", &[("id", id)], there).await;
    let id: AppointmentId = id.parse().unwrap();
    let events = run.sandbox.google_events(ACCOUNT).await;
    let of = |event: &&Value| event["id"] == event_id(&id) && event["status"] == "confirmed";
    assert_eq!(events.iter().filter(of).count(), 1, "{case}: {events:#?}");
    run.assert_log_clean();
}

#[tokio::test]
async fn lesson_19_a_booking_killed_on_its_way_into_the_calendar_is_there_once() {
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
    let targets: BTreeSet<Target> = Target::all(&run.sandbox.calls_after(since).await);
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
    canary::assert_logs_clean();
    let said = format!("killed while a booking is written: {} calls, {cases} cases\n", targets.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}
