//! Each fault of a provider, seen through the whole chain.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpListener;

use super::{
    fake::{Answer, Fake, PATIENT, cx, cx_of, providers, token, vapi},
    openai::OpenaiAuth,
    vapi::VapiAuth,
};
use crate::{
    domain::{
        problem::{Field, Problem, ProblemKind},
        provider::{
            Provider::{GoogleCalendar, Openai, Smtp, Twilio, Vapi},
            openai::OpenaiRegion,
        },
    },
    server::{
        clock::{Clock, ManualClock},
        vault::secret::Secret,
    },
};

async fn check(fake: &Fake) -> Result<(), Problem> {
    let checked = fake.providers().vapi.check_key(&cx(), &vapi()).await;
    checked.map(|_| ())
}

async fn kind(fake: &Fake) -> ProblemKind {
    check(fake).await.unwrap_err().kind
}

#[tokio::test]
async fn a_refused_key_is_a_problem_of_its_field() {
    let said =
        "Invalid Key. Hot tip, you may be using the private key instead of the public key, or vice versa.";
    let fake = Fake::always(move || {
        Answer::Json(401, json!({"message": said, "error": "Unauthorized", "statusCode": 401}))
    })
    .await;
    let problem = check(&fake).await.unwrap_err();
    let expected = Problem::new(ProblemKind::KeyRefused(Vapi)).on(Field::Key).correlated("test-correlation");
    assert_eq!(problem, expected);
    assert_eq!(fake.seen().len(), 1);

    let mut public = vapi();
    public.key = Secret::new("pk_0a1b2c3d");
    let problem = fake.providers().vapi.check_key(&cx(), &public).await;
    assert_eq!(problem.unwrap_err().kind, ProblemKind::PublicKey);
}

#[tokio::test]
async fn a_gateways_403_is_not_the_providers() {
    let fake = Fake::always(|| Answer::Json(403, json!({"message": "Forbidden"}))).await;
    assert_eq!(kind(&fake).await, ProblemKind::LacksRight(Vapi));
    let fake = Fake::always(|| Answer::Html(403)).await;
    assert_eq!(kind(&fake).await, ProblemKind::ProviderFailed(Vapi));
}

#[tokio::test]
async fn other_statuses_have_a_kind_each() {
    for (status, expected) in [
        (402, ProblemKind::QuotaExhausted(Vapi)),
        (404, ProblemKind::GoneAt(Vapi)),
        (422, ProblemKind::Rejected(Vapi)),
    ] {
        let fake = Fake::always(move || Answer::Json(status, json!({}))).await;
        assert_eq!(kind(&fake).await, expected);
        assert_eq!(fake.seen().len(), 1, "{status} is not tried again");
    }
}

#[tokio::test]
async fn waits_as_long_as_it_is_asked_to() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::TooMany("4"),
        _ => Answer::Json(200, json!([])),
    })
    .await;
    let began = fake.clock.now_ms();
    assert_eq!(check(&fake).await, Ok(()));
    assert_eq!(fake.clock.now_ms() - began, 4_000);
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_the_callers() {
    let fake = Fake::always(|| Answer::TooMany("60")).await;
    let problem = check(&fake).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::RateLimited(Vapi));
    assert_eq!(problem.retry_after_secs, Some(60));
    assert_eq!(fake.seen().len(), 1);
}

#[tokio::test]
async fn a_read_is_tried_three_times() {
    let fake = Fake::always(|| Answer::Json(500, json!({}))).await;
    assert_eq!(kind(&fake).await, ProblemKind::ProviderFailed(Vapi));
    assert_eq!(fake.seen().len(), 3);

    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Broken,
        1 => Answer::Html(502),
        _ => Answer::Json(200, json!([{"id": "a", "orgId": "o"}])),
    })
    .await;
    assert_eq!(check(&fake).await, Ok(()));
    assert_eq!(fake.seen().len(), 3);
}

#[tokio::test]
async fn lesson_02_an_answer_that_never_comes_ends() {
    let fake = Fake::always(|| Answer::Never).await;
    let hasty = providers(&fake.url, fake.clock.clone(), Duration::from_millis(100));
    for _ in 0..3 {
        let problem = hasty.vapi.check_key(&cx(), &vapi()).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::ProviderFailed(Vapi));
    }
    // Three of them opened the breaker.
    let problem = hasty.vapi.check_key(&cx(), &vapi()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unavailable(Vapi));
}

