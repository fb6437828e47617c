//! Every server function and every page for an owner who has their own account alone.

use ava::{
    app::routes,
    domain::{address::Address, problem::ProblemKind, role::Permission, view::Page},
};

use super::{
    cases::{Case, Door, Victim, cases, pages},
    roles::call,
};
use crate::support::{app::TestApp, browser::Browser};

/// The addresses of the organisation that are no server functions.
const BESIDE: [&str; 6] = [
    "/api/v1/readiness",
    "/dashboard/operations/none/receipts.json",
    "/dashboard/audit/export/csv",
    "/dashboard/contacts/none/export.json",
    "/dashboard/calls/export.csv",
    "/dashboard/calls/none/recording",
];

/// Asks that an owner of the organisation gets nothing of it, is told `kind`, and reads each of `says` in
/// the place of its pages.
pub(super) async fn have_nothing_else(
    app: &TestApp,
    keeper: &Browser,
    victim: &Victim,
    kind: ProblemKind,
    says: &[&str],
) {
    for (route, path, _) in pages(victim) {
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
        for text in says {
            assert!(answer.body.contains(text), "{route} says why: {}", answer.body);
        }
        assert!(!answer.body.contains("Reception Vict"), "{route}");
    }
    let entries = app.count("audit_log WHERE org_id = $1", &[&victim.org]).await;
    let calls = app.sandbox.last_seq().await;
    let of_org = |case: &Case| !matches!(case.door, Door::Open | Door::Own | Door::Platform);
    for case in cases().into_iter().filter(of_org) {
        let answer = call(keeper, &case, victim).await;
        assert_eq!(answer.problem().kind, kind, "{}", case.endpoint);
        assert_eq!(answer.status, 403, "{}", case.endpoint);
    }
    assert_eq!(app.count("audit_log WHERE org_id = $1", &[&victim.org]).await, entries, "nothing was done");
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "and no provider was asked");
    for path in BESIDE {
        assert_eq!(keeper.page(path).await.status, 403, "{path}");
    }
    assert_eq!(keeper.page("/events").await.status, 204, "no live stream");
}
