//! Whether a number can answer, by what AVA knows: on the page, and for programs.

use std::time::Duration;

use ava::{
    domain::{
        agent::AgentForm,
        appointment::{AgentServicesForm, BookingSettingsForm},
        call::{Delivery, SimulatedCall, Speaker},
        integrations::{Checked, Readiness},
        number::NumberState,
        problem::ProblemKind,
        provider::{Provider, google_calendar::CalendarForm},
        readiness::{Break, ReadinessView, Remedy},
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        agents, appointments,
        calls::backfill,
        cx::Cx,
        features,
        integrations::{
            self,
            connectors::google_calendar,
            service::{check, save},
        },
        numbers, readiness,
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    appointments::{hours, open},
    support::{
        accounts::connect_to,
        app::{Database, TestApp},
        both_engines,
        browser::Browser,
        faults::lasting,
        google,
        people::{
            PASSWORD, agent, connect_vapi, import, openai_form, openai_form_for_vapi, overview, owner,
            prepared, ready,
        },
        sandbox::{ELSEWHERE_URL, NUMBER, OPENAI_KEY, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    },
};

async fn page(cx: &Cx) -> ReadinessView {
    readiness::service::page(cx, &Default::default()).await.unwrap()
}

async fn the_first_broken_link_is_named_wherever_it_is_asked(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let first = async || {
        let (list, line) = (page(&cx).await, overview(&cx).await);
        assert_eq!(list.call_paths.len(), 1);
        assert_eq!(
            line.call_path.as_ref().map_or(list.call_paths[0].broken(), |call_path| call_path.broken()),
            list.call_paths[0].broken()
        );
        let one = numbers::service::get(&cx, list.call_paths[0].id.clone()).await.unwrap();
        assert_eq!(one.call_path.as_ref(), Some(&list.call_paths[0]));
        list.call_paths[0].broken()
    };
    assert_eq!(first().await, None);
    assert!(overview(&cx).await.call_path.is_some_and(|call_path| call_path.answers()));

    app.execute("UPDATE agents SET sync_state = 'failed'", &[]).await;
    assert_eq!(first().await, None, "Vapi answers as it was told before");
    app.execute("UPDATE agents SET vapi_assistant_id = NULL", &[]).await;
    assert_eq!(first().await, Some(Break::NotSent));
    let line = overview(&cx).await.readiness;
    assert!(matches!(line, Readiness::Cut { broken: Break::NotSent, .. }), "{line:?}");

    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    numbers::drift::compare(&cx).await.unwrap();
    app.settle().await;
    assert_eq!(first().await, Some(Break::CallsElsewhere));

    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    integrations::service::check(&cx, ava::domain::provider::Provider::Vapi).await.unwrap_err();
    assert_eq!(page(&cx).await.call_paths[0].broken(), Some(Break::CallsElsewhere), "it comes first");
    app.execute("DELETE FROM number_findings", &[]).await;
    assert_eq!(page(&cx).await.call_paths[0].broken(), Some(Break::VapiKeyBroken));
}

/// The first broken link of the only number, which the integrations page, the number's own, the page
/// of all and the report for programs name alike.
async fn named(app: &TestApp, cx: &Cx) -> Option<Break> {
    let call_path = page(cx).await.call_paths.remove(0);
    let one = numbers::service::get(cx, call_path.id.clone()).await.unwrap();
    assert_eq!(one.call_path.as_ref(), Some(&call_path));
    let broken = call_path.broken();
    let listed = numbers::service::list(cx, &Default::default()).await.unwrap().numbers;
    assert_eq!(listed[0].broken, broken);
    let mut tx = app.services.db.read(&cx.org).await.unwrap();
    let report = readiness::service::report(&app.services, &mut tx).await.unwrap();
    assert_eq!((report.ready, report.numbers[0].reason), (broken.is_none(), broken));
    assert_eq!(report.numbers[0].mend_at.is_some(), broken.is_some());
    drop(tx);
    let line = overview(cx).await;
    match &line.readiness {
        Readiness::Ready { .. } => assert_eq!(broken, None),
        Readiness::Cut { broken: named, .. } => assert_eq!(Some(*named), broken),
        Readiness::Broken { provider } => {
            assert_eq!(broken.map(Break::remedy), Some(Remedy::Replace(*provider)));
        }
        Readiness::Drifted { .. } => assert!(broken.is_some()),
        other => panic!("{other:?}: {broken:?}"),
    }
    broken
}

/// A voice that is gone is a broken link, until the agent has another one.
async fn a_voice_whose_service_has_closed_breaks_its_link(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let (speaks, gone) =
        ("\"provider\":\"vapi\",\"id\":\"Elliot\"", "\"provider\":\"playht\",\"id\":\"jennifer\"");
    app.execute(
        "UPDATE agents SET spec = REPLACE(spec, $1, $2) WHERE id = $3",
        &[speaks, gone, agent.as_str()],
    )
    .await;
    assert_eq!(named(&app, &cx).await, Some(Break::VoiceGone));
    app.execute("UPDATE agents SET spec = REPLACE(spec, $1, $2)", &[gone, speaks]).await;
    assert_eq!(named(&app, &cx).await, None);
}

/// The calendar that an agent looks into is a link of its calls, once something can be booked through it.
async fn the_calendar_is_a_link_of_an_agent_that_books(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    assert_eq!(google::connect(&cx, google::ACCOUNT).await, Ok(Checked::Accepted));
    app.sandbox.remove_access(google::ACCOUNT).await;
    check(&cx, Provider::GoogleCalendar).await.unwrap_err();
    assert_eq!(named(&app, &cx).await, None, "the agent does not use it");
    open(&cx).await;
    app.settle().await;
    assert_eq!(named(&app, &cx).await, Some(Break::CalendarBroken));
    let none = AgentServicesForm { own: true, ..AgentServicesForm::default() };
    appointments::agents::save_services(&cx, &id, &none).await.unwrap();
    app.settle().await;
    assert_eq!(named(&app, &cx).await, None, "nothing can be booked through it");
    let all = AgentServicesForm::default();
    appointments::agents::save_services(&cx, &id, &all).await.unwrap();
    app.settle().await;
    assert_eq!(named(&app, &cx).await, Some(Break::CalendarBroken));
    features::decide(&app.services, cx.org.as_str(), &[Provider::GoogleCalendar.into()], &[]).await.unwrap();
    assert_eq!(named(&app, &cx).await, None, "what is off is not used");
    features::decide(&app.services, cx.org.as_str(), &[], &[Provider::GoogleCalendar.into()]).await.unwrap();
    assert_eq!(google::connect(&cx, google::ACCOUNT).await, Ok(Checked::Accepted));
    app.settle().await;
    assert_eq!(named(&app, &cx).await, None);
    // The calendar that is chosen is deleted at Google, which the next check finds.
    let team = google::stored(&cx).await.calendars.into_iter().find(|calendar| !calendar.primary).unwrap();
    google_calendar::choose(&cx, &CalendarForm { calendar: team.id.clone() }).await.unwrap();
    assert_eq!(named(&app, &cx).await, None);
    let gone = "UPDATE org_credentials SET public_config = REPLACE(public_config, $1, $2)
                WHERE provider = 'google_calendar'";
    let chosen = |id: &str| format!("\"calendar\":\"{id}\"");
    let [there, elsewhere] = [chosen(&team.id), chosen("gone@group.calendar.google.com")];
    assert_eq!(app.execute(gone, &[&there, &elsewhere]).await, 1);
    assert_eq!(named(&app, &cx).await, Some(Break::CalendarGone));
    google_calendar::choose(&cx, &CalendarForm { calendar: team.id }).await.unwrap();
    assert_eq!(named(&app, &cx).await, None);
}

/// The mailbox is one where customers are to have mails of what is booked.
async fn the_mailbox_is_a_link_where_customers_are_mailed(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    open(&cx).await;
    app.settle().await;
    assert_eq!(named(&app, &cx).await, None, "they get no mails");
    let mails = "en".to_owned();
    let form = BookingSettingsForm { mails, ..hours("Europe/Paris", "9-12") };
    appointments::settings::save(&cx, &form).await.unwrap();
    assert_eq!(named(&app, &cx).await, Some(Break::MailboxNotConnected));
    assert_eq!(connect_to(&cx, Provider::Smtp).await, Ok(Checked::Accepted));
    assert_eq!(named(&app, &cx).await, None);
    app.sandbox.inject(&lasting(SandboxProvider::Smtp, FaultKind::Unauthorized)).await;
    check(&cx, Provider::Smtp).await.unwrap_err();
    assert_eq!(named(&app, &cx).await, Some(Break::MailboxBroken));
    features::decide(&app.services, cx.org.as_str(), &[Provider::Smtp.into()], &[]).await.unwrap();
    assert_eq!(named(&app, &cx).await, None, "what is off is not used");
}

/// No provider lists voices: a call tells that one is not to be had, until another one goes well.
async fn a_voice_that_a_call_has_lost_breaks_its_link(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let rings = async |reason: &str| {
        app.clock.advance(Duration::from_secs(300));
        let rung = SimulatedCall {
            number: NUMBER.to_owned(),
            caller: Some("+33612345678".to_owned()),
            script: vec![(Speaker::Agent, "Good morning".to_owned()), (Speaker::Caller, "Hello".to_owned())],
            seconds: 60,
            ended_reason: reason.to_owned(),
            delivery: Delivery::Never,
            live: false,
            base: None,
        };
        app.sandbox.ring(&rung).await;
        backfill::read(&app.services, &cx.org).await.unwrap();
        named(&app, &cx).await
    };
    const LOST: &str = "pipeline-error-eleven-labs-voice-not-found";
    assert_eq!(rings("customer-ended-call").await, None);
    assert_eq!(rings("pipeline-error-eleven-labs-voice-failed").await, None, "it may speak in the next call");
    assert_eq!(rings(LOST).await, Some(Break::VoiceLost));
    assert_eq!(rings("customer-busy").await, Some(Break::VoiceLost), "nobody spoke");
    assert_eq!(rings("customer-ended-call").await, None);
    assert_eq!(rings(LOST).await, Some(Break::VoiceLost));
    let view = agent(&cx, &id).await;
    assert!(view.voice_lost, "the page of the agent says so");
    let another = AgentForm { voice: "vapi:Clara".to_owned(), ..AgentForm::from(&view.spec) };
    agents::service::update(&cx, id.clone(), &another, view.version).await.unwrap();
    app.settle().await;
    assert_eq!(named(&app, &cx).await, None, "another voice");
    assert!(!agent(&cx, &id).await.voice_lost);
}

async fn compared(app: &TestApp, cx: &Cx) {
    numbers::drift::compare(cx).await.unwrap();
    app.settle().await;
}

/// Each as it really comes about, at the providers, and mended there again.
async fn what_breaks_at_a_provider_is_named_and_gone_once_it_is_mended(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await.unwrap();
    app.settle().await;
    assert_eq!(named(&app, &cx).await, None);
    for (at, broken) in [
        (SandboxProvider::Twilio, Break::TwilioKeyBroken),
        (SandboxProvider::Vapi, Break::VapiKeyBroken),
        (SandboxProvider::Openai, Break::ModelKeyBroken),
    ] {
        // One answer that does not come says nothing, and neither does an outage.
        for _ in 0..2 {
            app.sandbox.inject(&lasting(at, FaultKind::Unavailable)).await;
            check(&cx, at.provider()).await.unwrap_err();
            app.sandbox.clear().await;
            app.clock.advance(Duration::from_secs(61));
            assert_eq!(named(&app, &cx).await, None, "{at:?}");
        }
        check(&cx, at.provider()).await.unwrap();
        app.sandbox.inject(&lasting(at, FaultKind::Unauthorized)).await;
        check(&cx, at.provider()).await.unwrap_err();
        assert_eq!(named(&app, &cx).await, Some(broken));
        app.sandbox.clear().await;
        check(&cx, at.provider()).await.unwrap();
        assert_eq!(named(&app, &cx).await, None, "{at:?}");
    }
    let url = app.sandbox.at_twilio(NUMBER).await.voice_url;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, Some(Break::CallsElsewhere));
    app.sandbox.set_at_twilio(NUMBER, "voice_url", &url).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, None);
}