#[tokio::test]
async fn a_broken_connection_is_a_failure() {
    let fake = Fake::always(|| Answer::Broken).await;
    assert_eq!(kind(&fake).await, ProblemKind::ProviderFailed(Vapi));

    // Nobody listens there any more.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let gone = providers(&url.parse().unwrap(), ManualClock::at(0), PATIENT);
    let problem = gone.vapi.check_key(&cx(), &vapi()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::NotReached(Vapi), "told from an outage of theirs");
}

#[tokio::test]
async fn what_makes_no_sense_is_not_believed_nor_tried_again() {
    for answer in [
        (|| Answer::Html(200)) as fn() -> Answer,
        || Answer::Json(200, json!({"not": "a list"})),
        || Answer::Oversized(200),
        || Answer::Redirect("/elsewhere".to_owned()),
    ] {
        let fake = Fake::always(answer).await;
        assert_eq!(kind(&fake).await, ProblemKind::ProviderFailed(Vapi));
        let seen = fake.seen();
        assert_eq!((seen.len(), seen[0].path.as_str()), (1, "/vapi/assistant"));
    }
}

#[tokio::test]
async fn a_long_refusal_counts_by_its_status() {
    let fake = Fake::always(|| Answer::Oversized(401)).await;
    assert_eq!(kind(&fake).await, ProblemKind::KeyRefused(Vapi));
}

#[tokio::test]
async fn an_open_breaker_is_not_asked() {
    let fake = Fake::serve(|before, _| match before {
        2..11 => Answer::Json(503, json!({})),
        _ => Answer::Json(200, json!([])),
    })
    .await;
    let providers = fake.providers();
    let ask = async |nth| providers.vapi.check_key(&cx_of(nth), &vapi()).await.map(|_| ());
    assert_eq!((ask(1).await, ask(2).await), (Ok(()), Ok(())));
    for nth in [1, 2, 1] {
        let problem = ask(nth).await.unwrap_err();
        assert_eq!(
            problem.kind,
            ProblemKind::ProviderFailed(Vapi),
            "what happened, not what follows from it"
        );
    }
    let refused = ask(3).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::Unavailable(Vapi));
    assert!((29..=30).contains(&refused.retry_after_secs.unwrap()));
    assert_eq!(fake.seen().len(), 11);

    // Other base URLs, same host: not their outage.
    let twilio = providers.twilio.check_account(&cx(), &token()).await;
    assert_eq!(twilio.unwrap_err().kind, ProblemKind::ProviderFailed(Twilio));
    assert_eq!(fake.seen().len(), 12);

    fake.clock.advance(Duration::from_secs(30));
    assert_eq!(ask(3).await, Ok(()));
}

/// A key with which every call fails, whatever the call is.
#[tokio::test]
async fn lesson_76_one_tenants_failing_key_is_not_an_outage_for_the_others() {
    let fake = Fake::serve(|_, seen| match seen.header("authorization") {
        "Bearer failing" => Answer::Json(503, json!({})),
        _ => Answer::Json(200, json!([])),
    })
    .await;
    let providers = fake.providers();
    let failing = VapiAuth { key: Secret::new("failing"), ..vapi() };
    let fails = async || providers.vapi.check_key(&cx_of(1), &failing).await.unwrap_err();
    let works = async |nth| providers.vapi.check_key(&cx_of(nth), &vapi()).await.map(|_| ());
    for _ in 0..3 {
        assert_eq!(fails().await.kind, ProblemKind::ProviderFailed(Vapi));
        assert_eq!(fails().await.kind, ProblemKind::ProviderFailed(Vapi));
        assert_eq!(works(2).await, Ok(()));
        assert_eq!(fails().await.kind, ProblemKind::ProviderFailed(Vapi));
        let before = fake.seen().len();
        assert_eq!(fails().await.kind, ProblemKind::Unavailable(Vapi), "slowed by itself");
        assert_eq!(fake.seen().len(), before, "and not asked for");
        assert_eq!((works(2).await, works(3).await), (Ok(()), Ok(())));
        fake.clock.advance(Duration::from_secs(30));
        // The probe makes one attempt, and then it waits again.
        assert_eq!(fails().await.kind, ProblemKind::ProviderFailed(Vapi));
        assert_eq!(works(3).await, Ok(()));
        fake.clock.advance(Duration::from_secs(30));
        assert!(providers.vapi.check_key(&cx_of(1), &vapi()).await.is_ok());
        assert!(providers.vapi.check_key(&cx_of(1), &vapi()).await.is_ok());
    }
}

