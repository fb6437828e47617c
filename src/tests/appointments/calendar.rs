//! Appointments and the Google calendar are in step: what others take is not offered, what is booked here
//! is there, and what somebody changes there is here, whatever Google does meanwhile.

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{
        appointment::{
            AppointmentId, AppointmentMark, AppointmentPage, AppointmentState, BookForm, DateText,
            InCalendar, MoveForm, ServiceId,
        },
        credential::CredentialStatus,
        integrations::Checked,
        moment,
        operation::{OperationKind, OperationState},
        provider::google_calendar::{CalendarForm, PROVIDER},
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        appointments::service,
        calendars,
        cx::Cx,
        integrations::{self, connectors::google_calendar},
        personal_data::erase::erase,
    },
};
use serde_json::{Value, json};

use super::{book_form, free, marks, offered, open};
use crate::support::{
    app::TestApp,
    both_engines,
    calls::Target,
    faults::{
        lasting,
        trouble::{Disturbed, Run, Trouble, relieve, tables},
    },
    google::{ACCOUNT, connect},
    people::{card_of, latest, owner},
};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Opens an organisation whose calendar at Google is in step.
async fn in_step(app: &TestApp) -> (Cx, ServiceId) {
    let cx = owner(app).await;
    let service = open(&cx).await;
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    app.settle().await;
    (cx, service)
}

async fn book(cx: &Cx, service: &ServiceId, start: i64) -> AppointmentId {
    service::book(cx, &book_form(service, start, "Ana Morel")).await.unwrap()
}

async fn move_to(cx: &Cx, id: &AppointmentId, start: i64) {
    service::reschedule(cx, id, &MoveForm { start: start.to_string() }).await.unwrap();
}

async fn page(cx: &Cx, id: &AppointmentId) -> AppointmentPage {
    service::page(cx, id.clone()).await.unwrap()
}

/// Reads the calendar as it is done every few minutes.
async fn reads(app: &TestApp) {
    app.clock.advance(Duration::from_secs(6 * 60));
    assert_eq!(calendars::enqueue_due(&app.services).await.unwrap(), 1);
    app.settle().await;
}

/// The events of appointments in the calendar, but for those that are deleted.
async fn events(app: &TestApp, calendar: &str) -> Vec<Value> {
    let events = app.sandbox.google_events(calendar).await;
    let is_ours = |event: &Value| event["id"].as_str().is_some_and(|id| id.starts_with("ava"));
    events.into_iter().filter(|event| is_ours(event) && event["status"] != "cancelled").collect()
}

fn starts(event: &Value) -> i64 {
    let at = event["start"]["dateTime"].as_str().unwrap();
    let day = moment::day_number(&at[..10]).unwrap();
    let part = |range: std::ops::Range<usize>| at[range].parse::<i64>().unwrap();
    day * 24 * HOUR + part(11..13) * HOUR + part(14..16) * MINUTE
}

fn at(start: i64) -> Value {
    json!({
        "start": { "dateTime": moment::iso(start) },
        "end": { "dateTime": moment::iso(start + 30 * MINUTE) },
    })
}

fn busy(id: &str, start: i64) -> Value {
    let mut event = at(start);
    event["id"] = json!(id);
    event
}

async fn the_calendar_has_what_is_booked_moved_and_cancelled_here(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let id = book(&cx, &service, slots[0]).await;
    assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::Waits));
    app.settle().await;
    let there = events(&app, ACCOUNT).await;
    assert_eq!(there.len(), 1);
    assert_eq!(there[0]["id"], calendars::event_id(&id));
    assert_eq!(
        (starts(&there[0]), there[0]["summary"].as_str()),
        (slots[0], Some("Ana Morel – Consultation"))
    );
    assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::There));
    let written = latest(&cx, OperationKind::SyncCalendar).await;
    assert_eq!(written.state, OperationState::Done);
    assert!(written.steps.iter().all(|step| step.receipt.is_some()));

    // What AVA wrote is no change of somebody else's.
    reads(&app).await;
    assert_eq!(page(&cx, &id).await.appointment.starts_at, slots[0]);
    move_to(&cx, &id, slots[6]).await;
    app.settle().await;
    let there = events(&app, ACCOUNT).await;
    assert_eq!((there.len(), starts(&there[0])), (1, slots[6]));
    service::cancel(&cx, &id).await.unwrap();
    app.settle().await;
    assert!(events(&app, ACCOUNT).await.is_empty());
    assert_eq!(page(&cx, &id).await.calendar, None);
    let moved = "audit_log WHERE org_id = $1 AND action IN ('appointment_moved', 'appointment_cancelled')";
    assert_eq!(app.count(moved, &[cx.org.as_str()]).await, 2);
    reads(&app).await;
    let kept = "operations WHERE org_id = $1 AND kind = 'sync_calendar'";
    let had = app.count(kept, &[cx.org.as_str()]).await;
    reads(&app).await;
    assert_eq!(app.count(kept, &[cx.org.as_str()]).await, had, "a reading that wrote nothing is kept once");
}

