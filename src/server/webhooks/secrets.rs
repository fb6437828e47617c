//! The secrets of addresses, each sealed for its row by the organisation's data key. One is the present one;
//! for a while after another was made, each former one signs as well.
//!
//! They are opened to sign, and shown to nobody but whoever has one made; each delivery is in its log.

use super::signature;
use crate::{
    domain::{ids::OrgId, webhook::WebhookId},
    server::{
        cx::Services,
        db::{OrgTx, execute, on},
        vault::{
            keyring::{Keyring, KeyringError},
            seal::{self, CannotOpen, Place},
            secret::Secret,
        },
    },
};

/// How long a former secret signs beside the present one, in milliseconds.
const OVERLAP: i64 = 24 * 3600 * 1000;
/// The most that sign beside the present one.
const MAX_FORMER: i64 = 4;

fn place<'a>(id: &'a str, org: &'a OrgId) -> Place<'a> {
    Place { table: "webhook_secrets", row: id, owner: org.as_str(), field: "sealed" }
}

/// Makes a secret for an address. Those before sign until their time is over: whoever makes another one since
/// they have lost the last answer would else end the one that their program has.
///
/// # Errors
/// Fails as the database does, or where there is no master key.
pub async fn make(services: &Services, tx: &mut OrgTx, webhook: &WebhookId) -> Result<Secret, KeyringError> {
    let now = services.clock.now_ms();
    execute!(
        tx,
        "DELETE FROM webhook_secrets WHERE org_id = $1 AND webhook_id = $2 AND ends_at <= $3",
        |org| (org.as_str(), webhook.as_str(), now)
    )?;
    execute!(
        tx,
        "UPDATE webhook_secrets SET ends_at = $3 WHERE org_id = $1 AND webhook_id = $2 AND ends_at IS NULL",
        |org| (org.as_str(), webhook.as_str(), now + OVERLAP)
    )?;
    execute!(
        tx,
        "DELETE FROM webhook_secrets WHERE org_id = $1 AND webhook_id = $2 AND id NOT IN (
           SELECT id FROM webhook_secrets WHERE org_id = $1 AND webhook_id = $2
           ORDER BY ends_at DESC, id DESC LIMIT $3)",
        |org| (org.as_str(), webhook.as_str(), MAX_FORMER)
    )?;
    let (id, secret) = (services.random.uuid(), signature::make(&services.random));
    let key = services.keyring.active(tx).await?;
    let sealed = seal::seal(&key.key, &services.random, place(&id, tx.org()), secret.expose().as_bytes())?;
    execute!(
        tx,
        "INSERT INTO webhook_secrets (id, org_id, webhook_id, key_id, sealed, made_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        |org| (&id, org.as_str(), webhook.as_str(), &key.id, &sealed, now)
    )?;
    Ok(secret)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    key_id: String,
    sealed: Vec<u8>,
}

impl Row {
    async fn open(&self, keyring: &Keyring, tx: &mut OrgTx) -> Result<Secret, KeyringError> {
        let key = keyring.find(tx, Some(&self.key_id)).await?;
        let opened = seal::open(&key.key, place(&self.id, tx.org()), &self.sealed)?;
        Ok(Secret::new(std::str::from_utf8(&opened).map_err(|_| CannotOpen)?))
    }
}

/// The secrets that sign now, the newest first. A former one that does not open signs no more.
///
/// # Errors
/// Fails as the database does, or where the present one does not open.
pub async fn signing(
    keyring: &Keyring,
    tx: &mut OrgTx,
    webhook: &WebhookId,
    now: i64,
) -> Result<Vec<Secret>, KeyringError> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, key_id, sealed FROM webhook_secrets
             WHERE org_id = $1 AND webhook_id = $2 AND (ends_at IS NULL OR ends_at > $3)
             ORDER BY CASE WHEN ends_at IS NULL THEN 0 ELSE 1 END, ends_at DESC, id DESC",
        )
        .bind(org.as_str())
        .bind(webhook.as_str())
        .bind(now)
        .fetch_all(c)
        .await
    })?;
    let mut secrets = Vec::with_capacity(rows.len());
    for row in rows {
        match row.open(keyring, tx).await {
            Ok(secret) => secrets.push(secret),
            Err(KeyringError::CannotOpen(_)) if !secrets.is_empty() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(secrets)
}

/// The present secret, if it was made since; `None` also for one that does not open.
///
/// # Errors
/// Fails as the database does.
pub async fn made_since(
    keyring: &Keyring,
    tx: &mut OrgTx,
    webhook: &WebhookId,
    since: i64,
) -> Result<Option<Secret>, KeyringError> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, key_id, sealed FROM webhook_secrets
             WHERE org_id = $1 AND webhook_id = $2 AND ends_at IS NULL AND made_at >= $3",
        )
        .bind(org.as_str())
        .bind(webhook.as_str())
        .bind(since)
        .fetch_optional(c)
        .await
    })?;
    let Some(row) = row else { return Ok(None) };
    match row.open(keyring, tx).await {
        Ok(secret) => Ok(Some(secret)),
        Err(KeyringError::CannotOpen(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Seals the secrets of an organisation anew, by its newest data key; returns how many were, and how many do
/// not open and are left as they are.
///
/// # Errors
/// Fails as the database does.
pub async fn reseal(services: &Services, tx: &mut OrgTx) -> Result<(usize, usize), KeyringError> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, key_id, sealed FROM webhook_secrets WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    let (mut anew, mut lost) = (0, 0);
    for row in rows {
        let secret = match row.open(&services.keyring, tx).await {
            Ok(secret) => secret,
            Err(KeyringError::Database(error)) => return Err(error.into()),
            Err(_) => {
                lost += 1;
                continue;
            }
        };
        let key = services.keyring.active(tx).await?;
        let place = place(&row.id, tx.org());
        let sealed = seal::seal(&key.key, &services.random, place, secret.expose().as_bytes())?;
        execute!(
            tx,
            "UPDATE webhook_secrets SET key_id = $3, sealed = $4 WHERE org_id = $1 AND id = $2",
            |org| (org.as_str(), &row.id, &key.id, &sealed)
        )?;
        anew += 1;
    }
    Ok((anew, lost))
}
