//! Events are sent to programs that take them, are down, slow or gone, or lead elsewhere.

use std::{net::TcpListener, time::Duration};

use ava::{
    domain::{
        moment::iso,
        notification::{NotificationKind, NotificationsQuery},
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
        webhook::{
            DeliveriesQuery, DeliveryFault, DeliveryFilter, DeliveryState, EventKind, Paused, PausedBy,
            ReplayForm, WebhookForm, WebhooksQuery,
        },
    },
    server::{cx::Cx, notifications, webhooks::service},
};
use serde_json::json;

use super::{
    contact, log, made, only,
    program::{Program, Says},
    sent, time_passes, view,
};
use crate::support::{
    app::{Database, TestApp},
    both_engines,
    people::owner,
};

const MADE: &[EventKind] = &[EventKind::ContactMade];
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn an_event_is_sent_once_and_stands_in_the_log(app: TestApp) {
    let (cx, other, program) = (owner(&app).await, owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    contact(&other, "Eve").await;
    program.says([Says::With(200, ("x-said", "yes".to_owned()), "thanks".to_owned())]);
    let id = contact(&cx, "Ana Morel").await;
    assert_eq!(sent(&app).await, 1);
    assert_eq!(sent(&app).await, 0);
    let heard = program.heard();
    assert_eq!(heard.len(), 1, "{heard:?}");
    let heard = &heard[0];
    assert_eq!((heard.path.as_str(), heard.header("content-type")), ("/hook", "application/json"));
    assert!(heard.header("user-agent").starts_with("AVA/"));
    let now = iso(app.now());
    let told = json!({ "contact_id": id, "created_at": now });
    assert_eq!(heard.json(), json!({ "type": "contact.made", "timestamp": now, "data": told }));
    assert!(!heard.body.contains("Ana"), "nobody is named");

    let page = only(&cx, &hook.id).await;
    assert_eq!((page.delivery.state, page.delivery.object.as_str()), (DeliveryState::Delivered, id.as_str()));
    assert_eq!(
        (page.body.as_str(), page.delivery.event.as_str()),
        (&*heard.body, heard.header("webhook-id"))
    );
    let attempt = &page.attempts[0];
    assert_eq!((attempt.nr, attempt.status, attempt.fault), (1, Some(200), None));
    assert_eq!(attempt.answer, "thanks");
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.waiting, there.last_delivered_at), (0, Some(app.now())));
    assert_eq!(service::get(&other, &hook.id).await.unwrap_err().kind, ProblemKind::NotFound);
    assert_eq!(service::delivery(&other, &page.delivery.id).await.unwrap_err().kind, ProblemKind::NotFound);
}

async fn what_a_program_misses_that_is_down_follows_once_it_is_up(app: TestApp) {
    let cx = owner(&app).await;
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let hook = made(&cx, &format!("http://127.0.0.1:{port}/hook"), MADE).await;
    for name in ["Ana", "Bea", "Cem"] {
        contact(&cx, name).await;
    }
    let began = app.now();
    for _ in 0..6 {
        sent(&app).await;
        assert!(time_passes(&app).await);
    }
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.failing_since, there.waiting), (Some(began), 3));
    assert_eq!(there.last_fault, Some((DeliveryFault::NotReached, None)));
    let program = Program::at(port).await;
    assert_eq!(sent(&app).await, 3, "one that is taken brings the others");
    let mut ids: Vec<String> =
        program.heard().iter().map(|heard| heard.header("webhook-id").to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.failing_since, there.last_fault, there.waiting), (None, None, 0));
    assert!(!time_passes(&app).await);
}

async fn kinds(cx: &Cx) -> Vec<NotificationKind> {
    let list = notifications::service::list(cx, &NotificationsQuery::default()).await.unwrap();
    list.notifications.into_iter().map(|notification| notification.kind).collect()
}

