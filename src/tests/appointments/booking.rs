//! A time that is offered is booked once, whoever asks for it at the same moment.

use std::collections::BTreeSet;

use ava::{
    domain::{
        appointment::{
            AppointmentId, AppointmentState, AppointmentsQuery, BookingSettingsForm, DateText, Layout,
            MoveForm, StateFilter,
        },
        ids::OrgId,
        moment,
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
    },
    server::{
        appointments::{service, settings},
        cx::Cx,
    },
};
use futures::future::join_all;

use super::{book_form, free, hours, offered, open, service_form};
use crate::support::{app::TestApp, both_engines, people::owner};

const MINUTE: i64 = 60_000;

fn not_offered() -> Problem {
    Problem::invalid(Field::Start, Rule::NotOffered)
}

async fn cells(app: &TestApp, org: &OrgId) -> usize {
    app.count("booked_cells WHERE org_id = $1", &[org.as_str()]).await
}

async fn move_to(cx: &Cx, id: &AppointmentId, start: i64) -> Result<(), Problem> {
    service::reschedule(cx, id, &MoveForm { start: start.to_string() }).await
}

async fn lesson_67_of_fifty_who_want_one_time_one_has_it(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let slots = free(&cx, &consultation).await;
    let (start, between) = (slots[0], slots[1]);
    assert_eq!(between - start, 15 * MINUTE);
    let names: Vec<String> = (0..50).map(|nth| format!("Customer {nth}")).collect();
    let booked = join_all(names.iter().enumerate().map(|(nth, name)| {
        // Half of them ask for a time that overlaps the other one.
        let start = if nth % 2 == 0 { start } else { between };
        let (cx, form) = (cx.clone(), book_form(&consultation, start, name));
        async move { service::book(&cx, &form).await }
    }))
    .await;
    assert_eq!(booked.iter().filter(|booked| booked.is_ok()).count(), 1);
    assert!(
        booked.iter().filter_map(|booked| booked.as_ref().err()).all(|problem| *problem == not_offered())
    );
    assert_eq!((app.count("appointments", &[]).await, cells(&app, &cx.org).await), (1, 6));
    let entries = "audit_log WHERE org_id = $1 AND action = 'appointment_booked'";
    assert_eq!(app.count(entries, &[cx.org.as_str()]).await, 1);
}

/// What decides in the end is the database, whatever was read before.
async fn lesson_67_the_database_takes_no_time_twice(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let consultation = open(&cx).await;
    let start = free(&cx, &consultation).await[0];
    let id = service::book(&cx, &book_form(&consultation, start, "Ana")).await.unwrap();
    let sql = "INSERT INTO booked_cells (org_id, cell, appointment_id)
               SELECT $1, cell, appointment_id FROM booked_cells WHERE appointment_id = $2";
    assert!(app.attempt(sql, &[cx.org.as_str(), id.as_str()]).await.is_err());
    // Another organisation has times of its own.
    let theirs = open(&other).await;
    service::book(&other, &book_form(&theirs, start, "Ben")).await.unwrap();
    assert_eq!(cells(&app, &other.org).await, 6);
}

