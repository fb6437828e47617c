//! Every server function, page and route for a platform admin who acts for an organisation: as the
//! table of permissions says, for one that lets them look only and for one that lets them do more.

use ava::{
    app::routes,
    domain::{
        address::Address,
        problem::ProblemKind,
        role::{Permission, Rights},
        support::SupportAccess,
        view::{Audience, Page},
    },
};
use reqwest::{
    Method,
    header::{ACCEPT, LOCATION},
};

use super::{
    cases::{Door, Victim, cases, pages},
    roles::{Let, call, routes_of_the_router, victim},
};
use crate::support::{
    app::{Database, TestApp},
    browser::{Browser, Server},
};

/// A platform admin who acts for the organisation.
async fn acting(app: &TestApp, server: &Server, victim: &Victim) -> (Browser, String) {
    let admin = server.owner().await;
    let account: serde_json::Value = admin.ask("read/Account", &[]).await;
    let user = account["viewer"]["user"].as_str().unwrap().to_owned();
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[&user]).await;
    let visit = [("tenant", victim.org.as_str()), ("form[reason]", "Asked to help")];
    let begun = admin.rpc("tenants/visit", &visit).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    (admin, user)
}

/// The permission that a case asks for; `None` for the platform's, and for what asks for none.
fn asked(door: Door) -> Option<Permission> {
    match door {
        Door::Open | Door::Platform => None,
        Door::Own => Some(Permission::Own),
        Door::Read => Some(Permission::Read),
        other => other.permission(),
    }
}

#[tokio::test]
async fn lesson_47_who_acts_for_an_organisation_has_what_the_table_leaves_them() {
    for access in SupportAccess::ALL {
        let app = TestApp::on(Database::Sqlite).await;
        let server = app.serve().await;
        let (_keeper, victim) = victim(&app, &server).await;
        let org = victim.org.as_str();
        app.execute("UPDATE orgs SET support_access = $1 WHERE id = $2", &[access.code(), org]).await;
        let (admin, user) = acting(&app, &server, &victim).await;
        let rights = Rights { role: access.role(), as_support: true };
        let of = access.code();

        for (route, path, whom) in routes_of_the_router(&victim) {
            let asked = admin.request(Method::GET, &path).header(ACCEPT, "text/html").send().await.unwrap();
            let (got, to) = (asked.status().as_u16(), asked.headers().get(LOCATION).cloned());
            match whom {
                Let::Cases => {}
                Let::Platform => assert_eq!(got, 403, "{of}: {route}"),
                Let::Everybody(expected) | Let::SignedIn(_, expected, _) => {
                    assert_eq!(got, expected, "{of}: {route}")
                }
                Let::Permitted(permission, ..) => {
                    assert_eq!(got, if rights.may(permission) { 200 } else { 403 }, "{of}: {route}")
                }
                Let::ToGoogle => {
                    assert_eq!(to.unwrap(), "/dashboard/integrations/google_calendar", "{of}: {route}")
                }
            }
        }

        for (route, path, _) in pages(&victim) {
            let shown = admin.page(&path).await;
            let status = shown.status;
            let is_inside = ["/dashboard", "/admin", "/sandbox"].iter().any(|root| route.starts_with(root));
            if is_inside && status != 302 {
                let banner = shown.body.contains("/rpc/tenants/end_visit");
                assert!(banner, "{of}: {route} says for whom, and has the way out");
            }
            let of_page = |part: &&Page| routes::reads(&Address::read(&path), **part);
            let may = |part: &Page| match part.audience() {
                Audience::Everybody => true,
                Audience::Members(permission) => rights.may(permission),
                Audience::PlatformAdmins => false,
            };
            let parts: Vec<&Page> = Page::ALL.iter().filter(of_page).collect();
            let own = |part: &&Page| part.audience().permission() == Some(Permission::Own);
            if route.starts_with("/admin") || parts.iter().any(own) {
                assert_eq!(status, 403, "{of}: {route}");
                continue;
            }
            assert!(matches!(status, 200 | 302 | 403 | 410), "{of}: {route}: {status}");
            assert!(!parts.into_iter().all(may) || status != 403, "{of}: {route}");
        }

        let changes = async || {
            app.count("audit_log WHERE org_id = $1 AND action NOT IN ('denied', 'credential_opened')", &[org])
                .await
        };
        let calls = app.sandbox.last_seq().await;
        // Beginning once more to act for the same one is the second click of a double click.
        for case in cases().into_iter().filter(|case| case.endpoint != "tenants/visit") {
            let endpoint = case.endpoint;
            let may = match (case.door, asked(case.door)) {
                // They ask for nothing of the organisation; some of them end the session.
                (Door::Open, _) => continue,
                (_, Some(permission)) => rights.may(permission),
                (_, None) => false,
            };
            let before = changes().await;
            let answer = call(&admin, &case, &victim).await;
            if may {
                let refused = [ProblemKind::NotForSupport, ProblemKind::Forbidden, ProblemKind::SignedOut];
                let is_refused =
                    matches!(answer.status, 401 | 403) && refused.contains(&answer.problem().kind);
                assert!(!is_refused, "{of}: {endpoint}: {}", answer.body);
            } else {
                assert_eq!(answer.problem().kind, ProblemKind::NotForSupport, "{of}: {endpoint}");
                assert_eq!(changes().await, before, "{of}: {endpoint}");
            }
        }
        let denied = "audit_log WHERE org_id = $1 AND action = 'denied' AND actor = $2";
        let actor = format!("platform:{user}");
        assert!(app.count(denied, &[org, &actor]).await > 0, "{of}");
        let unsaid = "audit_log WHERE org_id = $1 AND actor = $2 AND on_behalf_of IS NULL";
        assert_eq!(app.count(unsaid, &[org, &actor]).await, 0, "{of}: each entry names the visit");
        let changed = app.count("audit_log WHERE action = 'agent_created' AND actor = $1", &[&actor]).await;
        match access {
            SupportAccess::Reads => {
                assert_eq!(changed, 0);
                assert!(app.sandbox.calls_after(calls).await.is_empty(), "no key was used to look");
            }
            SupportAccess::Changes => assert!(changed > 0),
        }
        let entries = "audit_log WHERE org_id = $1 AND actor = $2";
        let noted = "audit_log WHERE org_id <> $1 AND actor = $2 AND subject = $1";
        let (theirs, ours) =
            (app.count(entries, &[org, &actor]).await, app.count(noted, &[org, &actor]).await);
        assert!(ours > 0 && ours <= theirs, "{of}: the platform's log has each change, too: {ours} {theirs}");
    }
}

