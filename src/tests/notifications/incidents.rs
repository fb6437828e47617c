//! One notification for an incident, whatever becomes of it, and one for its end.

use std::time::Duration;

use ava::{
    domain::{
        credential::Account,
        feature::Feature,
        notification::{NotificationKind, NotificationView},
        problem::{Problem, ProblemKind},
        provider::Provider,
        role::Role,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        features,
        integrations::{disconnect::disconnect, service::check},
        notifications::{KEPT, delivery::send_due, service},
    },
};

use super::{DEGRADED, DOWN, GONE, UNKNOWN, UP, listed, many, much_later, turns};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, connect_vapi, owner},
};

const VAPI: Provider = Provider::Vapi;

fn refused() -> Option<Problem> {
    Some(ProblemKind::KeyRefused(VAPI).into())
}

fn kinds(list: &[NotificationView]) -> Vec<NotificationKind> {
    list.iter().map(|one| one.kind).collect()
}

async fn an_incident_is_told_of_once_and_so_is_its_end(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DEGRADED, Some(ProblemKind::Unreachable.into())).await;
    let began = listed(&cx).await;
    assert_eq!(kinds(&began), [NotificationKind::CardDegraded]);
    assert!(!began[0].read && began[0].ended_at.is_none());
    service::read(&cx, &began[0].id).await.unwrap();

    turns(&app, &cx, VAPI, DOWN, refused()).await;
    turns(&app, &cx, VAPI, DEGRADED, Some(ProblemKind::Unreachable.into())).await;
    turns(&app, &cx, VAPI, UNKNOWN, None).await;
    let worse = listed(&cx).await;
    assert_eq!(kinds(&worse), [NotificationKind::CardBroken], "red stays red until it is over");
    assert_eq!((&worse[0].id, worse[0].at, worse[0].read), (&began[0].id, began[0].at, false));

    turns(&app, &cx, VAPI, UP, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    let over = listed(&cx).await;
    assert_eq!(kinds(&over), [NotificationKind::CardRecovered, NotificationKind::CardBroken]);
    assert_eq!(over[1].ended_at, Some(over[0].at));

    much_later(&app);
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    assert_eq!(listed(&cx).await.len(), 3, "another incident");
    turns(&app, &cx, VAPI, GONE, None).await;
    let gone = listed(&cx).await;
    assert_eq!(gone.len(), 3, "nothing works again that was disconnected");
    assert!(gone[0].ended_at.is_some());
}

/// The incident goes on, and its end is told of once it lasts.
async fn an_outage_that_flaps_is_one(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    let began = listed(&cx).await;
    service::read(&cx, &began[0].id).await.unwrap();
    for _ in 0..20 {
        turns(&app, &cx, VAPI, UP, None).await;
        assert_eq!(
            kinds(&listed(&cx).await),
            [NotificationKind::CardRecovered, NotificationKind::CardBroken]
        );
        turns(&app, &cx, VAPI, DOWN, refused()).await;
        let goes_on = listed(&cx).await;
        assert_eq!((goes_on.len(), &goes_on[0].id, goes_on[0].ended_at), (1, &began[0].id, None));
        assert!(goes_on[0].read, "that it goes on is no news");
    }
    turns(&app, &cx, VAPI, UP, None).await;
    much_later(&app);
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    assert_eq!(listed(&cx).await.len(), 3);
}

async fn incidents_of_two_services_are_two(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    turns(&app, &cx, Provider::Twilio, DOWN, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    let all = listed(&cx).await;
    let of = |provider| all.iter().filter(|one| one.about.provider() == Some(provider)).collect::<Vec<_>>();
    assert_eq!((of(VAPI).len(), of(Provider::Twilio).len()), (2, 1));
    assert_eq!(of(Provider::Twilio)[0].ended_at, None);
}

/// What is wrong with it is not the card's, and its outage is nobody's of the org to mend.
async fn the_account_of_supplied_numbers_has_an_incident_of_its_own(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, Provider::Twilio, DOWN, None).await;
    turns(&app, &cx, Account::MANAGED, DEGRADED, Some(ProblemKind::Unreachable.into())).await;
    turns(&app, &cx, Account::MANAGED, DOWN, None).await;
    turns(&app, &cx, Provider::Twilio, UP, None).await;
    let (broken, over) = (NotificationKind::SupplyBroken, NotificationKind::SupplyRecovered);
    let of_card = [NotificationKind::CardRecovered, NotificationKind::CardBroken];
    assert_eq!(kinds(&listed(&cx).await), [of_card[0], broken, of_card[1]]);
    turns(&app, &cx, Account::MANAGED, UP, None).await;
    let all = listed(&cx).await;
    assert_eq!(kinds(&all), [over, of_card[0], broken, of_card[1]]);
    assert!(all.iter().all(|one| one.ended_at.is_some()));
}

