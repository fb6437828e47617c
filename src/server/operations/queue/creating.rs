//! Objects that a step may have made at a provider, for as long as its answer is not known: they
//! hang on the credential that the step asked with.

use super::{Operation, Step};
use crate::{
    domain::ids::CredentialId,
    server::db::{OrgTx, execute},
};

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