/// Switching to managed numbers disconnects the own account, as the page of the account does.
#[tokio::test]
async fn lesson_47_who_acts_for_an_organisation_takes_no_account_of_its_own_away() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (keeper, victim) = victim(&app, &server).await;
    app.execute("UPDATE orgs SET support_access = 'changes' WHERE id = $1", &[&victim.org]).await;
    let (admin, _) = acting(&app, &server, &victim).await;
    let to_managed = [("form[to]", " managed"), ("form[agree]", "true")];
    let begun = async || app.count("operations WHERE kind = 'disconnect'", &[]).await;
    let is_offered = async |browser: &Browser| {
        let page = browser.page("/dashboard/integrations/twilio/switch?to=managed").await;
        assert_eq!(page.status, 200);
        page.body.contains("action=\"/rpc/numbers/switch\"")
    };
    assert_eq!((is_offered(&admin).await, is_offered(&keeper).await), (false, true));
    let refused = admin.rpc("numbers/switch", &to_managed).await.problem();
    assert_eq!((refused.kind, begun().await), (ProblemKind::NotForSupport, 0));
    let done = keeper.rpc("numbers/switch", &to_managed).await;
    assert_eq!((done.status, begun().await), (200, 1), "{}", done.body);
}

#[tokio::test]
async fn an_organisation_that_is_suspended_is_looked_at_and_not_changed() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_keeper, victim) = victim(&app, &server).await;
    app.execute("UPDATE orgs SET support_access = 'changes' WHERE id = $1", &[&victim.org]).await;
    ava::server::lifecycle::suspend_named(&app.services, &victim.org, "Unpaid").await.unwrap().unwrap();
    let (admin, _) = acting(&app, &server, &victim).await;
    assert_eq!(admin.page("/dashboard/agents").await.status, 200);
    assert_eq!(admin.request(Method::GET, "/events").send().await.unwrap().status(), 200);
    for case in cases() {
        let Some(permission) = asked(case.door) else { continue };
        if permission == Permission::Own {
            continue;
        }
        let answer = call(&admin, &case, &victim).await;
        if permission == Permission::Read {
            assert_ne!(answer.status, 403, "{}: {}", case.endpoint, answer.body);
        } else {
            assert_eq!(answer.problem().kind, ProblemKind::Suspended, "{}", case.endpoint);
        }
    }
}
