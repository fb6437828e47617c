//! Releasing managed numbers, and living beside an own Twilio account.

use ava::{
    domain::{
        ids::OperationId,
        integrations::Readiness,
        managed::{ManagedState, ReleaseForm, SwitchForm},
        number::{NumberSource, NumberState},
        operation::{OperationKind, OperationPage, OperationState, StepKind},
        problem::{Field, ProblemKind, Rule},
        provider::Provider,
        quota::Quota,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        agents::service as agents,
        cx::Cx,
        integrations::{
            disconnect::{disconnect, preview},
            switch,
        },
        numbers::{managed, service as numbers},
        operations::service,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    managed::{
        assert_billed_is_shown, billed, bought, buy, buy_form, offer, plant_tokens, release, release_id,
        subaccounts, the_number, without_twilio,
    },
    people::{card_of, connect_twilio, connect_vapi, import, overview},
    sandbox::{NUMBER, Sandbox, TWILIO_SID},
    traces::assert_forgotten,
};

fn down(provider: SandboxProvider, path: &str) -> NewFault {
    NewFault { path_contains: Some(path.to_owned()), ..lasting(provider, FaultKind::Unavailable) }
}

async fn credentials(app: &TestApp) -> usize {
    app.count("org_credentials WHERE is_managed", &[]).await
}

async fn done(app: &TestApp, cx: &Cx, operation: &OperationId) {
    let view = app.operation(cx, operation).await;
    assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    assert!(view.steps.iter().all(|step| step.receipt.is_some()));
}

async fn lesson_30_the_key_goes_with_the_last_number_only(app: TestApp) {
    let cx = without_twilio(&app).await;
    let (first, second) = (bought(&app, &cx, 0).await, bought(&app, &cx, 0).await);
    assert!(!managed::release_preview(&cx, first.number.id.clone()).await.unwrap().last);
    let operation = release(&cx, &first).await;
    assert_eq!(credentials(&app).await, 1, "the other number needs it");
    app.settle().await;
    done(&app, &cx, &operation).await;
    let again = numbers::prove(&cx, second.number.id.clone()).await.unwrap();
    app.settle().await;
    done(&app, &cx, &again).await;
    assert!(managed::release_preview(&cx, second.number.id.clone()).await.unwrap().last);
    let operation = release(&cx, &second).await;
    assert_eq!((credentials(&app).await, app.count("operation_escrow WHERE is_managed", &[]).await), (0, 1));
    app.settle().await;
    done(&app, &cx, &operation).await;
    plant_tokens(&app.sandbox).await;
    assert_forgotten(&app, "released").await;
    let snapshot = app.sandbox.snapshot().await;
    assert_eq!((subaccounts(&snapshot).len(), billed(&snapshot).len()), (1, 0), "the account stays, empty");
    bought(&app, &cx, 0).await;
    assert_eq!(subaccounts(&app.sandbox.snapshot().await).len(), 1, "and is found again");
}

async fn lesson_28_a_released_number_is_nowhere_to_be_chosen(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let (agent, _) = details.number.agent.clone().unwrap();
    app.sandbox.inject(&down(SandboxProvider::Twilio, "/")).await;
    app.sandbox.inject(&down(SandboxProvider::Vapi, "/")).await;
    let operation = release(&cx, &details).await;
    assert_eq!(release(&cx, &details).await, operation, "the second of two clicks");
    let page = overview(&cx).await;
    assert!(page.numbers.is_empty() && !matches!(page.readiness, Readiness::Ready { .. }));
    assert!(agents::get(&cx, agent).await.unwrap().agent.numbers.is_empty());
    assert!(the_number(&cx, details.number.e164.as_str()).await.is_none());
    app.sandbox.clear().await;
    app.settle().await;
    done(&app, &cx, &operation).await;
}

async fn lesson_31_a_release_that_fails_is_not_shown_as_done(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let refusal =
        NewFault { kind: FaultKind::Unauthorized, ..down(SandboxProvider::Twilio, "/IncomingPhoneNumbers") };
    app.sandbox.inject(&refusal).await;
    let operation = release(&cx, &details).await;
    app.settle().await;
    let OperationPage { operation: view, by_hand, .. } = service::page(&cx, operation.clone()).await.unwrap();
    assert_eq!((view.state, view.can_close), (OperationState::NeedsAttention, false));
    assert!(by_hand.is_empty(), "it is not the org's to do: {by_hand:?}");
    let shown = numbers::get(&cx, details.number.id.clone()).await.unwrap().number;
    assert_eq!((shown.number.state, shown.released_at), (NumberState::Releasing, None));
    assert_billed_is_shown(&app, "in need of help").await;
    app.sandbox.clear().await;
    assert_eq!(service::retry(&cx, operation.clone()).await.unwrap(), operation);
    app.settle().await;
    done(&app, &cx, &operation).await;
    let shown = numbers::get(&cx, details.number.id).await.unwrap().number;
    assert_eq!(shown.number.state, NumberState::Released);
    assert!(shown.released_at.is_some() && billed(&app.sandbox.snapshot().await).is_empty());
}

async fn lesson_39_the_last_four_digits_are_typed_and_the_agents_named(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let id = details.number.id.clone();
    let view = managed::release_preview(&cx, id.clone()).await.unwrap();
    assert_eq!((view.agents, view.at_vapi), (vec!["Reception".to_owned()], true));
    for (typed, rule) in [("", Rule::Required), ("0000000", Rule::LastFour), ("12ab", Rule::LastFour)] {
        let form = ReleaseForm { last_four: typed.to_owned() };
        let refused = managed::release(&cx, id.clone(), &form).await.unwrap_err();
        assert_eq!((refused.kind, refused.field), (ProblemKind::Invalid(rule), Some(Field::LastFour)));
    }
    assert_eq!(app.count("operations WHERE kind = 'release_number'", &[]).await, 0);
    let whole = ReleaseForm { last_four: details.number.e164.pretty() };
    managed::release(&cx, id, &whole).await.unwrap();
}

async fn a_purchase_under_way_is_released_without_a_trace(app: TestApp) {
    let cx = without_twilio(&app).await;
    let kept = bought(&app, &cx, 0).await;
    let chosen = offer(&cx, 0).await;
    let hold = NewFault {
        method: Some("POST".into()),
        ..NewFault {
            remaining: 1,
            kind: FaultKind::HoldAfter,
            ..down(SandboxProvider::Twilio, "/IncomingPhoneNumbers.json")
        }
    };
    app.sandbox.inject(&hold).await;
    buy(&cx, &chosen).await;
    let engine = app.engine.clone();
    let buying = tokio::spawn(async move { engine.run_due().await.unwrap() });
    app.sandbox.held().await;
    let details = the_number(&cx, chosen.e164.as_str()).await.unwrap();
    let operation = release_id(&cx, details.number.id, chosen.e164.as_str()).await;
    app.sandbox.release().await;
    buying.await.unwrap();
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert_eq!(billed(&app.sandbox.snapshot().await), [kept.number.e164.to_string()]);
    assert_billed_is_shown(&app, "released while it was bought").await;
}

async fn disconnecting_the_own_account_leaves_managed_numbers_alone(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let view = preview(&cx, Provider::Twilio).await.unwrap();
    assert_eq!((view.numbers.len(), view.stays.len()), (1, 0));
    let operation = disconnect(&cx, Provider::Twilio).await.unwrap();
    app.settle().await;
    done(&app, &cx, &operation).await;
    let page = overview(&cx).await;
    assert!(matches!(page.readiness, Readiness::Ready { .. }), "{:?}", page.readiness);
    assert_eq!(page.numbers.len(), 1);
    assert_eq!(billed(&app.sandbox.snapshot().await), [details.number.e164.to_string()]);
    assert!(app.sandbox.at_vapi(NUMBER).await.is_empty());
}

async fn disconnecting_vapi_keeps_managed_numbers_and_they_come_back(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let e164 = details.number.e164.as_str();
    connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let view = preview(&cx, Provider::Vapi).await.unwrap();
    assert_eq!((view.numbers.len(), view.stays.len()), (1, 1));
    let operation = disconnect(&cx, Provider::Vapi).await.unwrap();
    let parked = the_number(&cx, e164).await.unwrap();
    assert_eq!(parked.number.state, NumberState::Unassigned);
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert_eq!(the_number(&cx, e164).await.unwrap().vapi_phone_id, None);
    let snapshot = app.sandbox.snapshot().await;
    assert!(snapshot.vapi_numbers.is_empty() && billed(&snapshot) == [e164.to_owned()]);
    connect_vapi(&cx).await;
    app.settle().await;
    let agent = overview(&cx).await.agents.remove(0).id;
    let again = numbers::assign(&cx, details.number.id.clone(), agent.clone()).await.unwrap();
    app.settle().await;
    done(&app, &cx, &again).await;
    let assistant = agents::get(&cx, agent).await.unwrap().agent.vapi_assistant_id.unwrap();
    Sandbox::assert_answers(&app.sandbox.snapshot().await, e164, &assistant);
    assert_eq!(app.sandbox.snapshot().await.purchases.len(), 1);
}

async fn lesson_32_switching_is_done_at_the_providers(app: TestApp) {
    let cx = without_twilio(&app).await;
    bought(&app, &cx, 0).await;
    bought(&app, &cx, 0).await;
    let to_own = SwitchForm { to: "byo".into(), agree: true };
    let view = switch::preview(&cx, NumberSource::Byo).await.unwrap();
    assert_eq!((view.numbers.len(), view.leaves_something()), (2, true));
    assert!(view.numbers.iter().all(|number| number.agent.as_deref() == Some("Reception")));
    let refused = switch::switch(&cx, &SwitchForm { agree: false, ..to_own.clone() }).await.unwrap_err();
    assert_eq!(refused.field, Some(Field::Agree));
    let (_, operation) = switch::switch(&cx, &to_own).await.unwrap();
    assert_eq!(switch::switch(&cx, &to_own).await.unwrap().1, operation, "the second of two clicks");
    assert!(overview(&cx).await.numbers.is_empty());
    assert_eq!(overview(&cx).await.cleanups.len(), 1);
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert_eq!(app.operation(&cx, &operation).await.kind, OperationKind::ReleaseManaged);
    assert!(billed(&app.sandbox.snapshot().await).is_empty(), "not in the database only");
    connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    let view = switch::preview(&cx, NumberSource::Managed).await.unwrap();
    let last4 = &TWILIO_SID[TWILIO_SID.len() - 4..];
    assert!(view.numbers.len() == 1 && view.account.is_some_and(|account| account.ends_with(last4)));
    let to_managed = SwitchForm { to: "managed".into(), agree: true };
    let (_, operation) = switch::switch(&cx, &to_managed).await.unwrap();
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert!(
        card_of(&cx, Provider::Twilio).await.credential.is_none()
            && app.sandbox.at_vapi(NUMBER).await.is_empty()
    );
    bought(&app, &cx, 0).await;
}

async fn lesson_05_an_account_that_does_not_answer_keeps_no_number_at_vapi(app: TestApp) {
    let cx = without_twilio(&app).await;
    let both = [bought(&app, &cx, 0).await, bought(&app, &cx, 0).await];
    app.sandbox.inject(&down(SandboxProvider::Twilio, "/IncomingPhoneNumbers")).await;
    let to_own = SwitchForm { to: "byo".into(), agree: true };
    let (_, operation) = switch::switch(&cx, &to_own).await.unwrap();
    app.run_due().await;
    assert_eq!(app.state(&cx, &operation).await, OperationState::Retrying);
    for number in &both {
        assert!(app.sandbox.at_vapi(number.number.e164.as_str()).await.is_empty());
    }
    app.sandbox.clear().await;
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
}

async fn lesson_78_what_is_billed_is_closed_by_nobodys_word(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    app.sandbox.inject(&down(SandboxProvider::Twilio, "/IncomingPhoneNumbers")).await;
    let operation = release(&cx, &details).await;
    app.run_due().await;
    let refused = service::close_by_hand(&cx, operation.clone()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Stale);
    assert_eq!(billed_here(&cx).await, 1);
    app.sandbox.clear().await;
    app.settle().await;
    done(&app, &cx, &operation).await;
    assert_eq!((billed_here(&cx).await, app.count("number_orders", &[]).await), (0, 0));
}

async fn a_release_that_vapi_alone_keeps_is_closed_by_hand(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    app.sandbox.inject(&down(SandboxProvider::Vapi, "/phone-number")).await;
    let operation = release(&cx, &details).await;
    app.run_due().await;
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
    service::close_by_hand(&cx, operation.clone()).await.unwrap();
    assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
    assert_eq!(app.count("number_orders", &[]).await, 0);
    plant_tokens(&app.sandbox).await;
    assert_forgotten(&app, "closed by hand").await;
}

/// The count of numbers on the operator's bill, as the org is shown it.
async fn billed_here(cx: &Cx) -> u32 {
    match overview(cx).await.managed {
        ManagedState::On { count, .. } => count,
        other => panic!("{other:?}"),
    }
}

/// An org once held eighteen numbers with a limit of five, by releasing into a Vapi that
/// refuses, and buying more.
async fn lesson_78_a_vapi_that_refuses_holds_up_no_release_and_frees_no_place(app: TestApp) {
    let app = TestApp::with(app.database, vec![("AVA_MANAGED_NUMBERS_PER_ORG", "2".to_owned())]).await;
    let cx = without_twilio(&app).await;
    let (first, second) = (bought(&app, &cx, 0).await, bought(&app, &cx, 0).await);
    let refusal = NewFault {
        kind: FaultKind::Unauthorized,
        method: Some("DELETE".into()),
        ..down(SandboxProvider::Vapi, "/phone-number")
    };
    app.sandbox.inject(&refusal).await;
    app.sandbox.inject(&down(SandboxProvider::Twilio, "/IncomingPhoneNumbers/")).await;
    let operations = [release(&cx, &first).await, release(&cx, &second).await];
    let third = offer(&cx, 0).await;
    let form = buy_form(&third);
    for _ in 0..3 {
        app.run_due().await;
        let refused = managed::buy(&cx, &form).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::ManagedNumbers, 2), "both are on the bill");
    }
    app.sandbox.clear().await;
    app.sandbox.inject(&refusal).await;
    app.settle().await;
    assert!(billed(&app.sandbox.snapshot().await).is_empty(), "whatever Vapi says");
    for operation in &operations {
        let view = app.operation(&cx, operation).await;
        assert_eq!((view.state, view.can_close), (OperationState::NeedsAttention, true));
        let left: Vec<_> = view.left().map(|step| step.kind).collect();
        assert_eq!(left, [StepKind::RemoveAtVapi, StepKind::ShredKeys], "all but this is done");
    }
    assert_eq!(billed_here(&cx).await, 0, "what Twilio has released counts no more");
    assert_eq!(app.sandbox.at_vapi(first.number.e164.as_str()).await.len(), 1);
    app.sandbox.clear().await;
    connect_vapi(&cx).await;
    app.settle().await;
    for operation in &operations {
        done(&app, &cx, operation).await;
    }
    assert!(app.sandbox.snapshot().await.vapi_numbers.is_empty());
}

