//! Objects that a step may have made with a credential, for as long as its answer is not known.

use crate::{
    domain::ids::CredentialId,
    server::{
        db::{OrgTx, on},
        number_states::is_in_use,
        operations::states::is_unfinished,
    },
};

/// A step that failed for good may have made its object all the same, for as long as the agent or
/// the number that it was for is here without one. A clean-up takes back the objects of stopped
/// steps.
const UNANSWERED: &str = concat!(
    "SELECT COUNT(*) FROM operation_steps AS s JOIN operations AS o ON o.id = s.operation_id
  WHERE s.org_id = $1 AND s.creating = $2 AND (",
    is_unfinished!(o),
    "
    OR (o.state = 'failed' AND (
      EXISTS (SELECT 1 FROM agents AS a
        WHERE a.org_id = s.org_id AND a.id = o.agent_id AND a.vapi_assistant_id IS NULL)
      OR EXISTS (SELECT 1 FROM phone_numbers AS n
        WHERE n.org_id = s.org_id AND n.id = o.number_id AND n.vapi_phone_id IS NULL
          AND ",
    is_in_use!(n),
    "))))"
);

/// Whether something may have been made with that credential that is not known here yet.
pub async fn may_have_made(tx: &mut OrgTx, with: &CredentialId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(UNANSWERED).bind(org.as_str()).bind(with.as_str()).fetch_one(c).await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_not_answered_is_read_from_its_index() {
        let plan = explain::of(UNANSWERED).await;
        assert!(plan.iter().any(|line| line.contains("INDEX operation_steps_creating")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
