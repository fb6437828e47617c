//! Tests of Twilio's hosts other than that of the REST API.

use serde_json::json;

use super::Route;
use crate::{
    domain::{phone::E164, problem::ProblemKind, provider::Provider::Twilio, twilio_region::TwilioRegion},
    server::providers::fake::{Answer, Fake, cx, token},
};

fn number() -> E164 {
    E164::parse("+14155550142").unwrap()
}

#[tokio::test]
async fn lesson_82_the_region_that_handles_calls_is_read_from_the_route() {
    for (region, expected) in [
        (json!("us1"), TwilioRegion::Us1),
        (json!("ie1"), TwilioRegion::Ie1),
        (json!(null), TwilioRegion::Us1),
        (json!(7), TwilioRegion::Us1),
        (json!({}), TwilioRegion::Us1),
        (json!("br1"), TwilioRegion::Other),
    ] {
        let answer = json!({ "phone_number": "+14155550142", "voice_region": region });
        let fake = Fake::always(move || Answer::Json(200, answer.clone())).await;
        let route = fake.providers().twilio.voice_route(&cx(), &token(), &number()).await;
        assert_eq!(route, Ok(Route::To(expected)));
        assert_eq!(fake.seen()[0].path, "/twilio-routes/v2/PhoneNumbers/+14155550142");
    }
    let read = async |answer: fn() -> Answer| {
        let fake = Fake::always(answer).await;
        fake.providers().twilio.voice_route(&cx(), &token(), &number()).await.map_err(|problem| problem.kind)
    };
    assert_eq!(read(|| Answer::Json(404, json!({ "code": 20404 }))).await, Ok(Route::To(TwilioRegion::Us1)));
    assert_eq!(read(|| Answer::Json(403, json!({ "code": 20403 }))).await, Ok(Route::Untold));
    assert_eq!(
        read(|| Answer::Json(401, json!({ "code": 20003 }))).await,
        Err(ProblemKind::KeyRefused(Twilio))
    );
    assert_eq!(read(|| Answer::Html(200)).await, Err(ProblemKind::ProviderFailed(Twilio)));
}

#[tokio::test]
async fn lesson_82_messaging_services_are_read_to_the_last_page_and_by_their_own_hosts_name() {
    let fake = Fake::serve(|_, seen| {
        let page = |key: &str, entries, next: Option<&str>| {
            Answer::Json(200, json!({ key: entries, "meta": { "next_page_url": next } }))
        };
        let next = "https://messaging.twilio.com/v1/Services?PageSize=100&Page=1";
        match (seen.path.as_str(), seen.query.contains("Page=1")) {
            ("/twilio-messaging/v1/Services", false) => {
                let first = json!([{ "sid": "MG1", "friendly_name": "Reminders" }]);
                page("services", first, Some(next))
            }
            ("/twilio-messaging/v1/Services", true) => {
                let second = json!([
                    { "sid": "MG2", "friendly_name": "", "use_inbound_webhook_on_number": false },
                    { "sid": "MG3", "friendly_name": "Defers", "use_inbound_webhook_on_number": true },
                ]);
                page("services", second, None)
            }
            ("/twilio-messaging/v1/Services/MG1/PhoneNumbers", _) => {
                page("phone_numbers", json!([{ "sid": "PN1" }]), None)
            }
            ("/twilio-messaging/v1/Services/MG2/PhoneNumbers", _) => {
                page("phone_numbers", json!([{ "sid": "PN2" }]), None)
            }
            other => panic!("{other:?}"),
        }
    })
    .await;
    let taken = fake.providers().twilio.numbers_of_services(&cx(), &token()).await.unwrap();
    let mut taken: Vec<_> = taken.into_iter().collect();
    taken.sort();
    assert_eq!(taken, [("PN1".to_owned(), "Reminders".to_owned()), ("PN2".to_owned(), "MG2".to_owned())]);

    let elsewhere = "https://evil.example/v1/Accounts?PageSize=100";
    let fake = Fake::always(move || {
        Answer::Json(200, json!({ "services": [], "meta": { "next_page_url": elsewhere } }))
    })
    .await;
    let refused = fake.providers().twilio.numbers_of_services(&cx(), &token()).await.unwrap_err();
    assert_eq!(refused.kind, ProblemKind::ProviderFailed(Twilio), "the credentials go to no other list");
}

/// The documents let every property be null, and a key may lack a right.
#[tokio::test]
async fn what_is_odd_of_a_messaging_service_makes_no_other_unreadable() {
    for odd in [json!(null), json!(7), json!({}), json!([])] {
        let fake = Fake::serve(move |_, seen| {
            let answer = match seen.path.rsplit('/').nth(1) {
                Some("v1") => json!({
                    "services": [
                        { "sid": odd, "friendly_name": "Nobody's" },
                        { "sid": "MG1", "friendly_name": odd, "use_inbound_webhook_on_number": odd },
                        { "sid": "MG2", "friendly_name": "Not to be read" },
                    ],
                    "meta": odd,
                }),
                Some("MG1") => json!({
                    "phone_numbers": [{ "sid": odd }, { "sid": "PN1" }],
                    "meta": { "next_page_url": odd },
                }),
                _ => return Answer::Json(403, json!({ "code": 20403 })),
            };
            Answer::Json(200, answer)
        })
        .await;
        let taken = fake.providers().twilio.numbers_of_services(&cx(), &token()).await.unwrap();
        assert_eq!(taken.into_iter().collect::<Vec<_>>(), [("PN1".to_owned(), "MG1".to_owned())]);
    }
}
