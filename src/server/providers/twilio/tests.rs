//! Twilio's own ways: codes, pages, and one request for twenty readers.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};

use super::*;
use crate::{
    domain::{
        managed::NumberKind,
        phone::E164,
        problem::{Field, ProblemKind, Right},
        provider::Provider::Twilio,
    },
    server::providers::{
        fake::{Answer, Fake, SID, Seen, api_key, cx, token, vapi},
        rights::Pace,
        vapi::NewNumber,
    },
};

fn refusal(status: u16, code: u32, message: &'static str) -> impl Fn() -> Answer + Send + Sync {
    move || Answer::Json(status, json!({"code": code, "message": message, "status": status}))
}

fn entry(at: usize) -> Value {
    json!({
        "sid": format!("PN{at:032}"),
        "phone_number": format!("+1415555{at:04}"),
        "friendly_name": "",
        "capabilities": {"voice": true, "sms": false, "mms": false},
        "voice_url": "https://example.com/voice",
        "voice_method": "POST",
        "sms_url": null,
        "trunk_sid": null,
        "voice_application_sid": "",
    })
}

fn page(entries: Vec<Value>, next: Option<String>) -> Answer {
    Answer::Json(200, json!({"incoming_phone_numbers": entries, "next_page_uri": next}))
}

fn list_path() -> String {
    format!("/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json")
}

#[tokio::test]
async fn codes_come_before_statuses() {
    let user = "Authentication Error - invalid username";
    for (auth, status, code, message, kind, field) in [
        (token(), 401, 20003, "Authenticate", ProblemKind::KeyRefused(Twilio), Some(Field::AuthToken)),
        (token(), 401, 20003, user, ProblemKind::KeyRefused(Twilio), Some(Field::Account)),
        (api_key(), 401, 20003, "Authenticate", ProblemKind::KeyRefused(Twilio), Some(Field::ApiKeySecret)),
        (api_key(), 401, 20003, user, ProblemKind::KeyRefused(Twilio), Some(Field::ApiKeySid)),
        (
            api_key(),
            401,
            70051,
            "",
            ProblemKind::MissingRight(Right::ListTwilioNumbers),
            Some(Field::ApiKeySecret),
        ),
        (
            api_key(),
            403,
            70051,
            "",
            ProblemKind::MissingRight(Right::ListTwilioNumbers),
            Some(Field::ApiKeySecret),
        ),
        (token(), 401, 70051, "", ProblemKind::KeyRefused(Twilio), Some(Field::AuthToken)),
        (token(), 403, 70051, "", ProblemKind::KeyRefused(Twilio), Some(Field::AuthToken)),
        (token(), 403, 20008, "", ProblemKind::TestCredentials, Some(Field::AuthToken)),
        (token(), 403, 20005, "", ProblemKind::AccountSuspended, Some(Field::AuthToken)),
        (token(), 403, 10001, "", ProblemKind::AccountSuspended, Some(Field::AuthToken)),
        (token(), 404, 20404, "", ProblemKind::KeyRefused(Twilio), Some(Field::Account)),
        (api_key(), 404, 20404, "", ProblemKind::KeyRefused(Twilio), Some(Field::ApiKeySid)),
        (token(), 403, 1, "", ProblemKind::LacksRight(Twilio), Some(Field::AuthToken)),
        (token(), 400, 21470, "", ProblemKind::Rejected(Twilio), None),
        (token(), 503, 20003, "", ProblemKind::ProviderFailed(Twilio), None),
    ] {
        let fake = Fake::always(refusal(status, code, message)).await;
        let twilio = fake.providers().twilio;
        let checked = match auth.api_key {
            None => twilio.check_account(&cx(), &auth).await.map(drop),
            Some(_) => twilio.check_api_key(&cx(), &auth, Pace::AtOnce).await,
        };
        let problem = checked.unwrap_err();
        assert_eq!((problem.kind, problem.field), (kind, field), "{code} {message}");
        assert_eq!(problem.correlation_id.as_deref(), Some("test-correlation"));
    }
}