async fn an_address_that_fails_for_days_is_told_of_paused_and_resumed_without_loss(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    let began = app.now();
    program.refuses(Some("contact"));
    let ana = contact(&cx, "Ana").await;
    for _ in 0..100 {
        sent(&app).await;
        if view(&cx, &hook.id).await.paused.is_some() {
            break;
        }
        assert!(time_passes(&app).await);
    }
    let there = view(&cx, &hook.id).await;
    assert_eq!(there.paused, Some(Paused { by: PausedBy::Failing, at: app.now() }));
    assert!(app.now() - began >= 3 * 24 * 3_600_000);
    let tried = program.heard().len();
    assert!((10..40).contains(&tried), "{tried}");
    assert_eq!(kinds(&cx).await, [NotificationKind::WebhookPaused, NotificationKind::WebhookFailing]);

    let bea = contact(&cx, "Bea").await;
    app.clock.advance(30 * DAY);
    assert_eq!(sent(&app).await, 0, "nothing is sent to it");
    assert_eq!(view(&cx, &hook.id).await.waiting, 2);
    let tested = service::test(&cx, &hook.id).await.unwrap();
    assert_eq!(sent(&app).await, 1, "but a test");
    assert_eq!(service::delivery(&cx, &tested).await.unwrap().delivery.state, DeliveryState::Delivered);
    assert!(view(&cx, &hook.id).await.paused.is_some());
    assert_eq!(program.heard().remove(0).json()["type"], "webhook.test");

    program.refuses(None);
    service::resume(&cx, &hook.id).await.unwrap();
    assert_eq!(sent(&app).await, 2);
    let heard: Vec<_> =
        program.heard().iter().map(|heard| heard.json()["data"]["contact_id"].clone()).collect();
    assert_eq!(heard, [json!(ana), json!(bea)]);
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.paused, there.failing_since, there.waiting), (None, None, 0));
}

async fn what_alone_is_refused_is_given_up_and_holds_up_nothing_else(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    let ana = contact(&cx, "Ana").await;
    program.refuses(Some(ana.as_str()));
    let failed = DeliveriesQuery { show: DeliveryFilter::Failed, ..DeliveriesQuery::default() };
    let failed = async || service::deliveries(&cx, &hook.id, &failed).await.unwrap().deliveries;
    for nth in 0..100 {
        contact(&cx, &format!("Other {nth}")).await;
        sent(&app).await;
        if !failed().await.is_empty() {
            break;
        }
        assert!(time_passes(&app).await);
    }
    let failed = failed().await;
    assert_eq!(failed.iter().map(|one| one.object.as_str()).collect::<Vec<_>>(), [ana.as_str()]);
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.paused, there.waiting), (None, 0));
    assert_eq!(kinds(&cx).await, [], "it takes everything else");

    program.refuses(None);
    program.heard();
    let again = service::replay(&cx, &failed[0].id).await.unwrap();
    assert_eq!(service::replay(&cx, &failed[0].id).await, Ok(again.clone()), "it is in line already");
    assert_eq!(sent(&app).await, 1);
    let heard = program.heard().remove(0);
    assert_eq!(heard.header("webhook-id"), failed[0].event.as_str(), "it is the same event");
    let page = service::delivery(&cx, &again).await.unwrap();
    assert_eq!((page.delivery.state, page.delivery.replay), (DeliveryState::Delivered, true));
}

async fn a_program_that_is_gone_is_paused_at_once(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    program.says([Says::Status(410)]);
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 1);
    assert_eq!(view(&cx, &hook.id).await.paused, Some(Paused { by: PausedBy::Gone, at: app.now() }));
    assert_eq!(kinds(&cx).await, [NotificationKind::WebhookPaused]);
    app.clock.advance(DAY);
    assert_eq!(sent(&app).await, 0);
    service::resume(&cx, &hook.id).await.unwrap();
    assert_eq!(sent(&app).await, 1);
    assert_eq!(only(&cx, &hook.id).await.delivery.state, DeliveryState::Delivered);
}

async fn a_redirect_to_loopback_is_not_followed(app: TestApp) {
    let (cx, program, trap) = (owner(&app).await, Program::start().await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    program.says([Says::With(302, ("location", trap.url.clone()), String::new())]);
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 1);
    assert!(trap.heard().is_empty());
    let page = only(&cx, &hook.id).await;
    assert_eq!(page.attempts[0].fault, Some(DeliveryFault::Redirected));
    assert_eq!((page.attempts[0].status, page.delivery.state), (Some(302), DeliveryState::Waiting));
}

async fn a_program_that_asks_for_time_has_it(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    program.says([Says::With(429, ("retry-after", "3600".to_owned()), "slowly".to_owned())]);
    contact(&cx, "Ana").await;
    sent(&app).await;
    assert_eq!(only(&cx, &hook.id).await.delivery.next_at, Some(app.now() + 3_600_000));
}

#[tokio::test]
async fn a_program_that_does_not_answer_is_slow() {
    let app = TestApp::with_timeout(Database::Sqlite, 300).await;
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    program.says([Says::Nothing]);
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 1);
    assert_eq!(only(&cx, &hook.id).await.attempts[0].fault, Some(DeliveryFault::Silent));
}

