//! Every server function and every page for the owner of a suspended organisation.

use ava::{domain::problem::ProblemKind, server::lifecycle};

use super::{
    cases::{Door, cases},
    own_account::have_nothing_else,
    roles::{call, victim},
};
use crate::support::app::{Database, TestApp};

const REASON: &str = "Unpaid <b>bills</b>";

#[tokio::test]
async fn lesson_47_of_a_suspended_organisation_people_have_their_own_account_alone() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (keeper, victim) = victim(&app, &server).await;
    lifecycle::suspend_named(&app.services, &victim.org, REASON).await.unwrap().unwrap();
    let says = ["Unpaid &lt;b&gt;bills"];
    have_nothing_else(&app, &keeper, &victim, ProblemKind::Suspended, &says).await;
    for case in cases().into_iter().filter(|case| case.door == Door::Own) {
        // The device is the one that asks, and the last leads out of the organisation.
        if ["revoke_device", "team/leave", "team/enter", "team/new_org"].contains(&case.endpoint) {
            continue;
        }
        let answer = call(&keeper, &case, &victim).await;
        assert!(answer.status < 400 || answer.problem().kind != ProblemKind::Suspended, "{}", case.endpoint);
    }
    lifecycle::resume_named(&app.services, &victim.org).await.unwrap().unwrap();
    assert_eq!(keeper.page("/dashboard/agents").await.status, 200);
}
