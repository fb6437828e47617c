//! Hours, lead time and services that an agent has of its own.

use ava::{
    domain::{
        appointment::{
            AgentHoursForm, AgentServicesForm, DateText, MoveForm, ServiceId, SlotsQuery, SlotsView,
        },
        assistant_tool::AssistantTool::{BookAppointment, CheckAvailability, RescheduleAppointment},
        ids::AgentId,
        moment,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{
        agents as all_agents,
        appointments::{agents, service, settings},
        cx::Cx,
        numbers::answering_agents,
    },
};
use reqwest::Method;
use serde_json::json;

use super::{
    assistant::{Call, first_time},
    book_form, free, hours, offered, open, service_form,
};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{agent_form, make_agent, owner, ready},
    sandbox::VAPI_KEY,
};

const HOUR: i64 = 3_600_000;

/// Hours of its own for all days of the week.
fn own_hours(hours: &str) -> AgentHoursForm {
    let hours = || hours.to_owned();
    AgentHoursForm {
        own: true,
        monday: hours(),
        tuesday: hours(),
        wednesday: hours(),
        thursday: hours(),
        friday: hours(),
        saturday: hours(),
        sunday: hours(),
        ..AgentHoursForm::default()
    }
}

fn chosen(services: &[&ServiceId]) -> AgentServicesForm {
    AgentServicesForm { own: true, services: services.iter().map(|id| id.to_string()).collect() }
}

/// The times that are offered through an agent on the day after the first that has any.
async fn through(cx: &Cx, agent: &AgentId, service: &ServiceId) -> SlotsView {
    let query =
        SlotsQuery { agent: Some(agent.clone()), service: Some(service.clone()), ..SlotsQuery::default() };
    let day = service::offered(cx, &query).await.unwrap().day;
    service::offered(cx, &SlotsQuery { date: DateText::of(day + 1), ..query }).await.unwrap()
}

fn not_offered() -> Problem {
    Problem::invalid(Field::Start, Rule::NotOffered)
}

async fn hours_of_an_agent_count_for_what_is_booked_through_it(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    let agent = make_agent(&cx).await;
    let as_the_organisation = through(&cx, &agent, &consultation).await;
    assert_eq!(as_the_organisation.slots, free(&cx, &consultation).await);
    assert!(as_the_organisation.agents.is_empty() && as_the_organisation.agent.is_none());

    agents::save_hours(&cx, &agent, &own_hours("20-22")).await.unwrap();
    let evening = through(&cx, &agent, &consultation).await;
    assert_eq!((evening.slots.len(), evening.agent.as_ref()), (7, Some(&agent)));
    assert!(
        offered(&cx, &consultation, DateText::of(evening.day)).await.slots.last() < evening.slots.first()
    );

    let form = book_form(&consultation, evening.slots[0], "Ana");
    assert_eq!(service::book(&cx, &form).await, Err(not_offered()), "the organisation is closed then");
    let mut through_agent = form.clone();
    through_agent.agent = agent.to_string();
    let ana = service::book(&cx, &through_agent).await.unwrap();
    let move_to =
        async |start: i64| service::reschedule(&cx, &ana, &MoveForm { start: start.to_string() }).await;
    move_to(evening.slots[4]).await.unwrap();
    assert_eq!(move_to(free(&cx, &consultation).await[0]).await, Err(not_offered()));
    let moves =
        SlotsQuery { moves: Some(ana.clone()), date: DateText::of(evening.day), ..SlotsQuery::default() };
    assert!(service::offered(&cx, &moves).await.unwrap().slots.contains(&evening.slots[0]));

    // One calendar for all: what is booked through one is taken for the others.
    agents::save_hours(&cx, &agent, &own_hours("0-24")).await.unwrap();
    let noon = free(&cx, &consultation).await[0];
    service::book(&cx, &book_form(&consultation, noon, "Ben")).await.unwrap();
    let mut also = book_form(&consultation, noon, "Cleo");
    also.agent = agent.to_string();
    assert_eq!(service::book(&cx, &also).await, Err(not_offered()));

    also.agent = app.services.random.uuid();
    assert_eq!(service::book(&cx, &also).await, Err(Problem::invalid(Field::Agent, Rule::UnknownChoice)));
    let other = owner(&app).await;
    assert_eq!(
        agents::save_hours(&other, &agent, &own_hours("9-17")).await,
        Err(ProblemKind::NotFound.into())
    );
    assert_eq!(agents::view(&other, agent.clone()).await, Err(ProblemKind::NotFound.into()));

    // Without the agent, the organisation's hours count again.
    assert!(answering_agents::deletion(&cx, agent.clone()).await.unwrap().has_own_booking);
    app.execute("DELETE FROM agents WHERE id = $1", &[agent.as_str()]).await;
    assert_eq!(app.count("agent_bookings", &[]).await, 0);
    let of_the_organisation = service::offered(&cx, &moves).await.unwrap().slots;
    assert!(!of_the_organisation.contains(&evening.slots[1]) && !of_the_organisation.is_empty());
}