async fn lesson_67_a_time_that_is_left_is_free_and_one_that_is_moved_to_is_taken(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let slots = free(&cx, &consultation).await;
    let (first, second, third) = (slots[0], slots[2], slots[4]);
    let ana = service::book(&cx, &book_form(&consultation, first, "Ana")).await.unwrap();
    let ben = service::book(&cx, &book_form(&consultation, second, "Ben")).await.unwrap();
    let again = service::book(&cx, &book_form(&consultation, first, "Ana")).await.unwrap();
    assert_eq!(again, ana, "a second click books nothing else");
    let mut namesake = book_form(&consultation, first, "Ana");
    namesake.email = "ana@elsewhere.example".to_owned();
    assert_eq!(service::book(&cx, &namesake).await, Err(not_offered()));

    for taken in [second, first + 15 * MINUTE] {
        assert_eq!(move_to(&cx, &ana, taken).await, Err(not_offered()));
    }
    for start in [third + 15 * MINUTE, third, third] {
        // Its own time is not in its way.
        move_to(&cx, &ana, start).await.unwrap();
    }
    let page = service::page(&cx, ana.clone()).await.unwrap().appointment;
    assert_eq!((page.starts_at, page.ends_at), (third, third + 30 * MINUTE));
    assert!(free(&cx, &consultation).await.contains(&first));

    service::cancel(&cx, &ben).await.unwrap();
    service::cancel(&cx, &ben).await.unwrap();
    assert_eq!(service::page(&cx, ben.clone()).await.unwrap().appointment.state, AppointmentState::Cancelled);
    assert_eq!(move_to(&cx, &ben, first).await, Err(ProblemKind::Stale.into()));
    service::book(&cx, &book_form(&consultation, second, "Cleo")).await.unwrap();
    assert_eq!(cells(&app, &cx.org).await, 12);
    let moved = "audit_log WHERE org_id = $1 AND action = 'appointment_moved'";
    assert_eq!(app.count(moved, &[cx.org.as_str()]).await, 2);
    let named = "audit_log WHERE action LIKE 'appointment%' AND subject LIKE '%Ana%'";
    assert_eq!(app.count(named, &[]).await, 0, "the log, which stays, knows no customer");
}

/// The days on which clocks change in a zone, forward and back, and one on which they do not.
const DAYS: [(&str, &str); 6] = [
    ("Europe/Paris", "2027-03-28"),
    ("Europe/Paris", "2027-10-31"),
    ("America/St_Johns", "2027-03-14"),
    ("Australia/Lord_Howe", "2027-04-04"),
    ("Australia/Lord_Howe", "2027-10-03"),
    ("Asia/Kathmandu", "2027-01-15"),
];

/// Whatever is drawn, of many who book, move and cancel at once: no two have one time, and each time is one
/// that is offered while nothing is booked.
async fn lesson_67_whatever_many_do_at_once_each_has_a_time_of_their_own(app: TestApp) {
    for (zone, date) in DAYS {
        let cx = owner(&app).await;
        let form = BookingSettingsForm { days_ahead: "366".to_owned(), ..hours(zone, "0-3:30, 9-11") };
        settings::save(&cx, &form).await.unwrap();
        for (name, minutes, buffer) in [("Short", "15", "0"), ("Long", "45", "15"), ("Odd", "35", "10")] {
            settings::add_service(&cx, &service_form(name, minutes, buffer)).await.unwrap();
        }
        let services = settings::services(&cx).await.unwrap();
        let date = DateText::of(moment::day_number(date).unwrap());
        let mut open = Vec::new();
        for service in &services {
            open.push(offered(&cx, &service.id, date.clone()).await.slots);
        }
        let mut ids: Vec<AppointmentId> = Vec::new();
        for round in 0..4 {
            let acts = (0..24).map(|nth| {
                let [what, which, at, beside] = app.services.random.bytes::<4>().map(usize::from);
                let (service, times) = (&services[which % services.len()], &open[which % services.len()]);
                // Some ask for a time between two that are offered.
                let beside = if beside % 4 == 0 { 5 * MINUTE } else { 0 };
                let start = times[at % times.len()] + beside;
                let form = book_form(&service.id, start, &format!("Customer {round} {nth}"));
                let (cx, there) = (cx.clone(), ids.get(at % ids.len().max(1)).cloned());
                async move {
                    match (what % 4, there) {
                        (2, Some(id)) => move_to(&cx, &id, start).await.map(|()| None),
                        (3, Some(id)) => service::cancel(&cx, &id).await.map(|()| None),
                        _ => service::book(&cx, &form).await.map(Some),
                    }
                }
            });
            let done = join_all(acts).await;
            for done in done {
                match done {
                    Ok(made) => ids.extend(made),
                    Err(problem) => {
                        let is_known = problem == not_offered() || problem.kind == ProblemKind::Stale;
                        assert!(is_known, "{zone}: {problem:?}");
                    }
                }
            }
            let day = AppointmentsQuery { date: date.clone(), ..AppointmentsQuery::default() };
            let booked = service::list(&cx, &day).await.unwrap().appointments;
            let (mut taken, mut all) = (BTreeSet::new(), 0);
            for one in &booked {
                let of = services.iter().position(|service| service.service.name == one.service).unwrap();
                assert!(open[of].contains(&one.starts_at), "{zone}: {one:?} was never offered");
                let free = one.ends_at + i64::from(services[of].service.buffer) * MINUTE;
                for minute in (one.starts_at..free).step_by(300_000) {
                    assert!(taken.insert(minute), "{zone}: {one:?} shares its time in {booked:?}");
                    all += 1;
                }
            }
            assert_eq!(cells(&app, &cx.org).await, all, "{zone}: what is left is free");
            let state = "appointments WHERE org_id = $1 AND state = 'booked'";
            assert_eq!(app.count(state, &[cx.org.as_str()]).await, booked.len(), "{zone}");
        }
        assert!(ids.len() > 4, "{zone}: {ids:?}");
    }
}