/// The wish that Vapi has the key is no key at Vapi.
async fn a_key_that_vapi_never_got_breaks_no_call(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    save(&cx, &openai_form(OPENAI_KEY)).await.unwrap();
    let wanted =
        r#"{"openai":{"region":"global","hand_over":{"state":"wanted","credential":null,"asked":false}}}"#;
    let sql = "UPDATE org_credentials SET public_config = $1 WHERE provider = 'openai'";
    assert_eq!(app.execute(sql, &[wanted]).await, 1);
    app.sandbox.inject(&lasting(SandboxProvider::Openai, FaultKind::Unauthorized)).await;
    check(&cx, Provider::Openai).await.unwrap_err();
    assert_eq!(named(&app, &cx).await, None);
}

/// From the last link to the first, each of which outranks those after it.
async fn what_is_gone_at_a_provider_is_named(app: TestApp) {
    let (cx, id, _) = ready(&app).await;
    let assistant = agent(&cx, &id).await.vapi_assistant_id.unwrap();
    app.sandbox.set_assistant(&assistant, json!({ "model": null })).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, Some(Break::NoModel));
    app.sandbox.delete_assistant(&assistant).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, Some(Break::AssistantGone));
    app.sandbox.delete_at_vapi(NUMBER).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, Some(Break::GoneAtVapi));
    app.sandbox.delete_at_twilio(NUMBER).await;
    compared(&app, &cx).await;
    assert_eq!(named(&app, &cx).await, Some(Break::GoneAtTwilio));
}

