//! Twilio's hosts beside the one of its REST API: which region handles a number's
//! calls, and which messaging service has a number. Routes and bodies.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::derive;
use super::twilio_account::Account;
use super::twilio_api::{Outcome, error, not_found};
use super::twilio_number::Number;
use super::wire::{Answer, Incoming};

const REGIONS: [&str; 3] = ["us1", "ie1", "au1"];

/// `/v2/PhoneNumbers/{E164}`: where no region was chosen there is no route.
pub(super) fn route(account: &mut Account, call: &Incoming, e164: &str) -> Outcome {
    let e164 = percent_decode_str(e164).decode_utf8_lossy();
    let number = account.numbers.iter_mut().find(|number| number.phone_number == e164);
    let number = number.ok_or_else(|| not_found(call))?;
    match call.method {
        Method::GET if number.get("voice_region").is_empty() => Err(not_found(call)),
        Method::GET => Ok(Answer::json(StatusCode::OK, routed(number))),
        Method::POST => {
            let form = call.form();
            let region = form.iter().find(|(name, _)| name == "VoiceRegion").map(|(_, value)| value.as_str());
            let region = region.filter(|region| REGIONS.contains(region));
            let region =
                region.ok_or_else(|| error(StatusCode::BAD_REQUEST, 20001, "Invalid VoiceRegion"))?;
            number.set("voice_region", region.to_owned());
            Ok(Answer::json(StatusCode::OK, routed(number)))
        }
        _ => Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed")),
    }
}

fn routed(number: &Number) -> Value {
    json!({
        "phone_number": number.phone_number,
        "url": format!("https://routes.twilio.com/v2/PhoneNumbers/{}", number.phone_number),
        "sid": format!("QQ{}", derive::hex32(&["route", &number.phone_number])),
        "account_sid": number.account_sid,
        "friendly_name": "",
        "voice_region": number.get("voice_region"),
    })
}

/// `/v1/Services`, and the numbers of one.
pub(super) fn services(account: &Account, call: &Incoming, rest: &[&str]) -> Outcome {
    if call.method != Method::GET {
        return Err(error(StatusCode::METHOD_NOT_ALLOWED, 20004, "Method not allowed"));
    }
    let named = by_name(account);
    match rest {
        [] => {
            let services: Vec<Value> =
                named.iter().map(|(name, numbers)| service(account, name, numbers)).collect();
            Ok(page("services", services))
        }
        [service, "PhoneNumbers"] => {
            let numbers = named.iter().find(|(name, _)| sid(account, name) == **service);
            let (_, numbers) = numbers.ok_or_else(|| not_found(call))?;
            let sender = |number: &&Number| {
                json!({
                    "sid": number.sid,
                    "account_sid": account.sid,
                    "service_sid": service,
                    "phone_number": number.phone_number,
                })
            };
            Ok(page("phone_numbers", numbers.iter().map(sender).collect()))
        }
        _ => Err(not_found(call)),
    }
}

fn by_name(account: &Account) -> BTreeMap<&str, Vec<&Number>> {
    let mut named: BTreeMap<&str, Vec<&Number>> = BTreeMap::new();
    for number in &account.numbers {
        let name = number.get("messaging_service");
        if !name.is_empty() {
            named.entry(name).or_default().push(number);
        }
    }
    named
}

fn sid(account: &Account, name: &str) -> String {
    format!("MG{}", derive::hex32(&["service", &account.sid, name]))
}

fn service(account: &Account, name: &str, numbers: &[&Number]) -> Value {
    json!({
        "sid": sid(account, name),
        "account_sid": account.sid,
        "friendly_name": name,
        "inbound_request_url": "https://messages.example/in",
        "use_inbound_webhook_on_number":
            numbers.iter().any(|number| number.get("messaging_service_defers") == "true"),
    })
}

/// One page, which has them all.
fn page(key: &str, entries: Vec<Value>) -> Answer {
    Answer::json(StatusCode::OK, json!({ key: entries, "meta": { "key": key, "next_page_url": null } }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;
    use crate::domain::sandbox::{DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN};

    const AUTH: (&str, &str) = (DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN);
    const NUMBER: &str = "+14155550142";

    #[tokio::test]
    async fn a_route_is_there_once_a_region_was_chosen() {
        let probe = Probe::start().await;
        let path = format!("/twilio-routes/v2/PhoneNumbers/{NUMBER}");
        let (status, body) = probe.twilio("GET", &path, AUTH, None).await;
        assert_eq!((status, body["code"].as_u64()), (404, Some(20404)));
        assert_eq!(probe.twilio("POST", &path, AUTH, Some("VoiceRegion=mars1")).await.0, 400);
        assert_eq!(probe.twilio("POST", &path, AUTH, Some("VoiceRegion=ie1")).await.0, 200);
        let (status, body) = probe.twilio("GET", &path, AUTH, None).await;
        assert_eq!((status, body["voice_region"].as_str()), (200, Some("ie1")));
        assert_eq!(probe.twilio("GET", &path, (DEMO_TWILIO_SID, "wrong"), None).await.0, 401);
        probe.stop().await;
    }

    #[tokio::test]
    async fn a_messaging_service_lists_the_numbers_that_it_has() {
        let probe = Probe::start().await;
        let list = "/twilio-messaging/v1/Services";
        assert_eq!(probe.twilio("GET", list, AUTH, None).await.1["services"], json!([]));
        let sid = probe.twilio_number(AUTH.0, AUTH.1, NUMBER).await["sid"].as_str().expect("sid").to_owned();
        let change = json!({ "messaging_service": "Reminders" });
        let control = format!("/control/twilio/numbers/{sid}");
        assert_eq!(probe.send("PATCH", &control, "", Some(change)).await.0, 200);
        let (_, services) = probe.twilio("GET", list, AUTH, None).await;
        let service = &services["services"][0];
        assert_eq!(
            (&service["friendly_name"], &service["use_inbound_webhook_on_number"]),
            (&json!("Reminders"), &json!(false))
        );
        let of = format!("{list}/{}/PhoneNumbers", service["sid"].as_str().expect("sid"));
        assert_eq!(probe.twilio("GET", &of, AUTH, None).await.1["phone_numbers"][0]["sid"], json!(sid));
        assert_eq!(probe.twilio("GET", &format!("{list}/MG1/PhoneNumbers"), AUTH, None).await.0, 404);
        probe.stop().await;
    }
}
