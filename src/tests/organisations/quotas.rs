//! Limits of what each organisation may have and do, so that it costs no other.

use std::{num::NonZero, thread, time::Duration};

use ava::{
    domain::{
        address::Address,
        ids::AgentId,
        integrations::{AccountQuery, ImportForm},
        locale::Locale,
        number::NumberState,
        operation::{OperationKind, OperationState},
        problem::{Problem, ProblemKind},
        provider::{Provider, twilio::TwilioForm, vapi::VapiForm},
        quota::Quota,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents,
        clock::Clock,
        cx::Cx,
        integrations,
        numbers::{self, answering_agents},
        quotas,
    },
};
use futures::future::join_all;

use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        agent_form, connect_twilio, connect_vapi, latest, overview, owner, ready, twilio_form, vapi_form,
    },
    sandbox::{NUMBER, OTHER_VAPI_KEY, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// Sets the quota that the operator allows this organisation alone.
async fn allow(app: &TestApp, org: &str, quota: Quota, most: u32) {
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, CAST($3 AS BIGINT))";
    app.execute(sql, &[org, quota.code(), &most.to_string()]).await;
}

async fn make(cx: &Cx, name: &str) -> Result<AgentId, Problem> {
    agents::service::create(cx, &agent_form(name)).await
}

async fn bring(cx: &Cx, number: &str) -> Result<(), Problem> {
    let form = ImportForm { number: number.to_owned(), ..ImportForm::default() };
    numbers::service::import(cx, &form).await.map(drop)
}

async fn lesson_76_no_organisation_has_more_agents_than_it_may_however_fast_it_asks(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    allow(&app, cx.org.as_str(), Quota::Agents, 3).await;
    let names: Vec<String> = (0..10).map(|nth| format!("Agent {nth}")).collect();
    let made = join_all(names.iter().map(|name| make(&cx, name))).await;
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 3);
    for refused in made.iter().filter_map(|made| made.as_ref().err()) {
        assert_eq!(*refused, Problem::new(ProblemKind::OverQuota(Quota::Agents, 3)));
        assert_eq!(refused.http_status(), 409);
    }
    assert_eq!(app.count("agents WHERE org_id = $1", &[cx.org.as_str()]).await, 3);
    let nothing_left = app.count("operations WHERE org_id = $1", &[cx.org.as_str()]).await;
    assert_eq!(nothing_left, 3, "nothing of what was refused");
    for name in &names {
        make(&other, name).await.unwrap();
    }
    let first = made.into_iter().find_map(Result::ok).unwrap();
    // The same request again soon would be a double click.
    app.clock.advance(Duration::from_secs(10));
    assert!(agents::service::duplicate(&cx, first.clone()).await.is_err());
    answering_agents::delete(&cx, first).await.unwrap();
    make(&cx, "Another").await.unwrap();
}

async fn lesson_76_no_organisation_has_more_numbers_than_it_may(app: TestApp) {
    let cx = owner(&app).await;
    allow(&app, cx.org.as_str(), Quota::Numbers, 2).await;
    let numbers: Vec<String> = (0..6).map(|nth| format!("+1415555014{nth}")).collect();
    let asked = join_all(numbers.iter().map(|number| bring(&cx, number))).await;
    assert_eq!(asked.iter().filter(|asked| asked.is_ok()).count(), 2);
    let over = Problem::new(ProblemKind::OverQuota(Quota::Numbers, 2));
    assert!(asked.iter().flat_map(|asked| asked.as_ref().err()).all(|refused| *refused == over));
    let known = overview(&cx).await.numbers[0].e164.as_str().to_owned();
    bring(&cx, &known).await.unwrap();
    // A form with a key as well saves nothing of it.
    let form = TwilioForm { number: "+14155550149".to_owned(), ..twilio_form() };
    let refused = integrations::service::save(&cx, &form).await.unwrap_err();
    assert_eq!(refused.kind, over.kind);
    assert_eq!(app.count("org_credentials", &[]).await, 0);
}

