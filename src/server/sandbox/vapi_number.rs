//! Vapi's phone numbers: their contents, creation, and the binding to an assistant. Only
//! Twilio numbers exist here; `vapi_import.rs` has the part of an import at Twilio.

use serde_json::{Value, json};

use super::twilio_account::Twilio;
use super::vapi_api::{Outcome, bad_request, created, invalid, not_found, ok};
use super::vapi_import::{find, not_taken, take_over};
use super::vapi_shape as shape;
use super::vapi_store::{Object, ObjectKind, VapiRegion, identity, merge, text, touch};
use super::wire::Answer;

/// The properties that decide who answers a number.
const ANSWERERS: [&str; 5] = ["assistantId", "squadId", "workflowId", "server", "fallbackDestination"];

const NOT_E164: &str = "number must be a valid phone number in the E.164 format. Hot tip, you may be missing the country code (Eg. US: +1).";

pub(super) fn create(
    vapi: &mut VapiRegion,
    twilio: &mut Twilio,
    org_id: &str,
    body: &Object,
    at_ms: i64,
) -> Outcome {
    let mut wrong = wrong("CreateTwilioPhoneNumberDTO", body);
    let number = text(body, "number").unwrap_or_default();
    if !is_e164(number) {
        wrong.push(NOT_E164.to_owned());
    }
    refuse_bad(wrong)?;

    let account = text(body, "twilioAccountSid").unwrap_or_default();
    assistant_exists(vapi, org_id, body)?;
    twilio.materialise(account, at_ms);
    not_taken(vapi, twilio, org_id, account, number)?;
    let with_sms = body.get("smsEnabled") != Some(&Value::Bool(false));
    take_over(twilio, vapi.region, body, with_sms, at_ms)?;

    let mut object = identity(org_id, "phone-number", at_ms);
    object.insert("status".to_owned(), json!("active"));
    object.insert("smsEnabled".to_owned(), json!(true));
    merge(&mut object, body);
    vapi.orgs.entry(org_id.to_owned()).or_default().numbers.push(object.clone());
    Ok(created(object))
}

/// New Twilio credentials are tried; the number's addresses at Twilio stay as
/// they are, since only an import sets them.
pub(super) fn update(
    vapi: &mut VapiRegion,
    twilio: &mut Twilio,
    org_id: &str,
    id: &str,
    body: &Object,
    at_ms: i64,
) -> Outcome {
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    let mut changed = org.get(ObjectKind::PhoneNumber, id).cloned().ok_or_else(not_found)?;
    refuse_bad(wrong("UpdateTwilioPhoneNumberDTO", body))?;
    assistant_exists(vapi, org_id, body)?;
    let before = changed.clone();
    merge(&mut changed, body);
    keep_pinned(&before, &mut changed);
    let credentials = ["number", "twilioAccountSid", "twilioAuthToken", "twilioApiKey", "twilioApiSecret"];
    if credentials.iter().any(|name| body.contains_key(*name)) {
        find(twilio, &changed, at_ms)?;
    }
    touch(&mut changed, at_ms);
    let org = vapi.orgs.entry(org_id.to_owned()).or_default();
    if let Some(stored) = org.numbers.iter_mut().find(|stored| text(stored, "id") == Some(id)) {
        stored.clone_from(&changed);
    }
    Ok(ok(changed))
}

/// Keeps the answerers where the control interface set `answererPinned`: no document says
/// that a null takes them off.
fn keep_pinned(before: &Object, changed: &mut Object) {
    if before.get("answererPinned") == Some(&Value::Bool(true)) {
        let kept = ["squadId", "workflowId", "server", "fallbackDestination"];
        changed
            .extend(kept.into_iter().filter_map(|name| Some((name.to_owned(), before.get(name)?.clone()))));
    }
}

/// Checks a body by the document, but for the nulls of answerers: they are seen to be
/// taken, or nothing else could take an answerer off.
fn wrong(shape: &str, body: &Object) -> Vec<String> {
    let mut body = body.clone();
    body.retain(|name, value| !ANSWERERS.contains(&name.as_str()) || !value.is_null());
    shape::check(shape, &body)
}

fn refuse_bad(wrong: Vec<String>) -> Result<(), Answer> {
    if wrong.is_empty() { Ok(()) } else { Err(invalid(wrong)) }
}

fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn assistant_exists(vapi: &VapiRegion, org_id: &str, body: &Object) -> Result<(), Answer> {
    let Some(id) = text(body, "assistantId") else {
        return Ok(());
    };
    if vapi.orgs.get(org_id).is_some_and(|org| org.get(ObjectKind::Assistant, id).is_some()) {
        return Ok(());
    }
    Err(bad_request(format!("Couldn't Get Assistant. `assistantId` {id} Does Not Exist.")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::probe::Probe;
    use crate::domain::sandbox::{DEMO_TWILIO_SID, DEMO_TWILIO_TOKEN};

    const KEY: &str = "7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
    #[tokio::test]
    async fn lesson_79_a_number_is_bound_and_unbound_by_patch_and_takes_no_other_null() {
        let probe = Probe::start().await;
        let (_, agent) = probe.post("/vapi/assistant", KEY, json!({ "name": "Reception" })).await;
        let (_, made) = probe
            .post(
                "/vapi/phone-number",
                KEY,
                json!({
                    "provider": "twilio",
                    "number": "+14155550142",
                    "twilioAccountSid": DEMO_TWILIO_SID,
                    "twilioAuthToken": DEMO_TWILIO_TOKEN,
                }),
            )
            .await;
        let path = format!("/vapi/phone-number/{}", made["id"].as_str().expect("id"));
        let (status, bound) =
            probe.send("PATCH", &path, KEY, Some(json!({ "assistantId": agent["id"] }))).await;
        assert_eq!((status, &bound["assistantId"]), (200, &agent["id"]));
        let (_, free) = probe.send("PATCH", &path, KEY, Some(json!({ "assistantId": null }))).await;
        assert_eq!(free.get("assistantId"), None);
        assert_eq!(probe.send("PATCH", &path, KEY, Some(json!({ "twilioAuthToken": "x" }))).await.0, 400);
        let digits = DEMO_TWILIO_SID.trim_start_matches("AC");
        let key = json!({ "twilioApiKey": format!("SK{digits}"), "twilioApiSecret": digits });
        for name in ["twilioAuthToken", "twilioApiKey", "twilioApiSecret", "name", "smsEnabled"] {
            let mut with_null = key.clone();
            with_null[name] = json!(null);
            assert_eq!(probe.send("PATCH", &path, KEY, Some(with_null)).await.0, 400, "{name}");
        }
        let (status, keyed) = probe.send("PATCH", &path, KEY, Some(key)).await;
        assert_eq!(
            (status, &keyed["twilioAuthToken"]),
            (200, &json!(DEMO_TWILIO_TOKEN)),
            "left out, it stays"
        );
        let (_, page) = probe.get("/vapi/v2/phone-number?limit=1", Some(KEY)).await;
        assert_eq!((&page["results"][0]["id"], &page["metadata"]["totalItems"]), (&made["id"], &json!(1)));
        probe.stop().await;
    }
}
