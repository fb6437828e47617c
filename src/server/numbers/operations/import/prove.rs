//! The step that reads back whether the number answers.

use std::collections::HashMap;

use super::{answering_agent, is_or_was_own, load};
use crate::{
    domain::{
        answerer::AnswererKind,
        operation::{Action, Receipt},
        problem::ProblemKind,
        provider::vapi,
        twilio_region::TwilioRegion,
    },
    server::{
        credentials::decryptor::Purpose,
        numbers::{answering, findings, messages, operations::takeover, repo as numbers},
        operations::step::{Flow, StepCx, StepOutput, StepResult},
        providers::{twilio::Route, vapi::NumberStatus},
    },
};

/// Reads both sides back at once: Vapi has the number active and bound, with nothing beside that
/// answers, and Twilio sends its calls to Vapi, in the region that handles them. Where another
/// agent of the org was chosen since it was bound, binds that one. Idempotent: reads, and the same
/// value set again.
pub async fn prove(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let ids = number.vapi_phone_id.as_deref().zip(number.twilio_sid.as_deref());
    let (vapi_id, twilio_sid) = ids.ok_or(ProblemKind::Internal)?;
    let call = cx.call();
    let providers = &cx.services.providers;
    let (at_vapi, at_twilio, route) = futures::try_join!(
        providers.vapi.get_phone_number(&call, &vapi, vapi_id),
        providers.twilio.get_number(&call, &twilio, twilio_sid),
        providers.twilio.voice_route(&call, &twilio, &number.e164),
    )?;
    let action = match route {
        Route::To(TwilioRegion::Us1) => Action::ProvedInUs1,
        Route::To(region) => return Err(ProblemKind::InOtherRegion(region).into()),
        Route::Untold => Action::ProvedRegionUntold,
    };
    let alone = takeover::other_answerer(&at_vapi).is_none();
    let outdated = match at_vapi.assistant_id.as_deref() {
        Some(bound) if alone && bound != agent.assistant_id => is_or_was_own(cx, bound).await?,
        _ => false,
    };
    let at_vapi = if outdated {
        providers.vapi.bind_phone_number(&call, &vapi, vapi_id, &agent.assistant_id).await?
    } else {
        at_vapi
    };
    // Only Vapi ends a block: reading it again soon finds the same.
    if at_vapi.status == NumberStatus::Blocked {
        return Err(ProblemKind::NumberBlocked.into());
    }
    let answers = at_vapi.is_active()
        && at_vapi.assistant_id.as_deref() == Some(agent.assistant_id.as_str())
        && takeover::other_answerer(&at_vapi).is_none();
    let reaches_vapi = answering::calls(&at_twilio, vapi.region).answerer.kind == AnswererKind::Vapi;
    if !answers || !reaches_vapi {
        return Err(ProblemKind::NotProved.into());
    }
    let services = if number.sms_enabled && at_vapi.takes_messages() {
        providers.twilio.numbers_of_services(&call, &twilio).await?
    } else {
        HashMap::new()
    };
    let elsewhere = messages::elsewhere(&number, &at_vapi, &at_twilio, &services, vapi.region);
    let receipt = Receipt::of(action, vapi::PROVIDER, vapi_id);
    let (now, random) = (cx.services.clock.now_ms(), cx.services.random.clone());
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                if !numbers::prove(tx, &number.id, &agent.id, now).await? {
                    return Ok(Flow::Again);
                }
                if let Some(found) = elsewhere {
                    findings::note(tx, &random, &found, now).await?;
                }
                Ok(Flow::Next)
            })
        }),
    ))
}
