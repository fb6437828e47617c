//! The API over HTTP.

use std::time::Duration;

use reqwest::{
    Method, Response,
    header::{ACCEPT_LANGUAGE, ETAG, IF_MATCH, RETRY_AFTER},
    redirect::Policy,
};
use serde_json::Value;
use url::{Host, Url};

use super::failure::{Failure, Refusal};
use crate::{
    domain::secret_text::SecretText,
    server::{clock::SharedClock, random::Random},
};

/// A request that waits for the end of an operation is answered within half of it.
const TIMEOUT: Duration = Duration::from_secs(60);
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// An HTTP client of one server, which sends one token.
pub struct Client {
    http: reqwest::Client,
    server: Url,
    token: SecretText,
    clock: SharedClock,
    random: Random,
}

/// A request, without what every one has.
pub struct Request<'a> {
    method: Method,
    /// The parts of the path behind `/api`, as they are named.
    path: &'a [&'a str],
    query: Vec<(String, String)>,
    body: Option<&'a Value>,
    if_match: Option<&'a str>,
    /// The idempotency key that a person has chosen.
    key: Option<&'a str>,
}

impl<'a> Request<'a> {
    pub fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: Vec::new(), body: None, if_match: None, key: None }
    }

    pub fn get(path: &'a [&'a str]) -> Self {
        Self::new(Method::GET, path)
    }

    #[must_use]
    pub fn with_query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn body(self, body: &'a Value) -> Self {
        Self { body: Some(body), ..self }
    }

    #[must_use]
    pub fn if_match(self, etag: Option<&'a str>) -> Self {
        Self { if_match: etag, ..self }
    }

    #[must_use]
    pub fn key(self, key: Option<&'a str>) -> Self {
        Self { key, ..self }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    /// `null` where there is none.
    pub body: Value,
}

/// Items of a list, from its beginning.
pub struct Listed {
    pub items: Vec<Value>,
    /// Whether there are more.
    pub more: bool,
}

impl Client {
    /// # Errors
    /// Fails for what is no address of a server, and for one that the token would reach in clear text on
    /// another machine, unless `plain` says that it may.
    pub fn new(
        server: &str,
        token: SecretText,
        plain: bool,
        clock: SharedClock,
        random: Random,
    ) -> Result<Self, Failure> {
        let server = address(server, plain)?;
        let http =
            http(&server).map_err(|error| Failure::Unusable(format!("No client can be made: {error}.")))?;
        Ok(Self { http, server, token, clock, random })
    }

    pub async fn get(&self, path: &[&str]) -> Result<Answer, Failure> {
        self.send(Request::get(path)).await
    }

    /// Reads a list page by page until it has `most` items.
    pub async fn list(
        &self,
        path: &[&str],
        query: &[(String, String)],
        most: usize,
    ) -> Result<Listed, Failure> {
        let (mut items, mut after): (Vec<Value>, Option<String>) = (Vec::new(), None);
        loop {
            let mut request = Request::get(path);
            request.query = query.to_vec();
            if let Some(after) = &after {
                // A person may have given an `after` of their own for the first page.
                request.query.retain(|(name, _)| name != "after");
                request = request.with_query("after", after);
            }
            let mut page = self.send(request).await?.body;
            let Some(Value::Array(of_page)) = page.get_mut("items").map(Value::take) else {
                return Err(Failure::Strange(format!(
                    "The answer to {} is no list.",
                    self.address(path, &[])
                )));
            };
            items.extend(of_page);
            let next = page.get("next").and_then(Value::as_str).map(str::to_owned);
            // A cursor that leads to itself would be read for ever.
            let goes_on = next.is_some() && next != after;
            if !goes_on || items.len() >= most {
                let more = goes_on || items.len() > most;
                items.truncate(most);
                return Ok(Listed { items, more });
            }
            after = next;
        }
    }

    /// Sends a request, and again where that can help. All that is sent of one write has one key, so
    /// that it is done once.
    pub async fn send(&self, request: Request<'_>) -> Result<Answer, Failure> {
        let is_write = request.method != Method::GET;
        let key = is_write.then(|| request.key.map_or_else(|| self.random.uuid(), str::to_owned));
        let mut again = 0;
        loop {
            let failure = match self.attempt(&request, key.as_deref()).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let Some(wait) = failure.passes_in(again) else { return Err(failure) };
            self.clock.sleep(wait).await;
            again += 1;
        }
    }

    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    pub async fn sleep(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    async fn attempt(&self, request: &Request<'_>, key: Option<&str>) -> Result<Answer, Failure> {
        let url = self.address(request.path, &request.query);
        let mut built = self
            .http
            .request(request.method.clone(), url)
            .bearer_auth(&*self.token)
            .header(ACCEPT_LANGUAGE, "en");
        if let Some(key) = key {
            built = built.header(IDEMPOTENCY_KEY, key);
        }
        if let Some(etag) = request.if_match {
            built = built.header(IF_MATCH, etag);
        }
        if let Some(body) = request.body {
            built = built.json(body);
        }
        let response = built.send().await.map_err(|error| self.unreachable(&error))?;
        self.read(response).await
    }

    async fn read(&self, response: Response) -> Result<Answer, Failure> {
        let status = response.status();
        let header = |name| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let (etag, retry_after) = (header(ETAG), header(RETRY_AFTER));
        let bytes = response.bytes().await.map_err(|error| self.unreachable(&error))?;
        if status.is_success() {
            let body = if bytes.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&bytes) };
            let body = body.map_err(|_| self.strange(status.as_u16()))?;
            return Ok(Answer { status: status.as_u16(), etag, body });
        }
        if status.is_redirection() {
            return Err(self.strange(status.as_u16()));
        }
        let mut refusal: Refusal = serde_json::from_slice(&bytes).unwrap_or_default();
        refusal.status = status.as_u16();
        refusal.retry_after = refusal.retry_after.or_else(|| retry_after?.parse().ok());
        Err(Failure::Refused(Box::new(refusal)))
    }

    fn address(&self, path: &[&str], query: &[(String, String)]) -> Url {
        let mut url = self.server.clone();
        // Addresses of http and https have a path, as `address` asked.
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().push("api").extend(path);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let mut said = format!("{} does not answer", self.server);
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            said.push_str(": ");
            said.push_str(&error.to_string());
            cause = error.source();
        }
        said.push('.');
        Failure::Unreachable(said)
    }

    fn strange(&self, status: u16) -> Failure {
        Failure::Strange(format!("What answers at {} ({status}) is not the API of AVA.", self.server))
    }
}

