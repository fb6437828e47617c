//! The one way to a stored provider secret.
//!
//! Each opening leaves a trace: `last_used_at` on the row, and an audit entry with its
//! author and purpose. A row that does not open becomes a status on its card.

use crate::{
    domain::{
        credential::Account,
        ids::{CredentialId, OrgId},
        problem::{Problem, ProblemKind},
        provider::Provider,
    },
    server::{
        audit::{self, Action, Actor, AuditLog},
        credentials::{self, Credential},
        db::OrgTx,
        health::{Finding, Health},
        random::Random,
        vault::{
            keyring::{Keyring, KeyringError},
            provider_secret::ProviderSecret,
            seal::{self, Place},
            secret::Secret,
        },
    },
};

pub use crate::domain::audit::Purpose;

/// Milliseconds in which whoever goes on with the same has one entry for it.
pub const SITTING: i64 = 3_600_000;

impl Purpose {
    /// The subject of the audit entry.
    pub fn entry(self, of: &Credential) -> String {
        format!("{} for {}", of.account.code(), self.code())
    }
}

/// A credential with its secret, opened.
pub struct Opened {
    pub credential: Credential,
    pub secret: ProviderSecret,
}

/// The ciphertext of a secret, and the values that a row keeps beside it.
pub struct Sealed {
    pub sealed: Vec<u8>,
    pub key_id: String,
    pub fingerprint: String,
    pub last4: String,
}

#[derive(Clone)]
pub struct IntegrationDecryptor {
    pub(super) keyring: Keyring,
    pub(super) random: Random,
    health: Health,
}

impl IntegrationDecryptor {
    pub fn new(keyring: Keyring, random: Random, health: Health) -> Self {
        Self { keyring, random, health }
    }

    /// Opens the org's credential for an account; `None` where it is not connected.
    /// `Unreadable` marks the row, which the caller commits with its `tx`.
    pub async fn open<'a>(
        &self,
        log: impl Into<AuditLog<'a>>,
        tx: &mut OrgTx,
        account: impl Into<Account>,
        actor: &Actor,
        purpose: Purpose,
    ) -> Result<Option<Result<Opened, Problem>>, Problem> {
        let Some(credential) = credentials::find(tx, account).await? else { return Ok(None) };
        let log = log.into();
        let (entry, since) = (purpose.entry(&credential), log.clock.now_ms() - SITTING);
        if !purpose.is_of_a_sitting()
            || !audit::has_entry(tx, actor, Action::CredentialOpened, &entry, since).await?
        {
            audit::append_opening(log, tx, actor, &entry).await?;
        }
        self.open_row(tx, credential, log.clock.now_ms()).await.map(Some)
    }

    /// Opens a row that the caller has read, and has recorded as [`Purpose::entry`].
    pub async fn open_row(
        &self,
        tx: &mut OrgTx,
        credential: Credential,
        now: i64,
    ) -> Result<Result<Opened, Problem>, Problem> {
        let opened = self.open_unused(tx, credential).await?;
        match &opened {
            Ok(opened) => credentials::touch_used(tx, &opened.credential.id, now).await?,
            Err((id, problem)) => self.health.note(tx, id, Finding::Fails(problem), now).await.map(drop)?,
        }
        Ok(opened.map_err(|(_, problem)| problem))
    }

    /// Opens a row that the caller has read and recorded, for a check, which is no use of the key
    /// and notes itself that the row does not open.
    pub async fn open_unused(
        &self,
        tx: &mut OrgTx,
        credential: Credential,
    ) -> Result<Result<Opened, (CredentialId, Problem)>, Problem> {
        match self.unseal(tx, &credential).await {
            Ok(secret) => Ok(Ok(Opened { credential, secret })),
            Err(KeyringError::Database(error)) => Err(error.into()),
            Err(error) => {
                let account = credential.account;
                tracing::error!(org.id = %tx.org(), %error, "the stored {} secret cannot be opened", account.code());
                Ok(Err((credential.id, ProblemKind::Unreadable(account.provider).into())))
            }
        }
    }

    /// Opens the row's secret for sealing it anew, which leaves no trace.
    pub async fn unseal(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
    ) -> Result<ProviderSecret, KeyringError> {
        let key = self.keyring.find(tx, credential.key_id.as_deref()).await?;
        let place = place(credential.id.as_str(), tx.org(), credential.account.provider);
        let plaintext = seal::open(&key.key, place, &credential.sealed_secret)?;
        Ok(ProviderSecret::decode(&plaintext)?)
    }

    /// The row's secret with this key for Vapi in it, sealed anew; shown to
    /// nobody.
    pub async fn seal_with_vapi_key(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        key: Option<Secret>,
    ) -> Result<Sealed, KeyringError> {
        let secret = self.unseal(tx, credential).await?.with_vapi_key(key);
        self.seal(tx, credential.id.as_str(), &secret).await
    }

    /// The row's secret with this Auth Token in it, sealed anew.
    pub async fn seal_with_token(
        &self,
        tx: &mut OrgTx,
        credential: &Credential,
        token: Secret,
    ) -> Result<Sealed, KeyringError> {
        let secret = self.unseal(tx, credential).await?.with_auth_token(token);
        self.seal(tx, credential.id.as_str(), &secret).await
    }

    /// The fingerprint that a secret would have if it were sealed now.
    pub async fn fingerprint(&self, tx: &mut OrgTx, secret: &ProviderSecret) -> Result<String, KeyringError> {
        Ok(secret.fingerprint(&self.keyring.active(tx).await?.key))
    }

    /// Seals a secret for the row that will hold it.
    pub async fn seal(
        &self,
        tx: &mut OrgTx,
        row: &str,
        secret: &ProviderSecret,
    ) -> Result<Sealed, KeyringError> {
        let key = self.keyring.active(tx).await?;
        let place = place(row, tx.org(), secret.provider());
        Ok(Sealed {
            sealed: seal::seal(&key.key, &self.random, place, &secret.encode()?)?,
            fingerprint: secret.fingerprint(&key.key),
            last4: secret.last4(),
            key_id: key.id,
        })
    }
}

fn place<'a>(row: &'a str, org: &'a OrgId, provider: Provider) -> Place<'a> {
    Place { table: "org_credentials", row, owner: org.as_str(), field: provider.code() }
}