async fn a_span_is_sent_again_each_event_once(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    let mut times = Vec::new();
    for name in ["Ana", "Bea", "Cem"] {
        app.clock.advance(DAY);
        times.push(app.now());
        contact(&cx, name).await;
        assert_eq!(sent(&app).await, 1);
    }
    let ids = |program: &Program| -> Vec<String> {
        program.heard().iter().map(|heard| heard.header("webhook-id").to_owned()).collect()
    };
    let first = ids(&program);
    let span = |from: i64, until: Option<i64>| ReplayForm {
        from: iso(from),
        until: until.map(iso).unwrap_or_default(),
        undelivered: false,
    };
    let all = service::replay_span(&cx, &hook.id, &span(times[1], None)).await.unwrap();
    assert_eq!((all.count, all.next_from), (2, None));
    let again = service::replay_span(&cx, &hook.id, &span(times[1], None)).await.unwrap();
    assert_eq!(again.count, 0, "they are in line");
    assert_eq!(sent(&app).await, 2);
    assert_eq!(ids(&program), first[1..]);
    let some = service::replay_span(&cx, &hook.id, &span(times[0], Some(times[1]))).await.unwrap();
    assert_eq!(some.count, 1);
    sent(&app).await;
    assert_eq!(ids(&program), first[..1]);
    let missed = ReplayForm { undelivered: true, ..span(times[0], None) };
    assert_eq!(service::replay_span(&cx, &hook.id, &missed).await.unwrap().count, 0);
    assert_eq!(log(&cx, &hook.id).await.len(), 6);
    for (form, field) in [
        (ReplayForm { from: "yesterday".into(), ..ReplayForm::default() }, Field::Since),
        (span(times[1], Some(times[0])), Field::Until),
    ] {
        let refused = service::replay_span(&cx, &hook.id, &form).await.unwrap_err();
        assert_eq!(refused, Problem::invalid(field, Rule::Moment));
    }
    let local = ReplayForm { from: "2026-11-21T00:00".into(), ..ReplayForm::default() };
    assert_eq!(service::replay_span(&cx, &hook.id, &local).await.unwrap().count, 3);
}

async fn what_is_paused_by_hand_waits_and_what_is_deleted_is_gone(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    for _ in 0..2 {
        service::pause(&cx, &hook.id).await.unwrap();
    }
    contact(&cx, "Ana").await;
    assert_eq!(sent(&app).await, 0);
    assert_eq!(view(&cx, &hook.id).await.paused.map(|paused| paused.by), Some(PausedBy::Hand));
    service::delete(&cx, &hook.id).await.unwrap();
    assert_eq!(sent(&app).await, 0);
    assert!(program.heard().is_empty());
    for table in ["webhooks", "webhook_secrets", "webhook_deliveries", "webhook_attempts"] {
        assert_eq!(app.count(table, &[]).await, 0, "{table}");
    }
    assert_eq!(service::delete(&cx, &hook.id).await.unwrap_err().kind, ProblemKind::NotFound);
}

async fn a_form_says_what_is_wrong_with_each_field(app: TestApp) {
    let cx = owner(&app).await;
    let refused = async |url: &str, events: &[EventKind]| {
        service::create(&cx, &WebhookForm::of(url, "", events)).await.unwrap_err()
    };
    for (url, rule) in [
        ("", Rule::Required),
        ("example.com/hook", Rule::WebhookUrl),
        ("ftp://example.com/", Rule::WebhookUrl),
        ("https://ana:moon@example.com/", Rule::WebhookUrl),
        ("https://10.0.0.1/", Rule::InternalUrl),
        ("https://[fd00::1]/", Rule::InternalUrl),
        ("http://1.1.1.1/", Rule::InternalUrl),
    ] {
        assert_eq!(refused(url, MADE).await, Problem::invalid(Field::Url, rule), "{url}");
    }
    let nothing = refused("https://example.com/", &[]).await;
    assert_eq!(nothing, Problem::invalid(Field::Events, Rule::NoEvent));
    let both = refused("", &[]).await;
    assert_eq!((both.field, both.also), (Some(Field::Url), vec![(Field::Events, Rule::NoEvent)]));

    let hook = made(&cx, " “https://Example.com/hook#part” ", MADE).await;
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.url.as_str(), there.version), ("https://example.com/hook", 0));
    let twice = refused("https://example.com/hook", MADE).await;
    assert_eq!(twice, Problem::invalid(Field::Url, Rule::OtherWebhooksUrl));
    let other = made(&cx, "https://other.example/", MADE).await;
    let form = WebhookForm::of("https://example.com/hook", "Desk", &[EventKind::CallEnded]);
    let taken = service::update(&cx, &other.id, &form, 0).await.unwrap_err();
    assert_eq!(taken, Problem::invalid(Field::Url, Rule::OtherWebhooksUrl));
    service::update(&cx, &hook.id, &form, 0).await.unwrap();
    let late = service::update(&cx, &hook.id, &form, 0).await.unwrap_err();
    assert_eq!(late.kind, ProblemKind::Stale);
    let list = service::list(&cx, &WebhooksQuery::default()).await.unwrap();
    let there: Vec<_> = list.webhooks.iter().map(|hook| (hook.url.as_str(), &*hook.events)).collect();
    assert_eq!(
        there,
        [("https://example.com/hook", &[EventKind::CallEnded][..]), ("https://other.example/", MADE)]
    );
}

