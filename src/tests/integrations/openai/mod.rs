//! The OpenAI key: what it is checked for, and what Vapi has of it.

mod connecting;
mod given;
mod killed;
mod revoked;
mod trouble;

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::{Checked, Readiness},
        openai_key_at_vapi::{HandOver, HandOverState},
        operation::{Action, OperationKind, OperationState, OperationView, WaitingFor},
        problem::{Field, ProblemKind, Right, Rule},
        provider::{
            OfProvider as _, Provider,
            openai::{OpenaiConfig, OpenaiForm, OpenaiRegion},
            vapi::VapiForm,
        },
        removal::Happening,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::{
            disconnect::{disconnect, preview},
            service::{check, save},
        },
        numbers::drift::enqueue_due,
        operations::service as operations,
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    faults::lasting,
    people::{
        card_of, connect_vapi, latest, make_agent, openai_form, openai_form_for_vapi, overview, owner,
        vapi_form,
    },
    sandbox::{OPENAI_KEY, OTHER_OPENAI_KEY, OTHER_VAPI_KEY, VAPI_KEY},
    traces::assert_forgotten,
};

/// The configuration of the stored key.
async fn config(cx: &Cx) -> OpenaiConfig {
    let credential = card_of(cx, Provider::Openai).await.credential.unwrap();
    OpenaiConfig::of(&credential.config).unwrap().clone()
}

async fn hand_over(cx: &Cx) -> HandOver {
    config(cx).await.hand_over
}

fn end(key: &str) -> String {
    key[key.len() - 4..].to_owned()
}

/// An org with Vapi and OpenAI connected, whose Vapi has the key.
async fn handed_over(app: &TestApp) -> Cx {
    let cx = owner(app).await;
    connect_vapi(&cx).await;
    assert_eq!(save(&cx, &openai_form_for_vapi(OPENAI_KEY)).await, Ok(Checked::Accepted));
    app.settle().await;
    assert_eq!(app.sandbox.keys_at_vapi().await, [end(OPENAI_KEY)]);
    cx
}

/// The newest operation that brings the key at Vapi up to date.
async fn operation(cx: &Cx) -> OperationView {
    latest(cx, OperationKind::HandOverKey).await
}

fn receipts(view: &OperationView) -> Vec<Action> {
    view.steps.iter().filter_map(|step| Some(step.receipt.as_ref()?.action)).collect()
}

fn at_credentials(method: &str, kind: FaultKind) -> NewFault {
    NewFault {
        method: Some(method.into()),
        path_contains: Some("/credential".into()),
        ..NewFault::next_call(SandboxProvider::Vapi, kind)
    }
}
