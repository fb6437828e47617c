//! `kill -9` between and inside every two steps: after the next start the import ends
//! right, with one assistant and one number at Vapi.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{
    operation::{ImportOutcome, OperationPage, OperationState, WaitingFor},
    sandbox::{Call, FaultKind, NewFault, SandboxProvider},
};

use crate::support::{
    calls::Target,
    killed::Killed,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

async fn calls_of_an_import() -> BTreeSet<Target> {
    let run = Killed::with_agent_and_twilio().await;
    let since = run.sandbox.last_seq().await;
    let operation = run.browser.import(NUMBER).await;
    run.imported(&operation, "undisturbed").await;
    let mut calls = Target::all(&run.sandbox.calls_after(since).await);
    // The proof reads as often as Vapi makes it, so only first reads are kept.
    calls.retain(|call| call.nth == 0 || call.method != "GET");
    calls
}

#[tokio::test]
async fn lesson_19_an_import_killed_at_any_call_ends_right_without_a_browser() {
    let targets = calls_of_an_import().await;
    assert_eq!(targets.len(), 8, "{targets:?}");
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            let run = Killed::with_agent_and_twilio().await;
            run.sandbox.inject(&target.fault(kind)).await;
            let operation = run.browser.import(NUMBER).await;
            let run = run.kill_while_held().await;
            run.imported(&operation, &case).await;
            cases += 1;
        }
    }
    std::io::stderr().write_all(format!("killed during an import: {cases} cases\n").as_bytes()).unwrap();
}

/// Begins the import of a number that somebody imported at Vapi, and agrees to take it
/// over where an assistant answers it there.
async fn brought(taken: bool, fault: Option<NewFault>) -> (Killed, String) {
    let run = Killed::with_agent_and_twilio().await;
    let theirs = match taken {
        true => Some(run.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await),
        false => None,
    };
    run.sandbox.imported_by_hand(VAPI_KEY, theirs.as_deref()).await;
    if let Some(fault) = fault.as_ref().filter(|_| !taken) {
        run.sandbox.inject(fault).await;
    }
    let operation = run.browser.import(NUMBER).await;
    if taken {
        let asks = |page: &OperationPage| page.operation.waiting_for == Some(WaitingFor::Takeover);
        let _: OperationPage = run.browser.until("read/Operation", &[("id", &operation)], asks).await;
        if let Some(fault) = &fault {
            run.sandbox.inject(fault).await;
        }
        let answer =
            [("id", operation.as_str()), ("take_over", "true"), ("assistant", theirs.as_deref().unwrap())];
        let decided = run.browser.rpc("operations/decide", &answer).await;
        assert_eq!(decided.status, 200, "{}", decided.body);
    }
    (run, operation)
}

/// Kills the process at the writes of the operation; its reads are those of any import.
async fn killed_while_brought(taken: bool, outcome: ImportOutcome) {
    let (run, operation) = brought(taken, None).await;
    run.came(&operation, outcome, "undisturbed").await;
    let calls = run.sandbox.calls().await;
    // When the key was saved, it was tried on a number that nobody has.
    let own = |call: &&Call| {
        call.method == "PATCH" && call.path.contains("/phone-number/") && call.status != Some(404)
    };
    let targets = Target::all(calls.iter().filter(own));
    assert_eq!(targets.len(), 2, "bound, and given its key: {targets:?}");
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            let (run, operation) = brought(taken, Some(target.fault(kind))).await;
            let run = run.kill_while_held().await;
            run.came(&operation, outcome, &case).await;
        }
    }
}

#[tokio::test]
async fn lesson_21_an_adoption_killed_while_it_binds_ends_right() {
    killed_while_brought(false, ImportOutcome::Adopted).await;
}

#[tokio::test]
async fn a_takeover_killed_while_it_binds_ends_right() {
    killed_while_brought(true, ImportOutcome::TakenOver).await;
}

#[tokio::test]
async fn lesson_23_a_mirroring_killed_at_any_call_makes_one_assistant() {
    for (method, kind) in [
        ("GET", FaultKind::HoldBefore),
        ("GET", FaultKind::HoldAfter),
        ("POST", FaultKind::HoldBefore),
        ("POST", FaultKind::HoldAfter),
    ] {
        let run = Killed::start().await;
        let hold = NewFault {
            method: Some(method.into()),
            path_contains: Some("/assistant".into()),
            ..NewFault::next_call(SandboxProvider::Vapi, kind)
        };
        run.sandbox.inject(&hold).await;
        let agent = run.agent().await;
        let run = run.kill_while_held().await;
        let page = run.synced(&agent).await;
        let assistants = run.sandbox.assistants().await;
        assert_eq!(assistants.len(), 1, "{method} {kind:?}");
        assert_eq!(Some(&assistants[0].id), page.agent.vapi_assistant_id.as_ref());
        run.assert_log_clean();
    }
}

#[tokio::test]
async fn what_waits_goes_on_after_a_kill() {
    let run = Killed::start().await;
    let operation = run.browser.import(NUMBER).await;
    let waiting = |page: &OperationPage| page.operation.state == OperationState::Waiting;
    let _: OperationPage = run.browser.until("read/Operation", &[("id", &operation)], waiting).await;
    let hold = NewFault {
        path_contains: Some("/assistant?limit=100".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, FaultKind::HoldBefore)
    };
    run.sandbox.inject(&hold).await;
    run.agent().await;
    let run = run.kill_while_held().await;
    run.browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    run.imported(&operation, "asked for first, connected last").await;
}
