//! Every call by which Vapi deletes a call × every fault: what is erased here waits for it, and once the
//! trouble is over Vapi has it no more.

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{
        operation::{OperationKind, OperationState, OperationView},
        provider::Provider,
    },
    server::{
        calls::{erasures, retention},
        cx::Cx,
        integrations::service::check,
        operations::service::retry,
    },
};
use reqwest::Method;
use serde_json::json;

use super::retention::{called, keep, swept};
use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{Disturbed, Run, Trouble, assert_says_why, relieve, tables},
    people::{latest, ready, to_the_end},
    sandbox::VAPI_KEY,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Erasing {
    /// The recording of one call is erased.
    OfOneCall,
}

impl Disturbed for Erasing {
    /// The last call before the erasing.
    type Begun = u64;

    /// An organisation of whose only call a part is erased, and whose deletion at Vapi is enqueued.
    async fn begin(self, app: &TestApp) -> (Cx, u64) {
        let (cx, ..) = ready(app).await;
        called(app, &cx).await;
        keep(&cx, "1", "", "").await;
        app.clock.advance(Duration::from_secs(24 * 3600));
        assert_eq!(swept(app).await, 1);
        let since = app.sandbox.last_seq().await;
        assert_eq!(erasures::enqueue_due(&app.services).await.unwrap(), 1);
        (cx, since)
    }

    async fn calls(self, Run { app, cx, begun: since }: Run<u64>) -> BTreeSet<Target> {
        app.settle().await;
        assert_eq!(latest(&cx, OperationKind::EraseCalls).await.state, OperationState::Done);
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(self, Run { app, cx, .. }: Run<u64>, target: &Target, trouble: Trouble, case: &str) {
        app.sandbox.inject(&trouble.at(target)).await;
        app.run_due().await;
        let view = latest(&cx, OperationKind::EraseCalls).await;
        assert_says_why(&view, case);
        let waiting = retention::view(&cx).await.unwrap().waiting;
        assert!(waiting == 0 || view.state != OperationState::Done, "{case}");
        relieve(&app).await;
        let help = async |view: &OperationView| {
            check(&cx, Provider::Vapi).await.unwrap();
            match app.state(&cx, &view.id).await {
                OperationState::Failed => retry(&cx, view.id.clone()).await.unwrap(),
                _ => view.id.clone(),
            }
        };
        to_the_end(&app, &cx, view.id.clone(), help, case).await;
        let kept = retention::view(&cx).await.unwrap();
        assert_eq!((kept.waiting, kept.deleted.len()), (0, 1), "{case}");
        let there = app.sandbox.vapi(Method::GET, "/call", VAPI_KEY, json!({})).await;
        assert_eq!(there, json!([]), "{case}");
        canary::assert_clean(case, &app.dump().await);
        canary::assert_logs_clean();
    }
}

tables! {
    vapi_deletes_a_call_after_any_fault: Erasing::OfOneCall, 1;
}
