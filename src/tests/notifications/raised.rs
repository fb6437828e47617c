//! Each kind is raised by what it is about, and once.

use std::time::Duration;

use ava::{
    domain::{
        appointment::{BookingSettingsForm, MoveForm},
        contact::ContactId,
        invitation::InviteForm,
        locale::Locale,
        notification::{About, NotificationKind, NotificationView},
        operation::OperationState,
        role::Role,
        topic::Topic,
    },
    server::{
        appointments::{service as appointments, settings},
        cx::Cx,
        events::Event,
        invitations::{
            notify::notify_due,
            service::{invite, revoke},
        },
        notifications::{KEPT, KEPT_DAYS, Raised, raise, service},
        operations::service::retry,
        personal_data::erase::erase,
        readiness::watch::Watch,
        team,
    },
};
use serde_json::json;

use super::{DOWN, listed, many, much_later, turns};
use crate::{
    appointments::{book_form, free, hours, open},
    calls::{applied, assistant, call, event, sent},
    support::{
        app::{TestApp, Tests},
        both_engines,
        people::{colleague, import, owner, prepared, ready, take_over},
        sandbox::{NUMBER, OTHER_NUMBER, VAPI_KEY},
    },
};

fn kinds(list: &[NotificationView]) -> Vec<NotificationKind> {
    list.iter().map(|one| one.kind).collect()
}

async fn told(cx: &Cx) -> Vec<NotificationKind> {
    kinds(&listed(cx).await)
}

async fn an_appointment_is_told_to_all_but_whoever_did_it(app: TestApp) {
    let cx = owner(&app).await;
    let other = colleague(&app, &cx, Role::Member).await;
    let service = open(&cx).await;
    let times = free(&cx, &service).await;
    let form = book_form(&service, times[0], "Ana Morel");
    let id = appointments::book(&cx, &form).await.unwrap();
    appointments::book(&cx, &form).await.unwrap();
    assert_eq!((told(&cx).await, told(&other).await), (vec![], vec![NotificationKind::AppointmentMade]));
    let made = listed(&other).await.remove(0);
    assert_eq!(made.title(Locale::En), "New appointment: Consultation, Ana Morel");

    let moves = MoveForm { start: times[1].to_string() };
    appointments::reschedule(&other, &id, &moves).await.unwrap();
    appointments::reschedule(&other, &id, &moves).await.unwrap();
    assert_eq!(told(&cx).await, [NotificationKind::AppointmentMoved]);
    app.clock.advance(Duration::from_secs(1));
    appointments::cancel(&other, &id).await.unwrap();
    appointments::cancel(&other, &id).await.unwrap();
    let list = listed(&cx).await;
    assert_eq!(kinds(&list), [NotificationKind::AppointmentCancelled, NotificationKind::AppointmentMoved]);
    assert!(matches!(&list[0].about, About::Appointment { id: of, .. } if *of == id));
    assert_eq!(told(&other).await, [NotificationKind::AppointmentMade], "their own deeds are no news");
}

/// A call that Vapi tells of as missed, and which ends now.
async fn misses(app: &TestApp, cx: &Cx, nth: u32) {
    let id = format!("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c{nth:04}");
    let mut call = call(&id, &assistant(app).await, "ended");
    call["createdAt"] = json!(ava::domain::moment::iso(app.now()));
    let more = json!({ "status": "ended", "endedReason": "customer-did-not-answer" });
    sent(cx, &event("status-update", &call, app.now(), more)).await;
    while app.count("call_events WHERE done_at IS NULL", &[]).await > 0 {
        applied(app).await;
    }
}

async fn twenty_missed_calls_in_a_minute_are_one(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    for nth in 0..20 {
        misses(&app, &cx, nth).await;
        app.clock.advance(Duration::from_secs(3));
    }
    misses(&app, &cx, 7).await;
    let list = listed(&cx).await;
    assert_eq!((kinds(&list), list[0].times), (vec![NotificationKind::CallMissed], 20));
    assert_eq!(list[0].title(Locale::En), "20 missed calls");
    service::read(&cx, &list[0].id).await.unwrap();
    misses(&app, &cx, 20).await;
    assert_eq!(service::unread(&cx).await.unwrap(), 1, "one more is news");
    app.clock.advance(Duration::from_secs(900));
    misses(&app, &cx, 21).await;
    let list = listed(&cx).await;
    assert_eq!(list.iter().map(|one| one.times).collect::<Vec<_>>(), [1, 21]);
    assert_eq!(list[0].title(Locale::En), "Missed call from +1\u{a0}415\u{a0}555\u{a0}0199");
}

