//! An OpenID provider of the tests' own, which can be told to answer wrongly.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{net::TcpListener, task::JoinHandle};
use url::{Url, form_urlencoded};

use super::{
    app::{START, Settings},
    browser::{Answer, Browser},
    canary,
};

pub const CLIENT: &str = "ava at tests";
pub const SECRET: &str = "canary:client+secret";
pub const NAME: &str = "Acme Identity";

/// What the provider does wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrong {
    #[default]
    Nothing,
    /// Status 503 to everything.
    Down,
    /// Text where JSON belongs.
    Garbage,
    /// Never answers.
    Silent,
    /// The token has another nonce than it was asked for.
    Nonce,
    NoNonce,
    Issuer,
    Audience,
    /// One of several clients, and the token was made for another of them.
    Party,
    Expired,
    /// A key that the provider does not publish.
    Key,
    /// Signed with nothing.
    None,
    /// Signed with the client's secret.
    Shared,
    /// Calls itself otherwise.
    Name,
    /// The client is not known.
    Client,
    /// Userinfo tells of somebody else.
    Userinfo,
}

/// Somebody who signs in at the provider.
#[derive(Clone, Debug)]
pub struct Person {
    pub subject: &'static str,
    pub email: String,
    pub verified: bool,
}

impl Person {
    pub fn new(subject: &'static str, email: &str) -> Self {
        Self { subject, email: email.to_owned(), verified: true }
    }
}

struct IssuedCode {
    person: Person,
    nonce: String,
    challenge: String,
}

#[derive(Default)]
struct Inside {
    wrong: Wrong,
    codes: HashMap<String, IssuedCode>,
    tokens: HashMap<String, Person>,
    /// The pairs of keys so far; the last one signs.
    keys: Vec<KeyPair>,
    count: usize,
    asked: Vec<String>,
}

#[derive(Clone)]
struct Provider {
    issuer: String,
    state: Arc<Mutex<Inside>>,
}

pub struct OpenIdProvider {
    provider: Provider,
    serving: JoinHandle<()>,
}

impl Drop for OpenIdProvider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl OpenIdProvider {
    pub async fn start() -> Self {
        canary::plant(SECRET);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr: SocketAddr = listener.local_addr().unwrap();
        let provider = Provider { issuer: format!("http://{addr}/realm"), state: Arc::default() };
        provider.state().keys.push(KeyPair::generate().unwrap());
        let router = Router::new()
            .route("/realm/.well-known/openid-configuration", get(describe))
            .route("/realm/keys", get(keys))
            .route("/realm/token", post(token))
            .route("/realm/userinfo", get(userinfo))
            .with_state(provider.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { provider, serving }
    }

    /// The settings by which an installation has it.
    pub fn settings(&self) -> Settings {
        vec![
            ("AVA_OIDC_ISSUER", format!("{}/", self.provider.issuer)),
            ("AVA_OIDC_CLIENT_ID", CLIENT.to_owned()),
            ("AVA_OIDC_CLIENT_SECRET", SECRET.to_owned()),
            ("AVA_OIDC_NAME", NAME.to_owned()),
            ("AVA_PROVIDER_TIMEOUT_MS", "2000".to_owned()),
        ]
    }

    pub fn does(&self, wrong: Wrong) {
        self.provider.state().wrong = wrong;
    }

    /// Signs with another pair of keys from now on, and publishes only that.
    pub fn rotates(&self) {
        self.provider.state().keys = vec![KeyPair::generate().unwrap()];
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.provider.state().asked.iter().filter(|asked| *asked == path).count()
    }

    /// Signs a person in on the provider's page; returns the path and query of AVA's that it leads
    /// back to.
    pub fn sign_in(&self, page: &Url, person: Person) -> String {
        let query: HashMap<_, _> = page.query_pairs().into_owned().collect();
        assert_eq!((&*query["response_type"], &*query["code_challenge_method"]), ("code", "S256"));
        assert!(query["client_id"] == CLIENT && query["scope"].split(' ').any(|scope| scope == "openid"));
        let mut state = self.provider.state();
        state.count += 1;
        let code = format!("code-{}", state.count);
        let (nonce, challenge) = (query["nonce"].clone(), query["code_challenge"].clone());
        state.codes.insert(code.clone(), IssuedCode { person, nonce, challenge });
        let mut back: Url = query["redirect_uri"].parse().unwrap();
        back.query_pairs_mut().append_pair("state", &query["state"]).append_pair("code", &code);
        format!("{}?{}", back.path(), back.query().unwrap())
    }
}

/// Presses the button of the sign-in page; returns the provider's page that the document of ours
/// moves on to.
pub async fn to_provider(browser: &Browser, next: &str) -> Url {
    let sent = browser.form("/login", "sign_in_elsewhere", &[("form[next]", next)]).await;
    moved_on(browser, sent).await
}

/// Follows the answer of a form that leads to the provider.
pub async fn moved_on(browser: &Browser, sent: Answer) -> Url {
    assert!(matches!(sent.status, 302 | 303), "{}: {}", sent.status, sent.body);
    let document = browser.page(sent.header("location")).await;
    assert_eq!(document.status, 200, "{}: {}", sent.header("location"), document.header("location"));
    let (_, rest) = document.body.split_once("content=\"0;url=").expect("it moves on by itself");
    rest.split_once('"').unwrap().0.replace("&amp;", "&").parse().unwrap()
}

impl Provider {
    fn state(&self) -> MutexGuard<'_, Inside> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a request, and fails it where that is wanted.
    async fn asked(&self, path: &str) -> Result<Wrong, Response> {
        let wrong = {
            let mut state = self.state();
            state.asked.push(path.to_owned());
            state.wrong
        };
        match wrong {
            Wrong::Down => Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
            Wrong::Garbage => Err("<html>Welcome</html>".into_response()),
            Wrong::Silent => std::future::pending().await,
            other => Ok(other),
        }
    }
}

async fn describe(State(provider): State<Provider>) -> Result<Json<Value>, Response> {
    let wrong = provider.asked("describe").await?;
    let at = &provider.issuer;
    let issuer = if wrong == Wrong::Name { "https://elsewhere.example" } else { at };
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{at}/authorize?realm=1"),
        "token_endpoint": format!("{at}/token"),
        "jwks_uri": format!("{at}/keys"),
        "userinfo_endpoint": format!("{at}/userinfo"),
    })))
}

