//! Each person reads for themselves.

use ava::{
    domain::{
        ids::OrgId,
        notification::{Category, NotificationFilter, NotificationsQuery},
        problem::ProblemKind,
        provider::Provider,
        role::Role,
        team::OrgsQuery,
    },
    server::{notifications::service, team},
};

use super::{DOWN, UP, listed, much_later, turns};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::{colleague, owner},
};

const VAPI: Provider = Provider::Vapi;

async fn lesson_68_what_one_has_read_is_new_to_the_other(app: TestApp) {
    let cx = owner(&app).await;
    let other = colleague(&app, &cx, Role::Viewer).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    let list = listed(&cx).await;
    service::read(&cx, &list[1].id).await.unwrap();
    assert_eq!(listed(&cx).await.iter().map(|one| one.read).collect::<Vec<_>>(), [false, true]);
    assert_eq!((service::unread(&cx).await.unwrap(), service::unread(&other).await.unwrap()), (1, 2));
    let unread = NotificationsQuery { show: NotificationFilter::Unread, ..NotificationsQuery::default() };
    assert_eq!(service::list(&cx, &unread).await.unwrap().notifications, [listed(&cx).await[0].clone()]);

    service::read_all(&cx, &list[0].id).await.unwrap();
    let view = service::list(&cx, &unread).await.unwrap();
    assert!(view.notifications.is_empty() && view.unread == 0);
    assert_eq!(service::unread(&other).await.unwrap(), 2);
}

async fn what_came_since_the_page_was_drawn_stays_unread(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    let drawn = listed(&cx).await;
    turns(&app, &cx, VAPI, UP, None).await;
    service::read_all(&cx, &drawn[0].id).await.unwrap();
    assert_eq!(listed(&cx).await.iter().map(|one| one.read).collect::<Vec<_>>(), [false, true]);
}

async fn nobody_reads_for_another_org(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    turns(&app, &cx, VAPI, DOWN, None).await;
    let id = listed(&cx).await[0].id.clone();
    let refused = service::read(&stranger, &id).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::NotFound);
    service::read_all(&stranger, &id).await.unwrap();
    assert_eq!(service::unread(&cx).await.unwrap(), 1);
}

async fn a_list_has_pages(app: TestApp) {
    let cx = owner(&app).await;
    for _ in 0..15 {
        turns(&app, &cx, VAPI, DOWN, None).await;
        turns(&app, &cx, VAPI, UP, None).await;
        much_later(&app);
    }
    let first = service::list(&cx, &NotificationsQuery::default()).await.unwrap();
    assert_eq!((first.notifications.len(), first.unread), (25, 30));
    let query = NotificationsQuery { before: first.next, ..NotificationsQuery::default() };
    let second = service::list(&cx, &query).await.unwrap();
    assert_eq!((second.notifications.len(), second.next), (5, None));
    assert!(second.notifications[0].id < first.notifications[24].id);
}

#[tokio::test]
async fn every_page_has_a_bell_that_says_how_many_are_unread() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    let bell = async |name: &str| {
        for path in [
            "/dashboard/integrations",
            "/dashboard/integrations/vapi",
            "/dashboard/integrations/vapi/health",
            "/dashboard/agents",
            "/dashboard/agents/new",
            "/dashboard/numbers",
            "/dashboard/operations",
            "/dashboard/notifications",
            "/dashboard/readiness",
            "/dashboard/account",
            "/dashboard/nothing",
            "/sandbox",
        ] {
            let page = browser.page(path).await.body;
            let header =
                page.split_once("<header class=\"top\">").unwrap().1.split_once("</header>").unwrap().0;
            let link = format!("href=\"/dashboard/notifications\" aria-label=\"{name}\"");
            assert!(header.contains(&link), "{path}: {header}");
            assert_eq!(header.contains("aria-current"), path == "/dashboard/notifications", "{header}");
        }
    };
    bell("No unread notification").await;
    app.execute(
        "INSERT INTO notifications (id, org_id, kind, subject, about, at)
         SELECT '0190a5e2-7c1b-7def-8123-0123456789ab', id, 'card_broken', 'vapi',
           '{\"service\":{\"provider\":\"vapi\"}}', 0 FROM orgs",
        &[],
    )
    .await;
    app.execute(
        "INSERT INTO notifications_people (notification_id, org_id, user_id, mail)
         SELECT n.id, m.org_id, m.user_id, 'none' FROM notifications AS n, memberships AS m",
        &[],
    )
    .await;
    bell("1 unread notification").await;
    browser.rpc("set_locale", &[("locale", "fr")]).await;
    bell("1 notification non lue").await;
    browser.rpc("set_locale", &[("locale", "en")]).await;
    let page = browser.page("/dashboard/notifications").await;
    assert!(page.body.contains("Vapi needs you") && page.body.contains("/dashboard/integrations/vapi"));
    let id = "0190a5e2-7c1b-7def-8123-0123456789ab";
    assert_eq!(browser.rpc("notifications/read", &[("id", id)]).await.status, 200);
    bell("No unread notification").await;
}

/// Each organisation has its own, and says how many wait in the others.
async fn each_organisation_has_its_own(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, 'viewer', 0)",
        &[other.org.as_str(), cx.user.as_str()],
    )
    .await;
    turns(&app, &other, VAPI, DOWN, None).await;
    assert_eq!((service::unread(&cx).await.unwrap(), service::unread(&other).await.unwrap()), (0, 1));
    let orgs = team::service::orgs(&cx, &OrgsQuery::default()).await.unwrap().orgs;
    let unread = |org: &OrgId| orgs.iter().find(|there| there.id == *org).map(|there| there.unread);
    assert_eq!((unread(&cx.org), unread(&other.org)), (Some(0), Some(1)));
}

async fn a_list_is_narrowed_to_what_it_is_about(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    let of = async |of| {
        let query = NotificationsQuery { about: Some(of), ..NotificationsQuery::default() };
        service::list(&cx, &query).await.unwrap().notifications.len()
    };
    assert_eq!((of(Category::Services).await, of(Category::Calls).await), (1, 0));
}

both_engines!(
    each_organisation_has_its_own,
    a_list_is_narrowed_to_what_it_is_about,
    lesson_68_what_one_has_read_is_new_to_the_other,
    what_came_since_the_page_was_drawn_stays_unread,
    nobody_reads_for_another_org,
    a_list_has_pages,
);
