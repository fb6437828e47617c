//! The limits of what an organisation's programs may ask.

use std::time::Duration;

use ava::domain::api_token::Scope;
use serde_json::Value;

use super::code;
use crate::support::{
    app::{Database, TestApp},
    people::owner,
    program::Program,
};

async fn limited(database: Database) {
    let app = TestApp::with(database, vec![("AVA_API_REQUESTS", "3".to_owned())]).await;
    let server = app.serve().await;
    let (ours, theirs) = (owner(&app).await, owner(&app).await);
    let of = async |cx: &ava::server::cx::Cx| {
        Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await
    };
    let (program, other) = (of(&ours).await, of(&theirs).await);
    let another = of(&ours).await;
    for (nth, program) in [&program, &another, &program].into_iter().enumerate() {
        let answer = program.get("/api/operations").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.header("ratelimit-policy"), "\"org\";q=3;w=900");
        assert!(answer.header("ratelimit").starts_with(&format!("\"org\";r={};t=", 2 - nth)), "{nth}");
    }
    let over = program.get("/api/operations").await;
    assert_eq!((over.status, code(&over).as_str()), (429, "too_many_requests"));
    let wait: u64 = over.header("retry-after").parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    assert_eq!(over.json::<Value>()["retry_after"], wait);
    assert!(over.header("ratelimit").starts_with("\"org\";r=0;"));
    assert_eq!(another.get("/api/operations").await.status, 429, "it is the organisation's");
    assert_eq!(other.get("/api/operations").await.status, 200, "not their doing");
    assert_eq!(program.get("/api/openapi.json").await.status, 200);
    app.clock.advance(Duration::from_secs(wait));
    assert_eq!(program.get("/api/operations").await.status, 200);
}

#[tokio::test]
async fn an_organisation_has_its_requests_and_no_other_pays_for_it() {
    limited(Database::Sqlite).await;
    limited(Database::Postgres).await;
}

#[tokio::test]
async fn while_developing_nobody_is_counted() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let cx = owner(&app).await;
    let program = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &Scope::ALL).await;
    for _ in 0..5 {
        let answer = program.get("/api/operations").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""));
    }
}