#[tokio::test]
async fn an_organisation_has_no_more_webhooks_than_it_may() {
    let settings = vec![("AVA_WEBHOOKS_PER_ORG", "1".to_owned())];
    let app = TestApp::with(Database::Sqlite, settings).await;
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let hook = made(&cx, "https://example.com/", MADE).await;
    let form = WebhookForm::of("https://other.example/", "", MADE);
    let refused = service::create(&cx, &form).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::OverQuota(Quota::Webhooks, 1));
    service::create(&other, &form).await.unwrap();
    service::delete(&cx, &hook.id).await.unwrap();
    service::create(&cx, &form).await.unwrap();
}

/// Of so many that wait, no more are kept, and it is counted: nothing fails for it.
async fn what_finds_no_place_is_counted(app: TestApp) {
    let cx = owner(&app).await;
    let hook = made(&cx, "http://127.0.0.1:9/", MADE).await;
    service::pause(&cx, &hook.id).await.unwrap();
    contact(&cx, "Ana").await;
    let many =
        "INSERT INTO webhook_deliveries (id, org_id, webhook_id, event_id, kind, object, seq, state, due_at,
                                                queued_at)
                WITH RECURSIVE many (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM many WHERE n < 20000)
                SELECT 'd' || n, d.org_id, d.webhook_id, d.event_id, d.kind, 'o' || n, n, 'waiting', 0, 0
                FROM many, webhook_deliveries AS d";
    assert_eq!(app.execute(many, &[]).await, 19_999);
    contact(&cx, "Bea").await;
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.waiting, there.dropped), (20_000, 1));
    service::resume(&cx, &hook.id).await.unwrap();
    assert_eq!(view(&cx, &hook.id).await.dropped, 0);
    // Nor where it takes everything, and does so slowly.
    contact(&cx, "Cem").await;
    let there = view(&cx, &hook.id).await;
    assert_eq!((there.waiting, there.dropped), (20_000, 1));
}

async fn a_log_is_kept_for_a_month_and_what_waits_for_longer(app: TestApp) {
    let (cx, program) = (owner(&app).await, Program::start().await);
    let hook = made(&cx, &program.url, MADE).await;
    contact(&cx, "Ana").await;
    sent(&app).await;
    service::pause(&cx, &hook.id).await.unwrap();
    contact(&cx, "Bea").await;
    app.clock.advance(29 * DAY);
    assert_eq!(service::forget_old(&app.services).await.unwrap(), 0);
    app.clock.advance(2 * DAY);
    assert_eq!(service::forget_old(&app.services).await.unwrap(), 2, "a delivery and its event");
    let page = only(&cx, &hook.id).await;
    assert_eq!(page.delivery.state, DeliveryState::Waiting);
    service::resume(&cx, &hook.id).await.unwrap();
    assert_eq!(sent(&app).await, 1);
}

both_engines!(
    an_event_is_sent_once_and_stands_in_the_log,
    what_a_program_misses_that_is_down_follows_once_it_is_up,
    an_address_that_fails_for_days_is_told_of_paused_and_resumed_without_loss,
    what_alone_is_refused_is_given_up_and_holds_up_nothing_else,
    a_program_that_is_gone_is_paused_at_once,
    a_redirect_to_loopback_is_not_followed,
    a_program_that_asks_for_time_has_it,
    a_span_is_sent_again_each_event_once,
    what_is_paused_by_hand_waits_and_what_is_deleted_is_gone,
    a_form_says_what_is_wrong_with_each_field,
    what_finds_no_place_is_counted,
    a_log_is_kept_for_a_month_and_what_waits_for_longer,
);
