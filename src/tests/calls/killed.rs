//! Events of calls, and a process that is killed between storing and applying them.

use ava::domain::{
    call::{CallOutcome, CallState, CallsView, Delivery, SimulatedCall, Speaker},
    operation::OperationState,
};

use super::CALLER;
use crate::support::{killed::Killed, sandbox::NUMBER};

#[tokio::test]
async fn what_was_answered_before_a_kill_is_applied_after_it() {
    let mut ava = Killed::with_agent_and_twilio().await;
    let import = ava.browser.import(NUMBER).await;
    assert_eq!(ava.ended(&import).await.state, OperationState::Done);
    let (mut rung, mut left) = (0, 0);
    // Which of both a kill is between is up to the moment: there are as many as it takes.
    while left == 0 {
        assert!(rung < 20, "every event was applied before the process was killed");
        let call = SimulatedCall {
            number: NUMBER.to_owned(),
            caller: Some(CALLER.to_owned()),
            script: vec![
                (Speaker::Agent, format!("Good morning, {rung}")),
                (Speaker::Caller, "I would like to come on Monday".to_owned()),
            ],
            seconds: 60,
            ended_reason: "customer-ended-call".to_owned(),
            delivery: Delivery::Twice,
            live: false,
            base: Some(format!("http://{}", ava.process().addr)),
        };
        let statuses = ava.sandbox.ring(&call).await;
        assert!(!statuses.is_empty() && statuses.iter().all(|status| *status == 204), "{statuses:?}");
        rung += 1;
        ava = ava.kill().await;
        left = ava.left_by_the_last;
    }
    let over = |view: &CallsView| {
        view.calls.len() == rung && view.calls.iter().all(|call| call.state == CallState::Ended)
    };
    let list: CallsView = ava.browser.until("read/Calls", &[], over).await;
    assert!(list.calls.iter().all(|call| call.outcome == Some(CallOutcome::Answered)));
    assert!(list.calls.iter().all(|call| call.length() == Some(60_000)), "{list:?}");
    while ava.count("call_events WHERE done_at IS NULL").await > 0 {
        tokio::task::yield_now().await;
    }
    // In progress, two turns, the end and its report: each once, whatever came twice.
    assert_eq!(ava.count("call_events").await, 5 * i64::try_from(rung).unwrap());
    assert_eq!(ava.count("calls WHERE transcript IS NOT NULL").await, i64::try_from(rung).unwrap());
    ava.assert_log_clean();
}
