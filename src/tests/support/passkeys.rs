//! An authenticator of the tests' own, and the browser around it.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    },
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::browser::{Answer, Browser};

pub enum Key {
    Es256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rs256(rsa::KeyPair),
}

impl Key {
    pub fn es256() -> Self {
        Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub fn ed25519() -> Self {
        Self::Ed25519(Ed25519KeyPair::generate().unwrap())
    }

    pub fn rs256() -> Self {
        Self::Rs256(rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap())
    }

    fn cose(&self) -> Cbor {
        let bytes = |bytes: &[u8]| Cbor::Bytes(bytes.to_vec());
        let parameters: Vec<(i64, Cbor)> = match self {
            Self::Es256(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                vec![(1, 2.into()), (3, (-7).into()), (-1, 1.into()), (-2, bytes(x)), (-3, bytes(y))]
            }
            Self::Ed25519(pair) => {
                let x = bytes(pair.public_key().as_ref());
                vec![(1, 1.into()), (3, (-8).into()), (-1, 6.into()), (-2, x)]
            }
            Self::Rs256(pair) => {
                let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                vec![(1, 3.into()), (3, (-257).into()), (-1, bytes(n)), (-2, bytes(e))]
            }
        };
        Cbor::Map(parameters.into_iter().map(|(label, value)| (label.into(), value)).collect())
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// An authenticator with one passkey. What a test changes of it is what it lies about.
pub struct Authenticator {
    pub key: Key,
    pub id: Vec<u8>,
    pub counter: u32,
    /// Whether it verifies its person.
    pub verifies: bool,
    /// Whether it counts its signatures.
    pub counts: bool,
    /// The site that the browser is at, in the place of the one that asks.
    pub origin: Option<&'static str>,
    /// The site that the passkey is for, in the place of the one that asks.
    pub site: Option<&'static str>,
    pub user: Vec<u8>,
}

pub fn encoded(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decoded(value: &Value) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

/// Reads what the server asks of an authenticator.
pub async fn asked(browser: &Browser, ceremony: &str) -> Value {
    let answer = asks(browser, ceremony).await;
    assert_eq!(answer.status, 200, "{ceremony}: {}", answer.body);
    answer.json()
}

pub async fn asks(browser: &Browser, ceremony: &str) -> Answer {
    let path = format!("/passkeys/{ceremony}");
    browser.send(&path, browser.post(&path, &[])).await
}

impl Authenticator {
    pub fn new(key: Key) -> Self {
        let id = Sha256::digest(key.sign(b"id")).to_vec();
        Self { key, id, counter: 0, verifies: true, counts: true, origin: None, site: None, user: Vec::new() }
    }

    fn client_data(&self, asked: &Value, kind: &str) -> Vec<u8> {
        let origin = self.origin.unwrap_or_else(|| asked["origin"].as_str().unwrap());
        let challenge = &asked["options"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, site: &Value, attested: &[u8]) -> Vec<u8> {
        let site = self.site.unwrap_or_else(|| site.as_str().unwrap());
        let verified = if self.verifies { 0x04 } else { 0 };
        let flags = 0x01 | verified | if attested.is_empty() { 0 } else { 0x40 };
        [&Sha256::digest(site)[..], &[flags], &self.counter.to_be_bytes(), attested].concat()
    }

    /// Makes the passkey that was asked for.
    pub fn makes(&mut self, asked: &Value) -> String {
        self.user = decoded(&asked["options"]["user"]["id"]);
        let mut attested = [&[0; 16][..], &u16::try_from(self.id.len()).unwrap().to_be_bytes()].concat();
        attested.extend(&self.id);
        ciborium::into_writer(&self.key.cose(), &mut attested).unwrap();
        let data = self.data(&asked["options"]["rp"]["id"], &attested);
        let object =
            [("fmt", "none".into()), ("attStmt", Cbor::Map(Vec::new())), ("authData", Cbor::Bytes(data))];
        let object = object.into_iter().map(|(name, value)| (name.into(), value)).collect();
        let mut attestation = Vec::new();
        ciborium::into_writer(&Cbor::Map(object), &mut attestation).unwrap();
        let client_data = self.client_data(asked, "webauthn.create");
        json!({ "clientData": encoded(&client_data), "attestation": encoded(&attestation) }).to_string()
    }

    /// Signs what was asked for.
    pub fn signs(&mut self, asked: &Value) -> String {
        if self.counts {
            self.counter += 1;
        }
        let client_data = self.client_data(asked, "webauthn.get");
        let data = self.data(&asked["options"]["rpId"], &[]);
        let message = [&data[..], &Sha256::digest(&client_data)].concat();
        json!({
            "id": encoded(&self.id),
            "clientData": encoded(&client_data),
            "authenticatorData": encoded(&data),
            "signature": encoded(&self.key.sign(&message)),
            "userHandle": encoded(&self.user),
        })
        .to_string()
    }
}

/// Adds a passkey to the account of whoever is signed in.
pub async fn adds(browser: &Browser, authenticator: &mut Authenticator, name: &str) -> Answer {
    let given = authenticator.makes(&asked(browser, "register").await);
    browser.rpc("account/add_passkey", &[("form[name]", name), ("form[given]", &given)]).await
}

/// Signs in by the passkey alone.
pub async fn enters(browser: &Browser, authenticator: &mut Authenticator) -> Answer {
    let given = authenticator.signs(&asked(browser, "sign_in").await);
    gives(browser, &given).await
}

pub async fn gives(browser: &Browser, given: &str) -> Answer {
    browser.rpc("log_in/passkey", &[("form[given]", given)]).await
}
