//! `carry_secret`: give the copies of a secret that a provider keeps the new one.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use super::vapi_key::{MakeFor, REVOKE_KEY, make_key};
use crate::{
    domain::{
        ids::OperationId,
        operation::{OperationKind, StepKind},
        problem::{Kind, Problem},
        topic::Topic,
    },
    server::{
        cx::Cx,
        db::Tx,
        integrations::connectors::twilio::carry,
        numbers::operations::CARRY_TO_VAPI,
        operations::handler::{DAY, OperationHandler, Retried, StepDef, Steps},
    },
};

pub struct CarrySecret;

impl OperationHandler for CarrySecret {
    const KIND: OperationKind = OperationKind::CarrySecret;
    const STEPS: Steps = Steps::Planned(&[
        StepDef::new(StepKind::MakeKey, |cx| make_key(cx, MakeFor::default()).boxed()),
        CARRY_TO_VAPI,
        REVOKE_KEY,
    ]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    /// Always with what is stored now, to the numbers that are there now.
    fn retry<'a>(cx: &'a Cx, tx: &'a mut Tx, _: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move { Ok(carry::start(cx, tx).await?.ok_or(Kind::Stale)?) })
    }
}
