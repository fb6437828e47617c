//! Stored rows: those of a former version, and such as no version wrote.

use ava::{
    domain::{
        agent::AgentsQuery,
        number::NumbersQuery,
        operation::OperationState,
        problem::ProblemKind,
        provider::Provider,
        sandbox::{FaultKind, SandboxProvider},
    },
    server::{
        agents,
        integrations::{self, disconnect::disconnect},
        numbers::{self, answering_agents},
        operations,
    },
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines, earlier_schemas,
    faults::lasting,
    managed::{bought, release},
    people::{agent_form, ready, twilio_form_with_key},
    sandbox::NUMBER,
};

async fn a_database_of_before_targets_had_columns_goes_on(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    integrations::service::save(&cx, &twilio_form_with_key()).await.unwrap();
    let desk = agents::service::create(&cx, &agent_form("Desk")).await.unwrap();
    app.settle().await;
    let managed = bought(&app, &cx, 0).await;
    app.sandbox.inject(&lasting(SandboxProvider::Vapi, FaultKind::Unavailable)).await;
    let begun = [
        answering_agents::delete(&cx, desk).await.unwrap(),
        release(&cx, &managed).await,
        disconnect(&cx, Provider::Twilio).await.unwrap(),
    ];
    app.run_due().await;
    let seen = async || operations::service::list(&cx, &Default::default()).await.unwrap().operations;
    let as_before = seen().await;

    earlier_schemas::targets_were_text(&app).await;
    app.services.db.migrate().await.unwrap();
    assert_eq!(seen().await, as_before, "what each step is about");
    app.sandbox.clear().await;
    app.settle().await;
    for operation in &begun {
        let view = app.operation(&cx, operation).await;
        assert_eq!(view.state, OperationState::Done, "{:?}", view.steps);
    }
    assert_eq!(app.count("operation_escrow", &[]).await, 0);
}

async fn a_row_that_does_not_decode_says_table_column_and_id(app: TestApp) {
    let (cx, agent, operation) = ready(&app).await;
    let asleep = async |table: &str, column: &str, condition: &str, id: &str| {
        let sql = format!("UPDATE {table} SET {column} = 'asleep' WHERE {condition} = $1");
        assert!(app.execute(&sql, &[id]).await > 0, "{table}");
    };
    asleep("agents", "sync_state", "id", agent.as_str()).await;
    asleep("phone_numbers", "before_image", "e164", NUMBER).await;
    asleep("operation_steps", "state", "operation_id", operation.as_str()).await;
    let number = app.text("SELECT id FROM phone_numbers", &[]).await;

    let mut tx = app.services.db.read(&cx.org).await.unwrap();
    let errors = [
        agents::repo::find(&mut tx, &agent).await.err().unwrap(),
        numbers::repo::find(&mut tx, &number.parse().unwrap()).await.err().unwrap(),
        operations::views::one(&mut tx, &operation).await.err().unwrap(),
    ];
    drop(tx);
    let named = [
        format!("agents.sync_state of {agent} "),
        format!("phone_numbers.before_image of {number} "),
        format!("operation_steps.state of {operation}/0 "),
    ];
    for (error, named) in errors.iter().zip(&named) {
        assert!(error.to_string().contains(&format!("{named}does not decode: ")), "{error}");
    }
    let problem = agents::service::get(&cx, agent).await.err().unwrap();
    assert_eq!(problem.kind, ProblemKind::Internal, "a person is told nothing of it");
}

async fn a_person_whose_row_does_not_decode_stays_signed_in(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let now = async |role: &str| app.execute("UPDATE memberships SET role = $1", &[role]).await;
    assert_eq!(now("asleep").await, 1);
    assert_eq!(browser.page("/dashboard/agents").await.status, 500, "it is no sign-out");
    assert_eq!(now("owner").await, 1);
    assert_eq!(browser.page("/dashboard/agents").await.status, 200);
}

async fn what_was_stored_before_there_was_a_search_is_found(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let found = async || {
        let agents = AgentsQuery { search: "recep".into(), after: None };
        let numbers = NumbersQuery { search: NUMBER[3..9].into(), ..NumbersQuery::default() };
        let agents = agents::service::list(&cx, &agents).await.unwrap().agents.len();
        (agents, numbers::service::list(&cx, &numbers).await.unwrap().numbers.len())
    };
    assert_eq!(found().await, (1, 1));
    earlier_schemas::nothing_was_indexed(&app).await;
    app.services.db.migrate().await.unwrap();
    assert_eq!(found().await, (0, 1), "names follow at the start");
    let tx = app.services.db.write_installation(Tests).await.unwrap();
    agents::repo::index_names(tx).await.unwrap().commit().await.unwrap();
    assert_eq!(found().await, (1, 1));
}

both_engines!(
    what_was_stored_before_there_was_a_search_is_found,
    a_database_of_before_targets_had_columns_goes_on,
    a_row_that_does_not_decode_says_table_column_and_id,
    a_person_whose_row_does_not_decode_stays_signed_in,
);
