//! Objects that a step may have made at a provider, for as long as its answer is not known: they
//! hang on the credential that the step asked with.

use super::{Operation, Step};
use crate::{
    domain::ids::CredentialId,
    server::db::{OrgTx, execute, on},
};

/// Whether an earlier attempt of the step asked a provider to make something, and got no answer.
pub async fn may_have_made(tx: &mut OrgTx, operation: &Operation, step: &Step) -> Result<bool, sqlx::Error> {
    let row: Option<(bool,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT creating IS NOT NULL FROM operation_steps
             WHERE operation_id = $1 AND org_id = $2 AND position = $3",
        )
        .bind(operation.id.as_str())
        .bind(org.as_str())
        .bind(step.position)
        .fetch_optional(c)
        .await
    })?;
    Ok(row.is_some_and(|(noted,)| noted))
}

/// Notes the credential before the step asks. `false`: the lease went to another worker, or the
/// operation is to stop.
pub async fn may_make(
    tx: &mut OrgTx,
    operation: &Operation,
    step: &Step,
    with: &CredentialId,
) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE operation_steps SET creating = $1
         WHERE operation_id = $2 AND org_id = $3 AND position = $4
           AND EXISTS (SELECT 1 FROM operations AS o WHERE o.id = operation_steps.operation_id
             AND o.lease_owner = $5 AND NOT o.stopping)",
        |org| (with.as_str(), operation.id.as_str(), org.as_str(), step.position, &operation.lease)
    )
    .map(|changed| changed == 1)
}