/// A number that can answer does not hide another that cannot.
async fn beside_a_number_that_answers_the_other_is_named(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    import(&cx, SECOND_NUMBER).await;
    app.settle().await;
    assert!(overview(&cx).await.also_cut.is_none());
    app.sandbox.delete_at_vapi(SECOND_NUMBER).await;
    compared(&app, &cx).await;
    let line = overview(&cx).await;
    assert!(matches!(&line.readiness, Readiness::Ready { number, .. } if number.as_str() == NUMBER));
    let cut = line.also_cut.unwrap();
    assert_eq!((cut.e164.as_str(), cut.broken()), (SECOND_NUMBER, Some(Break::GoneAtVapi)));
}

/// What the operator has turned off goes on as it was; and no button leads to a page that is shut.
#[tokio::test]
async fn a_provider_that_is_off_breaks_no_call_and_is_no_way_out() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, _, _) = ready(&app).await;
    features::decide(&app.services, cx.org.as_str(), &[Provider::Twilio.into()], &[]).await.unwrap();
    assert_eq!(named(&app, &cx).await, None);
    app.sandbox.inject(&lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)).await;
    app.next_check("twilio").await;
    assert_eq!(named(&app, &cx).await, Some(Break::TwilioKeyBroken));
}

async fn a_number_on_its_way_is_cut_where_it_is(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    import(&cx, NUMBER).await;
    assert_eq!(page(&cx).await.call_paths[0].broken(), Some(Break::NotSeenAtTwilio));
    app.settle().await;
    assert_eq!(page(&cx).await.call_paths[0].broken(), None);
    app.execute("UPDATE phone_numbers SET state = $1", &[NumberState::Unassigned.code()]).await;
    assert_eq!(page(&cx).await.call_paths[0].broken(), Some(Break::NoAgent));
}

