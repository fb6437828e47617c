//! A platform admin makes a tenant, and its first owner comes by an invitation.

use std::time::Duration;

use ava::{
    domain::{
        account::SignUpMode,
        invitation::{Delivery, InvitationState, ReinviteForm},
        link::Purpose,
        locale::Locale,
        problem::{Field, ProblemKind},
        role::Role,
        tenant::TenantForm,
    },
    server::{audit, cx::PlatformCx, lifecycle, links, tenants::service},
};
use serde_json::Value;

use super::admin;
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser},
    people::{PASSWORD, owner, sign_up_form},
};

const OWNER: &str = "first.owner@clinic.example";

fn typed(channel: &str, language: &str) -> TenantForm {
    TenantForm {
        org_name: "Lakeside Clinic".to_owned(),
        email: OWNER.to_owned(),
        channel: channel.to_owned(),
        language: language.to_owned(),
    }
}

async fn platform(app: &TestApp) -> PlatformCx {
    admin(app, &owner(app).await).await
}

/// The end of the link that is mailed to the first owner.
async fn mailed(app: &TestApp) -> String {
    links::delivery::send_due(&app.services).await.unwrap();
    let open = links::open(&app.services).await.unwrap();
    let (url, _) = open.iter().find(|(_, open)| open.link.purpose == Purpose::Invite).expect("a mailed link");
    url.path().rsplit('/').next().unwrap().to_owned()
}

async fn join(browser: &Browser, token: &str) -> Answer {
    let fields = [("form[link]", token), ("form[name]", "Ana Morel"), ("form[password]", PASSWORD)];
    browser.rpc("links/join_invited", &fields).await
}

async fn viewer(browser: &Browser) -> Value {
    browser.ask::<Value>("read/Account", &[]).await["viewer"].take()
}

async fn accept(browser: &Browser, token: &str) -> Answer {
    let user = viewer(browser).await["user"].as_str().unwrap().to_owned();
    browser.rpc("links/accept_invitation", &[("form[link]", token), ("form[person]", &user)]).await
}

async fn whoever_accepts_is_the_owner_and_has_no_second_organisation(app: TestApp) {
    let server = app.serve().await;
    let cx = platform(&app).await;
    let before = app.count("orgs", &[]).await;
    let (tenant, shown) = service::open(&cx, &typed("mail", ""), Locale::En).await.unwrap();
    assert_eq!(shown, None, "a mail brings it");
    let view = service::tenant(&cx, tenant.clone()).await.unwrap();
    assert!(view.people.rows.is_empty());
    let [invited] = &view.invitations.rows[..] else { panic!("{:?}", view.invitations) };
    assert_eq!(
        (&*invited.email, invited.role, invited.standing),
        (OWNER, Role::Owner, InvitationState::Open)
    );
    assert_eq!(invited.delivery, Delivery::OnItsWay);

    let ana = server.visitor();
    assert_eq!(join(&ana, &mailed(&app).await).await.status, 200);
    let seen = viewer(&ana).await;
    assert_eq!((seen["org"].as_str(), seen["role"].as_str()), (Some(tenant.as_str()), Some("owner")));
    // That of the platform's log came with the tenant.
    assert_eq!(app.count("orgs", &[]).await, before + 2);
    let view = service::tenant(&cx, tenant.clone()).await.unwrap();
    assert_eq!((view.people.rows.len(), view.invitations.rows.len()), (1, 0));
    let of = async |action: &str| {
        app.count("audit_log WHERE org_id = $1 AND action = $2", &[tenant.as_str(), action]).await
    };
    assert_eq!((of("org_made").await, of("invited").await, of("invitation_accepted").await), (1, 1, 1));
    let noted = "audit_log WHERE action = 'tenant_made' AND subject = $1";
    assert_eq!(app.count(noted, &[tenant.as_str()]).await, 1);
    assert!(audit::verify(&app.services, None).await.unwrap().broken.is_empty());
}

async fn somebody_who_has_an_account_accepts_with_it(app: TestApp) {
    let server = app.serve().await;
    let cx = platform(&app).await;
    let (form, ben) = (sign_up_form(), server.visitor());
    ben.sign_up(&form).await;
    let asked = TenantForm { email: form.email.to_uppercase(), ..typed("link", "fr") };
    let (tenant, shown) = service::open(&cx, &asked, Locale::En).await.unwrap();
    let mut tx = app.services.db.read_installation().await.unwrap();
    let link = links::find_by_id(&app.services, &mut tx, &shown.unwrap()).await.unwrap().unwrap();
    drop(tx);
    let path = links::path(&app.services, &link);
    assert_eq!(accept(&ben, path.rsplit('/').next().unwrap()).await.status, 200);
    assert_eq!(viewer(&ben).await["org"].as_str(), Some(tenant.as_str()));
    assert_eq!(app.count("memberships WHERE org_id = $1 AND role = 'owner'", &[tenant.as_str()]).await, 1);
    assert_eq!(app.count("users WHERE email = $1", &[&form.email]).await, 1);
}