async fn closed_days_and_lead_time_of_an_agent_are_its_own(app: TestApp) {
    let cx = owner(&app).await;
    let mut whole = hours("UTC", "0-24");
    whole.lead_hours = "48".to_owned();
    settings::save(&cx, &whole).await.unwrap();
    settings::add_service(&cx, &service_form("Consultation", "30", "0")).await.unwrap();
    let consultation = settings::view(&cx).await.unwrap().services.pop().unwrap().id;
    let agent = make_agent(&cx).await;
    let first = async |agent: Option<&AgentId>| {
        let query = SlotsQuery {
            agent: agent.cloned(),
            service: Some(consultation.clone()),
            ..SlotsQuery::default()
        };
        service::offered(&cx, &query).await.unwrap().slots[0]
    };
    assert!(first(None).await >= app.now() + 48 * HOUR);
    let lead = AgentHoursForm { lead_hours: "3".to_owned(), ..AgentHoursForm::default() };
    agents::save_hours(&cx, &agent, &lead).await.unwrap();
    let soon = first(Some(&agent)).await;
    assert!((app.now() + 3 * HOUR..app.now() + 4 * HOUR).contains(&soon));
    assert!(first(None).await >= app.now() + 48 * HOUR);

    let today = app.now() / (24 * HOUR);
    whole.closed = format!("{} – {}", moment::date(today), moment::date(today + 5));
    settings::save(&cx, &whole).await.unwrap();
    assert!(first(Some(&agent)).await >= (today + 6) * 24 * HOUR);
    // With hours of its own, its own closed days count in their place.
    let mut own = own_hours("0-24");
    own.closed = moment::date(today + 2);
    agents::save_hours(&cx, &agent, &own).await.unwrap();
    assert_eq!(first(Some(&agent)).await, (today + 3) * 24 * HOUR);

    own.monday = "9 to 5".to_owned();
    own.lead_hours = "x".to_owned();
    let refused = agents::save_hours(&cx, &agent, &own).await.unwrap_err();
    assert_eq!((refused.field, refused.also.len()), (Some(Field::LeadTime), 1));
    // What is typed but not chosen does not count.
    own.own = false;
    own.lead_hours = String::new();
    agents::save_hours(&cx, &agent, &own).await.unwrap();
    assert!(agents::view(&cx, agent.clone()).await.unwrap().agent.own.is_nothing());
    assert_eq!(app.count("agent_bookings", &[]).await, 0);
    let saved = "audit_log WHERE action = 'agent_booking_saved' AND subject = $1";
    assert_eq!(app.count(saved, &[agent.as_str()]).await, 3);
}

async fn an_assistant_offers_what_its_agent_does(app: TestApp) {
    let cx = owner(&app).await;
    let consultation = open(&cx).await;
    settings::add_service(&cx, &service_form("Surgery", "60", "0")).await.unwrap();
    let services = settings::view(&cx).await.unwrap().services;
    let surgery = services.into_iter().find(|there| there.service.name == "Surgery").unwrap().id;
    let agent = make_agent(&cx).await;
    agents::save_hours(&cx, &agent, &own_hours("20-22")).await.unwrap();
    agents::save_services(&cx, &agent, &chosen(&[&consultation, &consultation])).await.unwrap();

    let call = Call::with(&app, &cx, &agent);
    let said = call.uses("1", CheckAvailability, json!({ "date": "tomorrow", "service": "Surgery" })).await;
    assert!(said.ends_with("Ask which service they want: Consultation (30 minutes)."), "{said}");
    // The only one that it offers needs no name.
    let said = call.uses("2", CheckAvailability, json!({ "date": "tomorrow" })).await;
    assert_eq!(first_time(&said), "20:00", "{said}");
    for (at, time) in [("3", "10:00"), ("4", "22:00")] {
        let booking = json!({ "date": "tomorrow", "time": time, "name": "Ana" });
        let said = call.uses(at, BookAppointment, booking).await;
        assert!(said.starts_with("That time cannot be booked: free on"), "{said}");
    }
    let booking = json!({ "date": "tomorrow", "time": "20:30", "name": "Ana" });
    let said = call.uses("5", BookAppointment, booking).await;
    assert!(said.starts_with("Booked: Consultation") && said.contains("20:30"), "{said}");
    let said = call.uses("6", RescheduleAppointment, json!({ "date": "tomorrow", "time": "21:30" })).await;
    assert!(said.starts_with("Moved: Consultation"), "{said}");

    let mut through_agent = book_form(&surgery, free(&cx, &surgery).await[0], "Ben");
    service::book(&cx, &through_agent).await.unwrap();
    through_agent.agent = agent.to_string();
    through_agent.customer = "Cleo".to_owned();
    let unknown = Problem::invalid(Field::Service, Rule::UnknownChoice);
    assert_eq!(service::book(&cx, &through_agent).await, Err(unknown.clone()));
    let gone = AgentServicesForm { own: true, services: vec![app.services.random.uuid()] };
    assert_eq!(agents::save_services(&cx, &agent, &gone).await, Err(unknown));

    let copy = all_agents::service::duplicate(&cx, agent.clone()).await.unwrap();
    let [own, copied] = [agent, copy].map(|id| agents::view(&cx, id));
    assert_eq!(own.await.unwrap().agent.own, copied.await.unwrap().agent.own);
}

