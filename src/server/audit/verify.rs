//! `ava audit verify`: every org's chain, one org a transaction, and the chain of
//! heads, while the server runs.

use super::{
    AuditLog, SignedHeads,
    chain::verify_chain,
    heads::{Head, sign, verify_heads},
};
use crate::{
    domain::ids::OrgId,
    server::db::{execute, on},
};

/// A part of the log that is not as it was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error(
        "entry {entry} of organisation {org} was changed, added or removed, or does not follow the one before it"
    )]
    Entry { org: OrgId, entry: i64 },
    #[error(
        "organisation {0:?} was removed or changed in the database, or entries of one were added that never was"
    )]
    Org(String),
    #[error("signed head {0} was changed or removed, or does not follow the one before it")]
    Head(i64),
    #[error(
        "the log does not extend the given head: it was cut or put back since, or is another installation’s"
    )]
    Since,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    pub orgs: usize,
    /// The number of entries that hold.
    pub entries: i64,
    /// The number of entries removed after the time for which they are kept.
    pub removed: i64,
    /// The number of entries written before the log had a key.
    pub unkeyed: i64,
    pub broken: Vec<Broken>,
    /// The newest signed head, made now where something was written since.
    pub head: Option<Head>,
}

/// Verifies the chains of all orgs and of the heads. `since` is a head that was kept
/// elsewhere, which the chain of heads has to contain.
pub async fn verify<'a>(log: impl Into<AuditLog<'a>>, since: Option<&Head>) -> Result<Verified, sqlx::Error> {
    let log = log.into();
    let head = sign(log).await?;
    let mut verified = Verified { head, ..Verified::default() };
    let heads = verify_heads(log, since).await?;
    verified.broken.extend(heads.broken.map(Broken::Head));
    if since.is_some() && !heads.found {
        verified.broken.push(Broken::Since);
    }
    let mut tx = log.db.read_installation().await?;
    let orgs: Vec<(String,)> =
        on!(tx, |c| sqlx::query_as("SELECT id FROM orgs ORDER BY id").fetch_all(c).await)?;
    drop(tx);
    verified.broken.extend(without_a_row(log).await?.into_iter().map(Broken::Org));
    for (org,) in orgs {
        let Ok(org) = OrgId::try_from(org.clone()) else {
            verified.broken.push(Broken::Org(org));
            continue;
        };
        let mut tx = log.db.write(SignedHeads, &org).await?;
        // Entries are counted on this row: nothing is appended meanwhile, by whatever transaction.
        execute!(tx, "UPDATE orgs SET audit_seq = audit_seq WHERE id = $1", |org| (org.as_str()))?;
        let chain = verify_chain(log.key, &mut tx).await?;
        drop(tx);
        verified.orgs += 1;
        verified.entries += chain.holds - chain.removed;
        verified.removed += chain.removed;
        verified.unkeyed += (chain.unkeyed - chain.removed).max(0);
        verified.broken.extend(chain.broken.map(|entry| Broken::Entry { org, entry }));
    }
    Ok(verified)
}

/// Orgs with entries or signed heads, but without a row in `orgs`.
async fn without_a_row(log: AuditLog<'_>) -> Result<Vec<String>, sqlx::Error> {
    let mut tx = log.db.read_installation().await?;
    on!(tx, |c| {
        sqlx::query_scalar(
            "SELECT org_id FROM audit_log WHERE org_id NOT IN (SELECT id FROM orgs)
             UNION SELECT org_id FROM audit_heads WHERE org_id NOT IN (SELECT id FROM orgs) ORDER BY org_id",
        )
        .fetch_all(c)
        .await
    })
}
