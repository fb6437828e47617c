//! How each person wants to be told: where, when, and that a mail that cannot go waits and is seen.

use std::time::Duration;

use ava::{
    domain::{
        notification::{Category, NotificationChannel, NotificationKind, NotificationSettingsForm},
        provider::Provider,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        integrations::service::save as connect,
        notifications::{delivery::send_due, service, settings},
    },
};

use super::{DEGRADED, DOWN, UP, listed, many, much_later, turns};
use crate::support::{
    app::{Database, TestApp},
    both_engines, canary,
    people::{colleague, owner, smtp_form},
};

const ENGINES: [Database; 2] = [Database::Sqlite, Database::Postgres];
const VAPI: Provider = Provider::Vapi;
/// The clock begins on 2026-11-21 at 7:36 UTC.
const HOUR: u64 = 3600;

fn form() -> NotificationSettingsForm {
    NotificationSettingsForm { digest_at: "08:00".to_owned(), ..NotificationSettingsForm::default() }
}

fn services(channel: &str) -> NotificationSettingsForm {
    NotificationSettingsForm { services: channel.to_owned(), ..form() }
}

fn quiet(from: &str, until: &str) -> NotificationSettingsForm {
    NotificationSettingsForm {
        quiet_from: from.to_owned(),
        quiet_until: until.to_owned(),
        ..services("mail")
    }
}

async fn choose(cx: &Cx, form: NotificationSettingsForm) {
    settings::save(cx, &form).await.unwrap();
}

async fn zone(app: &TestApp, cx: &Cx, zone: &str) {
    app.execute("UPDATE users SET time_zone = $1 WHERE id = $2", &[zone, cx.user.as_str()]).await;
}

/// Lets time pass until clocks in UTC show this hour.
fn until(app: &TestApp, hour: i64) {
    let now = app.now();
    let day = 24 * 3_600_000;
    let next = now.div_euclid(day) * day + hour * 3_600_000;
    let next = if next > now { next } else { next + day };
    app.clock.advance(Duration::from_millis((next - now).unsigned_abs()));
}

async fn sends(app: &TestApp) -> usize {
    send_due(&app.services).await.unwrap()
}

async fn subjects(app: &TestApp) -> Vec<String> {
    app.sandbox.snapshot().await.mails.into_iter().map(|mail| mail.subject).collect()
}

async fn each_person_is_told_as_they_chose(app: TestApp) {
    let cx = owner(&app).await;
    let (off, in_app) = (colleague(&app, &cx, Role::Admin).await, colleague(&app, &cx, Role::Admin).await);
    let viewer = colleague(&app, &cx, Role::Viewer).await;
    choose(&off, services("off")).await;
    choose(&in_app, services("app")).await;
    choose(&viewer, services("mail")).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    assert_eq!((listed(&off).await.len(), listed(&in_app).await.len()), (0, 1));
    assert_eq!(service::unread(&off).await.unwrap(), 0);
    let mut due = app.texts("SELECT user_id FROM notifications_people WHERE mail = 'due'", &[]).await;
    due.sort();
    let mut expected = vec![cx.user.to_string(), viewer.user.to_string()];
    expected.sort();
    assert_eq!(due, expected, "the owner, who chose nothing, and a viewer who wants it");
    assert_eq!(app.count("notifications_people WHERE mail = 'none'", &[]).await, 1);

    let view = settings::view(&viewer).await.unwrap();
    let shown: Vec<Category> = view.channels.iter().map(|(category, _)| *category).collect();
    assert!(!shown.contains(&Category::Expiries), "they would never be told of it");
    assert!(view.channels.contains(&(Category::Services, NotificationChannel::Mail)));
    choose(&viewer, services("off")).await;
    assert_eq!(sends(&app).await, 0, "there is no mailbox, and who has changed their mind gets none");
}

#[tokio::test]
async fn a_digest_comes_once_a_day_at_the_persons_hour_with_all_there_is() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let node = app.another_node(5).await;
        let cx = owner(&app).await;
        app.execute("UPDATE users SET locale = 'fr'", &[]).await;
        zone(&app, &cx, "Asia/Tokyo").await;
        choose(&cx, services("digest")).await;
        until(&app, 21);
        turns(&app, &cx, VAPI, DOWN, None).await;
        turns(&app, &cx, Provider::Twilio, DOWN, None).await;
        assert_eq!(sends(&app).await, 0);
        app.clock.advance(Duration::from_secs(HOUR));
        assert_eq!(sends(&app).await, 0, "it is seven in Tokyo");
        app.clock.advance(Duration::from_secs(HOUR));
        let (one, two) = futures::join!(send_due(&app.services), send_due(&node));
        assert_eq!(one.unwrap() + two.unwrap(), 1, "once across nodes");
        let mail = app.sandbox.snapshot().await.mails.remove(0);
        assert!(mail.subject.ends_with("2 notifications"), "{}", mail.subject);
        for part in [
            "Vapi a besoin de vous",
            "Twilio a besoin de vous",
            "/dashboard/integrations/vapi?of=",
            "/dashboard/account/notifications",
        ] {
            assert!(mail.text.contains(part), "{part}: {}", mail.text);
        }
        app.clock.advance(Duration::from_secs(24 * HOUR));
        assert_eq!(sends(&app).await, 0, "nothing, and so no mail");
        turns(&app, &cx, VAPI, UP, None).await;
        until(&app, 23);
        assert_eq!(sends(&app).await, 1);
        canary::assert_logs_clean();
    }
}