async fn keys(State(provider): State<Provider>) -> Result<Json<Value>, Response> {
    provider.asked("keys").await?;
    let mut keys = vec![json!({ "kty": "odd", "kid": "of a kind that nobody knows" })];
    for key in &provider.state().keys {
        let raw = key.public_key_raw();
        let part = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let (x, y) = (part(&raw[1..33]), part(&raw[33..]));
        keys.push(json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "kid": kid(key), "x": x, "y": y }));
    }
    Ok(Json(json!({ "keys": keys })))
}

fn kid(key: &KeyPair) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(key.public_key_raw()))
}

fn refusal(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({ "error": error }))).into_response()
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Json<Value>, Response> {
    let wrong = provider.asked("token").await?;
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let client = BASE64_STANDARD.encode(format!("{}:{}", encoded(CLIENT), encoded(SECRET)));
    let sent = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok());
    if wrong == Wrong::Client || sent != Some(&format!("Basic {client}")) {
        return Err(refusal(StatusCode::UNAUTHORIZED, "invalid_client"));
    }
    let given = provider.state().codes.remove(&form["code"]);
    let proved = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    let Some(IssuedCode { person, nonce, .. }) = given.filter(|given| given.challenge == proved) else {
        return Err(refusal(StatusCode::BAD_REQUEST, "invalid_grant"));
    };
    let mut claims = json!({
        "iss": provider.issuer,
        "aud": CLIENT,
        "sub": person.subject,
        "iat": START / 1000,
        "exp": START / 1000 + 300,
        "nonce": nonce,
    });
    match wrong {
        Wrong::Nonce => claims["nonce"] = json!("another"),
        Wrong::NoNonce => claims["nonce"] = Value::Null,
        Wrong::Issuer => claims["iss"] = json!("https://elsewhere.example"),
        Wrong::Audience => claims["aud"] = json!("another client"),
        Wrong::Party => {
            claims["aud"] = json!([CLIENT, "another client"]);
            claims["azp"] = json!("another client");
        }
        Wrong::Expired => claims["exp"] = json!(START / 1000 - 61),
        _ => {}
    }
    let stranger = KeyPair::generate().unwrap();
    let mut state = provider.state();
    let key = state.keys.last().unwrap();
    let header = Header { kid: Some(kid(key)), ..Header::new(Algorithm::ES256) };
    let key = if wrong == Wrong::Key { &stranger } else { key };
    let signed = |header: &Header, key: &EncodingKey| encode(header, &claims, key).unwrap();
    let id_token = match wrong {
        Wrong::None => {
            let part = |text: String| BASE64_URL_SAFE_NO_PAD.encode(text);
            format!("{}.{}.", part(json!({ "alg": "none" }).to_string()), part(claims.to_string()))
        }
        Wrong::Shared => {
            let secret = EncodingKey::from_secret(SECRET.as_bytes()).unwrap();
            signed(&Header::new(Algorithm::HS256), &secret)
        }
        _ => signed(&header, &EncodingKey::from_ec_der(&key.serialize_der())),
    };
    let access = format!("access-{}", state.count);
    state.tokens.insert(access.clone(), person);
    Ok(Json(json!({ "id_token": id_token, "access_token": access, "token_type": "Bearer" })))
}

async fn userinfo(State(provider): State<Provider>, headers: HeaderMap) -> Result<Json<Value>, Response> {
    let wrong = provider.asked("userinfo").await?;
    let token = headers.get(AUTHORIZATION).and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
    let person = token.and_then(|token| provider.state().tokens.get(token).cloned());
    let Person { subject, email, verified } = person.ok_or(StatusCode::UNAUTHORIZED.into_response())?;
    let subject = if wrong == Wrong::Userinfo { "somebody else" } else { subject };
    Ok(Json(json!({ "sub": subject, "email": email, "email_verified": verified })))
}
