//! `import_number` brings a Twilio number to Vapi, binds it to an agent, and proves it.
//!
//! Nothing changes at Twilio before there is an agent that can answer: the operation waits for what
//! is missing, and only then places the number at Vapi, bound in the same call. Each step reads
//! before it writes, so that running it twice, or after a crash whose outcome is unknown, ends the
//! same.
//!
//! It makes four provider calls in a row, the fewest that correctness allows: find at Twilio, find
//! at Vapi, create (bound), and one read-back of both at once.

mod bind;
mod find;
mod place;
mod prove;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use find::{answering_agent, before_image};
pub(super) use find::{not_during_cleanup, taken};

use super::TOPICS;
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        operation::{OperationKind, StepKind, WaitingFor},
        phone::E164,
        problem::{Problem, ProblemKind},
        topic::Topic,
    },
    server::{
        agents::{operations::deletes_assistant, repo as agents},
        credentials::decryptor::Purpose,
        cx::Unit,
        db::OrgTx,
        numbers::{
            operations::vapi_key::{self, MakeFor},
            repo::{self as numbers, Number},
            service::bring,
        },
        operations::{
            handler::{AfterNo, DAY, Declined, Failure, OperationHandler, Retried, StepDef, Steps},
            queue,
            step::{StepCx, StepError, StepResult},
        },
    },
};

pub const FIND_AT_TWILIO: StepDef =
    StepDef::new(StepKind::FindAtTwilio, |cx| find::find_at_twilio(cx).boxed());
pub const REMEMBER_WEBHOOKS: StepDef =
    StepDef::new(StepKind::RememberWebhooks, |cx| find::remember_webhooks(cx).boxed());
pub const MAKE_KEY: StepDef = StepDef::new(StepKind::MakeKey, |cx| make_key(cx).boxed());
pub const PLACE_AT_VAPI: StepDef = StepDef::new(StepKind::PlaceAtVapi, |cx| place::place_at_vapi(cx).boxed());
pub const BIND_AGENT: StepDef = StepDef::new(StepKind::BindAgent, |cx| bind::bind_agent(cx).boxed());
pub const PROVE: StepDef = StepDef::new(StepKind::Prove, |cx| prove::prove(cx).boxed());

pub struct ImportNumber;

impl OperationHandler for ImportNumber {
    const KIND: OperationKind = OperationKind::ImportNumber;
    const STEPS: Steps =
        Steps::Always(&[FIND_AT_TWILIO, REMEMBER_WEBHOOKS, MAKE_KEY, PLACE_AT_VAPI, BIND_AGENT, PROVE]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = TOPICS;

    /// Marks the number as failed; its id at Vapi stays known.
    fn failed<'a>(
        Failure { operation, now, .. }: Failure<'a>,
        tx: &'a mut OrgTx,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            let id = operation.subject.number()?;
            Ok(numbers::fail(tx, id, now).await?)
        })
    }

    fn retry<'a>(tx: &'a mut Unit, of: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(bring_again(tx, of))
    }

    fn declined<'a>(tx: &'a mut Unit, of: Declined<'a>) -> BoxFuture<'a, Result<AfterNo, Problem>> {
        Box::pin(left_to_others(tx, of))
    }
}

/// Retries with whichever operation brings the number by now.
pub(super) async fn bring_again(tx: &mut Unit, of: Retried<'_>) -> Result<OperationId, Problem> {
    let number = of.subject.number()?;
    let now = tx.now();
    numbers::revive(tx, number, now).await?;
    let number = numbers::find(tx, number).await?.ok_or(ProblemKind::Stale)?;
    let again = bring(tx, &(&number).into()).await?;
    queue::hold(tx).await?;
    Ok(again)
}

/// Leaves the number to its answerer. Where only its messages were asked about, those stay, and
/// Vapi gets the calls all the same.
pub(super) async fn left_to_others(tx: &mut Unit, of: Declined<'_>) -> Result<AfterNo, Problem> {
    let (number, now) = (of.subject.number()?, tx.now());
    if of.waiting_for == WaitingFor::Messages {
        numbers::keep_messages(tx, number, now).await?;
        return Ok(AfterNo::GoesOn);
    }
    numbers::fail(tx, number, now).await?;
    Ok(AfterNo::Stops)
}

pub async fn load(cx: &StepCx<'_>) -> Result<Number, StepError> {
    let id = cx.operation.subject.number()?;
    let mut tx = cx.read().await?;
    let number = numbers::find(&mut tx, id).await?;
    Ok(number.ok_or(ProblemKind::NotFound)?)
}

/// Makes a key in the account that the number is in. Nothing is made at Twilio before somebody can
/// answer the number.
async fn make_key(cx: &StepCx<'_>) -> StepResult {
    let account = Account::twilio(load(cx).await?.source);
    vapi_key::make_key(cx, MakeFor { account, renews: false, once: |cx| can_be_answered(cx).boxed() }).await
}

/// Waits for Vapi and for an agent, as placing the number does: nothing is made
/// for Vapi before.
async fn can_be_answered(cx: &StepCx<'_>) -> Result<(), StepError> {
    cx.vapi(Purpose::ImportNumber).await?;
    answering_agent(cx, &load(cx).await?).await.map(drop)
}

/// AVA's name for the number at Vapi, within 40 characters; AVA recognises numbers that it made by
/// this name.
pub fn vapi_name(number: &E164) -> String {
    format!("AVA {number}")
}

/// Whether an agent of this org has the assistant, or had it and was deleted.
pub async fn is_or_was_own(cx: &StepCx<'_>, assistant_id: &str) -> Result<bool, StepError> {
    let mut tx = cx.read().await?;
    Ok(agents::has_assistant(&mut tx, assistant_id).await?
        || deletes_assistant(&mut tx, assistant_id).await?)
}