async fn a_buffer_keeps_its_time_free(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    settings::add_service(&cx, &service_form("Massage", "60", "30")).await.unwrap();
    let massage = settings::view(&cx).await.unwrap().services.pop().unwrap().id;
    let slots = free(&cx, &massage).await;
    let start = slots[0];
    service::book(&cx, &book_form(&massage, start, "Ana")).await.unwrap();
    let expected: Vec<i64> = slots.into_iter().filter(|at| *at >= start + 90 * MINUTE).collect();
    assert_eq!(free(&cx, &massage).await, expected);
}

async fn after_a_day_that_is_over_there_are_times_from_today_on(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let day = offered(&cx, &consultation, DateText::default()).await.day;
    for ago in [2, 40, 10_000] {
        let page = offered(&cx, &consultation, DateText::of(day - ago)).await;
        assert_eq!((page.slots.len(), page.next_day), (0, Some(day)), "{ago}");
    }
}

async fn lesson_67_what_is_not_offered_is_not_booked(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let start = free(&cx, &consultation).await[0];
    for wrong in
        [start + MINUTE, start - 12 * 60 * MINUTE, 0, i64::MIN, i64::MAX, start - 7 * 24 * 60 * MINUTE]
    {
        let booked = service::book(&cx, &book_form(&consultation, wrong, "Ana")).await;
        assert_eq!(booked, Err(not_offered()), "{wrong}");
    }
    let mut blank = book_form(&consultation, start, " ");
    blank.start = String::new();
    blank.phone = "12".to_owned();
    let refused = service::book(&cx, &blank).await.unwrap_err();
    assert_eq!((refused.field, refused.kind), (Some(Field::Start), ProblemKind::Invalid(Rule::Required)));
    let also: Vec<Field> = refused.also.iter().map(|(field, _)| *field).collect();
    assert_eq!(also, [Field::Name, Field::Number]);
    assert_eq!(app.count("appointments", &[]).await, 0);
    // What was offered when the page was drawn may be closed by now.
    settings::save(&cx, &hours("Europe/Paris", "")).await.unwrap();
    assert_eq!(service::book(&cx, &book_form(&consultation, start, "Ana")).await, Err(not_offered()));
}

