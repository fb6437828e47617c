//! Hours, services and appointments by the API.

use std::collections::BTreeSet;

use ava::{
    domain::{api_token::Scope, role::Role},
    server::appointments::service,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, deleted, done, is_nobodys, program_of, refusal, replaced};
use crate::{
    appointments::{book_form, free, open},
    support::{
        app::TestApp,
        both_engines,
        people::{colleague, owner, prepared},
        program::Program,
    },
};

async fn an_organisation_is_opened_for_bookings(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let before = program.get("/api/hours").await;
    let first = before.header("etag").to_owned();
    assert_eq!(before.json::<Value>()["monday"], "");
    let week =
        json!({ "time_zone": "Europe/Paris", "monday": "9-12:30, 14-18", "closed_days": ["2026-12-25"] });
    let set = replaced(&program, "/api/hours", &first, &week).await;
    let hours: Value = set.json();
    assert_eq!((set.status, &hours["monday"]), (200, &json!("9:00–12:30, 14:00–18:00")), "{hours}");
    assert_eq!((&hours["closed_days"], &hours["lead_time"]), (&json!(["2026-12-25"]), &json!(2)));
    let refused = replaced(&program, "/api/hours", &first, &week).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    let mut same = hours.clone();
    same.as_object_mut().unwrap().remove("version");
    assert_eq!(done(&program, Method::PUT, "/api/hours", same).await, hours, "what was read can be sent");
    let wrong = json!({ "time_zone": "Mars", "tuesday": "9-25", "closed_days": ["soon"], "days_ahead": 0 });
    let refused = program.ask(Method::PUT, "/api/hours", Some(&wrong)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "time_zone".into()));
    let also: Value = refused.json();
    let also: Vec<&str> =
        also["also"].as_array().unwrap().iter().map(|also| also["field"].as_str().unwrap()).collect();
    assert_eq!(also, ["tuesday", "closed_days", "days_ahead"]);
}

async fn a_service_is_added_replaced_and_deleted(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let body = json!({ "name": "Consultation", "length": 30, "price": "40 €" });
    let made = program.ask(Method::POST, "/api/services", Some(&body)).await;
    let made_as: Value = made.json();
    let path = format!("/api/services/{}", made_as["id"].as_str().unwrap());
    assert_eq!((made.status, made.header("location")), (201, path.as_str()), "{made_as}");
    assert_eq!(done(&program, Method::POST, "/api/services", body.clone()).await, made_as, "the same one");
    let longer = json!({ "name": "Consultation", "length": 45, "buffer": 15 });
    let changed = replaced(&program, &path, made.header("etag"), &longer).await;
    assert_eq!((changed.status, &changed.json::<Value>()["price"]), (200, &json!("")));
    let refused = replaced(&program, &path, made.header("etag"), &body).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    for (name, value) in [("name", json!("")), ("length", json!(7)), ("buffer", json!(245))] {
        let mut wrong = longer.clone();
        wrong[name] = value;
        let refused = program.ask(Method::PUT, &path, Some(&wrong)).await;
        assert_eq!(refusal(&refused), (422, "invalid".into(), name.into()));
    }
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::GET, path.clone(), Value::Null),
        (Method::PUT, path.clone(), body),
        (Method::DELETE, path.clone(), Value::Null),
    ];
    is_nobodys(&stranger, &asked).await;
    assert_eq!(all_pages(&program, "/api/services", "length").await, (vec![json!(45)], 1));
    let refused = deleted(&program, &path, made.header("etag")).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    assert_eq!(deleted(&program, &path, changed.header("etag")).await.status, 204);
    assert_eq!((program.get(&path).await.status, app.count("appointment_services", &[]).await), (404, 0));
}

