//! Managed numbers are compared with the account that they are in, beside the
//! org's own or without one.

use ava::{
    domain::{
        credential::CredentialStatus,
        drift::FindingKind,
        managed::ManagedState,
        number::NumberState,
        operation::OperationState,
        problem::{Managed, ProblemKind},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::disconnect::disconnect,
        numbers::{
            drift::{compare, forget, repair},
            service::get,
        },
    },
};

use super::hands::{found, page, the_finding};
use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    managed::{billed, bought, plant_tokens, subaccounts, without_twilio},
    people::{card_of, connect_twilio, import},
    sandbox::{NUMBER, TWILIO_SID, VAPI_KEY},
};

async fn count(cx: &Cx) -> u32 {
    match page(cx).await.managed {
        ManagedState::On { count, .. } => count,
        ManagedState::Off | ManagedState::NotAllowed => panic!("on sale"),
    }
}

async fn a_managed_number_is_compared_without_an_own_account_and_repaired(app: TestApp) {
    let cx = without_twilio(&app).await;
    assert_eq!(compare(&cx).await.unwrap_err().kind, ProblemKind::NotConnected(Provider::Twilio));
    let details = bought(&app, &cx, 0).await;
    assert!(page(&cx).await.can_compare);
    assert!(found(&app, &cx).await.is_empty());
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.bind_at_vapi(details.number.e164.as_str(), &theirs).await;
    let finding = the_finding(&app, &cx).await;
    assert_eq!(
        (finding.kind, finding.number.as_ref()),
        (FindingKind::BoundElsewhere, Some(&details.number.id))
    );
    repair(&cx, finding.id).await.unwrap();
    app.settle().await;
    assert!(found(&app, &cx).await.is_empty());
    assert_eq!(billed(&app.sandbox.snapshot().await).len(), 1, "nothing is bought for it");
    plant_tokens(&app.sandbox).await;
}

async fn both_accounts_are_compared_each_with_its_own_numbers(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    assert!(found(&app, &cx).await.is_empty(), "neither is unknown, nor gone");
    app.sandbox.delete_at_twilio(NUMBER).await;
    app.sandbox.delete_at_vapi(details.number.e164.as_str()).await;
    let mut all = found(&app, &cx).await;
    all.sort_by_key(|finding| finding.kind != FindingKind::GoneAtTwilio);
    let said: Vec<_> = all.iter().map(|finding| (finding.kind, finding.e164.as_str())).collect();
    let managed = details.number.e164.as_str();
    assert_eq!(said, [(FindingKind::GoneAtTwilio, NUMBER), (FindingKind::GoneAtVapi, managed)]);
    disconnect(&cx, Provider::Twilio).await.unwrap();
    let left = page(&cx).await.findings;
    assert_eq!(left, all[1..], "what differs about the other account stays");
    app.settle().await;
    assert_eq!(the_finding(&app, &cx).await, all[1]);
}

async fn lesson_28_a_managed_number_that_is_gone_is_forgotten_and_frees_its_place(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    let other = bought(&app, &cx, 0).await;
    app.sandbox.delete_at_twilio(details.number.e164.as_str()).await;
    let finding = the_finding(&app, &cx).await;
    assert_eq!(
        (finding.kind, finding.e164.as_str()),
        (FindingKind::GoneAtTwilio, details.number.e164.as_str())
    );
    assert_eq!(count(&cx).await, 2);
    forget(&cx, finding.id).await.unwrap();
    assert_eq!(count(&cx).await, 2, "until Twilio has said so");
    app.settle().await;
    assert_eq!(count(&cx).await, 1);
    let shown = get(&cx, details.number.id).await.unwrap();
    assert_eq!(shown.number.number.state, NumberState::Released);
    assert!(app.sandbox.at_vapi(details.number.e164.as_str()).await.is_empty());
    assert!(found(&app, &cx).await.is_empty());
    assert_eq!(billed(&app.sandbox.snapshot().await), [other.number.e164.to_string()]);
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
}

async fn a_managed_account_that_is_refused_does_not_blame_the_own_key(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    connect_twilio(&cx).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    app.sandbox.delete_at_vapi(details.number.e164.as_str()).await;
    let of_managed = the_finding(&app, &cx).await;
    app.sandbox.delete_at_vapi(NUMBER).await;
    let refused = NewFault {
        scope: subaccounts(&app.sandbox.snapshot().await).pop().map(Into::into),
        ..lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)
    };
    app.sandbox.inject(&refused).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let operation = compare(&cx).await.unwrap();
    app.settle().await;
    let view = app.operation(&cx, &operation).await;
    assert_eq!(view.state, OperationState::Failed);
    assert_eq!(app.count("operations WHERE kind = 'compare_numbers'", &[]).await, 1, "not one an hour");
    let problem = view.steps.iter().find_map(|step| step.problem.as_ref()).unwrap();
    assert_eq!(problem.kind, ProblemKind::Managed(Managed::PlatformRefused));
    let card = card_of(&cx, Provider::Twilio).await;
    assert_eq!(card.credential.unwrap().status, CredentialStatus::Connected);
    let said = page(&cx).await.findings;
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.contains(&of_managed), "what is known of it stays");
    let own = said.iter().find(|finding| finding.e164.as_str() == NUMBER);
    assert_eq!(own.map(|finding| finding.kind), Some(FindingKind::GoneAtVapi), "the own ones are compared");
}

async fn an_own_key_that_is_refused_keeps_no_managed_number_from_being_compared(app: TestApp) {
    let cx = without_twilio(&app).await;
    let details = bought(&app, &cx, 0).await;
    connect_twilio(&cx).await;
    app.sandbox.imported_by_hand(VAPI_KEY, None).await;
    let unknown = the_finding(&app, &cx).await;
    assert_eq!(unknown.kind, FindingKind::UnknownHere);
    app.sandbox.delete_at_vapi(details.number.e164.as_str()).await;
    let refused = NewFault {
        scope: Some(TWILIO_SID.into()),
        ..lasting(SandboxProvider::Twilio, FaultKind::Unauthorized)
    };
    app.sandbox.inject(&refused).await;
    compare(&cx).await.unwrap();
    app.settle().await;
    let card = card_of(&cx, Provider::Twilio).await;
    assert_eq!(card.credential.unwrap().status, CredentialStatus::Refused);
    let said = page(&cx).await.findings;
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said.contains(&unknown), "nobody looked whether it is still there");
    let managed = said.iter().find(|finding| finding.number.as_ref() == Some(&details.number.id));
    assert_eq!(managed.map(|finding| finding.kind), Some(FindingKind::GoneAtVapi));
    plant_tokens(&app.sandbox).await;
}

both_engines!(
    a_managed_number_is_compared_without_an_own_account_and_repaired,
    both_accounts_are_compared_each_with_its_own_numbers,
    lesson_28_a_managed_number_that_is_gone_is_forgotten_and_frees_its_place,
    a_managed_account_that_is_refused_does_not_blame_the_own_key,
    an_own_key_that_is_refused_keeps_no_managed_number_from_being_compared,
);
