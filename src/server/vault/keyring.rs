//! Every org's data key, sealed by a master key (envelope encryption).
//!
//! Deleting an org's rows here makes all its sealed secrets unreadable.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use zeroize::Zeroizing;

use super::{
    master::MasterKeys,
    seal::{self, CannotOpen, Key, Place},
};
use crate::server::{
    clock::SharedClock,
    db::{OrgTx, Tx, execute, on},
    random::Random,
};

#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    #[error(
        "the master key does not fit this database: it was set up with {stored}, and the key given is {given}. \
         Start with the key that it was set up with (or put the new key before it: a line in the file, or separated by a comma)"
    )]
    OtherMasterKey { stored: String, given: String },
    #[error("there is no active master key")]
    NoMasterKey,
    #[error(
        "the key of the audit log cannot be opened: it was sealed by master key {master}, which is not given, \
         or somebody changed it in the database"
    )]
    AuditKey { master: String },
}

/// A data key and the id that sealed values carry.
#[derive(Clone)]
pub struct DataKey {
    pub id: String,
    pub key: Arc<Key>,
}

/// A value that a master key has sealed, without the data key of an organisation.
pub struct OfMaster {
    pub master_id: String,
    pub sealed: Vec<u8>,
}

/// Data keys that are destroyed, as a node may have them opened.
pub struct Destroyed(Vec<String>);

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: String,
    org_id: String,
    master_id: String,
    sealed: Vec<u8>,
}

#[derive(Clone)]
pub struct Keyring {
    masters: MasterKeys,
    random: Random,
    clock: SharedClock,
    /// Opened keys by id: a key never changes under its id.
    opened: Cache<String, Arc<Key>>,
}

/// The time for which a node keeps an opened key that nothing asks for.
const OPENED: Duration = Duration::from_secs(3600);

const FINGERPRINT: &str = "master_key";

impl Keyring {
    pub fn new(masters: MasterKeys, random: Random, clock: SharedClock) -> Self {
        let opened = Cache::builder().max_capacity(10_000).time_to_idle(OPENED).build();
        Self { masters, random, clock, opened }
    }

    /// Refuses a start with a master key that this database does not know.
    pub async fn check_fingerprint(&self, tx: &mut Tx) -> Result<(), KeyringError> {
        let given = self.masters.active().ok_or(KeyringError::NoMasterKey)?;
        let stored: Option<(String,)> = on!(tx, |c| {
            sqlx::query_as("SELECT value FROM installation WHERE name = $1")
                .bind(FINGERPRINT)
                .fetch_optional(c)
                .await
        })?;
        match stored {
            None => self.store_fingerprint(tx, &given.id).await,
            Some((stored,)) if stored == given.id => Ok(()),
            // A new master key was put before the old one: the old rows still open.
            Some((stored,)) if self.masters.find(&stored).is_some() => {
                self.store_fingerprint(tx, &given.id).await
            }
            Some((stored,)) => Err(KeyringError::OtherMasterKey { stored, given: given.id }),
        }
    }

    async fn store_fingerprint(&self, tx: &mut Tx, id: &str) -> Result<(), KeyringError> {
        execute!(
            tx,
            "INSERT INTO installation (name, value) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            FINGERPRINT,
            id,
        )?;
        Ok(())
    }

