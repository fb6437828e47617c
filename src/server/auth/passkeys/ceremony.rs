//! What an authenticator answers, and whether it proves anything (WebAuthn Level 3, 7.1 and 7.2).
//!
//! A relying party of our own, since no crate of one fits: `webauthn-rs` needs OpenSSL, and the ones
//! without it have been there for too short a time, or bring an implementation of RSA with a known
//! weakness. It asks for no attestation, and does not read any: a person may use the authenticator that
//! they like. What is left to check is below; the cryptography is that of TLS here.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ciborium::Value;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::cose::PublicKey;
use crate::domain::problem::Passkey;

/// Bits of the flags.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const ATTESTED: u8 = 1 << 6;

/// Bytes of a credential's id: the most that the standard has.
const MAX_CREDENTIAL_ID: usize = 1023;

/// The site that passkeys are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelyingParty {
    /// A name of a host: passkeys are kept by it.
    pub id: String,
    pub origin: String,
}

impl RelyingParty {
    /// `None` for an address for which browsers make no passkeys: of no name, or over plain http. A
    /// browser on the same machine has them at `localhost`.
    pub fn of(public_url: &Url) -> Option<Self> {
        let (id, secure) = match public_url.host()? {
            Host::Domain(name) => (name.to_owned(), name == "localhost" || name.ends_with(".localhost")),
            Host::Ipv4(address) if address.is_loopback() => ("localhost".to_owned(), true),
            Host::Ipv6(address) if address.is_loopback() => ("localhost".to_owned(), true),
            Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        if public_url.scheme() != "https" && !secure {
            return None;
        }
        let mut origin = public_url.clone();
        origin.set_host(Some(&id)).ok()?;
        Some(Self { id, origin: origin.origin().ascii_serialization() })
    }
}

/// Bytes as the browser's script writes them.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Encoded(Vec<u8>);

impl TryFrom<String> for Encoded {
    type Error = base64::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        BASE64_URL_SAFE_NO_PAD.decode(text).map(Self)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    client_data: Encoded,
    attestation: Encoded,
}

/// An answer of an authenticator that a person has used.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assertion {
    id: Encoded,
    client_data: Encoded,
    authenticator_data: Encoded,
    signature: Encoded,
    #[serde(default)]
    user_handle: Option<Encoded>,
}

impl Assertion {
    /// # Errors
    /// Fails with `Unproved` where it cannot be read.
    pub fn read(given: &str) -> Result<Self, Passkey> {
        serde_json::from_str(given).map_err(|_| Passkey::Unproved)
    }

    /// The id of the credential, in base64url.
    pub fn credential_id(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(&self.id.0)
    }

    /// Whether the authenticator keeps the passkey for this person, where it says for whom.
    pub fn is_of(&self, user: &str) -> bool {
        self.user_handle.as_ref().is_none_or(|handle| handle.0.is_empty() || handle.0 == user.as_bytes())
    }
}

/// A new credential.
#[derive(Debug, PartialEq, Eq)]
pub struct Credential {
    /// In base64url.
    pub id: String,
    /// COSE, as [`PublicKey::read`] reads it.
    pub public_key: Vec<u8>,
    pub counter: u32,
}

/// The values that an authenticator's answer is checked against.
pub struct Expected<'a> {
    pub site: &'a RelyingParty,
    /// In base64url, as in the browser's own data.
    pub challenge: &'a str,
    /// Whether the authenticator has to have verified its person.
    pub verified: bool,
}

impl Expected<'_> {
    /// Reads the answer to a registration.
    ///
    /// # Errors
    /// Fails with what does not fit.
    pub fn registered(&self, given: &str) -> Result<Credential, Passkey> {
        let given: Registration = serde_json::from_str(given).map_err(|_| Passkey::Unproved)?;
        self.fits_client(&given.client_data.0, "webauthn.create")?;
        let data = authenticator_data_of(&given.attestation.0).ok_or(Passkey::Unproved)?;
        let read = AuthenticatorData::read(&data).ok_or(Passkey::Unproved)?;
        self.fits(&read)?;
        let (id, public_key) = read.attested.ok_or(Passkey::Unproved)?;
        PublicKey::read(public_key).ok_or(Passkey::Unsupported)?;
        let id = BASE64_URL_SAFE_NO_PAD.encode(id);
        Ok(Credential { id, public_key: public_key.to_vec(), counter: read.counter })
    }

    /// Whether an answer was signed with the key; returns what the authenticator has counted.
    ///
    /// # Errors
    /// Fails with what does not fit.
    pub fn asserted(&self, public_key: &[u8], given: &Assertion) -> Result<u32, Passkey> {
        self.fits_client(&given.client_data.0, "webauthn.get")?;
        let data = &given.authenticator_data.0;
        let read = AuthenticatorData::read(data).ok_or(Passkey::Unproved)?;
        let key = PublicKey::read(public_key).ok_or(Passkey::Unsupported)?;
        let message = [data.as_slice(), &Sha256::digest(&given.client_data.0)].concat();
        if !key.verifies(&message, &given.signature.0) {
            return Err(Passkey::Unproved);
        }
        self.fits(&read)?;
        Ok(read.counter)
    }

    fn fits_client(&self, data: &[u8], kind: &str) -> Result<(), Passkey> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct ClientData {
            #[serde(rename = "type")]
            kind: String,
            challenge: String,
            origin: String,
            #[serde(default)]
            cross_origin: bool,
        }
        let data: ClientData = serde_json::from_slice(data).map_err(|_| Passkey::Unproved)?;
        if data.origin != self.site.origin || data.cross_origin {
            return Err(Passkey::OtherSite);
        }
        if data.challenge != self.challenge {
            return Err(Passkey::Over);
        }
        if data.kind == kind { Ok(()) } else { Err(Passkey::Unproved) }
    }

    fn fits(&self, data: &AuthenticatorData<'_>) -> Result<(), Passkey> {
        if data.site != &Sha256::digest(&self.site.id)[..] {
            return Err(Passkey::OtherSite);
        }
        if data.flags & PRESENT == 0 {
            return Err(Passkey::Unproved);
        }
        if self.verified && data.flags & VERIFIED == 0 {
            return Err(Passkey::Unverified);
        }
        Ok(())
    }
}

