//! What a step may have made at a provider, for as long as its answer is not known:
//! it hangs on the credential that it was asked for with.

use super::{Operation, Step};
use crate::{
    domain::ids::{CredentialId, OperationId, OrgId},
    server::db::{Tx, execute, on},
};

/// Noted before the step asks. `false`: the lease went to another worker, or the
/// operation is to stop.
pub async fn may_make(
    tx: &mut Tx,
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
        with.as_str(),
        operation.id.as_str(),
        operation.org.as_str(),
        step.position,
        &operation.lease,
    )
    .map(|changed| changed == 1)
}

/// One that failed for good may have made it all the same, for as long as what it
/// was to be made for is here without it. What was stopped is taken back.
const UNANSWERED: &str =
    "SELECT COUNT(*) FROM operation_steps AS s JOIN operations AS o ON o.id = s.operation_id
  WHERE s.org_id = $1 AND s.creating = $2 AND (o.state IN ('running', 'retrying', 'waiting', 'attention')
    OR (o.state = 'failed' AND (
      EXISTS (SELECT 1 FROM agents AS a
        WHERE a.org_id = s.org_id AND a.id = o.subject AND a.vapi_assistant_id IS NULL)
      OR EXISTS (SELECT 1 FROM phone_numbers AS n
        WHERE n.org_id = s.org_id AND n.id = o.subject AND n.vapi_phone_id IS NULL
          AND n.state NOT IN ('releasing', 'released')))))";

/// Whether something may have been made with that credential that nobody here
/// knows of yet.
pub async fn may_have_made(tx: &mut Tx, org: &OrgId, with: &CredentialId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c| {
        sqlx::query_as(UNANSWERED).bind(org.as_str()).bind(with.as_str()).fetch_one(c).await
    })?;
    Ok(count > 0)
}

/// With the states of `operations_unfinished`.
const PLACING: &str = "SELECT COUNT(*) FROM operations AS o
  JOIN operation_steps AS s ON s.operation_id = o.id
  WHERE o.org_id = $1 AND o.id <> $2 AND o.state IN ('running', 'retrying', 'waiting', 'attention')
    AND o.lease_owner IS NOT NULL AND s.about = $3 AND s.kind = 'carry_to_vapi' AND s.creating IS NOT NULL";

/// Whether a worker just now brings that number to Vapi anew.
pub async fn is_placing(
    tx: &mut Tx,
    org: &OrgId,
    but: &OperationId,
    about: &str,
) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c| {
        sqlx::query_as(PLACING).bind(org.as_str()).bind(but.as_str()).bind(about).fetch_one(c).await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::plan;

    #[tokio::test]
    async fn what_is_not_answered_is_read_from_its_index() {
        plan::assert_unfinished_only(PLACING).await;
        let plan = plan::of(UNANSWERED).await;
        assert!(plan.iter().any(|line| line.contains("INDEX operation_steps_creating")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
