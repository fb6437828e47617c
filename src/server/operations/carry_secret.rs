//! `carry_secret`: Vapi keeps the Twilio secret inside every imported number;
//! each gets the new one.

use super::{
    place_anew::place_anew,
    queue,
    step::{Done, Flow, StepCx, StepResult, Stuck},
    vapi_key::Given,
};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        number::NumberSource,
        operation::{Action, Receipt, StepKind, Target, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{numbers::repo as numbers, vault::decryptor::Purpose},
};

/// How often the org's Vapi is asked before a token is renewed without it, which
/// takes some minutes.
const ASKED_OF_VAPI: i64 = 8;

/// Idempotent: whole values, always those that are stored now, and none that Vapi
/// was given already. No Vapi keeps the operator's token from being renewed: what it
/// does not take, it gets later.
pub async fn carry_to_vapi(cx: &StepCx<'_>) -> StepResult {
    let before_renewal = cx
        .operation
        .steps
        .iter()
        .any(|step| step.kind == StepKind::RenewToken && step.position > cx.step.position);
    let carried_before = |step: &queue::Step| {
        step.position < cx.step.position
            && step.target == cx.step.target
            && step.receipt.as_ref().is_some_and(|receipt| {
                let carried = [Action::CarriedSecret, Action::CarriedBesideToken, Action::PlacedAnew];
                carried.contains(&receipt.action)
            })
    };
    if cx.operation.steps.iter().any(carried_before) {
        return Ok(Done::skipped(Receipt::bare(Action::KeyThere)));
    }
    let later = |stuck: &Stuck| {
        before_renewal
            && is_vapis(&stuck.problem)
            && (!stuck.problem.passes_by_itself() || cx.step.attempts >= ASKED_OF_VAPI)
    };
    match carry(cx).await {
        Err(stuck) if later(&stuck) => Ok(Done::skipped(Receipt::bare(Action::NotCarried))),
        carried => carried,
    }
}

/// Said by Vapi, or of what is there.
fn is_vapis(problem: &Problem) -> bool {
    let of_the_number = matches!(
        problem.kind,
        Kind::NumberInOtherVapiOrg | Kind::NumberNotInAccount | Kind::NumberOfOtherAccount
    );
    of_the_number || problem.provider() == Some(Provider::Vapi)
}

async fn carry(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, source, .. }) = &cx.step.target else { return Err(Kind::Internal.into()) };
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find(&mut tx, &cx.operation.org, id).await?;
    drop(tx);
    let gone = || Done::gone(Provider::Vapi, None);
    let there = number.and_then(|number| Some((number.vapi_phone_id.clone()?, number)));
    let Some((vapi_id, number)) = there else { return Ok(gone()) };
    let vapi = cx.vapi(Purpose::CarrySecret).await?;
    let twilio = Given::open(cx, Account::twilio(*source), Purpose::CarrySecret).await?;
    // One that Twilio was not asked about yet must not replace one that works.
    if *source == NumberSource::Byo && twilio.status != CredentialStatus::Connected {
        let problem = Kind::Unavailable(Provider::Twilio);
        return Err(Stuck { waiting_for: Some(WaitingFor::Twilio), ..problem.into() });
    }
    let known = &number.at_vapi;
    // The operator's token, which is about to open nothing.
    if *source == NumberSource::Managed && known.token != Some(false) {
        return place_anew(cx, &vapi, &twilio, &number).await;
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
        Ok(carried) => twilio.given(known, &carried),
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
