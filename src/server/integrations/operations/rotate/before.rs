//! The steps before the promotion: both tokens open the account.

use super::{by_second_token, holds_token};
use crate::{
    domain::{
        credential::Account,
        operation::{Action, StepKind, Target},
        problem::{Problem, ProblemKind},
    },
    server::{
        audit::{self, Actor},
        credentials::{self, decryptor::Purpose, escrow::Escrowed},
        numbers::repo::{self as numbers, AtVapi},
        operations::{
            queue,
            step::{Flow, StepCx, StepOutput, StepResult, nothing},
        },
        providers::{twilio::TwilioAuth, vapi::VapiAuth},
    },
};

/// Has Twilio make the second token, and seals it in the operation's escrow. Not idempotent: one
/// whose answer an earlier attempt did not get is deleted first. One that somebody else made is
/// left to them, since whoever uses it would lose it.
pub(super) async fn make_token(cx: &StepCx<'_>) -> StepResult {
    let opened = cx.open(Account::TWILIO, Purpose::RotateToken).await?;
    let auth = TwilioAuth::of(&opened.credential.config, &opened.secret)?.by_token();
    let mut tx = cx.read().await?;
    let unanswered = queue::may_have_made(&mut tx, cx.operation, cx.step).await?;
    drop(tx);
    if !cx.may_make(Account::TWILIO).await? {
        return Ok(StepOutput::again());
    }
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    if unanswered {
        client.delete_second_token(&call, &auth).await?;
    }
    let token = client.make_second_token(&call, &auth).await.map_err(|problem| match problem.kind {
        ProblemKind::Rejected(_) => Problem { kind: ProblemKind::SecondToken, ..problem },
        _ => problem,
    })?;
    let receipt = cx.receipt(Action::MadeToken, &auth.account_sid);
    let secret = opened.secret.with_auth_token(token).with_vapi_key(None);
    let held = Escrowed { config: opened.credential.config, secret };
    let (services, me) = (cx.services.clone(), cx.operation.id.clone());
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let (actor, made) = (Actor::Operation(me.clone()), audit::Action::TokenMade);
                audit::append(&services, tx, &actor, made, Account::TWILIO.code()).await?;
                services.decryptor.put_in_escrow(tx, &me, Account::TWILIO, &held).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Idempotent: a read. A token that was made just now may not be known everywhere at once.
pub(super) async fn check_token(cx: &StepCx<'_>) -> StepResult {
    let auth = by_second_token(cx).await?;
    accepts(cx, &auth).await?;
    Ok(StepOutput::new(cx.receipt(Action::TokenAccepted, &auth.account_sid), nothing()))
}

async fn accepts(cx: &StepCx<'_>, auth: &TwilioAuth) -> Result<(), Problem> {
    let checked = cx.services.providers.twilio.check_account(&cx.call(), auth).await;
    checked.map(drop).map_err(|problem| match problem.kind {
        ProblemKind::KeyRefused(_) => Problem { kind: ProblemKind::NotProved, field: None, ..problem },
        _ => problem,
    })
}

/// Gives Vapi the second token for a number.
pub(super) async fn carry(cx: &StepCx<'_>) -> StepResult {
    let auth = by_second_token(cx).await?;
    let vapi = cx.vapi(Purpose::CarrySecret).await?;
    give(cx, &vapi, &auth, Action::CarriedSecret).await
}

/// Gives Vapi this token for the step's number, beside the key that it may have there. Idempotent:
/// sets a whole value.
pub(super) async fn give(cx: &StepCx<'_>, vapi: &VapiAuth, auth: &TwilioAuth, action: Action) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let mut tx = cx.read().await?;
    let number = numbers::find(&mut tx, id).await?.filter(holds_token);
    let row = credentials::find(&mut tx, Account::TWILIO).await?;
    drop(tx);
    let Some((vapi_id, known)) = number.and_then(|number| Some((number.vapi_phone_id?, number.at_vapi)))
    else {
        return Ok(cx.gone(None));
    };
    let client = &cx.services.providers.vapi;
    match client.carry_twilio_secret(&cx.call(), vapi, &vapi_id, auth).await {
        Ok(_) => {}
        Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => return Ok(cx.gone(Some(&vapi_id))),
        Err(problem) => return Err(problem.into()),
    }
    // A key that Vapi was given last stays what it is to have.
    let by_key = row.is_some_and(|row| {
        !row.config.is_by_token() || row.config.vapi_key().is_some_and(|key| key.sid().is_some())
    });
    let secret = if by_key { known.secret } else { Some(auth.mark()) };
    let (given, id) = (AtVapi { secret, token: Some(true) }, id.clone());
    Ok(StepOutput::new(
        cx.receipt(action, &vapi_id),
        Box::new(move |tx| {
            Box::pin(async move {
                numbers::gave(tx, &id, &given).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Reads both sides once more: what Vapi shows of each number, and whether Twilio still takes the
/// token. Idempotent: reads.
pub(super) async fn prove_token(cx: &StepCx<'_>) -> StepResult {
    let auth = by_second_token(cx).await?;
    let steps = cx.operation.steps.iter().filter(|step| step.kind == StepKind::CarryToVapi);
    let carried = |step: &queue::Step| {
        let receipt = step.receipt.as_ref().filter(|receipt| receipt.action == Action::CarriedSecret)?;
        receipt.object.clone()
    };
    let given: Vec<String> = steps.filter_map(carried).collect();
    if !given.is_empty() {
        let vapi = cx.vapi(Purpose::CarrySecret).await?;
        let there = cx.services.providers.vapi.list_phone_numbers(&cx.call(), &vapi).await?;
        let lacks =
            |id: &String| there.iter().any(|number| number.id == *id && number.holds(&auth) == Some(false));
        if given.iter().any(lacks) {
            return Err(ProblemKind::NotProved.into());
        }
    }
    accepts(cx, &auth).await?;
    Ok(StepOutput::new(cx.receipt_about(Action::ProvedToken, None), nothing()))
}
