//! The processes of an installation: which they are, and which of them writes down the figures.

use std::time::Duration;

use ava::{
    domain::tenant::PlatformQuery,
    server::{
        nodes::{self, Node},
        tenants::{Round, overview},
    },
};

use super::{admin, rename};
use crate::support::{app::TestApp, both_engines, people::owner};

const WORK: &str = "tenant_figures";

async fn one_process_at_a_time_writes_the_figures_down(app: TestApp) {
    let (one, other) = (owner(&app).await, owner(&app).await);
    let another_node = app.another_node(5).await;
    let mut first = Round::new(app.services.clone(), "first", WORK);
    let mut second = Round::new(another_node, "second", WORK);
    assert_eq!(first.run().await.unwrap(), Some(2), "everybody at first");
    assert_eq!(second.run().await.unwrap(), None, "it is another's turn");
    rename(&app, &one.org, "Lakeside").await;
    first.note(Some(one.org.clone()));
    assert_eq!(first.run().await.unwrap(), Some(1));
    assert_eq!(
        app.texts("SELECT name FROM tenants WHERE org_id = $1", &[one.org.as_str()]).await,
        ["Lakeside"]
    );
    // Whatever nobody has heard of has its turn as well.
    rename(&app, &other.org, "Harbour").await;
    assert_eq!(first.run().await.unwrap(), Some(1));
    assert_eq!(first.run().await.unwrap(), Some(0));

    // A process that is gone has its turn for three minutes, and whoever takes it over looks at all.
    app.clock.advance(Duration::from_secs(179));
    assert_eq!(second.run().await.unwrap(), None);
    app.clock.advance(Duration::from_secs(1));
    rename(&app, &one.org, "Port").await;
    assert_eq!(second.run().await.unwrap(), Some(1));
    assert_eq!(first.run().await.unwrap(), None);
}

async fn the_overview_shows_the_processes_that_are_there(app: TestApp) {
    let cx = admin(&app, &owner(&app).await).await;
    let shown = async || overview::read(&cx, &PlatformQuery::default()).await.unwrap().nodes.rows;
    assert!(shown().await.is_empty());
    let first = Node::new(&app.services, "build-one".to_owned());
    nodes::note(&app.services, &first).await.unwrap();
    app.clock.advance(Duration::from_secs(9 * 60));
    let second = Node::new(&app.another_node(5).await, "build-two".to_owned());
    for _ in 0..2 {
        nodes::note(&app.services, &second).await.unwrap();
    }
    let both = shown().await;
    assert_eq!(both.iter().map(|node| node.build.as_str()).collect::<Vec<_>>(), ["build-two", "build-one"]);
    assert_eq!(both[0].version, env!("CARGO_PKG_VERSION"));
    assert_eq!(both[1].seen_at, first.since);
    app.clock.advance(Duration::from_secs(2 * 60));
    assert_eq!(shown().await.len(), 1, "one that was not seen for ten minutes has ended");
    nodes::note(&app.services, &second).await.unwrap();
    assert_eq!(app.count("nodes", &[]).await, 1, "and is forgotten");
}

both_engines!(one_process_at_a_time_writes_the_figures_down, the_overview_shows_the_processes_that_are_there,);
