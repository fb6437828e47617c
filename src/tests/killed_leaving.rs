//! `kill -9` before and after every provider call of what takes something back,
//! or carries a secret: after the next start it ends right, and leaves nothing.

use std::{collections::BTreeSet, io::Write};

use ava::domain::{
    integrations::IntegrationsView,
    number::{NumberState, NumberView},
    operation::{OperationKind, OperationList, OperationState, OperationView},
    sandbox::{FaultKind, SandboxProvider},
};
use reqwest::Method;
use serde_json::json;

use crate::support::{
    calls::Target,
    canary,
    killed::Killed,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    traces::assert_own_again,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    Twilio,
    Vapi,
    Number,
    Unassign,
    /// Not leaving, but as durable: Vapi's copy of the secret becomes another.
    Secret,
}

/// Runs after each other in one installation: what one took back, the next
/// brings again.
struct Run {
    killed: Killed,
    agent: String,
}

impl Run {
    async fn start() -> Self {
        let killed = Killed::start().await;
        let agent = killed.agent().await;
        killed.in_step(&agent).await;
        Self { killed, agent }
    }

    async fn view(&self) -> IntegrationsView {
        self.killed.browser.ask("read/Integrations", &[]).await
    }

    async fn done(&self, endpoint: &str, fields: &[(&str, &str)]) {
        let answer = self.killed.browser.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }

    async fn latest(&self, kind: OperationKind) -> String {
        let list: OperationList = self.killed.browser.ask("read/Operations", &[]).await;
        list.operations.into_iter().find(|operation| operation.kind == kind).unwrap().id.to_string()
    }

    async fn the_number(&self) -> NumberView {
        self.view().await.numbers.remove(0)
    }

    /// A number that answers.
    async fn ready(&self) {
        let (view, browser) = (self.view().await, &self.killed.browser);
        if view.vapi.credential.is_none() {
            browser.connect_vapi(VAPI_KEY).await;
        }
        self.killed.in_step(&self.agent).await;
        if view.twilio.credential.is_none() {
            browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
        }
        let import = match view.numbers.first() {
            None => browser.import(NUMBER).await,
            Some(number) if number.state == NumberState::Unassigned => {
                let fields = [("number", number.id.as_str()), ("agent", self.agent.as_str())];
                self.done("numbers/assign", &fields).await;
                self.latest(OperationKind::ImportNumber).await
            }
            Some(_) => return,
        };
        let import = self.killed.ended(&import).await;
        assert_eq!(import.state, OperationState::Done, "{:?}", import.steps);
    }

    /// How Vapi signs in to Twilio for the number: by a key, or by the token.
    async fn by_api_key(&self) -> bool {
        let sandbox = &self.killed.sandbox;
        let id = sandbox.at_vapi(NUMBER).await.remove(0).id;
        let there = sandbox.vapi(Method::GET, &format!("/phone-number/{id}"), VAPI_KEY, json!({})).await;
        assert_ne!(there.get("twilioApiKey").is_some(), there.get("twilioAuthToken").is_some());
        there.get("twilioApiKey").is_some()
    }
}

impl Leave {
    const fn kind(self) -> OperationKind {
        match self {
            Leave::Twilio | Leave::Vapi => OperationKind::Disconnect,
            Leave::Number => OperationKind::RemoveNumber,
            Leave::Unassign => OperationKind::UnassignNumber,
            Leave::Secret => OperationKind::CarrySecret,
        }
    }

    /// Asked for in the browser; the operation that follows.
    async fn ask(self, run: &Run) -> String {
        let number = run.the_number().await.id;
        match self {
            Leave::Twilio => run.done("integrations/disconnect", &[("provider", "twilio")]).await,
            Leave::Vapi => run.done("integrations/disconnect", &[("provider", "vapi")]).await,
            Leave::Number => run.done("numbers/remove", &[("number", number.as_str())]).await,
            Leave::Unassign => run.done("numbers/unassign", &[("number", number.as_str())]).await,
            Leave::Secret => {
                let digits = TWILIO_SID.trim_start_matches("AC");
                let key = format!("SK{digits}");
                let (auth, token, key, secret) = if run.by_api_key().await {
                    ("auth_token", TWILIO_TOKEN, "", "")
                } else {
                    ("api_key", "", key.as_str(), digits)
                };
                let fields = [
                    ("form[account_sid]", TWILIO_SID),
                    ("form[auth]", auth),
                    ("form[auth_token]", token),
                    ("form[api_key_sid]", key),
                    ("form[api_key_secret]", secret),
                ];
                run.done("integrations/save-twilio", &fields).await;
            }
        }
        run.latest(self.kind()).await
    }

