//! Secrets that a clean-up still needs once the org's own rows are gone: sealed
//! in the operation's escrow, readable by that operation only, and shredded
//! with its last step.

mod rows;

pub use rows::{Held, find, shred};

use super::decryptor::IntegrationDecryptor;
use crate::{
    domain::{
        credential::Account,
        ids::{OperationId, OrgId},
        problem::{Problem, ProblemKind},
        provider::PublicConfig,
    },
    server::{
        audit::{self, Actor, AuditLog},
        credentials,
        db::OrgTx,
        vault::{
            keyring::KeyringError,
            provider_secret::ProviderSecret,
            seal::{self, Place},
        },
    },
};

/// The credential that a clean-up signs in with.
pub struct Escrowed {
    pub config: PublicConfig,
    pub secret: ProviderSecret,
}

impl IntegrationDecryptor {
    pub async fn put_in_escrow(
        &self,
        tx: &mut OrgTx,
        operation: &OperationId,
        account: Account,
        with: &Escrowed,
    ) -> Result<(), Problem> {
        let key = self.keyring.active(tx).await?;
        let sealed =
            seal::seal(&key.key, &self.random, place(operation, tx.org(), account), &with.secret.encode()?)?;
        let held = Held { account, config: with.config.clone(), sealed, key_id: Some(key.id) };
        Ok(rows::put(tx, operation, &held).await?)
    }

    /// Puts a secret that does not open in escrow as it is: its account stays known,
    /// though the secret will not open there either.
    pub async fn put_closed_in_escrow(
        &self,
        tx: &mut OrgTx,
        operation: &OperationId,
        account: Account,
    ) -> Result<(), Problem> {
        let Some(row) = credentials::find(tx, account).await? else { return Ok(()) };
        let held = Held { account, config: row.config, sealed: row.sealed_secret, key_id: row.key_id };
        Ok(rows::put(tx, operation, &held).await?)
    }

    /// Returns `None` where the operation holds nothing of this account.
    pub async fn open_escrow<'a>(
        &self,
        log: impl Into<AuditLog<'a>>,
        tx: &mut OrgTx,
        operation: &OperationId,
        account: Account,
    ) -> Result<Option<Escrowed>, Problem> {
        let Some(held) = rows::find(tx, operation, account).await? else { return Ok(None) };
        let subject = format!("{} in escrow", account.code());
        let actor = Actor::Operation(operation.clone());
        audit::append_opening(log, tx, &actor, &subject).await?;
        match self.unseal_escrow(tx, operation, &held).await {
            Ok(secret) => Ok(Some(Escrowed { config: held.config, secret })),
            Err(KeyringError::Database(error)) => Err(error.into()),
            Err(error) => {
                tracing::error!(org.id = %tx.org(), %error, "the {} secret in escrow cannot be opened", account.code());
                Err(ProblemKind::Unreadable(account.provider).into())
            }
        }
    }

    /// Seals everything that the org's operations hold with its newest data key; returns
    /// the number of secrets sealed, and of those that could not be opened.
    pub async fn reseal_escrow(&self, tx: &mut OrgTx) -> Result<(usize, usize), KeyringError> {
        let key = self.keyring.active(tx).await?;
        let (mut sealed, mut lost) = (0, 0);
        for (operation, held) in rows::all(tx).await? {
            match self.unseal_escrow(tx, &operation, &held).await {
                Ok(secret) => {
                    let place = place(&operation, tx.org(), held.account);
                    let anew = seal::seal(&key.key, &self.random, place, &secret.encode()?)?;
                    let held = Held { sealed: anew, key_id: Some(key.id.clone()), ..held };
                    rows::put(tx, &operation, &held).await?;
                    sealed += 1;
                }
                Err(KeyringError::Database(error)) => return Err(error.into()),
                Err(_) => lost += 1,
            }
        }
        Ok((sealed, lost))
    }

    async fn unseal_escrow(
        &self,
        tx: &mut OrgTx,
        operation: &OperationId,
        held: &Held,
    ) -> Result<ProviderSecret, KeyringError> {
        let key = self.keyring.find(tx, held.key_id.as_deref()).await?;
        let plaintext = seal::open(&key.key, place(operation, tx.org(), held.account), &held.sealed)?;
        Ok(ProviderSecret::decode(&plaintext)?)
    }
}

fn place<'a>(operation: &'a OperationId, org: &'a OrgId, account: Account) -> Place<'a> {
    Place { table: "operation_escrow", row: operation.as_str(), owner: org.as_str(), field: account.code() }
}
