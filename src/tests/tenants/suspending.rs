//! Platform admins suspend a tenant, and have it go on: in both logs, and in one order.

use ava::{
    domain::{
        problem::{Field, ProblemKind},
        suspension::SuspensionForm,
    },
    server::{cx::PlatformCx, tenants::service},
};

use super::admin;
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::owner,
};

fn because(reason: &str) -> SuspensionForm {
    SuspensionForm { reason: reason.to_owned() }
}

async fn it_stands_in_both_logs_with_its_reason(app: TestApp) {
    let tenant = owner(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let refused = service::suspend(&cx, &tenant.org, &because(" ")).await.unwrap_err();
    assert_eq!(refused.field, Some(Field::Reason));
    let entries = async |action: &str| app.count("audit_log WHERE action = $1", &[action]).await;
    assert_eq!(entries("tenant_changed").await, 0, "what is refused is not written down");
    service::suspend(&cx, &tenant.org, &because("Unpaid")).await.unwrap();
    let view = service::tenant(&cx, tenant.org.clone()).await.unwrap();
    assert_eq!(view.suspension.unwrap().reason, "Unpaid");
    let theirs = "audit_log WHERE org_id = $1 AND action = 'org_suspended' AND actor = $2";
    let platform = format!("platform:{}", cx.admin);
    assert_eq!(app.count(theirs, &[tenant.org.as_str(), &platform]).await, 1);
    assert_eq!(entries("tenant_changed").await, 1);
    service::resume(&cx, &tenant.org).await.unwrap();
    assert_eq!(service::tenant(&cx, tenant.org.clone()).await.unwrap().suspension, None);
    assert_eq!((entries("org_resumed").await, entries("tenant_changed").await), (1, 2));
    service::resume(&cx, &tenant.org).await.unwrap();
    let gone = service::retry(&cx, &tenant.org, app.services.random.id()).await.unwrap_err();
    assert_eq!(gone.kind, ProblemKind::NotFound);
    assert_eq!(entries("tenant_changed").await, 2, "what changes nothing is in neither log");
    let nobody = "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap();
    let refused = service::suspend(&cx, &nobody, &because("Unpaid")).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
}

async fn of_two_admins_at_once_each_is_written_down_and_the_last_one_holds(app: TestApp) {
    let tenant = owner(&app).await;
    let one = admin(&app, &owner(&app).await).await;
    let two = admin(&app, &owner(&app).await).await;
    let two = PlatformCx { services: app.another_node(5).await, ..two };
    for _ in 0..4 {
        let because = because("Unpaid");
        let suspended = service::suspend(&one, &tenant.org, &because);
        let (suspended, resumed) = futures::join!(suspended, service::resume(&two, &tenant.org));
        suspended.unwrap();
        resumed.unwrap();
        let last = "SELECT action FROM audit_log
                    WHERE org_id = $1 AND action IN ('org_suspended', 'org_resumed') ORDER BY seq DESC LIMIT 1";
        let last = app.text(last, &[tenant.org.as_str()]).await;
        let is_suspended = app.count("suspensions", &[]).await == 1;
        assert_eq!(last == "org_suspended", is_suspended);
        service::resume(&one, &tenant.org).await.unwrap();
    }
    assert_eq!(app.count("audit_log WHERE action = 'org_suspended'", &[]).await, 4);
    assert_eq!(app.count("audit_log WHERE action = 'org_resumed'", &[]).await, 4);
}

#[tokio::test]
async fn what_the_platforms_log_does_not_take_does_not_happen() {
    let app = TestApp::on(Database::Sqlite).await;
    let tenant = owner(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let refuse = "CREATE TRIGGER refuse BEFORE INSERT ON audit_log WHEN NEW.action = 'tenant_changed'
                  BEGIN SELECT RAISE(ABORT, 'refused'); END";
    app.execute(refuse, &[]).await;
    service::suspend(&cx, &tenant.org, &because("Unpaid")).await.unwrap_err();
    let theirs = app.count("audit_log WHERE action = 'org_suspended'", &[]).await;
    assert_eq!((app.count("suspensions", &[]).await, theirs), (0, 0));
}

both_engines!(
    it_stands_in_both_logs_with_its_reason,
    of_two_admins_at_once_each_is_written_down_and_the_last_one_holds,
);
