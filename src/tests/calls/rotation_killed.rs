//! `kill -9` before and after every call of a rotation of the events’ address: after the next start every
//! assistant gets the new one, and there is one.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{operation::OperationState, sandbox::FaultKind};
use reqwest::Method;
use serde_json::json;

use crate::support::{calls::Target, canary, killed::Killed, sandbox::VAPI_KEY};

/// Asks in the browser; returns the operation.
async fn asked(run: &Killed) -> String {
    let answer = run.browser.rpc("integrations/rotate-hook", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

/// Asserts that the rotation was done; returns the address that it made.
async fn assert_told(run: &Killed, operation: &str, former: &str, case: &str) -> String {
    let operation = run.ended(operation).await;
    assert_eq!(operation.state, OperationState::Done, "{case}: {:?}", operation.steps);
    let there = run.sandbox.vapi(Method::GET, "/assistant", VAPI_KEY, json!({})).await;
    let url = there[0]["server"]["url"].as_str().unwrap().to_owned();
    assert_ne!(url, former, "{case}");
    assert_eq!(run.count("hooks").await, 1, "{case}");
    run.assert_at_rest(case).await;
    run.assert_log_clean();
    url
}

#[tokio::test]
async fn lesson_19_a_rotation_of_the_address_killed_at_any_call_ends_with_the_new_one() {
    let mut run = Killed::start().await;
    let agent = run.agent().await;
    run.synced(&agent).await;
    let since = run.sandbox.last_seq().await;
    let mut url = assert_told(&run, &asked(&run).await, "", "undisturbed").await;
    let targets: BTreeSet<Target> = Target::all(&run.sandbox.calls_after(since).await);
    let targets: BTreeSet<Target> =
        targets.into_iter().filter(|target| target.path.starts_with("/assistant/")).collect();
    assert!(targets.len() >= 2, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            run.sandbox.inject(&target.fault(kind)).await;
            let operation = asked(&run).await;
            run = run.kill_while_held().await;
            url = assert_told(&run, &operation, &url, &case).await;
            cases += 1;
        }
    }
    canary::assert_logs_clean();
    let said = format!("killed while an address is replaced: {} calls, {cases} cases\n", targets.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}
