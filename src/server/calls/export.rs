//! The list of calls as a file: read in pieces while it is sent, so that it may have any length.

use futures::{Stream, stream};

use super::views::{self, Found};
use crate::{
    domain::{
        call::{CallCursor, CallView, CallsQuery},
        ids::AgentId,
        moment::iso,
        phone::E164,
        problem::Problem,
    },
    server::{audit::Action, csv, cx::Cx},
};

/// The calls that are read at a time.
const PIECE: i64 = 500;

const COLUMNS: [&str; 15] = [
    "id",
    "began_at",
    "answered_at",
    "ended_at",
    "talked_seconds",
    "direction",
    "state",
    "outcome",
    "caller",
    "contact",
    "number",
    "agent",
    "agent_id",
    "cost_usd",
    "summary",
];

/// The part of the file that is still to be sent.
struct Rest {
    cx: Cx,
    query: CallsQuery,
    head: Option<String>,
    is_over: bool,
}

/// Records the export, and returns its pieces, the newest call first, from the page that the query names.
///
/// # Errors
/// Fails as the database does; so does each piece, which ends the file.
pub async fn export(
    cx: Cx,
    query: CallsQuery,
) -> Result<impl Stream<Item = Result<String, Problem>>, Problem> {
    cx.write(Action::CallsExported, "").await?.commit().await?;
    let rest = Rest { cx, query, head: Some(csv::head(COLUMNS)), is_over: false };
    Ok(stream::try_unfold(rest, |mut rest| async move { Ok(rest.next().await?.map(|piece| (piece, rest))) }))
}

impl Rest {
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        if let Some(head) = self.head.take() {
            return Ok(Some(head));
        }
        if self.is_over {
            return Ok(None);
        }
        let mut tx = self.cx.read().await?;
        let Found { calls, looked_to } =
            views::with_costs(&mut tx, &self.query, &self.cx.zone, PIECE).await?;
        drop(tx);
        self.is_over = looked_to.is_none() && i64::try_from(calls.len()).is_ok_and(|count| count < PIECE);
        let last = || calls.last().map(|(last, _)| CallCursor::new(last.begun_at, last.id.clone()));
        if let Some(place) = looked_to.or_else(last) {
            self.query.before = Some(place);
        }
        Ok(Some(calls.iter().map(|(call, cost)| row(call, *cost)).collect()))
    }
}

fn row(call: &CallView, cost_micros: Option<i64>) -> String {
    let at = |at: Option<i64>| at.map(iso).unwrap_or_default();
    let talked = call.length().map(|ms| (ms / 1000).to_string()).unwrap_or_default();
    let cost = cost_micros.map(|micros| format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
    let (number, agent) = (call.number.as_ref(), call.agent.as_ref());
    csv::row::<{ COLUMNS.len() }>([
        call.id.as_str(),
        &iso(call.begun_at),
        &at(call.answered_at),
        &at(call.ended_at),
        &talked,
        call.direction.code(),
        call.state.code(),
        call.outcome.map_or("", |outcome| outcome.code()),
        call.caller.as_ref().map_or("", E164::as_str),
        call.contact.as_ref().map_or("", |(_, name)| name),
        number.map_or("", |(e164, _)| e164.as_str()),
        agent.map_or("", |(name, _)| name),
        agent.and_then(|(_, id)| id.as_ref()).map_or("", AgentId::as_str),
        &cost.unwrap_or_default(),
        call.summary.as_deref().unwrap_or_default(),
    ])
}