/// Two findings at once: the page names the one that a call meets first, whatever its code.
async fn of_two_differences_the_first_in_a_call_counts(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    for (id, kind) in [("a", "messages_changed"), ("b", "webhooks_changed"), ("c", "bound_elsewhere")] {
        app.execute(
            "INSERT INTO number_findings (id, org_id, number_id, e164, kind, found_at)
             SELECT $1, org_id, id, e164, $2, 0 FROM phone_numbers",
            &[id, kind],
        )
        .await;
    }
    assert_eq!(page(&cx).await.call_paths[0].broken(), Some(Break::CallsElsewhere));
}

async fn nobody_sees_the_numbers_of_another_org(app: TestApp) {
    ready(&app).await;
    let stranger = owner(&app).await;
    connect_vapi(&stranger).await;
    assert!(page(&stranger).await.call_paths.is_empty());
}

/// The page of a number leads to where it is mended; the list has room for the reason alone.
#[tokio::test]
async fn what_an_agent_lacks_to_book_is_said_on_every_page_of_its_number() {
    let app = TestApp::on(Database::Sqlite).await;
    let (cx, ..) = ready(&app).await;
    open(&cx).await;
    let mails = "en".to_owned();
    let form = BookingSettingsForm { mails, ..hours("Europe/Paris", "9-12") };
    appointments::settings::save(&cx, &form).await.unwrap();
    app.settle().await;
    let server = app.serve().await;
    let browser = server.visitor();
    let email = app.text("SELECT email FROM users", &[]).await;
    let answer = browser.rpc("log_in", &[("form[email]", &email), ("form[password]", PASSWORD)]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let number = format!("/dashboard/numbers/{}", page(&cx).await.call_paths[0].id);
    for path in ["/dashboard/readiness", "/dashboard/integrations", number.as_str(), "/dashboard/numbers"] {
        let shown = browser.page(path).await;
        assert_eq!(shown.status, 200, "{path}");
        let says = "Customers are to have a mail of what the agent books, and no mailbox is connected";
        assert!(shown.body.contains(says), "{path}: {}", shown.body);
        let leads_on = shown.body.contains("href=\"/dashboard/integrations/smtp\"");
        assert!(leads_on || path == "/dashboard/numbers", "{path}");
    }
    let list = browser.page("/dashboard/readiness").await.body;
    assert!(
        list.contains("answers, and customers get no mail") && list.contains("Mails to customers"),
        "{list}"
    );
}

/// Asks as a program does, without a session.
async fn asked(browser: &Browser, path: &str) -> (u16, Value) {
    let answer = browser.send(path, browser.request(Method::GET, path)).await;
    (answer.status, serde_json::from_str(&answer.body).unwrap())
}

#[tokio::test]
async fn programs_are_told_at_an_address_that_can_be_ended() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::on(database).await;
        let server = app.serve().await;
        let browser = server.owner().await;
        browser.connect_vapi(VAPI_KEY).await;
        browser.make_agent("Reception", "Book.", "Hello").await;
        browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        let operation = browser.import(NUMBER).await;
        let done = |page: &Value| page["operation"]["state"] == "done";
        let _: Value = browser.until("read/Operation", &[("id", &operation)], done).await;

        let (status, report) = asked(&browser, "/api/v1/readiness").await;
        assert_eq!((status, &report["ready"]), (200, &Value::Bool(true)), "{report}");
        assert_eq!(report["certain"], true, "{report}");
        assert_eq!(report["numbers"][0]["number"], NUMBER);
        assert_eq!(report["numbers"][0]["links"][0]["link"], "twilio_key");

        let program = server.visitor();
        assert_eq!(asked(&program, "/api/v1/readiness").await.0, 401);
        assert_eq!(browser.rpc("readiness/monitor", &[]).await.status, 200);
        let address = async || {
            let view: ReadinessView = browser.ask("read/Readiness", &[]).await;
            let address = view.monitoring.unwrap().address.unwrap();
            address[address.find("/api/").unwrap()..].to_owned()
        };
        let first = address().await;
        assert_eq!(asked(&program, &first).await.0, 200);
        let stored = app.text("SELECT nonce FROM monitoring", &[]).await;
        assert!(!first.contains(&stored), "what the database has opens nothing");

        app.execute("UPDATE agents SET sync_state = 'failed'", &[]).await;
        let (status, report) = asked(&program, &first).await;
        assert_eq!(
            (status, &report["ready"], &report["certain"]),
            (200, &Value::Bool(true), &Value::Bool(false))
        );
        app.execute("UPDATE agents SET vapi_assistant_id = NULL", &[]).await;
        let (status, report) = asked(&program, &first).await;
        let number = &report["numbers"][0];
        assert_eq!((status, number["reason"].as_str()), (503, Some("agent_not_sent")));
        assert!(number["mend_at"].as_str().unwrap().contains("/dashboard/agents/"), "{report}");

        let (base, opens) = first.rsplit_once('/').unwrap();
        for wrong in [
            format!("{base}/{}", "0".repeat(64)),
            format!("{base}/x"),
            format!("/api/v1/readiness/x/{opens}"),
        ] {
            assert_eq!(asked(&program, &wrong).await.0, 404, "{wrong}");
        }
        assert_eq!(browser.rpc("readiness/monitor", &[]).await.status, 200);
        let second = address().await;
        assert_eq!(asked(&program, &first).await.0, 404, "the former address");
        assert_eq!(asked(&program, &second).await.0, 503);
        assert_eq!(browser.rpc("readiness/unmonitor", &[]).await.status, 200);
        assert_eq!(asked(&program, &second).await.0, 404);
    }
}

