//! Answers of Google's that do not belong where they come to.

use std::time::Duration;

use ava::{
    domain::{
        problem::{Consent, ProblemKind},
        role::Role,
    },
    server::integrations::connectors::google_calendar::consent::{self, Returned},
};

use crate::support::{
    app::TestApp,
    both_engines,
    google::{ACCOUNT, AtGoogle, SESSION, answer},
    people::{colleague, owner},
};

fn copy(of: &Returned) -> Returned {
    Returned { state: of.state.clone(), code: of.code.clone(), error: of.error.clone() }
}

async fn kind(cx: &ava::server::cx::Cx, session: &str, returned: Returned) -> Option<ProblemKind> {
    consent::finish(cx, session, returned).await.err().map(|problem| problem.kind)
}

async fn lesson_46_an_answer_is_worth_nothing_to_anybody_else(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    let other = colleague(&app, &cx, Role::Admin).await;
    let returned = answer(&cx, SESSION, AtGoogle::agrees(ACCOUNT)).await;
    let not_theirs = Some(ProblemKind::Consent(Consent::NotTheirs));
    assert_eq!(kind(&cx, "session-2", copy(&returned)).await, not_theirs, "another browser");
    assert_eq!(kind(&other, SESSION, copy(&returned)).await, not_theirs, "another person");
    assert_eq!(kind(&stranger, SESSION, copy(&returned)).await, not_theirs, "another organisation");
    let mut forged = copy(&returned);
    forged.state = format!("{}0", &forged.state[..forged.state.len() - 1]);
    let flipped = if forged.state == returned.state { forged.state.replace('0', "1") } else { forged.state };
    assert_eq!(kind(&cx, SESSION, Returned { state: flipped, ..copy(&returned) }).await, not_theirs);
    for state in ["", ".", "x.y", "0123456789abcdef0123456789abcdef-99999999999999.0"] {
        let state = state.to_owned();
        assert_eq!(kind(&cx, SESSION, Returned { state, ..copy(&returned) }).await, not_theirs);
    }
    assert_eq!(app.count("org_credentials", &[]).await, 0);
    // None of these attempts used it up.
    assert_eq!(kind(&cx, SESSION, copy(&returned)).await, None);
    assert_eq!(kind(&cx, SESSION, returned).await, Some(ProblemKind::Consent(Consent::Used)));
    assert_eq!(app.count("org_credentials", &[]).await, 1);
}

async fn lesson_46_an_answer_is_taken_for_ten_minutes(app: TestApp) {
    let cx = owner(&app).await;
    let returned = answer(&cx, SESSION, AtGoogle::agrees(ACCOUNT)).await;
    app.clock.advance(Duration::from_secs(600));
    let late = Some(ProblemKind::Consent(Consent::TooLate));
    assert_eq!(kind(&cx, SESSION, copy(&returned)).await, late);
    assert_eq!(kind(&cx, SESSION, returned).await, late, "and never later");
    assert_eq!(app.count("org_credentials", &[]).await, 0);
}

async fn lesson_46_of_two_answers_at_once_one_is_taken(app: TestApp) {
    let cx = owner(&app).await;
    let returned = answer(&cx, SESSION, AtGoogle::agrees(ACCOUNT)).await;
    let (one, other) = futures::join!(
        consent::finish(&cx, SESSION, copy(&returned)),
        consent::finish(&cx, SESSION, copy(&returned)),
    );
    assert_eq!([&one, &other].iter().filter(|taken| taken.is_ok()).count(), 1, "{one:?} {other:?}");
}

/// Many tabs are many consents; the oldest make place.
async fn what_is_under_way_stays_within_a_bound(app: TestApp) {
    let cx = owner(&app).await;
    let first = consent::begin(&cx, SESSION).await.unwrap();
    for _ in 0..25 {
        app.clock.advance(Duration::from_secs(1));
        consent::begin(&cx, SESSION).await.unwrap();
    }
    assert_eq!(app.count("consents_asked", &[]).await, 20);
    let gone = consent::address(&cx, SESSION, &first.to_string()).await.unwrap_err();
    assert_eq!(gone.kind, ProblemKind::Consent(Consent::Used));
    assert!(!app.dump().await.contains(&first.to_string()), "only a hash is stored");
}

both_engines! {
    lesson_46_an_answer_is_worth_nothing_to_anybody_else,
    lesson_46_an_answer_is_taken_for_ten_minutes,
    lesson_46_of_two_answers_at_once_one_is_taken,
    what_is_under_way_stays_within_a_bound,
}
