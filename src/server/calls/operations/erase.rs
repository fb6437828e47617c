//! `erase_calls` has Vapi delete the calls of which something was erased here.
//!
//! Vapi deletes a call only whole, its recordings included: nothing in its document deletes a recording
//! or a transcript alone. So what is erased first here takes all that Vapi has along.

use std::time::Duration;

use futures::FutureExt;

use crate::{
    domain::{
        operation::{Action, OperationKind, Receipt, StepKind},
        topic::Topic,
    },
    server::{
        calls::erasures,
        credentials::decryptor::Purpose,
        operations::{
            handler::{DAY, OperationHandler, StepDef, Steps},
            step::{StepCx, StepOutput, StepResult, nothing},
        },
    },
};

/// Calls that are deleted before the operation’s lease is renewed.
const BATCH: i64 = 25;

pub struct EraseCalls;

impl OperationHandler for EraseCalls {
    const KIND: OperationKind = OperationKind::EraseCalls;
    const STEPS: Steps = Steps::Always(&[StepDef::new(StepKind::DeleteCalls, |cx| delete_calls(cx).boxed())]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Calls];
}

/// Idempotent: each deletion is noted by itself, and a call that is not there counts as deleted.
async fn delete_calls(cx: &StepCx<'_>) -> StepResult {
    let mut tx = cx.read().await?;
    let due = erasures::due(&mut tx, BATCH).await?;
    let deleted = erasures::deleted_by(&mut tx, &cx.operation.id).await?;
    drop(tx);
    if due.is_empty() {
        let receipt = Receipt { count: Some(deleted), ..cx.receipt_about(Action::DeletedCalls, None) };
        return Ok(StepOutput::new(receipt, nothing()));
    }
    let vapi = cx.vapi(Purpose::EraseCalls).await?;
    for id in &due {
        let answer = cx.services.providers.vapi.delete_call(&cx.call(), &vapi, id).await;
        let mut tx = cx.write().await?;
        match &answer {
            Ok(found) => {
                let now = cx.services.clock.now_ms();
                erasures::deleted(&mut tx, id, &cx.operation.id, *found, now).await?;
            }
            Err(_) => erasures::refused(&mut tx, id).await?,
        }
        tx.commit().await?;
        answer?;
    }
    Ok(StepOutput::again())
}
