//! Going through an org's chain: every entry, the count, and the signed heads.

use std::collections::BTreeMap;

use super::{
    key::AuditKey,
    repo::{Entry, count_mac},
};
use crate::server::db::{OrgTx, on};

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

/// The result of verifying an org's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The number of entries, from the first, that hold.
    pub holds: i64,
    /// The number of entries, from the first, that were written before the log had a key.
    pub unkeyed: i64,
    /// The first entry that is missing or does not follow from the entry before it.
    pub broken: Option<i64>,
}

/// The signed heads of an org's chain.
#[derive(Default)]
struct Signed {
    /// The signed hashes, by the number of their entry.
    hashes: BTreeMap<i64, String>,
    /// Entries up to this one were written before the log had a key.
    unkeyed: i64,
}

/// Entries read at a time: a log may have any length.
const PAGE: i64 = 1000;

/// Verifies the chain. In a write transaction, nothing is appended meanwhile.
pub async fn verify_chain(key: &AuditKey, tx: &mut OrgTx) -> Result<Chain, sqlx::Error> {
    let (count, told_signed, head, mac): (i64, i64, String, String) = on!(tx, |c, org| {
        sqlx::query_as("SELECT audit_seq, audit_signed, audit_hash, audit_mac FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    let signed = signed(tx).await?;
    let of = tx.org().clone();
    let org = of.as_str();
    let stand = |holds, broken| Chain { holds, unkeyed: signed.unkeyed, broken };
    let (mut holds, mut previous, mut read, mut page) = (0, String::new(), i64::MIN, PAGE);
    loop {
        let rows: Result<Vec<Row>, sqlx::Error> = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT seq, at, actor, action, subject, correlation_id, previous_hash, hash
                 FROM audit_log WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            )
            .bind(org.as_str())
            .bind(read)
            .bind(page)
            .fetch_all(c)
            .await
        });
        let rows = match rows {
            // SQLite may hold a value of a wrong type: one by one, the rows before it are read.
            Err(sqlx::Error::ColumnDecode { .. }) if page > 1 => {
                page = 1;
                continue;
            }
            Err(sqlx::Error::ColumnDecode { .. }) => return Ok(stand(holds, Some(holds + 1))),
            rows => rows?,
        };
        if rows.is_empty() {
            break;
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
            let hash = if row.seq <= signed.unkeyed {
                entry.unkeyed_hash(org, &previous)
            } else {
                entry.hash(key, org, &previous)
            };
            let follows = row.seq == holds + 1 && row.previous_hash == previous && row.hash == hash;
            if !follows || signed.hashes.get(&row.seq).is_some_and(|kept| *kept != hash) {
                return Ok(stand(holds, Some(holds + 1)));
            }
            (holds, previous, read) = (row.seq, row.hash, row.seq);
        }
    }
    let counted = count == holds && head == previous;
    // Every org has at least the entry of its sign-up.
    let vouched = mac == count_mac(key, org, count, &head);
    let last_signed = signed.hashes.last_key_value().map_or(0, |(seq, _)| *seq);
    // With `audit_signed` set too high, no further head would be signed.
    let reached = told_signed <= last_signed && last_signed <= holds;
    Ok(stand(holds, (!(counted && vouched && reached)).then_some(holds + 1)))
}

async fn signed(tx: &mut OrgTx) -> Result<Signed, sqlx::Error> {
    let rows: Vec<(i64, String, bool)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT seq, hash, unkeyed FROM audit_heads WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    let mut signed = Signed::default();
    for (seq, hash, unkeyed) in rows {
        if unkeyed {
            signed.unkeyed = signed.unkeyed.max(seq);
        }
        signed.hashes.insert(seq, hash);
    }
    Ok(signed)
}