async fn an_agent_has_hours_and_services_of_its_own(app: TestApp) {
    let (cx, agent) = prepared(&app).await;
    let offered = open(&cx).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let offer = format!("/api/agents/{agent}/offer");
    let before = program.get(&offer).await;
    let nothing: Value = before.json();
    let version = &nothing["version"];
    assert_eq!(before.header("etag"), format!("\"{version}\""));
    assert_eq!(
        nothing,
        json!({ "agent": agent, "hours": null, "lead_time": null, "services": null, "version": version })
    );
    let hours = format!("/api/agents/{agent}/hours");
    let evening = "18:00–22:00";
    let week = json!({ "sunday": evening, "saturday": evening });
    assert_eq!(done(&program, Method::GET, "/api/offers", Value::Null).await["items"], json!([]));
    let own = done(&program, Method::PUT, &hours, json!({ "hours": week, "lead_time": 0 })).await;
    let listed = done(&program, Method::GET, "/api/offers", Value::Null).await;
    assert_eq!(listed["items"], json!([own]));
    assert_eq!((&own["hours"]["sunday"], &own["lead_time"]), (&json!(evening), &json!(0)), "{own}");
    let services = format!("/api/agents/{agent}/services");
    let (as_before, as_now) = (before.header("etag"), format!("\"{}\"", own["version"]));
    for (path, body) in [(&hours, json!({})), (&services, json!({ "services": [] }))] {
        let refused = replaced(&program, path, as_before, &body).await;
        assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"), "{path}");
    }
    let saved = replaced(&program, &services, &as_now, &json!({ "services": null })).await;
    assert_eq!((saved.status, saved.header("etag")), (200, as_now.as_str()), "{}", saved.body);
    let first = async |query: &str| {
        let path = format!("/api/appointments/slots{query}");
        done(&program, Method::GET, &path, Value::Null).await["slots"][0].clone()
    };
    let of_agent = first(&format!("?agent={agent}")).await;
    assert_eq!((&of_agent, first("").await), (&json!("2026-11-21T17:00:00Z"), json!("2026-11-21T08:00:00Z")));
    let body = json!({ "service": offered, "start": of_agent, "name": "Ana" });
    let refused = program.ask(Method::POST, "/api/appointments", Some(&body)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "start".into()), "out of the organisation's hours");
    let mut through = body.clone();
    through["agent"] = json!(agent);
    done(&program, Method::POST, "/api/appointments", through).await;

    let unknown = json!({ "services": ["0190a5e2-7c1b-7def-8123-0123456789ab"] });
    let refused = program.ask(Method::PUT, &services, Some(&unknown)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "service".into()));
    let some = done(&program, Method::PUT, &services, json!({ "services": [offered] })).await;
    assert_eq!(some["services"], json!([offered]));
    done(&program, Method::PUT, &services, json!({ "services": null })).await;
    assert_eq!(done(&program, Method::PUT, &hours, json!({})).await, nothing);
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::GET, offer, Value::Null),
        (Method::PUT, hours, json!({})),
        (Method::PUT, services, json!({ "services": null })),
    ];
    is_nobodys(&stranger, &asked).await;
    assert_eq!(done(&program, Method::GET, "/api/offers", Value::Null).await["items"], json!([]));
}

async fn a_time_is_booked_moved_and_freed_again(app: TestApp) {
    let cx = owner(&app).await;
    let offered = open(&cx).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let slots = async || done(&program, Method::GET, "/api/appointments/slots", Value::Null).await;
    let day = slots().await;
    assert_eq!(day["service"], offered.as_str());
    let (first, fourth) = (day["slots"][0].clone(), day["slots"][3].clone());
    let body = json!({ "service": offered, "start": first, "name": "Ana", "number": "+33612345678" });
    let made = program.ask(Method::POST, "/api/appointments", Some(&body)).await;
    let booked: Value = made.json();
    assert_eq!((made.status, &booked["state"], &booked["start"]), (201, &json!("booked"), &first));
    let path = format!("/api/appointments/{}", booked["id"].as_str().unwrap());
    assert_eq!(made.header("location"), path);
    assert_eq!(done(&program, Method::POST, "/api/appointments", body.clone()).await["id"], booked["id"]);
    assert!(!slots().await["slots"].as_array().unwrap().contains(&first));
    let contact = done(&program, Method::GET, "/api/contacts", Value::Null).await;
    assert_eq!(contact["items"][0]["id"], booked["contact"]);

    let moved = replaced(&program, &path, made.header("etag"), &json!({ "start": fourth })).await;
    assert_eq!((moved.status, &moved.json::<Value>()["start"]), (200, &fourth), "{}", moved.body);
    let refused = replaced(&program, &path, made.header("etag"), &json!({ "start": first })).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    let night = json!({ "start": "2026-11-23T02:00:00Z" });
    let refused = program.ask(Method::PUT, &path, Some(&night)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "start".into()));
    let cancelled = done(&program, Method::POST, &format!("{path}/cancel"), Value::Null).await;
    assert_eq!(cancelled["state"], "cancelled");
    let refused = program.ask(Method::PUT, &path, Some(&json!({ "start": first }))).await;
    assert_eq!((refused.status, code(&refused).as_str()), (409, "stale"));
    let listed = async |query: &str| all_pages(&program, &format!("/api/appointments?{query}"), "id").await.0;
    assert_eq!(listed("state=booked").await, Vec::<Value>::new());
    assert_eq!(listed("state=all").await, [booked["id"].clone()]);
}

