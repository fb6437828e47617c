//! People in several organisations, their roles, and how they go: what one is told, and what takes
//! effect at once.

use std::time::Duration;

use ava::{
    app::routes,
    domain::{
        problem::{Field, Problem, ProblemKind},
        quota::Quota,
        role::{Permission, Role},
        team::RoleForm,
    },
    server::{cx::Cx, team::service},
};
use futures::future::join_all;
use reqwest::Method;
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Browser, Server},
    people::{account_fields, colleague, owner, sign_up_form},
};

/// The organisation in which a browser is signed in.
pub(super) async fn org_of(browser: &Browser) -> String {
    viewer(browser).await["org"].as_str().unwrap().to_owned()
}

async fn viewer(browser: &Browser) -> Value {
    browser.ask::<Value>("read/Account", &[]).await["viewer"].take()
}

/// Puts the person of a browser into another organisation.
async fn joins(app: &TestApp, browser: &Browser, org: &str, role: Role) {
    let user = viewer(browser).await["user"].as_str().unwrap().to_owned();
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, $3, 0)",
        &[org, &user, role.code()],
    )
    .await;
}

/// Somebody with an organisation of their own who is in that of `keeper` as well.
pub(super) async fn guest(app: &TestApp, server: &Server, keeper: &Browser, role: Role) -> Browser {
    let guest = server.owner().await;
    joins(app, &guest, &org_of(keeper).await, role).await;
    guest
}

fn role_form(role: Role) -> RoleForm {
    RoleForm { role: role.code().to_owned() }
}

async fn lesson_48_a_person_goes_on_in_another_organisation_at_the_same_place(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let agent = keeper.make_agent("Reception", "Book appointments.", "Hello").await;
    let guest = guest(&app, &server, &keeper, Role::Member).await;
    let (own, theirs) = (org_of(&guest).await, org_of(&keeper).await);
    assert!(!guest.page("/dashboard/agents").await.body.contains("Reception"));

    let there = format!("/dashboard/agents/{agent}");
    let orgs = guest.page(&format!("/dashboard/organisations?back={there}")).await;
    let leads_to = |org: &str| orgs.body.contains(&format!("name=\"to\" value=\"{org}\""));
    assert!(leads_to(&theirs) && !leads_to(&own));
    assert!(orgs.body.contains(&format!("value=\"{there}\"")), "the place is kept");
    let sent =
        guest.form("/dashboard/organisations", "team/enter", &[("to", &theirs), ("back", &there)]).await;
    assert_eq!(sent.header("location"), "/dashboard/agents", "{}", sent.body);
    let agents = guest.page("/dashboard/agents").await;
    assert!(agents.body.contains("Reception") && agents.body.contains("You are in this organisation now."));
    assert_eq!(viewer(&guest).await["role"], "member");
    assert_eq!(guest.page(&there).await.status, 200);
    assert_eq!(app.count("audit_log WHERE org_id = $1 AND action = 'org_entered'", &[&theirs]).await, 1);

    let stranger = server.owner().await;
    let refused = stranger.rpc("team/enter", &[("to", &theirs)]).await;
    assert_eq!(refused.problem().kind, ProblemKind::NotFound);
    assert_ne!(org_of(&stranger).await, theirs);
}

/// The link of a mail is about one organisation, whichever its person is in.
async fn the_link_of_a_mail_leads_into_the_organisation_that_it_is_about(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let guest = guest(&app, &server, &keeper, Role::Admin).await;
    let theirs = org_of(&keeper).await;
    let link = format!("/dashboard/integrations/vapi?of={theirs}");
    let about = "This link is about another organisation of yours";
    let shown = guest.page(&link).await.body;
    assert!(shown.contains(about) && shown.contains(&format!("name=\"to\" value=\"{theirs}\"")), "{shown}");
    assert!(!keeper.page(&link).await.body.contains(about));
    let back = ("back", "/dashboard/integrations/vapi");
    let sent = guest.form(&link, "team/enter", &[("to", &theirs), back]).await;
    assert_eq!(sent.header("location"), back.1);
    assert!(!guest.page(&link).await.body.contains(about));
    let asked = server.visitor().page(&link).await;
    assert!(asked.header("location").contains(&format!("of%3D{theirs}")), "{}", asked.header("location"));
}