async fn lesson_76_who_has_too_much_under_way_begins_nothing_and_ends_what_they_want(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let mut made = Vec::new();
    for name in ["One", "Two", "Three"] {
        made.push(make(&cx, name).await.unwrap());
    }
    app.settle().await;
    allow(&app, cx.org.as_str(), Quota::Operations, 3).await;
    let refused = make(&cx, "Four").await.unwrap_err();
    assert_eq!(refused, Problem::new(ProblemKind::OverQuota(Quota::Operations, 3)).retry_after(60));
    assert_eq!(refused.http_status(), 429);
    assert_eq!(
        refused.sentence(Locale::En),
        "Your organisation has as much under way as it may: 3 operations. Try again in 60 s."
    );
    assert!(bring(&cx, NUMBER).await.is_err());
    // Applicant again for an operation that is under way adds none.
    agents::service::update(&cx, made[0].clone(), &agent_form("First"), 1).await.unwrap();
    make(&other, "One").await.unwrap();
    answering_agents::delete(&cx, made[1].clone()).await.unwrap();
    connect_vapi(&cx).await;
    app.settle().await;
    make(&cx, "Four").await.unwrap();
}

async fn switching_accounts_and_what_follows_a_key_is_never_refused(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    for quota in [Quota::Agents, Quota::Numbers, Quota::Operations] {
        allow(&app, cx.org.as_str(), quota, 0).await;
    }
    let form = VapiForm { switch: true, ..vapi_form(OTHER_VAPI_KEY) };
    integrations::service::save(&cx, &form).await.unwrap();
    app.settle().await;
    let numbers = overview(&cx).await.numbers;
    assert_eq!(numbers.iter().map(|number| number.e164.as_str()).collect::<Vec<_>>(), [NUMBER]);
    assert_eq!(numbers[0].state, NumberState::Ready);
    integrations::disconnect::disconnect(&cx, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(latest(&cx, OperationKind::Disconnect).await.state, OperationState::Done);
    assert!(make(&cx, "One more").await.is_err(), "but nothing more of it");
}

async fn lesson_76_a_flood_of_requests_is_refused_to_the_organisation_that_sends_it(app: TestApp) {
    let server = app.serve().await;
    let (flooding, other) = (server.owner().await, server.owner().await);
    let org = app.text("SELECT org_id FROM sessions ORDER BY created_at, device_id LIMIT 1", &[]).await;
    allow(&app, &org, Quota::Requests, 20).await;
    let colleague = flooding.tab();
    let before = app.clock.now_ms();
    let mut answered = 0;
    let refused = loop {
        let answer = flooding.page("/dashboard/agents").await;
        if answer.status != 200 {
            break answer;
        }
        answered += 1;
    };
    assert_eq!(answered, 5, "a quarter of it at once");
    assert_eq!((refused.status, refused.header("retry-after")), (429, "3"));
    let said = "Too many requests from your organisation: it may send 20 a minute. Try again in 3 s.";
    assert!(refused.body.contains(said), "{}", refused.body);
    let read = colleague.rpc("read/Integrations", &[]).await;
    assert_eq!(read.problem().kind, ProblemKind::OverQuota(Quota::Requests, 20));
    let fields = [("form[name]", "Reception")];
    assert_eq!(colleague.form("/dashboard/agents/new", "agents/create", &fields).await.status, 429);
    for _ in 0..20 {
        assert_eq!(other.page("/dashboard/agents").await.status, 200);
        assert_eq!(server.visitor().page("/login").await.status, 200);
    }
    let held = app.clock.now_ms() - before;
    assert!((1500..3000).contains(&held), "each refusal half a second to a whole one: {held} ms");
    app.clock.advance(Duration::from_secs(2));
    assert_eq!(flooding.page("/dashboard/agents").await.status, 200);
    assert_eq!(flooding.page("/dashboard/agents").await.status, 429);
}

/// The list of the numbers at Twilio is read for a person who asked for just that, once
/// for all tabs.
async fn a_page_that_waits_for_a_provider_holds_up_no_other_of_its_organisation(app: TestApp) {
    let server = app.serve().await;
    let owner = server.owner().await;
    owner.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let many = thread::available_parallelism().map_or(1, NonZero::get);
    let listing = NewFault {
        path_contains: Some("IncomingPhoneNumbers".into()),
        ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&listing).await;
    let tabs: Vec<_> = (0..many).map(|_| owner.tab()).collect();
    let choosing = join_all(tabs.iter().map(|tab| tab.page("/dashboard/integrations/twilio?choose=1")));
    let meanwhile = async {
        app.sandbox.held().await;
        assert_eq!(owner.page("/dashboard/agents").await.status, 200);
        app.sandbox.release().await;
    };
    let (chosen, ()) = futures::join!(choosing, meanwhile);
    assert!(chosen.iter().all(|page| page.status == 200 && page.body.contains("+1 415 310 0001")));
}

async fn a_key_or_a_list_too_many_is_not_asked_of_the_provider(app: TestApp) {
    let cx = owner(&app).await;
    connect_twilio(&cx).await;
    allow(&app, cx.org.as_str(), Quota::Checks, 4).await;
    allow(&app, cx.org.as_str(), Quota::Searches, 4).await;
    let check = || integrations::service::check(&cx, Provider::Twilio);
    app.clock.advance(Duration::from_secs(60));
    check().await.unwrap();
    let before = app.sandbox.last_seq().await;
    let refused = check().await.unwrap_err();
    assert_eq!(refused, Problem::new(ProblemKind::OverQuota(Quota::Checks, 4)).retry_after(15));
    let saved = integrations::service::save(&cx, &vapi_form(VAPI_KEY)).await;
    assert_eq!(saved.unwrap_err().kind, refused.kind);
    assert!(app.sandbox.calls_after(before).await.is_empty());

    let list = || integrations::connectors::twilio::numbers::account_numbers(&cx, AccountQuery::default());
    assert_eq!(list().await.unwrap().problem, None);
    let before = app.sandbox.last_seq().await;
    let refused = list().await.unwrap();
    assert_eq!(refused.problem.map(|problem| problem.kind), Some(ProblemKind::OverQuota(Quota::Searches, 4)));
    assert!(app.sandbox.calls_after(before).await.is_empty());
    app.clock.advance(Duration::from_secs(15));
    assert_eq!(list().await.unwrap().problem, None);
}

async fn a_price_beyond_the_quota_is_not_asked_of_twilio(app: TestApp) {
    let cx = owner(&app).await;
    allow(&app, cx.org.as_str(), Quota::Searches, 4).await;
    let number = Address::read("/dashboard/numbers/buy/confirm?number=14155550142&country=US&kind=local");
    let look = || numbers::managed::purchase_preview(&cx, &number);
    look().await.unwrap();
    let before = app.sandbox.last_seq().await;
    assert!(before > 0, "Twilio was asked");
    let refused = look().await.unwrap();
    assert_eq!(refused.price, None);
    assert_eq!(refused.problem.map(|problem| problem.kind), Some(ProblemKind::OverQuota(Quota::Searches, 4)));
    assert!(app.sandbox.calls_after(before).await.is_empty());
}

async fn lesson_76_the_operator_decides_how_much_one_organisation_may(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let decide = async |org: &str, own| quotas::decide(&app.services, org, Quota::Agents, own).await.unwrap();
    let decided = decide(cx.org.as_str(), Some(1)).await;
    assert_eq!(decided.map(|(_, most)| most), Some(1));
    assert_eq!(decide("nobody", Some(1)).await, None);
    make(&cx, "One").await.unwrap();
    assert_eq!(make(&cx, "Two").await.unwrap_err().kind, ProblemKind::OverQuota(Quota::Agents, 1));
    assert_eq!(decide(cx.org.as_str(), Some(2)).await.map(|(_, most)| most), Some(2));
    make(&cx, "Two").await.unwrap();
    assert!(make(&cx, "Three").await.is_err());
    let every = Quota::Agents.row().default;
    assert_eq!(decide(cx.org.as_str(), None).await.map(|(_, most)| most), Some(every), "as all");
    make(&cx, "Three").await.unwrap();
    make(&other, "One").await.unwrap();
    let audited = "audit_log WHERE action = 'quota_decided' AND org_id = $1";
    assert_eq!(app.count(audited, &[cx.org.as_str()]).await, 3);
}

both_engines!(
    a_price_beyond_the_quota_is_not_asked_of_twilio,
    lesson_76_the_operator_decides_how_much_one_organisation_may,
    lesson_76_no_organisation_has_more_agents_than_it_may_however_fast_it_asks,
    lesson_76_no_organisation_has_more_numbers_than_it_may,
    lesson_76_who_has_too_much_under_way_begins_nothing_and_ends_what_they_want,
    switching_accounts_and_what_follows_a_key_is_never_refused,
    lesson_76_a_flood_of_requests_is_refused_to_the_organisation_that_sends_it,
    a_page_that_waits_for_a_provider_holds_up_no_other_of_its_organisation,
    a_key_or_a_list_too_many_is_not_asked_of_the_provider,
);
