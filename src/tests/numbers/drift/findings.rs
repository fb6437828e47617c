//! Every kind of difference is found, and nothing else.

use std::collections::BTreeSet;

use ava::{
    domain::{
        drift::{DriftAction, FindingKind},
        integrations::Readiness,
        number::NumbersQuery,
        problem::ProblemKind,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::numbers::{
        drift::{adopt, compare, forget, repair},
        service::{get, list, unassign},
    },
};

use super::hands::{
    HOUR, VAPI_WEBHOOK, bound_elsewhere, found, imported_there, is_repaired, is_shown, number, page,
    the_finding,
};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{connect_twilio, connect_vapi, overview, owner, ready},
    sandbox::{ELSEWHERE_URL, NUMBER, SECOND_NUMBER, VAPI_KEY},
};

async fn where_nothing_changed_nothing_is_found(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let proved = page(&cx).await.numbers[0].number.proved_at;
    app.clock.advance(HOUR);
    assert!(found(&app, &cx).await.is_empty());
    assert!(page(&cx).await.numbers[0].number.proved_at > proved, "it was seen to answer just now");
    is_repaired(&app, &cx, &agent).await;
    assert_eq!(app.count("operations WHERE kind = 'compare_numbers'", &[]).await, 1, "only the last is kept");
}

async fn each_way_in_which_a_number_can_differ_is_told_from_the_others(app: TestApp) {
    let (cx, agent, _) = ready(&app).await;
    let sandbox = &app.sandbox;
    sandbox.change_at_vapi(NUMBER, "status", "blocked").await;
    let finding = is_shown(&app, &cx, FindingKind::Blocked).await;
    assert_eq!(finding.actions, [DriftAction::Repair, DriftAction::Forget]);
    sandbox.change_at_vapi(NUMBER, "status", "active").await;

    sandbox.set_at_twilio(NUMBER, "voice_url", "https://me:hush@a.example/voice?token=hush").await;
    let finding = is_shown(&app, &cx, FindingKind::WebhooksChanged).await;
    assert_eq!(finding.detail.as_deref(), Some("https://a.example/voice"), "and no secret of it");
    sandbox.set_at_twilio(NUMBER, "voice_url", VAPI_WEBHOOK).await;
    sandbox.set_at_twilio(NUMBER, "trunk_sid", "TK0123456789abcdef0123456789abcdef").await;
    assert_eq!(is_shown(&app, &cx, FindingKind::WebhooksChanged).await.detail, None);
    sandbox.set_at_twilio(NUMBER, "trunk_sid", "").await;
    assert!(found(&app, &cx).await.is_empty(), "what somebody takes back is forgotten");
    is_repaired(&app, &cx, &agent).await;

    let theirs = sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    sandbox.bind_at_vapi(NUMBER, &theirs).await;
    is_shown(&app, &cx, FindingKind::BoundElsewhere).await;
    sandbox.delete_assistant(&theirs).await;
    let finding = is_shown(&app, &cx, FindingKind::BoundElsewhere).await;
    assert_eq!(finding.detail, None, "nobody answers");

    // The copy that AVA knew at Vapi is gone, whoever has the number there now.
    sandbox.delete_at_vapi(NUMBER).await;
    assert_eq!(is_shown(&app, &cx, FindingKind::GoneAtVapi).await.detail, None);
    imported_there(&app, NUMBER).await;
    let finding = is_shown(&app, &cx, FindingKind::GoneAtVapi).await;
    assert_eq!(finding.detail.as_deref(), Some("Front desk"));
    sandbox.delete_at_twilio(NUMBER).await;
    is_shown(&app, &cx, FindingKind::GoneAtTwilio).await;
}

async fn several_differences_of_one_number_are_all_told(app: TestApp) {
    let (cx, _, _, before) = bound_elsewhere(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    let all = found(&app, &cx).await;
    let kinds: Vec<FindingKind> = all.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::BoundElsewhere, FindingKind::WebhooksChanged]);
    assert_eq!(all[0], before, "the first stays as it was found");
}

