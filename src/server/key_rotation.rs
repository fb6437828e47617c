//! `ava keys rotate`: a fresh data key for every org, and its secrets sealed
//! anew, one org a transaction, while the server runs; then the secrets of people.

use crate::{
    domain::ids::OrgId,
    server::{
        audit::{self, Action, Actor, AuditKey},
        auth::factors::totp,
        credentials,
        cx::Services,
        db::{Writer, on},
        suspension::is_deleted,
        vault::keyring::KeyringError,
        webhooks,
    },
};

/// Every secret of a provider that is sealed anew is recorded; it may have none, and gets a
/// fresh key all the same. Those of people are in no organisation's log.
struct KeyRotation;

impl Writer for KeyRotation {}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rotated {
    pub orgs: usize,
    pub secrets: usize,
    /// Rows that did not open: left as they are, and shown on their card.
    pub unreadable: usize,
}

const ORGS: &str = concat!("SELECT o.id FROM orgs AS o WHERE NOT ", is_deleted!("o.id"), " ORDER BY o.id");

/// Gives every org a fresh data key and seals its secrets with it.
pub async fn rotate(services: &Services) -> Result<Rotated, KeyringError> {
    let mut tx = services.db.read_installation().await?;
    let orgs: Vec<(String,)> = on!(tx, |c| sqlx::query_as(ORGS).fetch_all(c).await)?;
    drop(tx);
    let mut rotated = Rotated::default();
    for (org,) in orgs {
        let Ok(org) = OrgId::try_from(org) else { continue };
        rotate_org(services, &org, &mut rotated).await?;
        rotated.orgs += 1;
    }
    let mut tx = services.db.write_installation(KeyRotation).await?;
    let (sealed, lost) = totp::reseal(services, &mut tx).await?;
    rotated.secrets += sealed;
    rotated.unreadable += lost;
    services.keyring.check_fingerprint(&mut tx).await?;
    AuditKey::load(&mut tx, services.keyring.masters(), &services.random).await?;
    tx.commit().await?;
    Ok(rotated)
}

async fn rotate_org(services: &Services, org: &OrgId, rotated: &mut Rotated) -> Result<(), KeyringError> {
    let mut tx = services.db.write(KeyRotation, org).await?;
    services.keyring.reseal(&mut tx).await.or_else(|error| match error {
        // An unreadable key keeps its row: another master key may still open it.
        KeyringError::CannotOpen(_) => Ok(0),
        other => Err(other),
    })?;
    let fresh = services.keyring.make(&mut tx).await?;
    for credential in credentials::all(&mut tx).await? {
        match services.decryptor.unseal(&mut tx, &credential).await {
            Ok(secret) => {
                let sealed = services.decryptor.seal(&mut tx, credential.id.as_str(), &secret).await?;
                credentials::replace_seal(&mut tx, &credential.id, &sealed).await?;
                audit::append(
                    services,
                    &mut tx,
                    &Actor::Operator,
                    Action::CredentialResealed,
                    credential.account.code(),
                )
                .await?;
                rotated.secrets += 1;
            }
            Err(KeyringError::Database(error)) => return Err(error.into()),
            Err(_) => rotated.unreadable += 1,
        }
    }
    for (sealed, lost) in
        [services.decryptor.reseal_escrow(&mut tx).await?, webhooks::reseal(services, &mut tx).await?]
    {
        rotated.secrets += sealed;
        rotated.unreadable += lost;
    }
    services.keyring.retire_unused(&mut tx, &fresh.id).await?;
    tx.commit().await?;
    Ok(())
}
