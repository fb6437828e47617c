//! The pages of the numbers, as a browser without scripts uses them.

use std::collections::BTreeSet;

use ava::{
    domain::{
        answerer::{Answerer, AnswererKind},
        ids::NumberId,
        locale::Locale,
        number::{CallsGoTo, NumberFilter, NumberState, NumbersQuery},
        operation::OperationState,
        problem::{Problem, ProblemKind},
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service::create,
        cx::Cx,
        numbers::{
            drift::compare,
            service::{assign, get, list, prove, remove, unassign},
        },
        operations::service::retry,
    },
};

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Browser, Server},
    people::{agent_form, colleague, import, make_agent, overview, owner, prepared, ready},
    sandbox::{
        NUMBER, ON_A_TRUNK, OTHER_NUMBER, OWN_VOICE_URL, SECOND_NUMBER, Sandbox, TWILIO_SID, TWILIO_TOKEN,
        VAPI_KEY,
    },
};

const NUMBERS: &str = "/dashboard/numbers";

/// The numbers that a page of the list leads to.
fn listed(body: &str) -> Vec<String> {
    let rows = body.split("href=\"/dashboard/numbers/").skip(1);
    let ids = rows.map(|rest| rest.split('"').next().unwrap());
    ids.filter(|id| *id != "buy").map(str::to_owned).collect()
}

/// The address that "Older" leads to.
fn older(body: &str) -> Option<String> {
    let links = body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|href| href.replace("&amp;", "&")).find(|href| href.contains("before="))
}

async fn the_list_goes_on_past_sixty_and_keeps_its_filters(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let user = app.text("SELECT user_id FROM memberships", &[]).await.parse().unwrap();
    let org = app.text("SELECT org_id FROM memberships", &[]).await.parse().unwrap();
    let cx = Cx::new(app.services.clone(), org, user, Role::Owner);
    let stranger = owner(&app).await;
    for index in 1..=63 {
        import(&cx, &format!("+1415200{index:04}")).await;
    }
    import(&cx, NUMBER).await;
    import(&stranger, "+14152009999").await;
    let (mut path, mut seen, mut pages) = (format!("{NUMBERS}?search=415200"), BTreeSet::new(), 0);
    loop {
        let answer = browser.page(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("415 310 0001"), "not what is looked for");
        assert!(!answer.body.contains("415 200 9999"), "not somebody else's");
        assert!(answer.body.contains("value=\"415200\""), "what was typed stands there");
        let rows = listed(&answer.body);
        seen.extend(rows.iter().cloned());
        pages += 1;
        let Some(next) = older(&answer.body) else { break };
        assert!(next.contains("search=415200"), "{next}");
        assert_eq!(rows.len(), 25);
        path = next;
    }
    assert_eq!((seen.len(), pages), (63, 3));
    assert!(browser.page(&path).await.body.contains("href=\"/dashboard/numbers?search=415200\""), "newest");
    let none = browser.page(&format!("{NUMBERS}?search=999999")).await;
    assert!(listed(&none.body).is_empty() && none.body.contains("No number fits"), "{}", none.body);
    let none = browser.page(&format!("{NUMBERS}?show=released")).await;
    assert!(none.body.contains("No number was removed"), "{}", none.body);
}

async fn filtered(cx: &Cx, query: NumbersQuery) -> Vec<String> {
    let page = list(cx, &query).await.unwrap();
    page.numbers.into_iter().map(|number| number.number.e164.to_string()).collect()
}

async fn the_filters_show_what_they_say(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let other = create(&cx, &agent_form("Night desk")).await.unwrap();
    app.settle().await;
    import(&cx, SECOND_NUMBER).await;
    let showing = |show| NumbersQuery { show, ..NumbersQuery::default() };
    assert_eq!(filtered(&cx, showing(NumberFilter::InUse)).await, [SECOND_NUMBER, NUMBER]);
    assert_eq!(filtered(&cx, showing(NumberFilter::Ready)).await, [NUMBER]);
    assert_eq!(filtered(&cx, showing(NumberFilter::NotReady)).await, [SECOND_NUMBER]);
    assert!(filtered(&cx, showing(NumberFilter::Released)).await.is_empty());
    let of = |agent| NumbersQuery { agent: Some(agent), ..NumbersQuery::default() };
    assert_eq!(filtered(&cx, of(agent)).await, [NUMBER]);
    assert!(filtered(&cx, of(other)).await.is_empty());
    let id = overview(&cx).await.numbers[0].id.clone();
    remove(&cx, id).await.unwrap();
    assert_eq!(filtered(&cx, showing(NumberFilter::InUse)).await, [SECOND_NUMBER]);
    assert_eq!(filtered(&cx, showing(NumberFilter::Released)).await, [NUMBER]);
}