    /// The org's newest data key, for sealing; made on first use, and where the newest
    /// one does not open, because its master key is lost: secrets typed anew have to be
    /// kept.
    pub async fn active(&self, tx: &mut OrgTx) -> Result<DataKey, KeyringError> {
        let row: Option<KeyRow> = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT id, org_id, master_id, sealed FROM org_keys
                 WHERE org_id = $1 AND retired_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1",
            )
            .bind(org.as_str())
            .fetch_optional(c)
            .await
        })?;
        match row.map(|row| self.open(row)) {
            None | Some(Err(KeyringError::CannotOpen(_))) => self.make(tx).await,
            Some(opened) => opened,
        }
    }

    /// The key that a sealed row names. `None`, as in a row whose key was lost before rows
    /// held on to their keys, opens nothing.
    pub async fn find(&self, tx: &mut OrgTx, id: Option<&str>) -> Result<DataKey, KeyringError> {
        let id = id.ok_or(CannotOpen)?;
        if let Some(key) = self.opened.get(&cache_key(tx.org().as_str(), id)) {
            return Ok(DataKey { id: id.to_owned(), key });
        }
        let row: Option<KeyRow> = on!(tx, |c, org| {
            sqlx::query_as("SELECT id, org_id, master_id, sealed FROM org_keys WHERE org_id = $1 AND id = $2")
                .bind(org.as_str())
                .bind(id)
                .fetch_optional(c)
                .await
        })?;
        self.open(row.ok_or(CannotOpen)?)
    }

    fn open(&self, row: KeyRow) -> Result<DataKey, KeyringError> {
        let master = self.masters.find(&row.master_id).ok_or(CannotOpen)?;
        let bytes = seal::open(&master.key, place(&row.org_id, &row.id), &row.sealed)?;
        let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| CannotOpen)?;
        let key = Arc::new(Key::from(key));
        self.opened.insert(cache_key(&row.org_id, &row.id), key.clone());
        Ok(DataKey { id: row.id, key })
    }

    /// A fresh data key for the org; sealing uses it from now on.
    pub async fn make(&self, tx: &mut OrgTx) -> Result<DataKey, KeyringError> {
        let master = self.masters.active().ok_or(KeyringError::NoMasterKey)?;
        let id = self.random.uuid();
        let key = Key::from(self.random.bytes::<32>());
        let sealed = seal::seal(&master.key, &self.random, place(tx.org().as_str(), &id), key.bytes())?;
        execute!(
            tx,
            "INSERT INTO org_keys (id, org_id, master_id, sealed, created_at) VALUES ($1, $2, $3, $4, $5)",
            |org| (&id, org.as_str(), &master.id, &sealed, self.clock.now_ms())
        )?;
        Ok(DataKey { id, key: Arc::new(key) })
    }

    /// Seals an org's data keys anew with the active master key; returns how many.
    pub async fn reseal(&self, tx: &mut OrgTx) -> Result<usize, KeyringError> {
        let master = self.masters.active().ok_or(KeyringError::NoMasterKey)?;
        let rows: Vec<KeyRow> = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT id, org_id, master_id, sealed FROM org_keys WHERE org_id = $1 AND master_id <> $2",
            )
            .bind(org.as_str())
            .bind(&master.id)
            .fetch_all(c)
            .await
        })?;
        let count = rows.len();
        for row in rows {
            let id = row.id.clone();
            let opened = self.open(row)?;
            let sealed =
                seal::seal(&master.key, &self.random, place(tx.org().as_str(), &id), opened.key.bytes())?;
            execute!(
                tx,
                "UPDATE org_keys SET master_id = $1, sealed = $2 WHERE org_id = $3 AND id = $4",
                |org| (&master.id, &sealed, org.as_str(), &id)
            )?;
        }
        Ok(count)
    }

    /// Drops data keys that seal nothing any more. A row that still refers to a key keeps
    /// it: where a table is missing here, the database refuses, and nothing is lost.
    pub async fn retire_unused(&self, tx: &mut OrgTx, keep: &str) -> Result<(), KeyringError> {
        execute!(
            tx,
            "DELETE FROM org_keys WHERE org_id = $1 AND id <> $2
             AND NOT EXISTS (SELECT 1 FROM org_credentials AS held WHERE held.key_id = org_keys.id)
             AND NOT EXISTS (SELECT 1 FROM operation_escrow AS held WHERE held.key_id = org_keys.id)
             AND NOT EXISTS (SELECT 1 FROM webhook_secrets AS held WHERE held.key_id = org_keys.id)",
            |org| (org.as_str(), keep)
        )?;
        Ok(())
    }

    /// Destroys every data key of the org: what they have sealed opens nowhere any more. Returns what this
    /// node lets go of once that is committed.
    pub async fn destroy(&self, tx: &mut OrgTx) -> Result<Destroyed, KeyringError> {
        let ids: Vec<(String,)> = on!(tx, |c, org| {
            sqlx::query_as("SELECT id FROM org_keys WHERE org_id = $1").bind(org.as_str()).fetch_all(c).await
        })?;
        execute!(tx, "DELETE FROM org_keys WHERE org_id = $1", |org| (org.as_str(),))?;
        let org = tx.org().as_str();
        Ok(Destroyed(ids.iter().map(|(id,)| cache_key(org, id)).collect()))
    }

    /// Lets go of keys that are destroyed.
    pub fn forget(&self, destroyed: &Destroyed) {
        for key in &destroyed.0 {
            self.opened.invalidate(key);
        }
    }

    /// Seals what is no organisation's by the active master key itself.
    ///
    /// # Errors
    /// Fails without a master key.
    pub fn seal_apart(&self, place: Place<'_>, plaintext: &[u8]) -> Result<OfMaster, KeyringError> {
        let master = self.masters.active().ok_or(KeyringError::NoMasterKey)?;
        let sealed = seal::seal(&master.key, &self.random, place, plaintext)?;
        Ok(OfMaster { master_id: master.id, sealed })
    }

    /// # Errors
    /// Fails where the master key is not given any more, and for a value of another place.
    pub fn open_apart(&self, place: Place<'_>, of: &OfMaster) -> Result<Zeroizing<Vec<u8>>, KeyringError> {
        let master = self.masters.find(&of.master_id).ok_or(CannotOpen)?;
        Ok(seal::open(&master.key, place, &of.sealed)?)
    }

    pub fn masters(&self) -> &MasterKeys {
        &self.masters
    }
}

fn cache_key(org: &str, id: &str) -> String {
    format!("{org}/{id}")
}

fn place<'a>(org: &'a str, row: &'a str) -> Place<'a> {
    Place { table: "org_keys", row, owner: org, field: "sealed" }
}
