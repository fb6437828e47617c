//! What a check finds, and what becomes of the card.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use ava::{
    domain::{
        agent::SyncState,
        credential::CredentialStatus,
        feature::Off,
        health::{Cause, Severity, day_of},
        ids::OrgId,
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        cx::Cx,
        db::OrgTx,
        health::{Finding, Health, OnTransition, Transition},
        integrations::{
            disconnect::disconnect,
            service::{check, save},
        },
    },
};
use futures::future::BoxFuture;

use crate::support::{
    app::{Database, TestApp, Tests},
    both_engines, canary,
    faults::{lasting, trouble::relieve},
    people::{self, card_of, owner, vapi_form},
    sandbox::{OTHER_VAPI_KEY, VAPI_KEY},
};

const VAPI: SandboxProvider = SandboxProvider::Vapi;

async fn stands(cx: &Cx) -> (CredentialStatus, Option<Cause>) {
    let credential = card_of(cx, Provider::Vapi).await.credential.unwrap();
    (credential.status, credential.problem.and_then(|problem| problem.kind.cause()))
}

/// The changes of the card of Vapi, each as `from>to:cause`.
async fn changes(app: &TestApp, cx: &Cx) -> Vec<String> {
    let sql =
        "SELECT COALESCE(from_status, '') || '>' || COALESCE(to_status, '') || ':' || COALESCE(cause, '')
               FROM credential_changes WHERE org_id = $1 AND provider = 'vapi' ORDER BY id";
    app.texts(sql, &[cx.org.as_str()]).await
}

async fn lesson_57_each_cause_has_the_card_that_it_makes(app: TestApp) {
    use CredentialStatus::{Degraded, Refused};
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let mut said = vec![">connected:".to_owned()];
    for (fault, status, cause) in [
        (FaultKind::Unauthorized, Refused, Cause::BadKey),
        (FaultKind::Forbidden, Refused, Cause::MissingRight),
        (FaultKind::RateLimited, Degraded, Cause::RateLimit),
        (FaultKind::ServerError, Degraded, Cause::Outage),
        (FaultKind::Unavailable, Degraded, Cause::Outage),
        (FaultKind::Garbage, Degraded, Cause::Outage),
        (FaultKind::Reset, Degraded, Cause::Outage),
    ] {
        app.sandbox.inject(&lasting(VAPI, fault)).await;
        app.next_check("vapi").await;
        if status == Degraded {
            assert_eq!(
                stands(&cx).await,
                (CredentialStatus::Connected, None),
                "{fault:?}: one blip is nothing"
            );
            app.next_check("vapi").await;
        }
        assert_eq!(stands(&cx).await, (status, Some(cause)), "{fault:?}");
        said.push(format!("connected>{}:{}", status.code(), cause.code()));
        app.sandbox.clear().await;
        for _ in 0..5 {
            app.next_check("vapi").await;
            if stands(&cx).await.0 == CredentialStatus::Connected {
                break;
            }
        }
        assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None), "{fault:?} is over");
        said.push(format!("{}>connected:", status.code()));
    }
    assert_eq!(changes(&app, &cx).await, said);
    canary::assert_clean("causes", &app.dump().await);
    canary::assert_logs_clean();
}

async fn lesson_57_a_secret_that_does_not_open_is_down_until_it_does(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.damage("vapi").await;
    app.next_check("vapi").await;
    assert_eq!(stands(&cx).await, (CredentialStatus::Unreadable, Some(Cause::Unreadable)));
    assert_eq!(save(&cx, &vapi_form(VAPI_KEY)).await.map(drop), Ok(()));
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None));
    let all = [">connected:", "connected>unreadable:unreadable", "unreadable>connected:"];
    assert_eq!(changes(&app, &cx).await, all);
}

async fn a_blip_leaves_the_card_and_its_history_as_they_were(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unavailable)).await;
    app.next_check("vapi").await;
    app.sandbox.clear().await;
    app.next_check("vapi").await;
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None));
    assert_eq!(changes(&app, &cx).await, [">connected:"]);
    let checks = card_of(&cx, Provider::Vapi).await.credential.unwrap().checks;
    assert_eq!(checks.strip.count(Severity::Up), 1);
    assert_eq!(checks.last, Some(app.now()));
    let minutes = (checks.next - app.now()) / 60_000;
    assert!((15..=16).contains(&minutes), "{minutes} min");
}

async fn two_persons_clicks_agree_on_an_outage_only_a_minute_apart(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unavailable)).await;
    for _ in 0..3 {
        check(&cx, Provider::Vapi).await.unwrap_err();
        app.clock.advance(Duration::from_secs(10));
    }
    assert_eq!(stands(&cx).await.0, CredentialStatus::Connected);
    app.clock.advance(Duration::from_secs(60));
    check(&cx, Provider::Vapi).await.unwrap_err();
    assert_eq!(stands(&cx).await, (CredentialStatus::Degraded, Some(Cause::Outage)));
    app.sandbox.clear().await;
    app.clock.advance(Duration::from_secs(60));
    check(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None));
}

async fn a_day_has_its_minutes_its_causes_and_its_first_moment(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.sandbox.inject(&lasting(VAPI, FaultKind::Unauthorized)).await;
    app.next_check("vapi").await;
    let refused_at = app.now();
    app.next_check("vapi").await;
    app.sandbox.clear().await;
    app.next_check("vapi").await;
    let down = app.now() - refused_at;
    let day = day_of(refused_at).to_string();
    let sql = "SELECT CAST(down_ms AS TEXT) || ' ' || CAST(degraded_ms AS TEXT) || ' ' || causes || ' '
                 || CAST(first_at AS TEXT) || ' ' || CAST(checks AS TEXT)
               FROM credential_days WHERE org_id = $1 AND CAST(day AS TEXT) = $2";
    let row = app.text(sql, &[cx.org.as_str(), &day]).await;
    assert_eq!(row, format!("{down} 0 bad_key {refused_at} 4"));
}