async fn where_calls_go_is_said_as_far_as_it_is_known(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    let viewer = colleague(&app, &cx, Role::Viewer).await;
    let goes = async |cx: &Cx, id: &NumberId| get(cx, id.clone()).await.unwrap().number.calls_go_to;
    assert_eq!(goes(&viewer, &id).await, Some(CallsGoTo::Agent("Reception".to_owned())));
    app.sandbox.set_at_twilio(NUMBER, "voice_url", "https://me:secret@new.example/voice?token=secret").await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let elsewhere = CallsGoTo::Elsewhere(Answerer::named(AnswererKind::Webhook, "https://new.example/voice"));
    assert_eq!(goes(&cx, &id).await, Some(elsewhere.clone()));
    let listed = list(&cx, &NumbersQuery::default()).await.unwrap().numbers.remove(0);
    assert_eq!(listed.calls_go_to, Some(elsewhere));
    unassign(&cx, id.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(goes(&cx, &id).await, None, "nothing is invented");
    // The calls of a number that never came as far as Vapi go where they went before.
    app.sandbox
        .inject(&NewFault {
            remaining: 10_000,
            ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unavailable)
        })
        .await;
    import(&cx, SECOND_NUMBER).await;
    app.run_due().await;
    let second = overview(&cx).await.numbers.remove(1).id;
    assert_eq!(goes(&cx, &second).await, Some(CallsGoTo::Own(Answerer::nameless(AnswererKind::Nobody))));
    assert_eq!(goes(&viewer, &second).await, None, "where it pointed before is for those who bring it");
}

async fn another_agent_answers_once_it_is_assigned(app: TestApp) {
    let (cx, first, _) = ready(&app).await;
    let second = create(&cx, &agent_form("Night desk")).await.unwrap();
    app.settle().await;
    let id = overview(&cx).await.numbers[0].id.clone();
    let operation = assign(&cx, id.clone(), second.clone()).await.unwrap();
    let page = get(&cx, id.clone()).await.unwrap();
    assert_eq!(page.number.number.agent.map(|(agent, _)| agent), Some(first), "until it is proved");
    assert_eq!(page.operation.map(|operation| operation.id), Some(operation.clone()));
    app.settle().await;
    let page = get(&cx, id.clone()).await.unwrap();
    assert_eq!(page.number.standing, Some(OperationState::Done));
    assert_eq!(page.number.number.agent.map(|(agent, _)| agent), Some(second.clone()));
    let assistants = app.sandbox.assistants().await;
    let night = assistants.iter().find(|there| there.name.as_deref() == Some("Night desk")).unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, NUMBER, &night.id);
    assert_eq!(assign(&cx, id.clone(), second).await.unwrap(), operation, "it answers already");
    let stranger = owner(&app).await;
    let theirs = make_agent(&stranger).await;
    assert_eq!(assign(&cx, id, theirs).await.unwrap_err().http_status(), 422);
}

async fn nobody_answers_once_the_agent_is_taken_off(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    let operation = unassign(&cx, id.clone()).await.unwrap();
    let stands = |page: &ava::domain::number::NumberPage| {
        (page.number.number.state, page.number.number.agent.clone(), page.number.standing)
    };
    let page = get(&cx, id.clone()).await.unwrap();
    assert_eq!(stands(&page), (NumberState::Unassigned, None, Some(OperationState::Queued)));
    assert_eq!(unassign(&cx, id.clone()).await.unwrap(), operation, "the second click");
    app.settle().await;
    let page = get(&cx, id.clone()).await.unwrap();
    assert_eq!(stands(&page), (NumberState::Unassigned, None, Some(OperationState::Done)));
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
    assert_eq!(
        prove(&cx, id.clone()).await.unwrap_err().kind,
        ProblemKind::Stale,
        "nobody else is chosen for it"
    );
    assign(&cx, id.clone(), agent).await.unwrap();
    app.settle().await;
    assert_eq!(get(&cx, id).await.unwrap().number.number.state, NumberState::Ready);
}

