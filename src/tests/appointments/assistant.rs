//! What an assistant does while it talks.

use ava::{
    domain::{
        appointment::{AppointmentsQuery, Layout, StateFilter, said_day},
        assistant_tool::AssistantTool::{
            self, BookAppointment, CancelAppointment, CheckAvailability, LookupContact, RescheduleAppointment,
        },
        call::CallId,
        contact::{ContactAsked, ContactForm},
        ids::AgentId,
        locale::Locale,
        phone::E164,
        quota::Quota,
    },
    server::{
        appointments::{
            assistant::{Use, answer},
            service, settings,
        },
        contacts,
        cx::Cx,
        personal_data::erase::erase,
        timeline,
        vapi_hooks::{Target, current},
        zones,
    },
};
use futures::future::join_all;
use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{hours, open};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{owner, ready},
    sandbox::VAPI_KEY,
};

const CALLER: &str = "+33184880012";

pub(super) struct Call<'a> {
    cx: &'a Cx,
    id: CallId,
    agent: Option<AgentId>,
    caller: Option<E164>,
    at: i64,
}

impl<'a> Call<'a> {
    fn of(app: &TestApp, cx: &'a Cx, caller: &str) -> Self {
        let (id, caller) = (app.services.random.id(), E164::parse(caller).ok());
        Self { cx, id, agent: None, caller, at: app.now() }
    }

    /// A call that an agent answers.
    pub(super) fn with(app: &TestApp, cx: &'a Cx, agent: &AgentId) -> Self {
        Self { agent: Some(agent.clone()), ..Self::of(app, cx, CALLER) }
    }

    pub(super) async fn uses(&self, id: &str, tool: AssistantTool, arguments: Value) -> String {
        let asked = Use {
            org: &self.cx.org,
            id,
            vapi_call: self.id.as_str(),
            call: Some(&self.id),
            agent: self.agent.as_ref(),
            caller: self.caller.as_ref(),
            at: self.at,
            arguments: &arguments,
        };
        answer(&self.cx.services, tool, &asked).await.unwrap()
    }
}

/// The first time that an answer tells.
pub(super) fn first_time(said: &str) -> String {
    said.split(" at ").last().unwrap()[..5].to_owned()
}

async fn booked(cx: &Cx) -> Vec<String> {
    let all =
        AppointmentsQuery { layout: Layout::List, state: StateFilter::All, ..AppointmentsQuery::default() };
    let list = service::list(cx, &all).await.unwrap().appointments;
    list.into_iter().map(|booked| format!("{} {}", booked.customer, booked.state.code())).collect()
}

async fn lesson_66_days_are_those_of_the_call_and_none_is_past(app: TestApp) {
    let cx = owner(&app).await;
    settings::save(&cx, &hours("Pacific/Auckland", "9-17")).await.unwrap();
    settings::add_service(&cx, &super::service_form("Consultation", "30", "0")).await.unwrap();
    let call = Call::of(&app, &cx, CALLER);
    let zone = zones::around(&zones::find("Pacific/Auckland").unwrap(), app.now());
    let today = (app.now() / 1000 + i64::from(zone.offset(app.now()))) / 86_400;
    let said = call.uses("1", CheckAvailability, json!({ "date": "tomorrow" })).await;
    let [today, tomorrow] = [today, today + 1].map(|day| said_day(day, Locale::En));
    assert!(said.contains(&format!("It is {today} at")) && said.contains("Pacific/Auckland"), "{said}");
    assert!(said.contains(&format!("free on {tomorrow} at 09:00, 09:15")), "{said}");
    for past in ["2024-12-02", "2020-01-01"] {
        let said = call.uses("2", CheckAvailability, json!({ "date": past })).await;
        assert!(said.contains("is past. It is") && !said.contains("free on"), "{said}");
        let booking = json!({ "date": past, "time": "09:00", "name": "Ana" });
        let said = call.uses("3", BookAppointment, booking).await;
        assert!(said.contains("is past."), "{said}");
    }
    for odd in [json!({ "date": "soon" }), json!({ "date": 7 }), json!("x"), Value::Null, json!([])] {
        call.uses("4", CheckAvailability, odd.clone()).await;
        call.uses("5", BookAppointment, odd).await;
    }
    assert_eq!(booked(&cx).await, Vec::<String>::new());
}

