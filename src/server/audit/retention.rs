//! Removing the beginning of a log after the time that the operator sets. The chain stays provable:
//! what was removed ends at a signed head, which is kept, and the end is signed in the org's row.

use super::{
    AuditLog, SignedHeads,
    chain::verify_until,
    key::{AuditKey, Signs},
};
use crate::{
    domain::ids::OrgId,
    server::db::{OrgTx, execute, on, stored},
};

/// The end of what was removed.
#[derive(sqlx::FromRow)]
pub(super) struct Cut {
    #[sqlx(rename = "audit_cut")]
    pub seq: i64,
    #[sqlx(rename = "audit_cut_hash")]
    pub hash: String,
    #[sqlx(rename = "audit_cut_at")]
    at: i64,
    #[sqlx(rename = "audit_cut_mac")]
    mac: String,
}

impl Cut {
    pub(super) async fn read(tx: &mut OrgTx) -> Result<Self, sqlx::Error> {
        on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT audit_cut, audit_cut_hash, audit_cut_at, audit_cut_mac FROM orgs WHERE id = $1",
            )
            .bind(org.as_str())
            .fetch_one(c)
            .await
        })
    }

    fn sign(&self, key: &AuditKey, org: &str) -> String {
        key.sign(Signs::Cut, &[org, &self.seq.to_string(), &self.hash, &self.at.to_string()])
    }

    /// Whether nothing was removed, or it was by somebody who has the key.
    pub(super) fn is_ours(&self, key: &AuditKey, org: &str) -> bool {
        match self.seq {
            0 => self.hash.is_empty() && self.mac.is_empty(),
            _ => self.mac == self.sign(key, org),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shortened {
    pub orgs: usize,
    pub entries: u64,
}

/// Orgs looked at in one transaction.
const ORGS: i64 = 100;
/// Entries deleted in one transaction, between which others write.
const PIECE: i64 = 500;

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Removes from every log what is older than so many days: from its beginning to a signed head. A
/// log that does not hold there is left as it is.
pub async fn shorten<'a>(log: impl Into<AuditLog<'a>>, days: u32) -> Result<Shortened, sqlx::Error> {
    let log = log.into();
    let before = log.clock.now_ms() - i64::from(days) * DAY_MS;
    let (mut shortened, mut after) = (Shortened::default(), String::new());
    loop {
        let mut tx = log.db.read_installation().await?;
        let orgs: Vec<(String,)> = on!(tx, |c| {
            sqlx::query_as(WITH_SOMETHING_OLD).bind(&after).bind(before).bind(ORGS).fetch_all(c).await
        })?;
        drop(tx);
        let Some((last,)) = orgs.last() else { return Ok(shortened) };
        after.clone_from(last);
        for (org,) in orgs {
            match shorten_one(log, &org, before).await {
                Ok(entries) => {
                    shortened.entries += entries;
                    shortened.orgs += usize::from(entries > 0);
                }
                // The logs of the others are shortened, whatever problem this one has.
                Err(error) => tracing::warn!(org.id = org, %error, "could not shorten an audit log"),
            }
        }
    }
}

async fn shorten_one(log: AuditLog<'_>, org: &str, before: i64) -> Result<u64, sqlx::Error> {
    let org: OrgId = stored("orgs", org).parse("id", org)?;
    decide(log, &org, before).await?;
    delete(log, &org).await
}

/// Orgs after `$1` with a signed head from before `$2` that is not the end of what was removed, or
/// with entries that are to be deleted still.
const WITH_SOMETHING_OLD: &str = "SELECT o.id FROM orgs AS o WHERE o.id > $1
       AND (EXISTS (SELECT 1 FROM audit_heads AS h
                    WHERE h.org_id = o.id AND h.seq > o.audit_cut AND h.at < $2)
         OR EXISTS (SELECT 1 FROM audit_log AS l WHERE l.org_id = o.id AND l.seq <= o.audit_cut))
     ORDER BY o.id LIMIT $3";

/// Moves the end of what is removed to the last head from before `before`.
async fn decide(log: AuditLog<'_>, org: &OrgId, before: i64) -> Result<(), sqlx::Error> {
    let mut tx = log.db.read(org).await?;
    let (seq,): (Option<i64>,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT MAX(h.seq) FROM audit_heads AS h JOIN orgs AS o ON o.id = h.org_id
             WHERE h.org_id = $1 AND h.seq > o.audit_cut AND h.at < $2",
        )
        .bind(org.as_str())
        .bind(before)
        .fetch_one(c)
        .await
    })?;
    let Some(seq) = seq else { return Ok(()) };
    let began = Cut::read(&mut tx).await?.seq;
    // Read outside of a transaction that writes: what a head has signed does not change.
    let Some(hash) = verify_until(log.key, &mut tx, seq).await? else {
        // Another node may have removed what was being read.
        if Cut::read(&mut tx).await?.seq != began {
            return Ok(());
        }
        tracing::error!(org.id = %org, "an audit log is not as it was written, and is not shortened: `ava audit verify` says where");
        return Ok(());
    };
    drop(tx);
    let mut cut = Cut { seq, hash, at: log.clock.now_ms(), mac: String::new() };
    cut.mac = cut.sign(log.key, org.as_str());
    let mut tx = log.db.write(SignedHeads, org).await?;
    // Another node may have gone further.
    let sql = "UPDATE orgs SET audit_cut = $1, audit_cut_hash = $2, audit_cut_at = $3, audit_cut_mac = $4
               WHERE id = $5 AND audit_cut < $1";
    execute!(tx, sql, |org| (cut.seq, &cut.hash, cut.at, &cut.mac, org.as_str()))?;
    tx.commit().await
}

/// Deletes what was decided to be removed, in pieces; returns how many entries.
async fn delete(log: AuditLog<'_>, org: &OrgId) -> Result<u64, sqlx::Error> {
    let mut deleted = 0;
    loop {
        let mut tx = log.db.write(SignedHeads, org).await?;
        let sql = "DELETE FROM audit_log WHERE org_id = $1
                     AND seq <= (SELECT o.audit_cut FROM orgs AS o WHERE o.id = $1)
                     AND seq < $2 + (SELECT MIN(l.seq) FROM audit_log AS l WHERE l.org_id = $1)";
        let piece = execute!(tx, sql, |org| (org.as_str(), PIECE))?;
        tx.commit().await?;
        if piece == 0 {
            return Ok(deleted);
        }
        deleted += piece;
    }
}
