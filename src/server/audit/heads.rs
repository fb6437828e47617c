//! Signed heads: where each org's chain stood, at intervals. They are one chain
//! for the whole installation, so that the newest, kept elsewhere, tells whether
//! any log was cut or put back since.

use std::{fmt, str::FromStr};

use super::{
    AuditLog, SignedHeads,
    key::{AuditKey, Signs},
    repo::count_mac,
};
use crate::server::db::{Tx, execute, on};

/// A signed head, by which the state of the log at that time can be recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    mac: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.mac)
    }
}

#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a head is what `ava audit verify` prints: a number, a colon, and 64 characters")]
pub struct NotAHead;

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (number, mac) = text.trim().split_once(':').ok_or(NotAHead)?;
        let number = number.parse().ok().filter(|number| *number > 0).ok_or(NotAHead)?;
        let is_mac = mac.len() == 64 && mac.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_mac { Ok(Self { number, mac: mac.to_ascii_lowercase() }) } else { Err(NotAHead) }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    number: i64,
    org_id: String,
    seq: i64,
    hash: String,
    unkeyed: bool,
    at: i64,
    mac: String,
}

impl Row {
    fn sign(&self, key: &AuditKey, previous: &str) -> String {
        let unkeyed = if self.unkeyed { "unkeyed" } else { "" };
        let (number, seq, at) = (self.number.to_string(), self.seq.to_string(), self.at.to_string());
        key.sign(Signs::Head, &[previous, &number, &self.org_id, &seq, &self.hash, unkeyed, &at])
    }
}

/// Rows read at a time.
const PAGE: i64 = 1000;

async fn newest(tx: &mut Tx) -> Result<Option<Head>, sqlx::Error> {
    let row: Option<(i64, String)> = on!(tx, |c| {
        sqlx::query_as("SELECT number, mac FROM audit_heads ORDER BY number DESC LIMIT 1")
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(number, mac)| Head { number, mac }))
}

/// The end of an org's chain, with the signature of its count.
#[derive(sqlx::FromRow)]
struct ChainHead {
    id: String,
    audit_seq: i64,
    audit_hash: String,
    audit_mac: String,
}

async fn put(
    key: &AuditKey,
    tx: &mut Tx,
    head: ChainHead,
    unkeyed: bool,
    at: i64,
) -> Result<(), sqlx::Error> {
    let (number, previous) = newest(tx).await?.map_or((0, String::new()), |head| (head.number, head.mac));
    let ChainHead { id: org_id, audit_seq: seq, audit_hash: hash, .. } = head;
    let mut row = Row { number: number + 1, org_id, seq, hash, unkeyed, at, mac: String::new() };
    row.mac = row.sign(key, &previous);
    execute!(
        tx,
        "INSERT INTO audit_heads (number, org_id, seq, hash, unkeyed, at, mac)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.number,
        &row.org_id,
        row.seq,
        &row.hash,
        row.unkeyed,
        row.at,
        &row.mac,
    )
    .map(drop)
}

/// Signs the entries that were written before the log had a key, as they are found;
/// returns the number of orgs. Only the transaction that makes the key may call it:
/// later, it would vouch for forged entries.
pub async fn anchor(key: &AuditKey, tx: &mut Tx, now: i64) -> Result<usize, sqlx::Error> {
    let (mut anchored, mut after) = (0, String::new());
    loop {
        let orgs: Vec<ChainHead> = on!(tx, |c| {
            sqlx::query_as(
                "SELECT id, audit_seq, audit_hash, audit_mac FROM orgs
                 WHERE audit_seq > audit_signed AND id > $1 ORDER BY id LIMIT $2",
            )
            .bind(&after)
            .bind(PAGE)
            .fetch_all(c)
            .await
        })?;
        let Some(last) = orgs.last() else { return Ok(anchored) };
        after.clone_from(&last.id);
        for head in orgs {
            let mac = count_mac(key, &head.id, head.audit_seq, &head.audit_hash);
            let sql = "UPDATE orgs SET audit_mac = $1, audit_signed = audit_seq WHERE id = $2";
            execute!(tx, sql, &mac, &head.id)?;
            put(key, tx, head, true, now).await?;
            anchored += 1;
        }
    }
}

