//! SQL of `org_credentials`, which holds the providers' secrets; those that a clean-up
//! still needs are in `operation_escrow`.

pub mod decryptor;
pub mod escrow;

use self::decryptor::Sealed;
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::{CredentialId, UserId},
        number::NumberSource,
        problem::{Problem, ProblemKind},
        provider::{OfProvider as _, Provider, PublicConfig, vapi::VapiConfig},
    },
    server::db::{OrgTx, Stored, execute, on, stored, to_json, to_json_some},
};

/// A row. The secret in it is ciphertext.
pub struct Credential {
    pub id: CredentialId,
    pub account: Account,
    pub config: PublicConfig,
    pub sealed_secret: Vec<u8>,
    /// `None` where the key is lost: nothing opens the secret.
    pub key_id: Option<String>,
    pub status: CredentialStatus,
    /// When the provider last accepted this secret.
    pub verified_at: Option<i64>,
    pub version: i64,
}

impl Credential {
    /// The facts known about the account of this very secret. A secret that was stored
    /// unverified stands beside facts that an earlier one told.
    pub fn verified_config(&self) -> PublicConfig {
        let config = self.config.clone();
        if self.verified_at.is_some() { config } else { config.unverified() }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    provider: String,
    is_managed: bool,
    public_config: String,
    sealed_secret: Vec<u8>,
    key_id: Option<String>,
    status: String,
    verified_at: Option<i64>,
    version: i64,
}

impl Row {
    fn read(self) -> Result<Credential, sqlx::Error> {
        let row = stored("org_credentials", &self.id);
        Ok(Credential {
            id: row.parse("id", &self.id)?,
            account: account(row, &self.provider, self.is_managed)?,
            config: row.json("public_config", &self.public_config)?,
            sealed_secret: self.sealed_secret,
            key_id: self.key_id,
            status: row.code("status", &self.status, CredentialStatus::from_code)?,
            verified_at: self.verified_at,
            version: self.version,
        })
    }
}

pub async fn find(tx: &mut OrgTx, account: impl Into<Account>) -> Result<Option<Credential>, sqlx::Error> {
    let account = account.into();
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, provider, is_managed, public_config, sealed_secret, key_id, status, verified_at, version
             FROM org_credentials WHERE org_id = $1 AND provider = $2 AND is_managed = $3",
        )
        .bind(org.as_str())
        .bind(account.provider.code())
        .bind(account.is_managed())
        .fetch_optional(c)
        .await
    })?;
    row.map(Row::read).transpose()
}

/// All credentials of an org, in the order of the providers.
pub async fn all(tx: &mut OrgTx) -> Result<Vec<Credential>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, provider, is_managed, public_config, sealed_secret, key_id, status, verified_at, version
             FROM org_credentials WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    let mut all = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|row| (row.account.provider, row.account.is_managed()));
    Ok(all)
}

/// The accounts that an org has connected, whatever their keys can do.
pub struct Connected(Vec<Account>);

impl Connected {
    pub fn has(&self, account: impl Into<Account>) -> bool {
        self.0.contains(&account.into())
    }

    /// # Errors
    /// Fails with `NotConnected` where the account is not connected.
    pub fn require(&self, account: Account) -> Result<(), ProblemKind> {
        if self.has(account) { Ok(()) } else { Err(ProblemKind::NotConnected(account.provider)) }
    }
}

/// Reads the connected accounts without their secrets.
pub async fn connected(tx: &mut OrgTx) -> Result<Connected, sqlx::Error> {
    let rows: Vec<(String, String, bool)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, provider, is_managed FROM org_credentials WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    rows.iter()
        .map(|(id, provider, is_managed)| account(stored("org_credentials", id), provider, *is_managed))
        .collect::<Result<_, _>>()
        .map(Connected)
}

fn account(row: Stored<'_>, provider: &str, is_managed: bool) -> Result<Account, sqlx::Error> {
    Ok(Account {
        provider: row.code("provider", provider, Provider::from_code)?,
        source: if is_managed { NumberSource::Managed } else { NumberSource::Byo },
    })
}

/// The values that a save writes.
pub struct NewCredential<'a> {
    pub id: CredentialId,
    pub account: Account,
    pub config: &'a PublicConfig,
    pub sealed: Sealed,
    pub status: CredentialStatus,
    pub problem: Option<&'a Problem>,
    pub verified_at: Option<i64>,
    pub saved_by: &'a UserId,
    pub now: i64,
}