async fn what_is_typed_wrong_makes_nothing_and_a_double_click_makes_one(app: TestApp) {
    let cx = platform(&app).await;
    let before = app.count("orgs", &[]).await;
    let nonsense = TenantForm { email: "ana".into(), ..typed("pigeon", "tlh") };
    let nonsense = TenantForm { org_name: " ".into(), ..nonsense };
    let refused = service::open(&cx, &nonsense, Locale::En).await.unwrap_err();
    let also: Vec<Field> = refused.also.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        (refused.field, &*also),
        (Some(Field::OrgName), &[Field::Email, Field::Channel, Field::Language][..])
    );
    assert_eq!(app.count("orgs", &[]).await, before);
    let (one, link) = service::open(&cx, &typed("link", "en"), Locale::En).await.unwrap();
    assert_eq!(service::open(&cx, &typed("link", "en"), Locale::En).await, Ok((one.clone(), link)));
    app.clock.advance(Duration::from_secs(60));
    let (two, _) = service::open(&cx, &typed("link", "en"), Locale::En).await.unwrap();
    assert_ne!(one, two, "later it is another one");
}

async fn the_mail_is_in_the_language_that_was_chosen_also_when_it_is_sent_again(app: TestApp) {
    let cx = platform(&app).await;
    let (tenant, _) = service::open(&cx, &typed("mail", "fr"), Locale::En).await.unwrap();
    let locales = async || app.texts("SELECT locale FROM one_time_links ORDER BY asked_at, id", &[]).await;
    assert_eq!(locales().await, ["fr"]);
    app.clock.advance(Duration::from_secs(60));
    let id = service::tenant(&cx, tenant.clone()).await.unwrap().invitations.rows[0].id.clone();
    let again = ReinviteForm { channel: "mail".into() };
    service::reinvite(&cx, &tenant, &id, &again).await.unwrap();
    assert_eq!(locales().await, ["fr", "fr"]);
}

async fn it_is_worth_what_the_admin_may_and_nobody_else_s_is_touched(app: TestApp) {
    let server = app.serve().await;
    let cx = platform(&app).await;
    let (tenant, _) = service::open(&cx, &typed("mail", ""), Locale::En).await.unwrap();
    let invitations = async || service::tenant(&cx, tenant.clone()).await.unwrap().invitations.rows;
    let id = invitations().await[0].id.clone();
    let token = mailed(&app).await;
    let set = "UPDATE users SET platform_admin = FALSE WHERE id = $1";
    app.execute(set, &[cx.admin.as_str()]).await;
    assert_eq!(join(&server.visitor(), &token).await.problem().kind, ProblemKind::LinkOver);
    let again = ReinviteForm { channel: "mail".into() };
    let refused = service::reinvite(&cx, &tenant, &id, &again).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Forbidden, "also where the request was let in before");

    let other = platform(&app).await;
    assert_eq!(invitations().await[0].standing, InvitationState::NoRight);
    service::reinvite(&other, &tenant, &id, &again).await.unwrap();
    assert_eq!(invitations().await[0].standing, InvitationState::Open, "another one vouches for it");
    let elsewhere = owner(&app).await;
    let stranger = service::revoke(&other, &elsewhere.org, &id).await.unwrap_err();
    assert_eq!(stranger.kind, ProblemKind::NotFound, "it is of another organisation");
    service::revoke(&other, &tenant, &id).await.unwrap();
    assert!(invitations().await.is_empty());
    assert_eq!(app.count("invitations", &[]).await, 0);
}

async fn nobody_joins_an_organisation_that_rests(app: TestApp) {
    let server = app.serve().await;
    let cx = platform(&app).await;
    let (tenant, _) = service::open(&cx, &typed("mail", ""), Locale::En).await.unwrap();
    let token = mailed(&app).await;
    lifecycle::suspend_named(&app.services, tenant.as_str(), "Unpaid").await.unwrap().unwrap();
    let visitor = server.visitor();
    let page = visitor.page(&format!("/link/{token}")).await;
    assert!(page.status == 200 && page.body.contains("nobody joins it now"), "{}", page.body);
    assert_eq!(join(&visitor, &token).await.problem().kind, ProblemKind::OrgResting);
    assert_eq!(app.count("users WHERE email = $1", &[OWNER]).await, 0);
    let id = service::tenant(&cx, tenant.clone()).await.unwrap().invitations.rows[0].id.clone();
    let again = ReinviteForm { channel: "mail".into() };
    let refused = service::reinvite(&cx, &tenant, &id, &again).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OrgResting);
    lifecycle::resume_named(&app.services, tenant.as_str()).await.unwrap().unwrap();
    assert_eq!(join(&visitor, &token).await.status, 200, "the invitation was kept");
}

#[tokio::test]
async fn the_operators_invitation_makes_an_account_where_nobody_makes_one() {
    for database in [Database::Sqlite, Database::Postgres] {
        let closed = vec![("AVA_SIGN_UP", SignUpMode::Closed.code().to_owned())];
        let app = TestApp::with(database, closed).await;
        let server = app.serve().await;
        let cx = platform(&app).await;
        service::open(&cx, &typed("mail", ""), Locale::En).await.unwrap();
        assert_eq!(join(&server.visitor(), &mailed(&app).await).await.status, 200);
    }
}

both_engines!(
    whoever_accepts_is_the_owner_and_has_no_second_organisation,
    somebody_who_has_an_account_accepts_with_it,
    what_is_typed_wrong_makes_nothing_and_a_double_click_makes_one,
    the_mail_is_in_the_language_that_was_chosen_also_when_it_is_sent_again,
    it_is_worth_what_the_admin_may_and_nobody_else_s_is_touched,
    nobody_joins_an_organisation_that_rests,
);
