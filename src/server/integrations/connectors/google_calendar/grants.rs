//! SQL of `google_grants`: whose Google account a credential opens, and who renews its access
//! token.

use crate::{
    domain::ids::{CredentialId, OrgId},
    server::{
        cx::Services,
        db::{OrgTx, execute, on},
    },
};

/// Notes the account of the stored credential.
pub async fn put(tx: &mut OrgTx, credential: &CredentialId, sub: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO google_grants (credential_id, org_id, sub) VALUES ($1, $2, $3)
         ON CONFLICT (credential_id) DO UPDATE SET sub = excluded.sub",
        |org| (credential.as_str(), org.as_str(), sub)
    )
    .map(drop)
}

const HELD: &str = "SELECT COUNT(*) FROM google_grants WHERE sub = $1 AND org_id <> $2";

/// Whether any organisation of this installation has the account connected.
pub async fn is_held(services: &Services, sub: &str) -> Result<bool, sqlx::Error> {
    is_held_but_by(services, sub, "").await
}

/// Whether another organisation than `org` has the account connected.
pub async fn is_held_beside(services: &Services, sub: &str, org: &OrgId) -> Result<bool, sqlx::Error> {
    is_held_but_by(services, sub, org.as_str()).await
}

async fn is_held_but_by(services: &Services, sub: &str, org: &str) -> Result<bool, sqlx::Error> {
    let mut tx = services.db.read_installation().await?;
    let (count,): (i64,) = on!(tx, |c| sqlx::query_as(HELD).bind(sub).bind(org).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Takes the lease on renewing the token; `false` while somebody else has it.
pub async fn take_lease(
    tx: &mut OrgTx,
    credential: &CredentialId,
    me: &str,
    now: i64,
    until: i64,
) -> Result<bool, sqlx::Error> {
    let taken = execute!(
        tx,
        "UPDATE google_grants SET renewed_by = $1, renewing_until = $2
         WHERE org_id = $3 AND credential_id = $4 AND (renewing_until IS NULL OR renewing_until <= $5)",
        |org| (me, until, org.as_str(), credential.as_str(), now)
    )?;
    Ok(taken > 0)
}

/// Whether somebody renews the token.
pub async fn is_leased(tx: &mut OrgTx, credential: &CredentialId, now: i64) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM google_grants
             WHERE org_id = $1 AND credential_id = $2 AND renewing_until > $3",
        )
        .bind(org.as_str())
        .bind(credential.as_str())
        .bind(now)
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// Gives the lease back, unless it has gone to somebody else.
pub async fn end_lease(tx: &mut OrgTx, credential: &CredentialId, me: &str) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE google_grants SET renewed_by = NULL, renewing_until = NULL
         WHERE org_id = $1 AND credential_id = $2 AND renewed_by = $3",
        |org| (org.as_str(), credential.as_str(), me)
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn who_else_holds_a_consent_is_read_from_its_index() {
        let plan = explain::of(HELD).await;
        assert!(plan.iter().any(|line| line.contains("INDEX google_grants_sub")), "{plan:#?}");
    }
}