/// A tab that was left open shows the former organisation, and writes into neither.
async fn lesson_43_a_tab_of_the_former_organisation_writes_nothing(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let guest = guest(&app, &server, &keeper, Role::Admin).await;
    let (own, theirs) = (org_of(&guest).await, org_of(&keeper).await);
    assert_eq!(guest.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    let agents = async || app.count("agents", &[]).await;
    let before = agents().await;
    let typed = [
        ("form[name]", "Typed in the other tab"),
        ("form[greeting]", "Hello"),
        ("form[speaks_first]", "agent"),
        ("form[instructions]", "Long and dear"),
        ("form[language]", "en"),
        ("form[voice]", "vapi:Elliot"),
        ("org", own.as_str()),
    ];
    let refused = guest.rpc("agents/create", &typed).await;
    assert_eq!((refused.status, refused.problem().kind), (409, ProblemKind::OtherOrg));
    let read = guest.rpc("read/Agents", &[("org", &own)]).await;
    assert_eq!(read.problem().kind, ProblemKind::OtherOrg);
    let sent = guest.form("/dashboard/agents/new", "agents/create", &typed).await;
    let shown = guest.page(sent.header("location")).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains("This page is of another organisation"), "{}", shown.body);
    assert!(shown.body.contains("Long and dear"), "what was typed is not lost");
    // The page of what only the former organisation has is gone; the sentence is not.
    let gone = "/dashboard/agents/0190a5e2-7c1b-7def-8123-0123456789ab";
    let sent = guest.form(gone, "agents/delete", &[("id", &gone[18..]), ("org", &own)]).await;
    let shown = guest.page(sent.header("location")).await;
    assert_eq!(shown.status, 404);
    assert!(shown.body.contains("This page is of another organisation"), "{}", shown.body);
    assert_eq!(agents().await, before);
    // From the page of the organisation that it is in, the same is done.
    let typed = typed.map(|(name, value)| (name, if name == "org" { theirs.as_str() } else { value }));
    assert_eq!(guest.rpc("agents/create", &typed).await.status, 200);
    assert_eq!(app.count("agents WHERE org_id = $1", &[&theirs]).await, before + 1);
}

/// Forms that are of no organisation: they sign out, choose the language, or lead into another one.
const OF_NO_ORG: [&str; 3] = ["/rpc/log_out", "/rpc/set_locale", "/rpc/team/enter"];

#[tokio::test]
async fn every_form_says_of_which_organisation_its_page_is() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let keeper = server.owner().await;
    let agent = keeper.make_agent("Reception", "Book appointments.", "Hello").await;
    let guest = guest(&app, &server, &keeper, Role::Viewer).await;
    let user = viewer(&guest).await["user"].as_str().unwrap().to_owned();
    let field = format!("name=\"org\" value=\"{}\"", org_of(&keeper).await);
    let ids = [("agents", agent.as_str()), ("team", &user), ("integrations", "twilio")];
    let mut seen = 0;
    for path in routes::paths().filter(|path| path.starts_with("/dashboard/") || *path == "/sandbox") {
        let id = ids.iter().find(|(of, _)| path.contains(&format!("/{of}/"))).map_or("", |(_, id)| *id);
        let shown = keeper.page(&path.replace("{id}", id)).await.body;
        for form in shown.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let Some((_, action)) = form.split_once("action=\"") else { continue };
            let action = action.split('"').next().unwrap();
            if action.starts_with("/rpc/") && !OF_NO_ORG.contains(&action) {
                assert!(form.contains(&field), "{path}: {action}: {form}");
                seen += 1;
            }
        }
    }
    assert!(seen > 12, "{seen} forms were looked at");
}

