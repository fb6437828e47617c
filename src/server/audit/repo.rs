//! Entries: each one's hash is made with the log's key, and covers the one
//! before it.

use sha2::{Digest, Sha256};

use super::{
    Action, Actor, AuditLog,
    key::{AuditKey, Signs, framed},
};
use crate::server::{
    correlation,
    db::{OrgTx, execute, on},
    vault::seal::hex,
};

pub(super) struct Entry<'a> {
    pub seq: i64,
    pub at: i64,
    pub actor: &'a str,
    pub action: &'a str,
    pub subject: &'a str,
    pub correlation_id: &'a str,
}

impl Entry<'_> {
    pub(super) fn hash(&self, key: &AuditKey, org: &str, previous: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        key.sign(Signs::Entry, &self.parts(org, previous, &seq, &at))
    }

    /// The hash that an entry had before the log had a key.
    pub(super) fn unkeyed_hash(&self, org: &str, previous: &str) -> String {
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let mut digest = Sha256::new();
        framed(&self.parts(org, previous, &seq, &at), |bytes| digest.update(bytes));
        hex(&digest.finalize())
    }

    fn parts<'a>(&'a self, org: &'a str, previous: &'a str, seq: &'a str, at: &'a str) -> [&'a str; 8] {
        [previous, org, seq, at, self.actor, self.action, self.subject, self.correlation_id]
    }
}

/// Signs how many entries an org has, and the last one's hash.
pub(super) fn count_mac(key: &AuditKey, org: &str, count: i64, hash: &str) -> String {
    key.sign(Signs::Count, &[org, &count.to_string(), hash])
}

/// Appends within the caller's transaction, so that no effect is without its entry.
pub async fn append<'a>(
    log: impl Into<AuditLog<'a>>,
    tx: &mut OrgTx,
    actor: &Actor,
    action: Action,
    subject: &str,
) -> Result<(), sqlx::Error> {
    let AuditLog { key, clock, random, .. } = log.into();
    // Counting on the org's row makes concurrent writers queue.
    let (seq, previous): (i64, String) = on!(tx, |c, org| {
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
        at: clock.now_ms(),
        actor: &actor,
        action: action.code(),
        subject,
        correlation_id: &correlation_id,
    };
    let hash = entry.hash(key, tx.org().as_str(), &previous);
    execute!(
        tx, "INSERT INTO audit_log (id, org_id, seq, at, actor, action, subject, correlation_id, previous_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", |org| (random.uuid(), org.as_str(), entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.correlation_id, &previous, &hash))?;
    let mac = count_mac(key, tx.org().as_str(), seq, &hash);
    let head = "UPDATE orgs SET audit_hash = $1, audit_mac = $2 WHERE id = $3";
    execute!(tx, head, |org| (&hash, &mac, org.as_str())).map(drop)
}
