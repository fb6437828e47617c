//! `buy_number`: buy exactly one managed number, then what `import_number` does.
//!
//! The purchase costs money and has no idempotency key, so it is read back
//! before it is made: an attempt whose answer was lost is found, not repeated.
//! Until Twilio has said no to it, the number's row stays; once it has, nothing
//! was bought, and the row goes.

use super::{
    import_number::{load, not_while_taken_back, taken},
    plan::{By, CleanUp},
    queue::{self, Operation},
    step::{Done, Flow, StepCx, StepResult, Stuck},
};
use crate::{
    domain::{
        ids::NumberId,
        number::NumberSource,
        operation::{Action, OperationKind, Receipt, StepKind, WaitingFor},
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
    },
    server::{
        audit::Actor,
        cx::Services,
        db::Tx,
        numbers::{
            managed::{self, orders},
            repo as numbers,
        },
        providers::twilio::{Purchase, ToBuy},
        vault::decryptor::Purpose,
    },
};

/// Tells Twilio the address that was typed, where one was, for this number alone.
/// Idempotent: one that was made without an answer is found by its name.
pub async fn make_address(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let order = orders::find(&mut tx, &cx.operation.org, &number.id).await?.unwrap_or_default();
    drop(tx);
    let Some(address) = order.address else { return Ok(Done::skipped(Receipt::bare(Action::NoAddress))) };
    if let Some(sid) = order.address_sid {
        return Ok(Done::skipped(Receipt::of(Action::FoundAddress, Provider::Twilio, &sid)));
    }
    let auth = cx.twilio(NumberSource::Managed, Purpose::BuyNumber).await?;
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = managed::address_name(&number.id);
    let (action, sid) = match client.addresses_named(&call, &auth, &name).await?.pop() {
        Some(sid) => (Action::FoundAddress, sid),
        None => (Action::MadeAddress, client.create_address(&call, &auth, &name, &address).await?),
    };
    let receipt = Receipt::of(action, Provider::Twilio, &sid);
    let (org, id) = (cx.operation.org.clone(), number.id);
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::set_address_sid(tx, &org, &id, &sid).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Buys the number that was chosen, by itself, never "one like it".
/// Idempotent: what the account owns already is not bought again.
pub async fn buy(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    if let Some(sid) = &number.twilio_sid {
        return Ok(Done::skipped(Receipt::of(Action::FoundBought, Provider::Twilio, sid)));
    }
    not_while_taken_back(cx, &number).await?;
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let order = orders::find(&mut tx, &cx.operation.org, &number.id).await?.unwrap_or_default();
    drop(tx);
    let auth = cx.twilio(NumberSource::Managed, Purpose::BuyNumber).await?;
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let (action, sid) = match client.find_number(&call, &auth, &number.e164).await? {
        Some(found) => (Action::FoundBought, found.sid),
        None => {
            let wanted = ToBuy {
                number: &number.e164,
                address_sid: order.address_sid.as_deref(),
                bundle_sid: order.bundle_sid.as_deref(),
            };
            match client.buy_number(&call, &auth, &wanted).await? {
                Purchase::Bought(bought) => (Action::BoughtNumber, bought.sid),
                Purchase::Refused(problem) => return Err(Stuck { not_bought: true, ..problem.into() }),
            }
        }
    };
    let receipt = Receipt::of(action, Provider::Twilio, &sid);
    let (org, id, now) = (cx.operation.org.clone(), number.id, cx.services.clock.now_ms());
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::bought(tx, &org, &id, &sid, now).await.map_err(taken)?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// What was bought stays, and what may have been bought; what was not, goes, and
/// so does its address at Twilio.
pub async fn failed(
    services: &Services,
    tx: &mut Tx,
    operation: &Operation,
    stuck: &Stuck,
    now: i64,
) -> Result<(), Problem> {
    let id: NumberId = operation.subject.parse().map_err(|_| Kind::Internal)?;
    let org = &operation.org;
    let Some(number) = numbers::find(tx, org, &id).await? else { return Ok(()) };
    let tried = |kind| operation.steps.iter().any(|step| step.kind == kind && step.attempts > 0);
    let order = orders::find(tx, org, &id).await?;
    let unsure =
        order.as_ref().is_some_and(|order| !stuck.not_bought && (order.unsure || tried(StepKind::BuyNumber)));
    if number.twilio_sid.is_some() || unsure {
        if number.twilio_sid.is_none() {
            orders::set_unsure(tx, org, &id).await?;
        }
        numbers::fail(tx, org, &id, now).await?;
    } else {
        // A refusal at the first attempt leaves nothing; an answer that was lost may.
        let lost = |step: &queue::Step| {
            step.kind == StepKind::MakeAddress
                && (step.attempts > 1 || (step.attempts == 1 && stuck.problem.passes_by_itself()))
        };
        let told = |order: &orders::Order| {
            order.address_sid.is_some() || (order.address.is_some() && operation.steps.iter().any(lost))
        };
        let told = order.as_ref().is_some_and(told);
        // A release that this order kept from suspending the account has ended.
        let last = orders::count(tx, org).await? == 1 && orders::bought_before(tx, org).await?;
        if told || last {
            let actor = Actor::Operation(operation.id.clone());
            let by = By { services, org, user: &operation.by, actor };
            let mut clean_up = CleanUp::default();
            if told {
                clean_up.delete_address(&number);
            }
            if last {
                clean_up.close_account(org);
            }
            let (kind, e164) = (OperationKind::ForgetAddress, number.e164.as_str());
            clean_up.enqueue(by, tx, kind, id.as_str(), e164).await?;
        }
        orders::forget(tx, org, &id).await?;
        managed::forget_account_with_last(tx, org).await?;
        tx.publish(org, &Topic::ALL);
    }
    // Another purchase may be waiting for this one to open the account.
    Ok(queue::wake(tx, org, WaitingFor::Operation, now).await?)
}
