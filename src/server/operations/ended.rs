//! Tells programs that an operation has ended.

use crate::{
    domain::{
        ids::OperationId,
        operation::{OperationKind, OperationState},
        problem::Problem,
        webhook::EventKind,
    },
    server::{
        db::OrgTx,
        webhooks::{self, Data, Event},
    },
};

/// An operation that has ended.
pub struct Ended<'a> {
    pub id: &'a OperationId,
    pub kind: OperationKind,
    pub subject: Option<String>,
    pub state: OperationState,
    pub problem: Option<&'a Problem>,
}

/// Tells of an end, in the transaction in which it comes.
///
/// # Errors
/// Fails as the database does.
pub async fn tell(tx: &mut OrgTx, ended: Ended<'_>, at: i64) -> Result<(), sqlx::Error> {
    let Ended { id, kind, subject, state, problem } = ended;
    // An operation that begins by itself every few minutes or hours is no news where it goes well.
    if kind.recurs() && state == OperationState::Done {
        return Ok(());
    }
    let problem = problem.map(Problem::code);
    let data = Data::Operation { operation_id: id, kind, state, subject, problem };
    webhooks::raise(tx, &Event { kind: EventKind::OperationEnded, data, at }).await
}
