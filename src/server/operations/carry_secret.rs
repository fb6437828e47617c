//! `carry_secret`: Vapi keeps the Twilio secret inside every imported number;
//! each gets the new one.

use super::{
    step::{Done, Flow, StepCx, StepResult, Stuck},
    vapi_key::Given,
};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        operation::{Action, Receipt, Target, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{numbers::repo as numbers, vault::decryptor::Purpose},
};

/// Idempotent: whole values, always those that are stored now, and none that
/// Vapi was given already.
pub async fn carry_to_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else { return Err(Kind::Internal.into()) };
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find(&mut tx, &cx.operation.org, id).await?;
    drop(tx);
    let gone = || Done::gone(Provider::Vapi, None);
    let Some((vapi_id, known)) = number.and_then(|number| Some((number.vapi_phone_id?, number.at_vapi)))
    else {
        return Ok(gone());
    };
    let vapi = cx.vapi(Purpose::CarrySecret).await?;
    let twilio = Given::open(cx, Account::own(Provider::Twilio), Purpose::CarrySecret).await?;
    // One that Twilio was not asked about yet must not replace one that works.
    if twilio.status != CredentialStatus::Connected {
        let problem = Kind::Unavailable(Provider::Twilio);
        return Err(Stuck { waiting_for: Some(WaitingFor::Twilio), ..problem.into() });
    }
    let receipt = |stays| {
        let action = if stays { Action::CarriedBesideToken } else { Action::CarriedSecret };
        Receipt::of(action, Provider::Vapi, &vapi_id)
    };
    let stays = |token| twilio.auth.api_key.is_some() && token == Some(true);
    if known.secret.as_ref() == Some(&twilio.auth.mark()) {
        return Ok(Done::skipped(receipt(stays(known.token))));
    }
    let client = &cx.services.providers.vapi;
    let carried = match client.carry_twilio_secret(&cx.call(), &vapi, &vapi_id, &twilio.auth).await {
        Ok(carried) => twilio.given(&known, &carried),
        Err(Problem { kind: Kind::GoneAt(_), .. }) => return Ok(gone()),
        Err(problem) => return Err(problem.into()),
    };
    let (org, id) = (cx.operation.org.clone(), id.clone());
    Ok(Done::new(
        receipt(stays(carried.token)),
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::gave(tx, &org, &id, &carried).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}
