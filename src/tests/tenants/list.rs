//! The list: what it is searched, narrowed and sorted by, a page at a time.

use std::time::Duration;

use ava::{
    domain::{
        address::Address,
        deletion::DeletionForm,
        ids::OrgId,
        locale::Locale,
        provider::Provider,
        quota::Quota,
        suspension::SuspensionForm,
        tenant::{LimitForm, TenantForm, TenantHealth, TenantState, TenantsQuery, TenantsView},
    },
    server::{
        cx::{Cx, PlatformCx},
        integrations::disconnect::disconnect,
        quotas,
        tenants::service,
    },
};

use super::{admin, rename, summarised};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{connect_vapi, make_agent, owner, ready},
};

async fn list(cx: &PlatformCx, query: &str) -> TenantsView {
    service::list(cx, &TenantsQuery::read(&Address::new("/", query))).await.unwrap()
}

async fn names(cx: &PlatformCx, query: &str) -> Vec<String> {
    list(cx, query).await.tenants.into_iter().map(|tenant| tenant.name).collect()
}

async fn named(app: &TestApp, name: &str) -> Cx {
    let cx = owner(app).await;
    rename(app, &cx.org, name).await;
    cx
}

async fn what_a_platform_admin_does_is_listed_at_once(app: TestApp) {
    let cx = admin(&app, &owner(&app).await).await;
    let form = TenantForm {
        org_name: "Lakeside Clinic".to_owned(),
        email: "first.owner@clinic.example".to_owned(),
        channel: "link".to_owned(),
        language: "en".to_owned(),
    };
    let (tenant, _) = service::open(&cx, &form, Locale::En).await.unwrap();
    let listed = async |state: TenantState| {
        let listed = list(&cx, "search=lakes").await.tenants;
        assert_eq!(listed.iter().map(|line| (&line.id, line.state)).collect::<Vec<_>>(), [(&tenant, state)]);
    };
    listed(TenantState::Active).await;
    let reason = SuspensionForm { reason: "Unpaid".to_owned() };
    service::suspend(&cx, &tenant, &reason).await.unwrap();
    listed(TenantState::Suspended).await;
    service::resume(&cx, &tenant).await.unwrap();
    listed(TenantState::Active).await;
    let named = DeletionForm { org_name: form.org_name.clone() };
    service::delete(&cx, &tenant, &named).await.unwrap();
    listed(TenantState::Ending).await;
    service::keep(&cx, &tenant).await.unwrap();
    listed(TenantState::Active).await;
    assert_eq!(summarised(&app).await, 1, "that of the admin alone is not written down yet");
    assert!(names(&cx, "search=lakes&limits=near").await.is_empty());
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at)
         SELECT $1, user_id, 'viewer', 0 FROM memberships WHERE org_id <> $1",
        &[tenant.as_str()],
    )
    .await;
    let limit = LimitForm { quota: Quota::Members.code().to_owned(), most: "1".to_owned() };
    service::set_limit(&cx, &tenant, &limit).await.unwrap();
    assert_eq!(names(&cx, "search=lakes&limits=near").await, ["Lakeside Clinic"]);
}

async fn an_operation_that_is_tried_again_is_not_listed_as_stuck(app: TestApp) {
    let (tenant, ..) = ready(&app).await;
    let cleanup = disconnect(&tenant, Provider::Twilio).await.unwrap();
    let cx = admin(&app, &owner(&app).await).await;
    let sql = "UPDATE operations SET state = 'needs_attention' WHERE id = $1";
    app.execute(sql, &[cleanup.as_str()]).await;
    summarised(&app).await;
    let stuck = async || {
        let listed = list(&cx, &format!("search={}", tenant.org)).await.tenants;
        listed.iter().map(|line| line.stuck).collect::<Vec<_>>()
    };
    assert_eq!(stuck().await, [1]);
    service::retry(&cx, &tenant.org, cleanup).await.unwrap();
    assert_eq!(stuck().await, [0]);
}

async fn it_is_searched_by_words_of_the_name_an_owners_e_mail_and_the_id(app: TestApp) {
    let lakeside = named(&app, "Lakeside Élan Clinic").await;
    let harbour = named(&app, "Harbour Clinic").await;
    app.execute("UPDATE users SET email = 'ana.morel@lake.example' WHERE id = $1", &[harbour.user.as_str()])
        .await;
    let cx = admin(&app, &lakeside).await;
    assert!(names(&cx, "").await.is_empty(), "nothing is written down yet");
    assert_eq!(summarised(&app).await, 2);
    assert_eq!(summarised(&app).await, 0, "what did not change is not written again");

    assert_eq!(names(&cx, "search=harb").await, ["Harbour Clinic"]);
    assert_eq!(names(&cx, "search=%C3%89LAN").await, ["Lakeside Élan Clinic"]);
    assert_eq!(names(&cx, "search=morel%40lake").await, ["Harbour Clinic"]);
    assert_eq!(names(&cx, "search=akeside").await, <[&str; 0]>::default());
    assert_eq!(names(&cx, "search=%25").await, <[&str; 0]>::default());
    // Both have a word that begins so; the one whose word comes first stands first, and each once.
    assert_eq!(names(&cx, "search=lake").await, ["Harbour Clinic", "Lakeside Élan Clinic"]);
    assert_eq!(names(&cx, &format!("search={}", harbour.org)).await, ["Harbour Clinic"]);

    rename(&app, &harbour.org, "Port").await;
    assert_eq!(summarised(&app).await, 1);
    assert!(names(&cx, "search=harb").await.is_empty());
    assert_eq!(names(&cx, "search=port").await, ["Port"]);
    let gone = app.services.random.uuid();
    app.execute("INSERT INTO orgs (id, name, created_at) VALUES ($1, 'Gone', 0)", &[&gone]).await;
    assert_eq!(summarised(&app).await, 1);
    assert_eq!(names(&cx, "search=gone").await, ["Gone"]);
    app.execute("DELETE FROM orgs WHERE id = $1", &[&gone]).await;
    assert!(names(&cx, "search=gone").await.is_empty());
    assert_eq!(names(&cx, "").await, ["Lakeside Élan Clinic", "Port"]);
}

