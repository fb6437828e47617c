//! Tokens for programs: where they are shown, what they open, and what becomes of them with their person.

use std::{net::Ipv4Addr, time::Duration};

use ava::{
    domain::{
        api_token::{PassOnForm, Scope, TokenKind},
        email::Email,
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
        role::{Permission, Role},
        team::RoleForm,
    },
    server::{
        agents,
        api_tokens::{self, Presented, authenticate},
        audit_log,
        auth::joining,
        cx::Cx,
        lifecycle,
        request::client_address::ClientAddress,
        team,
    },
};
use reqwest::{Method, header::AUTHORIZATION};
use serde_json::Value;

use super::team::{guest, org_of};
use crate::support::{
    app::TestApp,
    both_engines,
    browser::Browser,
    canary,
    people::{account_fields, agent_form, sign_up_form},
};

const PERSONAL: &str = "/dashboard/account/tokens";
const SERVICE: &str = "/dashboard/team/tokens";
const DAY: Duration = Duration::from_secs(24 * 3600);

fn at(last: u8) -> ClientAddress {
    ClientAddress::Known(Ipv4Addr::new(203, 0, 113, last).into())
}

async fn from(app: &TestApp, token: &str, address: ClientAddress) -> Result<Presented, ProblemKind> {
    authenticate(&app.services, Some(token), &address).await.map_err(|problem| problem.kind)
}

async fn presented(app: &TestApp, token: &str) -> Result<Presented, ProblemKind> {
    from(app, token, at(7)).await
}

/// The context of a token that is taken.
async fn cx(app: &TestApp, token: &str, scope: Scope, permission: Permission) -> Result<Cx, ProblemKind> {
    presented(app, token).await?.cx(scope, permission).await.map_err(|problem| problem.kind)
}

fn read_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Personal => "read/PersonalTokens",
        TokenKind::Service => "read/ServiceTokens",
    }
}

async fn fresh(browser: &Browser, kind: TokenKind) -> Option<String> {
    let view: Value = browser.ask(read_of(kind), &[]).await;
    view["fresh"]["text"].as_str().map(str::to_owned)
}