async fn what_breaks_a_rule_is_told_by_its_field(app: TestApp) {
    let cx = owner(&app).await;
    let offered = open(&cx).await;
    let start = free(&cx, &offered).await[0];
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let start = ava::domain::moment::iso(start);
    let whole = json!({ "service": offered, "start": start, "name": "Ana", "email": "ana@home.example" });
    for (name, value) in [
        ("service", json!("0190a5e2-7c1b-7def-8123-0123456789ab")),
        ("start", json!("2026-11-23T02:00:00Z")),
        ("name", json!("")),
        ("number", json!("four")),
        ("email", json!("ana")),
        ("note", json!("x".repeat(2001))),
    ] {
        let mut body = whole.clone();
        body[name] = value;
        let refused = program.ask(Method::POST, "/api/appointments", Some(&body)).await;
        assert_eq!(refusal(&refused), (422, "invalid".into(), name.into()));
    }
    for start in ["tomorrow", "2026-11-23T09:00:00", "2026-11-23T09:00:00+01:00"] {
        let mut body = whole.clone();
        body["start"] = json!(start);
        let refused = program.ask(Method::POST, "/api/appointments", Some(&body)).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "body"), "{start}");
    }
    let nothing = "/api/appointments/slots?service=0190a5e2-7c1b-7def-8123-0123456789ab";
    assert_eq!(refusal(&program.get(nothing).await), (422, "invalid".into(), "service".into()));
    assert_eq!(app.count("appointments", &[]).await, 0);
}

async fn the_list_has_pages_and_is_of_one_organisation(app: TestApp) {
    let cx = owner(&app).await;
    let offered = open(&cx).await;
    for nth in 0..3 {
        let times = free(&cx, &offered).await;
        for start in times.into_iter().step_by(2).take(10) {
            service::book(&cx, &book_form(&offered, start, &format!("Person {nth}"))).await.unwrap();
        }
        app.execute("UPDATE appointments SET state = 'cancelled'", &[]).await;
        app.execute("DELETE FROM booked_cells", &[]).await;
    }
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let (ids, pages) = all_pages(&program, "/api/appointments?state=all", "id").await;
    let different: BTreeSet<&str> = ids.iter().map(|id| id.as_str().unwrap()).collect();
    let there = app.count("appointments", &[]).await;
    assert_eq!((ids.len(), different.len(), pages), (there, there, there.div_ceil(25)));
    assert!(there > 25, "{there}");
    for query in ["after=1", "state=gone", "date=today"] {
        let refused = program.get(&format!("/api/appointments?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
    let path = format!("/api/appointments/{}", ids[0].as_str().unwrap());
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::GET, path.clone(), Value::Null),
        (Method::PUT, path.clone(), json!({ "start": "2026-11-23T09:00:00Z" })),
        (Method::POST, format!("{path}/cancel"), Value::Null),
    ];
    is_nobodys(&stranger, &asked).await;
    let scopes = [Scope::AppointmentsRead];
    let reader = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    let viewer = program_of(&app, &server, &colleague(&app, &cx, Role::Viewer).await).await;
    for (program, expected) in [(&reader, "scope_missing"), (&viewer, "forbidden")] {
        let refused = program.ask(Method::POST, &format!("{path}/cancel"), None).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, expected));
        done(program, Method::GET, &path, Value::Null).await;
    }
}

both_engines!(
    an_organisation_is_opened_for_bookings,
    a_service_is_added_replaced_and_deleted,
    an_agent_has_hours_and_services_of_its_own,
    a_time_is_booked_moved_and_freed_again,
    what_breaks_a_rule_is_told_by_its_field,
    the_list_has_pages_and_is_of_one_organisation,
);