/// What comes late may show that somebody did speak.
async fn a_call_that_was_not_missed_after_all_is_taken_back(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    misses(&app, &cx, 0).await;
    misses(&app, &cx, 1).await;
    assert_eq!(listed(&cx).await[0].times, 2);
    for (nth, left) in [(1, Some(1)), (0, None)] {
        let id = format!("7c1f0c2e-7a54-4d0e-9c3d-1f2e3d4c{nth:04}");
        let call = call(&id, &assistant(&app).await, "ended");
        let at = ava::domain::moment::iso(app.now());
        let more = json!({ "startedAt": at, "endedAt": at, "endedReason": "customer-ended-call" });
        sent(&cx, &event("end-of-call-report", &call, app.now(), more)).await;
        while app.count("call_events WHERE done_at IS NULL", &[]).await > 0 {
            applied(&app).await;
        }
        assert_eq!(listed(&cx).await.first().map(|one| one.times), left);
    }
}

async fn nobody_is_told_any_more_of_whoever_is_erased(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    misses(&app, &cx, 0).await;
    let contact: ContactId = app.text("SELECT contact_id FROM calls", &[]).await.parse().unwrap();
    let about = About::Lead { contact: contact.clone(), score: 82 };
    let cause = format!("lead {contact}");
    let raised = Raised { kind: NotificationKind::HotLead, about, cause: &cause, by: None, at: app.now() };
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    raise(&mut tx, &raised).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(told(&cx).await.len(), 2);
    erase(&cx, &contact).await.unwrap();
    assert_eq!(told(&cx).await, []);
}

async fn an_operation_that_needs_somebody_is_told_of_once(app: TestApp) {
    let (cx, _) = prepared(&app).await;
    let theirs = app.sandbox.assistant_by_hand(VAPI_KEY, "Old desk").await;
    app.sandbox.imported_by_hand(VAPI_KEY, Some(&theirs)).await;
    let asks = import(&cx, NUMBER).await;
    app.settle().await;
    let list = listed(&cx).await;
    assert_eq!(kinds(&list), [NotificationKind::OperationStuck]);
    assert_eq!(list[0].problem, None, "it asks");
    take_over(&cx, &asks).await;
    app.settle().await;
    let fails = import(&cx, OTHER_NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&cx, &fails).await, OperationState::Failed);
    let list = listed(&cx).await;
    assert_eq!(list.len(), 2);
    assert!(list[0].problem.is_some() && list[0].title(Locale::En).ends_with("needs you"), "{list:?}");
    let again = retry(&cx, fails.clone()).await.unwrap();
    app.settle().await;
    assert_eq!(app.state(&cx, &again).await, OperationState::Failed);
    let expected = if again == fails { 2 } else { 3 };
    assert_eq!(listed(&cx).await.len(), expected, "once for each");
}

const WATCH: &str = "number_watch";

async fn numbers_that_cannot_answer_are_one_and_no_moment_is_told(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let mut watch = Watch::new(&app.services, "first", WATCH);
    let node = app.another_node(5).await;
    let mut other = Watch::new(&node, "second", WATCH);
    let status = async |status: &str| {
        let sql = "UPDATE org_credentials SET status = $1 WHERE provider = 'vapi'";
        app.execute(sql, &[status]).await;
        app.clock.advance(Duration::from_secs(60));
    };
    let mut round = async || {
        for hub in [app.services.db.hub(), node.db.hub()] {
            hub.publish(Event { org: cx.org.clone(), topic: Topic::Integrations });
        }
        watch.round().await.unwrap() + other.round().await.unwrap()
    };
    assert_eq!(round().await, 0);
    status("refused").await;
    assert_eq!(round().await, 0);
    status("connected").await;
    assert_eq!(round().await, 0, "it was for a moment");
    status("refused").await;
    round().await;
    assert_eq!(round().await, 1, "by one of two nodes");
    assert_eq!(told(&cx).await, [NotificationKind::NumbersSilent]);
    assert!(listed(&cx).await[0].title(Locale::En).ends_with("cannot answer"));
    for _ in 0..3 {
        status("connected").await;
        assert_eq!(round().await, 1);
        assert_eq!(told(&cx).await.len(), 2);
        status("refused").await;
        round().await;
        round().await;
        assert_eq!(told(&cx).await, [NotificationKind::NumbersSilent], "an outage that flaps is one");
    }
    status("connected").await;
    round().await;
    much_later(&app);
    assert_eq!(told(&cx).await, [NotificationKind::NumbersAnswer, NotificationKind::NumbersSilent]);
}

