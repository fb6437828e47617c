//! The key of the audit log: made once, sealed by the master key, and kept in
//! `installation`. Somebody who can write to the database but has no master key can
//! neither write an entry nor sign a head.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::server::{
    db::{Tx, execute, on},
    random::Random,
    vault::{
        keyring::KeyringError,
        master::{MasterKey, MasterKeys},
        seal::{self, Key, Place, hex, unhex},
    },
};

const NAME: &str = "audit_key";
const PLACE: Place<'static> = Place { table: "installation", row: NAME, owner: "", field: "value" };

/// The kind of thing signed: a signature of one kind is not valid for another.
#[derive(Clone, Copy)]
pub(super) enum Signs {
    /// An entry without outcome, changes and origin.
    Entry,
    SecondEntry,
    /// The number of an org's entries, with the last one's hash.
    Count,
    Head,
    /// The end of what was removed from an org's log.
    Cut,
    /// The address at which programs ask about an org's numbers, which has to be signed by a key
    /// that no rotation changes.
    Monitoring,
    /// A one-time link, for the same reason.
    Link,
    /// The address to which an org's events are sent, and the secret that comes with them.
    Hook,
    HookSecret,
    /// A code that was read to a person's phone.
    PhoneCode,
    /// That a program was shown what its call destroys.
    Confirmation,
    /// A request that is carried out once.
    Request,
}

impl Signs {
    const fn code(self) -> &'static str {
        match self {
            Signs::Entry => "audit entry",
            Signs::SecondEntry => "audit entry 2",
            Signs::Count => "audit count",
            Signs::Head => "audit head",
            Signs::Cut => "audit cut",
            Signs::Monitoring => "monitoring address",
            Signs::Link => "one-time link",
            Signs::Hook => "hook address",
            Signs::HookSecret => "hook secret",
            Signs::PhoneCode => "phone code",
            Signs::Confirmation => "confirmation",
            Signs::Request => "request",
        }
    }
}

#[derive(Clone)]
pub struct AuditKey(Arc<Key>);

impl AuditKey {
    /// HMAC-SHA256 in hexadecimal.
    pub(super) fn sign(&self, what: Signs, parts: &[&str]) -> String {
        let mut mac = keyed(self.0.bytes());
        framed([what.code()].iter().chain(parts), |bytes| mac.update(bytes));
        hex(&mac.finalize().into_bytes())
    }

    #[cfg(test)]
    pub(super) fn of_test(bytes: [u8; 32]) -> Self {
        Self(Arc::new(Key::from(bytes)))
    }

    /// The part of an org's monitoring address that opens it.
    pub fn monitoring(&self, org: &str, nonce: &str) -> String {
        self.sign(Signs::Monitoring, &[org, nonce])
    }

    /// Whether this opens the org's monitoring address; takes the same time whatever differs.
    pub fn is_monitoring(&self, org: &str, nonce: &str, opens: &str) -> bool {
        self.monitoring(org, nonce).as_bytes().ct_eq(opens.as_bytes()).into()
    }

    /// The part of a one-time link that opens it.
    pub fn link(&self, nonce: &str) -> String {
        self.sign(Signs::Link, &[nonce])
    }

    /// Whether this opens the link; takes the same time whatever differs.
    pub fn is_link(&self, nonce: &str, opens: &str) -> bool {
        self.link(nonce).as_bytes().ct_eq(opens.as_bytes()).into()
    }

    /// The part of a hook's address that opens it.
    pub fn hook(&self, nonce: &str) -> String {
        self.sign(Signs::Hook, &[nonce])
    }

    /// Whether this opens the hook; takes the same time whatever differs.
    pub fn is_hook(&self, nonce: &str, opens: &str) -> bool {
        self.hook(nonce).as_bytes().ct_eq(opens.as_bytes()).into()
    }

    /// The secret that comes with each event, of an address and the org that it is of.
    pub fn hook_secret(&self, org: &str, nonce: &str) -> String {
        self.sign(Signs::HookSecret, &[org, nonce])
    }

    /// Whether this is the secret of the hook; takes the same time whatever differs.
    pub fn is_hook_secret(&self, org: &str, nonce: &str, secret: &str) -> bool {
        self.hook_secret(org, nonce).as_bytes().ct_eq(secret.as_bytes()).into()
    }

    /// What is kept of a code that was read to the phone of a person in an org: who reads the database
    /// cannot find the code by trying.
    pub fn phone_code(&self, org: &str, user: &str, number: &str, code: &str) -> String {
        self.sign(Signs::PhoneCode, &[org, user, number, code])
    }

    /// Whether this is kept of the code; takes the same time whatever differs.
    pub fn is_phone_code(&self, kept: &str, of: [&str; 3], code: &str) -> bool {
        let [org, user, number] = of;
        self.phone_code(org, user, number, code).as_bytes().ct_eq(kept.as_bytes()).into()
    }

