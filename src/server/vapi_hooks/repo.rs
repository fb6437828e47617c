//! SQL of `hooks`.

use super::NONCE;
use crate::{
    domain::{
        ids::OrgId,
        way_in::{Heard, WayIn},
    },
    server::{
        cx::Services,
        db::{OrgTx, execute, on, stored},
        vault::seal::hex,
    },
};

/// An address of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    pub org: OrgId,
    pub nonce: String,
}

/// The nonce of the address that assistants are to have; `None` before there is one.
pub async fn current(tx: &mut OrgTx) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_scalar(
            "SELECT nonce FROM hooks WHERE org_id = $1 ORDER BY made_at DESC, nonce DESC LIMIT 1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })
}

/// Makes another address. The former ones go on answering for as long as an assistant has them.
pub async fn make(services: &Services, tx: &mut OrgTx) -> Result<String, sqlx::Error> {
    let (nonce, now) = (hex(&services.random.bytes::<{ NONCE / 2 }>()), services.clock.now_ms());
    // Two of one millisecond would have no order.
    execute!(
        tx,
        "INSERT INTO hooks (nonce, org_id, made_at)
         SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), COALESCE(
           (SELECT CASE WHEN MAX(h.made_at) >= CAST($3 AS BIGINT) THEN MAX(h.made_at) + 1 END
            FROM hooks AS h WHERE h.org_id = $2), CAST($3 AS BIGINT))",
        |org| (&nonce, org.as_str(), now)
    )?;
    Ok(nonce)
}

/// Deletes the addresses before the newest that no assistant has any more.
pub async fn forget_unused(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM hooks WHERE org_id = $1
           AND made_at < (SELECT MAX(n.made_at) FROM hooks AS n WHERE n.org_id = $1)
           AND NOT EXISTS (SELECT 1 FROM agents AS a WHERE a.org_id = $1 AND a.hook = hooks.nonce)",
        |org| (org.as_str(),)
    )
    .map(drop)
}

/// Deletes every address: none of them opens anything any more.
pub async fn forget_all(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM hooks WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}

/// The nonce of a token that this installation signed.
pub(super) fn signed<'a>(services: &Services, token: &'a str) -> Option<&'a str> {
    let (nonce, opens) = token.split_at_checked(NONCE)?;
    services.audit_key.is_hook(nonce, opens).then_some(nonce)
}

/// The hook that a token opens. One that this installation did not sign is not looked for.
pub async fn of_token(services: &Services, token: &str) -> Result<Option<Hook>, sqlx::Error> {
    let Some(nonce) = signed(services, token) else { return Ok(None) };
    let mut tx = services.db.read_installation().await?;
    let org: Option<String> = on!(tx, |c| {
        sqlx::query_scalar("SELECT org_id FROM hooks WHERE nonce = $1").bind(nonce).fetch_optional(c).await
    })?;
    org.map(|org| Ok(Hook { org: stored("hooks", nonce).parse("org_id", &org)?, nonce: nonce.to_owned() }))
        .transpose()
}

/// The newest address, with what is known of the way in by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewestHook {
    pub nonce: String,
    pub made_at: i64,
    pub heard: Heard,
}

/// An address as it is read: nonce, when it was made, the last event, and what the last check found, when.
type NewestHookRow = (String, i64, Option<i64>, Option<String>, Option<i64>);

/// How the newest address stands; `None` before there is one.
pub async fn standing(tx: &mut OrgTx) -> Result<Option<NewestHook>, sqlx::Error> {
    let row: Option<NewestHookRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT nonce, made_at, last_event_at, way_in, way_in_at FROM hooks WHERE org_id = $1
             ORDER BY made_at DESC, nonce DESC LIMIT 1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(nonce, made_at, last_event_at, found, at)| {
        let heard = heard_of(&nonce, last_event_at, found.as_deref(), at)?;
        Ok(NewestHook { nonce, made_at, heard })
    })
    .transpose()
}

/// Reads what is known of the way in by an address.
pub fn heard_of(
    nonce: &str,
    last_event_at: Option<i64>,
    found: Option<&str>,
    at: Option<i64>,
) -> Result<Heard, sqlx::Error> {
    let found = stored("hooks", nonce).code_some("way_in", found, WayIn::from_code)?;
    Ok(Heard { last_event_at, check: found.zip(at) })
}

/// Records what a check of the way in by the address found.
pub async fn checked(tx: &mut OrgTx, nonce: &str, found: WayIn, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE hooks SET way_in = $1, way_in_at = $2 WHERE org_id = $3 AND nonce = $4", |org| (
        found.code(),
        now,
        org.as_str(),
        nonce
    ))
    .map(drop)
}

/// Milliseconds within which it is not noted again that an event came: many come at once.
const NOTED_FOR: i64 = 1_000;

/// Notes that an event came to the address.
pub async fn heard(tx: &mut OrgTx, nonce: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE hooks SET last_event_at = $1
         WHERE org_id = $2 AND nonce = $3 AND (last_event_at IS NULL OR last_event_at <= $4)",
        |org| (now, org.as_str(), nonce, now - NOTED_FOR)
    )
    .map(drop)
}