async fn times_that_others_take_in_the_calendar_are_not_offered(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let day = moment::day_number(&moment::iso(slots[0])[..10]).unwrap();
    app.sandbox.google_make(ACCOUNT, busy("theirs", slots[2])).await;
    let mut transparent = busy("free", slots[8]);
    transparent["transparency"] = json!("transparent");
    app.sandbox.google_make(ACCOUNT, transparent).await;
    let days = json!({
        "id": "holiday", "start": { "date": moment::date(day + 1) }, "end": { "date": moment::date(day + 2) },
    });
    app.sandbox.google_make(ACCOUNT, days).await;
    let mut weekly = busy("weekly", slots[6]);
    weekly["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=3"]);
    app.sandbox.google_make(ACCOUNT, weekly).await;
    reads(&app).await;

    let now_free = free_on(&cx, &service, day).await;
    for taken in [slots[1], slots[2], slots[3], slots[6]] {
        assert!(!now_free.contains(&taken), "{taken}");
    }
    assert!(now_free.contains(&slots[0]) && now_free.contains(&slots[8]));
    assert!(free_on(&cx, &service, day + 1).await.is_empty(), "a whole day");
    let next_week = free_on(&cx, &service, day + 7).await;
    assert!(!next_week.is_empty() && !next_week.contains(&(slots[6] + 7 * 24 * HOUR)));
    let refused = service::book(&cx, &book_form(&service, slots[2], "Ben")).await;
    assert!(refused.is_err());

    // What is freed there is free here, whether it is told as a change or all is read anew.
    app.sandbox.google_delete(ACCOUNT, "theirs").await;
    let since = app.sandbox.last_seq().await;
    reads(&app).await;
    let calls = app.sandbox.calls_after(since).await;
    assert!(calls.iter().any(|call| call.path.contains("syncToken=")), "what changed alone is read");
    assert!(free_on(&cx, &service, day).await.contains(&slots[2]));
    app.sandbox.google_delete(ACCOUNT, "weekly").await;
    app.sandbox.google_forget_tokens().await;
    reads(&app).await;
    assert!(free_on(&cx, &service, day).await.contains(&slots[6]), "410 starts over");
}

async fn free_on(cx: &Cx, service: &ServiceId, day: i64) -> Vec<i64> {
    offered(cx, service, DateText::of(day)).await.slots
}