async fn what_is_ignored_stays_so_until_it_changes(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.set_at_twilio(NUMBER, "voice_url", ELSEWHERE_URL).await;
    let finding = the_finding(&app, &cx).await;
    forget(&cx, finding.id.clone()).await.unwrap();
    assert!(found(&app, &cx).await.is_empty(), "it is not spoken of");
    let shown = get(&cx, number(&cx).await).await.unwrap();
    assert_eq!(shown.number.number.drift, Some(FindingKind::WebhooksChanged), "and it is not ready for that");
    assert_eq!((shown.findings[0].ignored, &*shown.findings[0].actions), (true, &[DriftAction::Repair][..]));
    assert!(matches!(overview(&cx).await.readiness, Readiness::Drifted { .. }));
    app.sandbox.set_at_twilio(NUMBER, "voice_url", "https://other.example/voice").await;
    let anew = the_finding(&app, &cx).await;
    assert!(anew.id != finding.id && !anew.ignored);
    app.sandbox.set_at_twilio(NUMBER, "voice_url", VAPI_WEBHOOK).await;
    assert!(found(&app, &cx).await.is_empty());
    assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { .. }), "nothing differs any more");
}

async fn lesson_41_both_lists_are_read_to_their_end(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    app.sandbox.many_at_vapi(430, 120).await;
    let mut shown = found(&app, &cx).await;
    let mut query = NumbersQuery::default();
    while let Some(next) = list(&cx, &query).await.unwrap().next_finding {
        query.differences = Some(next);
        shown.extend(list(&cx, &query).await.unwrap().findings);
    }
    let each: BTreeSet<&str> = shown.iter().map(|finding| finding.id.as_str()).collect();
    assert_eq!((shown.len(), each.len()), (120, 120), "each on one of five pages");
    assert_eq!(app.count("number_findings WHERE kind = 'unknown_here'", &[]).await, 120);
    assert!(matches!(overview(&cx).await.readiness, Readiness::Ready { .. }));
}

async fn what_changes_here_meanwhile_is_not_judged(app: TestApp) {
    let (cx, _, _) = ready(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.bind_at_vapi(NUMBER, &theirs).await;
    let hold = NewFault {
        path_contains: Some("IncomingPhoneNumbers".into()),
        ..NewFault::next_call(SandboxProvider::Twilio, FaultKind::HoldBefore)
    };
    app.sandbox.inject(&hold).await;
    compare(&cx).await.unwrap();
    let edit_conflict = async {
        app.sandbox.held().await;
        unassign(&cx, number(&cx).await).await.unwrap();
        app.sandbox.release().await;
    };
    tokio::join!(app.run_due(), edit_conflict);
    app.settle().await;
    assert!(page(&cx).await.findings.is_empty(), "{:?}", page(&cx).await.findings);
    assert_eq!(overview(&cx).await.numbers[0].drift, None);
}

async fn lesson_44_another_organisation_is_told_of_no_difference(app: TestApp) {
    let (cx, _, _, finding) = bound_elsewhere(&app).await;
    let stranger = owner(&app).await;
    assert!(page(&stranger).await.findings.is_empty());
    assert_eq!(repair(&stranger, finding.id.clone()).await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(adopt(&stranger, finding.id.clone()).await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(forget(&stranger, finding.id.clone()).await.unwrap_err().kind, ProblemKind::NotFound);
    // Both orgs have the very same accounts: a number of the first is not unknown to the second.
    connect_vapi(&stranger).await;
    connect_twilio(&stranger).await;
    imported_there(&app, SECOND_NUMBER).await;
    let theirs = the_finding(&app, &stranger).await;
    assert_eq!((theirs.kind, theirs.e164.as_str()), (FindingKind::UnknownHere, SECOND_NUMBER));
    assert_eq!(page(&cx).await.findings, [finding], "and each has findings of its own");
}

both_engines!(
    where_nothing_changed_nothing_is_found,
    each_way_in_which_a_number_can_differ_is_told_from_the_others,
    several_differences_of_one_number_are_all_told,
    what_is_ignored_stays_so_until_it_changes,
    lesson_41_both_lists_are_read_to_their_end,
    what_changes_here_meanwhile_is_not_judged,
    lesson_44_another_organisation_is_told_of_no_difference,
);