async fn lesson_44_appointments_of_others_do_not_exist(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    let consultation = open(&cx).await;
    let start = free(&cx, &consultation).await[0];
    let id = service::book(&cx, &book_form(&consultation, start, "Ana")).await.unwrap();
    open(&stranger).await;
    let before = app.dump().await;
    let kind = |problem: Problem| problem.kind;
    assert_eq!(service::page(&stranger, id.clone()).await.map_err(kind), Err(ProblemKind::NotFound));
    assert_eq!(service::cancel(&stranger, &id).await.map_err(kind), Err(ProblemKind::NotFound));
    assert_eq!(move_to(&stranger, &id, start).await.map_err(kind), Err(ProblemKind::NotFound));
    let theirs = service::book(&stranger, &book_form(&consultation, start, "Ben")).await.unwrap_err();
    assert_eq!(theirs.field, Some(Field::Service));
    assert_eq!(
        settings::delete_service(&stranger, &consultation).await.map_err(kind),
        Err(ProblemKind::NotFound)
    );
    assert_eq!(app.dump().await, before);
}

async fn the_list_is_read_page_by_page_and_by_state(app: TestApp) {
    let cx = owner(&app).await;
    settings::save(&cx, &hours("UTC", "0-24")).await.unwrap();
    settings::add_service(&cx, &service_form("Call", "15", "0")).await.unwrap();
    let call = settings::view(&cx).await.unwrap().services.pop().unwrap().id;
    let tomorrow = DateText::of(offered(&cx, &call, DateText::default()).await.day + 1);
    let slots = offered(&cx, &call, tomorrow.clone()).await.slots;
    let mut ids = Vec::new();
    for (nth, start) in slots.iter().take(30).enumerate() {
        ids.push(service::book(&cx, &book_form(&call, *start, &format!("Customer {nth}"))).await.unwrap());
    }
    service::cancel(&cx, &ids[3]).await.unwrap();
    let all =
        AppointmentsQuery { layout: Layout::List, state: StateFilter::All, ..AppointmentsQuery::default() };
    let first = service::list(&cx, &all).await.unwrap();
    let rest = service::list(&cx, &all.from(first.next.as_ref())).await.unwrap();
    let listed: Vec<AppointmentId> =
        first.appointments.iter().chain(&rest.appointments).map(|listed| listed.id.clone()).collect();
    assert_eq!((listed, first.appointments.len(), rest.next), (ids.clone(), 25, None));
    let cancelled = AppointmentsQuery { state: StateFilter::Cancelled, ..all };
    let cancelled = service::list(&cx, &cancelled).await.unwrap().appointments;
    assert_eq!(cancelled.iter().map(|listed| &listed.id).collect::<Vec<_>>(), [&ids[3]]);
    let week = AppointmentsQuery { layout: Layout::Week, date: tomorrow, ..AppointmentsQuery::default() };
    assert_eq!(service::list(&cx, &week).await.unwrap().appointments.len(), 29);
}

async fn lesson_76_an_organisation_books_no_more_in_a_day_than_it_may(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 1)";
    for quota in [Quota::Bookings, Quota::Services] {
        app.execute(sql, &[cx.org.as_str(), quota.code()]).await;
    }
    let slots = free(&cx, &consultation).await;
    let id = service::book(&cx, &book_form(&consultation, slots[0], "Ana")).await.unwrap();
    service::cancel(&cx, &id).await.unwrap();
    let refused = service::book(&cx, &book_form(&consultation, slots[0], "Ben")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::Bookings, 1));
    assert_eq!(cells(&app, &cx.org).await, 0, "nothing of it is kept");
    let refused = settings::add_service(&cx, &service_form("Massage", "60", "0")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::Services, 1));
}

both_engines!(
    lesson_67_of_fifty_who_want_one_time_one_has_it,
    lesson_67_the_database_takes_no_time_twice,
    lesson_67_a_time_that_is_left_is_free_and_one_that_is_moved_to_is_taken,
    lesson_67_whatever_many_do_at_once_each_has_a_time_of_their_own,
    a_buffer_keeps_its_time_free,
    after_a_day_that_is_over_there_are_times_from_today_on,
    lesson_67_what_is_not_offered_is_not_booked,
    lesson_44_appointments_of_others_do_not_exist,
    the_list_is_read_page_by_page_and_by_state,
    lesson_76_an_organisation_books_no_more_in_a_day_than_it_may,
);
