//! *A key of its own* is ticked or unticked while an import makes one, or has come past
//! that: the card tells the state of the key, and the import ends.

use ava::{
    domain::{
        operation::OperationState,
        provider::{Provider, twilio::TwilioForm},
        sandbox::{FaultKind, NewFault, SandboxProvider},
        vapi_key::{KeyState, VapiKey},
    },
    server::{cx::Cx, integrations::service::save},
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{card_of, import, prepared, twilio_form, twilio_form_with_key},
    sandbox::{NUMBER, TWILIO_TOKEN},
};

fn held(provider: SandboxProvider, path: &str, kind: FaultKind) -> NewFault {
    NewFault {
        method: Some("POST".into()),
        path_contains: Some(path.into()),
        ..NewFault::next_call(provider, kind)
    }
}

/// The state of Vapi's key, as the card says it.
async fn on_card(cx: &Cx) -> VapiKey {
    let credential = card_of(cx, Provider::Twilio).await.credential.unwrap();
    credential.config.vapi_key().unwrap().clone()
}

/// Runs an import that begins with the first choice; the others are saved while `hold` holds it.
async fn choosing(app: &TestApp, hold: NewFault, first: TwilioForm, then: Vec<TwilioForm>) -> Cx {
    let (cx, _) = prepared(app).await;
    save(&cx, &first).await.unwrap();
    let operation = import(&cx, NUMBER).await;
    app.sandbox.inject(&hold).await;
    let edit_conflict = async {
        app.sandbox.held().await;
        for form in &then {
            save(&cx, form).await.unwrap();
        }
        app.sandbox.release().await;
    };
    // The import is held while the other choices are saved.
    let (_, ()) = futures::join!(app.run_due(), edit_conflict);
    app.settle().await;
    let ended = app.operation(&cx, &operation).await;
    assert_eq!(ended.state, OperationState::Done, "{:?}", ended.steps);
    let unended = "operations WHERE state NOT IN ('done', 'stopped')";
    assert_eq!(app.count(unended, &[]).await, 0);
    cx
}

async fn is_with_key(app: &TestApp, cx: &Cx) {
    let keys = app.sandbox.keys().await;
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert_eq!(app.sandbox.key_at_vapi(NUMBER).await.as_ref(), Some(&keys[0].sid));
    let card = on_card(cx).await;
    assert!(matches!(&card.state, KeyState::Made { sid, .. } if *sid == keys[0].sid), "{card:?}");
    assert!(!card.is_left_over(), "{card:?}");
}

async fn is_without_key(app: &TestApp, cx: &Cx) {
    assert!(app.sandbox.keys().await.is_empty());
    // No request takes a key away from Vapi, which signs in with a token if there is one beside it.
    if app.sandbox.key_at_vapi(NUMBER).await.is_some() {
        assert_eq!(app.sandbox.token_at_vapi(NUMBER).await.as_deref(), Some(TWILIO_TOKEN));
    }
    let card = on_card(cx).await;
    assert!(!card.is_wanted() && !card.leaves_traces(), "{card:?}");
}

fn in_making(kind: FaultKind) -> NewFault {
    held(SandboxProvider::Twilio, "/Keys", kind)
}

fn in_placing() -> NewFault {
    held(SandboxProvider::Vapi, "/phone-number", FaultKind::HoldAfter)
}

async fn unticked_while_the_key_is_asked_for(app: TestApp) {
    let hold = in_making(FaultKind::HoldBefore);
    let cx = choosing(&app, hold, twilio_form_with_key(), vec![twilio_form()]).await;
    is_without_key(&app, &cx).await;
}

async fn unticked_while_the_key_is_made(app: TestApp) {
    let hold = in_making(FaultKind::HoldAfter);
    let cx = choosing(&app, hold, twilio_form_with_key(), vec![twilio_form()]).await;
    is_without_key(&app, &cx).await;
}

async fn unticked_and_ticked_again_while_the_key_is_made(app: TestApp) {
    let hold = in_making(FaultKind::HoldAfter);
    let then = vec![twilio_form(), twilio_form_with_key()];
    let cx = choosing(&app, hold, twilio_form_with_key(), then).await;
    is_with_key(&app, &cx).await;
}

async fn ticked_while_the_number_is_placed(app: TestApp) {
    let cx = choosing(&app, in_placing(), twilio_form(), vec![twilio_form_with_key()]).await;
    is_with_key(&app, &cx).await;
}

async fn unticked_while_the_number_is_placed(app: TestApp) {
    let cx = choosing(&app, in_placing(), twilio_form_with_key(), vec![twilio_form()]).await;
    is_without_key(&app, &cx).await;
}

async fn unticked_and_ticked_again_while_the_number_is_placed(app: TestApp) {
    let then = vec![twilio_form(), twilio_form_with_key()];
    let cx = choosing(&app, in_placing(), twilio_form_with_key(), then).await;
    is_with_key(&app, &cx).await;
}

both_engines!(
    unticked_while_the_key_is_asked_for,
    unticked_while_the_key_is_made,
    unticked_and_ticked_again_while_the_key_is_made,
    ticked_while_the_number_is_placed,
    unticked_while_the_number_is_placed,
    unticked_and_ticked_again_while_the_number_is_placed,
);