async fn lesson_67_of_fifty_calls_at_once_one_has_the_time(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let call = Call::of(&app, &cx, CALLER);
    let said = call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await;
    let (time, call) = (first_time(&said), &call);
    let uses = (0..50).map(|nth| {
        let booking = json!({ "date": "tomorrow", "time": &time, "name": format!("Customer {nth}") });
        async move { call.uses(&format!("use-{nth}"), BookAppointment, booking).await }
    });
    let said = join_all(uses).await;
    let made: Vec<&String> = said.iter().filter(|said| said.starts_with("Booked: Consultation")).collect();
    assert_eq!(made.len(), 1, "{said:?}");
    assert!(said.iter().filter(|said| said.contains("cannot be booked: free on")).count() == 49, "{said:?}");
    assert_eq!(app.count("appointments WHERE call_id = $1", &[call.id.as_str()]).await, 1);
    let id = app.text("SELECT id FROM appointments WHERE call_id = $1", &[call.id.as_str()]).await;
    let page = service::page(&cx, id.parse().unwrap()).await.unwrap();
    assert_eq!(page.appointment.call, None, "nobody is led to a call that is not kept");
}

async fn lesson_67_what_vapi_asks_for_twice_is_done_once(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let call = Call::of(&app, &cx, CALLER);
    let time = first_time(&call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
    let booking =
        json!({ "date": "tomorrow", "time": time, "name": "Ana Morel", "email": "ana@clinic.example" });
    let first = call.uses("book", BookAppointment, booking.clone()).await;
    assert_eq!(call.uses("book", BookAppointment, booking).await, first);
    let known = call.uses("who", LookupContact, Value::Null).await;
    assert!(known.contains("The caller is Ana Morel.") && known.contains("Consultation"), "{known}");

    let moved = call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await;
    let to = json!({ "date": "tomorrow", "time": first_time(&moved) });
    let said = call.uses("move", RescheduleAppointment, to.clone()).await;
    assert!(said.starts_with("Moved: Consultation"), "{said}");
    assert_eq!(call.uses("move", RescheduleAppointment, to).await, said);

    let hidden = Call::of(&app, &cx, "withheld");
    for tool in [RescheduleAppointment, CancelAppointment] {
        let said = hidden.uses("no", tool, json!({ "date": "tomorrow", "time": "09:00" })).await;
        assert!(said.starts_with("There is no appointment"), "{said}");
    }
    assert!(hidden.uses("who", LookupContact, Value::Null).await.contains("withholds"));
    let said = call.uses("cancel", CancelAppointment, Value::Null).await;
    assert!(said.starts_with("Cancelled: Consultation"), "{said}");
    let told = app.texts("SELECT kind FROM notifications WHERE category = 'appointments' ORDER BY kind", &[]);
    let each = ["appointment_cancelled", "appointment_made", "appointment_moved"];
    assert_eq!(told.await, each, "what a caller does is told to all, once");
    let rung = "notifications_people AS p JOIN notifications AS n ON n.id = p.notification_id
                WHERE n.category = 'appointments' AND p.read_at IS NULL";
    assert_eq!(app.count(rung, &[]).await, 3);
    assert_eq!(call.uses("cancel", CancelAppointment, Value::Null).await, said);
    assert_eq!(booked(&cx).await, ["Ana Morel cancelled"]);
    assert_eq!(app.count("tool_answers WHERE answer LIKE '%Ana%'", &[]).await, 0);
    let other = owner(&app).await;
    open(&other).await;
    let theirs = Call::of(&app, &other, CALLER);
    assert!(theirs.uses("who", LookupContact, Value::Null).await.starts_with("Nobody is known"));
}

async fn lesson_67_the_id_of_a_use_counts_in_its_call_alone(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let calls = [CALLER, "+33184880013"].map(|caller| Call::of(&app, &cx, caller));
    let long = "x".repeat(10_000);
    for call in &calls {
        for id in ["", "call_1", long.as_str()] {
            let time = first_time(&call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
            let booking = json!({ "date": "tomorrow", "time": time, "name": "Ana" });
            let said = call.uses(id, BookAppointment, booking).await;
            assert!(said.starts_with("Booked: ") && said.contains(&time), "{time}: {said}");
        }
    }
    assert_eq!(app.count("appointments", &[]).await, 6);
}

async fn what_a_caller_books_is_theirs_whatever_address_they_tell(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let ben = ContactForm {
        name: "Ben".to_owned(),
        email: "ben@clinic.example".to_owned(),
        ..ContactForm::default()
    };
    let ben = contacts::service::add(&cx, &ben).await.unwrap();
    let call = Call::of(&app, &cx, CALLER);
    let time = first_time(&call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
    let booking = json!({ "date": "tomorrow", "time": time, "name": "Ana", "email": "ben@clinic.example" });
    let said = call.uses("book", BookAppointment, booking).await;
    assert!(said.starts_with("Booked: Consultation"), "{said}");
    let page = timeline::service::page(&cx, ContactAsked { id: ben, before: None }).await.unwrap();
    assert!(page.entries.is_empty() && page.alike.len() == 1, "{page:?}");
    let known = call.uses("who", LookupContact, Value::Null).await;
    assert!(known.contains("The caller is Ana."), "{known}");
    let said = call.uses("cancel", CancelAppointment, Value::Null).await;
    assert!(said.starts_with("Cancelled: Consultation"), "{said}");
}

async fn what_a_caller_books_is_theirs_whatever_number_they_tell(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let ben = ContactForm { phone: "+33184880077".to_owned(), ..ContactForm::default() };
    let ben = contacts::service::add(&cx, &ben).await.unwrap();
    let call = Call::of(&app, &cx, CALLER);
    let time = first_time(&call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
    let booking = json!({ "date": "tomorrow", "time": time, "name": "Ana", "phone": "+33 1 84 88 00 77" });
    let said = call.uses("book", BookAppointment, booking).await;
    assert!(said.starts_with("Booked: Consultation"), "{said}");
    let page = timeline::service::page(&cx, ContactAsked { id: ben, before: None }).await.unwrap();
    assert!(page.entries.is_empty() && page.contact.name.is_empty(), "{page:?}");
    let known = call.uses("who", LookupContact, Value::Null).await;
    assert!(known.contains("The caller is Ana.") && known.contains("They have an appointment"), "{known}");
}

/// An organisation that has as many contacts as it may is booked all the same.
async fn a_caller_who_can_be_no_contact_books(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 1)";
    app.execute(sql, &[cx.org.as_str(), Quota::Contacts.code()]).await;
    for (nth, caller) in ["+33184880013", CALLER, CALLER].into_iter().enumerate() {
        let call = Call::of(&app, &cx, caller);
        let time = first_time(&call.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
        let booking = json!({ "date": "tomorrow", "time": time, "name": format!("Customer {nth}") });
        let said = call.uses("book", BookAppointment, booking).await;
        assert!(said.starts_with("Booked: "), "{said}");
    }
    assert_eq!((app.count("contacts", &[]).await, booked(&cx).await.len()), (1, 3));
    let nobodys = "appointments WHERE contact_id IS NULL AND phone = $1";
    assert_eq!(app.count(nobodys, &[CALLER]).await, 2, "they can be reached");
}

async fn what_is_booked_without_a_number_is_erased_with_whoever_was_told_of(app: TestApp) {
    let cx = owner(&app).await;
    open(&cx).await;
    let ways = [("+54 9 11 2345 6789", ""), ("", "ana@morel.example"), ("+33184880012", "ana@morel.example")];
    for (nth, (phone, email)) in ways.into_iter().enumerate() {
        let hidden = Call::of(&app, &cx, "withheld");
        let time = first_time(&hidden.uses("free", CheckAvailability, json!({ "date": "tomorrow" })).await);
        let name = format!("Ana Morel {nth}");
        let booking =
            json!({ "date": "tomorrow", "time": time, "name": name, "phone": phone, "email": email });
        let said = hidden.uses("book", BookAppointment, booking).await;
        assert!(said.starts_with("Booked: "), "{said}");
    }
    assert_eq!(app.count("contacts", &[]).await, 0, "nobody is known by what they tell");
    let form = ContactForm {
        name: "Ana Morel".to_owned(),
        phone: "+54 11 2345 6789".to_owned(),
        email: "ana@morel.example".to_owned(),
        ..ContactForm::default()
    };
    let ana = contacts::service::add(&cx, &form).await.unwrap();
    erase(&cx, &ana).await.unwrap();
    // The last one was told with another number, which is somebody else's.
    assert_eq!(booked(&cx).await, [" cancelled", " cancelled", "Ana Morel 2 booked"]);
    assert!(!app.dump().await.contains("1123456789"));
}

async fn assistants_have_the_tools_while_something_can_be_booked(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let id = app.sandbox.assistants().await[0].id.clone();
    let tools = async || {
        let there = app.sandbox.vapi(Method::GET, &format!("/assistant/{id}"), VAPI_KEY, json!({})).await;
        let tools = there["model"]["tools"].as_array().cloned().unwrap_or_default();
        let name = |tool: Value| tool["function"]["name"].as_str().map(str::to_owned);
        tools.into_iter().filter_map(name).collect::<Vec<_>>()
    };
    assert_eq!(tools().await, Vec::<String>::new());
    let model =
        app.sandbox.vapi(Method::GET, &format!("/assistant/{id}"), VAPI_KEY, json!({})).await["model"].take();
    let mut theirs = model;
    theirs["tools"] = json!([{ "type": "function", "function": { "name": "transfer" } }]);
    app.sandbox.set_assistant(&id, json!({ "model": theirs })).await;
    let consultation = open(&cx).await;
    app.settle().await;
    let ours = AssistantTool::ALL.map(AssistantTool::code);
    assert_eq!(tools().await, [&["transfer"][..], &ours[..]].concat());

    settings::delete_service(&cx, &consultation).await.unwrap();
    app.settle().await;
    assert_eq!(tools().await, ["transfer"]);

    // As Vapi asks for one; from here on a server runs what is due.
    open(&cx).await;
    let mut tx = cx.read().await.unwrap();
    let target = Target::of(&cx.services, &cx.org, &current(&mut tx).await.unwrap().unwrap());
    drop(tx);
    let server = app.serve().await;
    let path = &target.url[target.url.find("/hooks/").unwrap()..];
    let event = json!({ "message": {
        "type": "tool-calls", "timestamp": app.now(),
        "call": { "id": "7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0009", "assistantId": id },
        "toolCallList": [{ "id": "t-1", "function": { "name": "check_availability", "arguments": "{}" } }],
    } });
    let visitor = server.visitor();
    let request = visitor.request(Method::POST, path);
    let request = request.header(CONTENT_TYPE, "application/json").header("X-Vapi-Secret", target.secret);
    let answer = visitor.send("tool-calls", request.body(event.to_string())).await;
    let result: Value = answer.json();
    let said = result["results"][0]["result"].as_str().unwrap();
    assert_eq!((answer.status, &result["results"][0]["toolCallId"]), (200, &json!("t-1")));
    assert!(said.contains("Consultation (30 minutes)") && !said.contains('\n'), "{said}");
}

both_engines!(
    lesson_66_days_are_those_of_the_call_and_none_is_past,
    lesson_67_of_fifty_calls_at_once_one_has_the_time,
    lesson_67_what_vapi_asks_for_twice_is_done_once,
    lesson_67_the_id_of_a_use_counts_in_its_call_alone,
    what_a_caller_books_is_theirs_whatever_address_they_tell,
    what_a_caller_books_is_theirs_whatever_number_they_tell,
    a_caller_who_can_be_no_contact_books,
    what_is_booked_without_a_number_is_erased_with_whoever_was_told_of,
    assistants_have_the_tools_while_something_can_be_booked,
);
