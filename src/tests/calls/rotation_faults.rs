//! Every call of a rotation of the events’ address × every fault: it ends with the new address in
//! every assistant, and the former one answers until then.

use std::collections::BTreeSet;

use ava::{
    domain::{
        operation::{OperationState, OperationView},
        provider::Provider,
    },
    server::{
        agents::operations::rotate_hook::rotate, cx::Cx, integrations::service::check,
        operations::service::retry, vapi_hooks::of_token,
    },
};
use reqwest::Method;
use serde_json::json;

use super::target as address;
use crate::support::{
    app::TestApp,
    calls::Target,
    canary,
    faults::trouble::{Disturbed, Run, Trouble, assert_says_why, relieve, tables},
    people::{ready, to_the_end},
    sandbox::VAPI_KEY,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rotation {
    /// The address of which one assistant knows.
    OfOneAssistant,
}

impl Disturbed for Rotation {
    type Begun = ();

    async fn begin(self, app: &TestApp) -> (Cx, ()) {
        let (cx, ..) = ready(app).await;
        (cx, ())
    }

    async fn calls(self, Run { app, cx, .. }: Run<()>) -> BTreeSet<Target> {
        let since = app.sandbox.last_seq().await;
        let operation = rotate(&cx).await.unwrap();
        app.settle().await;
        assert_eq!(app.state(&cx, &operation).await, OperationState::Done);
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(self, Run { app, cx, .. }: Run<()>, target: &Target, trouble: Trouble, case: &str) {
        let former = address(&cx).await.url;
        let token = |url: &str| url[url.rfind('/').unwrap() + 1..].to_owned();
        app.sandbox.inject(&trouble.at(target)).await;
        let operation = rotate(&cx).await.unwrap();
        app.run_due().await;
        let view = app.operation(&cx, &operation).await;
        assert_says_why(&view, case);
        let answers = of_token(&app.services, &token(&former)).await.unwrap().is_some();
        assert_eq!(answers, view.state != OperationState::Done, "{case}");
        relieve(&app).await;
        let help = async |view: &OperationView| {
            check(&cx, Provider::Vapi).await.unwrap();
            match app.state(&cx, &view.id).await {
                OperationState::Failed => retry(&cx, view.id.clone()).await.unwrap(),
                _ => view.id.clone(),
            }
        };
        to_the_end(&app, &cx, operation, help, case).await;
        let there = app.sandbox.vapi(Method::GET, "/assistant", VAPI_KEY, json!({})).await;
        let new = address(&cx).await.url;
        assert_eq!(there[0]["server"]["url"], new, "{case}");
        assert_ne!(new, former, "{case}");
        assert!(of_token(&app.services, &token(&former)).await.unwrap().is_none(), "{case}");
        assert_eq!(app.count("hooks", &[]).await, 1, "{case}");
        canary::assert_logs_clean();
    }
}

tables! {
    a_rotation_ends_with_one_address_after_any_fault: Rotation::OfOneAssistant, 2;
}
