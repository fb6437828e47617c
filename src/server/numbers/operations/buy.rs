//! `buy_number` buys exactly one managed number, then does what `import_number` does.
//!
//! The purchase costs money and has no idempotency key, so it is read back before it is made: an
//! attempt whose answer was lost is found, not repeated. Until Twilio has refused the purchase, the
//! number's row stays; once it has, nothing was bought, and the row goes.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use super::{
    TOPICS,
    import::{
        self, BIND_AGENT, FIND_AT_TWILIO, MAKE_KEY, PLACE_AT_VAPI, PROVE, REMEMBER_WEBHOOKS, load,
        not_during_cleanup, taken,
    },
    managed_account::OPEN_ACCOUNT,
};
use crate::{
    domain::{
        ids::{OperationId, OrgId, UserId},
        number::NumberSource,
        operation::{Action, OperationKind, Receipt, StepKind, SubjectId, WaitingFor},
        problem::Problem,
        topic::Topic,
    },
    server::{
        audit::Actor,
        credentials::decryptor::Purpose,
        cx::{Services, Unit},
        db::OrgTx,
        numbers::{
            managed::{self, orders},
            repo as numbers,
        },
        operations::{
            cleanup::{By, Cleanup},
            handler::{AfterNo, DAY, Declined, Failure, OperationHandler, Retried, StepDef, Steps},
            queue::{self, Operation},
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        providers::twilio::{Purchase, ToBuy},
    },
};

const MAKE_ADDRESS: StepDef = StepDef::new(StepKind::MakeAddress, |cx| make_address(cx).boxed());
const BUY_NUMBER: StepDef = StepDef::new(StepKind::BuyNumber, |cx| buy(cx).boxed());

pub struct BuyNumber;

impl OperationHandler for BuyNumber {
    const KIND: OperationKind = OperationKind::BuyNumber;
    const STEPS: Steps = Steps::Always(&[
        OPEN_ACCOUNT,
        MAKE_ADDRESS,
        BUY_NUMBER,
        FIND_AT_TWILIO,
        REMEMBER_WEBHOOKS,
        MAKE_KEY,
        PLACE_AT_VAPI,
        BIND_AGENT,
        PROVE,
    ]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = TOPICS;

    fn failed<'a>(of: Failure<'a>, tx: &'a mut OrgTx) -> BoxFuture<'a, Result<(), Problem>> {
        let left = Left::of(of.services, of.operation, of.problem, false);
        Box::pin(async move { left.settle(tx, of.now).await })
    }

    fn retry<'a>(tx: &'a mut Unit, of: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(import::bring_again(tx, of))
    }

    fn declined<'a>(tx: &'a mut Unit, of: Declined<'a>) -> BoxFuture<'a, Result<AfterNo, Problem>> {
        Box::pin(import::left_to_others(tx, of))
    }
}

/// Tells Twilio the address that was typed, if any, for this number alone. Idempotent: an address
/// that was made without an answer is found by its name.
async fn make_address(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    let mut tx = cx.read().await?;
    let order = orders::find(&mut tx, &number.id).await?.unwrap_or_default();
    drop(tx);
    let Some(address) = order.address else {
        return Ok(StepOutput::skipped(Receipt::bare(Action::NoAddress)));
    };
    if let Some(sid) = order.address_sid {
        return Ok(StepOutput::skipped(cx.receipt(Action::FoundAddress, &sid)));
    }
    let auth = cx.twilio(NumberSource::Managed, Purpose::BuyNumber).await?;
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let name = managed::address_name(&number.id);
    let (action, sid) = match client.addresses_named(&call, &auth, &name).await?.pop() {
        Some(sid) => (Action::FoundAddress, sid),
        None => (Action::MadeAddress, client.create_address(&call, &auth, &name, &address).await?),
    };
    let receipt = cx.receipt(action, &sid);
    let id = number.id;
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::set_address_sid(tx, &id, &sid).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Buys exactly the number that was chosen, never "one like it". Idempotent: a number that the
/// account owns already is not bought again.
async fn buy(cx: &StepCx<'_>) -> StepResult {
    let number = load(cx).await?;
    if let Some(sid) = &number.twilio_sid {
        return Ok(StepOutput::skipped(cx.receipt(Action::FoundBought, sid)));
    }
    not_during_cleanup(cx, &number).await?;
    let mut tx = cx.read().await?;
    let order = orders::find(&mut tx, &number.id).await?.unwrap_or_default();
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
                Purchase::Refused(problem) => {
                    let left = Left::of(cx.services, cx.operation, &problem, true);
                    return Err(StepError::from(problem).on_failure(left.settles()));
                }
            }
        }
    };
    let receipt = cx.receipt(action, &sid);
    let (id, now) = (number.id, cx.services.clock.now_ms());
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                orders::bought(tx, &id, &sid, now).await.map_err(taken)?;
                Ok(Flow::Next)
            })
        }),
    ))
}

