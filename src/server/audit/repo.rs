//! The chain: each entry's hash covers the one before it.

use sha2::{Digest, Sha256};

use super::{Action, Actor};
use crate::{
    domain::ids::OrgId,
    server::{
        correlation,
        cx::Services,
        db::{Tx, execute, on},
        vault::seal::hex,
    },
};

struct Entry<'a> {
    seq: i64,
    at: i64,
    actor: &'a str,
    action: &'a str,
    subject: &'a str,
    correlation_id: &'a str,
}

impl Entry<'_> {
    fn hash(&self, org: &str, previous: &str) -> String {
        let mut digest = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        for part in [previous, org, &seq, &at, self.actor, self.action, self.subject, self.correlation_id] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        hex(&digest.finalize())
    }
}

/// Appends within the caller's transaction: no effect without its entry.
pub async fn append(
    services: &Services,
    tx: &mut Tx,
    org: &OrgId,
    actor: &Actor,
    action: Action,
    subject: &str,
) -> Result<(), sqlx::Error> {
    // Counting on the org's row makes concurrent writers queue.
    let (seq, previous): (i64, String) = on!(tx, |c| {
        sqlx::query_as(
            "UPDATE orgs SET audit_seq = audit_seq + 1 WHERE id = $1 RETURNING audit_seq, audit_hash",
        )
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    let correlation_id = correlation::current().map(|id| id.to_string()).unwrap_or_default();
    let actor = actor.encode();
    let entry = Entry {
        seq,
        at: services.clock.now_ms(),
        actor: &actor,
        action: action.code(),
        subject,
        correlation_id: &correlation_id,
    };
    let hash = entry.hash(org.as_str(), &previous);
    execute!(
        tx,
        "INSERT INTO audit_log (id, org_id, seq, at, actor, action, subject, correlation_id, previous_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        services.random.uuid(),
        org.as_str(),
        entry.seq,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.correlation_id,
        &previous,
        &hash,
    )?;
    execute!(tx, "UPDATE orgs SET audit_hash = $1 WHERE id = $2", &hash, org.as_str()).map(drop)
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor: String,
    action: String,
    subject: String,
    correlation_id: String,
    previous_hash: String,
    hash: String,
}

/// How an org's chain stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// How many entries, from the first, hold.
    pub holds: i64,
    /// The first one that does not follow from the one before it, or is missing.
    pub broken: Option<i64>,
}

/// So many entries are read at a time: nobody knows how many there are.
const PAGE: i64 = 1000;

/// Goes through the chain. In a write, nothing is appended meanwhile.
pub async fn verify_chain(tx: &mut Tx, org: &OrgId) -> Result<Chain, sqlx::Error> {
    let (count, head): (i64, String) = on!(tx, |c| {
        sqlx::query_as("SELECT audit_seq, audit_hash FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    let (mut holds, mut previous, mut read) = (0, String::new(), i64::MIN);
    loop {
        let rows: Vec<Row> = on!(tx, |c| {
            sqlx::query_as(
                "SELECT seq, at, actor, action, subject, correlation_id, previous_hash, hash
                 FROM audit_log WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            )
            .bind(org.as_str())
            .bind(read)
            .bind(PAGE)
            .fetch_all(c)
            .await
        })?;
        if rows.is_empty() {
            let complete = previous == head && count == holds;
            return Ok(Chain { holds, broken: if complete { None } else { Some(count) } });
        }
        for row in rows {
            let entry = Entry {
                seq: row.seq,
                at: row.at,
                actor: &row.actor,
                action: &row.action,
                subject: &row.subject,
                correlation_id: &row.correlation_id,
            };
            let follows = row.seq == holds + 1 && row.previous_hash == previous;
            if !follows || row.hash != entry.hash(org.as_str(), &previous) {
                return Ok(Chain { holds, broken: Some(holds + 1) });
            }
            (holds, previous, read) = (row.seq, row.hash, row.seq);
        }
    }
}
