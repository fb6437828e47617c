//! An OpenID provider: where a person is sent to sign in, and the requests behind their back
//! (OpenID Connect Core 1.0, the code flow; Discovery 1.0).
//!
//! What the provider says of itself and its keys are read when they are needed, and kept. Must not
//! know accounts or sessions.

mod id_token;

use std::sync::{Arc, Mutex, PoisonError};

use base64::{Engine, prelude::BASE64_STANDARD};
use jsonwebtoken::jwk::Jwk;
use reqwest::{Method, RequestBuilder, header::AUTHORIZATION};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use tokio::time::timeout;
use url::{Url, form_urlencoded};

use self::id_token::{Claims, Expected, Refused};
use super::{
    ProviderConfig,
    config::OidcApp,
    lenient, pkce,
    transport::{Fault, Reply, Transport},
};
use crate::{
    domain::problem::{Oidc, Problem, ProblemKind},
    server::{clock::SharedClock, vault::secret::Secret},
};

/// Milliseconds for which the description of a provider is kept.
const METADATA_LASTS: i64 = 60 * 60 * 1000;
/// The person who signs in, with an address that is theirs.
const SCOPES: &str = "openid email profile";

#[derive(Clone)]
pub struct OidcClient(Option<Arc<Client>>);

struct Client {
    app: OidcApp,
    transport: Transport,
    clock: SharedClock,
    limits: Limits,
    known: Mutex<Known>,
}

struct Limits {
    attempt: std::time::Duration,
    total: std::time::Duration,
}

/// The documents of the provider that were read so far.
#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, i64)>,
    keys: Option<Arc<Vec<Jwk>>>,
}

/// What a provider says of itself (Discovery 1.0, section 3).
#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    userinfo_endpoint: Option<Url>,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

/// The parts of a question that a person is sent to the provider with.
pub struct Asking<'a> {
    pub state: &'a str,
    pub nonce: &'a str,
    pub verifier: &'a str,
}

/// A person who has signed in at the provider. The subject is theirs for ever, the e-mail is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    /// The e-mail, only where the provider has proved that it is theirs.
    pub email: Option<String>,
}

/// Somebody who was proved by an ID token.
pub struct Proved {
    pub identity: Identity,
    /// Opens what else the provider says of them.
    access: Option<Secret>,
}

impl OidcClient {
    pub(super) fn new(config: &ProviderConfig, transport: Transport, clock: SharedClock) -> Self {
        let limits = Limits { attempt: config.attempt_timeout, total: config.total_timeout };
        let client = |app: OidcApp| Client { app, transport, clock, limits, known: Mutex::default() };
        Self(config.oidc.clone().map(|app| Arc::new(client(app))))
    }

    /// The installation's client, where the operator has given one.
    pub fn app(&self) -> Option<&OidcApp> {
        self.0.as_deref().map(|client| &client.app)
    }