/// Free accounts exist: whoever has one also has a key that works.
#[tokio::test]
async fn lesson_76_a_stranger_with_two_organisations_and_a_failing_key_makes_no_outage() {
    let fake = Fake::serve(|_, seen| match seen.header("authorization") {
        "Bearer failing" => Answer::Json(503, json!({})),
        _ => Answer::Json(200, json!([])),
    })
    .await;
    let providers = fake.providers();
    let failing = VapiAuth { key: Secret::new("failing"), ..vapi() };
    let fails = async |nth| providers.vapi.check_key(&cx_of(nth), &failing).await.unwrap_err().kind;
    let works = async |nth| providers.vapi.check_key(&cx_of(nth), &vapi()).await.map(|_| ());
    assert_eq!((works(1).await, works(2).await), (Ok(()), Ok(())));
    for nth in [1, 2, 1, 2, 1, 2] {
        assert_eq!(fails(nth).await, ProblemKind::ProviderFailed(Vapi));
    }
    assert_eq!(
        (fails(1).await, fails(2).await),
        (ProblemKind::Unavailable(Vapi), ProblemKind::Unavailable(Vapi))
    );
    assert_eq!((works(3).await, works(4).await), (Ok(()), Ok(())));
}

#[tokio::test]
async fn lesson_58_one_tenants_refusals_open_no_breaker() {
    let fake = Fake::serve(|before, _| match before % 3 {
        0 => Answer::Json(401, json!({})),
        1 => Answer::Json(403, json!({})),
        _ => Answer::TooMany("60"),
    })
    .await;
    let providers = fake.providers();
    for _ in 0..9 {
        let problem = providers.vapi.check_key(&cx(), &vapi()).await.unwrap_err();
        assert!(!matches!(problem.kind, ProblemKind::Unavailable(_)));
    }
    assert_eq!(fake.seen().len(), 9);
}

#[tokio::test]
async fn lesson_62_every_attempt_carries_the_correlation_id() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(500, json!({})),
        _ => Answer::Json(200, json!([])),
    })
    .await;
    assert_eq!(check(&fake).await, Ok(()));
    for seen in fake.seen() {
        assert_eq!(seen.header("x-correlation-id"), "test-correlation");
        assert!(seen.header("user-agent").starts_with("AVA/"));
        assert_eq!(seen.header("authorization"), "Bearer 0a1b2c3d-vapi-key");
    }
}

/// What each provider's refusal means decides whether it is asked again, not its status.
#[tokio::test]
async fn lesson_59_what_passes_is_asked_again_and_what_does_not_is_asked_once() {
    let of_openai = |code: &str| json!({"error": {"message": "No.", "type": code, "code": code}});
    let of_google = |reason: &str| json!({"error": {"code": 403, "errors": [{"reason": reason}]}});
    let of_twilio = |code: u32| json!({"code": code, "message": "No.", "status": 429});
    let rows = [
        (Openai, 429, of_openai("insufficient_quota"), 1),
        (Openai, 429, of_openai("billing_not_active"), 1),
        (Openai, 429, of_openai("rate_limit_exceeded"), 3),
        (Openai, 429, json!({}), 3),
        (Openai, 408, json!({}), 3),
        (Openai, 500, of_openai("insufficient_quota"), 3),
        (GoogleCalendar, 403, of_google("rateLimitExceeded"), 3),
        (GoogleCalendar, 403, of_google("userRateLimitExceeded"), 3),
        (GoogleCalendar, 403, of_google("backendError"), 3),
        (GoogleCalendar, 403, of_google("dailyLimitExceeded"), 1),
        (GoogleCalendar, 403, of_google("forbidden"), 1),
        (Twilio, 429, of_twilio(20429), 3),
        (Twilio, 429, json!({}), 3),
        (Twilio, 400, of_twilio(20001), 1),
        (Vapi, 429, json!({"message": "Rate limit exceeded"}), 3),
        (Vapi, 402, json!({}), 1),
        (Vapi, 408, json!({}), 3),
    ];
    for (provider, status, body, times) in rows {
        let case = format!("{provider:?} {status} {body}");
        let fake = Fake::always(move || Answer::Json(status, body.clone())).await;
        let providers = fake.providers();
        let openai = OpenaiAuth { key: Secret::new("sk-proj-1"), region: OpenaiRegion::Global };
        let refused = match provider {
            Vapi => providers.vapi.check_key(&cx(), &vapi()).await.map(drop),
            Twilio => providers.twilio.check_account(&cx(), &token()).await.map(drop),
            Openai => providers.openai.check_key(&cx(), &openai).await.map(drop),
            GoogleCalendar => providers.google.calendars(&cx(), &Secret::new("ya29")).await.map(drop),
            Smtp => unreachable!("no row"),
        };
        assert!(refused.is_err(), "{case}");
        assert_eq!(fake.seen().len(), times, "{case}");
    }
}
