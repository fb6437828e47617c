//! `kill -9` before and after every call of a rotation: after the next start the new token is the
//! account's and Vapi's, and the former one opens nothing.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{
    operation::{OperationState, OperationView},
    sandbox::FaultKind,
};

use super::rotating::{assert_no_second, opens};
use crate::support::{
    calls::Target,
    canary,
    killed::Killed,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN},
};

/// Asks in the browser; returns the operation.
async fn asked(run: &Killed) -> String {
    let answer = run.browser.rpc("integrations/rotate-token", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

/// Asserts that the rotation was done; returns the token that it made.
async fn assert_replaced(run: &Killed, operation: &OperationView, former: &str, case: &str) -> String {
    assert_eq!(operation.state, OperationState::Done, "{case}: {:?}", operation.steps);
    assert!(operation.steps.iter().all(|step| step.receipt.is_some()), "{case}");
    let token = run.sandbox.token_at_vapi(NUMBER).await.unwrap();
    assert_ne!(token, former, "{case}");
    assert!(opens(&run.sandbox, &token).await && !opens(&run.sandbox, former).await, "{case}");
    assert_no_second(&run.sandbox, &token, case).await;
    let checked = run.browser.rpc("integrations/check", &[("provider", "twilio")]).await;
    assert_eq!(checked.status, 200, "{case}: {}", checked.body);
    run.assert_at_rest(case).await;
    run.assert_log_clean();
    token
}

#[tokio::test]
async fn lesson_19_a_rotation_killed_at_any_call_ends_with_the_new_token() {
    let mut run = Killed::start().await;
    let agent = run.agent().await;
    run.synced(&agent).await;
    // Without a key of its own, Vapi has the token.
    run.browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let import = run.browser.import(NUMBER).await;
    run.imported(&import, "before").await;
    let since = run.sandbox.last_seq().await;
    let operation = run.ended(&asked(&run).await).await;
    let targets: BTreeSet<Target> = Target::all(&run.sandbox.calls_after(since).await);
    assert!(targets.len() >= 7, "{targets:#?}");
    let mut token = assert_replaced(&run, &operation, TWILIO_TOKEN, "undisturbed").await;
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{target:?} {kind:?}");
            run.sandbox.inject(&target.fault(kind)).await;
            let operation = asked(&run).await;
            run = run.kill_while_held().await;
            let operation = run.ended(&operation).await;
            token = assert_replaced(&run, &operation, &token, &case).await;
            cases += 1;
        }
    }
    canary::assert_logs_clean();
    let said = format!("killed while a token is replaced: {} calls, {cases} cases\n", targets.len());
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}