async fn what_failed_before_the_agent_was_taken_off_is_not_tried_again(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let id = overview(&cx).await.numbers[0].id.clone();
    app.sandbox.set_at_twilio(NUMBER, "trunk_sid", "TK00000000000000000000000000000001").await;
    let operation = prove(&cx, id.clone()).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert!(view.state == OperationState::Failed && view.can_retry, "{:?}", view.steps);
    app.sandbox.set_at_twilio(NUMBER, "trunk_sid", "").await;
    retry(&cx, operation.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(get(&cx, id.clone()).await.unwrap().number.number.state, NumberState::Ready);
    unassign(&cx, id).await.unwrap();
    app.settle().await;
    assert!(!app.operation(&cx, &operation).await.can_retry, "it would choose somebody else");
    assert_eq!(retry(&cx, operation).await.unwrap_err().kind, ProblemKind::Stale);
    assert_eq!(app.sandbox.at_vapi(NUMBER).await[0].assistant_id, None);
}

/// The browser of somebody whose number answers, and the number's id.
async fn keeper(app: &TestApp, server: &Server) -> (Browser, String) {
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book appointments.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let operation = browser.import(NUMBER).await;
    done(&browser, &operation).await;
    (browser, app.text("SELECT id FROM phone_numbers", &[]).await)
}

async fn done(browser: &Browser, operation: &str) {
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let _: serde_json::Value = browser.until("read/Operation", &[("id", operation)], done).await;
}

/// Waits until the last operation of a number has come to its end.
async fn settled(browser: &Browser, number: &str) {
    let done = |page: &serde_json::Value| page["number"]["standing"] == "done";
    let _: serde_json::Value = browser.until("read/Number", &[("id", number)], done).await;
}

#[tokio::test]
async fn every_deed_is_a_plain_form() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (browser, id) = keeper(&app, &server).await;
    let night = browser.make_agent("Night desk", "Take messages.", "Good evening").await;
    let page = format!("{NUMBERS}/{id}");
    let shown = browser.page(&page).await.body;
    assert!(shown.contains("Reception answers it."), "{shown}");
    for action in ["/rpc/numbers/assign", "/rpc/numbers/unassign", "/rpc/numbers/prove"] {
        assert!(shown.contains(&format!("action=\"{action}\"")), "{action}");
    }

    let sent = browser.form(&page, "numbers/assign", &[("number", &id), ("form[agent]", &night)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, page.as_str()));
    assert!(browser.page(&page).await.body.contains("AVA binds the agent at Vapi"), "it says so");
    settled(&browser, &id).await;
    assert!(browser.page(&page).await.body.contains("Night desk answers it."));

    let sent = browser.form(&page, "numbers/unassign", &[("number", &id)]).await;
    assert_eq!((sent.status, sent.header("location")), (302, page.as_str()));
    settled(&browser, &id).await;
    let shown = browser.page(&page).await.body;
    assert!(shown.contains("It is at Vapi, and nobody answers it."), "{shown}");
    assert!(!shown.contains("/rpc/numbers/unassign\""), "there is nobody to take off");
    assert!(!shown.contains("/rpc/numbers/prove\""), "there is nothing to prove");
    browser.form(&page, "numbers/assign", &[("number", &id), ("form[agent]", &night)]).await;
    settled(&browser, &id).await;

    let asks = format!("{page}/remove");
    let shown = browser.page(&asks).await.body;
    assert!(shown.contains("Night desk loses this number"), "{shown}");
    let sent = browser.form(&asks, "numbers/remove", &[("number", &id)]).await;
    let operation = sent.header("location").rsplit('/').next().unwrap().to_owned();
    assert_eq!((sent.status, sent.header("location")), (302, &*format!("/dashboard/operations/{operation}")));
    assert!(browser.page(sent.header("location")).await.body.contains("The number is removed here."));
    let again = browser.form(&asks, "numbers/remove", &[("number", &id)]).await;
    assert_eq!(again.header("location"), sent.header("location"), "the second click leads to the same");
    done(&browser, &operation).await;
    gone_but_for_its_history(&app, &browser, &id, &night).await;
}

async fn gone_but_for_its_history(app: &TestApp, browser: &Browser, id: &str, agent: &str) {
    let pretty = "415 310 0001";
    for path in [
        "/dashboard/integrations".to_owned(),
        "/dashboard/integrations/twilio".to_owned(),
        "/dashboard/agents".to_owned(),
        format!("/dashboard/agents/{agent}"),
        NUMBERS.to_owned(),
    ] {
        let shown = browser.page(&path).await;
        assert!(shown.status == 200 && !shown.body.contains(pretty), "{path}");
    }
    let picker = browser.page("/dashboard/integrations/twilio?choose=1").await.body;
    assert!(picker.contains(pretty) && !picker.contains("already in AVA"), "it can be chosen again");
    assert_eq!(listed(&browser.page(&format!("{NUMBERS}?show=released")).await.body), [id]);
    let shown = browser.page(&format!("{NUMBERS}/{id}")).await;
    assert_eq!(shown.status, 200);
    assert!(
        shown.body.contains("See its clean-up") && !shown.body.contains("/rpc/numbers/"),
        "{}",
        shown.body
    );
    assert_eq!(browser.page(&format!("{NUMBERS}/{id}/remove")).await.status, 404);
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
    assert_eq!(app.sandbox.at_twilio(NUMBER).await.voice_url, OWN_VOICE_URL);
}

