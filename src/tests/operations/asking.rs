//! A person asks for an operation, and the trail says for which.

use ava::{
    domain::operation::{OperationKind, OperationState, SubjectId},
    server::{
        numbers::drift,
        operations::{ask, queue::Asked},
    },
};

use crate::support::{
    app::TestApp,
    both_engines,
    people::{make_agent, owner, ready},
};

async fn entries(app: &TestApp, action: &str) -> Vec<String> {
    let sql = "SELECT subject FROM audit_log WHERE action = $1 ORDER BY seq";
    app.texts(sql, &[action]).await
}

async fn what_has_no_action_of_its_own_is_recorded_with_its_kind(app: TestApp) {
    let cx = owner(&app).await;
    let agent = make_agent(&cx).await;
    let subject = SubjectId::Agent(agent.clone());
    let asked = Asked { kind: OperationKind::SyncAgent, subject: &subject, label: "" };
    let tx = cx.begin().await.unwrap();
    let operation = ask(&cx, tx, &asked).await.unwrap();
    assert_eq!(app.state(&cx, &operation).await, OperationState::Queued);
    assert_eq!(app.count("operations", &[]).await, 1, "the one that is open");
    assert_eq!(entries(&app, "operation_asked").await, [format!("sync_agent:{agent}")]);
}

async fn a_comparison_keeps_its_own_action(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    drift::compare(&cx).await.unwrap();
    assert_eq!(entries(&app, "comparison_asked").await, ["numbers"]);
    assert_eq!(entries(&app, "operation_asked").await, <[String; 0]>::default());
}

both_engines!(what_has_no_action_of_its_own_is_recorded_with_its_kind, a_comparison_keeps_its_own_action,);
