//! A platform admin acts for a tenant: with a reason, for a while, and in sight of its people.

use std::time::Duration;

use ava::{
    domain::{
        audit::{Action, Purpose},
        credential::Account,
        ids::OrgId,
        problem::{Field, Problem, ProblemKind, Rule},
        role::Role,
    },
    server::{
        audit,
        cx::{Cx, PlatformCx},
        lifecycle, support,
    },
};
use reqwest::Method;
use serde_json::Value;

use crate::support::{
    app::TestApp,
    both_engines,
    browser::{Browser, Server},
    people::{connect_vapi, owner},
};

const PLATFORM: &str = "ffffffff-ffff-7fff-bfff-ffffffffffff";
const REASON: &str = "Ticket <7>: no calls arrive";

async fn viewer(browser: &Browser) -> Value {
    let account: Value = browser.ask("read/Account", &[]).await;
    account["viewer"].clone()
}

async fn org_of(browser: &Browser) -> String {
    viewer(browser).await["org"].as_str().unwrap().to_owned()
}

/// A platform admin, with their id.
async fn admin(app: &TestApp, server: &Server) -> (Browser, String) {
    let admin = server.owner().await;
    let user = viewer(&admin).await["user"].as_str().unwrap().to_owned();
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[&user]).await;
    (admin, user)
}

async fn visit(admin: &Browser, tenant: &str, reason: &str) -> Result<(), Problem> {
    let answer = admin.rpc("tenants/visit", &[("tenant", tenant), ("form[reason]", reason)]).await;
    if answer.status == 200 { Ok(()) } else { Err(answer.problem()) }
}

async fn kind_of(browser: &Browser, endpoint: &str, fields: &[(&str, &str)]) -> ProblemKind {
    browser.rpc(endpoint, fields).await.problem().kind
}

async fn it_begins_with_a_reason_and_ends_by_the_button(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    keeper.make_agent("Reception", "Be kind", "Hello").await;
    let ((admin, user), tenant) = (admin(&app, &server).await, org_of(&keeper).await);
    let home = org_of(&admin).await;
    let refused = visit(&admin, &tenant, " ").await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Invalid(Rule::Required));
    assert_eq!(refused.field, Some(Field::Reason));
    assert_eq!(app.count("support_visits", &[]).await, 0);
    let nobody = "0190a5e2-7c1b-7def-8123-0123456789ab";
    assert_eq!(visit(&admin, nobody, REASON).await.unwrap_err().kind, ProblemKind::NotFound);

    // As it goes without JavaScript.
    let page = format!("/admin/tenants/{tenant}");
    let fields = [("tenant", tenant.as_str()), ("form[reason]", REASON), ("org", &home)];
    let begun = admin.form(&page, "tenants/visit", &fields).await;
    assert_eq!(begun.header("location"), "/dashboard/integrations", "{}", begun.body);
    let agents = admin.page("/dashboard/agents").await;
    assert!(agents.body.contains("Reception"));
    assert!(agents.body.contains("30 minutes left"), "{}", agents.body);
    assert!(agents.body.contains("/rpc/tenants/end_visit"));
    assert!(!agents.body.contains("/dashboard/agents/new\""), "nothing is offered that is refused");
    assert_eq!(kind_of(&admin, "agents/create", &[("form[name]", "x")]).await, ProblemKind::NotForSupport);

    let again = admin.form(&page, "tenants/visit", &fields[..2]).await;
    assert_eq!(
        again.header("location"),
        "/dashboard/integrations",
        "a second click finds what the first did"
    );
    assert_eq!(app.count("support_visits", &[]).await, 1);
    // Nobody acts for a second one on the way, nor decides anything of the platform's.
    let other = server.owner().await;
    let second = visit(&admin, &org_of(&other).await, REASON).await.unwrap_err();
    assert_eq!(second.kind, ProblemKind::NotForSupport);
    assert_eq!(kind_of(&admin, "read/Platform", &[]).await, ProblemKind::NotForSupport);
    // A page of before says whose it is.
    let stale = [("form[name]", "x"), ("org", home.as_str())];
    assert_eq!(kind_of(&admin, "agents/create", &stale).await, ProblemKind::OtherOrg);

    let ended = admin.form("/dashboard/agents", "tenants/end_visit", &[]).await;
    assert_eq!(ended.header("location"), page);
    assert_eq!(org_of(&admin).await, home);
    assert_eq!(
        admin.form("/dashboard", "tenants/end_visit", &[]).await.status,
        302,
        "a second click is fine"
    );

    let actor = format!("platform:{user}");
    let entry = "audit_log WHERE org_id = $1 AND action = $2 AND actor = $3 AND on_behalf_of IS NOT NULL";
    for (org, action) in [
        (tenant.as_str(), "support_began"),
        (&tenant, "denied"),
        (&tenant, "support_ended"),
        (PLATFORM, "tenant_entered"),
        (PLATFORM, "acted_for_tenant"),
        (PLATFORM, "tenant_left"),
    ] {
        assert_eq!(app.count(entry, &[org, action, &actor]).await, 1, "{action}");
    }
    let reason = "SELECT changes FROM audit_log WHERE action = $1";
    for action in ["support_began", "tenant_entered"] {
        assert!(app.text(reason, &[action]).await.contains("Ticket <7>"), "{action}");
    }
    let log = keeper.page("/dashboard/audit").await.body;
    assert!(log.contains("Ticket &lt;7&gt;"), "the organisation reads why");
    let team = keeper.page("/dashboard/team").await.body;
    assert!(team.contains("Ticket &lt;7&gt;") && !team.contains("Here now"), "{team}");
    // So do they for ninety days.
    let shown = async || {
        let mut tx = app.services.db.read_installation().await.unwrap();
        let org = tenant.parse().unwrap();
        support::repo::shown(&mut tx, &org, app.now(), 9).await.unwrap().len()
    };
    app.clock.advance(Duration::from_secs(89 * 24 * 3600));
    assert_eq!(shown().await, 1);
    app.clock.advance(Duration::from_secs(2 * 24 * 3600));
    assert_eq!(shown().await, 0);
    assert!(audit::verify(&app.services, None).await.unwrap().broken.is_empty());
}

