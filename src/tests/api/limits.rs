//! The limits of what an organisation's programs may ask.

use std::time::Duration;

use ava::{
    domain::{api_token::Scope, ids::OrgId},
    server::{cx::Services, limits::WINDOW_SECS},
};
use futures::future::join_all;
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

const MAX_REQUESTS: usize = 100;

/// How many requests an organisation still has on those nodes, which are asked in turn and at once.
async fn granted(nodes: &[&Services], org: &OrgId) -> usize {
    let asked = (0..2 * MAX_REQUESTS).map(|nth| {
        let node = nodes[nth % nodes.len()];
        node.api_requests.take(&node.db, org, 1)
    });
    join_all(asked).await.iter().filter(|taken| taken.is_ok()).count()
}

async fn two_nodes() -> (TestApp, Services) {
    let app = TestApp::with(Database::Postgres, vec![("AVA_API_REQUESTS", MAX_REQUESTS.to_string())]).await;
    let other = app.another_node(8).await;
    (app, other)
}

#[tokio::test]
async fn all_nodes_together_give_an_organisation_its_requests_once() {
    let (app, other) = two_nodes().await;
    let (ours, theirs) = (owner(&app).await.org, owner(&app).await.org);
    let nodes = [&app.services, &other];
    assert_eq!(granted(&nodes, &ours).await, MAX_REQUESTS);
    assert_eq!(granted(&nodes, &ours).await, 0, "on neither node");
    assert_eq!(granted(&nodes, &theirs).await, MAX_REQUESTS, "not their doing");
    app.clock.advance(Duration::from_secs(u64::from(WINDOW_SECS)));
    assert_eq!(granted(&nodes, &ours).await, MAX_REQUESTS, "another window");
}

#[tokio::test]
async fn a_node_that_has_taken_a_share_keeps_few_from_the_others() {
    let (app, other) = two_nodes().await;
    let org = owner(&app).await.org;
    let first = other.api_requests.take(&other.db, &org, 1).await.unwrap().unwrap();
    assert_eq!(usize::try_from(first.left).unwrap(), MAX_REQUESTS - 1);
    let here = granted(&[&app.services], &org).await;
    assert!((MAX_REQUESTS - MAX_REQUESTS / 16..MAX_REQUESTS).contains(&here), "{here}");
    assert_eq!(here + granted(&[&other], &org).await, MAX_REQUESTS - 1);
}

#[tokio::test]
async fn lesson_81_a_database_that_takes_no_write_refuses_no_program() {
    let (app, other) = two_nodes().await;
    let org = owner(&app).await.org;
    app.execute("ALTER TABLE api_windows RENAME TO api_windows_elsewhere", &[]).await;
    assert_eq!(granted(&[&app.services], &org).await, MAX_REQUESTS, "counted by this node");
    app.execute("ALTER TABLE api_windows_elsewhere RENAME TO api_windows", &[]).await;
    assert_eq!(granted(&[&app.services], &org).await, 0, "until the window ends");
    assert_eq!(granted(&[&other], &org).await, MAX_REQUESTS);
    app.clock.advance(Duration::from_secs(u64::from(WINDOW_SECS)));
    assert_eq!(granted(&[&app.services, &other], &org).await, MAX_REQUESTS, "together again");
}
