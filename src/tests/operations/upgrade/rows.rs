//! Organisations with accounts of their own, and rows as a former version leaves them.

use ava::{
    domain::{
        ids::{NumberId, OperationId},
        operation::OperationKind,
        provider::twilio::TwilioForm,
    },
    server::{cx::Cx, integrations::service::save},
};
use serde_json::json;

use crate::support::{
    app::TestApp,
    canary,
    people::{import, latest, make_agent, overview, owner, twilio_form, vapi_form},
    sandbox::own,
};

/// An organisation of a test, with accounts of its own at the providers.
pub struct Org {
    pub cx: Cx,
    pub vapi_key: String,
    pub twilio: TwilioForm,
    pub numbers: [String; 2],
}

impl Org {
    /// An org with nothing connected yet.
    pub async fn new(app: &TestApp, nth: usize) -> Self {
        let vapi_key = format!("9c1f0c2e-7a5{nth}-4d0e-9c3d-1f2e3d4c0001");
        let (sid, token) =
            (format!("AC{}{nth}", "7d".repeat(15) + "7"), format!("canarytokenoforg{nth}5a5a5a5a5a5a5a5"));
        let numbers = [0, 1].map(|number| format!("+1415332{nth}00{number}"));
        canary::plant(&token);
        canary::plant(&vapi_key);
        app.sandbox.account(&sid, &token, json!(numbers.each_ref().map(|number| own(number)))).await;
        let twilio = TwilioForm { account_sid: sid, auth_token: token.into(), ..twilio_form() };
        Self { cx: owner(app).await, vapi_key, twilio, numbers }
    }

    /// An org with Vapi connected and an agent at it.
    pub async fn with_agent(app: &TestApp, nth: usize) -> Self {
        let org = Self::new(app, nth).await;
        save(&org.cx, &vapi_form(&org.vapi_key)).await.unwrap();
        make_agent(&org.cx).await;
        app.settle().await;
        org
    }

    /// An org whose numbers both answer.
    pub async fn ready(app: &TestApp, nth: usize) -> Self {
        let org = Self::with_agent(app, nth).await;
        save(&org.cx, &org.twilio).await.unwrap();
        for number in &org.numbers {
            import(&org.cx, number).await;
        }
        app.settle().await;
        org
    }

    pub async fn number(&self, nth: usize) -> NumberId {
        let known = overview(&self.cx).await.numbers;
        known.into_iter().find(|known| known.e164.as_str() == self.numbers[nth]).unwrap().id
    }

    pub async fn latest(&self, kind: OperationKind) -> OperationId {
        latest(&self.cx, kind).await.id
    }
}

/// Changes an operation to one that a worker of a former version has.
pub async fn is_held(app: &TestApp, operation: &OperationId) {
    let until = app.now() + 30_000;
    let sql = format!(
        "UPDATE operations SET lease_owner = 'former', lease_until = {until} WHERE id = $1 AND state = 'running'"
    );
    assert_eq!(app.execute(&sql, &[operation.as_str()]).await, 1);
}

/// Changes an operation to one of a former version whose first open step is to be tried again.
pub async fn is_put_off(app: &TestApp, operation: &OperationId) {
    let next = app.now() + 5000;
    let sql = format!(
        "UPDATE operations SET state = 'retrying', attempts = 2, next_attempt_at = {next} WHERE id = $1"
    );
    assert_eq!(app.execute(&sql, &[operation.as_str()]).await, 1);
    first_step_is(app, operation, "retrying").await;
}

/// Changes a clean-up to one of a former version that a person has to help.
pub async fn needs_help(app: &TestApp, operation: &OperationId) {
    let sql = "UPDATE operations SET state = 'needs_attention' WHERE id = $1";
    assert_eq!(app.execute(sql, &[operation.as_str()]).await, 1);
    first_step_is(app, operation, "failed").await;
}

async fn first_step_is(app: &TestApp, operation: &OperationId, state: &str) {
    let sql = "UPDATE operation_steps SET state = $2, attempts = 2 WHERE operation_id = $1 AND position = 0";
    assert_eq!(app.execute(sql, &[operation.as_str(), state]).await, 1);
}