#[tokio::test]
async fn an_account_must_be_active() {
    let account = |status: &'static str, kind: &'static str| {
        move || {
            let account = json!({
                "sid": SID, "friendly_name": "Dental practice", "status": status, "type": kind,
                "auth_token": "never-read",
            });
            Answer::Json(200, account)
        }
    };
    let fake = Fake::always(account("active", "Trial")).await;
    let checked = fake.providers().twilio.check_account(&cx(), &token()).await;
    let expected = AccountCheck { friendly_name: Some("Dental practice".to_owned()), trial: true };
    assert_eq!(checked, Ok(expected));
    assert_eq!(fake.seen()[0].path, format!("/twilio/2010-04-01/Accounts/{SID}.json"));
    for status in ["suspended", "closed"] {
        let fake = Fake::always(account(status, "Full")).await;
        let checked = fake.providers().twilio.check_account(&cx(), &token()).await;
        assert_eq!(checked.unwrap_err().kind, ProblemKind::AccountSuspended);
    }
}

#[tokio::test]
async fn lesson_85_an_api_key_is_proved_by_what_it_is_used_for() {
    let fake = Fake::serve(|_, seen| match seen.path.ends_with("s.json") {
        true => page(vec![], None),
        false => Answer::Json(404, json!({"code": 20404, "status": 404})),
    })
    .await;
    assert_eq!(fake.providers().twilio.check_api_key(&cx(), &api_key(), Pace::AtOnce).await, Ok(()));
    let mut all = fake.seen();
    all.sort_by_key(|seen| (seen.method.to_string(), seen.path.clone()));
    let nobodys = list_path().replace(".json", "/PN00000000000000000000000000000000.json");
    let asked: Vec<_> = all.iter().map(|seen| (seen.method.as_str(), seen.path.as_str())).collect();
    let (list, one) = (format!("/twilio{}", list_path()), format!("/twilio{nobodys}"));
    assert_eq!(asked, [("GET", list.as_str()), ("GET", one.as_str()), ("POST", one.as_str())]);
    assert!(all[2].body.is_empty(), "it would change nothing");
    let seen = &all[0];
    assert_eq!(seen.query, "PageSize=1");
    // SK00000000000000000000000000000002:api-key-secret
    assert_eq!(
        seen.header("authorization"),
        "Basic U0swMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMjphcGkta2V5LXNlY3JldA=="
    );
}

/// Twilio's document lets every property be null.
#[tokio::test]
async fn what_the_document_lets_be_null_makes_no_list_unreadable() {
    for odd in [Value::Null, json!(7), json!({})] {
        let nameless = json!({"sid": odd, "phone_number": odd});
        let fake = Fake::serve(move |_, seen| {
            let mut number = entry(1);
            for name in ["friendly_name", "capabilities", "voice_url", "voice_method", "sms_url", "trunk_sid"]
            {
                number[name] = odd.clone();
            }
            let named = json!({"sid": "XX1", "friendly_name": "ours"});
            Answer::Json(
                200,
                match seen.path.rsplit('/').next() {
                    Some("IncomingPhoneNumbers.json") => {
                        json!({"incoming_phone_numbers": [nameless, number], "next_page_uri": odd})
                    }
                    Some("Keys.json") => json!({"keys": [nameless, named], "next_page_uri": odd}),
                    Some("Addresses.json") => json!({"addresses": [nameless, named]}),
                    Some("Local.json") => json!({"available_phone_numbers": [nameless, {
                        "phone_number": "+14155550001", "locality": odd, "region": odd, "capabilities": odd,
                        "address_requirements": odd,
                    }]}),
                    Some("US") => json!({"price_unit": odd, "phone_number_prices": [nameless]}),
                    Some("GB") => json!({"price_unit": "USD", "phone_number_prices": odd}),
                    _ => json!({"sid": SID, "status": odd, "type": odd, "friendly_name": odd}),
                },
            )
        })
        .await;
        let client = fake.providers().twilio;
        let numbers = client.read_numbers(&cx(), &token()).await.unwrap();
        assert_eq!((numbers.len(), numbers[0].voice, numbers[0].voice_url.as_deref()), (1, true, None));
        assert!(!numbers[0].is_on_trunk_or_app());
        let checked = client.check_account(&cx(), &token()).await;
        assert_eq!(checked, Ok(AccountCheck { friendly_name: None, trial: false }));
        assert_eq!(client.list_keys(&cx(), &token()).await.unwrap().len(), 1);
        assert_eq!(client.addresses_named(&cx(), &token(), "ours").await.unwrap(), ["XX1"]);
        let wanted = Wanted { country: "US", kind: NumberKind::Local, area: "", digits: "" };
        let offers = client.for_sale(&cx(), &token(), &wanted).await.unwrap();
        assert_eq!((offers.len(), offers[0].locality.as_deref(), offers[0].sms), (1, None, false));
        for country in ["US", "GB"] {
            assert_eq!(client.price(&cx(), &token(), country, NumberKind::Local).await, Ok(None));
        }
    }
}

