//! Every server function and every page for the owner of an organisation that asks for a second factor,
//! who has none.

use ava::domain::problem::ProblemKind;

use super::{own_account::have_nothing_else, roles::victim};
use crate::support::{
    app::{Database, TestApp},
    second_factor::set_up,
};

#[tokio::test]
async fn lesson_47_without_the_second_factor_that_is_asked_for_people_have_their_own_account_alone() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (keeper, victim) = victim(&app, &server).await;
    app.execute("UPDATE orgs SET demands_factor = TRUE WHERE id = $1", &[&victim.org]).await;
    let says = ["Set up a second factor first", "href=\"/dashboard/account/second-factor\""];
    have_nothing_else(&app, &keeper, &victim, ProblemKind::FactorNeeded, &says).await;
    set_up(&app, &keeper).await;
    assert_eq!(keeper.page("/dashboard/agents").await.status, 200, "with the next request");
}
