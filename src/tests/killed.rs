//! `kill -9` between and inside every two steps: after the next start it ends
//! right, with one assistant and one number at Vapi.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{
    operation::{OperationPage, OperationState},
    sandbox::{FaultKind, NewFault, SandboxProvider},
};

use crate::support::{
    calls::Target,
    killed::Killed,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN},
};

async fn calls_of_an_import() -> BTreeSet<Target> {
    let run = Killed::with_agent_and_twilio().await;
    let since = run.sandbox.last_seq().await;
    let operation = run.browser.import(NUMBER).await;
    run.imported(&operation, "undisturbed").await;
    run.sandbox.calls_after(since).await.iter().map(Target::of).collect()
}

#[tokio::test]
async fn lesson_19_an_import_killed_at_any_call_ends_right_without_a_browser() {
    let targets = calls_of_an_import().await;
    assert_eq!(targets.len(), 7, "{targets:?}");
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
        let page = run.in_step(&agent).await;
        let assistants = run.sandbox.assistants().await;
        assert_eq!(assistants.len(), 1, "{method} {kind:?}");
        assert_eq!(Some(&assistants[0].id), page.agent.vapi_assistant_id.as_ref());
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