    /// Signs that a program was shown what its call destroys. The call is everything that makes it the
    /// same one: the token, the tool, its arguments and until when it is good.
    pub fn confirmation(&self, call: &[&str]) -> String {
        self.sign(Signs::Confirmation, call)
    }

    /// Whether this was given for the call; takes the same time whatever differs.
    pub fn is_confirmation(&self, call: &[&str], given: &str) -> bool {
        self.confirmation(call).as_bytes().ct_eq(given.as_bytes()).into()
    }

    /// Signs the digest of a request, which is kept to know the request again: whoever reads the database cannot
    /// find a password in its body by trying.
    pub fn request(&self, digest: &str) -> String {
        self.sign(Signs::Request, &[digest])
    }

    /// Reads or makes the key of this installation, sealed by the active master key;
    /// returns `true` where it was made just now.
    pub async fn load(
        tx: &mut Tx,
        masters: &MasterKeys,
        random: &Random,
    ) -> Result<(Self, bool), KeyringError> {
        let active = masters.active().ok_or(KeyringError::NoMasterKey)?;
        if let Some(stored) = stored(tx).await? {
            return Ok((Self::open(tx, masters, random, &active, &stored).await?, false));
        }
        let key = Key::from(random.bytes::<32>());
        let made = execute!(
            tx,
            "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            NAME,
            sealed(&active, random, &key)?,
        )?;
        if made == 1 {
            return Ok((Self(Arc::new(key)), true));
        }
        // Another node was faster.
        let stored = stored(tx).await?.ok_or(sqlx::Error::RowNotFound)?;
        Ok((Self::open(tx, masters, random, &active, &stored).await?, false))
    }

    async fn open(
        tx: &mut Tx,
        masters: &MasterKeys,
        random: &Random,
        active: &MasterKey,
        stored: &str,
    ) -> Result<Self, KeyringError> {
        let (id, text) = stored.split_once(' ').unwrap_or_default();
        let unknown = || KeyringError::AuditKey { master: id.to_owned() };
        let master = masters.find(id).ok_or_else(unknown)?;
        let bytes = unhex(text).and_then(|bytes| seal::open(&master.key, PLACE, &bytes).ok());
        let key: [u8; 32] = bytes.and_then(|bytes| bytes.as_slice().try_into().ok()).ok_or_else(unknown)?;
        let key = Key::from(key);
        if master.id != active.id {
            let anew = sealed(active, random, &key)?;
            execute!(tx, "UPDATE installation SET value = $1 WHERE name = $2", anew, NAME)?;
        }
        Ok(Self(Arc::new(key)))
    }

    /// Locks out other signers of heads until the transaction's end.
    pub(super) async fn take_turn(tx: &mut Tx) -> Result<(), sqlx::Error> {
        execute!(tx, "UPDATE installation SET value = value WHERE name = $1", NAME).map(drop)
    }
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // A key shorter than a block is one that ends in zeros (RFC 2104).
    let mut block = Zeroizing::new([0_u8; 64]);
    block[..32].copy_from_slice(key);
    Hmac::new((&*block).into())
}

async fn stored(tx: &mut Tx) -> Result<Option<String>, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar("SELECT value FROM installation WHERE name = $1")
            .bind(NAME)
            .fetch_optional(c)
            .await
    })
}

/// The id of the master key, then the ciphertext.
fn sealed(master: &MasterKey, random: &Random, key: &Key) -> Result<String, KeyringError> {
    Ok(format!("{} {}", master.id, hex(&seal::seal(&master.key, random, PLACE, key.bytes())?)))
}

/// Gives each part after its length, so that no two lists of parts read the same.
pub(super) fn framed<'a>(parts: impl IntoIterator<Item = &'a &'a str>, mut take: impl FnMut(&[u8])) {
    for part in parts {
        take(&(part.len() as u64).to_be_bytes());
        take(part.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_as_rfc_4231_says() {
        // Test case 2 of RFC 4231.
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let mut mac = keyed(&key);
        mac.update(b"what do ya want for nothing?");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(hex(&mac.finalize().into_bytes()), expected);
    }

    #[test]
    fn a_signature_is_of_these_parts_of_this_kind_by_this_key() {
        let key = AuditKey::of_test([7; 32]);
        let other = AuditKey::of_test([8; 32]);
        let signed = key.sign(Signs::Entry, &["ab", "c"]);
        assert_eq!(signed, key.sign(Signs::Entry, &["ab", "c"]));
        for different in [
            key.sign(Signs::Entry, &["a", "bc"]),
            key.sign(Signs::Entry, &["ab", "c", ""]),
            key.sign(Signs::Head, &["ab", "c"]),
            other.sign(Signs::Entry, &["ab", "c"]),
        ] {
            assert_ne!(signed, different);
        }
    }
}