/// Has the page make a token for 90 days; returns its text.
async fn made(browser: &Browser, kind: TokenKind, fields: &[(&str, &str)]) -> String {
    let endpoint = match kind {
        TokenKind::Personal => "account/make_token",
        TokenKind::Service => "team/make_token",
    };
    let fields = [&[("form[name]", "Nightly"), ("form[lasts]", "90")], fields].concat();
    let answer = browser.rpc(endpoint, &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    fresh(browser, kind).await.unwrap()
}

/// The id of the newest token of a list.
async fn newest(browser: &Browser, kind: TokenKind) -> String {
    let view: Value = browser.ask(read_of(kind), &[]).await;
    view["tokens"][0]["id"].as_str().unwrap().to_owned()
}

async fn user_of(browser: &Browser) -> String {
    let view: Value = browser.ask("read/Account", &[]).await;
    view["viewer"]["user"].as_str().unwrap().to_owned()
}

async fn email_of(browser: &Browser) -> String {
    let view: Value = browser.ask("read/Account", &[]).await;
    view["viewer"]["email"].as_str().unwrap().to_owned()
}

async fn becomes(app: &TestApp, user: &str, org: &str, role: Role) {
    let sql = "UPDATE memberships SET role = $1 WHERE user_id = $2 AND org_id = $3";
    assert_eq!(app.execute(sql, &[role.code(), user, org]).await, 1);
}

async fn entries(app: &TestApp, action: &str) -> usize {
    app.count("audit_log WHERE action = $1", &[action]).await
}

async fn a_token_is_shown_where_it_was_made_and_kept_as_a_hash(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let (laptop, phone) = (server.visitor(), server.visitor());
    laptop.sign_up(&form).await;
    assert_eq!(phone.rpc("log_in", &account_fields(&form)[2..]).await.status, 200);
    let token = made(&laptop, TokenKind::Personal, &[("form[agents_read]", "true")]).await;
    assert!(token.starts_with("ava_") && token.len() == 53, "{}", token.len());
    assert!(laptop.page(PERSONAL).await.body.contains(&token));
    assert_eq!(fresh(&phone, TokenKind::Personal).await, None, "another session");
    assert_eq!(fresh(&laptop, TokenKind::Service).await, None, "another page");
    let listed = phone.page(PERSONAL).await.body;
    assert!(listed.contains(&token[..9]) && !listed.contains(&token), "{listed}");
    assert_eq!(laptop.rpc("account/token_kept", &[]).await.status, 200);
    assert_eq!(fresh(&laptop, TokenKind::Personal).await, None);
    // From here on it is looked for in every answer.
    let _planted = canary::plant_here(&token);
    canary::assert_clean("the database", &app.dump().await);

    let presented = presented(&app, &token).await.unwrap_or_else(|kind| panic!("{kind:?}"));
    assert_eq!(presented.org().as_str(), org_of(&laptop).await);
    assert!(presented.may(Scope::AgentsRead) && !presented.may(Scope::AgentsWrite));
    let cx = presented.cx(Scope::AgentsRead, Permission::Read).await.unwrap_or_else(|p| panic!("{p:?}"));
    assert_eq!(cx.user.as_str(), user_of(&laptop).await);
    let beyond = presented.cx(Scope::AgentsWrite, Permission::ManageAgents).await.err().unwrap();
    assert_eq!(beyond.kind, ProblemKind::ScopeMissing(Scope::AgentsWrite));
    assert_eq!(entries(&app, "api_token_made").await, 1);

    made(&laptop, TokenKind::Personal, &[("form[agents_read]", "true")]).await;
    app.clock.advance(Duration::from_secs(10 * 60));
    assert_eq!(fresh(&laptop, TokenKind::Personal).await, None, "its time is over");
}

async fn its_last_use_is_noted_once_a_minute(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let token = made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    let used = async || {
        let sql = "SELECT CAST(last_used_at AS TEXT) || ' ' || last_address FROM api_tokens";
        app.text(sql, &[]).await
    };
    let mut noted = Vec::new();
    for (seconds, address) in [(0, 7), (59, 8), (1, 9)] {
        app.clock.advance(Duration::from_secs(seconds));
        assert!(from(&app, &token, at(address)).await.is_ok());
        noted.push((used().await, format!("{} 203.0.113.{address}", app.now())));
    }
    assert_eq!(noted[0].0, noted[0].1);
    assert_eq!(noted[1].0, noted[0].0, "not again within the minute");
    assert_eq!(noted[2].0, noted[2].1);
    assert!(keeper.page(PERSONAL).await.body.contains("203.0.113.9"));
}

async fn what_is_no_token_any_more_opens_nothing(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let nobodys = authenticate(&app.services, None, &at(7)).await.err().unwrap();
    assert_eq!((nobodys.kind, nobodys.http_status()), (ProblemKind::TokenMissing, 401));
    let everywhere = made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    for none in ["", "ava_nothing", &everywhere[1..], &everywhere[..52], &format!("{everywhere}x")] {
        assert_eq!(presented(&app, none).await.err(), Some(ProblemKind::TokenUnknown), "{none}");
    }
    let networks = [("form[calls_read]", "true"), ("form[networks]", "203.0.113.4/30\n2001:db8::/32")];
    let office = made(&keeper, TokenKind::Personal, &networks).await;
    let office_id = newest(&keeper, TokenKind::Personal).await;
    assert!(from(&app, &office, at(7)).await.is_ok());
    assert!(from(&app, &office, ClientAddress::Known("2001:db8::1".parse().unwrap())).await.is_ok());
    for outside in [at(8), ClientAddress::Unknown] {
        assert_eq!(from(&app, &office, outside).await.err(), Some(ProblemKind::TokenNetwork), "{outside}");
        assert!(from(&app, &everywhere, outside).await.is_ok(), "{outside}");
    }
    let refused = "audit_log WHERE action = 'api_token_refused' AND outcome = 'refused' AND actor = $1";
    assert_eq!(app.count(refused, &["visitor:203.0.113.8"]).await, 1);
    assert_eq!(entries(&app, "api_token_refused").await, 2);

    for _ in 0..2 {
        // The second click of a double click is no mistake.
        assert_eq!(keeper.rpc("account/revoke_token", &[("token", &office_id)]).await.status, 200);
    }
    assert_eq!(entries(&app, "api_token_revoked").await, 1);
    assert_eq!(presented(&app, &office).await.err(), Some(ProblemKind::TokenUnknown));
    app.clock.advance(90 * DAY - Duration::from_secs(1));
    assert!(presented(&app, &everywhere).await.is_ok());
    app.clock.advance(Duration::from_secs(1));
    assert_eq!(presented(&app, &everywhere).await.err(), Some(ProblemKind::TokenExpired));
}

/// A token is good for what its person may do now, and a service token for no more than its role.
async fn a_token_may_what_its_person_may_now(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let admin = guest(&app, &server, &keeper, Role::Admin).await;
    let (org, user) = (org_of(&keeper).await, user_of(&admin).await);
    assert_eq!(admin.rpc("team/enter", &[("to", &org)]).await.status, 200);
    let own = made(&admin, TokenKind::Personal, &[("form[numbers_write]", "true")]).await;
    let of_org = [("form[role]", "member"), ("form[agents_write]", "true")];
    let service = made(&admin, TokenKind::Service, &of_org).await;
    let numbers = async || cx(&app, &own, Scope::NumbersWrite, Permission::ManageIntegrations).await.err();
    let agents = async |asked| cx(&app, &service, Scope::AgentsWrite, asked).await;
    assert_eq!(numbers().await, None);
    assert_eq!(agents(Permission::ManageAgents).await.map(|cx| cx.role).ok(), Some(Role::Member));
    let beyond = agents(Permission::ManageIntegrations).await.err();
    assert_eq!(beyond, Some(ProblemKind::Forbidden), "its role is below");
    let denied =
        "audit_log WHERE action = 'denied' AND actor = $1 AND on_behalf_of IN (SELECT id FROM api_tokens)";
    assert_eq!(app.count(denied, &[&format!("user:{user}")]).await, 1, "by which token");

    becomes(&app, &user, &org, Role::Viewer).await;
    assert_eq!(numbers().await, Some(ProblemKind::Forbidden));
    assert_eq!(agents(Permission::ManageAgents).await.err(), Some(ProblemKind::Forbidden));
    becomes(&app, &user, &org, Role::Owner).await;
    assert_eq!(agents(Permission::ManageAgents).await.map(|cx| cx.role).ok(), Some(Role::Member));

    lifecycle::suspend_named(&app.services, &org, "Unpaid").await.unwrap().unwrap();
    assert_eq!(numbers().await, Some(ProblemKind::Suspended));
    lifecycle::resume_named(&app.services, &org).await.unwrap().unwrap();
    assert_eq!(numbers().await, None);
    app.execute("UPDATE orgs SET demands_factor = TRUE WHERE id = $1", &[&org]).await;
    assert_eq!(numbers().await, Some(ProblemKind::FactorNeeded));
}

/// Rules that ask for the person's role in their transaction ask for the token's as well.
async fn a_service_token_makes_nobody_more_than_its_role_may(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let colleague = guest(&app, &server, &keeper, Role::Viewer).await;
    let fields = [("form[role]", "admin"), ("form[members_write]", "true")];
    let token = made(&keeper, TokenKind::Service, &fields).await;
    let cx = cx(&app, &token, Scope::MembersWrite, Permission::ManageTeam).await;
    let cx = cx.unwrap_or_else(|kind| panic!("{kind:?}"));
    let user = user_of(&colleague).await.parse().unwrap();
    let to = |role: Role| RoleForm { role: role.code().to_owned() };
    let refused = team::service::change_role(&cx, &user, &to(Role::Owner)).await;
    assert_eq!(refused.map_err(|problem| problem.kind), Err(ProblemKind::OwnersOnly));
    assert_eq!(team::service::change_role(&cx, &user, &to(Role::Member)).await, Ok(()));
    let owner = user_of(&keeper).await.parse().unwrap();
    let refused = team::service::change_role(&cx, &owner, &to(Role::Viewer)).await;
    assert_eq!(refused.map_err(|problem| problem.kind), Err(ProblemKind::OwnersOnly));
}

async fn what_acts_for_somebody_ends_when_they_go_unless_it_was_passed_on(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let admin = guest(&app, &server, &keeper, Role::Admin).await;
    let (org, user) = (org_of(&keeper).await, user_of(&admin).await);
    let elsewhere = made(&admin, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    assert_eq!(admin.rpc("team/enter", &[("to", &org)]).await.status, 200);
    let own = made(&admin, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    let of_org = [("form[role]", "member"), ("form[calls_read]", "true")];
    let left = made(&admin, TokenKind::Service, &of_org).await;
    let passed = made(&admin, TokenKind::Service, &of_org).await;
    let id = newest(&admin, TokenKind::Service).await;
    let to = email_of(&keeper).await;
    let pass_on = [("form[token]", id.as_str()), ("form[email]", to.as_str())];
    for _ in 0..2 {
        assert_eq!(admin.rpc("team/pass_on_token", &pass_on).await.status, 200);
    }
    assert_eq!(entries(&app, "api_token_passed_on").await, 1);
    for token in [&elsewhere, &own, &left, &passed] {
        assert!(presented(&app, token).await.is_ok());
    }

    let ending = async |by: &Browser| {
        let page: Value = by.ask("read/Member", &[("id", &user)]).await;
        page["service_tokens"].clone()
    };
    assert_eq!(ending(&keeper).await, 1);
    let page = keeper.page(&format!("/dashboard/team/{user}")).await.body;
    assert!(page.contains("One token of the organisation ends with that."), "{page}");
    assert_eq!(keeper.rpc("team/remove", &[("user", &user)]).await.status, 200);
    for ended in [&own, &left] {
        assert_eq!(presented(&app, ended).await.err(), Some(ProblemKind::TokenUnknown));
    }
    assert_eq!(entries(&app, "api_token_revoked").await, 2);
    let on = presented(&app, &passed).await.ok().unwrap();
    assert_eq!(on.viewer().user.as_str(), user_of(&keeper).await);
    assert!(presented(&app, &elsewhere).await.is_ok(), "in another organisation");
    // Whoever comes back gets none of them back.
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, 'admin', 0)",
        &[&org, &user],
    )
    .await;
    assert_eq!(presented(&app, &own).await.err(), Some(ProblemKind::TokenUnknown));
}

async fn a_token_is_passed_on_to_somebody_who_may_as_much(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let org = org_of(&keeper).await;
    let (admin, viewer) =
        (guest(&app, &server, &keeper, Role::Admin).await, guest(&app, &server, &keeper, Role::Viewer).await);
    assert_eq!(admin.rpc("team/enter", &[("to", &org)]).await.status, 200);
    let fields = [("form[role]", "owner"), ("form[calls_read]", "true")];
    made(&keeper, TokenKind::Service, &fields).await;
    let of_owner = newest(&keeper, TokenKind::Service).await;
    let fields = [("form[role]", "member"), ("form[calls_read]", "true")];
    made(&keeper, TokenKind::Service, &fields).await;
    let of_member = newest(&keeper, TokenKind::Service).await;
    made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    let personal = newest(&keeper, TokenKind::Personal).await;
    let stranger = server.owner().await;
    let pass_on = async |by: &Browser, token: &str, to: &str| -> Problem {
        by.rpc("team/pass_on_token", &[("form[token]", token), ("form[email]", to)]).await.problem()
    };
    let (to_viewer, to_admin) = (email_of(&viewer).await, email_of(&admin).await);
    let below = pass_on(&keeper, &of_member, &to_viewer).await;
    assert_eq!((below.field, below.kind), (Some(Field::Email), Rule::RoleBelow.into()));
    let nobody = pass_on(&keeper, &of_member, &email_of(&stranger).await).await;
    assert_eq!((nobody.field, nobody.kind), (Some(Field::Email), Rule::NoMember.into()));
    assert_eq!(pass_on(&admin, &of_owner, &to_admin).await.kind, ProblemKind::Forbidden);
    assert_eq!(pass_on(&keeper, &personal, &to_admin).await.kind, ProblemKind::NotFound);
    assert_eq!(pass_on(&keeper, "none", &to_admin).await.kind, ProblemKind::NotFound);
    let typed = [("form[token]", of_member.as_str()), ("form[email]", "x")];
    assert_eq!(keeper.form(SERVICE, "team/pass_on_token", &typed).await.header("location"), SERVICE);
    let shown = keeper.page(SERVICE).await.body;
    assert!(
        shown.contains("value=\"x\"") && shown.contains("This does not look like an e-mail address"),
        "{shown}"
    );
    // An admin makes none with the role of an owner, and none that may more than an admin.
    for (role, scope) in [("owner", "form[calls_read]"), ("viewer", "form[members_write]")] {
        let fields = [("form[name]", "x"), ("form[lasts]", "7"), ("form[role]", role), (scope, "true")];
        let refused = admin.rpc("team/make_token", &fields).await.problem();
        assert_eq!(refused.kind, ProblemKind::Invalid(Rule::UnknownChoice), "{role}");
    }
    let form = PassOnForm { token: of_member, email: to_admin };
    let cx = Cx::new(
        app.services.clone(),
        org.parse().unwrap(),
        user_of(&keeper).await.parse().unwrap(),
        Role::Owner,
    );
    assert_eq!(api_tokens::pass_on(&cx, &form).await, Ok(()));
}

async fn what_a_program_does_is_the_persons_by_its_token(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let fields = [("form[agents_write]", "true"), ("form[audit_read]", "true")];
    let token = made(&keeper, TokenKind::Personal, &fields).await;
    let by_program = cx(&app, &token, Scope::AgentsWrite, Permission::ManageAgents).await.ok().unwrap();
    agents::service::create(&by_program, &agent_form("Reception")).await.unwrap();
    let entry = |view: Value| {
        let entries = view["entries"].as_array().unwrap().clone();
        entries.into_iter().find(|entry| entry["action"] == "agent_created").unwrap()
    };
    let shown = entry(keeper.ask("read/Audit", &[]).await);
    assert_eq!(shown["token"], "Nightly");
    assert_eq!(shown["who"]["person"][0].as_str(), Some(user_of(&keeper).await.as_str()));
    assert_eq!(entry(keeper.ask("read/Activity", &[]).await)["token"], "Nightly");
    let page = keeper.page("/dashboard/audit").await.body;
    assert!(page.contains("by the token “Nightly”"), "{page}");

    // A person's own reading hides none of a program's.
    assert_eq!(entries(&app, "log_read").await, 1);
    let reads = cx(&app, &token, Scope::AuditRead, Permission::ReadAudit).await.ok().unwrap();
    for _ in 0..2 {
        audit_log::service::page(&reads, &Default::default()).await.unwrap();
    }
    assert_eq!(entries(&app, "log_read").await, 2);
    // The log names a token that is revoked.
    let id = newest(&keeper, TokenKind::Personal).await;
    assert_eq!(keeper.rpc("account/revoke_token", &[("token", &id)]).await.status, 200);
    assert_eq!(entry(keeper.ask("read/Audit", &[]).await)["token"], "Nightly");
}

async fn tenants_are_open_to_a_platform_admins_own_token_alone(app: TestApp) {
    let server = app.serve().await;
    let (keeper, tenant) = (server.owner().await, server.owner().await);
    let fields = [("form[name]", "x"), ("form[lasts]", "7"), ("form[tenants_read]", "true")];
    let refused = keeper.rpc("account/make_token", &fields).await.problem();
    assert_eq!((refused.field, refused.kind), (Some(Field::Scopes), Rule::UnknownChoice.into()));
    let mark = "UPDATE users SET platform_admin = $2 WHERE id = $1";
    let user = user_of(&keeper).await;
    let marked = async |is_one: bool| {
        app.execute(&mark.replace("$2", if is_one { "TRUE" } else { "FALSE" }), &[&user]).await;
    };
    marked(true).await;
    let of_org = [&fields[..], &[("form[role]", "owner")]].concat();
    assert_eq!(keeper.rpc("team/make_token", &of_org).await.problem().field, Some(Field::Scopes));
    let token = made(&keeper, TokenKind::Personal, &[("form[tenants_read]", "true")]).await;
    let taken = presented(&app, &token).await.ok().unwrap();
    let beyond = taken.platform_cx(Scope::TenantsWrite).await.err().unwrap();
    assert_eq!(beyond.kind, ProblemKind::ScopeMissing(Scope::TenantsWrite));
    let admin = taken.platform_cx(Scope::TenantsRead).await.ok().unwrap();
    let inside = admin.look(&org_of(&tenant).await.parse().unwrap()).await.ok().unwrap();
    assert!(inside.token.is_some() && inside.as_platform);
    let opened = "audit_log WHERE action = 'tenant_opened' AND actor = $1 AND on_behalf_of = $2";
    let actor = format!("platform:{user}");
    assert_eq!(app.count(opened, &[&actor, taken.id().as_str()]).await, 1);
    marked(false).await;
    let over = presented(&app, &token).await.ok().unwrap().platform_cx(Scope::TenantsRead).await;
    assert_eq!(over.err().unwrap().kind, ProblemKind::NotFound);
}

async fn no_token_opens_what_a_session_does(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let token = made(&keeper, TokenKind::Personal, &[("form[agents_read]", "true")]).await;
    let program = server.visitor();
    let bearer = format!("Bearer {token}");
    let asked = async |request: reqwest::RequestBuilder| {
        program.send("with a token", request.header(AUTHORIZATION, &bearer)).await
    };
    let page = asked(program.request(Method::GET, "/dashboard/agents")).await;
    assert!(page.status == 302 && page.header("location").starts_with("/login"));
    let function = program.post("/rpc/read", &[("page", "Agents")]).header("accept", "application/json");
    assert_eq!(asked(function).await.problem().kind, ProblemKind::SignedOut);
    assert_eq!(asked(program.request(Method::GET, "/events")).await.status, 204);
    assert_eq!(entries(&app, "api_token_refused").await, 0);
}

/// Somebody else than the administrator may have made an account with that address before.
async fn nobody_keeps_a_token_of_an_account_that_becomes_an_administrators(app: TestApp) {
    let server = app.serve().await;
    let form = sign_up_form();
    let before = server.visitor();
    before.sign_up(&form).await;
    let personal = made(&before, TokenKind::Personal, &[("form[agents_read]", "true")]).await;
    let service = [("form[role]", "owner"), ("form[agents_read]", "true")];
    let service = made(&before, TokenKind::Service, &service).await;
    assert!(presented(&app, &personal).await.is_ok() && presented(&app, &service).await.is_ok());
    let email = Email::parse(&form.email).unwrap();
    let link = joining::make_platform_admin(&app.services, &email).await.unwrap();
    let link = link.path().rsplit('/').next().unwrap().to_owned();
    let password = "another canary horse battery";
    canary::plant(password);
    let fields = [("form[link]", link.as_str()), ("form[password]", password)];
    assert_eq!(server.visitor().rpc("links/set_up", &fields).await.status, 200);
    for token in [&personal, &service] {
        assert_eq!(presented(&app, token).await.err(), Some(ProblemKind::TokenUnknown));
    }
}

async fn an_organisation_has_so_many_tokens_and_keeps_so_many_names(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let org = org_of(&keeper).await;
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 2)";
    app.execute(sql, &[&org, Quota::ApiTokens.code()]).await;
    made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    let id = newest(&keeper, TokenKind::Personal).await;
    let service = [("form[role]", "viewer"), ("form[calls_read]", "true")];
    made(&keeper, TokenKind::Service, &service).await;
    let fields = [("form[name]", "One more"), ("form[lasts]", "7"), ("form[calls_read]", "true")];
    let over = keeper.rpc("account/make_token", &fields).await.problem();
    assert_eq!(over.kind, ProblemKind::OverQuota(Quota::ApiTokens, 2));
    assert_eq!(keeper.rpc("account/revoke_token", &[("token", &id)]).await.status, 200);
    assert_eq!(keeper.rpc("account/make_token", &fields).await.status, 200);
    assert_eq!(app.count("api_tokens", &[]).await, 3);
    let many =
        "WITH RECURSIVE numbers (nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM numbers WHERE nth < 600)
         INSERT INTO api_tokens (id, org_id, user_id, kind, name, hash, begins, scopes, networks, made_at,
           expires_at, revoked_at)
         SELECT CAST(nth AS TEXT), t.org_id, t.user_id, t.kind, t.name, CAST(nth AS TEXT), '', '', '', 0, 0, 1
         FROM numbers CROSS JOIN api_tokens AS t WHERE t.id = $1";
    app.execute(many, &[&id]).await;
    let newest = newest(&keeper, TokenKind::Personal).await;
    assert_eq!(keeper.rpc("account/revoke_token", &[("token", &newest)]).await.status, 200);
    assert_eq!(keeper.rpc("account/make_token", &fields).await.status, 200);
    assert_eq!(app.count("api_tokens WHERE revoked_at IS NOT NULL", &[]).await, 500);
}

