//! Some hundred events to programs that fail, by two nodes that die. `scripts/bench.sh` does the same with ten
//! thousand.

use ava::server::bench::webhooks::simulate;

use crate::support::{app::TestApp, both_engines, people::owner};

async fn each_event_is_taken_in_its_order_and_by_nobody_else_whoever_dies(app: TestApp) {
    let orgs = [owner(&app).await, owner(&app).await, owner(&app).await];
    let nodes = [app.services.clone(), app.another_node(23).await];
    let figures = simulate(&nodes, &app.clock, &orgs, 100).await.unwrap();
    assert_eq!((figures.events, figures.taken), (300, 300), "{figures:?}");
    assert_eq!((figures.out_of_order, figures.astray, figures.left), (0, 0, 0), "{figures:?}");
    assert!(figures.requests > 300 && figures.deaths > 0, "{figures:?}");
}

both_engines!(each_event_is_taken_in_its_order_and_by_nobody_else_whoever_dies);