#[tokio::test]
async fn nobody_touches_the_number_of_another_org() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_keeper, id) = keeper(&app, &server).await;
    let stranger = server.owner().await;
    let own = stranger.make_agent("Mine", "Mine.", "Hello").await;
    let row = async || {
        app.texts("SELECT state || agent_id || COALESCE(wanted_agent, '') FROM phone_numbers", &[]).await
    };
    let before = row().await;
    let page = format!("{NUMBERS}/{id}");
    for endpoint in ["numbers/assign", "numbers/unassign", "numbers/remove", "numbers/prove"] {
        let fields = [("number", id.as_str()), ("form[agent]", own.as_str())];
        assert_eq!(stranger.rpc(endpoint, &fields).await.problem().kind, ProblemKind::NotFound, "{endpoint}");
        let sent = stranger.form(&page, endpoint, &fields).await;
        assert_eq!((sent.status, sent.header("location")), (302, page.as_str()), "{endpoint}");
        assert_eq!(stranger.page(&page).await.status, 404, "{endpoint}");
        assert_eq!(row().await, before, "{endpoint}");
    }
    assert!(listed(&stranger.page(NUMBERS).await.body).is_empty());
}

#[tokio::test]
async fn a_viewer_looks_and_changes_nothing() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (viewer, id) = keeper(&app, &server).await;
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    let agent = app.text("SELECT id FROM agents", &[]).await;
    let page = format!("{NUMBERS}/{id}");
    let fields = [("number", id.as_str()), ("form[agent]", agent.as_str())];
    for endpoint in ["numbers/assign", "numbers/unassign", "numbers/remove"] {
        assert_eq!(viewer.rpc(endpoint, &fields).await.problem().kind, ProblemKind::Forbidden, "{endpoint}");
        viewer.form(&page, endpoint, &fields).await;
    }
    let state = "SELECT state FROM phone_numbers WHERE id = $1";
    assert_eq!(app.text(state, &[&id]).await, NumberState::Ready.code());
    assert_eq!(listed(&viewer.page(NUMBERS).await.body), [id.as_str()]);
    assert_eq!(viewer.page(&page).await.status, 200);
    assert_eq!(viewer.page(&format!("{page}/remove")).await.status, 403);
}

async fn a_number_says_what_it_waits_for(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let operation = browser.import(NUMBER).await;
    let waits = |page: &serde_json::Value| page["operation"]["state"] == "waiting";
    let _: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], waits).await;
    let list = browser.page(NUMBERS).await.body;
    assert!(list.contains("Not seen at Twilio or Vapi yet") && list.contains("Waiting"), "{list}");
    let shown = browser.page(&format!("{NUMBERS}/{}", listed(&list)[0])).await.body;
    assert!(shown.contains("Waiting for Twilio. Connect it"), "{shown}");
    assert!(shown.contains("You have no agent yet."), "{shown}");
}

async fn a_number_that_failed_says_why_and_leads_on(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    browser.make_agent("Reception", "Book appointments.", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    for (number, kind, way_on) in [
        (OTHER_NUMBER, ProblemKind::NumberNotInAccount, "href=\"/dashboard/integrations/twilio?choose=1\""),
        (ON_A_TRUNK, ProblemKind::NumberOnTrunkOrApp, "action=\"/rpc/numbers/prove\""),
    ] {
        let operation = browser.import(number).await;
        let failed = |page: &serde_json::Value| page["operation"]["state"] == "failed";
        let _: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], failed).await;
        let id = app.text("SELECT id FROM phone_numbers WHERE e164 = $1", &[number]).await;
        let shown = browser.page(&format!("{NUMBERS}/{id}")).await.body;
        let why = Problem::from(kind).sentence(Locale::En);
        assert!(shown.contains(&format!("It could not be brought to Vapi. {why}")), "{shown}");
        let notice = shown.split("class=\"notice bad\"").nth(1).unwrap();
        let notice = notice.split("class=\"button primary\"").next().unwrap();
        assert!(notice.contains(way_on) && !notice.contains("/rpc/numbers/assign"), "{shown}");
        assert_eq!(shown.matches("class=\"button primary\"").count(), 1, "one loudest: {shown}");
    }
}

async fn removing_stops_an_import_that_is_under_way(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let import = import(&cx, NUMBER).await;
    let id: NumberId = overview(&cx).await.numbers[0].id.clone();
    remove(&cx, id.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &import).await, OperationState::Stopped);
    assert_eq!(get(&cx, id).await.unwrap().number.number.state, NumberState::Released);
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
}

both_engines!(
    the_list_goes_on_past_sixty_and_keeps_its_filters,
    the_filters_show_what_they_say,
    where_calls_go_is_said_as_far_as_it_is_known,
    another_agent_answers_once_it_is_assigned,
    nobody_answers_once_the_agent_is_taken_off,
    what_failed_before_the_agent_was_taken_off_is_not_tried_again,
    a_number_says_what_it_waits_for,
    a_number_that_failed_says_why_and_leads_on,
    removing_stops_an_import_that_is_under_way,
);
