//! Changes to our own tables that the steps of a clean-up make.

use crate::{
    domain::{
        credential::Account,
        ids::NumberId,
        number::NumberSource,
        operation::{OperationView, StepKind, Target, WaitingFor},
        phone::E164,
        problem::Problem,
        provider::PublicConfig,
    },
    server::{
        credentials::{self, escrow},
        db::OrgTx,
        numbers::{
            findings,
            managed::orders,
            operations::under_way::{TakenOut, taken_out_elsewhere},
            repo as numbers,
        },
        operations::{
            queue,
            step::{Effect, Flow, StepCx, StepError},
        },
    },
};

/// Releases the number after the last step that takes it out, unless another clean-up still does;
/// operations that waited to have it again go on.
pub(super) fn number_effect(cx: &StepCx<'_>, id: &NumberId, e164: &E164) -> Effect {
    let of_it = |target: &Option<Target>| matches!(target, Some(Target::Number { id: of, .. }) if of == id);
    let more = cx.operation.steps.iter().any(|step| {
        step.position != cx.step.position
            && !step.is_over()
            && step.kind.takes_number_out()
            && of_it(&step.target)
    });
    let out_of_vapi = cx.step.kind == StepKind::RemoveAtVapi;
    let off_the_bill = cx.step.kind == StepKind::ReleaseAtTwilio;
    let (me, now) = (cx.operation.id.clone(), cx.services.clock.now_ms());
    let (id, e164) = (id.clone(), e164.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            if out_of_vapi {
                orders::out_of_vapi(tx, &id, now).await?;
            }
            if off_the_bill {
                orders::off_the_bill(tx, &id).await?;
            }
            if !more {
                let taken = TakenOut { number: &id, e164: &e164, but: &me };
                taken_out(tx, &taken, now).await?;
                queue::wake(tx, WaitingFor::Operation, now).await?;
            }
            Ok(Flow::Next)
        })
    })
}

/// Releases the number and deletes its order, where no other clean-up takes it out.
async fn taken_out(tx: &mut OrgTx, taken: &TakenOut<'_>, now: i64) -> Result<(), sqlx::Error> {
    if !taken_out_elsewhere(tx, taken).await? {
        numbers::released(tx, taken.number, now).await?;
        orders::forget_released(tx, taken.number).await?;
    }
    Ok(())
}

/// Settles a clean-up whose rest a person did. A number that was only unbound here may still be
/// taken back by another clean-up.
pub async fn closed(tx: &mut OrgTx, operation: &OperationView, now: i64) -> Result<(), Problem> {
    for step in operation.left().filter(|step| step.kind.takes_number_out()) {
        let Some(Target::Number { id: number, e164, .. }) = &step.target else { continue };
        if step.kind == StepKind::RemoveAtVapi {
            orders::out_of_vapi(tx, number, now).await?;
        }
        taken_out(tx, &TakenOut { number, e164, but: &operation.id }, now).await?;
    }
    Ok(())
}

/// Stores the id that was found at Vapi, and that nobody answers the number.
pub(super) fn found_effect(cx: &StepCx<'_>, id: &NumberId, vapi_phone_id: String) -> Effect {
    let (id, now) = (id.clone(), cx.services.clock.now_ms());
    Box::new(move |tx| {
        Box::pin(async move {
            numbers::found_at_vapi(tx, &id, &vapi_phone_id, now).await?;
            findings::unbound(tx, &id).await?;
            Ok(Flow::Next)
        })
    })
}

/// The Twilio account that the numbers of this clean-up and source are in.
pub(super) async fn account_sid(cx: &StepCx<'_>, source: NumberSource) -> Result<Option<String>, StepError> {
    let account = Account::twilio(source);
    let mut tx = cx.read().await?;
    let config = match escrow::find(&mut tx, &cx.operation.id, account).await? {
        Some(held) => Some(held.config),
        None => credentials::find(&mut tx, account).await?.map(|row| row.config),
    };
    Ok(config.as_ref().and_then(PublicConfig::account_sid).map(str::to_owned))
}
