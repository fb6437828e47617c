//! A person's own activity: of all their organisations, and of nobody else.

use std::time::Duration;

use ava::{
    domain::{
        address::Address,
        audit::{Action, ActivityEntry, ActivityQuery, ActivityView, Object, Who},
        ids::OrgId,
        role::Role,
    },
    server::{
        audit::{self, Actor},
        audit_log::activity,
        correlation::{self, Origin},
        cx::Cx,
    },
};

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines,
    people::{colleague, make_agent, owner},
};

async fn page(cx: &Cx, query: &str) -> ActivityView {
    activity::page(cx, &ActivityQuery::read(&Address::new("/", query))).await.unwrap()
}

async fn actions(cx: &Cx) -> Vec<Action> {
    page(cx, "").await.entries.into_iter().map(|entry| entry.action).collect()
}

const FROM: &str = "198.51.100.7";

async fn record(app: &TestApp, org: &OrgId, actor: &Actor, action: Action, subject: &str) {
    app.clock.advance(Duration::from_secs(1));
    let origin = Origin { address: FROM.to_owned(), user_agent: "Firefox/140".to_owned() };
    let mut tx = app.services.db.write(Tests, org).await.unwrap();
    correlation::from(origin, audit::append(&app.services, &mut tx, actor, action, subject)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn it_has_what_a_person_did_and_what_was_done_about_them(app: TestApp) {
    let cx = owner(&app).await;
    let other = colleague(&app, &cx, Role::Admin).await;
    make_agent(&cx).await;
    let agent = app.text("SELECT id FROM agents", &[]).await;
    record(&app, &cx.org, &other.actor(), Action::AgentChanged, &agent).await;
    let stranger = Actor::Visitor("203.0.113.9".to_owned());
    let flood = format!("{}, 10 within an hour", cx.user);
    record(&app, &cx.org, &stranger, Action::SignInRefused, &flood).await;
    record(&app, &cx.org, &other.actor(), Action::MemberRoleChanged, cx.user.as_str()).await;
    record(&app, &cx.org, &other.actor(), Action::MemberRoleChanged, other.user.as_str()).await;

    let entries = page(&cx, "").await.entries;
    let told: Vec<Action> = entries.iter().map(|entry| entry.action).collect();
    let expected = [Action::MemberRoleChanged, Action::SignInRefused, Action::AgentCreated, Action::SignedUp];
    assert_eq!(told, expected);
    let [changed, refused, created, _] = &entries[..] else { panic!("{entries:#?}") };
    assert!(matches!(&changed.by, Some(Who::Person(id, Some(_))) if *id == other.user), "{changed:#?}");
    assert_eq!(refused.by, Some(Who::Visitor("203.0.113.9".to_owned())));
    assert_eq!(refused.times, Some(10));
    assert_eq!((&*refused.address, &*refused.device), (FROM, "Firefox"), "where somebody tried");
    assert_eq!((&*changed.address, &*changed.device), ("", ""), "where a colleague was is theirs");
    assert_eq!(created.by, None);
    let named = Object::Agent { id: agent, name: Some("Reception".to_owned()) };
    assert_eq!(created.object, named);
    assert!(created.org_name.starts_with("Clinic "), "{created:#?}");
    let theirs = [Action::MemberRoleChanged, Action::MemberRoleChanged, Action::AgentChanged];
    assert_eq!(actions(&other).await, theirs);
}

async fn it_is_of_all_organisations_and_names_nothing_of_those_that_were_left(app: TestApp) {
    let cx = owner(&app).await;
    make_agent(&cx).await;
    let elsewhere = Cx { user: cx.user.clone(), ..owner(&app).await };
    let seen = async || -> Vec<ActivityEntry> {
        let mut entries = page(&elsewhere, "").await.entries;
        entries.retain(|entry| entry.action == Action::AgentCreated);
        entries
    };
    // From the page of another organisation no link leads to the agent.
    let [created] = &seen().await[..] else { panic!("one agent was made") };
    assert_eq!(created.object, Object::Text("Reception".to_owned()));
    app.execute(
        "DELETE FROM memberships WHERE org_id = $1 AND user_id = $2",
        &[cx.org.as_str(), cx.user.as_str()],
    )
    .await;
    let [created] = &seen().await[..] else { panic!("one agent was made") };
    assert_eq!((&created.object, &created.by), (&Object::Nothing, &None));
}

async fn it_goes_on_a_page_at_a_time_and_ends_where_a_log_was_cut(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..60 {
        record(&app, &cx.org, &cx.actor(), Action::AgentChanged, &format!("x{nth}")).await;
    }
    let (mut sizes, mut query) = (Vec::new(), ActivityQuery::default());
    let mut times = Vec::new();
    loop {
        let page = activity::page(&cx, &query).await.unwrap();
        sizes.push(page.entries.len());
        times.extend(page.entries.iter().map(|entry| entry.at));
        let Some(next) = page.next else { break };
        query = query.from(Some(&next));
    }
    assert_eq!(sizes, [25, 25, 11], "the sign-up as well");
    assert!(times.is_sorted_by(|a, b| a >= b), "{times:?}");
    assert_eq!(page(&cx, "before=nonsense").await.entries.len(), 25);
    app.execute("UPDATE orgs SET audit_cut = 51 WHERE id = $1", &[cx.org.as_str()]).await;
    assert_eq!(page(&cx, "").await.entries.len(), 10);
}

both_engines! {
    it_has_what_a_person_did_and_what_was_done_about_them,
    it_is_of_all_organisations_and_names_nothing_of_those_that_were_left,
    it_goes_on_a_page_at_a_time_and_ends_where_a_log_was_cut,
}

#[tokio::test]
async fn the_page_says_where_from_and_in_which_organisation() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    browser.make_agent("Reception", "Book appointments.", "Hello").await;
    let shown = browser.page("/dashboard/account/activity").await;
    assert_eq!(shown.status, 200);
    for text in ["Reception", "in Clinic ", "From 127.0.0.1"] {
        assert!(shown.body.contains(text), "{text}: {}", shown.body);
    }
    let account = browser.page("/dashboard/account").await.body;
    assert!(account.contains("href=\"/dashboard/account/activity\""), "{account}");
}
