//! `kill -9` before and after every call to Vapi: after the next start it has the key once, or not
//! at all.

use ava::domain::operation::OperationList;

use super::*;
use crate::support::{canary, killed::Killed};

/// A process whose Vapi has a key, and each of its calls for another.
struct Run(Killed);

impl Run {
    async fn start() -> Self {
        let run = Self(Killed::start().await);
        run.save(OPENAI_KEY).await;
        run.settles(OperationKind::HandOverKey, "undisturbed").await;
        run
    }

    async fn done(&self, endpoint: &str, fields: &[(&str, &str)]) {
        let answer = self.0.browser.rpc(endpoint, fields).await;
        assert_eq!(answer.status, 200, "{endpoint}: {}", answer.body);
    }

    async fn save(&self, key: &str) {
        let fields = [("form[key]", key), ("form[hand_over]", "true")];
        self.done("integrations/save-openai", &fields).await;
    }

    async fn settles(&self, kind: OperationKind, case: &str) {
        let list: OperationList = self.0.browser.ask("read/Operations", &[]).await;
        let id = list.operations.into_iter().find(|operation| operation.kind == kind).unwrap().id;
        let view = self.0.ended(id.as_str()).await;
        assert_eq!(view.state, OperationState::Done, "{case}: {:?}", view.steps);
        self.0.assert_at_rest(case).await;
        self.0.assert_log_clean();
    }

    async fn killed_at(self, method: &str, kind: FaultKind, ask: impl AsyncFn(&Self)) -> Self {
        self.0.sandbox.inject(&at_credentials(method, kind)).await;
        ask(&self).await;
        Self(self.0.kill_while_held().await)
    }
}

const HOLDS: [FaultKind; 2] = [FaultKind::HoldBefore, FaultKind::HoldAfter];

#[tokio::test]
async fn lesson_19_a_hand_over_killed_at_any_call_gives_the_key_once() {
    let mut run = Run::start().await;
    let mut keys = [OTHER_OPENAI_KEY, OPENAI_KEY].into_iter().cycle();
    for (method, kind) in
        ["GET", "DELETE", "POST"].into_iter().flat_map(|method| HOLDS.map(|kind| (method, kind)))
    {
        let (case, key) = (format!("{method} {kind:?}"), keys.next().unwrap());
        run = run.killed_at(method, kind, async |run| run.save(key).await).await;
        run.settles(OperationKind::HandOverKey, &case).await;
        assert_eq!(run.0.sandbox.keys_at_vapi().await, [end(key)], "{case}");
    }
    canary::assert_logs_clean();
}

#[tokio::test]
async fn lesson_05_disconnecting_openai_killed_at_any_call_ends_clean() {
    let mut run = Run::start().await;
    for (method, kind) in ["GET", "DELETE"].into_iter().flat_map(|method| HOLDS.map(|kind| (method, kind))) {
        let case = format!("{method} {kind:?}");
        let disconnect = async |run: &Run| {
            run.done("integrations/disconnect", &[("provider", "openai")]).await;
        };
        run = run.killed_at(method, kind, disconnect).await;
        run.settles(OperationKind::Disconnect, &case).await;
        assert!(run.0.sandbox.keys_at_vapi().await.is_empty(), "{case}");
        run.save(OPENAI_KEY).await;
        run.settles(OperationKind::HandOverKey, &case).await;
    }
    canary::assert_logs_clean();
}
