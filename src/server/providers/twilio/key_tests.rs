//! API keys, and every fault that may meet them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    domain::{problem::ProblemKind, provider::Provider::Twilio},
    server::providers::fake::{Answer, Fake, SID, cx, providers, token},
};

fn keys_path() -> String {
    format!("/2010-04-01/Accounts/{SID}/Keys.json")
}

fn key(at: usize) -> Value {
    json!({
        "sid": format!("SK{at:032}"),
        "friendly_name": format!("key {at}"),
        "date_created": "Mon, 13 Jun 2016 22:50:08 +0000",
    })
}

fn made() -> Answer {
    Answer::Json(201, json!({"sid": "SK1", "friendly_name": "ava-1", "secret": "told once"}))
}

#[tokio::test]
async fn a_key_is_made_by_the_token_and_tells_its_secret() {
    let fake = Fake::always(made).await;
    let made = fake.providers().twilio.create_key(&cx(), &token(), "ava-1").await.unwrap();
    assert_eq!((made.sid.as_str(), made.secret.expose()), ("SK1", "told once"));
    assert!(!format!("{made:?}").contains("told once"));
    let seen = &fake.seen()[0];
    assert_eq!((seen.method.as_str(), &*seen.path), ("POST", &*format!("/twilio{}", keys_path())));
    assert_eq!(&*seen.body, b"FriendlyName=ava-1");
}

#[tokio::test]
async fn lesson_59_making_a_key_is_never_repeated_by_itself() {
    for answer in [
        (|| Answer::Json(500, json!({}))) as fn() -> Answer,
        || Answer::Broken,
        || Answer::Html(200),
        || Answer::Json(201, json!({"sid": "SK1"})),
    ] {
        let fake = Fake::always(answer).await;
        let failed = fake.providers().twilio.create_key(&cx(), &token(), "ava-1").await.unwrap_err();
        assert_eq!(failed.kind, ProblemKind::ProviderFailed(Twilio));
        assert_eq!(fake.seen().len(), 1);
    }
    let fake = Fake::always(|| Answer::Never).await;
    let hasty = providers(&fake.url, fake.clock.clone(), Duration::from_millis(100));
    let failed = hasty.twilio.create_key(&cx(), &token(), "ava-1").await.unwrap_err();
    assert_eq!((failed.kind, fake.seen().len()), (ProblemKind::ProviderFailed(Twilio), 1));
    // Twilio never processes what it answers with 429.
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(429, json!({"code": 20429})),
        _ => made(),
    })
    .await;
    fake.providers().twilio.create_key(&cx(), &token(), "ava-1").await.unwrap();
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_refusal_has_the_kind_that_its_code_says() {
    for (status, code, kind) in [
        (401, 20003, ProblemKind::KeyRefused(Twilio)),
        (403, 20403, ProblemKind::LacksRight(Twilio)),
        (403, 20008, ProblemKind::TestCredentials),
        (404, 20404, ProblemKind::GoneAt(Twilio)),
        (400, 20001, ProblemKind::Rejected(Twilio)),
    ] {
        let fake = Fake::always(move || Answer::Json(status, json!({"code": code}))).await;
        let twilio = fake.providers().twilio;
        assert_eq!(twilio.create_key(&cx(), &token(), "ava-1").await.unwrap_err().kind, kind);
        assert_eq!(twilio.list_keys(&cx(), &token()).await.unwrap_err().kind, kind);
    }
}

#[tokio::test]
async fn lesson_41_keys_are_read_to_the_last_page() {
    let fake = Fake::serve(|before, _| {
        let next = (before < 2).then(|| format!("{}?PageSize=400&Page={}", keys_path(), before + 1));
        Answer::Json(200, json!({"keys": [key(2 * before), key(2 * before + 1)], "next_page_uri": next}))
    })
    .await;
    let keys = fake.providers().twilio.list_keys(&cx(), &token()).await.unwrap();
    assert_eq!(keys.len(), 6);
    assert_eq!(keys[5].friendly_name.as_deref(), Some("key 5"));
    for next in ["https://example.com/2010-04-01/x.json".to_owned(), keys_path().replace("Keys", "Calls")] {
        let fake =
            Fake::serve(move |_, _| Answer::Json(200, json!({"keys": [], "next_page_uri": next}))).await;
        let failed = fake.providers().twilio.list_keys(&cx(), &token()).await.unwrap_err();
        assert_eq!((failed.kind, fake.seen().len()), (ProblemKind::ProviderFailed(Twilio), 1));
    }
}

#[tokio::test]
async fn a_key_that_is_gone_counts_as_deleted() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(500, json!({})),
        1 => Answer::Html(204),
        _ => Answer::Json(404, json!({"code": 20404})),
    })
    .await;
    let twilio = fake.providers().twilio;
    assert_eq!(twilio.delete_key(&cx(), &token(), "SK1").await, Ok(true));
    assert_eq!(twilio.delete_key(&cx(), &token(), "SK1").await, Ok(false));
    let seen = &fake.seen()[0];
    assert_eq!(seen.method.as_str(), "DELETE");
    assert_eq!(seen.path, format!("/twilio/2010-04-01/Accounts/{SID}/Keys/SK1.json"));
    let fake = Fake::always(|| Answer::Html(200)).await;
    let failed = fake.providers().twilio.delete_key(&cx(), &token(), "SK1").await.unwrap_err();
    assert_eq!(failed.kind, ProblemKind::ProviderFailed(Twilio), "a page of somebody else deleted nothing");
    let fake = Fake::always(|| Answer::Json(403, json!({"code": 20403}))).await;
    let failed = fake.providers().twilio.delete_key(&cx(), &token(), "SK1").await.unwrap_err();
    assert_eq!(failed.kind, ProblemKind::LacksRight(Twilio));
}