#[tokio::test]
async fn what_becomes_worse_days_later_waits_for_the_hour_of_the_digest() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        choose(&cx, services("digest")).await;
        turns(&app, &cx, VAPI, DEGRADED, None).await;
        until(&app, 8);
        assert_eq!(sends(&app).await, 1);
        app.clock.advance(Duration::from_secs(52 * HOUR));
        turns(&app, &cx, VAPI, DOWN, None).await;
        assert_eq!(sends(&app).await, 0, "it is noon");
        until(&app, 8);
        assert_eq!(sends(&app).await, 1);
    }
}

/// Of what is over by the hour of the digest, it does not speak.
#[tokio::test]
async fn what_is_over_by_then_is_in_no_digest() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    choose(&cx, services("digest")).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    app.clock.advance(Duration::from_secs(48 * HOUR));
    assert_eq!(sends(&app).await, 0);
}

#[tokio::test]
async fn another_hour_moves_the_digest_that_waits() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    until(&app, 9);
    choose(&cx, services("digest")).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    choose(&cx, NotificationSettingsForm { digest_at: "11:30".to_owned(), ..services("digest") }).await;
    until(&app, 11);
    assert_eq!(sends(&app).await, 0);
    app.clock.advance(Duration::from_secs(HOUR / 2));
    assert_eq!(sends(&app).await, 1);
}

#[tokio::test]
async fn mails_wait_for_the_end_of_the_persons_quiet_hours() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        let other = colleague(&app, &cx, Role::Admin).await;
        zone(&app, &cx, "America/Lima").await;
        choose(&cx, quiet("22:00", "07:30")).await;
        // 23:00 in Lima.
        until(&app, 4);
        turns(&app, &cx, VAPI, DOWN, None).await;
        assert_eq!(sends(&app).await, 1, "{} has no quiet hours", other.user);
        app.clock.advance(Duration::from_secs(8 * HOUR));
        assert_eq!(sends(&app).await, 0, "seven o'clock");
        app.clock.advance(Duration::from_secs(HOUR / 2));
        assert_eq!(sends(&app).await, 1);
        assert_eq!(subjects(&app).await, ["Vapi needs you", "Vapi needs you"]);
        assert_eq!(listed(&cx).await.len(), 1, "and the bell has rung");
    }
}

/// A number that cannot answer may be let through; nothing else is.
#[tokio::test]
async fn what_is_urgent_comes_where_the_person_lets_it() {
    for (passes, expected) in [(true, 1), (false, 0)] {
        let app = TestApp::with_mailbox(Database::Sqlite).await;
        let cx = owner(&app).await;
        let form = NotificationSettingsForm { urgent_passes: passes, ..quiet("00:00", "23:30") };
        choose(&cx, form).await;
        until(&app, 3);
        turns(&app, &cx, VAPI, DOWN, None).await;
        assert_eq!(sends(&app).await, 0, "a key may wait");
        let urgent = "UPDATE notifications SET kind = 'numbers_silent', category = 'numbers'";
        app.execute(urgent, &[]).await;
        app.execute("UPDATE notifications_people SET mail_at = 0", &[]).await;
        assert_eq!(sends(&app).await, expected);
    }
}

/// The mail waits, is tried again, and its recipient sees in the app that it is late.
#[tokio::test]
async fn a_mail_server_that_is_down_delays_and_is_seen() {
    for database in ENGINES {
        let app = TestApp::on(database).await;
        let cx = owner(&app).await;
        connect(&cx, &smtp_form()).await.unwrap();
        let down = NewFault::next_call(SandboxProvider::Smtp, FaultKind::Unavailable);
        app.sandbox.inject(&NewFault { remaining: 1000, ..down }).await;
        choose(&cx, NotificationSettingsForm { services: "digest".to_owned(), ..form() }).await;
        turns(&app, &cx, VAPI, DOWN, None).await;
        turns(&app, &cx, Provider::Twilio, DOWN, None).await;
        until(&app, 8);
        assert_eq!(sends(&app).await, 0);
        let view =
            service::list(&cx, &ava::domain::notification::NotificationsQuery::default()).await.unwrap();
        assert_eq!((view.late_mails, view.unread), (2, 2));
        app.sandbox.clear().await;
        app.execute("UPDATE org_credentials SET status = 'connected' WHERE provider = 'smtp'", &[]).await;
        app.clock.advance(Duration::from_secs(HOUR));
        assert_eq!(sends(&app).await, 1, "both in one");
        assert_eq!(subjects(&app).await.len(), 1);
        assert_eq!(app.count("notifications_people WHERE mail = 'sent'", &[]).await, 2);
    }
}