#[tokio::test]
async fn a_number_whose_calls_are_taken_for_faxes_cannot_be_called() {
    for (mode, voice) in [(json!("fax"), false), (json!("voice"), true), (json!(null), true)] {
        let fake = Fake::always(move || {
            let mut number = entry(1);
            number["voice_receive_mode"] = mode.clone();
            page(vec![number], None)
        })
        .await;
        assert_eq!(fake.providers().twilio.read_numbers(&cx(), &token()).await.unwrap()[0].voice, voice);
    }
}

#[tokio::test]
async fn a_code_counts_whatever_stands_beside_it() {
    let fake = Fake::always(|| Answer::Json(403, json!({"code": 20008, "message": {"odd": 1}}))).await;
    let refused = fake.providers().twilio.check_account(&cx(), &token()).await.unwrap_err();
    assert_eq!((refused.kind, refused.field), (ProblemKind::TestCredentials, Some(Field::AuthToken)));
}

#[tokio::test]
async fn a_429_is_tried_again() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(429, json!({"code": 20429, "message": "Too Many Requests"})),
        _ => Answer::Json(200, entry(7)),
    })
    .await;
    let client = fake.providers().twilio;
    let found = client.get_number(&cx(), &token(), "PN7").await.unwrap();
    assert_eq!(found.e164.as_str(), "+14155550007");
    assert!(found.voice);
    assert!(!found.is_on_trunk_or_app());
    assert_eq!((found.friendly_name, found.sms_url), (None, None));

    let fake = Fake::always(|| Answer::Json(429, json!({"code": 20429}))).await;
    let client = fake.providers().twilio;
    let failed = client.get_number(&cx(), &token(), "PN7").await.unwrap_err();
    assert_eq!(failed.kind, ProblemKind::RateLimited(Twilio));
    assert_eq!(fake.seen().len(), 3);
}

/// `pages` of two numbers each, as Twilio tells where they go on.
fn paged(pages: usize) -> impl Fn(usize, &Seen) -> Answer + Send + Sync {
    move |_, seen| {
        let at: usize = seen.param("Page").map_or(0, |page| page.parse().unwrap());
        let size = seen.param("PageSize").unwrap();
        let next = format!("{}?PageSize={size}&Page={1}&PageToken=PAPN{at}", list_path(), at + 1);
        page(vec![entry(2 * at), entry(2 * at + 1)], (at + 1 < pages).then_some(next))
    }
}