/// Inserts the org's credential, or replaces it under the same id.
pub async fn upsert(tx: &mut OrgTx, new: &NewCredential<'_>) -> Result<(), sqlx::Error> {
    let config = to_json(new.config)?;
    let problem = to_json_some(new.problem)?;
    execute!(
        tx,
        "INSERT INTO org_credentials (id, org_id, provider, is_managed, public_config, sealed_secret, key_id,
           fingerprint, last4, status, status_problem, verified_at, version, saved_by, created_at, updated_at,
           checked_host, secret_since)
         VALUES ($1, $2, $3, $14, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $13, $15, $13)
         ON CONFLICT (org_id, provider, is_managed) DO UPDATE SET
           public_config = excluded.public_config, sealed_secret = excluded.sealed_secret,
           key_id = excluded.key_id, fingerprint = excluded.fingerprint, last4 = excluded.last4,
           status = excluded.status, status_problem = excluded.status_problem,
           verified_at = excluded.verified_at, version = org_credentials.version + 1,
           saved_by = excluded.saved_by, updated_at = excluded.updated_at,
           checked_host = excluded.checked_host,
           secret_since = CASE WHEN org_credentials.fingerprint = excluded.fingerprint
             THEN COALESCE(org_credentials.secret_since, org_credentials.updated_at)
             ELSE excluded.secret_since END",
        |org| (
            new.id.as_str(),
            org.as_str(),
            new.account.provider.code(),
            &config,
            &new.sealed.sealed,
            &new.sealed.key_id,
            &new.sealed.fingerprint,
            &new.sealed.last4,
            new.status.code(),
            &problem,
            new.verified_at,
            new.saved_by.as_str(),
            new.now,
            new.account.is_managed(),
            new.config.host()
        )
    )
    .map(drop)
}

/// Keeps the facts that a check learned about the account.
pub async fn set_config(tx: &mut OrgTx, id: &CredentialId, config: &PublicConfig) -> Result<(), sqlx::Error> {
    let (json, host) = (to_json(config)?, config.host());
    let sql =
        "UPDATE org_credentials SET public_config = $1, checked_host = $2 WHERE org_id = $3 AND id = $4";
    execute!(tx, sql, |org| (&json, host, org.as_str(), id.as_str())).map(drop)
}

/// Keeps the id of the Vapi organisation, which only a resource tells, so that a key of
/// another organisation is noticed.
pub async fn learn_vapi_org(tx: &mut OrgTx, vapi_org: &str) -> Result<(), sqlx::Error> {
    let Some(row) = find(tx, Account::VAPI).await? else { return Ok(()) };
    if let Some(config) = VapiConfig::of(&row.config).filter(|config| config.vapi_org.is_none()) {
        let config = VapiConfig { vapi_org: Some(vapi_org.to_owned()), ..config.clone() };
        set_config(tx, &row.id, &config.into()).await?;
    }
    Ok(())
}

pub async fn touch_used(tx: &mut OrgTx, id: &CredentialId, now: i64) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE org_credentials SET last_used_at = $1 WHERE org_id = $2 AND id = $3", |org| (
        now,
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// Stores the same secret under another key: the version stays.
pub async fn replace_seal(tx: &mut OrgTx, id: &CredentialId, sealed: &Sealed) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE org_credentials SET sealed_secret = $1, key_id = $2, fingerprint = $3
         WHERE org_id = $4 AND id = $5",
        |org| (&sealed.sealed, &sealed.key_id, &sealed.fingerprint, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Stores tokens that the provider gave anew: the version, which a person's save moves, stays.
pub async fn renew_secret(tx: &mut OrgTx, id: &CredentialId, sealed: &Sealed) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE org_credentials SET sealed_secret = $1, key_id = $2, fingerprint = $3, last4 = $4
         WHERE org_id = $5 AND id = $6",
        |org| (&sealed.sealed, &sealed.key_id, &sealed.fingerprint, &sealed.last4, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Deletes the row; a clean-up has the parts that it still needs in its escrow.
pub async fn delete(tx: &mut OrgTx, id: &CredentialId) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM org_credentials WHERE org_id = $1 AND id = $2", |org| (
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}