async fn an_agent_that_books_nothing_has_no_tools(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let consultation = open(&cx).await;
    let desk = all_agents::service::create(&cx, &agent_form("Desk")).await.unwrap();
    app.settle().await;
    let tools = async |agent: &AgentId| {
        let sql = "SELECT vapi_assistant_id FROM agents WHERE id = $1";
        let path = format!("/assistant/{}", app.text(sql, &[agent.as_str()]).await);
        let there = app.sandbox.vapi(Method::GET, &path, VAPI_KEY, json!({})).await;
        let tools = there["model"]["tools"].as_array().cloned().unwrap_or_default();
        tools.iter().filter(|tool| tool["function"]["name"].is_string()).count()
    };
    let all = tools(&agent).await;
    assert!(all > 0 && tools(&desk).await == all);
    let mirrored = "operations WHERE kind = 'sync_agent'";
    let before = app.count(mirrored, &[]).await;
    agents::save_services(&cx, &agent, &chosen(&[])).await.unwrap();
    app.settle().await;
    assert_eq!((tools(&agent).await, tools(&desk).await), (0, all));
    assert_eq!(app.count(mirrored, &[]).await, before + 1, "of the other agent nothing changes");

    // An agent may have hours where the organisation has none.
    agents::save_services(&cx, &agent, &AgentServicesForm::default()).await.unwrap();
    agents::save_hours(&cx, &desk, &own_hours("9-17")).await.unwrap();
    settings::save(&cx, &hours("Europe/Paris", "")).await.unwrap();
    app.settle().await;
    assert_eq!((tools(&agent).await, tools(&desk).await), (0, all));
    agents::save_services(&cx, &desk, &chosen(&[&consultation])).await.unwrap();
    settings::delete_service(&cx, &consultation).await.unwrap();
    app.settle().await;
    assert_eq!(tools(&desk).await, 0, "what it offered is gone");
    let shown = agents::view(&cx, desk.clone()).await.unwrap().agent.own;
    assert_eq!(shown.services, Some(Vec::new()), "what is shown can be saved again");
}

both_engines!(
    hours_of_an_agent_count_for_what_is_booked_through_it,
    closed_days_and_lead_time_of_an_agent_are_its_own,
    an_assistant_offers_what_its_agent_does,
    an_agent_that_books_nothing_has_no_tools,
);

#[tokio::test]
async fn what_an_agent_offers_is_chosen_without_scripts() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let agent = browser.make_agent("Evening <b>desk</b>", "Book appointments.", "Hello").await;
    let page = format!("/dashboard/appointments/agents/{agent}");
    assert!(browser.page(&page).await.body.contains("Nothing can be booked yet"));
    let org = [
        ("form[zone]", "Asia/Tokyo"),
        ("form[monday]", "9-17"),
        ("form[lead_hours]", "5"),
        ("form[days_ahead]", "60"),
    ];
    browser.form("/dashboard/appointments/settings", "appointments/settings", &org).await;
    for name in ["Consultation", "Surgery"] {
        let service = [("form[name]", name), ("form[minutes]", "30")];
        browser.form("/dashboard/appointments/settings", "appointments/add_service", &service).await;
    }
    let list = browser.page("/dashboard/appointments/settings").await.body;
    assert!(list.contains(&format!("href=\"{page}\"")) && !list.contains("<b>desk"), "{list}");
    let drawn = browser.page(&page).await.body;
    for text in ["value=\"9:00–17:00\"", "Hours of the organisation", "which is 5."] {
        assert!(drawn.contains(text), "{text}: {drawn}");
    }

    let own = [("agent", agent.as_str()), ("form[own]", "true"), ("form[monday]", "18h-22h")];
    let sent = browser.form(&page, "appointments/agent_hours", &own).await;
    let shown = browser.page(sent.header("location")).await.body;
    assert!(shown.contains("Saved for this agent.") && shown.contains("value=\"18:00–22:00\""), "{shown}");
    let services = app.texts("SELECT id FROM appointment_services ORDER BY id", &[]).await;
    let two = [
        ("agent", agent.as_str()),
        ("form[own]", "true"),
        ("form[services][]", &services[0]),
        ("form[services][]", &services[1]),
    ];
    for (chosen, stored) in [(&two[..], services.len()), (&two[..3], 1), (&two[..2], 0)] {
        browser.form(&page, "appointments/agent_services", chosen).await;
        let ticked = browser.page(&page).await.body.matches("name=\"form[services][]\"").count();
        assert_eq!(ticked, 2);
        let own = app.text("SELECT own FROM agent_bookings", &[]).await;
        let own: serde_json::Value = serde_json::from_str(&own).unwrap();
        assert_eq!(own["services"].as_array().map(Vec::len), Some(stored), "{own}");
    }
    let times = browser.page("/dashboard/appointments/new").await.body;
    assert!(times.contains("Evening &lt;b") && times.contains("name=\"agent\""), "{times}");
}