#[tokio::test]
async fn a_list_of_thousands_is_chosen_from_page_by_page() {
    let fake = Fake::serve(paged(3)).await.slowly(Duration::from_millis(2700));
    let client = fake.providers().twilio;
    let (mut after, mut found) = (String::new(), Vec::new());
    for asked in 1..=3 {
        let listed = client.list_numbers(&cx(), &token(), "", &after).await.unwrap();
        assert_eq!(fake.seen().len(), asked, "a page waits for one answer");
        found.extend(listed.numbers);
        after = listed.next.unwrap_or_default();
    }
    assert_eq!((found.len(), after.as_str()), (6, ""));
    assert_eq!(fake.seen()[1].param("PageToken").as_deref(), Some("PAPN0"));
    client.list_numbers(&cx(), &token(), "+331", "").await.unwrap();
    assert_eq!(fake.seen()[3].param("PhoneNumber").as_deref(), Some("+331"));
    assert_eq!(fake.seen()[3].query.matches("PhoneNumber").count(), 1);
    for made_up in ["Page=1&AccountSid=AC1", "x", &"Page=1&".repeat(200)] {
        client.list_numbers(&cx(), &token(), "1", made_up).await.unwrap();
        assert_eq!(fake.seen().last().unwrap().param("PageSize").as_deref(), Some("200"), "{made_up}");
    }
}

#[tokio::test]
async fn a_list_of_thousands_is_compared_whole_however_slow_each_page_is() {
    let fake = Fake::serve(paged(11)).await.slowly(Duration::from_millis(2700));
    let all = fake.providers().twilio.read_numbers(&cx(), &token()).await.unwrap();
    assert_eq!((all.len(), fake.seen().len()), (22, 11));
}

#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let fake = Fake::serve(paged(usize::MAX)).await.slowly(Duration::from_millis(2700));
    let client = fake.providers().twilio;
    let problem = client.read_numbers(&cx(), &token()).await.unwrap_err();
    assert_eq!(problem.kind, ProblemKind::ProviderFailed(Twilio));
    assert!((100..150).contains(&fake.seen().len()), "{}", fake.seen().len());
}

#[tokio::test]
async fn lesson_41_numbers_are_read_to_the_last_page() {
    let fake = Fake::serve(paged(3)).await;
    let listed = fake.providers().twilio.read_numbers(&cx(), &token()).await;
    let listed = listed.unwrap();
    assert_eq!(listed.len(), 6);
    assert_eq!(listed[5].e164.as_str(), "+14155550005");
    let seen = fake.seen();
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[2].path, format!("/twilio{}", list_path()));
    assert_eq!(seen[2].param("Page").as_deref(), Some("2"));
}

#[tokio::test]
async fn lesson_41_addresses_and_accounts_of_a_name_are_read_to_the_last_page() {
    let fake = Fake::serve(|before, _| {
        let path = format!("/2010-04-01/Accounts/{SID}/Addresses.json");
        let next = (before == 0).then(|| format!("{path}?PageSize=400&Page=1"));
        let address = json!({"sid": format!("AD{before}"), "friendly_name": "ours"});
        Answer::Json(200, json!({"addresses": [address], "next_page_uri": next}))
    })
    .await;
    let named = fake.providers().twilio.addresses_named(&cx(), &token(), "ours").await.unwrap();
    assert_eq!(named, ["AD0", "AD1"]);
    for (statuses, found) in [
        (["closed", "active"], Some("AC1")),
        (["suspended", "active"], Some("AC1")),
        (["suspended", "closed"], Some("AC0")),
        (["closed", "closed"], None),
    ] {
        let fake = Fake::serve(move |before, _| {
            let next = (before == 0).then_some("/2010-04-01/Accounts.json?PageSize=50&Page=1");
            let account = json!({
                "sid": format!("AC{before}"),
                "friendly_name": "ours",
                "owner_account_sid": SID,
                "status": statuses[before],
                "auth_token": "theirs",
            });
            Answer::Json(200, json!({"accounts": [account], "next_page_uri": next}))
        })
        .await;
        let account = fake.providers().twilio.find_subaccount(&cx(), &token(), "ours").await.unwrap();
        assert_eq!(account.map(|account| account.sid).as_deref(), found, "{statuses:?}");
    }
}

