//! Changes that somebody makes at the providers beside AVA, to see what AVA makes of
//! them. They reach only objects of the person's own org.

use reqwest::Method;
use serde_json::json;

use super::service;
use crate::{
    domain::{
        outside_change::{OutsideChange, OutsideChangeForm},
        problem::{Problem, ProblemKind, Rule},
        provider::{twilio, vapi},
        sandbox::{TwilioNumberRow, VapiNumberRow},
    },
    server::cx::Cx,
};

/// Names of objects that are set up there, and the address that calls are sent to.
const ASSISTANT: &str = "Old desk";
const ELSEWHERE: &str = "https://elsewhere.example/voice";
const SQUAD: &str = "5a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const WORKFLOW: &str = "6a1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001";
const FLOW: &str = "FW0123456789abcdef0123456789abcdef";
const SERVICE: &str = "Reminders";

pub async fn change(cx: &Cx, form: &OutsideChangeForm) -> Result<(), Problem> {
    let control = service::control(cx)?;
    let (what, number) = form.parse()?;
    let snapshot = service::view(cx).await?;
    let at_vapi = snapshot.vapi_numbers.iter().find(|row| row.number == number.as_str());
    let at_twilio = snapshot.twilio_numbers.iter().find(|row| row.phone_number == number.as_str());
    if at_vapi.is_none() && at_twilio.is_none() {
        return Err(ProblemKind::NotFound.into());
    }
    let vapi = || at_vapi.ok_or_else(|| Problem::from(ProblemKind::GoneAt(vapi::PROVIDER)));
    let twilio = || at_twilio.ok_or_else(|| Problem::from(ProblemKind::GoneAt(twilio::PROVIDER)));
    let of_vapi = |row: &VapiNumberRow| format!("vapi/phone-number/{}", row.id);
    let of_twilio = |row: &TwilioNumberRow| format!("twilio/numbers/{}", row.sid);
    match what {
        OutsideChange::DeleteAtVapi => control.change(Method::DELETE, &of_vapi(vapi()?), None).await?,
        OutsideChange::BindAtVapi => {
            let row = vapi()?;
            let new = json!({ "org_id": row.org_id, "name": ASSISTANT });
            let made = control.change(Method::POST, "vapi/assistant", Some(new)).await?;
            let bound = json!({ "assistantId": made["id"] });
            control.change(Method::PATCH, &of_vapi(row), Some(bound)).await?
        }
        OutsideChange::SquadAtVapi | OutsideChange::WorkflowAtVapi | OutsideChange::ServerAtVapi => {
            let answers = match what {
                OutsideChange::SquadAtVapi => json!({ "squadId": SQUAD, "assistantId": null }),
                OutsideChange::WorkflowAtVapi => json!({ "workflowId": WORKFLOW, "assistantId": null }),
                _ => json!({ "server": { "url": ELSEWHERE }, "assistantId": null }),
            };
            control.change(Method::PATCH, &of_vapi(vapi()?), Some(answers)).await?
        }
        OutsideChange::ImportAtVapi => {
            let org = snapshot.vapi_orgs.first().ok_or(ProblemKind::NotConnected(vapi::PROVIDER))?;
            if at_vapi.is_some() {
                return Err(ProblemKind::Invalid(Rule::UnknownChoice).into());
            }
            let new = json!({ "org_id": org.org_id, "number": twilio()?.phone_number });
            control.change(Method::POST, "vapi/phone-number", Some(new)).await?
        }
        OutsideChange::RedirectAtTwilio => {
            let url = json!({ "voice_url": ELSEWHERE });
            control.change(Method::PATCH, &of_twilio(twilio()?), Some(url)).await?
        }
        OutsideChange::FlowAtTwilio => {
            let row = twilio()?;
            let url = format!("https://webhooks.twilio.com/v1/Accounts/{}/Flows/{FLOW}", row.account_sid);
            control.change(Method::PATCH, &of_twilio(row), Some(json!({ "voice_url": url }))).await?
        }
        OutsideChange::RouteAtTwilio => {
            let region = json!({ "voice_region": "ie1" });
            control.change(Method::PATCH, &of_twilio(twilio()?), Some(region)).await?
        }
        OutsideChange::ServiceAtTwilio => {
            let service = json!({ "messaging_service": SERVICE });
            control.change(Method::PATCH, &of_twilio(twilio()?), Some(service)).await?
        }
        OutsideChange::ReleaseAtTwilio => control.change(Method::DELETE, &of_twilio(twilio()?), None).await?,
    };
    Ok(())
}