async fn an_answer_about_a_key_that_was_replaced_is_thrown_away(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(1000));
    let fault = lasting(VAPI, FaultKind::HoldAfter);
    app.sandbox.inject(&ava::domain::sandbox::NewFault { remaining: 1, ..fault }).await;
    let meanwhile = async {
        app.sandbox.held().await;
        app.sandbox.inject(&lasting(VAPI, FaultKind::Unauthorized)).await;
        let stored = "UPDATE org_credentials SET version = version + 1";
        app.execute(stored, &[]).await;
        app.sandbox.release().await;
    };
    futures::join!(app.check_keys(), meanwhile);
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None), "it says nothing of the new one");
    assert_eq!(changes(&app, &cx).await, [">connected:"]);
}

async fn lesson_03_an_answer_about_a_key_that_was_disconnected_brings_nothing_back(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    app.clock.advance(Duration::from_secs(1000));
    let fault = lasting(VAPI, FaultKind::HoldAfter);
    app.sandbox.inject(&ava::domain::sandbox::NewFault { remaining: 1, ..fault }).await;
    let meanwhile = async {
        app.sandbox.held().await;
        disconnect(&cx, Provider::Vapi).await.unwrap();
        app.sandbox.release().await;
    };
    futures::join!(app.check_keys(), meanwhile);
    assert!(card_of(&cx, Provider::Vapi).await.credential.is_none());
    assert_eq!(changes(&app, &cx).await, [">connected:", "connected>:"]);
    app.clock.advance(Duration::from_secs(100_000));
    assert_eq!(app.check_keys().await, 0);
    save(&cx, &vapi_form(OTHER_VAPI_KEY)).await.unwrap();
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None));
}

async fn a_right_that_only_a_use_shows_to_lack_stays_lacking_until_somebody_asks(app: TestApp) {
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let may_not_create = NewFault {
        method: Some("POST".to_owned()),
        path_contains: Some("/assistant".to_owned()),
        ..lasting(VAPI, FaultKind::Forbidden)
    };
    app.sandbox.inject(&may_not_create).await;
    let agent = people::make_agent(&cx).await;
    app.run_due().await;
    let refused = (CredentialStatus::Refused, Some(Cause::MissingRight));
    assert_eq!(stands(&cx).await, refused);
    let seen = changes(&app, &cx).await;
    assert_eq!(seen, [">connected:", "connected>refused:missing_right"]);
    for _ in 0..3 {
        app.next_check("vapi").await;
        app.run_due().await;
        assert_eq!(stands(&cx).await, refused, "the check passes, and does not ask for that right");
    }
    assert_eq!(changes(&app, &cx).await, seen, "nobody is told of it again and again");
    assert_eq!(people::agent(&cx, &agent).await.sync, SyncState::Pending);
    relieve(&app).await;
    check(&cx, Provider::Vapi).await.unwrap();
    assert_eq!(stands(&cx).await, (CredentialStatus::Connected, None));
    app.settle().await;
    assert_eq!(people::agent(&cx, &agent).await.sync, SyncState::Synced);
}

/// The transitions that this process was told of, each with whether PostgreSQL has it: organisations
/// of both engines have the same ids.
static TOLD: Mutex<Vec<(bool, OrgId, Transition)>> = Mutex::new(Vec::new());

struct Listener;

impl OnTransition for Listener {
    fn changed<'a>(
        &'a self,
        tx: &'a mut OrgTx,
        transition: &'a Transition,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        let told = (tx.is_postgres(), tx.org().clone(), transition.clone());
        TOLD.lock().unwrap_or_else(PoisonError::into_inner).push(told);
        Box::pin(async { Ok(()) })
    }
}

async fn each_change_of_a_status_is_told_once_in_its_transaction(app: TestApp) {
    static LISTENERS: &[&dyn OnTransition] = &[&Listener];
    let cx = owner(&app).await;
    people::connect_vapi(&cx).await;
    let health = Health::new(app.services.random.clone(), LISTENERS, Off::default());
    let id = app.text("SELECT id FROM org_credentials", &[]).await.parse().unwrap();
    let problem = ava::domain::problem::ProblemKind::KeyRefused(Provider::Vapi).into();
    for finding in [Finding::Fails(&problem), Finding::Fails(&problem), Finding::Works] {
        let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
        health.note(&mut tx, &id, finding, app.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let told: Vec<_> = told
        .iter()
        .filter(|(on_postgres, org, _)| {
            *on_postgres == (app.database == Database::Postgres) && *org == cx.org
        })
        .map(|(.., told)| (told.from, told.to, told.cause, told.problem.is_some()))
        .collect();
    let (connected, refused) = (Some(CredentialStatus::Connected), Some(CredentialStatus::Refused));
    assert_eq!(told, [(connected, refused, Some(Cause::BadKey), true), (refused, connected, None, false)]);
}

both_engines! {
    lesson_57_each_cause_has_the_card_that_it_makes,
    lesson_57_a_secret_that_does_not_open_is_down_until_it_does,
    a_blip_leaves_the_card_and_its_history_as_they_were,
    two_persons_clicks_agree_on_an_outage_only_a_minute_apart,
    a_day_has_its_minutes_its_causes_and_its_first_moment,
    an_answer_about_a_key_that_was_replaced_is_thrown_away,
    lesson_03_an_answer_about_a_key_that_was_disconnected_brings_nothing_back,
    a_right_that_only_a_use_shows_to_lack_stays_lacking_until_somebody_asks,
    each_change_of_a_status_is_told_once_in_its_transaction,
}