/// What is turned off is on no page, so that nobody could do anything about it.
async fn of_what_is_turned_off_nobody_is_told(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    let decide = async |off: &[Feature], on: &[Feature]| {
        features::decide(&app.services, cx.org.as_str(), off, on).await.unwrap();
    };
    decide(&[VAPI.into(), Feature::ManagedNumbers], &[]).await;
    turns(&app, &cx, VAPI, DEGRADED, None).await;
    turns(&app, &cx, VAPI, UP, None).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    turns(&app, &cx, Account::MANAGED, DOWN, None).await;
    let told = listed(&cx).await;
    assert_eq!(kinds(&told), [NotificationKind::CardBroken], "only what came before");
    assert!(told[0].ended_at.is_some());
    assert_eq!(send_due(&app.services).await.unwrap(), 0);
    assert_eq!(app.count("notifications_people WHERE mail <> 'none'", &[]).await, 0);
    decide(&[], &[VAPI.into()]).await;
    much_later(&app);
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    assert_eq!(listed(&cx).await.len(), 2);
}

/// Its key may change meanwhile, or stay.
async fn what_is_turned_off_has_no_incident_until_it_is_on_again(app: TestApp) {
    let cx = owner(&app).await;
    let decide = async |off: &[Feature], on: &[Feature]| {
        app.clock.advance(Duration::from_secs(1));
        features::decide(&app.services, cx.org.as_str(), off, on).await.unwrap();
    };
    connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(1));
    app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
    check(&cx, VAPI).await.unwrap_err();
    decide(&[VAPI.into()], &[]).await;
    let over = listed(&cx).await;
    assert_eq!(kinds(&over), [NotificationKind::CardBroken], "its end is not told of");
    assert!(over[0].ended_at.is_some());
    assert_eq!(app.count("notifications_people WHERE mail = 'due'", &[]).await, 0);
    much_later(&app);
    decide(&[Provider::Openai.into()], &[VAPI.into()]).await;
    let again = listed(&cx).await;
    assert_eq!(kinds(&again), [NotificationKind::CardBroken; 2]);
    assert_eq!(
        (again[0].ended_at, again[0].problem.as_ref().map(|problem| problem.kind)),
        (None, over[0].problem.as_ref().map(|problem| problem.kind))
    );
    decide(&[], &[Provider::Openai.into(), VAPI.into()]).await;
    assert_eq!(listed(&cx).await, again, "nothing is told twice");
}

async fn everybody_of_the_org_is_told_and_its_admins_by_mail(app: TestApp) {
    let cx = owner(&app).await;
    let viewer = colleague(&app, &cx, Role::Viewer).await;
    colleague(&app, &cx, Role::Admin).await;
    let stranger = owner(&app).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    assert_eq!(listed(&viewer).await.len(), 1);
    assert!(listed(&stranger).await.is_empty());
    assert_eq!(app.count("notifications_people WHERE mail = 'due'", &[]).await, 2, "the owner and the admin");
    assert_eq!(app.count("notifications_people", &[]).await, 3);
}

async fn an_org_keeps_so_many_and_every_incident_that_lasts(app: TestApp) {
    let cx = owner(&app).await;
    turns(&app, &cx, Provider::Twilio, DOWN, None).await;
    many(&app, &cx, KEPT).await;
    turns(&app, &cx, VAPI, DOWN, refused()).await;
    turns(&app, &cx, VAPI, UP, None).await;
    let kept = usize::try_from(KEPT).unwrap();
    assert_eq!(app.count("notifications", &[]).await, kept + 1);
    assert_eq!(app.count("notifications WHERE subject = 'twilio'", &[]).await, 1);
}

async fn a_refused_key_is_told_of_by_itself(app: TestApp) {
    let cx = owner(&app).await;
    let refuse = async || {
        app.clock.advance(Duration::from_secs(1));
        app.sandbox.inject(&NewFault::next_call(SandboxProvider::Vapi, FaultKind::Unauthorized)).await;
        check(&cx, VAPI).await.unwrap_err();
    };
    connect_vapi(&cx).await;
    assert!(listed(&cx).await.is_empty(), "that it works is no news");
    refuse().await;
    let told = listed(&cx).await;
    assert_eq!(kinds(&told), [NotificationKind::CardBroken]);
    assert_eq!(told[0].problem.as_ref().map(|problem| problem.kind), Some(ProblemKind::KeyRefused(VAPI)));
    app.clock.advance(Duration::from_secs(1));
    connect_vapi(&cx).await;
    assert_eq!(kinds(&listed(&cx).await), [NotificationKind::CardRecovered, NotificationKind::CardBroken]);
    much_later(&app);
    refuse().await;
    disconnect(&cx, VAPI).await.unwrap();
    let told = listed(&cx).await;
    assert_eq!(told.len(), 3);
    assert!(told.iter().all(|one| one.ended_at.is_some()));
}

both_engines!(
    a_refused_key_is_told_of_by_itself,
    an_incident_is_told_of_once_and_so_is_its_end,
    an_outage_that_flaps_is_one,
    incidents_of_two_services_are_two,
    the_account_of_supplied_numbers_has_an_incident_of_its_own,
    of_what_is_turned_off_nobody_is_told,
    what_is_turned_off_has_no_incident_until_it_is_on_again,
    everybody_of_the_org_is_told_and_its_admins_by_mail,
    an_org_keeps_so_many_and_every_incident_that_lasts,
);