    /// The address of the provider's page where a person signs in.
    ///
    /// # Errors
    /// Fails with `Oidc::Off` without a client, and where the provider cannot be asked.
    pub async fn sign_in_address(&self, asking: &Asking<'_>) -> Result<Url, Problem> {
        let client = self.client()?;
        let metadata = client.in_time(client.metadata()).await?;
        let mut url = metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("client_id", &client.app.id)
            .append_pair("redirect_uri", client.app.redirect.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", SCOPES)
            .append_pair("state", asking.state)
            .append_pair("nonce", asking.nonce)
            .append_pair("code_challenge", &pkce::challenge(asking.verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    /// Trades the code of the provider's answer for who has signed in there. A code works once.
    ///
    /// # Errors
    /// Fails with a kind of `Oidc` that says whether the provider could not be asked, refuses, or
    /// answers what proves nothing.
    pub async fn exchange(&self, code: &str, verifier: &str, nonce: &str) -> Result<Proved, Problem> {
        let client = self.client()?;
        client.in_time(client.exchange(code, verifier, nonce)).await
    }

    /// Who was proved, with the e-mail: most providers tell it at their userinfo endpoint only
    /// (OpenID Connect Core 1.0, section 5.4).
    ///
    /// # Errors
    /// Fails as [`exchange`](Self::exchange) does.
    pub async fn with_email(&self, proved: Proved) -> Result<Identity, Problem> {
        let Proved { identity, access } = proved;
        let client = self.client()?;
        let Some(access) = access.filter(|_| identity.email.is_none()) else { return Ok(identity) };
        let email = client.in_time(client.email_of_userinfo(&access, &identity.subject)).await?;
        Ok(Identity { email, ..identity })
    }

    fn client(&self) -> Result<&Client, Problem> {
        self.0.as_deref().ok_or_else(|| ProblemKind::Oidc(Oidc::Off).into())
    }
}

impl Client {
    /// Bounds all requests behind one page together: a slow provider holds nobody for longer.
    async fn in_time<T>(&self, work: impl Future<Output = Result<T, Oidc>>) -> Result<T, Problem> {
        let done = timeout(self.limits.total, work).await.unwrap_or(Err(Oidc::Unreachable));
        done.map_err(|oidc| ProblemKind::Oidc(oidc).into())
    }

    async fn exchange(&self, code: &str, verifier: &str, nonce: &str) -> Result<Proved, Oidc> {
        let metadata = self.metadata().await?;
        let tokens = self.tokens(&metadata, code, verifier).await?;
        let claims = self.claims(&metadata, &tokens.id_token, nonce).await?;
        let email = claims.proved_email().map(str::to_owned);
        let identity = Identity { issuer: self.app.issuer.clone(), subject: claims.sub, email };
        Ok(Proved { identity, access: tokens.access_token.map(Secret::new) })
    }

    async fn metadata(&self) -> Result<Arc<Metadata>, Oidc> {
        let now = self.clock.now_ms();
        if let Some((metadata, read_at)) = &self.known().metadata
            && now - read_at < METADATA_LASTS
        {
            return Ok(metadata.clone());
        }
        let url = format!("{}/.well-known/openid-configuration", self.app.issuer);
        let url = Url::parse(&url).map_err(|_| garbled("the issuer is no address"))?;
        let metadata: Metadata = self.read(self.get(url)).await?;
        if metadata.issuer.trim_end_matches('/') != self.app.issuer {
            return Err(garbled("the issuer calls itself otherwise"));
        }
        let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        if !endpoints.into_iter().chain(&metadata.userinfo_endpoint).all(is_private) {
            return Err(garbled("an endpoint is not https"));
        }
        let metadata = Arc::new(metadata);
        self.known().metadata = Some((metadata.clone(), now));
        Ok(metadata)
    }

    async fn tokens(&self, metadata: &Metadata, code: &str, verifier: &str) -> Result<Tokens, Oidc> {
        let OidcApp { id, secret, redirect, .. } = &self.app;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect.as_str()),
            ("code_verifier", verifier),
        ];
        let request = self.transport.request(Method::POST, metadata.token_endpoint.clone());
        // What a provider takes that says nothing of it is the header (Discovery 1.0, section 3).
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let takes = |method: &str| methods.iter().any(|known| known == method);
        let request = if takes("client_secret_post") && !takes("client_secret_basic") {
            form.extend([("client_id", id.as_str()), ("client_secret", secret.expose())]);
            request
        } else {
            request.header(AUTHORIZATION, basic(id, secret))
        };
        self.read(request.form(&form)).await
    }

    /// The claims of an ID token. A key that is not among those known may be new: providers change
    /// theirs without a word.
    async fn claims(&self, metadata: &Metadata, token: &str, nonce: &str) -> Result<Claims, Oidc> {
        let now_ms = self.clock.now_ms();
        let expected = Expected { issuer: &metadata.issuer, client: &self.app.id, nonce, now_ms };
        let known = self.known().keys.clone();
        if let Some(keys) = known {
            match id_token::verify(token, &keys, &expected) {
                Err(Refused::UnknownKey) => {}
                verified => return verified.map_err(refused),
            }
        }
        #[derive(Deserialize)]
        struct KeySet {
            keys: Vec<Value>,
        }
        let set: KeySet = self.read(self.get(metadata.jwks_uri.clone())).await?;
        let keys = Arc::new(lenient::readable::<Jwk>(set.keys));
        self.known().keys = Some(keys.clone());
        id_token::verify(token, &keys, &expected).map_err(refused)
    }

    async fn email_of_userinfo(&self, access: &Secret, subject: &str) -> Result<Option<String>, Oidc> {
        let metadata = self.metadata().await?;
        let Some(url) = &metadata.userinfo_endpoint else { return Ok(None) };
        let about: id_token::About = self.read(self.get(url.clone()).bearer_auth(access.expose())).await?;
        // Another person's answer may stand in for it (OpenID Connect Core 1.0, section 5.3.2).
        if about.sub.as_deref() != Some(subject) {
            return Err(garbled("userinfo is of another person"));
        }
        Ok(about.proved_email().map(str::to_owned))
    }

    fn get(&self, url: Url) -> RequestBuilder {
        self.transport.request(Method::GET, url)
    }

    async fn read<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, Oidc> {
        let request = request.build().map_err(|_| garbled("a request cannot be built"))?;
        let path = request.url().path().to_owned();
        let reply = self.transport.attempt(request, self.limits.attempt).await.map_err(|fault| {
            tracing::warn!(url.path = path, fault = fault.code(), "the OpenID provider did not answer");
            match fault {
                Fault::Oversized | Fault::Unsendable => Oidc::Garbled,
                _ => Oidc::Unreachable,
            }
        })?;
        if !reply.status.is_success() {
            let status = reply.status.as_u16();
            let oidc = of_refusal(&reply);
            tracing::warn!(url.path = path, status, meaning = oidc.code(), "the OpenID provider refused");
            return Err(oidc);
        }
        reply.json().ok_or_else(|| garbled("an answer is not what was asked for"))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

/// The header by which a client says who it is (RFC 6749, section 2.3.1): both halves are encoded
/// as in a form, since a `:` stands between them.
fn basic(id: &str, secret: &Secret) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let both = format!("{}:{}", encoded(id), encoded(secret.expose()));
    format!("Basic {}", BASE64_STANDARD.encode(both))
}

/// Whether nobody on the way can read what is sent there.
fn is_private(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

fn garbled(why: &'static str) -> Oidc {
    tracing::warn!(why, "the OpenID provider's answer is of no use");
    Oidc::Garbled
}

fn refused(refused: Refused) -> Oidc {
    tracing::warn!(why = refused.why(), "an ID token proves nothing");
    Oidc::Unproved
}

/// What a refusal of the provider's means (RFC 6749, section 5.2).
fn of_refusal(reply: &Reply) -> Oidc {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    if reply.status.is_server_error() || reply.status.as_u16() == 429 {
        return Oidc::Unreachable;
    }
    let error = reply.json().map(|Refusal { error }| error).unwrap_or_default();
    match error.as_str() {
        "invalid_grant" => Oidc::CodeRefused,
        "invalid_client" | "unauthorized_client" => Oidc::ClientRefused,
        _ => Oidc::Garbled,
    }
}

/// The meaning of the `error` with which the provider sends a person back (RFC 6749, section
/// 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6).
pub fn of_answer(error: &str) -> Oidc {
    match error {
        "access_denied" | "consent_required" | "interaction_required" | "login_required" => Oidc::Denied,
        "server_error" | "temporarily_unavailable" => Oidc::Unreachable,
        "invalid_request" | "invalid_scope" | "unauthorized_client" | "unsupported_response_type" => {
            Oidc::ClientRefused
        }
        _ => Oidc::Garbled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_of_a_client_are_encoded_before_they_are_joined() {
        assert_eq!(
            basic("a:b", &Secret::new("c d+é")),
            format!("Basic {}", BASE64_STANDARD.encode("a%3Ab:c+d%2B%C3%A9"))
        );
    }

    #[test]
    fn endpoints_are_https_or_on_this_machine() {
        let private = |url: &str| is_private(&Url::parse(url).unwrap());
        assert!(private("https://id.example/token") && private("http://127.0.0.1:9/token"));
        assert!(!private("http://id.example/token") && !private("ftp://127.0.0.1/"));
    }

    #[test]
    fn each_refusal_has_its_meaning() {
        let of = |status, body: &str| of_refusal(&Reply::with(status, body));
        assert_eq!(of(400, r#"{"error":"invalid_grant"}"#), Oidc::CodeRefused);
        assert_eq!(of(401, r#"{"error":"invalid_client"}"#), Oidc::ClientRefused);
        assert_eq!(of(503, r#"{"error":"invalid_client"}"#), Oidc::Unreachable);
        assert_eq!(of(404, "<html>"), Oidc::Garbled);
        assert_eq!(of_answer("access_denied"), Oidc::Denied);
        assert_eq!(of_answer("<script>"), Oidc::Garbled);
    }
}
