//! SQL of `operation_escrow`: the credentials that clean-ups hold. Their secrets are
//! ciphertext; only the decryptor opens them.

use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        number::NumberSource,
        provider::{Provider, PublicConfig},
    },
    server::db::{OrgTx, execute, on, stored, to_json},
};

pub struct Held {
    pub account: Account,
    pub config: PublicConfig,
    pub sealed: Vec<u8>,
    /// `None` where the key is lost: nothing opens the secret.
    pub key_id: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    operation_id: String,
    provider: String,
    is_managed: bool,
    public_config: String,
    sealed_secret: Vec<u8>,
    key_id: Option<String>,
}

impl Row {
    fn read(self) -> Result<(OperationId, Held), sqlx::Error> {
        let row = stored("operation_escrow", &self.operation_id);
        let held = Held {
            account: Account {
                provider: row.code("provider", &self.provider, Provider::from_code)?,
                source: if self.is_managed { NumberSource::Managed } else { NumberSource::Byo },
            },
            config: row.json("public_config", &self.public_config)?,
            sealed: self.sealed_secret,
            key_id: self.key_id,
        };
        Ok((row.parse("operation_id", &self.operation_id)?, held))
    }
}

pub async fn put(tx: &mut OrgTx, operation: &OperationId, held: &Held) -> Result<(), sqlx::Error> {
    let config = to_json(&held.config)?;
    execute!(
        tx,
        "INSERT INTO operation_escrow (operation_id, org_id, provider, public_config, sealed_secret, key_id,
           is_managed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (operation_id, provider, is_managed) DO UPDATE SET
           sealed_secret = excluded.sealed_secret, key_id = excluded.key_id",
        |org| (
            operation.as_str(),
            org.as_str(),
            held.account.provider.code(),
            &config,
            &held.sealed,
            &held.key_id,
            held.account.is_managed()
        )
    )
    .map(drop)
}

pub async fn find(
    tx: &mut OrgTx,
    operation: &OperationId,
    account: impl Into<Account>,
) -> Result<Option<Held>, sqlx::Error> {
    let account = account.into();
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT operation_id, provider, is_managed, public_config, sealed_secret, key_id FROM operation_escrow
             WHERE org_id = $1 AND operation_id = $2 AND provider = $3 AND is_managed = $4",
        )
        .bind(org.as_str())
        .bind(operation.as_str())
        .bind(account.provider.code())
        .bind(account.is_managed())
        .fetch_optional(c)
        .await
    })?;
    Ok(row.map(Row::read).transpose()?.map(|(_, held)| held))
}

pub async fn all(tx: &mut OrgTx) -> Result<Vec<(OperationId, Held)>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT operation_id, provider, is_managed, public_config, sealed_secret, key_id FROM operation_escrow
             WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(Row::read).collect()
}

pub async fn shred(tx: &mut OrgTx, operation: &OperationId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM operation_escrow WHERE org_id = $1 AND operation_id = $2", |org| (
        org.as_str(),
        operation.as_str()
    ))
    .map(drop)
}
