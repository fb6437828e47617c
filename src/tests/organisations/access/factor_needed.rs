//! Every server function and every page for the owner of an organisation that asks for a second factor,
//! who has none.

use ava::{
    app::routes,
    domain::{address::Address, problem::ProblemKind, role::Permission, view::Page},
};

use super::{
    cases::{Door, cases, pages},
    roles::{call, victim},
};
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
    for (route, path, _) in pages(&victim) {
        let answer = keeper.page(&path).await;
        let of_part = |part: &&Page| routes::reads(&Address::read(&path), **part);
        let parts: Vec<&Page> = Page::ALL.iter().filter(of_part).collect();
        let outlasts =
            |part: &&Page| part.audience().permission().is_some_and(Permission::outlasts_suspension);
        let is_own = !parts.is_empty() && parts.iter().all(outlasts);
        let is_outside = !route.starts_with("/dashboard") && route != "/sandbox";
        if is_outside || is_own {
            let is_nothing = route.starts_with("/admin") && answer.status == 404;
            assert!(is_nothing || matches!(answer.status, 200 | 302 | 410), "{route}: {}", answer.status);
            continue;
        }
        assert_eq!(answer.status, 403, "{route}");
        for text in ["Set up a second factor first", "href=\"/dashboard/account/second-factor\""] {
            assert!(answer.body.contains(text), "{route} says why, and where to: {}", answer.body);
        }
        assert!(!answer.body.contains("Reception Vict"), "{route}");
    }
    let entries = app.count("audit_log WHERE org_id = $1", &[&victim.org]).await;
    let calls = app.sandbox.last_seq().await;
    for case in
        cases().into_iter().filter(|case| !matches!(case.door, Door::Open | Door::Own | Door::Platform))
    {
        let answer = call(&keeper, &case, &victim).await;
        assert_eq!(answer.problem().kind, ProblemKind::FactorNeeded, "{}", case.endpoint);
        assert_eq!(answer.status, 403, "{}", case.endpoint);
    }
    assert_eq!(app.count("audit_log WHERE org_id = $1", &[&victim.org]).await, entries, "nothing was done");
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "and no provider was asked");
    for path in [
        "/api/v1/readiness",
        "/dashboard/operations/none/receipts.json",
        "/dashboard/audit/export/csv",
        "/dashboard/contacts/none/export.json",
        "/dashboard/calls/none/recording",
    ] {
        assert_eq!(keeper.page(path).await.status, 403, "{path}");
    }
    assert_eq!(keeper.page("/events").await.status, 204, "no live stream");
    set_up(&app, &keeper).await;
    assert_eq!(keeper.page("/dashboard/agents").await.status, 200, "with the next request");
}
