//! The scheduler among many organisations, with a clock that is moved. `scripts/bench.sh` does
//! the same with ten thousand.

use std::time::Duration;

use ava::{
    domain::provider::Provider,
    server::{
        bench::checks::{Figures, simulate},
        health::{AT_ONCE, PERIOD},
    },
};

use crate::support::app::{Database, TestApp};

const ORGS: i64 = 1_000;

#[tokio::test]
async fn lesson_76_a_thousand_organisations_are_checked_once_in_a_period_each() {
    let app = TestApp::on(Database::Sqlite).await;
    let figures = simulate(&app.services, &app.clock, ORGS, 1).await.unwrap();
    let credentials = usize::try_from(ORGS).unwrap() * Provider::ALL.len();
    let Figures { of_one, most_at_once, most_in_a_second, .. } = figures;
    assert_eq!((figures.credentials, figures.checks, of_one), (credentials, credentials, (1, 1)));
    assert!(most_at_once <= AT_ONCE, "{figures:?}");
    assert!(most_in_a_second <= 20 * Provider::ALL.len(), "{figures:?}");
}

#[tokio::test]
async fn each_key_is_checked_again_after_a_period_and_at_most_a_tenth_more() {
    let app = TestApp::on(Database::Sqlite).await;
    let figures = simulate(&app.services, &app.clock, 100, 5).await.unwrap();
    let (shortest, longest) = figures.between;
    // The clock is moved by whole seconds.
    assert!(shortest >= PERIOD && longest <= PERIOD.mul_f64(1.1) + Duration::from_secs(2), "{figures:?}");
    assert!(figures.of_one.0 >= 4 && figures.of_one.1 <= 5, "{figures:?}");
}
