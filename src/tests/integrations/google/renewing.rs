//! Access tokens that end, and consents that do.

use std::time::Duration;

use ava::{
    domain::{
        credential::CredentialStatus,
        integrations::Checked,
        problem::{Consent, ProblemKind},
        provider::google_calendar::PROVIDER,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{cx::Cx, integrations::service::check},
};

use crate::support::{
    app::TestApp,
    both_engines,
    google::{ACCOUNT, connect, stored},
    people::{card_of, owner},
};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// 20 tasks on two nodes find that the token has ended.
async fn race(app: &TestApp, account: &str) {
    let cx = owner(app).await;
    connect(&cx, account).await.unwrap();
    let node = app.another_node(11).await;
    for round in 0..3 {
        app.clock.advance(2 * HOUR);
        let before = app.sealed().await;
        let since = app.sandbox.last_seq().await;
        let tasks: Vec<_> = (0..20)
            .map(|nth| {
                let services = if nth % 2 == 0 { app.services.clone() } else { node.clone() };
                let cx = Cx::new(services, cx.org.clone(), cx.user.clone(), cx.role);
                tokio::spawn(async move { check(&cx, PROVIDER).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(Checked::Accepted), "round {round}");
        }
        assert_eq!(app.token_calls(since).await, 1, "round {round}: one renewal");
        let stored = app.sealed().await;
        assert_ne!(stored, before, "round {round}: one stored result");
        check(&cx, PROVIDER).await.unwrap();
        assert_eq!((app.token_calls(since).await, app.sealed().await), (1, stored), "round {round}");
    }
}

impl TestApp {
    /// The stored secret, as it is sealed.
    async fn sealed(&self) -> String {
        let hex = match self.database {
            crate::support::app::Database::Sqlite => "hex(sealed_secret)",
            crate::support::app::Database::Postgres => "encode(sealed_secret, 'hex')",
        };
        self.text(&format!("SELECT {hex} FROM org_credentials WHERE provider = 'google_calendar'"), &[]).await
    }
}

async fn lesson_13_twenty_tasks_on_two_nodes_renew_a_token_once(app: TestApp) {
    race(&app, ACCOUNT).await;
}

/// Each renewal makes the former refresh token worthless.
async fn lesson_11_twenty_tasks_on_two_nodes_lose_no_rotated_token(app: TestApp) {
    race(&app, "rotates@clinic.example").await;
}

async fn a_token_is_renewed_before_it_ends(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    let since = app.sandbox.last_seq().await;
    app.clock.advance(Duration::from_secs(30 * 60));
    check(&cx, PROVIDER).await.unwrap();
    assert_eq!(app.token_calls(since).await, 0);
    app.clock.advance(Duration::from_secs(15 * 60));
    check(&cx, PROVIDER).await.unwrap();
    assert_eq!(app.token_calls(since).await, 1);
}

async fn the_lease_of_a_node_that_died_is_waited_for_and_no_longer(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    app.clock.advance(2 * HOUR);
    let until = (app.now() + 3000).to_string();
    let taken = "UPDATE google_grants SET renewed_by = 'dead', renewing_until = CAST($1 AS BIGINT)";
    assert_eq!(app.execute(taken, &[&until]).await, 1);
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
    assert!(app.now().to_string() >= until);
    assert_eq!(app.count("google_grants WHERE renewed_by IS NULL", &[]).await, 1);
}

/// A renewal whose answer comes after another consent does not take its place.
async fn a_late_renewal_does_not_replace_another_consent(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, "rotates@clinic.example").await.unwrap();
    app.clock.advance(2 * HOUR);
    app.sandbox
        .inject(&NewFault {
            path_contains: Some("/token".to_owned()),
            ..NewFault::next_call(SandboxProvider::Google, FaultKind::HoldAfter)
        })
        .await;
    let meanwhile = async {
        app.sandbox.held().await;
        connect(&cx, "rotates@clinic.example").await.unwrap();
        app.sandbox.release().await;
    };
    let (checked, ()) = futures::join!(check(&cx, PROVIDER), meanwhile);
    assert_eq!(checked, Ok(Checked::Accepted));
    app.clock.advance(2 * HOUR);
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
}

async fn a_consent_that_was_taken_back_is_given_again_in_place(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    let id = "SELECT id FROM org_credentials WHERE provider = 'google_calendar'";
    let before = app.text(id, &[]).await;
    app.sandbox.remove_access(ACCOUNT).await;
    // The access token has not ended, and is worth nothing.
    let over = check(&cx, PROVIDER).await.unwrap_err();
    assert_eq!(over.kind, ProblemKind::Consent(Consent::Over));
    let held = card_of(&cx, PROVIDER).await.credential.unwrap();
    assert_eq!(held.status, CredentialStatus::Refused);
    assert_eq!(connect(&cx, ACCOUNT).await, Ok(Checked::Accepted));
    assert_eq!(app.text(id, &[]).await, before, "what hangs on it stays");
}

async fn the_end_of_a_consent_to_an_app_in_testing_is_known_ahead_and_said(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, "testing@clinic.example").await.unwrap();
    let config = stored(&cx).await;
    assert!(config.is_in_testing());
    assert_eq!(config.ends_at.unwrap() - config.granted_at, 604_799_000);
    app.clock.advance(6 * DAY);
    assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted));
    app.clock.advance(DAY + HOUR);
    let over = check(&cx, PROVIDER).await.unwrap_err();
    assert_eq!(over.kind, ProblemKind::Consent(Consent::OverInTesting));
    assert_eq!(connect(&cx, "testing@clinic.example").await, Ok(Checked::Accepted));
}

async fn a_google_that_is_away_costs_no_token(app: TestApp) {
    let cx = owner(&app).await;
    connect(&cx, ACCOUNT).await.unwrap();
    for kind in [FaultKind::Unavailable, FaultKind::Reset, FaultKind::Garbage, FaultKind::RateLimited] {
        app.clock.advance(2 * HOUR);
        let fault = NewFault {
            path_contains: Some("/token".to_owned()),
            remaining: 10,
            ..NewFault::next_call(SandboxProvider::Google, kind)
        };
        app.sandbox.inject(&fault).await;
        assert!(check(&cx, PROVIDER).await.unwrap_err().passes_by_itself(), "{kind:?}");
        app.sandbox.clear().await;
        app.clock.advance(HOUR);
        assert_eq!(check(&cx, PROVIDER).await, Ok(Checked::Accepted), "{kind:?}");
    }
}

both_engines! {
    lesson_13_twenty_tasks_on_two_nodes_renew_a_token_once,
    lesson_11_twenty_tasks_on_two_nodes_lose_no_rotated_token,
    a_token_is_renewed_before_it_ends,
    the_lease_of_a_node_that_died_is_waited_for_and_no_longer,
    a_late_renewal_does_not_replace_another_consent,
    a_consent_that_was_taken_back_is_given_again_in_place,
    the_end_of_a_consent_to_an_app_in_testing_is_known_ahead_and_said,
    a_google_that_is_away_costs_no_token,
}
