//! Enqueues an operation that a person asks for.

use super::{
    handler::AskedAs,
    queue::{self, Asked},
};
use crate::{
    domain::{ids::OperationId, problem::Problem},
    server::{
        audit::Action,
        cx::{Cx, Draft},
    },
};

/// Records the request and enqueues the operation, in the transaction that found its subject, or
/// returns the operation that is open. The pages of its topics hear of it.
///
/// # Errors
/// Fails where the org has as many operations under way as it may have, and as the database does.
pub async fn ask(cx: &Cx, tx: Draft, asked: &Asked<'_>) -> Result<OperationId, Problem> {
    let (kind, subject) = (asked.kind, asked.subject.to_string());
    let kinds = cx.services.operations;
    let mut tx = match kinds.asked_as(kind) {
        AskedAs::Kind => tx.recorded(Action::OperationAsked, &format!("{}:{subject}", kind.code())).await?,
        AskedAs::Own(action) => tx.recorded(action, &subject).await?,
    };
    let operation = queue::enqueue_named(&mut tx, asked).await?;
    queue::hold(&mut tx).await?;
    tx.publish(kinds.topics(kind));
    tx.commit().await?;
    Ok(operation)
}
