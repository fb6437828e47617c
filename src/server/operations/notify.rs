//! People are told of operations that need somebody.

use super::queue::Operation;
use crate::{
    domain::{
        notification::{About, NotificationKind},
        operation::{self, OperationKind},
        problem::Problem,
    },
    server::{
        db::OrgTx,
        notifications::{self, Raised},
    },
};

/// Tells of an operation that needs a person, once, however often it is tried again; of one that recurs,
/// until one of its kind is done. What keeps a comparison from its end is told of with the service.
pub(super) async fn needs_somebody(
    tx: &mut OrgTx,
    operation: &Operation,
    problem: Option<&Problem>,
    at: i64,
) -> Result<(), sqlx::Error> {
    let (id, kind) = (operation.id.clone(), operation.kind);
    if kind.about() == operation::About::Numbers {
        return Ok(());
    }
    let cause = if kind.recurs() { recurring(kind) } else { format!("operation {id}") };
    let about = About::Operation { id, kind };
    let raised = Raised { kind: NotificationKind::OperationStuck, about, cause: &cause, by: None, at };
    notifications::raise_with(tx, &raised, problem).await
}

/// Has the next failure of a kind that recurs be told of: one was done, or what it works on is another.
///
/// # Errors
/// Fails as the database does.
pub async fn is_mended(tx: &mut OrgTx, kind: OperationKind) -> Result<(), sqlx::Error> {
    if kind.recurs() { notifications::forget_cause(tx, &recurring(kind)).await } else { Ok(()) }
}

fn recurring(kind: OperationKind) -> String {
    format!("operations {}", kind.code())
}