/// A change of a person takes effect with their next request, and ends their streams.
async fn who_is_demoted_or_removed_may_do_nothing_more_with_the_next_request(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let guest = guest(&app, &server, &keeper, Role::Admin).await;
    let theirs = org_of(&keeper).await;
    let user = viewer(&guest).await["user"].as_str().unwrap().to_owned();
    assert_eq!(guest.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    let stream = async || {
        let mut response = guest.request(Method::GET, "/events").send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.chunk().await.unwrap();
        response
    };
    let ends_with_a_reset = async |mut stream: reqwest::Response| {
        let mut heard = String::new();
        let end = async {
            while let Ok(Some(chunk)) = stream.chunk().await {
                heard.push_str(std::str::from_utf8(&chunk).unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(5), end).await.expect("the end of the stream");
        assert!(heard.contains("event: reset"), "open pages are told to look: {heard}");
    };

    let open = stream().await;
    let demoted = keeper.rpc("team/role", &[("user", &user), ("form[role]", "viewer")]).await;
    assert_eq!(demoted.status, 200, "{}", demoted.body);
    assert_eq!(guest.rpc("numbers/compare", &[]).await.problem().kind, ProblemKind::Forbidden);
    ends_with_a_reset(open).await;
    assert_eq!(viewer(&guest).await["role"], "viewer");

    let open = stream().await;
    let page = format!("/dashboard/team/{user}");
    let removed = keeper.form(&page, "team/remove", &[("user", &user)]).await;
    assert_eq!(removed.header("location"), "/dashboard/team");
    let team = keeper.page("/dashboard/team").await.body;
    assert!(team.contains("They are removed") && !team.contains(&page));
    assert_eq!(guest.rpc("read/Agents", &[]).await.problem().kind, ProblemKind::SignedOut);
    ends_with_a_reset(open).await;
    assert_eq!(guest.request(Method::GET, "/events").send().await.unwrap().status(), 204);
    // Once more, from another tab, is no mistake.
    assert_eq!(keeper.rpc("team/remove", &[("user", &user)]).await.status, 200);
    assert_eq!(app.count("audit_log WHERE action = 'member_removed'", &[]).await, 1);
    let name = app.texts_in(&theirs.parse().unwrap(), "SELECT name FROM users WHERE id = $1", &[&user]).await;
    assert_eq!(name.len(), 1, "the organisation still knows whose their removals were");
}

async fn who_leaves_goes_on_in_another_organisation_of_theirs(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let form = sign_up_form();
    let (desk, phone) = (server.visitor(), server.visitor());
    desk.sign_up(&form).await;
    let (own, theirs) = (org_of(&desk).await, org_of(&keeper).await);
    joins(&app, &desk, &theirs, Role::Member).await;
    assert_eq!(phone.rpc("log_in", &account_fields(&form)[2..]).await.status, 200);
    for browser in [&desk, &phone] {
        assert_eq!(browser.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    }
    assert_eq!(desk.rpc("team/leave", &[]).await.status, 200);
    assert_eq!(org_of(&desk).await, own);
    assert_eq!(phone.rpc("read/Account", &[]).await.problem().kind, ProblemKind::SignedOut);
    assert_eq!(desk.rpc("team/enter", &[("to", &theirs)]).await.problem().kind, ProblemKind::NotFound);
    // Of the other they are the only owner.
    assert_eq!(desk.rpc("team/leave", &[]).await.problem().kind, ProblemKind::LastOwner);
    assert_eq!(org_of(&desk).await, own);
}

/// Nobody is at a dead end who has a password.
async fn who_is_in_no_organisation_founds_one_at_the_sign_in(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let form = sign_up_form();
    let guest = server.visitor();
    guest.sign_up(&form).await;
    joins(&app, &guest, &org_of(&keeper).await, Role::Member).await;
    let (own, theirs) = (org_of(&guest).await, org_of(&keeper).await);
    app.execute("DELETE FROM memberships WHERE org_id = $1", &[&own]).await;
    app.execute("UPDATE sessions SET org_id = $1 WHERE org_id = $2", &[&theirs, &own]).await;
    let left = guest.form("/dashboard/team", "team/leave", &[]).await;
    assert_eq!(left.header("location"), "/login");
    assert!(guest.page("/login").await.body.contains("You are signed out."));
    let [.., email, password] = account_fields(&form);
    let wrong = guest.rpc("log_in", &[email, ("form[password]", "wrong horse battery")]).await;
    assert_eq!(wrong.problem().kind, ProblemKind::WrongLogin);
    let mut pages = Vec::new();
    for _ in 0..2 {
        let entered = guest.rpc("log_in", &[email, password]).await;
        assert_eq!(entered.status, 200, "{}", entered.body);
        pages.push(entered.header("location").to_owned());
    }
    assert_eq!(guest.rpc("read/Account", &[]).await.problem().kind, ProblemKind::SignedOut);
    let page = guest.page(&pages[0]).await;
    assert!(page.body.contains("action=\"/rpc/links/found\""), "{}", page.body);
    let found = async |page: &str| {
        let token = page.rsplit('/').next().unwrap();
        guest.rpc("links/found", &[("form[link]", token), ("form[org_name]", "Anew")]).await
    };
    assert_eq!(found(&pages[0]).await.status, 200);
    let org = org_of(&guest).await;
    assert_eq!(app.text("SELECT name FROM orgs WHERE id = $1", &[&org]).await, "Anew");
    for page in &pages {
        assert_eq!(found(page).await.problem().kind, ProblemKind::LinkOver, "one organisation, once");
    }
}

/// What the operator has decided for one organisation holds for those that its people make.
async fn an_organisation_that_people_make_has_what_was_decided_for_theirs(app: TestApp) {
    let server = app.serve().await;
    let keeper = server.owner().await;
    let theirs = org_of(&keeper).await;
    let guest = guest(&app, &server, &keeper, Role::Viewer).await;
    for (quota, most) in [(Quota::Agents, "3"), (Quota::Numbers, "9999")] {
        let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, CAST($3 AS BIGINT))";
        app.execute(sql, &[&theirs, quota.code(), most]).await;
    }
    app.execute("UPDATE orgs SET features_off = 'twilio' WHERE id = $1", &[&theirs]).await;
    app.execute("INSERT INTO managed_orgs (org_id, may_buy) VALUES ($1, FALSE)", &[&theirs]).await;
    // Leaving first is no way around.
    assert_eq!(guest.rpc("team/enter", &[("to", &theirs)]).await.status, 200);
    assert_eq!(guest.rpc("team/leave", &[]).await.status, 200);
    assert_eq!(guest.rpc("team/new_org", &[("form[org_name]", "Annex")]).await.status, 200);
    let annex = org_of(&guest).await;
    let quotas = app.texts("SELECT quota || most FROM org_quotas WHERE org_id = $1", &[&annex]).await;
    assert_eq!(quotas, ["agents3"], "what is more than all have is not passed on");
    assert_eq!(app.text("SELECT features_off FROM orgs WHERE id = $1", &[&annex]).await, "twilio");
    assert_eq!(app.count("managed_orgs WHERE org_id = $1 AND may_buy = FALSE", &[&annex]).await, 1);
}

#[tokio::test]
async fn where_people_do_not_sign_up_they_make_no_organisation() {
    let app = TestApp::on(Database::Postgres).await;
    let server = app.serve().await;
    let (form, first) = (sign_up_form(), server.visitor());
    first.sign_up(&form).await;
    let services = app.node_with(9, &[("AVA_SIGN_UP", "closed")]).await;
    let Ok(services) = services else { panic!("no node") };
    let closed = Server::start(services).await;
    let founder = closed.visitor();
    assert_eq!(founder.rpc("log_in", &account_fields(&form)[2..]).await.status, 200);
    let refused = founder.rpc("team/new_org", &[("form[org_name]", "Annex")]).await;
    assert_eq!(refused.problem().kind, ProblemKind::SignUpClosed);
    assert!(!founder.page("/dashboard/organisations").await.body.contains("/rpc/team/new_org"));
}

async fn an_organisation_keeps_an_owner_however_fast_they_go(app: TestApp) {
    let first = owner(&app).await;
    let mut all = vec![first.clone()];
    for _ in 0..3 {
        all.push(colleague(&app, &first, Role::Owner).await);
    }
    let removals = (0..all.len()).map(|nth| {
        let (cx, next) = (&all[nth], &all[(nth + 1) % all.len()].user);
        async move {
            match nth % 2 {
                0 => service::change_role(cx, next, &role_form(Role::Member)).await,
                _ => service::remove(cx, next).await,
            }
        }
    });
    let going = join_all(removals).await;
    let owners = app.count("memberships WHERE org_id = $1 AND role = 'owner'", &[first.org.as_str()]).await;
    assert!(owners >= 1, "{going:?}");
    // One after the other, until nobody may any more.
    let left = app
        .text(
            "SELECT MIN(user_id) FROM memberships WHERE org_id = $1 AND role = 'owner'",
            &[first.org.as_str()],
        )
        .await;
    let last = Cx { user: left.parse().unwrap(), ..first.clone() };
    for cx in all.iter().filter(|cx| cx.user != last.user) {
        let _: Result<(), Problem> = service::change_role(&last, &cx.user, &role_form(Role::Viewer)).await;
    }
    let owners = "SELECT user_id FROM memberships WHERE org_id = $1 AND role = 'owner'";
    assert_eq!(app.texts(owners, &[first.org.as_str()]).await, [left]);
    let refused = service::change_role(&last, &last.user, &role_form(Role::Admin)).await.unwrap_err();
    assert_eq!((refused.kind, refused.field), (ProblemKind::LastOwner, Some(Field::Role)));
    assert_eq!(service::remove(&last, &last.user).await.unwrap_err().kind, ProblemKind::Oneself);
}

/// The role in the request is that of a moment ago: the transaction asks again.
async fn who_was_demoted_meanwhile_changes_nobody(app: TestApp) {
    let first = owner(&app).await;
    let admin = colleague(&app, &first, Role::Admin).await;
    let member = colleague(&app, &first, Role::Member).await;
    let not_theirs = [
        service::change_role(&admin, &member.user, &role_form(Role::Owner)).await,
        service::change_role(&admin, &first.user, &role_form(Role::Viewer)).await,
        service::remove(&admin, &first.user).await,
    ];
    for refused in not_theirs {
        assert_eq!(refused.unwrap_err().kind, ProblemKind::OwnersOnly);
    }
    service::change_role(&admin, &member.user, &role_form(Role::Admin)).await.unwrap();
    service::change_role(&first, &admin.user, &role_form(Role::Member)).await.unwrap();
    assert_eq!(service::remove(&admin, &member.user).await.unwrap_err().kind, ProblemKind::Forbidden);
    let unknown = RoleForm { role: "king".to_owned() };
    let refused = service::change_role(&first, &admin.user, &unknown).await.unwrap_err();
    assert_eq!((refused.field, refused.http_status()), (Some(Field::Role), 422));
    let stranger = owner(&app).await;
    assert_eq!(service::remove(&stranger, &admin.user).await.unwrap_err().kind, ProblemKind::NotFound);
}

async fn a_person_makes_organisations_up_to_a_quota_and_renames_them(app: TestApp) {
    let server = app.serve().await;
    let founder = server.owner().await;
    let own = org_of(&founder).await;
    let quota = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 2)";
    app.execute(quota, &[&own, Quota::Organisations.code()]).await;
    for _ in 0..2 {
        // The second is a double click.
        let made =
            founder.form("/dashboard/organisations", "team/new_org", &[("form[org_name]", "Annex")]).await;
        assert_eq!(made.header("location"), "/dashboard/integrations");
    }
    let annex = org_of(&founder).await;
    assert_ne!(annex, own);
    assert_eq!(viewer(&founder).await["role"], "owner");
    assert_eq!(app.count("orgs", &[]).await, 2);
    app.clock.advance(Duration::from_secs(10));
    let page = "/dashboard/organisations";
    let refused = founder.form(page, "team/new_org", &[("form[org_name]", "One more")]).await;
    let shown = founder.page(refused.header("location")).await.body;
    assert!(shown.contains("You have as many organisations as you may: 2.") && shown.contains("One more"));
    assert_eq!(app.count("orgs", &[]).await, 2);

    assert_eq!(
        founder.rpc("team/rename", &[("form[org_name]", "  Lakeside\u{ad} Clinic ")]).await.status,
        200
    );
    assert_eq!(viewer(&founder).await["org_name"], "Lakeside Clinic");
    let nameless = founder.rpc("team/rename", &[("form[org_name]", " ")]).await;
    assert_eq!((nameless.status, nameless.problem().field), (422, Some(Field::OrgName)));
}

async fn a_person_is_the_founder_of_no_more_than_they_may_however_fast_they_ask(app: TestApp) {
    let server = app.serve().await;
    let founder = server.owner().await;
    let quota = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, 3)";
    app.execute(quota, &[&org_of(&founder).await, Quota::Organisations.code()]).await;
    let tabs: Vec<Browser> = (0..5).map(|_| founder.tab()).collect();
    let names: Vec<String> = (0..5).map(|nth| format!("Annex {nth}")).collect();
    let asked = tabs
        .iter()
        .zip(&names)
        .map(async |(tab, name)| tab.rpc("team/new_org", &[("form[org_name]", name.as_str())]).await.status);
    let statuses = join_all(asked).await;
    assert_eq!(app.count("orgs", &[]).await, 3, "{statuses:?}");
}

#[tokio::test]
async fn the_team_is_shown_page_by_page_and_by_role() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let keeper = server.owner().await;
    let org = org_of(&keeper).await;
    let user = viewer(&keeper).await["user"].as_str().unwrap().parse().unwrap();
    let cx = Cx::new(app.services.clone(), org.parse().unwrap(), user, Role::Owner);
    for nth in 0..30 {
        colleague(&app, &cx, if nth < 2 { Role::Admin } else { Role::Member }).await;
    }
    let first: Value = keeper.ask("read/Team", &[]).await;
    assert_eq!(first["members"].as_array().unwrap().len(), 25);
    let after = format!("after={}", first["next"].as_str().unwrap());
    let second: Value = keeper.ask("read/Team", &[("id", &after)]).await;
    assert_eq!((second["members"].as_array().unwrap().len(), &second["next"]), (6, &Value::Null));
    let admins: Value = keeper.ask("read/Team", &[("id", "role=admin")]).await;
    assert_eq!(admins["members"].as_array().unwrap().len(), 2);
    let page = keeper.page("/dashboard/team?role=viewer").await;
    assert!(page.status == 200 && page.body.contains("Nobody has this role"));
    let roles = keeper.page("/dashboard/team/roles").await.body;
    assert_eq!(
        roles.matches("<td").count(),
        (4 + 2) * Permission::ALL.len(),
        "a cell for each permission and role, and for what support may"
    );
}

both_engines!(
    lesson_48_a_person_goes_on_in_another_organisation_at_the_same_place,
    lesson_43_a_tab_of_the_former_organisation_writes_nothing,
    the_link_of_a_mail_leads_into_the_organisation_that_it_is_about,
    who_is_demoted_or_removed_may_do_nothing_more_with_the_next_request,
    who_leaves_goes_on_in_another_organisation_of_theirs,
    who_is_in_no_organisation_founds_one_at_the_sign_in,
    an_organisation_keeps_an_owner_however_fast_they_go,
    who_was_demoted_meanwhile_changes_nobody,
    an_organisation_that_people_make_has_what_was_decided_for_theirs,
    a_person_makes_organisations_up_to_a_quota_and_renames_them,
    a_person_is_the_founder_of_no_more_than_they_may_however_fast_they_ask,
);