async fn it_is_narrowed_by_health_limits_and_activity(app: TestApp) {
    let working = named(&app, "A").await;
    connect_vapi(&working).await;
    let broken = named(&app, "B").await;
    connect_vapi(&broken).await;
    app.execute("UPDATE org_credentials SET status = 'refused' WHERE org_id = $1", &[broken.org.as_str()])
        .await;
    let full = named(&app, "C").await;
    make_agent(&full).await;
    let few = Some(1);
    quotas::decide(&app.services, full.org.as_str(), Quota::Agents, few).await.unwrap();
    let cx = admin(&app, &working).await;
    summarised(&app).await;

    let view = list(&cx, "").await;
    let of = |view: &TenantsView, org: &OrgId| {
        view.tenants.iter().find(|tenant| tenant.id == *org).cloned().unwrap()
    };
    assert_eq!(of(&view, &working.org).health, TenantHealth::Working);
    assert_eq!(of(&view, &full.org).health, TenantHealth::Nothing);
    assert_eq!((of(&view, &full.org).agents, of(&view, &full.org).people), (1, 1));
    assert_eq!(names(&cx, "health=down").await, ["B"]);
    assert_eq!(names(&cx, "limits=near").await, ["C"]);
    quotas::decide(&app.services, working.org.as_str(), Quota::Members, few).await.unwrap();
    summarised(&app).await;
    assert_eq!(names(&cx, "limits=near").await, ["A", "C"]);
    quotas::decide(&app.services, working.org.as_str(), Quota::Members, None).await.unwrap();
    summarised(&app).await;
    assert!(names(&cx, "limits=near&health=down").await.is_empty());
    assert_eq!(names(&cx, "health=nothing&search=c").await, ["C"]);

    app.execute("INSERT INTO suspensions (org_id, reason, since) VALUES ($1, 'x', 0)", &[full.org.as_str()])
        .await;
    summarised(&app).await;
    assert_eq!(names(&cx, "state=suspended").await, ["C"]);
    assert_eq!(names(&cx, "state=active").await, ["A", "B"]);

    // Nobody of them has a device: they were never seen.
    assert!(names(&cx, "active=day").await.is_empty());
    app.execute(
        "INSERT INTO sessions (id_hash, device_id, user_id, org_id, data, created_at, last_seen_at, expires_at)
         SELECT 'x', 'x', $1, $2, '{}', created_at, created_at, created_at + 1000 FROM orgs WHERE id = $2",
        &[broken.user.as_str(), broken.org.as_str()],
    )
    .await;
    summarised(&app).await;
    assert_eq!(names(&cx, "active=day").await, ["B"]);
    assert_eq!(names(&cx, "sort=active").await[0], "B");
    app.execute("DELETE FROM sessions", &[]).await;
    app.clock.advance(Duration::from_secs(2 * 24 * 3600));
    summarised(&app).await;
    assert_eq!(names(&cx, "active=month").await, ["B"], "a device that is gone was seen all the same");
    assert!(names(&cx, "active=day").await.is_empty());
    app.clock.advance(Duration::from_secs(30 * 24 * 3600));
    assert_eq!(names(&cx, "active=quiet").await.len(), 3);
}

async fn every_order_has_each_tenant_once_over_its_pages(app: TestApp) {
    let first = owner(&app).await;
    for nth in 0..119 {
        let id = app.services.random.uuid();
        // Some have the same name, and all were never seen.
        let name = format!("Clinic {}", nth % 40);
        app.execute("INSERT INTO orgs (id, name, created_at) VALUES ($1, $2, 0)", &[&id, &name]).await;
    }
    let cx = admin(&app, &first).await;
    assert_eq!(summarised(&app).await, 120);
    for query in ["", "sort=newest", "sort=active", "search=clinic", "health=nothing"] {
        let (mut seen, mut sizes, mut after) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = list(&cx, &format!("{query}{after}")).await;
            sizes.push(page.tenants.len());
            seen.extend(page.tenants.into_iter().map(|tenant| tenant.id));
            let Some(next) = page.next else { break };
            after = format!("&after={next}");
        }
        // The owner's e-mail has the word as well.
        let all = 120;
        assert_eq!(sizes.iter().sum::<usize>(), all, "{query}");
        assert!(sizes.len() == 3, "{query}: {sizes:?}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all, "{query}");
    }
}

both_engines! {
    what_a_platform_admin_does_is_listed_at_once,
    an_operation_that_is_tried_again_is_not_listed_as_stuck,
    it_is_searched_by_words_of_the_name_an_owners_e_mail_and_the_id,
    it_is_narrowed_by_health_limits_and_activity,
    every_order_has_each_tenant_once_over_its_pages,
}