/// The authenticator data of an attestation, whatever its format.
fn authenticator_data_of(attestation: &[u8]) -> Option<Vec<u8>> {
    let object: Value = ciborium::from_reader(attestation).ok()?;
    let object = object.into_map().ok()?;
    let (_, data) = object.into_iter().find(|(name, _)| name.as_text() == Some("authData"))?;
    data.into_bytes().ok()
}

/// WebAuthn Level 3, 6.1.
struct AuthenticatorData<'a> {
    /// The hash of the id of the relying party.
    site: &'a [u8],
    flags: u8,
    counter: u32,
    /// The id of a new credential, and its key.
    attested: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> AuthenticatorData<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        let (site, rest) = data.split_at_checked(32)?;
        let (&flags, rest) = rest.split_first()?;
        let (counter, rest) = rest.split_first_chunk::<4>()?;
        let attested = if flags & ATTESTED == 0 { None } else { Some(attested(rest)?) };
        Some(Self { site, flags, counter: u32::from_be_bytes(*counter), attested })
    }
}

/// The credential's id and its key, before the extensions if there are any.
fn attested(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_model, rest) = data.split_at_checked(16)?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (id, rest) = rest.split_at_checked(length)?;
    if id.is_empty() || length > MAX_CREDENTIAL_ID {
        return None;
    }
    let mut after = rest;
    let _: Value = ciborium::from_reader(&mut after).ok()?;
    Some((id, rest.get(..rest.len() - after.len())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Option<(String, String)> {
        RelyingParty::of(&Url::parse(url).unwrap()).map(|site| (site.id, site.origin))
    }

    #[test]
    fn passkeys_are_of_a_name_under_https_or_of_this_machine() {
        let site = |id: &str, origin: &str| Some((id.to_owned(), origin.to_owned()));
        assert_eq!(at("https://ava.example.com"), site("ava.example.com", "https://ava.example.com"));
        assert_eq!(
            at("https://ava.example.com:8443/"),
            site("ava.example.com", "https://ava.example.com:8443")
        );
        assert_eq!(at("http://localhost:3000"), site("localhost", "http://localhost:3000"));
        assert_eq!(at("http://127.0.0.1:3000"), site("localhost", "http://localhost:3000"));
        assert_eq!(at("http://[::1]:3000"), site("localhost", "http://localhost:3000"));
        for none in
            ["http://ava.example.com", "https://192.0.2.7", "https://[2001:db8::1]", "http://192.168.1.4"]
        {
            assert_eq!(at(none), None, "{none}");
        }
    }

    #[test]
    fn nothing_that_is_cut_or_made_up_is_read() {
        let whole =
            [&[7_u8; 32][..], &[PRESENT | ATTESTED, 0, 0, 0, 9], &[0; 16], &[0, 2, 8, 8], &[0xa0, 0xf6]]
                .concat();
        let read = AuthenticatorData::read(&whole).unwrap();
        assert_eq!((read.counter, read.attested), (9, Some((&[8_u8, 8][..], &[0xa0_u8][..]))));
        for cut in 0..whole.len() - 1 {
            assert!(AuthenticatorData::read(&whole[..cut]).is_none(), "{cut}");
        }
        let mut nameless = whole.clone();
        nameless[54] = 0;
        assert!(AuthenticatorData::read(&nameless).is_none());
        for given in ["", "{}", "null", r#"{"clientData":"*","attestation":""}"#] {
            let site = RelyingParty { id: "x".to_owned(), origin: "https://x".to_owned() };
            let expected = Expected { site: &site, challenge: "", verified: false };
            assert_eq!(expected.registered(given), Err(Passkey::Unproved), "{given}");
            assert_eq!(Assertion::read(given).err(), Some(Passkey::Unproved), "{given}");
        }
    }
}
