//! Every call of a rotation × every fault: in the end either the new token is the account's and
//! Vapi's, or the former one is, and nothing is left of the other.

use std::{collections::BTreeSet, time::Duration};

use ava::{
    domain::{
        ids::OperationId,
        operation::{OperationKind, OperationState, OperationView},
        provider::Provider,
    },
    server::{
        cx::Cx,
        integrations::{operations::rotate::rotate, service::check},
        operations::service::{self, retry},
    },
};

use super::rotating::{assert_no_second, opens};
use crate::support::{
    app::TestApp,
    calls::Target,
    faults::trouble::{Disturbed, Run, Trouble, assert_says_why, relieve, tables},
    people::ready,
    sandbox::{NUMBER, TWILIO_TOKEN},
    traces::assert_forgotten,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rotation {
    /// Vapi has the token for one number.
    OfOneNumber,
}

/// Brings the operation to its end; a person has keys checked, and tries clean-ups again.
async fn over(app: &TestApp, cx: &Cx, id: &OperationId, case: &str) -> OperationView {
    for _ in 0..40 {
        app.run_due().await;
        let view = app.operation(cx, id).await;
        match view.state {
            OperationState::Done | OperationState::Failed => return view,
            OperationState::Retrying => {
                let wait = u64::try_from(view.next_attempt_at.unwrap() - app.now()).unwrap_or(0);
                app.clock.advance(Duration::from_millis(wait));
            }
            OperationState::Waiting | OperationState::NeedsAttention => {
                for provider in [Provider::Vapi, Provider::Twilio] {
                    check(cx, provider).await.unwrap();
                }
                if app.state(cx, id).await == OperationState::NeedsAttention {
                    retry(cx, id.clone()).await.unwrap();
                }
            }
            _ => {}
        }
    }
    panic!("{case} does not end: {:?}", app.operation(cx, id).await);
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
        let view = over(&app, &cx, &operation, "undisturbed").await;
        assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
        Target::all(&app.sandbox.calls_after(since).await)
    }

    async fn meets(self, Run { app, cx, .. }: Run<()>, target: &Target, trouble: Trouble, case: &str) {
        app.sandbox.inject(&trouble.at(target)).await;
        let operation = rotate(&cx).await.unwrap();
        app.run_due().await;
        assert_says_why(&app.operation(&cx, &operation).await, case);
        relieve(&app).await;
        let view = over(&app, &cx, &operation, case).await;
        let operations = service::list(&cx, &Default::default()).await.unwrap().operations;
        for undo in operations.iter().filter(|operation| operation.kind == OperationKind::UndoRotation) {
            assert_eq!(view.state, OperationState::Failed, "{case}");
            assert_eq!(over(&app, &cx, &undo.id, case).await.state, OperationState::Done, "{case}");
        }
        let token = app.sandbox.token_at_vapi(NUMBER).await.unwrap();
        assert!(opens(&app.sandbox, &token).await, "{case}: Vapi signs in");
        let replaced = view.state == OperationState::Done;
        assert_eq!(token != TWILIO_TOKEN, replaced, "{case}");
        assert_eq!(opens(&app.sandbox, TWILIO_TOKEN).await, !replaced, "{case}");
        assert_no_second(&app.sandbox, &token, case).await;
        for provider in [Provider::Vapi, Provider::Twilio] {
            check(&cx, provider).await.unwrap();
        }
        app.settle().await;
        assert_forgotten(&app, case).await;
    }
}

tables! {
    a_rotation_ends_with_one_token_everywhere_after_any_fault: Rotation::OfOneNumber, 7;
}
