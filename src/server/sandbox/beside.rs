//! What somebody does at the providers beside AVA, for whoever wants to see what
//! AVA makes of it. It reaches the objects of the own org only.

use reqwest::Method;
use serde_json::json;

use super::service;
use crate::{
    domain::{
        beside_form::{Beside, BesideForm},
        problem::{Kind, Problem, Rule},
        provider::Provider,
        sandbox::{TwilioNumberRow, VapiNumberRow},
    },
    server::cx::Cx,
};

/// What is set up there is called so, and calls are sent there.
const ASSISTANT: &str = "Old desk";
const ELSEWHERE: &str = "https://elsewhere.example/voice";

pub async fn change(cx: &Cx, form: &BesideForm) -> Result<(), Problem> {
    let control = service::control(cx)?;
    let (what, number) = form.parse()?;
    let snapshot = service::view(cx).await?;
    let at_vapi = snapshot.vapi_numbers.iter().find(|row| row.number == number.as_str());
    let at_twilio = snapshot.twilio_numbers.iter().find(|row| row.phone_number == number.as_str());
    if at_vapi.is_none() && at_twilio.is_none() {
        return Err(Kind::NotFound.into());
    }
    let vapi = || at_vapi.ok_or_else(|| Problem::from(Kind::GoneAt(Provider::Vapi)));
    let twilio = || at_twilio.ok_or_else(|| Problem::from(Kind::GoneAt(Provider::Twilio)));
    let of_vapi = |row: &VapiNumberRow| format!("vapi/phone-number/{}", row.id);
    let of_twilio = |row: &TwilioNumberRow| format!("twilio/numbers/{}", row.sid);
    match what {
        Beside::DeleteAtVapi => control.change(Method::DELETE, &of_vapi(vapi()?), None).await?,
        Beside::BindAtVapi => {
            let row = vapi()?;
            let new = json!({ "org_id": row.org_id, "name": ASSISTANT });
            let made = control.change(Method::POST, "vapi/assistant", Some(new)).await?;
            let bound = json!({ "assistantId": made["id"] });
            control.change(Method::PATCH, &of_vapi(row), Some(bound)).await?
        }
        Beside::ImportAtVapi => {
            let org = snapshot.vapi_orgs.first().ok_or(Kind::NotConnected(Provider::Vapi))?;
            if at_vapi.is_some() {
                return Err(Kind::Invalid(Rule::UnknownChoice).into());
            }
            let new = json!({ "org_id": org.org_id, "number": twilio()?.phone_number });
            control.change(Method::POST, "vapi/phone-number", Some(new)).await?
        }
        Beside::RedirectAtTwilio => {
            let url = json!({ "voice_url": ELSEWHERE });
            control.change(Method::PATCH, &of_twilio(twilio()?), Some(url)).await?
        }
        Beside::ReleaseAtTwilio => control.change(Method::DELETE, &of_twilio(twilio()?), None).await?,
    };
    Ok(())
}
