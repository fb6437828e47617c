//! `?wait=`: a request waits for the end of the operation that it began.

use std::time::Duration;

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use utoipa::IntoParams;

use super::{Accepted, ApiProblem, types::Operation};
use crate::{
    domain::{
        ids::{OperationId, OrgId},
        operation::{OperationState, OperationView},
        problem::{ProblemKind, Program},
        topic::Topic,
    },
    server::{
        cx::Cx,
        events::{Event, Numbered},
        operations::views,
    },
};

/// The most seconds that a request waits.
const MAX_SECS: u8 = 30;
/// Another look, also where no event has come: between nodes one may be lost.
const LOOKS: Duration = Duration::from_secs(2);

/// The `wait` of a query.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wait {
    /// Seconds to wait for the operation's end, from 1 to 30.
    #[param(minimum = 1, maximum = 30)]
    pub wait: Option<u8>,
}

impl Wait {
    /// # Errors
    /// Fails with `Query` for a wait that is too long, or none.
    pub fn of(wait: Option<u8>) -> Result<Self, ApiProblem> {
        match wait {
            Some(secs) if !(1..=MAX_SECS).contains(&secs) => Err(Program::Query.into()),
            wait => Ok(Self { wait }),
        }
    }

    /// Answers with the operation, once it is over, needs somebody, or the wait is; at once where as many
    /// requests of the organisation wait as may.
    ///
    /// # Errors
    /// Fails with `NotFound` where there is no such operation.
    pub async fn operation(self, cx: &Cx, id: &OperationId) -> Result<Accepted, ApiProblem> {
        let view = self.ended(cx, id).await?;
        Ok(Accepted(Operation::from(view)))
    }

    async fn ended(self, cx: &Cx, id: &OperationId) -> Result<OperationView, ApiProblem> {
        let clock = &cx.services.clock;
        let place = self.wait.and_then(|secs| Some((cx.services.api_waits.enter(&cx.org)?, secs)));
        let secs = place.as_ref().map_or(0, |(_, secs)| *secs);
        let until = clock.now_ms() + i64::from(secs) * 1000;
        let (mut events, ..) = cx.services.db.hub().subscribe(None);
        // The share of the processor is for who does the work.
        cx.slot.give_back();
        loop {
            let view = views::one(&mut *cx.read().await?, id).await?.ok_or(ProblemKind::NotFound)?;
            let left = until - clock.now_ms();
            if !goes_on(view.state) || left <= 0 {
                return Ok(view);
            }
            let look = LOOKS.min(Duration::from_millis(left.unsigned_abs()));
            tokio::select! {
                () = changed(&mut events, &cx.org) => {}
                () = clock.sleep(look) => {}
            }
        }
    }
}

/// Whether it gets on within seconds by itself.
fn goes_on(state: OperationState) -> bool {
    matches!(state, OperationState::Queued | OperationState::Running | OperationState::Retrying)
}

/// Returns once an operation of the organisation may have changed.
async fn changed(events: &mut Receiver<Numbered>, org: &OrgId) {
    loop {
        match events.recv().await {
            Ok(Numbered { event: Some(Event { org: of, topic }), .. })
                if of != *org || topic != Topic::Operations => {}
            Ok(_) | Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Wait {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiProblem> {
        let read = axum::extract::Query::<Self>::try_from_uri(&parts.uri).map_err(|_| Program::Query)?;
        Self::of(read.0.wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_waits_for_longer_than_half_a_minute() {
        for wait in [None, Some(1), Some(30)] {
            assert_eq!(Wait::of(wait).unwrap().wait, wait);
        }
        for wait in [Some(0), Some(31)] {
            assert!(Wait::of(wait).is_err(), "{wait:?}");
        }
    }
}
