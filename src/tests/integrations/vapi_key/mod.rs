//! The Twilio API key that AVA makes for Vapi: one, held by Vapi instead of the
//! Auth Token, and revoked once nothing uses it.

mod changed;
mod changed_meanwhile;
mod lost;
mod made;
mod revoked;

use std::time::Duration;

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::Checked,
        operation::{Action, OperationKind, OperationState, OperationView, StepKind, WaitingFor},
        problem::ProblemKind,
        provider::{Provider, twilio::TwilioForm},
        removal::Happening,
        sandbox::{FaultKind, NewFault, SandboxProvider},
        vapi_key::{KeyState, VapiKey},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::{disconnect, preview},
            service::{check, save},
        },
        numbers::{drift::compare, service as numbers},
        operations::service as operations,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{
        card_of, connect_vapi, import, other_twilio_form, overview, prepared, ready, twilio_form,
        twilio_form_with_key,
    },
    sandbox::{NUMBER, SECOND_NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    traces::{assert_cleaned_up, assert_forgotten, assert_no_stray_keys},
};

const KEYS: &str = "/Keys";

fn at_keys(method: &str, kind: FaultKind) -> NewFault {
    NewFault {
        method: Some(method.into()),
        path_contains: Some(KEYS.into()),
        ..NewFault::next_call(SandboxProvider::Twilio, kind)
    }
}

fn receipts(view: &OperationView) -> Vec<(StepKind, Action)> {
    view.steps.iter().filter_map(|step| Some((step.kind, step.receipt.as_ref()?.action))).collect()
}

fn receipt(view: &OperationView, kind: StepKind) -> Option<Action> {
    receipts(view).into_iter().find(|(of, _)| *of == kind).map(|(_, action)| action)
}

async fn latest(cx: &Cx, kind: OperationKind) -> OperationView {
    let all = operations::list(cx, &Default::default()).await.unwrap().operations;
    all.into_iter().find(|operation| operation.kind == kind).unwrap()
}

/// The state of Vapi's key, as the card says it.
async fn on_card(cx: &Cx) -> VapiKey {
    let credential = card_of(cx, Provider::Twilio).await.credential.unwrap();
    credential.config.vapi_key().unwrap().clone()
}

async fn the_key(app: &TestApp) -> String {
    let keys = app.sandbox.keys().await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys[0].sid.clone()
}

async fn at_vapi(app: &TestApp, number: &str) -> Option<String> {
    app.sandbox.key_at_vapi(number).await
}

async fn has_token(app: &TestApp, number: &str) -> bool {
    app.sandbox.token_at_vapi(number).await.is_some()
}

/// An org with Vapi and Twilio connected and an agent at Vapi, which wants a key.
async fn wanted(app: &TestApp) -> Cx {
    let (cx, _) = prepared(app).await;
    save(&cx, &twilio_form_with_key()).await.unwrap();
    cx
}

/// The org of [`wanted`], with a number that answers.
async fn with_key(app: &TestApp) -> Cx {
    let cx = wanted(app).await;
    import(&cx, NUMBER).await;
    app.settle().await;
    cx
}