#[tokio::test]
async fn lesson_76_who_has_the_address_asks_so_often() {
    let app = TestApp::with(Database::Sqlite, vec![("AVA_MONITORING_PER_MINUTE", "4".to_owned())]).await;
    let cx = owner(&app).await;
    readiness::monitoring::make(&cx).await.unwrap();
    let address = page(&cx).await.monitoring.unwrap().address.unwrap();
    let [.., org, opens] = address.split('/').collect::<Vec<_>>()[..] else { panic!("{address}") };
    let ask = async || readiness::monitoring::report(&app.services, org, opens).await;
    assert!(ask().await.unwrap().ready, "an organisation without numbers lacks nothing");
    let refused = ask().await.unwrap_err();
    assert!(matches!(refused.kind, ProblemKind::OverQuota(..)), "{refused:?}");
}

#[tokio::test]
async fn only_who_may_end_the_address_is_shown_it() {
    let app = TestApp::on(Database::Sqlite).await;
    let cx = owner(&app).await;
    readiness::monitoring::make(&cx).await.unwrap();
    let viewer = crate::support::people::colleague(&app, &cx, ava::domain::role::Role::Member).await;
    let seen = page(&viewer).await.monitoring.unwrap();
    assert!(seen.address.is_none() && !seen.made_by.is_empty());
}

both_engines!(
    a_voice_that_a_call_has_lost_breaks_its_link,
    the_calendar_is_a_link_of_an_agent_that_books,
    the_mailbox_is_a_link_where_customers_are_mailed,
    a_voice_whose_service_has_closed_breaks_its_link,
    what_breaks_at_a_provider_is_named_and_gone_once_it_is_mended,
    what_is_gone_at_a_provider_is_named,
    a_key_that_vapi_never_got_breaks_no_call,
    beside_a_number_that_answers_the_other_is_named,
    the_first_broken_link_is_named_wherever_it_is_asked,
    a_number_on_its_way_is_cut_where_it_is,
    of_two_differences_the_first_in_a_call_counts,
    nobody_sees_the_numbers_of_another_org,
);
