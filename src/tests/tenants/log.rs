//! The platform's own log: who is named in it, how it is chosen from, and that it is read and exported
//! in sight.

use ava::{
    domain::{
        address::Address,
        audit::{Action, AuditQuery, EntryView, Object, Who},
        ids::OrgId,
        quota::Quota,
        tenant::LimitForm,
    },
    server::{cx::PlatformCx, tenants::service},
};

use super::{admin, rename, summarised};
use crate::support::{app::TestApp, both_engines, people::owner};

async fn entries(cx: &PlatformCx, query: &str) -> Vec<EntryView> {
    let query = AuditQuery::read(&Address::new("/", query));
    service::platform_log(cx, &query).await.unwrap().log.entries
}

async fn it_names_people_and_tenants_and_is_chosen_from(app: TestApp) {
    let (tenant, other) = (owner(&app).await, owner(&app).await);
    rename(&app, &tenant.org, "Lakeside Clinic").await;
    let one = admin(&app, &owner(&app).await).await;
    let two = admin(&app, &owner(&app).await).await;
    assert_eq!(entries(&one, "").await.len(), 1, "that it is read stands in it, also at first");
    let limit = LimitForm { quota: Quota::Agents.code().to_owned(), most: "3".to_owned() };
    service::set_limit(&one, &tenant.org, &limit).await.unwrap();
    service::tenant(&two, other.org.clone()).await.unwrap();
    summarised(&app).await;

    let all = entries(&one, "").await;
    let names = app.texts("SELECT name FROM users WHERE id = $1", &[one.admin.as_str()]).await;
    let changed = all.iter().find(|entry| entry.action == Action::TenantChanged).unwrap();
    assert_eq!(changed.who, Who::Person(one.admin.clone(), names.first().cloned()));
    let named = |org: &OrgId, name: &str| Object::Tenant { id: org.clone(), name: Some(name.to_owned()) };
    assert_eq!(changed.object, named(&tenant.org, "Lakeside Clinic"));

    let by = entries(&one, &format!("person={}", two.admin)).await;
    assert_eq!(by.iter().map(|entry| entry.action).collect::<Vec<_>>(), [Action::TenantOpened]);
    for search in ["lakes", tenant.org.as_str()] {
        let found = entries(&one, &format!("search={search}")).await;
        assert_eq!(found.iter().map(|entry| entry.action).collect::<Vec<_>>(), [Action::TenantChanged]);
    }
    assert_eq!(entries(&one, "about=log").await.len(), 1, "an hour of reading is one entry");
    let people = service::platform_log(&one, &AuditQuery::default()).await.unwrap().log.people;
    assert_eq!(people.len(), 2, "those who look after the platform");
    // Nobody of an organisation finds another one by its name.
    let own = AuditQuery { search: "lakes".to_owned(), ..AuditQuery::default() };
    assert!(ava::server::audit_log::service::page(&other, &own).await.unwrap().entries.is_empty());
}

async fn each_file_of_a_log_is_written_down_in_it(app: TestApp) {
    let server = app.serve().await;
    let (browser, keeper) = (server.owner().await, server.owner().await);
    let tenant = app.text("SELECT MAX(id) FROM orgs", &[]).await;
    keeper.make_agent("Reception", "Be kind", "Hello").await;
    app.execute("UPDATE users SET platform_admin = TRUE", &[]).await;
    let page = browser.page(&format!("/admin/tenants/{tenant}/audit?about=agents")).await.body;
    let file = format!("/admin/tenants/{tenant}/audit/export/csv");
    assert!(page.contains(&format!("{file}?about=agents")), "{page}");
    assert!(page.contains("name=\"outcome\""), "the filters of the log");
    let csv = browser.page(&format!("{file}?about=agents")).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(csv.body.contains("agent_created") && !csv.body.contains("signed_up"), "{}", csv.body);
    let exported = "audit_log WHERE org_id = $1 AND action = 'log_exported' AND actor LIKE 'platform:%'";
    assert_eq!(app.count(exported, &[&tenant]).await, 1);

    let page = browser.page("/admin/audit").await;
    assert!(page.status == 200 && page.body.contains("/admin/audit/export/jsonl"), "{}", page.status);
    let lines = browser.page("/admin/audit/export/jsonl").await;
    assert!(lines.status == 200 && lines.body.contains("tenant_opened"), "{}", lines.body);
    assert_eq!(app.count(exported, &["ffffffff-ffff-7fff-bfff-ffffffffffff"]).await, 1);
    assert_eq!(browser.page("/admin/tenants/nobody/audit/export/csv").await.status, 404);
    assert_eq!(browser.page("/admin/audit/export/xls").await.status, 404);
}

both_engines!(it_names_people_and_tenants_and_is_chosen_from, each_file_of_a_log_is_written_down_in_it);
