//! Going through an org's chain: every entry, the count, and the signed heads.

use std::collections::BTreeMap;

use super::{
    key::AuditKey,
    repo::{Entry, Version, count_mac},
    retention::Cut,
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
    version: i64,
    about: String,
    outcome: String,
    on_behalf_of: Option<String>,
    changes: Option<String>,
    address: String,
    user_agent: String,
    previous_hash: String,
    hash: String,
}

impl Row {
    /// The hash that the entry has to have; `None` where it has values that no entry has.
    fn expected(&self, key: &AuditKey, org: &str, previous: &str, unkeyed: bool) -> Option<String> {
        let entry = Entry {
            seq: self.seq,
            at: self.at,
            actor: &self.actor,
            action: &self.action,
            subject: &self.subject,
            correlation_id: &self.correlation_id,
            about: &self.about,
            outcome: &self.outcome,
            on_behalf_of: self.on_behalf_of.as_deref(),
            changes: self.changes.as_deref(),
            address: &self.address,
            user_agent: &self.user_agent,
        };
        let version = Version::of(self.version)?;
        if !entry.is_well_formed(version) {
            return None;
        }
        match (unkeyed, version) {
            (true, Version::One) => Some(entry.unkeyed_hash(org, previous)),
            (true, Version::Two) => None,
            (false, version) => Some(entry.hash(key, version, org, previous)),
        }
    }
}

/// The result of verifying an org's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The number of entries, from the first, that were removed after the time for which they are
    /// kept.
    pub removed: i64,
    /// The number of entries, from the first, that hold or were removed.
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

/// The last entry of a part of the chain that holds.
struct Link {
    seq: i64,
    hash: String,
}

/// Verifies the chain. What is appended meanwhile may show as missing: whoever cannot have that
/// locks the org's row.
pub async fn verify_chain(key: &AuditKey, tx: &mut OrgTx) -> Result<Chain, sqlx::Error> {
    let (count, told_signed, head, mac): (i64, i64, String, String) = on!(tx, |c, org| {
        sqlx::query_as("SELECT audit_seq, audit_signed, audit_hash, audit_mac FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    let (cut, signed) = (Cut::read(tx).await?, signed(tx).await?);
    let removed = cut.seq;
    let stand = |holds, broken| Chain { removed, holds, unkeyed: signed.unkeyed, broken };
    let Some(start) = start(key, tx, &signed, cut) else {
        return Ok(stand(removed, Some(removed + 1)));
    };
    let (last, whole) = walk(key, tx, &signed, start, i64::MAX).await?;
    if !whole {
        return Ok(stand(last.seq, Some(last.seq + 1)));
    }
    let counted = count == last.seq && head == last.hash;
    // Every org has at least the entry of its sign-up.
    let vouched = mac == count_mac(key, tx.org().as_str(), count, &head);
    let last_signed = signed.hashes.last_key_value().map_or(0, |(seq, _)| *seq);
    // With `audit_signed` set too high, no further head would be signed.
    let reached = told_signed <= last_signed && last_signed <= last.seq;
    Ok(stand(last.seq, (!(counted && vouched && reached)).then_some(last.seq + 1)))
}

/// Verifies the entries from the first that is there to `until`, which a signed head has: those
/// that never change. Returns the hash of the last one, where all hold.
pub(super) async fn verify_until(
    key: &AuditKey,
    tx: &mut OrgTx,
    until: i64,
) -> Result<Option<String>, sqlx::Error> {
    let (cut, signed) = (Cut::read(tx).await?, signed(tx).await?);
    let Some(start) = start(key, tx, &signed, cut) else { return Ok(None) };
    let (last, whole) = walk(key, tx, &signed, start, until).await?;
    let is_signed = signed.hashes.get(&until) == Some(&last.hash);
    Ok((whole && last.seq == until && is_signed).then_some(last.hash))
}

/// The link that the first entry follows; `None` where what is said to be removed never was by us.
fn start(key: &AuditKey, tx: &OrgTx, signed: &Signed, cut: Cut) -> Option<Link> {
    let is_signed = cut.seq == 0 || signed.hashes.get(&cut.seq) == Some(&cut.hash);
    (cut.is_ours(key, tx.org().as_str()) && is_signed).then_some(Link { seq: cut.seq, hash: cut.hash })
}

/// Goes from entry to entry, from the one after `last` to `until`; returns the last one that holds,
/// and whether all do.
async fn walk(
    key: &AuditKey,
    tx: &mut OrgTx,
    signed: &Signed,
    mut last: Link,
    until: i64,
) -> Result<(Link, bool), sqlx::Error> {
    let of = tx.org().clone();
    let (mut read, mut page) = (if last.seq == 0 { i64::MIN } else { last.seq }, PAGE);
    loop {
        let rows: Result<Vec<Row>, sqlx::Error> = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT seq, at, actor, action, subject, correlation_id, version, about, outcome,
                   on_behalf_of, changes, address, user_agent, previous_hash, hash
                 FROM audit_log WHERE org_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4",
            )
            .bind(org.as_str())
            .bind(read)
            .bind(until)
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
            Err(sqlx::Error::ColumnDecode { .. }) => return Ok((last, false)),
            rows => rows?,
        };
        if rows.is_empty() {
            return Ok((last, true));
        }
        for row in rows {
            let unkeyed = row.seq <= signed.unkeyed;
            let expected = row.expected(key, of.as_str(), &last.hash, unkeyed);
            let follows = row.seq == last.seq + 1
                && row.previous_hash == last.hash
                && expected.as_ref() == Some(&row.hash);
            if !follows || signed.hashes.get(&row.seq).is_some_and(|kept| *kept != row.hash) {
                return Ok((last, false));
            }
            read = row.seq;
            last = Link { seq: row.seq, hash: row.hash };
        }
    }
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
