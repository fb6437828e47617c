//! Rows as they are stored: such as no version wrote.

use ava::{
    domain::problem::Kind,
    server::{agents, numbers, operations},
};

use crate::support::{app::TestApp, both_engines, people::ready, sandbox::NUMBER};

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

    let mut tx = app.services.db.read(cx.scope()).await.unwrap();
    let errors = [
        agents::repo::find(&mut tx, &cx.org, &agent).await.err().unwrap(),
        numbers::repo::find(&mut tx, &cx.org, &number.parse().unwrap()).await.err().unwrap(),
        operations::views::one(&mut tx, &cx.org, &operation).await.err().unwrap(),
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
    assert_eq!(problem.kind, Kind::Internal, "a person is told nothing of it");
}

both_engines!(a_row_that_does_not_decode_says_table_column_and_id,);