async fn what_has_ended_takes_no_place_of_another(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 1)";
    app.execute(sql, &[&org_of(&keeper).await, Quota::ApiTokens.code()]).await;
    let former = made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    app.execute("UPDATE api_tokens SET expires_at = made_at", &[]).await;
    assert_eq!(presented(&app, &former).await.err(), Some(ProblemKind::TokenExpired));
    let fresh = made(&keeper, TokenKind::Personal, &[("form[calls_read]", "true")]).await;
    assert!(presented(&app, &fresh).await.is_ok());
    assert_eq!(presented(&app, &former).await.err(), Some(ProblemKind::TokenUnknown));
}

both_engines!(
    a_token_is_shown_where_it_was_made_and_kept_as_a_hash,
    its_last_use_is_noted_once_a_minute,
    what_is_no_token_any_more_opens_nothing,
    a_token_may_what_its_person_may_now,
    a_service_token_makes_nobody_more_than_its_role_may,
    what_acts_for_somebody_ends_when_they_go_unless_it_was_passed_on,
    a_token_is_passed_on_to_somebody_who_may_as_much,
    what_a_program_does_is_the_persons_by_its_token,
    tenants_are_open_to_a_platform_admins_own_token_alone,
    no_token_opens_what_a_session_does,
    nobody_keeps_a_token_of_an_account_that_becomes_an_administrators,
    an_organisation_has_so_many_tokens_and_keeps_so_many_names,
    what_has_ended_takes_no_place_of_another,
);
