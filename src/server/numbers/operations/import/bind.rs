//! The step that binds the number to its agent.

use super::{answering_agent, load};
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        operation::{Action, Receipt, StepKind},
        problem::ProblemKind,
    },
    server::{
        credentials::decryptor::Purpose,
        numbers::{
            answering,
            operations::{takeover, vapi_key::TwilioGrant},
            repo as numbers,
        },
        operations::step::{Flow, StepCx, StepOutput, StepResult},
        providers::{
            twilio::{Webhook, Webhooks},
            vapi::VapiClient,
        },
    },
};

/// Binds an adopted number, and sends its calls to Vapi where they go elsewhere.
/// Idempotent: the same values, set again.
pub async fn bind_agent(cx: &StepCx<'_>) -> StepResult {
    let placed = cx.receipt_of(StepKind::PlaceAtVapi).ok_or(ProblemKind::Internal)?;
    if placed.action == Action::CreatedNumber {
        let receipt = bound_before(placed);
        return Ok(StepOutput::skipped(receipt));
    }
    let number = load(cx).await?;
    let vapi = cx.vapi(Purpose::ImportNumber).await?;
    let agent = answering_agent(cx, &number).await?;
    let twilio = cx.twilio(number.source, Purpose::ImportNumber).await?;
    let ids = number.vapi_phone_id.clone().zip(number.twilio_sid.clone());
    let (id, sid) = ids.ok_or(ProblemKind::Internal)?;
    let (call, providers) = (cx.call(), &cx.services.providers);
    let (at_vapi, at_twilio) = futures::try_join!(
        providers.vapi.get_phone_number(&call, &vapi, &id),
        providers.twilio.get_number(&call, &twilio, &sid),
    )?;
    let taken = takeover::taken(cx, &vapi, &agent.assistant_id, Some(&at_vapi), &at_twilio).await?;
    let bound = at_vapi.assistant_id.as_deref() == Some(agent.assistant_id.as_str());
    let adopted = placed.action == Action::AdoptedNumber;
    if adopted || !bound || !taken.cleared.is_empty() {
        takeover::bind(cx, &vapi, &id, &agent.assistant_id, &taken.cleared).await?;
    }
    let mut given = None;
    if adopted {
        // The importer of an adopted number gave Vapi a secret that need not work any more.
        let gives = TwilioGrant::open(cx, Account::twilio(number.source), Purpose::ImportNumber).await?;
        let there = gives.give(cx, &vapi, &number.at_vapi, &at_vapi).await?;
        given = Some((gives.mark(), there));
    }
    // Vapi writes the webhook when it imports; a number that was there before may have lost it.
    let post = |url| Webhook { url, method: Some("POST") };
    let calls = answering::calls(&at_twilio, vapi.region).answerer.kind;
    let voice = (calls != AnswererKind::Vapi).then(|| post(VapiClient::inbound_webhook(vapi.region)));
    // Messages go to Vapi only where AVA knows the webhook to restore, and Vapi takes them.
    let set = answering::messages(&at_twilio, None, vapi.region).answerer.kind;
    let messages = if set != AnswererKind::Vapi && number.before_image.is_some() && at_vapi.takes_messages() {
        let found = takeover::messages(cx, &number, &twilio, &at_twilio, vapi.region).await?;
        found.filter(|found| found.answerer.kind.can_be_replaced())
    } else {
        None
    };
    let agreed = messages.as_ref().map(|found| takeover::may_have_messages(cx, found));
    let sms = matches!(agreed, Some(Ok(()))).then(|| post(VapiClient::messages_webhook(vapi.region)));
    let changes = voice.is_some() || sms.is_some();
    if changes {
        let webhooks = Webhooks { voice, sms, status: None };
        providers.twilio.set_webhooks(&call, &twilio, &sid, &webhooks).await?;
    }
    // Calls do not wait for a person's decision about messages.
    agreed.transpose()?;
    if !changes && !adopted && bound {
        return Ok(StepOutput::skipped(bound_before(placed)));
    }
    let new = taken.from.into_iter().filter(|answerer| !placed.was.contains(answerer));
    let receipt = Receipt {
        was: new.collect(),
        messages_were: messages.and_then(takeover::loses_messages),
        ..cx.receipt(Action::BoundAgent, &id)
    };
    let number = number.id;
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let Some((given, there)) = given else { return Ok(Flow::Next) };
                if !given.still_holds(tx).await? {
                    return Ok(Flow::Again);
                }
                numbers::gave(tx, &number, &there).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// The receipt for the same number; the former answerer stands in that of the placing step.
fn bound_before(placed: &Receipt) -> Receipt {
    Receipt { action: Action::BoundAtCreation, was: Vec::new(), messages_were: None, ..placed.clone() }
}
