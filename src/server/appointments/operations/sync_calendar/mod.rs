//! `sync_calendar` brings appointments and the Google calendar that is chosen in step: what changed there is
//! read, then what changed here is written. There is one at a time for an organisation, so that nobody
//! takes what AVA writes for a change of somebody else's.

mod access;
mod read;
mod write;

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use crate::{
    domain::{
        operation::{OperationKind, StepKind},
        problem::Problem,
        topic::Topic,
    },
    server::{
        calendars,
        db::OrgTx,
        operations::handler::{DAY, Failure, OperationHandler, StepDef, Steps},
    },
};

pub struct SyncCalendar;

impl OperationHandler for SyncCalendar {
    const KIND: OperationKind = OperationKind::SyncCalendar;
    const STEPS: Steps = Steps::Always(&[
        StepDef::new(StepKind::ReadCalendar, |cx| read::read_calendar(cx).boxed()),
        StepDef::new(StepKind::WriteEvents, |cx| write::write_events(cx).boxed()),
    ]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Appointments];

    /// What is not written stays due, and the next one begins after the usual time.
    fn failed<'a>(
        Failure { operation, now, .. }: Failure<'a>,
        tx: &'a mut OrgTx,
    ) -> BoxFuture<'a, Result<(), Problem>> {
        Box::pin(async move {
            calendars::put_off(tx, now).await?;
            Ok(calendars::drop_earlier(tx, operation.id.as_str()).await?)
        })
    }
}
