//! Invitations: who may make them, who can join by them and as whom, and that nobody takes an
//! account or an organisation by one.

use std::time::Duration;

use ava::{
    domain::{
        account::SignUpMode,
        ids::UserId,
        invitation::{Channel, Delivery, InvitationState, InvitationsView, InviteForm, ReinviteForm},
        link::Purpose,
        locale::Locale,
        problem::{Field, ProblemKind},
        quota::Quota,
        role::Role,
    },
    server::{
        invitations::{
            notify,
            service::{invite, list, reinvite, revoke},
        },
        links,
    },
};
use futures::future::join_all;
use serde_json::Value;

use crate::support::{
    app::{Database, TestApp},
    both_engines,
    browser::{Answer, Browser, Server},
    people::{PASSWORD, account_fields, colleague, owner, sign_up_form},
};

const ANA: &str = "ana@clinic.example";
const INVITATIONS: &str = "/dashboard/team/invitations";

fn invite_fields(email: &str, role: Role, channel: Channel) -> [(&str, &str); 3] {
    [("form[email]", email), ("form[role]", role.code()), ("form[channel]", channel.code())]
}

/// The path of the link that is mailed to an address.
async fn mailed(app: &TestApp, email: &str) -> String {
    links::delivery::send_due(&app.services).await.unwrap();
    let open = links::open(&app.services).await.unwrap();
    let found = open
        .iter()
        .find(|(_, open)| open.link.purpose == Purpose::Invite && open.link.email.as_str() == email);
    found.map(|(url, _)| url.path().to_owned()).unwrap()
}

