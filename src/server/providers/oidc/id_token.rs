//! The ID token: who has signed in, as the provider has signed it (OpenID Connect Core 1.0,
//! section 3.1.3.7).
//!
//! `jsonwebtoken` checks the signature: it is the usual crate for that, and takes its cryptography
//! from `aws-lc-rs`, which TLS brings already; it knows no `none`. The flow around it is small, and
//! `openidconnect` would bring a second HTTP client and a second cryptography.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::ErrorKind, jwk::Jwk};
use serde::Deserialize;
use subtle::ConstantTimeEq;

/// Milliseconds by which both clocks may differ.
const LEEWAY_MS: f64 = 60_000.0;
/// The longest subject that a provider may give (OpenID Connect Core 1.0, section 2).
const MAX_SUBJECT: usize = 255;

/// The algorithms that sign by a pair of keys: the key of `HS256` is the client's secret, which others may have.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// The values that a valid token has.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client: &'a str,
    pub nonce: &'a str,
    pub now_ms: i64,
}

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Malformed,
    Algorithm,
    /// None of the keys has signed it.
    UnknownKey,
    Issuer,
    Audience,
    Expired,
    Nonce,
    Subject,
}

impl Refused {
    pub fn why(self) -> &'static str {
        match self {
            Self::Malformed => "it cannot be read",
            Self::Algorithm => "its algorithm is not taken",
            Self::UnknownKey => "no key of the provider has signed it",
            Self::Issuer => "it is of another issuer",
            Self::Audience => "it is for another client",
            Self::Expired => "it has expired",
            Self::Nonce => "its nonce is another",
            Self::Subject => "its subject is none",
        }
    }
}

/// The claims about a person, in the token or from the userinfo endpoint.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct About {
    pub sub: Option<String>,
    email: Option<String>,
    email_verified: Option<Verified>,
}

/// Some providers write it as a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Verified {
    Said(bool),
    Written(String),
}

impl About {
    /// The e-mail, if the provider has proved that it is the person's.
    pub fn proved_email(&self) -> Option<&str> {
        let proved = match self.email_verified.as_ref()? {
            Verified::Said(proved) => *proved,
            Verified::Written(text) => text == "true",
        };
        self.email.as_deref().filter(|_| proved)
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, Deserialize)]
struct Said {
    sub: String,
    aud: Audience,
    azp: Option<String>,
    /// Seconds, which may have a fraction.
    exp: f64,
    nonce: Option<String>,
    email: Option<String>,
    email_verified: Option<Verified>,
}

/// The claims of a token that was verified.
#[derive(Debug)]
pub(super) struct Claims {
    pub sub: String,
    about: About,
}

impl Claims {
    pub fn proved_email(&self) -> Option<&str> {
        self.about.proved_email()
    }
}

/// Verifies a token by the keys of the provider.
pub(super) fn verify(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Claims, Refused> {
    let header = decode_header(token).map_err(|error| match error.kind() {
        // An algorithm that the crate does not know, such as `none`, is no header to it.
        ErrorKind::InvalidAlgorithmName | ErrorKind::Json(_) => Refused::Algorithm,
        _ => Refused::Malformed,
    })?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Refused::Algorithm);
    }
    // Nothing that a token calls critical is known here (RFC 7515, section 4.1.11).
    if header.crit.is_some() {
        return Err(Refused::Malformed);
    }
    // The clock is ours to read, and the time is looked at below.
    let mut validation = Validation::new(header.alg);
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["iss", "aud", "sub"]);
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client]);
    let named = |key: &&Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    for key in keys.iter().filter(named) {
        let Ok(key) = DecodingKey::from_jwk(key) else { continue };
        match decode::<Said>(token, &key, &validation) {
            Ok(token) => return token.claims.checked(expected),
            Err(error) => match error.kind() {
                ErrorKind::InvalidIssuer => return Err(Refused::Issuer),
                ErrorKind::InvalidAudience => return Err(Refused::Audience),
                ErrorKind::MissingRequiredClaim(_) | ErrorKind::Json(_) | ErrorKind::Base64(_) => {
                    return Err(Refused::Malformed);
                }
                // The key is of another kind than the algorithm, or has not signed it.
                _ => {}
            },
        }
    }
    Err(Refused::UnknownKey)
}

impl Said {
    fn checked(self, expected: &Expected<'_>) -> Result<Claims, Refused> {
        let Self { sub, aud, azp, exp, nonce, email, email_verified } = self;
        let for_us_alone = match aud {
            Audience::One(one) => one == expected.client,
            Audience::Many(all) => all.iter().all(|one| one == expected.client),
        };
        // Of several clients, the token says which one it was made for.
        let made_for_us = azp.map_or(for_us_alone, |azp| azp == expected.client);
        if !made_for_us {
            return Err(Refused::Audience);
        }
        // Milliseconds since 1970 are far below what a float keeps exactly.
        if exp * 1000.0 + LEEWAY_MS <= expected.now_ms as f64 {
            return Err(Refused::Expired);
        }
        let same = nonce.is_some_and(|nonce| nonce.as_bytes().ct_eq(expected.nonce.as_bytes()).into());
        if !same {
            return Err(Refused::Nonce);
        }
        if sub.is_empty() || sub.len() > MAX_SUBJECT {
            return Err(Refused::Subject);
        }
        Ok(Claims { about: About { sub: None, email, email_verified }, sub })
    }
}