/// However much there is, a digest is one mail, also after it could not be sent.
#[tokio::test]
async fn a_long_digest_is_one_mail_that_says_how_much_there_is() {
    for database in ENGINES {
        let app = TestApp::on(database).await;
        let cx = owner(&app).await;
        connect(&cx, &smtp_form()).await.unwrap();
        choose(&cx, services("digest")).await;
        many(&app, &cx, 60).await;
        let due =
            "INSERT INTO notifications_people (notification_id, org_id, user_id, mail, mail_at, in_digest)
                   SELECT n.id, n.org_id, $1, 'due', 0, TRUE FROM notifications AS n";
        app.execute(due, &[cx.user.as_str()]).await;
        let down = NewFault::next_call(SandboxProvider::Smtp, FaultKind::Unavailable);
        app.sandbox.inject(&NewFault { remaining: 1000, ..down }).await;
        assert_eq!(sends(&app).await, 0);
        let all_wait = format!("notifications_people WHERE mail = 'due' AND mail_at > {}", app.now());
        assert_eq!(app.count(&all_wait, &[]).await, 60);
        app.sandbox.clear().await;
        app.execute("UPDATE org_credentials SET status = 'connected' WHERE provider = 'smtp'", &[]).await;
        app.clock.advance(Duration::from_secs(HOUR));
        assert_eq!((sends(&app).await, sends(&app).await), (1, 0));
        let mail = app.sandbox.snapshot().await.mails.remove(0);
        assert!(mail.subject.ends_with("60 notifications"), "{}", mail.subject);
        for part in ["10 more are in AVA.", "/dashboard/notifications?of="] {
            assert!(mail.text.contains(part), "{part}: {}", mail.text);
        }
        assert_eq!(app.count("notifications_people WHERE mail = 'sent'", &[]).await, 60);
    }
}

/// What a flapping service says by mail: that it broke, and that it works, once each.
#[tokio::test]
async fn an_outage_that_flaps_is_two_mails() {
    for database in ENGINES {
        let app = TestApp::with_mailbox(database).await;
        let cx = owner(&app).await;
        for _ in 0..5 {
            turns(&app, &cx, VAPI, DOWN, None).await;
            sends(&app).await;
            turns(&app, &cx, VAPI, UP, None).await;
            sends(&app).await;
        }
        much_later(&app);
        sends(&app).await;
        assert_eq!(subjects(&app).await, ["Vapi works again", "Vapi needs you"]);
    }
}

/// One that broke again before its first mail is mailed all the same.
#[tokio::test]
async fn what_breaks_again_before_its_mail_is_mailed() {
    let app = TestApp::with_mailbox(Database::Sqlite).await;
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    assert_eq!(sends(&app).await, 0);
    turns(&app, &cx, VAPI, DOWN, None).await;
    assert_eq!(sends(&app).await, 1);
    assert_eq!(listed(&cx).await[0].kind, NotificationKind::CardBroken);
}

#[tokio::test]
async fn the_page_of_the_choices_is_a_table_that_works_by_itself() {
    const PAGE: &str = "/dashboard/account/notifications";
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let browser = server.owner().await;
    assert!(browser.page("/dashboard/account").await.body.contains(PAGE));
    let page = browser.page(PAGE).await.body;
    assert!(page.contains("Numbers that cannot answer: By e-mail at once"), "{page}");
    assert!(page.contains("has a mailbox"), "nothing comes by mail so far");
    let fields = [
        ("form[calls]", "mail"),
        ("form[quiet_from]", "22:00"),
        ("form[quiet_until]", "07:00"),
        ("form[digest_at]", "18:30"),
    ];
    let sent = browser.form(PAGE, "notifications/save_settings", &fields).await;
    assert_eq!(sent.header("location"), PAGE);
    let page = browser.page(PAGE).await.body;
    assert!(page.contains("It is as you chose from now on."), "{page}");
    for chosen in ["<option value=\"22:00\" selected", "<option value=\"18:30\" selected"] {
        assert!(page.contains(chosen), "{chosen}: {page}");
    }
    let sent = browser.form(PAGE, "notifications/save_settings", &[("form[digest_at]", "25:00")]).await;
    assert_eq!(sent.header("location"), PAGE);
    assert!(browser.page(PAGE).await.body.contains("Choose one from the list."));
}

both_engines!(each_person_is_told_as_they_chose);