/// The node that takes the watch over from one that is gone finds anew what that one had found.
async fn one_node_at_a_time_watches_numbers(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.execute("UPDATE org_credentials SET status = 'refused' WHERE provider = 'vapi'", &[]).await;
    let mut first = Watch::new(&app.services, "first", WATCH);
    let mut second = Watch::new(&app.another_node(5).await, "second", WATCH);
    assert_eq!(first.round().await.unwrap(), 0, "it may be for a moment");
    for _ in 0..2 {
        assert_eq!(second.round().await.unwrap(), 0, "it is another's turn");
    }
    assert_eq!(told(&cx).await, []);
    app.clock.advance(Duration::from_secs(180));
    assert_eq!((second.round().await.unwrap(), second.round().await.unwrap()), (0, 1));
    assert_eq!((first.round().await.unwrap(), first.round().await.unwrap()), (0, 0));
    assert_eq!(told(&cx).await, [NotificationKind::NumbersSilent]);
}

/// A number of whose calls nothing comes here answers all the same, until something else breaks.
async fn a_number_that_answers_is_not_said_to_be_silent(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    app.execute("UPDATE hooks SET way_in = 'not_reached', way_in_at = 1, last_event_at = NULL", &[]).await;
    let mut watch = Watch::new(&app.services, "first", WATCH);
    assert_eq!((watch.round().await.unwrap(), watch.round().await.unwrap()), (0, 1));
    assert_eq!(told(&cx).await, [NotificationKind::NumbersSilent]);
    let title = async || listed(&cx).await[0].title(Locale::En);
    assert!(title().await.ends_with("answers, and nothing of it comes here"), "{}", title().await);
    app.execute("UPDATE org_credentials SET status = 'refused' WHERE provider = 'vapi'", &[]).await;
    app.services.db.hub().publish(Event { org: cx.org.clone(), topic: Topic::Integrations });
    assert_eq!(watch.round().await.unwrap(), 1);
    assert_eq!(told(&cx).await, [NotificationKind::NumbersSilent], "it is the same incident");
    assert!(title().await.ends_with("cannot answer"), "{}", title().await);
}

