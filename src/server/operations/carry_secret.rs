//! `carry_secret`: Vapi keeps the Twilio secret inside every imported number;
//! each gets the new one.

use super::{
    step::{Done, StepCx, StepResult, Stuck, nothing},
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

/// Idempotent: whole values, and always those that are stored now.
pub async fn carry_to_vapi(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else { return Err(Kind::Internal.into()) };
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let number = numbers::find(&mut tx, &cx.operation.org, id).await?;
    drop(tx);
    let gone = || Done::gone(Provider::Vapi, None);
    let Some(vapi_id) = number.and_then(|number| number.vapi_phone_id) else { return Ok(gone()) };
    let vapi = cx.vapi(Purpose::CarrySecret).await?;
    let twilio = Given::open(cx, Account::own(Provider::Twilio), Purpose::CarrySecret).await?;
    // One that Twilio was not asked about yet must not replace one that works.
    if twilio.status != CredentialStatus::Connected {
        let problem = Kind::Unavailable(Provider::Twilio);
        return Err(Stuck { waiting_for: Some(WaitingFor::Twilio), ..problem.into() });
    }
    match cx.services.providers.vapi.carry_twilio_secret(&cx.call(), &vapi, &vapi_id, &twilio.auth).await {
        Ok(_) => {}
        Err(Problem { kind: Kind::GoneAt(_), .. }) => return Ok(gone()),
        Err(problem) => return Err(problem.into()),
    }
    Ok(Done::new(Receipt::of(Action::CarriedSecret, Provider::Vapi, &vapi_id), nothing()))
}