async fn lesson_78_a_vapi_that_is_being_disconnected_holds_up_no_release(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    app.sandbox.inject(&down(SandboxProvider::Vapi, "/")).await;
    let left = disconnect(&cx, Provider::Vapi).await.unwrap();
    app.run_due().await;
    assert_eq!(app.state(&cx, &left).await, OperationState::Retrying);
    let operation = release(&cx, &details).await;
    app.run_due().await;
    assert!(billed(&app.sandbox.snapshot().await).is_empty());
    done(&app, &cx, &operation).await;
    app.sandbox.clear().await;
    app.settle().await;
    done(&app, &cx, &left).await;
    let page = numbers::get(&cx, details.number.id).await.unwrap().number;
    assert_eq!(page.number.state, NumberState::Released);
}

both_engines!(
    lesson_30_the_key_goes_with_the_last_number_only,
    lesson_28_a_released_number_is_nowhere_to_be_chosen,
    lesson_31_a_release_that_fails_is_not_shown_as_done,
    lesson_39_the_last_four_digits_are_typed_and_the_agents_named,
    a_purchase_under_way_is_released_without_a_trace,
    disconnecting_the_own_account_leaves_managed_numbers_alone,
    disconnecting_vapi_keeps_managed_numbers_and_they_come_back,
    lesson_05_an_account_that_does_not_answer_keeps_no_number_at_vapi,
    lesson_32_switching_is_done_at_the_providers,
    lesson_78_what_is_billed_is_closed_by_nobodys_word,
    lesson_78_a_vapi_that_refuses_holds_up_no_release_and_frees_no_place,
    lesson_78_a_vapi_that_is_being_disconnected_holds_up_no_release,
    a_release_that_vapi_alone_keeps_is_closed_by_hand,
);
