//! `compare_numbers` asks whether the stored numbers still hold at Vapi and Twilio.
//!
//! It reads both sides whole, writes down the differences, and repairs nothing. A key that a
//! provider refuses shows on its card, as with any operation.

mod assistants;
mod both;
mod hosts;
mod leftovers;
mod provider_key;
mod step;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};
pub(super) use leftovers::others;

use super::TOPICS;
use crate::{
    domain::{
        operation::{OperationKind, StepKind},
        problem::Problem,
        topic::Topic,
    },
    server::{
        audit::Action,
        db::OrgTx,
        numbers::findings,
        operations::handler::{AskedAs, Failure, HOUR, OperationHandler, StepDef, Steps},
    },
};

pub struct CompareNumbers;

impl OperationHandler for CompareNumbers {
    const KIND: OperationKind = OperationKind::CompareNumbers;
    const STEPS: Steps = Steps::Always(&[StepDef::new(StepKind::CompareAll, |cx| step::compare(cx).boxed())]);
    /// After this time the next comparison is due.
    const RETRY_WINDOW: Duration = HOUR;
    const TOPICS: &'static [Topic] = TOPICS;
    const ASKED_AS: AskedAs = AskedAs::Own(Action::ComparisonAsked);

    /// A comparison that is refused every hour is kept once, like one that works.
    fn failed<'a>(
        Failure { operation, .. }: Failure<'a>,
        tx: &'a mut OrgTx,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move { Ok(findings::drop_earlier(tx, operation.id.as_str()).await?) })
    }
}
