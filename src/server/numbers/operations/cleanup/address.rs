//! Deletes the address that a purchase told Twilio.

use crate::{
    domain::{
        number::NumberSource,
        operation::{Action, Target},
        problem::ProblemKind,
    },
    server::{
        audit::{self, Actor},
        numbers::managed,
        operations::step::{Effect, Flow, StepCx, StepOutput, StepResult},
        provider_auth::accounts,
    },
};

/// Finds the address by its name, which no other number's has: also one that was made without an
/// answer. Idempotent: an address that is not there counts as deleted.
pub async fn delete_address(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, .. }) = &cx.step.target else { return Err(ProblemKind::Internal.into()) };
    let Some(twilio) = accounts::open(cx, NumberSource::Managed).await? else {
        return Ok(cx.gone(None));
    };
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let mut deleted = None;
    for sid in client.addresses_named(&call, &twilio, &managed::address_name(id)).await? {
        if client.delete_address(&call, &twilio, &sid).await? {
            deleted = Some(sid);
        }
    }
    Ok(match deleted {
        Some(sid) => {
            let receipt = cx.receipt(Action::DeletedAddress, &sid);
            StepOutput::new(receipt, written_down(cx, sid))
        }
        None => cx.gone(None),
    })
}

fn written_down(cx: &StepCx<'_>, sid: String) -> Effect {
    let services = cx.services.clone();
    let actor = Actor::Operation(cx.operation.id.clone());
    Box::new(move |tx| {
        Box::pin(async move {
            audit::append(&services, tx, &actor, audit::Action::AddressDeleted, &sid).await?;
            Ok(Flow::Next)
        })
    })
}