async fn what_is_moved_or_deleted_there_is_here(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let (ana, ben) = (book(&cx, &service, slots[0]).await, book(&cx, &service, slots[4]).await);
    app.settle().await;
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&ana), at(slots[8])).await;
    reads(&app).await;
    let now = page(&cx, &ana).await;
    assert_eq!((now.appointment.starts_at, now.calendar), (slots[8], Some(InCalendar::There)));
    assert!(free(&cx, &service).await.contains(&slots[0]));
    let by = "audit_log WHERE org_id = $1 AND action = 'appointment_moved' AND actor LIKE 'operation:%'";
    assert_eq!(app.count(by, &[cx.org.as_str()]).await, 1);

    // A time that is taken here is shown, and nothing is moved; who moves it has the last word.
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&ana), at(slots[4])).await;
    reads(&app).await;
    let now = page(&cx, &ana).await;
    assert_eq!((now.appointment.starts_at, now.calendar), (slots[8], Some(InCalendar::Elsewhere(slots[4]))));
    let both = [(ben.clone(), AppointmentMark::Clashes), (ana.clone(), AppointmentMark::Elsewhere)];
    assert_eq!(marks(&cx).await, both);
    move_to(&cx, &ana, slots[0]).await;
    app.settle().await;
    assert_eq!(page(&cx, &ana).await.calendar, Some(InCalendar::There));
    assert_eq!(marks(&cx).await, []);
    let of = |there: Vec<Value>, id: &AppointmentId| {
        there.into_iter().find(|event| event["id"] == calendars::event_id(id)).map(|event| starts(&event))
    };
    assert_eq!(of(events(&app, ACCOUNT).await, &ana), Some(slots[0]));

    app.sandbox.google_delete(ACCOUNT, &calendars::event_id(&ben)).await;
    reads(&app).await;
    assert_eq!(page(&cx, &ben).await.appointment.state, AppointmentState::Cancelled);
    assert!(free(&cx, &service).await.contains(&slots[4]));
    // Also where the reading starts over, and tells of no deletion.
    app.sandbox.google_delete(ACCOUNT, &calendars::event_id(&ana)).await;
    app.sandbox.google_forget_tokens().await;
    reads(&app).await;
    assert_eq!(page(&cx, &ana).await.appointment.state, AppointmentState::Cancelled);
}

/// Moved there by less than it lasts, to a time that another appointment has.
async fn what_overlaps_its_former_time_there_clashes_with_the_others_alone(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let ana = book(&cx, &service, slots[0]).await;
    let ben = book(&cx, &service, slots[2]).await;
    app.settle().await;
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&ana), at(slots[1])).await;
    reads(&app).await;
    assert_eq!(page(&cx, &ana).await.calendar, Some(InCalendar::Elsewhere(slots[1])));
    assert!(!page(&cx, &ana).await.clashes && page(&cx, &ben).await.clashes);
    assert_eq!(marks(&cx).await, [(ben, AppointmentMark::Clashes), (ana, AppointmentMark::Elsewhere)]);
}

/// Whoever needs longer for somebody makes the event longer.
async fn what_is_made_longer_there_takes_its_time_here(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let id = book(&cx, &service, slots[0]).await;
    app.settle().await;
    let mut hour = at(slots[0]);
    hour["end"] = json!({ "dateTime": moment::iso(slots[0] + HOUR) });
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&id), hour.clone()).await;
    let taken = async || {
        let now = free(&cx, &service).await;
        [slots[0], slots[2], slots[3], slots[4]].map(|start| !now.contains(&start))
    };
    for _ in 0..2 {
        reads(&app).await;
        assert_eq!(taken().await, [true, true, true, false]);
        let now = page(&cx, &id).await;
        assert_eq!((now.clashes, now.appointment.ends_at), (false, slots[0] + 30 * MINUTE));
        assert_eq!(now.calendar, Some(InCalendar::There));
        // The same where the reading starts over.
        app.sandbox.google_forget_tokens().await;
    }
    // Its own time is not in its way, and moved here, it is as long as its service.
    move_to(&cx, &id, slots[2]).await;
    app.settle().await;
    assert_eq!(taken().await, [false, true, true, false]);
    // Moved and made longer at once there.
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&id), hour).await;
    reads(&app).await;
    assert_eq!(page(&cx, &id).await.appointment.starts_at, slots[0]);
    assert_eq!(taken().await, [true, true, true, false]);
    app.sandbox.google_delete(ACCOUNT, &calendars::event_id(&id)).await;
    reads(&app).await;
    assert_eq!(taken().await, [false; 4]);
    assert_eq!(app.count("calendar_busy WHERE event_id LIKE 'ava%'", &[]).await, 0);
}

