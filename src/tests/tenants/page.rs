//! One tenant: what is shown of it, what is not, and that looking at it is written down.

use std::time::Duration;

use ava::{
    domain::{
        audit::{Action, AuditQuery, Who},
        credential::CredentialStatus,
        health::Cause,
        ids::OrgId,
        problem::{Field, ProblemKind},
        provider::Provider,
        quota::Quota,
        tenant::{LimitForm, PlatformQuery, SettingSource, SettingValue, TenantAuditQuery},
    },
    server::{
        agents, audit, audit_log,
        numbers::managed,
        quotas,
        tenants::{overview, service},
    },
};

use super::{admin, summarised};
use crate::support::{
    app::TestApp,
    both_engines, canary,
    people::{agent_form, make_agent, owner, ready},
    sandbox::NUMBER,
};

/// The log that nobody's organisation has.
const PLATFORM: &str = "ffffffff-ffff-7fff-bfff-ffffffffffff";

async fn it_is_shown_as_it_is_without_a_secret(app: TestApp) {
    let (tenant, ..) = ready(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let view = service::tenant(&cx, tenant.org.clone()).await.unwrap();
    assert_eq!(view.people.rows.len(), 1);
    assert_eq!(view.people.rows[0].id, tenant.user);
    assert_eq!(view.keys.len(), 2);
    assert_eq!(view.numbers.rows[0].e164.as_str(), NUMBER);
    let agents = view.usage.iter().find(|usage| usage.quota == Quota::Agents).unwrap();
    assert_eq!((agents.has, agents.own), (Some(1), false));
    let sent = serde_json::to_string(&view).unwrap();
    canary::assert_clean("the page of a tenant", &sent);
    for kept in app.texts("SELECT fingerprint FROM org_credentials", &[]).await {
        assert!(!sent.contains(&kept), "{sent}");
    }
    let asked = TenantAuditQuery { tenant: tenant.org.clone(), log: AuditQuery::default() };
    let log = service::audit(&cx, &asked).await.unwrap();
    canary::assert_clean("the log of a tenant", &serde_json::to_string(&log).unwrap());
}

async fn that_it_was_looked_at_is_written_down(app: TestApp) {
    let tenant = owner(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let opened = async || {
        let of = "audit_log WHERE org_id = $1 AND action = 'tenant_opened' AND subject = $2 AND actor = $3";
        app.count(of, &[PLATFORM, tenant.org.as_str(), &format!("platform:{}", cx.admin)]).await
    };
    for _ in 0..2 {
        service::tenant(&cx, tenant.org.clone()).await.unwrap();
    }
    assert_eq!(opened().await, 1, "who looks on has looked once");
    app.clock.advance(Duration::from_secs(2 * 3600));
    let asked = TenantAuditQuery { tenant: tenant.org.clone(), log: AuditQuery::default() };
    service::audit(&cx, &asked).await.unwrap();
    assert_eq!(opened().await, 2);

    let own = audit_log::service::page(&tenant, &AuditQuery::default()).await.unwrap().entries;
    let read = own.iter().find(|entry| entry.who == Who::Platform).expect("the tenant is told");
    assert_eq!(read.action, Action::LogRead);
    assert!(own.iter().all(|entry| entry.action != Action::TenantOpened), "but not of the platform's log");
    let verified = audit::verify(&app.services, None).await.unwrap();
    assert_eq!(verified.broken.len(), 0);
}

async fn what_is_decided_holds_at_once_and_stands_in_both_logs(app: TestApp) {
    let tenant = owner(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let set = async |quota: &str, most: &str| {
        let form = LimitForm { quota: quota.to_owned(), most: most.to_owned() };
        service::set_limit(&cx, &tenant.org, &form).await.map_err(|problem| problem.field)
    };
    for (quota, most, field) in [
        ("agents", "0", Field::Most),
        ("agents", "many", Field::Most),
        ("agents", "1000001", Field::Most),
        ("nonsense", "1", Field::Limit),
    ] {
        assert_eq!(set(quota, most).await, Err(Some(field)), "{quota} {most}");
    }
    let of_platform = "audit_log WHERE org_id = $1 AND action = 'tenant_changed' AND subject = $2";
    let decided = async || app.count(of_platform, &[PLATFORM, tenant.org.as_str()]).await;
    assert_eq!(decided().await, 0, "what is refused is no decision");

    set("agents", " 1 ").await.unwrap();
    make_agent(&tenant).await;
    let another = agents::service::create(&tenant, &agent_form("Desk")).await;
    assert_eq!(another.unwrap_err().kind, ProblemKind::OverQuota(Quota::Agents, 1));
    set("agents", "\u{200b}").await.unwrap();
    agents::service::create(&tenant, &agent_form("Desk")).await.unwrap();

    service::turn(&cx, &tenant.org, Provider::Vapi.into(), true).await.unwrap();
    let view = service::tenant(&cx, tenant.org.clone()).await.unwrap();
    assert!(view.off.has(Provider::Vapi) && view.may_buy == Some(true));
    service::allow_buying(&cx, &tenant.org, false).await.unwrap();
    assert_eq!(service::tenant(&cx, tenant.org.clone()).await.unwrap().may_buy, Some(false));
    assert_eq!(decided().await, 4);

    let own = audit_log::service::page(&tenant, &AuditQuery::default()).await.unwrap().entries;
    let by_platform: Vec<Action> =
        own.iter().filter(|entry| entry.who == Who::Platform).map(|entry| entry.action).collect();
    let expected =
        [Action::BuyingDenied, Action::FeaturesDecided, Action::QuotaDecided, Action::QuotaDecided];
    assert_eq!(by_platform, expected);

    set("agents", "5\u{202f}000").await.unwrap();
    let view = service::tenant(&cx, tenant.org.clone()).await.unwrap();
    let agents = view.usage.iter().find(|usage| usage.quota == Quota::Agents).unwrap();
    assert_eq!((agents.most, agents.own), (5000, true));
}

async fn the_overview_says_what_fails_and_where(app: TestApp) {
    let (tenant, ..) = ready(&app).await;
    app.execute(
        "UPDATE org_credentials SET status = 'refused', status_cause = 'bad_key' WHERE provider = 'twilio'",
        &[],
    )
    .await;
    app.execute("UPDATE operations SET state = 'needs_attention' WHERE kind = 'import_number'", &[]).await;
    let cx = admin(&app, &owner(&app).await).await;
    summarised(&app).await;
    let view = overview::read(&cx, &PlatformQuery::default()).await.unwrap();
    assert_eq!((view.tenants, view.people, view.numbers, view.managed), (2, 2, 1, 0));
    let worst = &view.keys[0];
    assert_eq!((worst.provider, worst.status), (Provider::Twilio, CredentialStatus::Refused));
    assert_eq!((worst.cause, worst.count), (Some(Cause::BadKey), 1));
    assert_eq!(view.stuck.len(), 1);
    assert_eq!((&view.stuck[0].tenant, &view.next_stuck), (&tenant.org, &None));
    let sent = serde_json::to_string(&view).unwrap();
    canary::assert_clean("the overview", &sent);
    let setting = |variable: &str| {
        let found = view.settings.iter().find(|setting| setting.variable == variable);
        found.map(|setting| (setting.value.clone(), setting.source))
    };
    let sign_up = SettingValue::Text("open".to_owned());
    assert_eq!(setting("AVA_SIGN_UP"), Some((sign_up, SettingSource::Default)));
    // What has no line of its own is said to be set.
    assert_eq!(setting("AVA_MASTER_KEY_FILE"), Some((SettingValue::Given(true), SettingSource::Environment)));
    assert!(setting("AVA_AGENTS_PER_ORG").is_some() && setting("AVA_SMTP_CA_FILE").is_none());
}

async fn what_needs_attention_is_read_to_its_end(app: TestApp) {
    let (tenant, ..) = ready(&app).await;
    let cx = admin(&app, &owner(&app).await).await;
    let mut ids: Vec<String> = (0..60).map(|_| app.services.random.uuid()).collect();
    for id in &ids {
        app.execute(
            "INSERT INTO operations (id, org_id, kind, number_id, state, attempts, next_attempt_at, retry_until,
               correlation_id, created_by, created_at, updated_at)
             SELECT $1, org_id, 'import_number', id, 'needs_attention', 1, 0, 0, $1, $2, 0, 0
             FROM phone_numbers WHERE org_id = $3",
            &[id, tenant.user.as_str(), tenant.org.as_str()],
        )
        .await;
    }
    ids.sort();
    ids.reverse();
    let (mut read, mut query) = (Vec::new(), PlatformQuery::default());
    loop {
        let view = overview::read(&cx, &query).await.unwrap();
        read.extend(view.stuck.iter().map(|stuck| stuck.operation.id.to_string()));
        match view.next_stuck {
            Some(next) => query = query.from(Some(&next)),
            None => break,
        }
    }
    assert_eq!(read, ids);
}

async fn one_that_is_not_there_is_not_found(app: TestApp) {
    let cx = admin(&app, &owner(&app).await).await;
    let look = async |org: OrgId| service::tenant(&cx, org).await.map_err(|problem| problem.kind);
    assert_eq!(look(app.services.random.id()).await, Err(ProblemKind::NotFound));
    look(owner(&app).await.org).await.unwrap();
    // The log's own organisation is no tenant.
    assert_eq!(look(PLATFORM.parse().unwrap()).await, Err(ProblemKind::NotFound));
    assert_eq!(app.count("orgs WHERE id = $1", &[PLATFORM]).await, 1);
    assert_eq!(quotas::named(&app.services, PLATFORM).await.unwrap(), None);
    assert_eq!(quotas::named(&app.services, "AVA").await.unwrap(), None);
    let listed = managed::list_buyers(&app.services).await.unwrap();
    assert!(listed.iter().all(|buyer| buyer.id.as_str() != PLATFORM));
    summarised(&app).await;
    assert_eq!(app.count("tenants WHERE org_id = $1", &[PLATFORM]).await, 0);
}

async fn a_page_is_there_for_platform_admins_alone(app: TestApp) {
    let server = app.serve().await;
    let (somebody, keeper) = (server.owner().await, server.owner().await);
    let account: serde_json::Value = keeper.ask("read/Account", &[]).await;
    let tenant = account["viewer"]["org"].as_str().unwrap().to_owned();
    let pages = [
        "/admin/tenants".to_owned(),
        format!("/admin/tenants/{tenant}"),
        format!("/admin/tenants/{tenant}/audit"),
    ];
    let nowhere = somebody.page("/no/such/page").await;
    summarised(&app).await;
    for page in &pages {
        let refused = somebody.page(page).await;
        assert_eq!(refused.status, 404, "{page}");
        assert_eq!(
            refused.body.contains("There is nothing here"),
            nowhere.body.contains("There is nothing here")
        );
        assert!(
            !refused.body.contains("admin-en"),
            "{page} names the build of the platform: {}",
            refused.body
        );
        assert!(!somebody.page("/dashboard/agents").await.body.contains("/admin"), "no entry leads there");
    }
    let user = account["viewer"]["user"].as_str().unwrap();
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[user]).await;
    for page in &pages {
        let shown = keeper.page(page).await;
        assert_eq!(shown.status, 200, "{page}: {}", shown.body);
        assert!(shown.body.contains("shell platform") && shown.body.contains("Platform"), "{page}");
        assert!(shown.body.contains(&tenant), "{page}");
        canary::assert_clean(page, &shown.body);
    }
    assert!(keeper.page("/dashboard/agents").await.body.contains("href=\"/admin\""));
    let none = keeper.page("/admin/nothing").await;
    assert_eq!(none.status, 404);
    // With the mark, the pages are gone at the next request.
    app.execute("UPDATE users SET platform_admin = FALSE", &[]).await;
    assert_eq!(keeper.page(&pages[0]).await.status, 404);
}

both_engines! {
    it_is_shown_as_it_is_without_a_secret,
    that_it_was_looked_at_is_written_down,
    what_is_decided_holds_at_once_and_stands_in_both_logs,
    the_overview_says_what_fails_and_where,
    what_needs_attention_is_read_to_its_end,
    one_that_is_not_there_is_not_found,
    a_page_is_there_for_platform_admins_alone,
}