#[tokio::test]
async fn a_next_page_elsewhere_gets_no_credentials() {
    for next in [
        "https://example.com/2010-04-01/x.json".to_owned(),
        "//example.com/".to_owned(),
        "@example.com/".to_owned(),
        "/2010-04-01/Accounts/ACother/IncomingPhoneNumbers.json".to_owned(),
        format!("{}?PageSize=200", list_path()),
    ] {
        let fake = Fake::serve(move |_, _| page(vec![entry(1)], Some(next.clone()))).await;
        let listed = fake.providers().twilio.list_numbers(&cx(), &token(), "", "").await;
        assert_eq!(listed.unwrap_err().kind, ProblemKind::ProviderFailed(Twilio));
        assert_eq!(fake.seen().len(), 1);
    }
}

#[tokio::test]
async fn lesson_61_twenty_readers_are_one_request() {
    let fake = Fake::always(|| page(vec![entry(1)], None)).await;
    let client = fake.providers().twilio;
    let (cx, token) = (cx(), token());
    let all = join_all((0..20).map(|_| client.list_numbers(&cx, &token, "", ""))).await;
    assert!(all.iter().all(|listed| listed.as_ref().unwrap().numbers.len() == 1));
    assert_eq!(fake.seen().len(), 1);
    // Another credential is another reader.
    client.list_numbers(&cx, &api_key(), "", "").await.unwrap();
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn lesson_61_who_looks_for_the_same_number_at_once_shares_the_answer() {
    let fake = Fake::always(|| Answer::Json(200, json!({ "available_phone_numbers": [] }))).await;
    let client = fake.providers().twilio;
    let (cx, token) = (cx(), token());
    let wanted = |area| Wanted { country: "US", kind: NumberKind::Local, area, digits: "" };
    let (here, there) = (wanted("415"), wanted("212"));
    let looks = (0..10).map(|nth| client.for_sale(&cx, &token, if nth < 7 { &here } else { &there }));
    assert!(join_all(looks).await.iter().all(Result::is_ok));
    assert_eq!(fake.seen().len(), 2);
}

#[tokio::test]
async fn a_failed_list_is_not_kept() {
    let fake = Fake::serve(|before, _| match before {
        0 => Answer::Json(400, json!({})),
        _ => page(vec![entry(1)], None),
    })
    .await;
    let client = fake.providers().twilio;
    assert!(client.list_numbers(&cx(), &token(), "", "").await.is_err());
    assert!(client.list_numbers(&cx(), &token(), "", "").await.is_ok());
}

#[tokio::test]
async fn lesson_13_our_own_import_makes_lists_stale() {
    let fake = Fake::serve(|_, seen| match seen.method.as_str() {
        "POST" => Answer::Json(201, json!({"id": "p1"})),
        _ => page(vec![entry(1)], None),
    })
    .await;
    let providers = fake.providers();
    let lists = || fake.seen().iter().filter(|seen| seen.method == "GET").count();
    let (number, auth) = (E164::parse("+14155550001").unwrap(), token());
    providers.twilio.list_numbers(&cx(), &auth, "", "").await.unwrap();
    providers.twilio.list_numbers(&cx(), &auth, "", "").await.unwrap();
    assert_eq!(lists(), 1);
    let new = NewNumber {
        number: &number,
        twilio: &auth,
        assistant_id: None,
        sms_enabled: false,
        name: "Main line",
    };
    let imported = providers.vapi.create_phone_number(&cx(), &vapi(), &new).await;
    imported.unwrap();
    providers.twilio.list_numbers(&cx(), &auth, "", "").await.unwrap();
    assert_eq!(lists(), 2);
}

#[tokio::test]
async fn a_number_is_found_exactly_and_never_from_memory() {
    let fake = Fake::always(|| page(vec![entry(11), entry(1)], None)).await;
    let client = fake.providers().twilio;
    let number = E164::parse("+14155550001").unwrap();
    for asked in 1..=2 {
        let found = client.find_number(&cx(), &token(), &number).await;
        assert_eq!(found.unwrap().unwrap().sid, format!("PN{:032}", 1));
        assert_eq!(fake.seen().len(), asked);
    }
    assert_eq!(fake.seen()[0].param("PhoneNumber").as_deref(), Some("+14155550001"));
    let other = E164::parse("+14155559999").unwrap();
    assert_eq!(client.find_number(&cx(), &token(), &other).await, Ok(None));
}