async fn what_both_sides_change_keeps_the_time_from_here_and_the_rest_from_there(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let id = book(&cx, &service, slots[0]).await;
    app.settle().await;
    move_to(&cx, &id, slots[4]).await;
    let mut theirs = at(slots[8]);
    theirs["location"] = json!("Room 2");
    app.sandbox.google_change(ACCOUNT, &calendars::event_id(&id), theirs).await;
    let since = app.sandbox.last_seq().await;
    app.settle().await;
    let calls = app.sandbox.calls_after(since).await;
    assert!(calls.iter().any(|call| call.status == Some(412)), "the write that did not know of theirs");
    let there = events(&app, ACCOUNT).await;
    assert_eq!((starts(&there[0]), there[0]["location"].as_str()), (slots[4], Some("Room 2")));
    assert_eq!(page(&cx, &id).await.appointment.starts_at, slots[4]);

    // Deleted there while it is moved here: it is there again.
    move_to(&cx, &id, slots[6]).await;
    app.sandbox.google_delete(ACCOUNT, &calendars::event_id(&id)).await;
    app.settle().await;
    assert_eq!(events(&app, ACCOUNT).await.iter().map(starts).collect::<Vec<_>>(), [slots[6]]);

    // Somebody books over it there, which is shown.
    app.sandbox.google_make(ACCOUNT, busy("theirs", slots[6])).await;
    reads(&app).await;
    let now = page(&cx, &id).await;
    assert!(now.clashes && now.appointment.starts_at == slots[6]);
    assert_eq!(marks(&cx).await, [(id, AppointmentMark::Clashes)]);
}

async fn bookings_are_held_while_google_is_away_and_caught_up_once(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    for kind in [FaultKind::ServerError, FaultKind::Unavailable] {
        app.sandbox.inject(&lasting(SandboxProvider::Google, kind)).await;
        let id = book(&cx, &service, free(&cx, &service).await[0]).await;
        app.run_due().await;
        assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::Waits), "{kind:?}");
        assert_eq!(latest(&cx, OperationKind::SyncCalendar).await.state, OperationState::Retrying);
        relieve(&app).await;
        app.settle().await;
        assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::There), "{kind:?}");
        service::cancel(&cx, &id).await.unwrap();
        app.settle().await;
    }
    // The consent is taken back: what is booked waits for another one.
    app.sandbox.remove_access(ACCOUNT).await;
    app.clock.advance(Duration::from_secs(2 * 3600));
    let id = book(&cx, &service, slots[6]).await;
    app.run_due().await;
    assert_eq!(latest(&cx, OperationKind::SyncCalendar).await.state, OperationState::Waiting);
    assert_eq!(card_of(&cx, PROVIDER).await.credential.unwrap().status, CredentialStatus::Refused);
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    app.settle().await;
    let there = events(&app, ACCOUNT).await;
    assert_eq!(there.iter().map(starts).collect::<Vec<_>>(), [slots[6]]);
    assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::There));
}

async fn a_calendar_that_cannot_be_read_is_told_of_once(app: TestApp) {
    let (cx, _) = in_step(&app).await;
    let (main, gone) = ("\"calendar\":null", "\"calendar\":\"gone@calendar.example\"");
    let choose = async |from: &str, to: &str| {
        let sql = "UPDATE org_credentials SET public_config = REPLACE(public_config, $1, $2)
                   WHERE provider = 'google_calendar'";
        assert_eq!(app.execute(sql, &[from, to]).await, 1);
    };
    let ends = async |state: OperationState| {
        reads(&app).await;
        assert_eq!(latest(&cx, OperationKind::SyncCalendar).await.state, state);
    };
    let told = async || {
        let sql = "SELECT subject FROM notifications WHERE kind = 'operation_stuck' ORDER BY at";
        app.texts(sql, &[]).await
    };
    for nth in 1..=2 {
        choose(main, gone).await;
        for _ in 0..3 {
            ends(OperationState::Failed).await;
        }
        assert_eq!(told().await.len(), nth, "once until it works again");
        choose(gone, main).await;
        ends(OperationState::Done).await;
    }
    for operation in told().await {
        assert_eq!(app.count("operations WHERE id = $1", &[&operation]).await, 1, "it is still to be read");
    }
}

