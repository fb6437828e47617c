//! Vapi's side of an import: it finds out whether a number is taken, opens the account at
//! Twilio, finds the number, and rewrites where Twilio delivers.

use super::twilio_account::{ImportRefused, Twilio};
use super::twilio_number::Number;
use super::vapi_api::bad_request;
use super::vapi_store::{Object, Region, VapiRegion, text};
use super::wire::Answer;

const NOT_FOUND_ON_TWILIO: &str = "Number Not Found on Twilio.";
const REFUSED_BY_TWILIO: &str =
    "Couldn't Authenticate With Twilio. Check `twilioAccountSid` And `twilioAuthToken`.";

pub(super) fn not_taken(
    vapi: &VapiRegion,
    twilio: &Twilio,
    org_id: &str,
    account: &str,
    number: &str,
) -> Result<(), Answer> {
    let owner = vapi
        .orgs
        .iter()
        .flat_map(|(owner, org)| org.numbers.iter().map(move |object| (owner, object)))
        .find(|(_, object)| text(object, "number") == Some(number));
    match owner {
        Some((owner, object)) if owner == org_id && text(object, "twilioAccountSid") == Some(account) => {
            let id = text(object, "id").unwrap_or_default();
            Err(bad_request(format!(
                "Existing Phone Number {id} Has Identical `twilioAccountSid` {account} and `number` {number}."
            )))
        }
        Some(_) => Err(in_use(number)),
        None if twilio.is_at_another_vapi_org(number) => Err(in_use(number)),
        None => Ok(()),
    }
}

fn in_use(number: &str) -> Answer {
    bad_request(format!("Phone number {number} already in use by another org."))
}

/// The number at Twilio, opened with the credentials that the object carries.
/// With a token, the key is not looked at.
pub(super) fn find<'a>(
    twilio: &'a mut Twilio,
    object: &Object,
    at_ms: i64,
) -> Result<&'a mut Number, Answer> {
    let account = text(object, "twilioAccountSid").unwrap_or_default();
    let (user, password) = match (text(object, "twilioAuthToken"), text(object, "twilioApiKey")) {
        (Some(token), _) => (account, token),
        (None, Some(key)) => (key, text(object, "twilioApiSecret").unwrap_or_default()),
        (None, None) => (account, ""),
    };
    let number = text(object, "number").unwrap_or_default();
    twilio.number_for_import(account, user, password, number, at_ms).map_err(|refused| {
        bad_request(match refused {
            ImportRefused::Credentials => REFUSED_BY_TWILIO.to_owned(),
            ImportRefused::NoSuchNumber => NOT_FOUND_ON_TWILIO.to_owned(),
        })
    })
}

/// Has Twilio deliver calls, and messages if wanted, to Vapi from here on.
pub(super) fn take_over(
    twilio: &mut Twilio,
    region: Region,
    body: &Object,
    with_sms: bool,
    at_ms: i64,
) -> Result<(), Answer> {
    let host = region.public_url();
    let number = find(twilio, body, at_ms)?;
    number.set("voice_url", format!("{host}/twilio/inbound_call"));
    number.set("voice_method", "POST".to_owned());
    number.set("status_callback", format!("{host}/twilio/status"));
    number.set("status_callback_method", "POST".to_owned());
    if with_sms {
        number.set("sms_url", format!("{host}/twilio/sms"));
        number.set("sms_method", "POST".to_owned());
    }
    number.touch(at_ms);
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::probe::Probe;
    use crate::domain::sandbox::{DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN};

    const KEY: &str = "7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
    const OTHER_KEY: &str = "8b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
    const NUMBER: &str = "+14155550142";

    fn import(token: &str, number: &str) -> Value {
        json!({
            "provider": "twilio",
            "number": number,
            "twilioAccountSid": DEMO_TWILIO_SID,
            "twilioAuthToken": token,
        })
    }

    #[tokio::test]
    async fn an_import_rewrites_the_number_at_twilio_and_a_delete_leaves_it_so() {
        let probe = Probe::start().await;
        let before = probe.twilio_number(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, NUMBER).await;
        let mut body = import(DEMO_TWILIO_TOKEN, NUMBER);
        body["smsEnabled"] = json!(false);
        let (status, made) = probe.post("/vapi-eu/phone-number", KEY, body).await;
        assert_eq!((status, made["status"].as_str()), (201, Some("active")));
        assert_eq!(made["twilioAuthToken"], DEMO_TWILIO_TOKEN);
        let after = probe.twilio_number(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, NUMBER).await;
        assert_eq!(after["voice_url"], "https://api.eu.vapi.ai/twilio/inbound_call");
        assert_eq!(after["status_callback"], "https://api.eu.vapi.ai/twilio/status");
        assert_eq!(after["sms_url"], before["sms_url"]);

        let path = format!("/vapi-eu/phone-number/{}", made["id"].as_str().expect("id"));
        assert_eq!(probe.send("DELETE", &path, KEY, None).await.0, 200);
        let (status, _) = probe.post("/vapi/phone-number", KEY, import(DEMO_TWILIO_TOKEN, NUMBER)).await;
        assert_eq!(status, 201);
        let sms = probe.twilio_number(DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN, NUMBER).await;
        assert_eq!(sms["sms_url"], "https://api.vapi.ai/twilio/sms");
        probe.stop().await;
    }

    #[tokio::test]
    async fn refusals_use_vapis_words() {
        let probe = Probe::start().await;
        let (_, made) = probe.post("/vapi/phone-number", KEY, import(DEMO_TWILIO_TOKEN, NUMBER)).await;
        let said = async |key: &str, body: Value| {
            let (status, answer) = probe.post("/vapi/phone-number", key, body).await;
            assert_eq!(status, 400);
            answer["message"].as_str().expect("prose").to_owned()
        };
        let id = made["id"].as_str().expect("id");
        assert_eq!(
            said(KEY, import(DEMO_TWILIO_TOKEN, NUMBER)).await,
            format!(
                "Existing Phone Number {id} Has Identical `twilioAccountSid` {DEMO_TWILIO_SID} and `number` {NUMBER}."
            )
        );
        assert_eq!(
            said(OTHER_KEY, import(DEMO_TWILIO_TOKEN, NUMBER)).await,
            format!("Phone number {NUMBER} already in use by another org.")
        );
        assert_eq!(said(KEY, import(DEMO_TWILIO_TOKEN, "+14155550100")).await, super::NOT_FOUND_ON_TWILIO);
        assert_eq!(said(KEY, import("wrong", "+33184880012")).await, super::REFUSED_BY_TWILIO);
        let mut unbound = import(DEMO_TWILIO_TOKEN, "+33184880012");
        unbound["assistantId"] = json!("nobody");
        assert_eq!(said(KEY, unbound).await, "Couldn't Get Assistant. `assistantId` nobody Does Not Exist.");
        probe.stop().await;
    }

    #[tokio::test]
    async fn special_accounts_behave_as_documented() {
        let probe = Probe::start().await;
        let elsewhere = "AC00000000000000000000000000000ff5";
        let (_, list) = probe.twilio_numbers(elsewhere, &elsewhere[2..], "").await;
        let number = list["incoming_phone_numbers"][0]["phone_number"].as_str().expect("number").to_owned();
        let mut body = import(&elsewhere[2..], &number);
        body["twilioAccountSid"] = json!(elsewhere);
        let (status, answer) = probe.post("/vapi/phone-number", KEY, body).await;
        assert_eq!(
            (status, answer["message"].as_str()),
            (400, Some(format!("Phone number {number} already in use by another org.").as_str()))
        );
        probe.stop().await;
    }
}