/// Settles a purchase that failed: a number that was bought, or may have been, stays; one that was
/// not goes, and so does its address at Twilio.
struct Left {
    services: Services,
    operation: OperationId,
    org: OrgId,
    by: UserId,
    subject: SubjectId,
    /// The provider refused the purchase: it is sure that nothing was bought.
    not_bought: bool,
    /// The number may have been bought, without an answer.
    tried: bool,
    /// The address may have been made, without an answer.
    address_lost: bool,
}

impl Left {
    fn of(services: &Services, operation: &Operation, problem: &Problem, not_bought: bool) -> Self {
        let tried = |kind| operation.steps.iter().any(|step| step.kind == kind && step.attempts > 0);
        // A refusal at the first attempt leaves nothing; an answer that was lost may.
        let lost = |step: &queue::Step| {
            step.kind == StepKind::MakeAddress
                && (step.attempts > 1 || (step.attempts == 1 && problem.passes_by_itself()))
        };
        Self {
            services: services.clone(),
            operation: operation.id.clone(),
            org: operation.org.clone(),
            by: operation.by.clone(),
            subject: operation.subject.clone(),
            not_bought,
            tried: tried(StepKind::BuyNumber),
            address_lost: operation.steps.iter().any(lost),
        }
    }

    fn settles(self) -> Effect {
        Box::new(move |tx| {
            Box::pin(async move {
                let now = self.services.clock.now_ms();
                self.settle(tx, now).await?;
                Ok(Flow::Next)
            })
        })
    }

    async fn settle(self, tx: &mut OrgTx, now: i64) -> Result<(), Problem> {
        let Self { services, operation, org, by, subject, not_bought, tried, address_lost } = self;
        let id = subject.number()?;
        let Some(number) = numbers::find(tx, id).await? else { return Ok(()) };
        let order = orders::find(tx, id).await?;
        let unsure = order.as_ref().is_some_and(|order| !not_bought && (order.unsure || tried));
        if number.twilio_sid.is_some() || unsure {
            if number.twilio_sid.is_none() {
                orders::set_unsure(tx, id).await?;
            }
            numbers::fail(tx, id, now).await?;
        } else {
            let told = |order: &orders::Order| {
                order.address_sid.is_some() || (order.address.is_some() && address_lost)
            };
            let told = order.as_ref().is_some_and(told);
            // A release that this order kept from suspending the account has ended.
            let last = orders::count(tx).await? == 1 && orders::bought_before(tx).await?;
            if told || last {
                let actor = Actor::Operation(operation);
                let by = By { services: services.clone(), user: by.clone(), actor };
                let mut cleanup = Cleanup::default();
                if told {
                    cleanup.delete_address(&number);
                }
                if last {
                    cleanup.close_account(&org);
                }
                let (kind, e164) = (OperationKind::ForgetAddress, number.e164.as_str());
                cleanup.enqueue_by(by, tx, kind, &subject, e164).await?;
            }
            orders::forget(tx, id).await?;
            managed::forget_account_with_last(&services.health, tx, now).await?;
            tx.publish(&Topic::ALL);
        }
        // Another purchase may be waiting for this one to open the account.
        Ok(queue::wake(tx, WaitingFor::Operation, now).await?)
    }
}