async fn what_google_refuses_holds_up_nothing_else(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let (ana, ben) = (book(&cx, &service, slots[0]).await, book(&cx, &service, slots[4]).await);
    // Google takes no event without a length.
    app.execute("UPDATE appointments SET ends_at = starts_at WHERE id = $1", &[ana.as_str()]).await;
    app.settle().await;
    assert_eq!(latest(&cx, OperationKind::SyncCalendar).await.state, OperationState::Done);
    assert_eq!(page(&cx, &ana).await.calendar, Some(InCalendar::Refused));
    assert_eq!(page(&cx, &ben).await.calendar, Some(InCalendar::There));
    assert_eq!(marks(&cx).await, [(ana.clone(), AppointmentMark::Refused)]);
    let since = app.sandbox.last_seq().await;
    reads(&app).await;
    let calls = app.sandbox.calls_after(since).await;
    assert!(calls.iter().all(|call| call.status != Some(400)), "nobody asks again: {calls:?}");
    move_to(&cx, &ben, slots[6]).await;
    app.settle().await;
    assert_eq!(page(&cx, &ben).await.calendar, Some(InCalendar::There));
    app.execute("UPDATE appointments SET ends_at = free_at WHERE id = $1", &[ana.as_str()]).await;
    move_to(&cx, &ana, slots[8]).await;
    app.settle().await;
    assert_eq!(page(&cx, &ana).await.calendar, Some(InCalendar::There));
    let mut there: Vec<i64> = events(&app, ACCOUNT).await.iter().map(starts).collect();
    there.sort_unstable();
    assert_eq!(there, [slots[6], slots[8]]);
}

async fn who_is_erased_leaves_the_calendar(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let form =
        BookForm { email: "ana@home.example".to_owned(), ..book_form(&service, slots[0], "Ana Morel") };
    let id = service::book(&cx, &form).await.unwrap();
    app.settle().await;
    assert!(events(&app, ACCOUNT).await[0]["description"].as_str().unwrap().contains("ana@home.example"));
    // It is over by then, and stays as a time that was taken.
    app.clock.advance(Duration::from_millis(u64::try_from(slots[0] + HOUR - app.now()).unwrap()));
    let contact = page(&cx, &id).await.appointment.contact.unwrap();
    erase(&cx, &contact).await.unwrap();
    reads(&app).await;
    let there = events(&app, ACCOUNT).await;
    assert_eq!(
        (there[0]["summary"].as_str(), there[0]["description"].as_str()),
        (Some("Consultation"), Some(""))
    );
    // What is to come is cancelled, and leaves it altogether.
    let start = free(&cx, &service).await[2];
    let form = BookForm { email: "ben@home.example".to_owned(), ..book_form(&service, start, "Ben Roy") };
    let id = service::book(&cx, &form).await.unwrap();
    app.settle().await;
    assert_eq!(events(&app, ACCOUNT).await.len(), 2);
    let contact = page(&cx, &id).await.appointment.contact.unwrap();
    erase(&cx, &contact).await.unwrap();
    reads(&app).await;
    assert_eq!(events(&app, ACCOUNT).await.len(), 1);
}

async fn appointments_follow_the_choice_of_the_calendar_and_stay_after_a_disconnecting(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    let slots = free(&cx, &service).await;
    let id = book(&cx, &service, slots[0]).await;
    app.settle().await;
    let team = "team-ana@group.calendar.google.com";
    google_calendar::choose(&cx, &CalendarForm { calendar: team.to_owned() }).await.unwrap();
    app.settle().await;
    assert_eq!((events(&app, ACCOUNT).await.len(), events(&app, team).await.len()), (0, 1));
    integrations::disconnect::disconnect(&cx, PROVIDER).await.unwrap();
    app.settle().await;
    assert_eq!(events(&app, team).await.len(), 1, "it is still an appointment");
    assert_eq!((app.count("calendar_mirrors", &[]).await, page(&cx, &id).await.calendar), (0, None));
    // Connected again, the event is known again, and is not made twice.
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    google_calendar::choose(&cx, &CalendarForm { calendar: team.to_owned() }).await.unwrap();
    app.settle().await;
    reads(&app).await;
    app.settle().await;
    assert_eq!(events(&app, team).await.len(), 1);
    assert_eq!(page(&cx, &id).await.calendar, Some(InCalendar::There));
}