async fn invited_by_mail(app: &TestApp, keeper: &Browser, email: &str, role: Role) -> String {
    let answer = keeper.rpc("team/invite", &invite_fields(email, role, Channel::Mail)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    mailed(app, &email.trim().to_lowercase()).await
}

/// Invites without JavaScript, by a link that the next page shows; returns its path.
async fn invited_by_link(keeper: &Browser, email: &str, role: Role) -> String {
    let sent = keeper.form(INVITATIONS, "team/invite", &invite_fields(email, role, Channel::Link)).await;
    assert_eq!(sent.header("location"), INVITATIONS, "{}", sent.body);
    shown(&keeper.page(INVITATIONS).await).unwrap()
}

/// The path of the link that a page shows.
fn shown(page: &Answer) -> Option<String> {
    let (_, link) = page.body.split_once("<code class=\"address\">")?;
    let (link, _) = link.split_once('<')?;
    Some(format!("/link/{}", link.rsplit('/').next()?))
}

fn token(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

async fn viewer(browser: &Browser) -> Value {
    browser.ask::<Value>("read/Account", &[]).await["viewer"].take()
}

async fn org_of(browser: &Browser) -> String {
    viewer(browser).await["org"].as_str().unwrap().to_owned()
}

async fn accept(browser: &Browser, path: &str) -> Answer {
    let user = viewer(browser).await["user"].as_str().unwrap().to_owned();
    accept_as(browser, path, &user).await
}

async fn accept_as(browser: &Browser, path: &str, user: &str) -> Answer {
    let fields = [("form[link]", token(path)), ("form[person]", user)];
    browser.rpc("links/accept_invitation", &fields).await
}

async fn join(browser: &Browser, path: &str) -> Answer {
    let fields = [("form[link]", token(path)), ("form[name]", "Ana Morel"), ("form[password]", PASSWORD)];
    browser.rpc("links/join_invited", &fields).await
}

/// Somebody who has an account and an organisation of their own, signed in, with their address.
async fn somebody(server: &Server) -> (String, Browser) {
    let (form, browser) = (sign_up_form(), server.visitor());
    browser.sign_up(&form).await;
    (form.email, browser)
}

async fn is_over(browser: &Browser, path: &str) {
    assert_eq!(browser.page(path).await.status, 410);
    assert_eq!(join(browser, path).await.problem().kind, ProblemKind::LinkOver);
}

async fn lesson_48_an_invited_person_arrives_with_the_account_that_the_link_makes(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let path = invited_by_mail(&app, &keeper, " Ana@Clinic.example ", Role::Admin).await;
    assert!(!app.dump().await.contains(token(&path)), "the database alone makes no link");

    // The scanner of a mail server follows every link, before and after.
    let scanner = server.visitor();
    for _ in 0..2 {
        assert!(scanner.scan(&path).await.body.contains("action=\"/rpc/links/join_invited\""));
    }
    assert_eq!(app.count("users WHERE email = $1", &[ANA]).await, 0);
    assert!(scanner.session().is_none());

    let short = [("form[link]", token(&path)), ("form[name]", "Ana Morel"), ("form[password]", "short")];
    let ana = server.visitor();
    let refused = ana.form(&path, "links/join_invited", &short).await;
    assert_eq!((refused.status, refused.header("location")), (302, &*path), "a typing mistake uses nothing");
    assert!(ana.page(&path).await.body.contains("value=\"Ana Morel\""));
    let joined = join(&ana, &path).await;
    assert_eq!((joined.status, joined.header("location")), (200, "/dashboard/integrations"));
    let now = viewer(&ana).await;
    assert_eq!((now["org"].as_str(), now["role"].as_str()), (Some(org.as_str()), Some("admin")));
    assert_eq!(now["email"], ANA);
    let user = now["user"].as_str().unwrap();
    assert_eq!(app.count("memberships WHERE user_id = $1", &[user]).await, 1, "no organisation of their own");
    assert_eq!(app.count("orgs", &[]).await, 1);
    let entries = "audit_log WHERE org_id = $1 AND action IN ('invited', 'invitation_accepted')";
    assert_eq!(app.count(entries, &[&org]).await, 2);
    is_over(&server.visitor(), &path).await;
    assert!(!keeper.page(INVITATIONS).await.body.contains("Send again"), "it is open no more");
}

async fn lesson_48_who_has_an_account_signs_in_and_accepts(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let (form, laptop) = (sign_up_form(), server.visitor());
    laptop.sign_up(&form).await;
    let path = invited_by_mail(&app, &keeper, &form.email, Role::Member).await;
    assert_eq!(notify::notify_due(&app.services).await.unwrap(), 1);

    let phone = server.visitor();
    let page = phone.page(&path).await.body;
    assert!(page.contains(&format!("/login?next={path}")) && !page.contains("join_invited"), "{page}");
    let taken = join(&phone, &path).await;
    assert_eq!(taken.problem().kind, ProblemKind::EmailTaken, "the link opens no account");
    assert!(phone.session().is_none());
    let [.., email, password] = account_fields(&form);
    let entered = phone.rpc("log_in", &[email, password, ("form[next]", &path)]).await;
    assert_eq!(entered.header("location"), path);
    let page = phone.page(&path).await.body;
    assert!(page.contains("Accept the invitation") && !page.contains("Use another account"), "{page}");
    assert_ne!(org_of(&phone).await, org, "looking accepts nothing");

    let user = viewer(&phone).await["user"].as_str().unwrap().to_owned();
    let fields = [("form[link]", token(&path)), ("form[person]", &*user)];
    let sent = phone.form(&path, "links/accept_invitation", &fields).await;
    assert_eq!(sent.header("location"), "/dashboard/integrations");
    let page = phone.page("/dashboard/integrations").await;
    assert!(page.body.contains("Welcome: you are in this organisation now."));
    assert_eq!(org_of(&phone).await, org);
    assert_ne!(org_of(&laptop).await, org, "other devices stay where they are");
    assert_eq!(app.count("memberships WHERE user_id = $1", &[&user]).await, 2);

    let again = phone.form(&path, "links/accept_invitation", &fields).await;
    assert_eq!(again.header("location"), "/dashboard/integrations", "the second of a double click");
    assert_eq!(app.count("memberships WHERE user_id = $1", &[&user]).await, 2);
    let told = "SELECT n.kind || ' ' || p.user_id FROM notifications AS n
                JOIN notifications_people AS p ON p.notification_id = n.id ORDER BY n.kind DESC";
    let inviter = viewer(&keeper).await["user"].as_str().unwrap().to_owned();
    let expected = [format!("invited {user}"), format!("invitation_accepted {inviter}")];
    assert_eq!(app.texts(told, &[]).await, expected, "each is told to the one whom it is about, once");
    let (_, stranger) = somebody(&server).await;
    assert_eq!(accept(&stranger, &path).await.problem().kind, ProblemKind::LinkOver);
}

/// Neither the answer nor what it took to make it: the address is looked up when the mail is sent.
async fn inviting_does_not_tell_who_has_an_account(app: TestApp) {
    let server = app.serve().await;
    let ((_, keeper), (known, _)) = (somebody(&server).await, somebody(&server).await);
    let said = async |email: &str| {
        let answer = keeper.rpc("team/invite", &invite_fields(email, Role::Member, Channel::Mail)).await;
        let row = "SELECT purpose || locale || COALESCE(user_id, '-') FROM one_time_links WHERE email = $1";
        let listed: InvitationsView = keeper.ask("read/Invitations", &[]).await;
        let line = listed.invitations.iter().find(|line| line.email == email).unwrap();
        let line = (line.role, line.by.clone(), line.standing);
        let body = answer.body.replace(email, "somebody");
        (answer.status, body, app.texts(row, &[email]).await, line)
    };
    assert_eq!(said(&known).await, said(ANA).await);
}

/// Nothing is guessed: the page says both addresses, and the form names whom it showed.
async fn who_is_signed_in_under_another_address_is_asked(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let (own, ben) = somebody(&server).await;
    // Another spelling may be another mailbox.
    let other = format!("clinic+{own}");
    let path = invited_by_mail(&app, &keeper, &other.to_uppercase(), Role::Viewer).await;
    let page = ben.page(&path).await.body;
    let both = page.contains(&format!("Accept as {own}")) && page.contains("Use another account");
    assert!(both && page.contains(&other), "{page}");

    // Another tab has signed in as somebody else since the page was drawn.
    let (_, eve) = somebody(&server).await;
    let shown = viewer(&ben).await["user"].as_str().unwrap().to_owned();
    let refused = accept_as(&eve, &path, &shown).await;
    assert_eq!((refused.problem().kind, refused.status), (ProblemKind::OtherPerson, 409));
    assert_eq!(accept_as(&server.visitor(), &path, &shown).await.problem().kind, ProblemKind::SignedOut);
    assert_eq!(app.count("memberships WHERE org_id = $1", &[&org]).await, 1);

    // Either is a choice: the account of the address, by signing out first …
    let left = ben.tab();
    let switched = left.form(&path, "links/switch_person", &[("form[link]", token(&path))]).await;
    assert_eq!(switched.header("location"), path);
    assert!(left.page(&path).await.body.contains("action=\"/rpc/links/join_invited\""));
    // … or the one that is signed in.
    let (_, carl) = somebody(&server).await;
    assert_eq!(accept(&carl, &path).await.status, 200);
    assert_eq!(org_of(&carl).await, org);
    assert_eq!(app.count("users WHERE email = $1", &[&other]).await, 0);
}

/// Whoever invites has that link as well: it shows nothing of the address, and makes no account.
async fn a_link_that_was_passed_on_proves_nothing(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let (known, ben) = somebody(&server).await;
    let path = invited_by_link(&keeper, ANA, Role::Member).await;
    assert_eq!(shown(&keeper.page(INVITATIONS).await), None, "it is shown once");
    assert!(!app.dump().await.contains(token(&path)), "not even by the session of whoever was shown it");
    let of_known = invited_by_link(&keeper, &known, Role::Member).await;
    let visitor = server.visitor();
    let page = async |path: &str, email: &str| {
        let body = visitor.page(path).await.body;
        let (_, main) = body.split_once("<main").unwrap();
        let (main, _) = main.split_once("</main>").unwrap();
        main.replace(token(path), "TOKEN").replace(email, "EMAIL")
    };
    assert_eq!(page(&path, ANA).await, page(&of_known, &known).await, "it does not tell who has an account");
    for path in [&path, &of_known] {
        assert_eq!(join(&visitor, path).await.problem().kind, ProblemKind::LinkOver);
    }

    let ask = async |path: &str| {
        let sent = visitor.form(path, "links/ask_invitation", &[("form[link]", token(path))]).await;
        (sent.status, sent.header("location") == path)
    };
    assert_eq!(ask(&path).await, ask(&of_known).await);
    let by_mail = mailed(&app, ANA).await;
    assert_ne!(by_mail, path);
    assert_eq!(
        visitor.rpc("links/ask_invitation", &[("form[link]", token(&by_mail))]).await.problem().kind,
        ProblemKind::LinkOver
    );
    let ana = server.visitor();
    assert_eq!(join(&ana, &by_mail).await.status, 200);
    is_over(&server.visitor(), &path).await;
    // An account accepts by it.
    assert_eq!(accept(&ben, &of_known).await.status, 200);
    assert_eq!(org_of(&ben).await, org_of(&keeper).await);
}

/// Its mail says seven days, as every one does.
async fn a_mail_that_was_asked_for_late_is_good_for_as_long_as_it_says(app: TestApp) {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let path = invited_by_link(&keeper, ANA, Role::Member).await;
    app.clock.advance(6 * DAY);
    let ask = [("form[link]", token(&path))];
    assert_eq!(server.visitor().rpc("links/ask_invitation", &ask).await.status, 200);
    let by_mail = mailed(&app, ANA).await;
    app.clock.advance(2 * DAY);
    is_over(&server.visitor(), &path).await;
    assert_eq!(join(&server.visitor(), &by_mail).await.status, 200);
}

async fn two_who_accept_at_once_are_one_membership_and_one_account(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let path = invited_by_mail(&app, &keeper, ANA, Role::Member).await;
    let browsers: Vec<Browser> = (0..3).map(|_| server.visitor()).collect();
    let joined = join_all(browsers.iter().map(|browser| join(browser, &path))).await;
    assert_eq!(joined.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!(app.count("users WHERE email = $1", &[ANA]).await, 1);

    // Both of its links, in tabs of one person, and by somebody else.
    let (own, ben) = somebody(&server).await;
    let shown = invited_by_link(&keeper, &own, Role::Member).await;
    let ask = [("form[link]", token(&shown))];
    assert_eq!(server.visitor().rpc("links/ask_invitation", &ask).await.status, 200);
    let by_mail = mailed(&app, &own).await;
    let (_, eve) = somebody(&server).await;
    let (one, two) = (ben.tab(), ben.tab());
    let (first, second, third) =
        futures::join!(accept(&one, &shown), accept(&two, &by_mail), accept(&eve, &shown));
    let won = [&first, &second, &third].into_iter().filter(|answer| answer.status == 200).count();
    assert!((1..=2).contains(&won), "{} {} {}", first.body, second.body, third.body);
    let accepted = "audit_log WHERE org_id = $1 AND action = 'invitation_accepted'";
    assert_eq!(app.count(accepted, &[&org]).await, 2, "each invitation once");
    assert_eq!(app.count("memberships WHERE org_id = $1", &[&org]).await, 3);
}

async fn lesson_44_links_that_are_over_or_of_others_are_worth_nothing(app: TestApp) {
    let server = app.serve().await;
    let (keepers, keeper) = somebody(&server).await;
    let (_, ben) = somebody(&server).await;
    let visitor = server.visitor();
    let first = invited_by_mail(&app, &keeper, ANA, Role::Member).await;
    let second = invited_by_mail(&app, &keeper, ANA, Role::Viewer).await;
    is_over(&visitor, &first).await;
    assert_eq!(app.count("invitations WHERE email = $1", &[ANA]).await, 1, "the second replaces the first");
    let invitation = app.text("SELECT id FROM invitations WHERE email = $1", &[ANA]).await;
    let again = [("id", &*invitation), ("form[channel]", "mail")];
    assert_eq!(ben.rpc("team/reinvite", &again).await.problem().kind, ProblemKind::NotFound);
    assert_eq!(ben.rpc("team/revoke", &again[..1]).await.problem().kind, ProblemKind::NotFound);
    assert_eq!(keeper.rpc("team/reinvite", &again).await.status, 200);
    is_over(&visitor, &second).await;
    let third = mailed(&app, ANA).await;
    assert_eq!(visitor.page(&third).await.status, 200);
    assert_eq!(keeper.rpc("team/revoke", &again[..1]).await.status, 200);
    is_over(&visitor, &third).await;
    assert_eq!(accept(&ben, &third).await.problem().kind, ProblemKind::LinkOver);
    assert_eq!(keeper.rpc("team/revoke", &again[..1]).await.problem().kind, ProblemKind::NotFound);

    // A link of another kind is none, and that of an invitation is good for nothing else.
    let path = invited_by_mail(&app, &keeper, "bo@clinic.example", Role::Member).await;
    for endpoint in ["links/join", "links/set_up", "links/reset_password", "links/found"] {
        let fields = [
            ("form[link]", token(&path)),
            ("form[org_name]", "Mine"),
            ("form[name]", "Eve"),
            ("form[password]", PASSWORD),
        ];
        assert_eq!(visitor.rpc(endpoint, &fields).await.problem().kind, ProblemKind::LinkOver, "{endpoint}");
    }
    let asked = [("form[email]", &*keepers)];
    assert_eq!(visitor.rpc("links/ask_reset", &asked).await.status, 200);
    let open = links::open(&app.services).await.unwrap();
    let reset = open.iter().find(|(_, open)| open.link.purpose == Purpose::ResetPassword).unwrap();
    assert_eq!(join(&visitor, reset.0.path()).await.problem().kind, ProblemKind::LinkOver);

    app.clock.advance(Duration::from_secs(7 * 24 * 3600));
    is_over(&visitor, &path).await;
}

/// An invitation is worth what its maker may do.
async fn an_invitation_of_somebody_who_may_not_invite_any_more_is_void(app: TestApp) {
    let cx = owner(&app).await;
    let admin = colleague(&app, &cx, Role::Admin).await;
    let server = app.serve().await;
    let made = |email: &str| InviteForm {
        email: email.to_owned(),
        role: "admin".to_owned(),
        channel: "mail".to_owned(),
        ..InviteForm::default()
    };
    invite(&admin, &made(ANA), Locale::En).await.unwrap();
    let path = mailed(&app, ANA).await;
    let visitor = server.visitor();
    assert_eq!(visitor.page(&path).await.status, 200);
    let set = "UPDATE memberships SET role = $1 WHERE user_id = $2";
    app.execute(set, &["member", admin.user.as_str()]).await;
    is_over(&visitor, &path).await;
    let seen = async || list(&cx, &Default::default()).await.unwrap();
    assert_eq!(seen().await.invitations[0].standing, InvitationState::NoRight);
    assert_eq!(invite(&admin, &made(ANA), Locale::En).await.unwrap_err().kind, ProblemKind::Forbidden);
    assert_eq!(
        revoke(&admin, &seen().await.invitations[0].id).await.unwrap_err().kind,
        ProblemKind::Forbidden
    );
    app.execute("DELETE FROM memberships WHERE user_id = $1", &[admin.user.as_str()]).await;
    is_over(&visitor, &path).await;
    // Somebody else vouches for it.
    let id = seen().await.invitations[0].id.clone();
    let form = ReinviteForm { channel: "mail".to_owned() };
    reinvite(&cx, &id, &form).await.unwrap();
    assert_eq!(seen().await.invitations[0].standing, InvitationState::Open);
    assert_eq!(join(&visitor, &mailed(&app, ANA).await).await.status, 200);
}

async fn who_may_invite_whom_is_as_the_table_of_permissions_says(app: TestApp) {
    let cx = owner(&app).await;
    let form = |email: &str, role: &str, channel: &str| InviteForm {
        email: email.to_owned(),
        role: role.to_owned(),
        channel: channel.to_owned(),
        ..InviteForm::default()
    };
    for own in Role::ALL {
        let asks = colleague(&app, &cx, own).await;
        for role in Role::ALL {
            let email = format!("{}.{}@clinic.example", own.code(), role.code());
            let made = invite(&asks, &form(&email, role.code(), "mail"), Locale::En).await;
            let kind = made.err().map(|problem| (problem.kind, problem.field));
            let expected = match (own, role) {
                (Role::Owner, _) | (Role::Admin, Role::Viewer | Role::Member | Role::Admin) => None,
                (Role::Admin, Role::Owner) => Some((ProblemKind::OwnersOnly, Some(Field::Role))),
                (Role::Viewer | Role::Member, _) => Some((ProblemKind::Forbidden, None)),
            };
            assert_eq!(kind, expected, "{own:?} invites a {role:?}");
        }
    }
    let admin = colleague(&app, &cx, Role::Admin).await;
    let replaced = invite(&admin, &form("owner.owner@clinic.example", "viewer", "mail"), Locale::En).await;
    assert_eq!(replaced.unwrap_err().kind, ProblemKind::OwnersOnly, "nor takes one back by replacing it");
    let own = app.text("SELECT email FROM users WHERE id = $1", &[cx.user.as_str()]).await;
    let member = colleague(&app, &cx, Role::Viewer).await;
    let theirs = app.text("SELECT email FROM users WHERE id = $1", &[member.user.as_str()]).await;
    let stranger = owner(&app).await;
    let strangers = app.text("SELECT email FROM users WHERE id = $1", &[stranger.user.as_str()]).await;
    for email in [&own, &theirs.to_uppercase()] {
        let refused = invite(&cx, &form(email, "viewer", "mail"), Locale::En).await.unwrap_err();
        assert_eq!((refused.kind, refused.field), (ProblemKind::MemberAlready, Some(Field::Email)));
    }
    // Whoever has an account elsewhere is told of as little as whoever has none.
    for email in [strangers.as_str(), "nobody@clinic.example"] {
        assert_eq!(invite(&cx, &form(email, "viewer", "mail"), Locale::En).await, Ok(None));
    }
    let nonsense = invite(&cx, &form("ana", "king", "pigeon"), Locale::En).await.unwrap_err();
    let also: Vec<Field> = nonsense.also.iter().map(|(field, _)| *field).collect();
    assert_eq!((nonsense.field, also), (Some(Field::Email), vec![Field::Role, Field::Channel]));
}

async fn lesson_76_people_invitations_and_their_mails_have_a_quota(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let allow = async |quota: Quota, most: &str| {
        let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, CAST($3 AS BIGINT))
                   ON CONFLICT (org_id, quota) DO UPDATE SET most = excluded.most";
        app.execute(sql, &[&org, quota.code(), most]).await;
    };
    let asked = async |email: &str, channel: Channel| {
        let answer = keeper.rpc("team/invite", &invite_fields(email, Role::Viewer, channel)).await;
        if answer.status == 200 { None } else { Some(answer.problem().kind) }
    };
    allow(Quota::Invitations, "2").await;
    let addresses: Vec<String> = (0..6).map(|nth| format!("person.{nth}@elsewhere.example")).collect();
    let made = join_all(addresses.iter().map(|email| asked(email, Channel::Link))).await;
    assert_eq!(made.iter().filter(|made| made.is_none()).count(), 2, "however fast they are asked for");
    assert!(made.iter().flatten().all(|kind| *kind == ProblemKind::OverQuota(Quota::Invitations, 2)));
    allow(Quota::Invitations, "20").await;

    allow(Quota::InvitationMails, "2").await;
    let made = join_all(addresses.iter().map(|email| asked(email, Channel::Mail))).await;
    assert_eq!(made.iter().filter(|made| made.is_none()).count(), 2);
    app.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(asked(&addresses[0], Channel::Mail).await, None, "another day");

    allow(Quota::Members, "2").await;
    let first = invited_by_mail(&app, &keeper, "one@clinic.example", Role::Viewer).await;
    allow(Quota::InvitationMails, "9").await;
    let second = invited_by_mail(&app, &keeper, "two@clinic.example", Role::Viewer).await;
    let (one, two) = (server.visitor(), server.visitor());
    let (one, two) = futures::join!(join(&one, &first), join(&two, &second));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.body, two.body);
    assert_eq!(app.count("users WHERE email LIKE '%@clinic.example' AND name = 'Ana Morel'", &[]).await, 1);
    let full = asked("three@clinic.example", Channel::Mail).await;
    assert_eq!(full, Some(ProblemKind::OverQuota(Quota::Members, 2)));
}

/// Whoever was removed from their only organisation is not sent to found one first.
async fn who_is_in_no_organisation_accepts_in_place_of_founding_one(app: TestApp) {
    let server = app.serve().await;
    let (_, keeper) = somebody(&server).await;
    let org = org_of(&keeper).await;
    let (form, ben) = (sign_up_form(), server.visitor());
    ben.sign_up(&form).await;
    let user: UserId = viewer(&ben).await["user"].as_str().unwrap().parse().unwrap();
    app.execute("DELETE FROM memberships WHERE user_id = $1", &[user.as_str()]).await;
    let path = invited_by_mail(&app, &keeper, &form.email, Role::Member).await;

    let phone = server.visitor();
    let [.., email, password] = account_fields(&form);
    let entered = phone.rpc("log_in", &[email, password, ("form[next]", &path)]).await;
    let found = entered.header("location").to_owned();
    assert_ne!(found, path);
    let page = phone.page(&found).await.body;
    assert!(page.contains("links/accept_invitation") && page.contains("links/found"), "{page}");
    let accepted = accept_as(&phone, &found, user.as_str()).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    assert_eq!(org_of(&phone).await, org);
    assert_eq!(app.count("memberships WHERE user_id = $1", &[user.as_str()]).await, 1);
    is_over(&server.visitor(), &path).await;
    let again = [("form[link]", token(&found)), ("form[org_name]", "Annex")];
    assert_eq!(phone.rpc("links/found", &again).await.problem().kind, ProblemKind::LinkOver);
}

both_engines!(
    lesson_48_an_invited_person_arrives_with_the_account_that_the_link_makes,
    lesson_48_who_has_an_account_signs_in_and_accepts,
    inviting_does_not_tell_who_has_an_account,
    who_is_signed_in_under_another_address_is_asked,
    a_link_that_was_passed_on_proves_nothing,
    a_mail_that_was_asked_for_late_is_good_for_as_long_as_it_says,
    two_who_accept_at_once_are_one_membership_and_one_account,
    lesson_44_links_that_are_over_or_of_others_are_worth_nothing,
    an_invitation_of_somebody_who_may_not_invite_any_more_is_void,
    who_may_invite_whom_is_as_the_table_of_permissions_says,
    lesson_76_people_invitations_and_their_mails_have_a_quota,
    who_is_in_no_organisation_accepts_in_place_of_founding_one,
);

#[tokio::test]
async fn where_accounts_are_made_by_invitation_only_a_mail_makes_one() {
    for (mode, makes) in [(SignUpMode::Invited, true), (SignUpMode::Closed, false)] {
        let settings = vec![("AVA_SIGN_UP", mode.code().to_owned())];
        let app = TestApp::with(Database::Sqlite, settings).await;
        let cx = owner(&app).await;
        let server = app.serve().await;
        let page = server.visitor().page("/signup").await.body;
        assert_eq!(page.contains("Accounts are made by invitation."), makes, "{page}");
        let form = InviteForm {
            email: ANA.to_owned(),
            role: "member".to_owned(),
            channel: "mail".to_owned(),
            ..InviteForm::default()
        };
        invite(&cx, &form, Locale::En).await.unwrap();
        let path = mailed(&app, ANA).await;
        let ana = server.visitor();
        assert_eq!(ana.page(&path).await.body.contains("links/join_invited"), makes);
        assert_eq!(join(&ana, &path).await.status, if makes { 200 } else { 403 });
        assert_eq!(app.count("users WHERE email = $1", &[ANA]).await, usize::from(makes));
        // Nobody signs up by themselves, and nobody makes another organisation.
        if makes {
            let another = ana.rpc("team/new_org", &[("form[org_name]", "Annex")]).await;
            assert_eq!(another.problem().kind, ProblemKind::SignUpClosed);
        }
    }
}

#[tokio::test]
async fn a_mail_says_who_invites_and_nobody_fills_a_mailbox() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let form = InviteForm {
            email: ANA.to_owned(),
            role: "member".to_owned(),
            channel: "mail".to_owned(),
            ..InviteForm::default()
        };
        let seen = async || {
            let InvitationsView { invitations, .. } = list(&cx, &Default::default()).await.unwrap();
            invitations[0].delivery
        };
        for _ in 0..3 {
            invite(&cx, &form, Locale::Fr).await.unwrap();
            assert_eq!(seen().await, Delivery::OnItsWay);
            assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1);
            assert_eq!(seen().await, Delivery::Sent);
        }
        let mails = app.sandbox.snapshot().await.mails;
        assert!(mails[0].subject.contains("vous invite à rejoindre Clinic"), "{}", mails[0].subject);
        // Replacing an invitation is no way around; the fourth waits, and is not lost.
        invite(&cx, &form, Locale::Fr).await.unwrap();
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 0);
        assert_eq!(seen().await, Delivery::OnItsWay);
        app.clock.advance(Duration::from_secs(3700));
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 1);
        assert_eq!(seen().await, Delivery::Sent);

        // What is revoked before its mail went is not mailed.
        let bo = InviteForm { email: "bo@clinic.example".to_owned(), ..form };
        invite(&cx, &bo, Locale::En).await.unwrap();
        let page = list(&cx, &Default::default()).await.unwrap();
        revoke(&cx, &page.invitations[0].id).await.unwrap();
        assert_eq!(links::delivery::send_due(&app.services).await.unwrap(), 0);
    }
}