/// Callers of an agent that books are answered, whether or not its customers have mails.
async fn a_number_whose_customers_get_no_mails_is_not_silent(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    open(&cx).await;
    let mails = "en".to_owned();
    settings::save(&cx, &BookingSettingsForm { mails, ..hours("UTC", "9-17") }).await.unwrap();
    app.settle().await;
    let mut watch = Watch::new(&app.services, "first", WATCH);
    for _ in 0..3 {
        assert_eq!(watch.round().await.unwrap(), 0);
        app.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(told(&cx).await, []);
    // Programs are told of every link that breaks, by its name.
    let sql = "SELECT told_standing FROM phone_numbers WHERE org_id = $1";
    assert_eq!(app.text(sql, &[cx.org.as_str()]).await, "mailbox_not_connected");
}

async fn an_invitation_is_told_in_the_organisation_of_the_invited(app: TestApp) {
    let (cx, ana) = (owner(&app).await, owner(&app).await);
    let email = app.text("SELECT email FROM users WHERE id = $1", &[ana.user.as_str()]).await;
    let form = |email: &str| InviteForm {
        email: email.to_owned(),
        role: "member".to_owned(),
        channel: "mail".to_owned(),
        ..InviteForm::default()
    };
    let node = app.another_node(5).await;
    for _ in 0..2 {
        invite(&cx, &form(&email), Locale::En).await.unwrap();
        invite(&cx, &form("nobody@clinic.example"), Locale::En).await.unwrap();
        assert_eq!(app.count("invitations WHERE untold", &[]).await, 2, "whether or not there is an account");
        let (one, other) = futures::join!(notify_due(&app.services), notify_due(&node));
        assert_eq!(one.unwrap() + other.unwrap(), 1, "by one of two nodes");
        assert_eq!(app.count("invitations WHERE untold", &[]).await, 0);
    }
    let list = listed(&ana).await;
    assert_eq!(kinds(&list), [NotificationKind::Invited], "once, however often it is sent");
    let name = app.text("SELECT name FROM orgs WHERE id = $1", &[cx.org.as_str()]).await;
    assert_eq!(list[0].title(Locale::En), format!("You are invited to {name}"));
    assert_eq!(told(&cx).await, []);
    let colleague = colleague(&app, &ana, Role::Owner).await;
    assert_eq!(told(&colleague).await, [], "it is nobody else's");
    let id = app.text("SELECT id FROM invitations WHERE email = $1", &[&email]).await;
    revoke(&cx, &id.parse().unwrap()).await.unwrap();
}

/// A person who may see less from now on sees none of what they may not, and one who is out nothing.
async fn who_may_not_see_it_any_more_does_not(app: TestApp) {
    let cx = owner(&app).await;
    let admin = colleague(&app, &cx, Role::Admin).await;
    let warning = |nth: i64| {
        format!(
            "INSERT INTO notifications (id, org_id, kind, subject, about, at, due_at, days)
             VALUES ('{}', '{}', 'key_old', 'vapi', '{}', 0, {nth}, 3)",
            app.services.random.uuid(),
            cx.org,
            r#"{"service":{"provider":"vapi"}}"#
        )
    };
    app.execute(&warning(1), &[]).await;
    app.execute(
        "INSERT INTO notifications_people (notification_id, org_id, user_id, mail)
         SELECT n.id, m.org_id, m.user_id, 'none' FROM notifications AS n, memberships AS m",
        &[],
    )
    .await;
    turns(&app, &cx, ava::domain::provider::Provider::Twilio, DOWN, None).await;
    assert_eq!(told(&admin).await, [NotificationKind::CardBroken, NotificationKind::KeyOld]);
    let role = ava::domain::team::RoleForm { role: "viewer".to_owned() };
    team::service::change_role(&cx, &admin.user, &role).await.unwrap();
    assert_eq!(told(&admin).await, [NotificationKind::CardBroken]);
    assert_eq!(service::unread(&admin).await.unwrap(), 1);
    assert_eq!(told(&cx).await.len(), 2, "the others keep theirs");
    team::service::remove(&cx, &admin.user).await.unwrap();
    assert_eq!(told(&admin).await, []);
}

async fn ninety_days_are_kept_and_what_lasts(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, ava::domain::provider::Provider::Twilio, DOWN, None).await;
    many(&app, &cx, 700).await;
    assert_eq!(service::sweep(&app.services).await.unwrap(), 0);
    app.clock.advance(Duration::from_secs(24 * 3600 * KEPT_DAYS.unsigned_abs() + 60));
    many(&app, &cx, 3).await;
    assert_eq!(service::sweep(&app.services).await.unwrap(), 700);
    assert_eq!(app.count("notifications", &[]).await, 4);
}

/// However much happens, an organisation keeps so many.
async fn an_organisation_is_bounded(app: TestApp) {
    let cx = owner(&app).await;
    many(&app, &cx, KEPT).await;
    app.clock.advance(Duration::from_secs(1));
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    for nth in 0..10 {
        let cause = format!("lead {nth}");
        let about = About::Lead { contact: app.services.random.id(), score: 90 };
        let raised =
            Raised { kind: NotificationKind::HotLead, about, cause: &cause, by: None, at: app.now() };
        raise(&mut tx, &raised).await.unwrap();
        raise(&mut tx, &raised).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(app.count("notifications", &[]).await, usize::try_from(KEPT).unwrap());
    assert_eq!(app.count("notifications WHERE kind = 'hot_lead'", &[]).await, 10);
}

both_engines!(
    an_appointment_is_told_to_all_but_whoever_did_it,
    twenty_missed_calls_in_a_minute_are_one,
    a_call_that_was_not_missed_after_all_is_taken_back,
    nobody_is_told_any_more_of_whoever_is_erased,
    an_operation_that_needs_somebody_is_told_of_once,
    numbers_that_cannot_answer_are_one_and_no_moment_is_told,
    one_node_at_a_time_watches_numbers,
    a_number_whose_customers_get_no_mails_is_not_silent,
    a_number_that_answers_is_not_said_to_be_silent,
    an_invitation_is_told_in_the_organisation_of_the_invited,
    who_may_not_see_it_any_more_does_not,
    ninety_days_are_kept_and_what_lasts,
    an_organisation_is_bounded,
);