#[expect(clippy::disallowed_methods, reason = "the client of the command line, which is no provider’s")]
fn http(server: &Url) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("ava-cli/", env!("CARGO_PKG_VERSION")))
        .timeout(TIMEOUT)
        // The token goes to the server that was named, and nowhere else.
        .redirect(Policy::none())
        // `Failure::passes_in` alone decides about retries.
        .retry(reqwest::retry::never());
    if is_here(server) {
        builder = builder.no_proxy();
    }
    if server.scheme() == "http" {
        // Nothing is proved by certificates there, and reading the system's takes time.
        builder = builder.tls_certs_only([]);
    }
    builder.build()
}

/// Whether the server is on this machine.
fn is_here(server: &Url) -> bool {
    match server.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn address(server: &str, plain: bool) -> Result<Url, Failure> {
    let unusable = |said: &str| Failure::Unusable(format!("--server: {said}"));
    let no_address = || unusable("an address is wanted, such as https://ava.example.com.");
    let url = Url::parse(server.trim()).map_err(|_| no_address())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unusable("an address is wanted without a user and a password."));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here(&url) || plain => Ok(url),
        "http" => Err(unusable(
            "a token goes to another machine by https:// only. Where nobody listens in between, \
             --plain-http lets it go as it is.",
        )),
        _ => Err(no_address()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex, PoisonError};

    use axum::{
        Router,
        http::{HeaderMap, StatusCode},
        routing::post,
    };
    use serde_json::json;
    use tokio::net::TcpListener;

    use super::*;
    use crate::server::clock::{Clock as _, ManualClock};

    fn client(server: &str) -> Client {
        let clock = ManualClock::at(0);
        let random = Random::seeded(1, clock.clone());
        Client::new(server, "ava_x".into(), false, clock, random).unwrap()
    }

    #[test]
    fn a_token_leaves_the_machine_encrypted_or_on_demand() {
        for fine in
            ["https://ava.example.com", "http://127.0.0.1:3000", "http://[::1]:3000", "http://localhost"]
        {
            assert!(address(fine, false).is_ok(), "{fine}");
        }
        assert!(address("http://ava:3000", true).is_ok());
        for refused in [
            "http://ava:3000",
            "ftp://ava",
            "ava.example.com",
            "https://me:hush@ava",
            "",
            "http://127.1.example",
        ] {
            let failure = address(refused, false).unwrap_err();
            assert_eq!(failure.code(), 1, "{refused}");
        }
    }

    #[test]
    fn what_is_named_in_a_path_stays_one_part_of_it() {
        let query = [("search".to_owned(), "a&b".to_owned())];
        let url = |server: &str| client(server).address(&["agents", "../orgs?x=1"], &query).to_string();
        let below = "api/agents/..%2Forgs%3Fx=1?search=a%26b";
        assert_eq!(url("https://ava.example.com"), format!("https://ava.example.com/{below}"));
        assert_eq!(url("https://example.com/ava/"), format!("https://example.com/ava/{below}"));
    }

    #[tokio::test]
    async fn a_write_that_has_to_be_sent_again_has_one_key() {
        let keys = Arc::new(Mutex::new(Vec::new()));
        let heard = keys.clone();
        let answer = move |headers: HeaderMap| {
            let mut keys = heard.lock().unwrap_or_else(PoisonError::into_inner);
            keys.push(headers[IDEMPOTENCY_KEY].to_str().unwrap().to_owned());
            let answer = match keys.len() {
                1 => (StatusCode::SERVICE_UNAVAILABLE, r#"{"code": "busy", "retry_after": 5}"#),
                2 => (StatusCode::BAD_GATEWAY, "a proxy's own page"),
                _ => (StatusCode::CREATED, r#"{"id": "1"}"#),
            };
            std::future::ready(answer)
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().route("/api/agents", post(answer));
        tokio::spawn(async move { axum::serve(listener, app).await });
        let clock = ManualClock::at(0);
        let random = Random::seeded(1, clock.clone());
        let client = Client::new(&server, "ava_x".into(), false, clock.clone(), random).unwrap();
        let body = json!({"name": "Reception"});
        let request = Request::new(Method::POST, &["agents"]).body(&body);
        let made = client.send(request).await.unwrap();
        assert_eq!((made.status, made.body), (201, json!({"id": "1"})));
        assert_eq!(clock.now_ms(), 7000, "it waits as it is told, and longer each time where it is not");
        let keys = keys.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(keys.len(), 3);
        assert!(keys.iter().all(|key| *key == keys[0] && !key.is_empty()), "{keys:?}");
    }
}
