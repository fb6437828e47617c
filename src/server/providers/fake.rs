//! A provider on loopback that answers as told, and remembers what it was asked.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;

use super::{
    CallCx, GoogleApp, ProviderConfig, Providers, smtp::SmtpSettings, twilio::TwilioAuth, vapi::VapiAuth,
};
use crate::{
    domain::provider::vapi::VapiRegion,
    server::{clock::ManualClock, correlation::CorrelationId, random::Random, vault::secret::Secret},
};

pub const SID: &str = "AC00000000000000000000000000000001";

#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn param(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }
}

pub enum Answer {
    Json(u16, Value),
    Html(u16),
    /// Status 429, with the seconds to wait.
    TooMany(&'static str),
    Redirect(String),
    Oversized(u16),
    /// A head and half a body, then the connection is gone.
    Broken,
    Never,
}

type Script = dyn Fn(usize, &Seen) -> Answer + Send + Sync;

#[derive(Clone)]
struct Shared {
    script: Arc<Script>,
    seen: Arc<Mutex<Vec<Seen>>>,
    clock: Arc<ManualClock>,
    /// Milliseconds by which each answer moves the clock on.
    slow_ms: Arc<AtomicU64>,
}

pub struct Fake {
    pub url: Url,
    pub clock: Arc<ManualClock>,
    seen: Arc<Mutex<Vec<Seen>>>,
    slow_ms: Arc<AtomicU64>,
    server: JoinHandle<()>,
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Fake {
    /// `script` gets the number of requests before, and the request.
    pub async fn serve(script: impl Fn(usize, &Seen) -> Answer + Send + Sync + 'static) -> Self {
        let (seen, slow_ms) = (Arc::<Mutex<Vec<Seen>>>::default(), Arc::<AtomicU64>::default());
        let clock = ManualClock::at(1_700_000_000_000);
        let shared = Shared {
            script: Arc::new(script),
            seen: seen.clone(),
            clock: clock.clone(),
            slow_ms: slow_ms.clone(),
        };
        let router = Router::new().fallback(answer).with_state(shared);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self { url: url.parse().unwrap(), clock, seen, slow_ms, server }
    }

    /// Makes each answer take so long, by the clock.
    pub fn slowly(self, answer: Duration) -> Self {
        self.slow_ms.store(u64::try_from(answer.as_millis()).unwrap(), Ordering::SeqCst);
        self
    }

    /// Gives the same answer to every request.
    pub async fn always(answer: impl Fn() -> Answer + Send + Sync + 'static) -> Self {
        Self::serve(move |_, _| answer()).await
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn providers(&self) -> Providers {
        providers(&self.url, self.clock.clone(), PATIENT)
    }
}

/// A time limit that only a fake that never answers reaches.
pub const PATIENT: Duration = Duration::from_secs(8);

pub fn providers(base: &Url, clock: Arc<ManualClock>, attempt_timeout: Duration) -> Providers {
    let config = ProviderConfig {
        sandbox_url: None,
        smtp: SmtpSettings::default(),
        internal_receivers: false,
        google: Some(google()),
        oidc: None,
        urls: ProviderConfig::urls(|host| base.join(&format!("/{}", host.simulator)).ok()),
        connect_timeout: Duration::from_secs(2),
        attempt_timeout,
        total_timeout: ProviderConfig::TOTAL_TIMEOUT,
    };
    let random = Random::seeded(1, clock.clone());
    Providers::new(&config, clock, random).unwrap()
}

/// The client of the installation at Google.
pub fn google() -> GoogleApp {
    GoogleApp {
        id: "client.apps.example".to_owned(),
        secret: Secret::new("client-secret"),
        redirect: "https://ava.example.com/integrations/google/callback".parse().unwrap(),
    }
}

pub fn cx() -> CallCx {
    cx_of(1)
}

/// A call of the `nth` organisation.
pub fn cx_of(nth: u8) -> CallCx {
    let org = format!("00000000-0000-7000-8000-0000000000{nth:02x}").parse().unwrap();
    CallCx { correlation: CorrelationId::parse("test-correlation").unwrap(), org, lease: None }
}

pub fn vapi() -> VapiAuth {
    VapiAuth { key: Secret::new("0a1b2c3d-vapi-key"), region: VapiRegion::Us }
}

pub fn token() -> TwilioAuth {
    TwilioAuth { account_sid: SID.to_owned(), auth_token: Secret::new("twilio-auth-token"), api_key: None }
}

pub fn api_key() -> TwilioAuth {
    TwilioAuth {
        api_key: Some(("SK00000000000000000000000000000002".to_owned(), Secret::new("api-key-secret"))),
        ..token()
    }
}

async fn answer(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let seen = Seen {
        method,
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    };
    let before = {
        let mut all = shared.seen.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(seen.clone());
        all.len() - 1
    };
    shared.clock.advance(Duration::from_millis(shared.slow_ms.load(Ordering::SeqCst)));
    let status = |code| StatusCode::from_u16(code).unwrap_or_default();
    match (shared.script)(before, &seen) {
        Answer::Json(code, value) => (status(code), axum::Json(value)).into_response(),
        Answer::Html(code) => (status(code), axum::response::Html("<h1>Sorry</h1>")).into_response(),
        Answer::TooMany(wait) => (
            StatusCode::TOO_MANY_REQUESTS,
            [("retry-after", wait)],
            r#"{"message":"Rate limit exceeded","statusCode":429}"#,
        )
            .into_response(),
        Answer::Redirect(to) => (StatusCode::FOUND, [("location", to)]).into_response(),
        Answer::Oversized(code) => (status(code), "[".repeat(9 * 1024 * 1024)).into_response(),
        Answer::Broken => {
            let parts = futures::stream::iter([
                Ok(Bytes::from_static(b"[{")),
                Err(std::io::Error::other("broken on purpose")),
            ]);
            Body::from_stream(parts).into_response()
        }
        Answer::Never => std::future::pending().await,
    }
}
