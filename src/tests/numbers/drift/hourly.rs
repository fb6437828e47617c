//! The hourly comparison: the orgs that are due, and its findings about keys and numbers.

use std::time::Duration;

use ava::{
    domain::{
        drift::FindingKind,
        integrations::IntegrationsView,
        operation::OperationState,
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        integrations::{disconnect::disconnect, service},
        numbers::drift::{compare, enqueue_due},
    },
};

use super::hands::{HOUR, VAPI_WEBHOOK, found, page};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{
        card_of, connect_vapi, import, make_agent, other_twilio_form, overview, owner, ready, vapi_form,
    },
    sandbox::{ELSEWHERE_URL, NUMBER, OTHER_NUMBER, OTHER_VAPI_KEY},
};

const COMPARISONS: &str = "operations WHERE kind = 'compare_numbers'";

fn verified(view: &IntegrationsView, provider: Provider) -> i64 {
    view.card(provider).credential.as_ref().unwrap().verified_at.unwrap()
}

async fn every_hour_it_is_looked_at_again(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 0, "the keys were just checked");
    for _ in 0..3 {
        app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
        let before = overview(&cx).await;
        app.clock.advance(HOUR);
        assert_eq!(enqueue_due(&app.services).await.unwrap(), 1);
        assert_eq!(enqueue_due(&app.services).await.unwrap(), 0, "one is open");
        app.settle().await;
        assert_eq!(enqueue_due(&app.services).await.unwrap(), 0, "the hour has only begun");
        assert_eq!(page(&cx).await.findings.len(), 1);
        for provider in [Provider::Vapi, Provider::Twilio] {
            let now = overview(&cx).await;
            assert!(
                verified(&now, provider) > verified(&before, provider),
                "{provider:?} was asked just now"
            );
        }
        app.sandbox.set_at_twilio(NUMBER, "voice_url", VAPI_WEBHOOK).await;
        assert!(found(&app, &cx).await.is_empty());
    }
    assert_eq!(app.count(COMPARISONS, &[]).await, 1, "the last of each org is kept");
    disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    assert_eq!(compare(&cx).await.unwrap_err().kind, ProblemKind::NotConnected(Provider::Twilio));
}

async fn two_nodes_begin_one_comparison(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let other = app.another_node(11).await;
    app.clock.advance(HOUR);
    let (here, there) = tokio::join!(enqueue_due(&app.services), enqueue_due(&other));
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    app.settle().await;
    assert_eq!(app.count(COMPARISONS, &[]).await, 1);
    assert_eq!(page(&cx).await.comparison.unwrap().state, OperationState::Done);
}

async fn one_key_alone_is_proved_every_hour_too(app: TestApp) {
    let cx = owner(&app).await;
    app.clock.advance(HOUR);
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 0, "nothing is connected");
    connect_vapi(&cx).await;
    let before = verified(&overview(&cx).await, Provider::Vapi);
    app.clock.advance(HOUR);
    let since = app.sandbox.last_seq().await;
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 1);
    app.settle().await;
    assert!(verified(&overview(&cx).await, Provider::Vapi) > before);
    let calls = app.sandbox.calls_after(since).await;
    assert!(calls.iter().all(|call| call.provider == SandboxProvider::Vapi) && calls.len() == 1, "{calls:?}");
    let refused = NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized);
    app.sandbox.inject(&refused).await;
    app.clock.advance(HOUR);
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 1);
    app.settle().await;
    assert!(
        card_of(&cx, Provider::Vapi).await.broken(),
        "a key that was revoked does not look as if it worked"
    );
    app.clock.advance(HOUR);
    assert_eq!(enqueue_due(&app.services).await.unwrap(), 0, "a person is asked for a key first");
    connect_vapi(&cx).await;
    app.settle().await;
    assert_eq!(page(&cx).await.comparison.unwrap().state, OperationState::Done, "then it goes on");
}

async fn many_that_are_due_at_once_are_begun_little_by_little(app: TestApp) {
    for _ in 0..40 {
        connect_vapi(&owner(&app).await).await;
    }
    app.settle().await;
    app.clock.advance(HOUR);
    let mut begun = Vec::new();
    while begun.iter().sum::<usize>() < 40 {
        begun.push(enqueue_due(&app.services).await.unwrap());
        assert!(begun.len() < 30, "{begun:?}");
        app.clock.advance(Duration::from_secs(60));
    }
    assert!(begun.iter().all(|count| (1..=2).contains(count)), "{begun:?}");
}

async fn each_organisation_has_its_own_findings(app: TestApp) {
    let (first, _, _) = ready(&app).await;
    let second = owner(&app).await;
    service::save(&second, &vapi_form(OTHER_VAPI_KEY)).await.unwrap();
    make_agent(&second).await;
    app.settle().await;
    service::save(&second, &other_twilio_form()).await.unwrap();
    import(&second, OTHER_NUMBER).await;
    app.settle().await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    app.sandbox.delete_at_vapi(OTHER_NUMBER).await;
    app.clock.advance(HOUR);
    while enqueue_due(&app.services).await.unwrap() > 0 {}
    app.settle().await;
    for (cx, kind, number) in
        [(&first, FindingKind::WebhooksChanged, NUMBER), (&second, FindingKind::GoneAtVapi, OTHER_NUMBER)]
    {
        let findings = page(cx).await.findings;
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert_eq!((findings[0].kind, findings[0].e164.as_str()), (kind, number));
    }
    disconnect(&first, Provider::Vapi).await.unwrap();
    app.settle().await;
    assert_eq!(page(&first).await.findings, [], "there is nothing to compare with any more");
    assert_eq!(page(&second).await.findings.len(), 1);
}

both_engines!(
    every_hour_it_is_looked_at_again,
    two_nodes_begin_one_comparison,
    one_key_alone_is_proved_every_hour_too,
    many_that_are_due_at_once_are_begun_little_by_little,
    each_organisation_has_its_own_findings,
);
