//! The steps that find the number at Twilio, and remember its webhooks.

use std::slice;

use super::load;
use crate::{
    domain::{
        operation::{Action, WaitingFor},
        problem::{Problem, ProblemKind},
    },
    server::{
        agents::repo as agents,
        credentials::decryptor::Purpose,
        db::broke_unique,
        numbers::repo::{self as numbers, BeforeImage, Number},
        operations::{
            queue,
            step::{Flow, StepCx, StepError, StepOutput, StepResult, nothing},
        },
        providers::{twilio::TwilioNumber, vapi::VapiClient},
    },
};

/// Reads the account; the effect claims the number for this org.
/// Idempotent: a read, and an update to the same values.
pub async fn find_at_twilio(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    not_during_cleanup(cx, &number).await?;
    let auth = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let found = cx.services.providers.twilio.find_number(&cx.call(), &auth, &number.e164).await?;
    let found = found.ok_or(ProblemKind::NumberNotInAccount)?;
    if !found.voice {
        return Err(ProblemKind::NumberCannotCall.into());
    }
    if found.is_on_trunk_or_app() {
        return Err(ProblemKind::NumberOnTrunkOrApp.into());
    }
    let receipt = cx.receipt(Action::FoundNumber, &found.sid);
    let (id, now) = (number.id, cx.services.clock.now_ms());
    let seen = before_image(&found, number.before_image.as_ref());
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::claim(tx, &id, &found.sid, seen.as_ref(), now).await.map_err(taken)?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Waits until earlier operations on the number are taken back: the webhooks to remember are those
/// that they restore, and a number that they release is bought after that.
pub(in crate::server::numbers::operations) async fn not_during_cleanup(
    cx: &StepCx<'_>,
    number: &Number,
) -> Result<(), StepError> {
    let mut tx = cx.read().await?;
    if !queue::waited_for_on(&mut tx, number.e164.as_str()).await?.is_empty() {
        return Err(StepError::waits(ProblemKind::NumberReleasing, WaitingFor::Operation));
    }
    drop(tx);
    let here = slice::from_ref(&number.e164);
    if !numbers::released_elsewhere(cx.services, &cx.operation.org, here).await?.is_empty() {
        return Err(ProblemKind::NumberNotFree.into());
    }
    Ok(())
}

/// The webhooks to restore one day, which keep those that are `known` where Vapi's have replaced
/// them; `None` where calls go to Vapi already. An address of Vapi's is nobody's own.
pub(super) fn before_image(found: &TwilioNumber, known: Option<&BeforeImage>) -> Option<BeforeImage> {
    if found.voice_url.as_deref().is_some_and(VapiClient::owns_webhook) {
        return None;
    }
    let own =
        |now: &Option<String>, method: &Option<String>, was: Option<(&Option<String>, &Option<String>)>| {
            if now.as_deref().is_some_and(VapiClient::owns_webhook) {
                return was.map(|(url, method)| (url.clone(), method.clone())).unwrap_or_default();
            }
            (now.clone(), method.clone())
        };
    let (sms_url, sms_method) =
        own(&found.sms_url, &found.sms_method, known.map(|was| (&was.sms_url, &was.sms_method)));
    let (status_callback, status_callback_method) = own(
        &found.status_callback,
        &found.status_callback_method,
        known.map(|was| (&was.status_callback, &was.status_callback_method)),
    );
    Some(BeforeImage {
        voice_url: found.voice_url.clone(),
        voice_method: found.voice_method.clone(),
        sms_url,
        sms_method,
        status_callback,
        status_callback_method,
    })
}

pub(in crate::server::numbers::operations) fn taken(error: sqlx::Error) -> Problem {
    let in_use = broke_unique(&error, "phone_numbers_in_use", "phone_numbers.e164");
    let at_vapi = broke_unique(&error, "phone_numbers_vapi", "phone_numbers.vapi_phone_id");
    if in_use || at_vapi { ProblemKind::NumberTaken.into() } else { error.into() }
}

/// The webhooks were stored with the claim, in one transaction: this step only reports what is
/// remembered, before anything changes them.
pub async fn remember_webhooks(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let action =
        if number.before_image.is_some() { Action::RememberedWebhooks } else { Action::WebhooksAlreadyVapi };
    let receipt = cx.receipt_about(action, number.twilio_sid);
    Ok(StepOutput::new(receipt, nothing()))
}

/// An agent that is at Vapi: the chosen one, else the org's first.
pub(super) async fn answering_agent(cx: &StepCx<'_>, number: &Number) -> Result<agents::Mirrored, StepError> {
    let mut tx = cx.read().await?;
    let agent = match &number.wanted_agent {
        Some(id) => agents::mirrored(&mut tx, id).await?,
        None => agents::first_mirrored(&mut tx).await?,
    };
    agent.ok_or_else(|| StepError::waits(ProblemKind::AgentMissing, WaitingFor::Agent))
}
