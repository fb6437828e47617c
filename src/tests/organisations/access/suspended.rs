//! Every server function and every page for the owner of a suspended organisation.

use ava::{
    app::routes,
    domain::{address::Address, problem::ProblemKind, role::Permission, view::Page},
    server::lifecycle,
};

use super::{
    cases::{Door, cases, pages},
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
        assert!(answer.body.contains("Unpaid &lt;b&gt;bills"), "{route} says why: {}", answer.body);
        assert!(!answer.body.contains("Reception Vict"), "{route}");
    }
    let entries = app.count("audit_log WHERE org_id = $1", &[&victim.org]).await;
    let calls = app.sandbox.last_seq().await;
    for case in
        cases().into_iter().filter(|case| !matches!(case.door, Door::Open | Door::Own | Door::Platform))
    {
        let answer = call(&keeper, &case, &victim).await;
        assert_eq!(answer.problem().kind, ProblemKind::Suspended, "{}", case.endpoint);
        assert_eq!(answer.status, 403, "{}", case.endpoint);
    }
    assert_eq!(app.count("audit_log WHERE org_id = $1", &[&victim.org]).await, entries, "nothing was done");
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "and no provider was asked");
    for case in cases().into_iter().filter(|case| case.door == Door::Own) {
        // The device is the one that asks, and the last leads out of the organisation.
        if ["revoke_device", "team/leave", "team/enter", "team/new_org"].contains(&case.endpoint) {
            continue;
        }
        let answer = call(&keeper, &case, &victim).await;
        assert!(answer.status < 400 || answer.problem().kind != ProblemKind::Suspended, "{}", case.endpoint);
    }
    for path in [
        "/api/v1/readiness",
        "/dashboard/operations/none/receipts.json",
        "/dashboard/audit/export/csv",
        "/dashboard/contacts/none/export.json",
        "/dashboard/calls/export.csv",
        "/dashboard/calls/none/recording",
    ] {
        assert_eq!(keeper.page(path).await.status, 403, "{path}");
    }
    assert_eq!(keeper.page("/events").await.status, 204, "no live stream");
    lifecycle::resume_named(&app.services, &victim.org).await.unwrap().unwrap();
    assert_eq!(keeper.page("/dashboard/agents").await.status, 200);
}
