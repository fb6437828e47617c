//! Renewing a token, and the standing of an account inside the operator's.

use serde_json::{Value, json};

use crate::{
    domain::{
        problem::{Managed, ProblemKind},
        provider::Provider::Twilio,
    },
    server::providers::{
        fake::{Answer, Fake, SID, cx, token},
        twilio::SubaccountStatus,
    },
};

const SUB: &str = "AC00000000000000000000000000000002";

fn made() -> Answer {
    Answer::Json(201, json!({"account_sid": SID, "secondary_auth_token": "the second"}))
}

fn promoted(token: &str) -> Answer {
    Answer::Json(200, json!({"account_sid": SID, "auth_token": token}))
}

#[tokio::test]
async fn a_token_is_renewed_by_the_one_that_holds_and_shows_nowhere() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(404, json!({"code": 20404, "status": 404})),
        1 => made(),
        _ => promoted("the second"),
    })
    .await;
    let renewed = fake.providers().twilio.renew_token(&cx(), &token()).await.unwrap();
    assert_eq!(renewed.expose(), "the second");
    let asked: Vec<_> = fake.seen().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect();
    assert_eq!(
        asked,
        [
            "DELETE /twilio-accounts/v1/AuthTokens/Secondary",
            "POST /twilio-accounts/v1/AuthTokens/Secondary",
            "POST /twilio-accounts/v1/AuthTokens/Promote",
        ]
    );
}

#[tokio::test]
async fn lesson_78_a_token_that_somebody_put_in_its_place_is_not_taken() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(404, json!({"code": 20404})),
        1 => made(),
        _ => promoted("somebody else’s"),
    })
    .await;
    let refused = fake.providers().twilio.renew_token(&cx(), &token()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::ProviderFailed(Twilio));
}

#[tokio::test]
async fn lesson_59_no_token_is_made_or_promoted_twice_by_itself() {
    for at in [1, 2] {
        let fake = Fake::serve(move |before, _| match before {
            before if before == at => Answer::Json(503, json!({})),
            0 => Answer::Json(404, json!({"code": 20404})),
            _ => made(),
        })
        .await;
        let failed = fake.providers().twilio.renew_token(&cx(), &token()).await.unwrap_err();
        assert_eq!((failed.kind, fake.seen().len()), (ProblemKind::ProviderFailed(Twilio), at + 1));
    }
    let fake = Fake::always(|| Answer::Json(401, json!({"code": 20003, "message": "Authenticate"}))).await;
    let refused = fake.providers().twilio.renew_token(&cx(), &token()).await.unwrap_err();
    assert_eq!((refused.kind, fake.seen().len()), (ProblemKind::KeyRefused(Twilio), 1));
    assert_eq!(refused.of_the_platform().kind, ProblemKind::Managed(Managed::PlatformRefused));
}

fn account(owner: &str, status: &str) -> Value {
    json!({"sid": SUB, "owner_account_sid": owner, "status": status, "auth_token": "its token"})
}

#[tokio::test]
async fn an_account_is_as_it_was_asked_to_be_or_it_is_a_failure() {
    let suspended = SubaccountStatus::Suspended;
    let fake = Fake::always(|| Answer::Json(200, account(SID, "suspended"))).await;
    let set = fake.providers().twilio.set_subaccount_status(&cx(), &token(), SUB, suspended).await.unwrap();
    assert_eq!((set.sid.as_str(), set.status), (SUB, suspended));
    let seen = &fake.seen()[0];
    assert_eq!(seen.path, format!("/twilio/2010-04-01/Accounts/{SUB}.json"));
    assert_eq!(&*seen.body, b"Status=suspended");
    for answer in [account(SID, "active"), account(SUB, "suspended")] {
        let fake = Fake::always(move || Answer::Json(200, answer.clone())).await;
        let set = fake.providers().twilio.set_subaccount_status(&cx(), &token(), SUB, suspended).await;
        assert_eq!(set.unwrap_err().kind, ProblemKind::ProviderFailed(Twilio));
    }
}

/// Taken for missing, it would have a second account opened.
#[tokio::test]
async fn an_account_that_cannot_be_read_is_there_all_the_same() {
    let named = |changes: Value| {
        let mut entry = account(SID, "active");
        entry["friendly_name"] = "ours".into();
        for (name, value) in changes.as_object().unwrap() {
            entry[name] = value.clone();
        }
        entry
    };
    let find = async |entry: Value| {
        let fake = Fake::always(move || Answer::Json(200, json!({"accounts": [entry.clone()]}))).await;
        let found = fake.providers().twilio.find_subaccount(&cx(), &token(), "ours").await;
        found.map(|found| found.map(|found| found.sid)).map_err(|problem| problem.kind)
    };
    assert_eq!(find(named(json!({}))).await, Ok(Some(SUB.to_owned())));
    for odd in [
        json!({"auth_token": null}),
        json!({"owner_account_sid": null}),
        json!({"sid": 7}),
        json!({"status": null}),
        json!({"status": "on-hold"}),
    ] {
        assert_eq!(find(named(odd.clone())).await, Err(ProblemKind::ProviderFailed(Twilio)), "{odd}");
    }
    for others in [
        json!({"status": "closed", "auth_token": null}),
        json!({"friendly_name": "theirs", "auth_token": null}),
        json!({"friendly_name": null}),
        json!({"owner_account_sid": SUB}),
    ] {
        assert_eq!(find(named(others.clone())).await, Ok(None), "{others}");
    }
}