async fn whoever_lacks_the_factor_that_is_asked_for_there_can_leave(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let ((admin, _), tenant) = (admin(&app, &server).await, org_of(&keeper).await);
    let home = org_of(&admin).await;
    app.execute("UPDATE orgs SET demands_factor = TRUE WHERE id = $1", &[&tenant]).await;
    visit(&admin, &tenant, REASON).await.unwrap();
    assert_eq!(kind_of(&admin, "read/Agents", &[]).await, ProblemKind::FactorNeeded);
    assert_eq!(admin.form("/dashboard/agents", "tenants/end_visit", &[]).await.status, 302);
    assert_eq!(org_of(&admin).await, home);
}

async fn it_ends_by_itself_and_its_streams_with_it(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let ((admin, user), tenant) = (admin(&app, &server).await, org_of(&keeper).await);
    let home = org_of(&admin).await;
    let over = async |mut stream: reqwest::Response| {
        let end = async { while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
        tokio::time::timeout(Duration::from_secs(5), end).await.expect("the end of the stream");
    };
    let stream = async || {
        let mut stream = admin.request(Method::GET, "/events").send().await.unwrap();
        stream.chunk().await.unwrap();
        stream
    };
    visit(&admin, &tenant, REASON).await.unwrap();
    let open = stream().await;
    app.clock.advance(Duration::from_secs(29 * 60 + 59));
    assert!(admin.page("/dashboard/agents").await.body.contains("1 minute left"));
    app.clock.advance(Duration::from_secs(1));
    over(open).await;
    let page = admin.page("/dashboard/agents").await;
    assert!(!page.body.contains("minute left") && page.status == 200);
    assert_eq!(org_of(&admin).await, home, "it is over to the millisecond");
    app.clock.advance(Duration::from_secs(20));
    let (one, two) = (app.services.clone(), app.another_node(5).await);
    let (one, two) = futures::join!(support::end_over(&one), support::end_over(&two));
    assert_eq!(one.unwrap() + two.unwrap(), 1, "of two nodes, one writes it down");
    let entry = "audit_log WHERE org_id = $1 AND action = $2 AND actor = $3 AND on_behalf_of IS NOT NULL";
    let actor = format!("platform:{user}");
    for (org, action) in [(tenant.as_str(), "support_over"), (PLATFORM, "tenant_visit_over")] {
        assert_eq!(app.count(entry, &[org, action, &actor]).await, 1, "{action}");
    }
    let in_time = "support_visits WHERE ended_at = ends_at";
    assert_eq!(app.count(in_time, &[]).await, 1, "it has ended when its time was over");

    visit(&admin, &tenant, REASON).await.unwrap();
    let open = stream().await;
    assert_eq!(admin.rpc("tenants/end_visit", &[]).await.status, 200);
    over(open).await;

    // Whoever is no platform admin any more acts for nobody, and signing out ends the visit.
    visit(&admin, &tenant, REASON).await.unwrap();
    app.execute("UPDATE users SET platform_admin = FALSE", &[]).await;
    assert_eq!(org_of(&admin).await, home);
    app.execute("UPDATE users SET platform_admin = TRUE", &[]).await;
    assert_eq!(admin.rpc("log_out", &[]).await.status, 200);
    assert_eq!(app.count("support_visits WHERE ended_at IS NULL", &[]).await, 0);
    assert_eq!(support::end_over(&app.services).await.unwrap(), 0, "each end is written down once");
    assert_eq!(admin.page("/dashboard/agents").await.status, 302);
}

async fn an_owner_allows_more_and_takes_it_back_while_it_goes_on(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let ((admin, _), tenant) = (admin(&app, &server).await, org_of(&keeper).await);
    visit(&admin, &tenant, REASON).await.unwrap();
    assert_eq!(
        kind_of(&admin, "team/support", &[("form[access]", "changes")]).await,
        ProblemKind::NotForSupport
    );
    let nonsense = keeper.rpc("team/support", &[("form[access]", "everything")]).await.problem();
    assert_eq!(
        (nonsense.kind, nonsense.field),
        (ProblemKind::Invalid(Rule::UnknownChoice), Some(Field::Access))
    );
    let fields = [("form[access]", "changes"), ("org", tenant.as_str())];
    assert_eq!(keeper.form("/dashboard/team", "team/support", &fields).await.status, 302);
    let agent = admin.make_agent("Made by support", "Be kind", "Hello").await;
    for kind in [
        kind_of(&admin, "team/role", &[("user", &agent), ("form[role]", Role::Owner.code())]).await,
        kind_of(&admin, "account/change_password", &[]).await,
        kind_of(&admin, "integrations/disconnect", &[("provider", "vapi")]).await,
    ] {
        assert_eq!(kind, ProblemKind::NotForSupport);
    }
    let log = keeper.page("/dashboard/audit").await.body;
    assert!(log.contains("A platform admin") && log.contains("Made by support"));
    assert!(keeper.page("/dashboard/team").await.body.contains("Here now"));
    assert_eq!(keeper.rpc("team/support", &[("form[access]", "reads")]).await.status, 200);
    assert_eq!(kind_of(&admin, "agents/delete", &[("id", &agent)]).await, ProblemKind::NotForSupport);
    assert_eq!(app.count("audit_log WHERE action = 'support_access_decided'", &[]).await, 2);
    lifecycle::suspend_named(&app.services, &tenant, "Unpaid").await.unwrap().unwrap();
    assert_eq!(admin.page("/dashboard/agents").await.status, 200, "to look is still allowed");
}

async fn the_platforms_log_has_each_key_that_is_opened(app: TestApp) {
    let (tenant, admin) = (owner(&app).await, owner(&app).await.user);
    connect_vapi(&tenant).await;
    let platform = PlatformCx::of(app.services.clone(), admin);
    let inside = platform.act(&tenant.org, Action::ActedForTenant).await.unwrap();
    let inside = Cx { visit: Some(app.services.random.id()), ..inside };
    let opened = "audit_log WHERE org_id = $1 AND action = 'credential_opened' AND on_behalf_of IS NOT NULL";
    let noted = "audit_log WHERE org_id = $1 AND action = 'acted_for_tenant'";
    for _ in 0..2 {
        inside.open_credential(Account::VAPI, Purpose::ListNumbers).await.unwrap().unwrap().unwrap();
        let both = (app.count(opened, &[tenant.org.as_str()]).await, app.count(noted, &[PLATFORM]).await);
        assert_eq!(both, (1, 1), "once for as long as they go on");
    }
}

async fn who_is_no_admin_is_kept_out_and_it_is_written_down(app: TestApp) {
    let server = app.serve().await;
    let (keeper, other) = (server.owner().await, server.owner().await);
    let tenant = org_of(&other).await;
    assert_eq!(visit(&keeper, &tenant, REASON).await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(keeper.page("/admin/tenants").await.status, 404);
    for _ in 0..30 {
        assert_eq!(kind_of(&keeper, "read/Platform", &[]).await, ProblemKind::NotFound);
    }
    let platform: OrgId = PLATFORM.parse().unwrap();
    let denied = "audit_log WHERE org_id = $1 AND action = 'platform_denied'";
    let times = app.count(denied, &[platform.as_str()]).await;
    assert!((2..15).contains(&times), "often asked is seldom written: {times}");
    assert_eq!(app.count("support_visits", &[]).await, 0);
}

both_engines!(
    whoever_lacks_the_factor_that_is_asked_for_there_can_leave,
    it_begins_with_a_reason_and_ends_by_the_button,
    it_ends_by_itself_and_its_streams_with_it,
    an_owner_allows_more_and_takes_it_back_while_it_goes_on,
    the_platforms_log_has_each_key_that_is_opened,
    who_is_no_admin_is_kept_out_and_it_is_written_down,
);