/// Signs a head for every org whose chain has grown since its last one. Returns the
/// newest head of all, or `None` where nothing was ever written.
///
/// A chain whose count has no valid signature is not signed: the head would vouch for it
/// from then on.
///
/// # Errors
/// Fails as the database does, once those are signed that can be.
pub async fn sign<'a>(log: impl Into<AuditLog<'a>>) -> Result<Option<Head>, sqlx::Error> {
    let log = log.into();
    let (mut after, mut failed) = (String::new(), None);
    loop {
        let mut tx = log.db.read_installation().await?;
        let orgs: Vec<String> = on!(tx, |c| {
            sqlx::query_scalar(
                "SELECT id FROM orgs WHERE audit_seq > audit_signed AND id > $1 ORDER BY id LIMIT $2",
            )
            .bind(&after)
            .bind(PAGE)
            .fetch_all(c)
            .await
        })?;
        drop(tx);
        let Some(last) = orgs.last() else { break };
        after.clone_from(last);
        for org in orgs {
            // The logs of the others are signed, whatever problem this one has.
            if let Err(error) = sign_org(log, &org).await {
                tracing::warn!(org.id = org, %error, "could not sign an audit log");
                failed = Some(error);
            }
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    let mut tx = log.db.read_installation().await?;
    newest(&mut tx).await
}

async fn sign_org(log: AuditLog<'_>, org: &str) -> Result<(), sqlx::Error> {
    let mut tx = log.db.write_installation(SignedHeads).await?;
    AuditKey::take_turn(&mut tx).await?;
    let head: ChainHead = on!(tx, |c| {
        sqlx::query_as(
            "UPDATE orgs SET audit_signed = audit_seq WHERE id = $1
             RETURNING id, audit_seq, audit_hash, audit_mac",
        )
        .bind(org)
        .fetch_one(c)
        .await
    })?;
    if head.audit_mac != count_mac(log.key, org, head.audit_seq, &head.audit_hash) {
        tracing::error!(org.id = %org, "an audit log is not as it was written: `ava audit verify` says where");
        return Ok(());
    }
    put(log.key, &mut tx, head, false, log.clock.now_ms()).await?;
    tx.commit().await
}

/// The result of verifying the chain of heads.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Heads {
    /// The first head that does not follow from the head before it.
    pub broken: Option<i64>,
    /// Whether the head that was asked about is one of those that hold.
    pub found: bool,
}

pub(super) async fn verify_heads(log: AuditLog<'_>, since: Option<&Head>) -> Result<Heads, sqlx::Error> {
    let mut tx = log.db.read_installation().await?;
    let (mut last, mut previous, mut heads) = (0, String::new(), Heads::default());
    loop {
        let rows: Vec<Row> = on!(tx, |c| {
            sqlx::query_as(
                "SELECT number, org_id, seq, hash, unkeyed, at, mac FROM audit_heads
                 WHERE number > $1 ORDER BY number LIMIT $2",
            )
            .bind(last)
            .bind(PAGE)
            .fetch_all(c)
            .await
        })?;
        if rows.is_empty() {
            return Ok(heads);
        }
        for row in rows {
            if row.number != last + 1 || row.mac != row.sign(log.key, &previous) {
                heads.broken = Some(last + 1);
                return Ok(heads);
            }
            heads.found |= since.is_some_and(|head| head.number == row.number && head.mac == row.mac);
            (last, previous) = (row.number, row.mac);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_travels_as_text() {
        let head = Head { number: 42, mac: "0f".repeat(32) };
        assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
        assert_eq!(format!(" {} ", head.to_string().to_uppercase()).parse::<Head>().unwrap(), head);
        let zero = format!("0:{}", head.mac);
        for text in ["", "42", "42:", "x:00", "42:0f", &zero, &format!("{head}0")] {
            assert!(text.parse::<Head>().is_err(), "{text}");
        }
    }
}