    async fn assert_left(self, run: &Run, operation: &OperationView, was_by_key: bool, case: &str) {
        assert_eq!(operation.state, OperationState::Done, "{case}: {:?}", operation.steps);
        assert!(operation.steps.iter().all(|step| step.receipt.is_some()), "{case}: {:?}", operation.steps);
        let (killed, view) = (&run.killed, run.view().await);
        let assistants = killed.sandbox.assistants().await;
        assert_eq!(assistants.len(), usize::from(self != Leave::Vapi), "{case}");
        match self {
            Leave::Twilio | Leave::Vapi | Leave::Number => {
                assert_own_again(&killed.sandbox, &[NUMBER], case).await;
                assert!(view.numbers.is_empty(), "{case}");
                assert_eq!(view.twilio.credential.is_none(), self == Leave::Twilio, "{case}");
                assert_eq!(view.vapi.credential.is_none(), self == Leave::Vapi, "{case}");
            }
            Leave::Unassign => {
                let there = killed.sandbox.at_vapi(NUMBER).await;
                assert_eq!(there.len(), 1, "{case}");
                assert_eq!(there[0].assistant_id, None, "{case}");
                assert_eq!(view.numbers[0].state, NumberState::Unassigned, "{case}");
            }
            Leave::Secret => {
                let there = killed.sandbox.at_vapi(NUMBER).await;
                assert_eq!(there.len(), 1, "{case}");
                assert_eq!(there[0].assistant_id.as_ref(), Some(&assistants[0].id), "{case}");
                assert_ne!(run.by_api_key().await, was_by_key, "{case}: Vapi has the former secret");
            }
        }
        assert_eq!(killed.count("operation_escrow").await, 0, "{case}: keys in escrow");
        assert_eq!(killed.count("phone_numbers WHERE state = 'releasing'").await, 0, "{case}");
        let open = "operations WHERE state IN ('running', 'retrying', 'waiting', 'attention')";
        assert_eq!(killed.count(open).await, 0, "{case}");
        killed.assert_log_clean();
    }

    /// Its own calls, as a run without trouble makes them.
    async fn targets(self, run: &Run) -> BTreeSet<Target> {
        run.ready().await;
        let was_by_key = run.by_api_key().await;
        let since = run.killed.sandbox.last_seq().await;
        let operation = run.killed.ended(&self.ask(run).await).await;
        self.assert_left(run, &operation, was_by_key, "undisturbed").await;
        let calls = run.killed.sandbox.calls_after(since).await;
        // A save asks Twilio itself, before there is anything to carry.
        let own = calls.iter().filter(|call| self != Leave::Secret || call.provider == SandboxProvider::Vapi);
        // So does this test, to see how Vapi signs in.
        own.filter(|call| self != Leave::Secret || call.method == "PATCH").map(Target::of).collect()
    }
}

async fn killed_at_any_call(leave: Leave, calls: usize) {
    let mut run = Run::start().await;
    let targets = leave.targets(&run).await;
    assert_eq!(targets.len(), calls, "{targets:#?}");
    let mut cases = 0;
    for target in &targets {
        for kind in [FaultKind::HoldBefore, FaultKind::HoldAfter] {
            let case = format!("{leave:?} {target:?} {kind:?}");
            run.ready().await;
            let was_by_key = run.by_api_key().await;
            run.killed.sandbox.inject(&target.fault(kind)).await;
            let operation = leave.ask(&run).await;
            let killed = run.killed.kill_while_held().await;
            run = Run { killed, agent: run.agent };
            let operation = run.killed.ended(&operation).await;
            leave.assert_left(&run, &operation, was_by_key, &case).await;
            cases += 1;
        }
    }
    canary::assert_logs_clean();
    let said = format!("killed while leaving, {leave:?}: {calls} calls, {cases} cases\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
}

#[tokio::test]
async fn lesson_05_disconnecting_twilio_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Twilio, 4).await;
}

#[tokio::test]
async fn lesson_06_disconnecting_vapi_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Vapi, 6).await;
}

#[tokio::test]
async fn lesson_29_removing_a_number_killed_at_any_call_ends_clean() {
    killed_at_any_call(Leave::Number, 4).await;
}

#[tokio::test]
async fn unassigning_killed_at_any_call_ends_right() {
    killed_at_any_call(Leave::Unassign, 2).await;
}

#[tokio::test]
async fn carrying_a_secret_killed_at_any_call_ends_right() {
    killed_at_any_call(Leave::Secret, 1).await;
}