async fn a_reading_that_a_disconnecting_stopped_is_not_kept(app: TestApp) {
    let (cx, service) = in_step(&app).await;
    app.sandbox.inject(&lasting(SandboxProvider::Google, FaultKind::Unavailable)).await;
    book(&cx, &service, free(&cx, &service).await[0]).await;
    app.run_due().await;
    relieve(&app).await;
    integrations::disconnect::disconnect(&cx, PROVIDER).await.unwrap();
    let stopped = "operations WHERE org_id = $1 AND kind = 'sync_calendar' AND state = 'stopped'";
    assert_eq!(app.count(stopped, &[cx.org.as_str()]).await, 1);
    app.settle().await;
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    app.settle().await;
    assert_eq!(latest(&cx, OperationKind::SyncCalendar).await.state, OperationState::Done);
    assert_eq!(app.count(stopped, &[cx.org.as_str()]).await, 0);
}

both_engines!(
    the_calendar_has_what_is_booked_moved_and_cancelled_here,
    a_reading_that_a_disconnecting_stopped_is_not_kept,
    times_that_others_take_in_the_calendar_are_not_offered,
    what_is_moved_or_deleted_there_is_here,
    what_overlaps_its_former_time_there_clashes_with_the_others_alone,
    what_is_made_longer_there_takes_its_time_here,
    what_both_sides_change_keeps_the_time_from_here_and_the_rest_from_there,
    bookings_are_held_while_google_is_away_and_caught_up_once,
    a_calendar_that_cannot_be_read_is_told_of_once,
    what_google_refuses_holds_up_nothing_else,
    who_is_erased_leaves_the_calendar,
    appointments_follow_the_choice_of_the_calendar_and_stay_after_a_disconnecting,
);

/// Every call by which appointments come into the calendar × every fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Book,
    Move,
    Cancel,
}

impl Way {
    async fn gone(self, cx: &Cx, Begun { service, slots, there }: &Begun) {
        match (self, there) {
            (Way::Move, Some(id)) => move_to(cx, id, slots[4]).await,
            (Way::Cancel, Some(id)) => service::cancel(cx, id).await.unwrap(),
            _ => {
                book(cx, service, slots[4]).await;
            }
        }
    }
}

#[derive(Clone)]
struct Begun {
    service: ServiceId,
    slots: Vec<i64>,
    /// The appointment that is moved or cancelled.
    there: Option<AppointmentId>,
}

impl Disturbed for Way {
    type Begun = Begun;

    async fn begin(self, app: &TestApp) -> (Cx, Begun) {
        let (cx, service) = in_step(app).await;
        let slots = free(&cx, &service).await;
        let there = match self {
            Way::Book => None,
            Way::Move | Way::Cancel => Some(book(&cx, &service, slots[0]).await),
        };
        app.settle().await;
        (cx, Begun { service, slots, there })
    }

    async fn calls(self, Run { app, cx, begun }: Run<Begun>) -> BTreeSet<Target> {
        let since = app.sandbox.last_seq().await;
        self.gone(&cx, &begun).await;
        app.settle().await;
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(self, Run { app, cx, begun }: Run<Begun>, target: &Target, trouble: Trouble, case: &str) {
        app.sandbox.inject(&trouble.at(target)).await;
        self.gone(&cx, &begun).await;
        app.run_due().await;
        relieve(&app).await;
        if card_of(&cx, PROVIDER).await.credential.unwrap().status != CredentialStatus::Connected {
            assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted), "{case}");
        }
        app.settle().await;
        app.clock.advance(Duration::from_secs(6 * 60));
        calendars::enqueue_due(&app.services).await.unwrap();
        app.settle().await;
        let there: Vec<i64> = events(&app, ACCOUNT).await.iter().map(starts).collect();
        let expected = if self == Way::Cancel { vec![] } else { vec![begun.slots[4]] };
        assert_eq!(there, expected, "{case}");
        assert_eq!(app.count("booking_events WHERE due", &[]).await, 0, "{case}");
    }
}

tables! {
    what_is_booked_comes_into_the_calendar_whatever_google_answers: Way::Book, 2;
    lesson_26_what_is_moved_is_moved_in_the_calendar: Way::Move, 2;
    lesson_26_what_is_cancelled_leaves_the_calendar: Way::Cancel, 2;
}
